"""The vectors of one report in one file that is written once, checked, and mapped into memory.

The file is named by what it was made from: the model, the passage rules and every passage. So a
report is embedded once, however often the library around it is rebuilt, and vectors of
two models can't be mixed: they stand in different files.

Layout: 8 bytes magic, 8 bytes length of the header, a JSON header, zeros up to a multiple of 64,
then the dense vectors (float32, one unit row per passage) and the token vectors (int8, one row per
token, all passages one after the other). The header holds a BLAKE2b digest of all that follows it.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import LibraryError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Bytes = npt.NDArray[np.int8]

_MAGIC = b"EJVEC\x00\x00\x01"
_ALIGN = 64


@dataclass(frozen=True, slots=True)
class Segment:
    """The vectors of one report: `dense` (n, d), and per passage its token vectors (t, r)."""

    path: Path
    ids: tuple[str, ...]
    dense: Floats
    starts: tuple[int, ...]
    all_tokens: Bytes
    digest: str

    def tokens(self, at: int) -> Bytes:
        """The token vectors of the passage at a place, (0, r) where the model has none."""
        rows: Bytes = self.all_tokens[self.starts[at] : self.starts[at + 1]]
        return rows

    def whole(self) -> bool:
        """Whether the bytes on disk are still those that were written."""
        return _digest(self.dense, self.all_tokens) == self.digest


def name_of(fingerprint: str, rules: str, texts: Sequence[tuple[str, str]]) -> str:
    """Name the file for passages given as `(passage id, text that is embedded)`."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (fingerprint, rules, *(piece for pair in texts for piece in pair)):
        encoded = part.encode()
        digest.update(len(encoded).to_bytes(8, "little") + encoded)
    return digest.hexdigest() + ".vec"


def write(path: Path, ids: Sequence[str], dense: Floats, tokens: Sequence[Bytes]) -> None:
    """Write a file as a whole or not at all, and make it durable."""
    import numpy as np

    dense = np.ascontiguousarray(dense, np.float32)
    width = tokens[0].shape[1] if tokens else 0
    rows = np.concatenate(tokens) if tokens else np.zeros((0, width), np.int8)
    starts = [0, *np.cumsum([len(t) for t in tokens]).tolist()]
    header = json.dumps(
        {
            "ids": list(ids),
            "dimension": int(dense.shape[1]),
            "width": int(width),
            "starts": [int(start) for start in starts],
            "digest": _digest(dense, rows),
        }
    ).encode()
    head = _MAGIC + len(header).to_bytes(8, "little") + header
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file:
            file.write(head.ljust(_aligned(len(head)), b"\0"))
            file.write(dense.data)
            file.write(np.ascontiguousarray(rows).data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read(path: Path) -> Segment:
    """Map a file into memory.

    Raises:
        LibraryError: it is missing, cut short or of another kind.
    """
    import numpy as np

    try:
        with path.open("rb") as file:
            memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if memory[:8] != _MAGIC:
            raise LibraryError(f"{path} is no file of vectors.")
        end = 16 + int.from_bytes(memory[8:16], "little")
        header = json.loads(memory[16:end])
        ids, starts = tuple(header["ids"]), tuple(header["starts"])
        count, dimension, width = len(ids), int(header["dimension"]), int(header["width"])
        begin = _aligned(end)
        dense = np.frombuffer(memory, np.float32, count * dimension, begin)
        tokens = np.frombuffer(memory, np.int8, starts[-1] * width, begin + dense.nbytes)
        return Segment(
            path=path,
            ids=ids,
            dense=dense.reshape(count, dimension),
            starts=starts,
            all_tokens=tokens.reshape(starts[-1], width),
            digest=header["digest"],
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        msg = f"The vectors in {path} can't be read ({error})."
        raise LibraryError(msg) from error


def _aligned(size: int) -> int:
    return -(-size // _ALIGN) * _ALIGN


def _digest(dense: Floats, tokens: Bytes) -> str:
    import numpy as np

    digest = hashlib.blake2b(np.ascontiguousarray(dense).data, digest_size=16)
    digest.update(np.ascontiguousarray(tokens).data)
    return digest.hexdigest()

"""A generation: the vectors that a library searches, complete, checked and never changed again.

A generation is a folder with a manifest, the lock that its readers share, and a Chroma database
(or the name of a collection on a Chroma server). The vectors themselves stand in one file per
report that generations share. This is the only place where a distance becomes a similarity.

Chroma's index is approximate from the first vector. A search over few passages, or in few reports,
is therefore an exact pass over the vectors, which takes a few milliseconds and needs no Chroma at
all; over many, Chroma proposes and the exact similarity decides.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import index.storage.segments as segments
from index.errors import LibraryError, VectorsUnavailableError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Bytes = npt.NDArray[np.int8]

EXACT = 30_000
"""Up to this many passages are compared one by one: a few milliseconds, and Chroma is not imported."""

PROPOSED = 80
"""Chroma proposes at least this many, and half as many again as are wanted; the exact similarity decides."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made of. `reports` names the vectors' file of each report."""

    id: str
    made: str
    model: str
    fingerprint: str
    dimension: int
    rules: str
    chroma: str
    server: str | None
    reports: tuple[tuple[str, str], ...]
    count: int

    @property
    def stamp(self) -> tuple[str, str, str, str | None]:
        """What must be the same for a generation to be used for another one, or at all."""
        return (self.fingerprint, self.rules, self.chroma, self.server)

    def write(self, folder: Path) -> None:
        """Write it as the folder's last file."""
        path = folder / "manifest.json"
        with path.open("w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read it back.

        Raises:
            VectorsUnavailableError: there is none, or none that can be read.
        """
        try:
            found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            reports = tuple((str(r), str(f)) for r, f in found.pop("reports"))
            return cls(**found, reports=reports)
        except (OSError, ValueError, TypeError, KeyError) as error:
            msg = f"The generation in {folder} can't be read ({error})."
            raise VectorsUnavailableError(msg) from error


class Generation:
    """A generation open for reading; whoever holds one keeps it, whatever is written meanwhile.

    Raises:
        VectorsUnavailableError: the folder or a file of vectors is missing or broken.
    """

    def __init__(self, library: Path, name: str, server: str | None = None) -> None:
        """Open it; `server` is the address at which this machine sees the Chroma server."""
        self.folder = library / "generations" / name
        self.id = name
        self._address = server
        try:
            # shared: it keeps the folder from being cleared, and goes with this object
            self._lock = (self.folder / "lock").open("rb")
            fcntl.flock(self._lock, fcntl.LOCK_SH)
        except OSError as error:
            msg = f"The generation {name} of the library can't be opened ({error.strerror})."
            raise VectorsUnavailableError(msg) from error
        self.manifest = Manifest.read(self.folder)
        try:
            self.segments = {
                report: segments.read(library / "vectors" / file)
                for report, file in self.manifest.reports
            }
        except LibraryError as error:
            raise VectorsUnavailableError(str(error)) from error

    @property
    def fingerprint(self) -> str:
        """The embedding model's; a question must be embedded by the same one."""
        return self.manifest.fingerprint

    def nearest(
        self, vector: Sequence[float], k: int, reports: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Find the `k` passages nearest to a unit vector: `(passage id, cosine)`, best first.

        The scope `reports` is applied before the search. Equal similarities come in order of id.

        Raises:
            LibraryError: the vector is not of the generation's dimension.
            VectorsUnavailableError: the Chroma server, or Chroma's folder, does not answer.
        """
        import numpy as np

        query = np.asarray(vector, np.float32)
        if query.shape != (self.manifest.dimension,):
            msg = (
                f"The question has {query.shape[-1] if query.ndim else 0} dimensions and the library"
                f" {self.manifest.dimension}: it was built with the model {self.manifest.model}."
            )
            raise LibraryError(msg)
        wanted = self.segments if reports is None else dict.fromkeys(reports)
        chosen = [self.segments[r] for r in wanted if r in self.segments]
        total = sum(len(segment.ids) for segment in chosen)
        if total == 0 or k < 1:
            return []
        if self.manifest.server is None and total <= EXACT:
            return _exact(chosen, query, k)
        proposed = self._chroma.nearest(
            query, min(total, max(PROPOSED, k + k // 2)), None if reports is None else list(wanted)
        )
        ids = [name for name in proposed if name in self._places]
        rows = np.stack([self._row(name) for name in ids]) if ids else query[None][:0]
        return _best(ids, rows @ query, k)

    def tokens(self, ids: Iterable[str]) -> dict[str, Bytes]:
        """The token vectors (t, r) of passages, mapped from disk; unknown ids are left out."""
        found: dict[str, Bytes] = {}
        for name in ids:
            if name in self._places:
                segment, at = self._places[name]
                found[name] = segment.tokens(at)
        return found

    def dense(self, ids: Iterable[str]) -> dict[str, Floats]:
        """The dense vectors of passages; unknown ids are left out."""
        return {name: self._row(name) for name in ids if name in self._places}

    @cached_property
    def _places(self) -> dict[str, tuple[segments.Segment, int]]:
        return {
            name: (segment, at)
            for segment in self.segments.values()
            for at, name in enumerate(segment.ids)
        }

    @cached_property
    def _chroma(self) -> Any:
        from index.storage.chroma import Collection

        return Collection.open(self.folder, self.manifest, self._address)

    def _row(self, name: str) -> Floats:
        segment, at = self._places[name]
        row: Floats = segment.dense[at]
        return row


def _exact(chosen: Sequence[segments.Segment], query: Floats, k: int) -> list[tuple[str, float]]:
    import numpy as np

    scores = np.concatenate([segment.dense @ query for segment in chosen])
    ends = np.cumsum([len(segment.ids) for segment in chosen])
    # the k-th best score, and all that equal it, so that ties are broken by id and not by place
    least = np.partition(scores, -k)[-k] if k < len(scores) else -np.inf
    best: list[tuple[str, float]] = []
    for at in np.flatnonzero(scores >= least).tolist():
        which = int(np.searchsorted(ends, at, side="right"))
        segment = chosen[which]
        best.append((segment.ids[at - int(ends[which]) + len(segment.ids)], float(scores[at])))
    return sorted(best, key=lambda pair: (-pair[1], pair[0]))[:k]


def _best(ids: Sequence[str], scores: Floats, k: int) -> list[tuple[str, float]]:
    pairs = zip(ids, scores.tolist(), strict=True)
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:k]

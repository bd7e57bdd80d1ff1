"""What was learned for finding: how questions are read, how passages' words are kept, what counts.

Passages and questions are read by the bundled model, each side with a low-rank adapter of its own (Hu
et al., 2021, arXiv:2106.09685); each word piece of a question has a learned weight, and both sides a
projection to fewer dimensions. `weights/finder.safetensors` holds them; `evals/training/train_finder.py` makes it and
`weights/README.md` says from what.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]
    Flags = npt.NDArray[np.bool_]
    Adapter = Mapping[str, tuple[Floats, Floats]]

FOR = "0d883610414da9d7"
"""Fingerprint of the model that these weights were trained for; another gets none of them."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """Learned weights, float32.

    The adapters map a layer's name to its (rank, in) and (out, rank) factors. `passage` and `question`
    are projections with their offsets, (width, r) and (r,). A word piece's weight is the logistic
    function of `importance @ state`, less `LIGHT` for the pieces that `light` flags; the pieces that
    `skipped` flags are not kept of a passage.
    """

    passage_adapter: Adapter
    question_adapter: Adapter
    passage: tuple[Floats, Floats]
    question: tuple[Floats, Floats]
    importance: Floats
    light: Flags
    skipped: Flags
    dense: float
    numbered: float

    @property
    def passage_side(self) -> str:
        """A digest of what passages' vectors depend on."""
        digest = hashlib.sha256()
        factors = [
            part for name in sorted(self.passage_adapter) for part in self.passage_adapter[name]
        ]
        for part in (*factors, *self.passage, self.skipped):
            digest.update(part.tobytes())
        return digest.hexdigest()[:12]


LIGHT = 5.0
"""How much lower the weight of a function word starts, before the logistic function."""


def load(path: Path | None = None) -> Tuning:
    """Read the weights that ship, or those of a file; ModelError, saying what to do, where it is broken."""
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        with as_file(files("index") / "weights" / "finder.safetensors") as shipped:
            return _tuning(load_file(path or shipped))
    except (SafetensorError, OSError, KeyError, IndexError, ValueError) as error:
        raise ModelError(
            f"The finder's weights, {path or 'index/weights/finder.safetensors'}, can't be read ({error});"
            " reinstall the project with: pip install --force-reinstall essex-judgements"
            " (in a clone: git checkout index/weights)"
        ) from error


def _tuning(stored: Mapping[str, npt.NDArray[Any]]) -> Tuning:
    """The weights by the names of the file; KeyError, IndexError or ValueError where one is missing or wrong."""
    import numpy as np

    full = {
        name: value.astype(np.float32)
        for name, value in stored.items()
        if value.dtype == np.float16
    }
    vocabulary = int(stored["vocabulary"][0])

    def flags(name: str) -> Flags:
        out: Flags = np.zeros(vocabulary, np.bool_)
        out[stored[name]] = True
        return out

    def adapter(side: str) -> Adapter:
        names = [
            n.removesuffix(".down") for n in full if n.startswith(f"{side}:") and n[-5:] == ".down"
        ]
        return {n.split(":")[1]: (full[f"{n}.down"], full[f"{n}.up"]) for n in names}

    return Tuning(
        passage_adapter=adapter("passage"),
        question_adapter=adapter("question"),
        passage=(full["passage"], full["passage.offset"]),
        question=(full["question"], full["question.offset"]),
        importance=full["importance"],
        light=flags("light"),
        skipped=flags("skipped"),
        dense=float(stored["dense"][0]),
        numbered=float(stored["numbered"][0]),
    )

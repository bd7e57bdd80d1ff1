"""What the finder learns from: shelves of passages as token ids, and questions with what answers them.

All that training needs, so that it can be written to one file and trained on elsewhere, on a machine
that has a GPU but no library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.training.arrays import joined, parted

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Shelf:
    """Passages that are searched together: each one's token ids (t,), and which are numbered (n,)."""

    ids: tuple[npt.NDArray[np.int32], ...]
    numbered: Flags


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, at which shelf it is asked, and which passages there answer it or would be accepted.

    `gold` and `also` are (passages,). Figures are told by `source`; `aside` is not learned from.
    """

    text: str
    shelf: int
    gold: Flags
    also: Flags
    source: str
    aside: bool


Shelved = tuple[Sequence[Shelf], Sequence[Asked]]
"""Shelves, and what is asked at them."""


def save(shelved: Shelved, path: Path) -> None:
    """Write them to one compressed file."""
    shelves, asked = shelved
    # a name would get .npz behind it
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            **joined("ids", [row.astype(np.uint16) for shelf in shelves for row in shelf.ids]),
            **joined("numbered", [shelf.numbered for shelf in shelves]),
            text=np.array([one.text for one in asked]),
            shelf=np.array([one.shelf for one in asked], np.int32),
            **joined("gold", [one.gold for one in asked]),
            **joined("also", [one.also for one in asked]),
            source=np.array([one.source for one in asked]),
            aside=np.array([one.aside for one in asked]),
        )


def load(path: Path) -> Shelved:
    """Read what `save` wrote."""
    with np.load(path) as held:
        parts = {name: held[name] for name in held.files}
    rows = iter([row.astype(np.int32) for row in parted(parts, "ids")])
    shelves = [
        Shelf(tuple(next(rows) for _ in numbered), numbered)
        for numbered in parted(parts, "numbered")
    ]
    asked = [
        Asked(str(text), int(shelf), gold, also, str(source), bool(aside))
        for text, shelf, gold, also, source, aside in zip(
            parts["text"],
            parts["shelf"],
            parted(parts, "gold"),
            parted(parts, "also"),
            parts["source"],
            parts["aside"],
            strict=True,
        )
    ]
    return shelves, asked

"""What the finder learns from: shelves of passages as token ids, and questions with what answers them.

All that training needs, so that it can be written to one file and trained on elsewhere, on a machine
that has a GPU but no library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

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


def save(shelves: Sequence[Shelf], asked: Sequence[Asked], path: Path) -> None:
    """Write them to one compressed file."""
    np.savez_compressed(
        path,
        **_joined("ids", [row.astype(np.uint16) for shelf in shelves for row in shelf.ids]),
        **_joined("numbered", [shelf.numbered for shelf in shelves]),
        text=np.array([one.text for one in asked]),
        shelf=np.array([one.shelf for one in asked], np.int32),
        gold=np.concatenate([one.gold for one in asked]),
        also=np.concatenate([one.also for one in asked]),
        source=np.array([one.source for one in asked]),
        aside=np.array([one.aside for one in asked]),
    )


def load(path: Path) -> tuple[list[Shelf], list[Asked]]:
    """Read what `save` wrote."""
    with np.load(path) as held:
        parts = {name: held[name] for name in held.files}
    rows = iter(_parted(parts["ids"].astype(np.int32), parts["ids_length"]))
    shelves = [
        Shelf(tuple(next(rows) for _ in numbered), numbered)
        for numbered in _parted(parts["numbered"], parts["numbered_length"])
    ]
    sizes = [len(shelves[at].ids) for at in parts["shelf"]]
    asked = [
        Asked(str(text), int(shelf), gold, also, str(source), bool(aside))
        for text, shelf, gold, also, source, aside in zip(
            parts["text"],
            parts["shelf"],
            _parted(parts["gold"], sizes),
            _parted(parts["also"], sizes),
            parts["source"],
            parts["aside"],
            strict=True,
        )
    ]
    return shelves, asked


def _joined(name: str, parts: Iterable[Any]) -> dict[str, Any]:
    held = list(parts)
    return {name: np.concatenate(held), f"{name}_length": np.array([len(part) for part in held])}


def _parted(whole: Any, lengths: Any) -> list[Any]:
    return np.split(whole, np.cumsum(lengths)[:-1])

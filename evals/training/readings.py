"""What the reader learns from: questions with passages as token ids, and which sentences answer.

All that training needs stands in a few arrays, so that it can be written to one file and trained on
elsewhere, on a machine that has a GPU but no library.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.training.arrays import joined, parted
from rag.selector.reader import QUESTION, pair

NONE = -1
"""The sentence of a token that stands in none."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage's token `ids` (t,), the `sentence` of each (t,), and how many sentences there are."""

    ids: npt.NDArray[np.int32]
    sentence: npt.NDArray[np.int16]
    sentences: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A question with the passages found for it.

    `gold` (sentences,) marks what answers, over the sentences of all passages; `right` and `also`
    (passages,) mark passages that answer and those that would be accepted. Figures are told by `source`
    and `form`.
    """

    question: npt.NDArray[np.int32]
    passages: tuple[Passage, ...]
    gold: npt.NDArray[np.bool_]
    right: npt.NDArray[np.bool_]
    also: npt.NDArray[np.bool_]
    source: str
    form: str
    answerable: bool
    aside: bool

    def first(self, passage: int) -> int:
        """At which sentence a passage begins."""
        return sum(p.sentences for p in self.passages[:passage])


def passage(tokenizer: Any, text: str, sentences: Sequence[tuple[int, int]]) -> Passage:
    """A text with its sentences' places as the reader meets it."""
    ids, begin, places = pair([], tokenizer, text, sentences)
    sentence = np.full(len(ids) - begin - 1, NONE, np.int16)
    for at, (start, end) in enumerate(places):
        sentence[start - begin : end - begin] = at
    return Passage(np.array(ids[begin:-1], np.int32), sentence, len(sentences))


def asked(tokenizer: Any, text: str) -> npt.NDArray[np.int32]:
    """A question's token ids, as many as are read."""
    ids = tokenizer.encode(text, add_special_tokens=False).ids[:QUESTION]
    return np.array(ids, np.int32)


def save(readings: Sequence[Reading], path: Path) -> None:
    """Write them to one compressed file; a passage that several questions meet is written once."""
    kept: dict[tuple[bytes, bytes, int], int] = {}
    unique: list[Passage] = []
    which: list[list[int]] = []
    for one in readings:
        places = []
        for met in one.passages:
            key = met.ids.tobytes(), met.sentence.tobytes(), met.sentences
            if key not in kept:
                kept[key] = len(unique)
                unique.append(met)
            places.append(kept[key])
        which.append(places)
    # a name would get .npz behind it
    with path.open("wb") as file:
        np.savez_compressed(
            file,
            **joined("question", [one.question for one in readings]),
            **joined("ids", [p.ids.astype(np.uint16) for p in unique]),
            **joined("sentence", [p.sentence.astype(np.int8) for p in unique]),
            sentences=np.array([p.sentences for p in unique], np.int16),
            **joined("which", [np.array(w, np.int32) for w in which]),
            **joined("gold", [one.gold for one in readings]),
            **joined("right", [one.right for one in readings]),
            **joined("also", [one.also for one in readings]),
            source=np.array([one.source for one in readings]),
            form=np.array([one.form for one in readings]),
            answerable=np.array([one.answerable for one in readings]),
            aside=np.array([one.aside for one in readings]),
        )


def load(path: Path) -> list[Reading]:
    """Read what `save` wrote."""
    with np.load(path) as held:
        parts = {name: held[name] for name in held.files}
    unique = [
        Passage(ids.astype(np.int32), sentence.astype(np.int16), int(count))
        for ids, sentence, count in zip(
            parted(parts, "ids"), parted(parts, "sentence"), parts["sentences"], strict=True
        )
    ]
    rows = zip(
        *(parted(parts, name) for name in ("question", "which", "gold", "right", "also")),
        *(parts[name] for name in ("source", "form", "answerable", "aside")),
        strict=True,
    )
    return [
        Reading(
            question,
            tuple(unique[at] for at in which),
            gold,
            right,
            also,
            str(source),
            str(form),
            bool(answerable),
            bool(aside),
        )
        for question, which, gold, right, also, source, form, answerable, aside in rows
    ]

"""Questions with what the product finds for them, and which sentences of it answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.training.examples import Example, gold, spans
from index.library import Library
from rag import select
from rag.condense import condense
from rag.selector.asking import form
from rag.selector.features import Piece, Question, passage_features
from rag.selector.reader import open_reader
from rag.selector.weighing import Weights

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Collected:
    """A question with the passages found for it, their sentences, and which of these answer.

    `features` (sentences, f), `matches` (sentences, words), `owner` and `gold` (sentences,) are of all
    sentences, passage after passage; `right` and `also` (passages,) mark passages that answer and
    those that would be accepted.
    """

    example: Example
    question: Question
    pieces: tuple[Piece, ...]
    features: Floats
    matches: Floats
    owner: list[int]
    gold: Flags
    right: Flags
    also: Flags
    weight: float = 1.0

    @property
    def form(self) -> str:
        """The form by which figures are reported: how many, who, when, why, yes_no or other."""
        return form(self.question.text)

    def first(self, passage: int) -> int:
        """At which sentence a passage begins."""
        return self.owner.index(passage)


def collect(
    library: Library, examples: Sequence[Example], weights: Weights, *, read: bool
) -> list[Collected]:
    """Find passages for every question as the product does, read together with it or not."""
    made = (_one(library, example, weights, read) for example in examples)
    return [one for one in made if one is not None]


def _one(library: Library, example: Example, weights: Weights, read: bool) -> Collected | None:
    standing = condense(example.question, example.history)
    text, searched = standing.standalone, standing.search or standing.standalone
    reports = [example.report_id]
    found = library.search(searched, select.PASSAGES, reports)
    reader = open_reader() if read else Unread()
    question, hits, pieces = select.ready(text, found, library, weights, reader)
    if question is None:
        return None
    passages = [hit.passage for hit in hits]
    answering = spans(example, passages)
    made = [passage_features(question, piece) for piece in pieces]
    marks = [
        any(min(end, b) - max(start, a) > 0.5 * (end - start) for a, b in answering[n])
        for n, piece in enumerate(pieces)
        for start, end in piece.sentences
    ]
    right, also = gold(example, passages)
    return Collected(
        example,
        question,
        tuple(pieces),
        np.concatenate([features for features, _ in made]),
        np.concatenate([matches for _, matches in made]),
        [n for n, piece in enumerate(pieces) for _ in piece.sentences],
        np.array(marks, np.bool_),
        right,
        also,
    )


class Unread:
    """Before there is a reader nothing is said of any sentence."""

    def read(
        self, question: str, passages: Sequence[tuple[str, Sequence[tuple[int, int]]]]
    ) -> list[tuple[float, ...]]:
        """A logit of 0 for each sentence of each passage."""
        del question
        return [(0.0,) * len(places) for _, places in passages]

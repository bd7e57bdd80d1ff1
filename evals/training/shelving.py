"""All that the finder learns from, brought together: reports, short texts, and public questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from evals.training import public
from evals.training.examples import OWN, Example, gold, read
from evals.training.sheets import SHEETS, TEXTS, shelved
from evals.training.sheets import read as read_sheets
from evals.training.shelves import Asked, Shelf
from index.embed import Embedder, open_embedder
from index.library import Library
from index.passages import embedding_text
from index.types import Passage

_TEXTS = 30
"""So many short texts stand on one shelf; an invented report has one of its own, as others may answer too."""
_ANSWERS = 100
"""So many of ClapNQ's answers stand on one shelf, those most alike together."""

Shelved = tuple[list[Shelf], list[Asked]]


def gathered(place: Path, shared: Path) -> Shelved:
    """From a library of the reports and the shared folder; a minute or two."""
    reader = open_embedder(learned=False)
    shelves: list[Shelf] = []
    asked: list[Asked] = []
    with Library.open(place) as library:
        questions = read([shared / "questions" / "train.jsonl", OWN], library)
        _add(library, questions, 1, reader, shelves, asked)
    for file, together in ((SHEETS, 1), (TEXTS, _TEXTS)):
        with shelved(read_sheets(file), file.stem) as (library, questions):
            _add(library, questions, together, reader, shelves, asked)
    _add_answers(public.read(shared / "bench" / "clapnq"), reader, shelves, asked)
    return shelves, asked


def _add(
    library: Library,
    questions: Sequence[Example],
    together: int,
    reader: Embedder,
    shelves: list[Shelf],
    asked: list[Asked],
) -> None:
    """Shelve so many reports together, those kept aside apart from the rest, with what is asked of them."""
    aside = {one.report_id: one.aside for one in questions}
    for apart in (False, True):
        names = [name for name in aside if aside[name] == apart]
        for begin in range(0, len(names), together):
            group = names[begin : begin + together]
            cut = {name: library.store.passages_of(name) for name in group}
            cards = {name: library.report(name).card for name in group}
            texts = [embedding_text(p, cards[name]) for name in group for p in cut[name]]
            held = [p for name in group for p in cut[name]]
            shelves.append(_shelf(reader, texts, held))
            at = 0
            for name in group:
                for one in questions:
                    if one.report_id == name:
                        right, also = (
                            np.pad(flags, (at, len(held) - at - len(flags)))
                            for flags in gold(one, cut[name])
                        )
                        if right.any():
                            asked.append(
                                Asked(
                                    one.text,
                                    len(shelves) - 1,
                                    right,
                                    also,
                                    one.source,
                                    one.aside,
                                )
                            )
                at += len(cut[name])


def _add_answers(
    told: Sequence[public.Told], reader: Embedder, shelves: list[Shelf], asked: list[Asked]
) -> None:
    """ClapNQ's answers, each a passage, on shelves of those that are most alike."""
    for apart in (False, True):
        left = [one for one in told if one.answer and one.aside == apart]
        vectors = reader.encode_passages([one.answer for one in left]).dense
        while left:
            like = vectors @ vectors[0]
            nearest = np.sort(np.argsort(-like, kind="stable")[:_ANSWERS])
            group = [left[n] for n in nearest]
            shelves.append(_shelf(reader, [one.answer for one in group], None))
            for at, one in enumerate(group):
                right = np.arange(len(group)) == at
                asked.append(
                    Asked(
                        one.question,
                        len(shelves) - 1,
                        right,
                        np.zeros(len(group), np.bool_),
                        public.SOURCE,
                        apart,
                    )
                )
            stay = np.setdiff1d(np.arange(len(left)), nearest)
            left, vectors = [left[n] for n in stay], vectors[stay]


def _shelf(reader: Embedder, texts: Sequence[str], passages: Sequence[Passage] | None) -> Shelf:
    inner = cast("Any", reader._reader)  # the trainer looks inside
    return Shelf(
        tuple(np.array(ids, np.int32) for ids, _ in inner.tokenize(texts)),
        np.array([p.kind == "numbered" for p in passages or ()] or [False] * len(texts), np.bool_),
    )

"""All that the finder learns from, brought together: reports, short texts, and public questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from evals.mistakes import opened
from evals.training import public
from evals.training.examples import OWN, Example, gold, read
from evals.training.sheets import SHEETS, TEXTS, shelved
from evals.training.sheets import read as read_sheets
from evals.training.shelves import Asked, Flags, Shelf, Shelved
from index.embed import Embedder, open_embedder
from index.library import Library
from index.passages import embedding_text

_TEXTS = 30
"""So many short texts stand on one shelf; an invented report has one of its own, as others may answer too."""
_ANSWERS = 100
"""So many of ClapNQ's answers stand on one shelf, those most alike together."""


def gathered(place: Path, shared: Path) -> Shelved:
    """From a library of the reports and the shared folder; a minute or two."""
    made = Shelves(open_embedder(learned=False))
    with opened(place) as library:
        made.reports(library, read([shared / "questions" / "train.jsonl", OWN], library), 1)
    for file, together in ((SHEETS, 1), (TEXTS, _TEXTS)):
        with shelved(read_sheets(file), file.stem) as (library, questions):
            made.reports(library, questions, together)
    made.answers(public.read(shared / "bench" / "clapnq"))
    return made.shelves, made.asked


class Shelves:
    """Shelves as they fill; what is kept aside stands on shelves of its own."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder
        self.shelves: list[Shelf] = []
        self.asked: list[Asked] = []

    def reports(self, library: Library, questions: Sequence[Example], together: int) -> None:
        """Stand so many reports together, with what is asked of them and a passage answers."""
        by_report: dict[str, list[Example]] = {}
        for one in questions:
            by_report.setdefault(one.report_id, []).append(one)
        for apart in (False, True):
            names = [name for name, asked in by_report.items() if asked[0].aside == apart]
            for begin in range(0, len(names), together):
                self._stand(library, {n: by_report[n] for n in names[begin : begin + together]})

    def answers(self, told: Sequence[public.Told]) -> None:
        """Stand ClapNQ's answers, each a passage, with those that are most like them."""
        for apart in (False, True):
            left = [one for one in told if one.answer and one.aside == apart]
            vectors = self.embedder.encode_passages([one.answer for one in left]).dense
            while left:
                like = vectors @ vectors[0]
                nearest = np.sort(np.argsort(-like, kind="stable")[:_ANSWERS])
                group = [left[n] for n in nearest]
                none = np.zeros(len(group), np.bool_)
                shelf = self._shelf([one.answer for one in group], none)
                for at, one in enumerate(group):
                    right = np.arange(len(group)) == at
                    self.asked.append(Asked(one.question, shelf, right, none, public.SOURCE, apart))
                stay = np.setdiff1d(np.arange(len(left)), nearest)
                left, vectors = [left[n] for n in stay], vectors[stay]

    def _stand(self, library: Library, questions: Mapping[str, Sequence[Example]]) -> None:
        """One shelf of the reports asked about."""
        cut = {name: library.store.passages_of(name) for name in questions}
        texts = [
            embedding_text(passage, library.report(name).card)
            for name, passages in cut.items()
            for passage in passages
        ]
        held = [passage for passages in cut.values() for passage in passages]
        shelf = self._shelf(texts, np.array([p.kind == "numbered" for p in held], np.bool_))
        begin = 0
        for name, asked in questions.items():
            around = (begin, len(held) - begin - len(cut[name]))
            for one in asked:
                right, also = (np.pad(flags, around) for flags in gold(one, cut[name]))
                if right.any():
                    self.asked.append(Asked(one.text, shelf, right, also, one.source, one.aside))
            begin += len(cut[name])

    def _shelf(self, texts: Sequence[str], numbered: Flags) -> int:
        """Put up a shelf; its number."""
        inner = cast("Any", self.embedder._reader)  # the trainer looks inside
        ids = tuple(np.array(row, np.int32) for row, _ in inner.tokenize(texts))
        self.shelves.append(Shelf(ids, numbered))
        return len(self.shelves) - 1

"""Questions to learn from, and where in a report's passages each is answered.

`training.jsonl` beside the cases was written for this product, from 108 reports read in full: answerable
questions, near misses of the same forms, false premises and follow-ups. No sentence of a report is in
it: what answers is named by its paragraph, its first four words and its last three.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.training.saying import say
from index.errors import CaseError, UnknownReportError
from index.library import Library
from index.types import Passage

Flags = npt.NDArray[np.bool_]
Span = tuple[int, int]

OWN = Path(__file__).parents[1] / "data" / "training.jsonl"
PARTS = 5
"""Councils fall into so many parts; one is kept aside from all that is learned from questions."""
ASIDE = 0

_NAMED = {"summary": "narrative", "judgements": "table", "improvements": "improvement"}


@dataclass(frozen=True, slots=True)
class Example:
    """A question asked of one report.

    `text` is the question, after the one before it where it follows one up. `history` holds pairs of
    question and answer. `aside` says that its council is kept from training.
    """

    question: str
    history: tuple[tuple[str, str], ...]
    report_id: str
    council: str
    kind: str
    expect: str
    gold: tuple[int | str, ...]
    also: tuple[int | str, ...]
    support: tuple[tuple[int | str, str, str], ...]
    aside: bool
    source: str

    @property
    def text(self) -> str:
        """The question as it can be searched with."""
        return " ".join([*(question for question, _ in self.history[-1:]), self.question])

    @property
    def answerable(self) -> bool:
        """Whether the report says what is asked, be it that the premise is false."""
        return self.expect != "say_not_in_report"


def read(paths: Sequence[Path], library: Library) -> list[Example]:
    """The questions of JSON Lines files whose reports are in the library, in the files' order.

    Raises CaseError, naming file and line, where one can't be read.
    """
    return [made for path in paths for made in _rows(path, library)]


def _rows(path: Path, library: Library) -> Iterator[Example]:
    councils = {card.report_id: card.authority for card in library.reports()}
    missing: set[str] = set()
    for row in _lines(path):
        try:
            report_id = library.resolve(row["report"])
        except UnknownReportError:
            missing.add(row["report"])
            continue
        council = councils[report_id]
        yield Example(
            question=row["question"],
            # no answer was written for our own: any but a refusal lets the question be followed up
            history=tuple((asked, said or "Yes.") for asked, said in row.get("history", ())),
            report_id=report_id,
            council=council,
            kind=row.get("kind", ""),
            expect=row["expect"],
            gold=tuple(row.get("gold_paragraphs", ())),
            also=tuple(row.get("also_acceptable", ())),
            support=tuple(
                (part["paragraph"], part["starts"], part["ends"]) for part in row.get("support", ())
            ),
            aside=part_of(council) == ASIDE,
            source=path.stem,
        )
    for name in sorted(missing):
        say(f"no report {name} in the library: its questions are left out")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file; each has a question, a report and what is expected."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{path} can't be read ({error}); give a file of questions.") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CaseError(f"{path}, line {number}: not JSON ({error})") from error
        if not isinstance(row, dict) or not {"question", "report", "expect"} <= row.keys():
            raise CaseError(f"{path}, line {number}: no object with question, report and expect")
        yield row


def part_of(council: str) -> int:
    """In which part a council falls, always the same."""
    return int(hashlib.sha256(council.encode()).hexdigest(), 16) % PARTS


def spans(example: Example, passages: Sequence[Passage]) -> list[list[Span]]:
    """Per passage, where the sentences that answer stand in it."""
    found: list[list[Span]] = [[] for _ in passages]
    for paragraph, starts, ends in example.support:
        begin, close = _folded(starts), _folded(ends)
        for at, passage in enumerate(passages):
            if passage.paragraph != (paragraph if isinstance(paragraph, int) else None):
                continue
            if first := begin.search(passage.text):
                last = close.search(passage.text, first.start())
                found[at].append((first.start(), last.end() if last else len(passage.text)))
    return found


def gold(example: Example, passages: Sequence[Passage]) -> tuple[Flags, Flags]:
    """Which passages answer, and which of the others would be accepted: (n,), (n,)."""
    exact = np.array([bool(part) for part in spans(example, passages)], np.bool_)
    named = _marked(example.gold, passages)
    right = exact if exact.any() else named
    return right, (named | _marked(example.also, passages)) & ~right


def _marked(places: Iterable[int | str], passages: Sequence[Passage]) -> Flags:
    wanted = set(places)
    kinds = {_NAMED[name] for name in wanted if isinstance(name, str) and name in _NAMED}
    return np.array(
        [
            p.paragraph in wanted if p.paragraph is not None else p.kind in kinds  # lists of both
            for p in passages
        ],
        np.bool_,
    )


def _folded(words: str) -> re.Pattern[str]:
    return re.compile(r"\s+".join(map(re.escape, words.split())))

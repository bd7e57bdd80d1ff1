"""The nouns of this floor: a conversation's turn, the evidence, the statement, the citation, the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from index.errors import PackError
from index.types import Framework, Hit, Paragraph, ReportCard
from rag.sealing import sealed


class Status(StrEnum):
    """How an answer ended. "The reports don't say" is an answer, not an error."""

    ANSWERED = "answered"
    PARTIAL = "partial"
    NOT_IN_REPORTS = "not_in_reports"
    OUT_OF_SCOPE = "out_of_scope"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and its answer, as a later question may need them.

    A plain `(question, answer)` pair becomes a Turn with the two texts alone.
    """

    question: str
    answer: str
    standalone_question: str | None = None
    status: Status | None = None
    reports: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        """Unpack as the `(question, answer)` pair that files of history hold."""
        return iter((self.question, self.answer))


@dataclass(frozen=True, slots=True)
class Scope:
    """Which reports a question is about, and how that was decided.

    `reports` are report ids, newest inspection first; `stated` says in a few words where the choice
    came from ("named in the question"). `unknown` names a council that was asked for and is not in
    the library ("" where none was named and none can be assumed), `nearest` the names that come
    closest; `absent` are councils named beside others and not here. `year_unmatched` is a year asked
    for in which no inspection here, or none of those asked for, took place. `latest` says that the
    question asks for the newest, `assumed` that nothing names a council and the default one is meant,
    `framework` that inspections of that one alone are meant.
    """

    reports: tuple[str, ...]
    authorities: tuple[str, ...] = ()
    year: int | None = None
    stated: str = ""
    unknown: str | None = None
    nearest: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    year_unmatched: int | None = None
    latest: bool = False
    assumed: bool = False
    framework: Framework | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer: where it stands, and how surely it answers.

    `quote == paragraph.text[start:end]`. `score` is the selector's, between 0 and 1, higher is
    better. `matched` are the words of the question that found their match in the passage.
    """

    report: ReportCard
    paragraph: Paragraph
    start: int
    end: int
    score: float
    matched: tuple[str, ...] = ()

    @property
    def quote(self) -> str:
        """The words relied on, exactly as they stand in the paragraph."""
        return self.paragraph.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Selection:
    """What was found for a question: the sentences that answer, and what was passed over.

    `answerable` is the calibrated probability that the reports in scope answer the question;
    `missing` are the words of the question for which nothing was found. `answered` says whether that
    is sure enough to answer; `premise` is "contradicted" where the evidence says the opposite of what
    the question takes for granted; `off_topic` where nothing answers and the question does not look
    like one about children's services either.
    """

    evidence: tuple[Evidence, ...]
    answerable: float
    passed_over: tuple[tuple[Hit, str], ...] = ()
    missing: tuple[str, ...] = ()
    answered: bool = True
    premise: Literal["contradicted"] | None = None
    off_topic: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement before it is verified: the words, and the evidence they rest on.

    `kind` says how the words came about: a "quote" repeats its evidence, a "fact" is worded from the
    record, a "model" sentence was written by a chat model. What is checked depends on it.
    """

    text: str
    evidence: tuple[Evidence, ...]
    kind: Literal["quote", "fact", "model"] = "quote"


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of an answer and the numbers of its citations."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote and exactly where it stands: `paragraph_text[start:end] == quote`.

    `paragraph` is the printed number, or None for text the inspectors did not number.
    """

    n: int
    report: ReportCard
    paragraph_id: str
    paragraph: int | None
    section: str
    pages: tuple[int, ...]
    quote: str
    start: int
    end: int
    part: int = 1
    verdict: str = "verified"


@dataclass(frozen=True, slots=True)
class Cell:
    """A grade in a table, and the number of the citation that prints it."""

    grade: str
    citation: int


@dataclass(frozen=True, slots=True)
class Table:
    """Inspections beside each other: a row for each aspect, a cell or None for each inspection."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell | None, ...]], ...]

    def to_dict(self) -> dict[str, Any]:
        """The table as plain values."""
        return {
            "columns": list(self.columns),
            "rows": [
                {
                    "aspect": aspect,
                    "cells": [
                        None if cell is None else {"grade": cell.grade, "citation": cell.citation}
                        for cell in cells
                    ],
                }
                for aspect, cells in self.rows
            ],
        }

    @classmethod
    def from_dict(cls, document: Mapping[str, Any]) -> Table:
        """The table that `to_dict` wrote; raises KeyError or TypeError where it is none."""
        return cls(
            tuple(str(name) for name in document["columns"]),
            tuple(
                (
                    str(row["aspect"]),
                    tuple(
                        None if c is None else Cell(str(c["grade"]), int(c["citation"]))
                        for c in row["cells"]
                    ),
                )
                for row in document["rows"]
            ),
        )


@dataclass(frozen=True, slots=True)
class Considered:
    """A passage that was looked at and not used, and why."""

    report_id: str
    paragraph: int | None
    pages: tuple[int, ...]
    score: float
    why_not: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A verified answer: every statement cites, every citation was checked against the report.

    `unanswered` says of each part of the question that is not answered which it is and why; the
    text says so too. `table` sets the grades of several inspections beside each other.
    """

    question: str
    standalone_question: str
    status: Status
    text: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    considered: tuple[Considered, ...] = ()
    scope: Scope = field(default_factory=lambda: Scope(reports=()))
    confidence: float | None = None
    notes: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    table: Table | None = None
    model: str | None = None
    library: str = ""
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def turn(self) -> Turn:
        """This answer as a turn of history for the next question."""
        return Turn(
            question=self.question,
            answer=self.text,
            standalone_question=self.standalone_question,
            status=self.status,
            reports=tuple(dict.fromkeys(c.report.report_id for c in self.citations))
            or self.scope.reports,
            paragraphs=tuple(dict.fromkeys(c.paragraph_id for c in self.citations)),
        )

    def to_dict(self) -> dict[str, Any]:
        """The document that `ask --json` prints, as plain values, sealed against changes."""
        document = {
            "question": self.question,
            "standalone_question": self.standalone_question,
            "status": self.status.value,
            "text": self.text,
            "statements": [
                {"text": s.text, "citations": list(s.citations)} for s in self.statements
            ],
            "citations": [_citation(c) for c in self.citations],
            "considered": [
                {
                    "report_id": c.report_id,
                    "paragraph": c.paragraph,
                    "pages": list(c.pages),
                    "score": round(c.score, 4),
                    "why_not": c.why_not,
                    "text": c.text,
                }
                for c in self.considered
            ],
            "scope": {
                "reports": list(self.scope.reports),
                "authorities": list(self.scope.authorities),
                "year": self.scope.year,
                "stated": self.scope.stated,
            },
            "confidence": None if self.confidence is None else round(self.confidence, 4),
            "notes": list(self.notes),
            "unanswered": list(self.unanswered),
            "table": None if self.table is None else self.table.to_dict(),
            "model": self.model,
            "library": self.library,
            "seconds": {name: round(value, 4) for name, value in self.seconds.items()},
        }
        return sealed(document)

    def to_json(self) -> str:
        """The same document as `ask --json`, as text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2)

    def save(self, path: str | Path) -> Path:
        """Write the evidence pack that `judgements verify` checks; returns its path.

        Raises:
            PackError: the file can't be written.
        """
        target = Path(path)
        try:
            target.write_text(self.to_json() + "\n", encoding="utf-8")
        except OSError as error:
            msg = f"The answer can't be saved as {target}: {error.strerror}. Choose another file."
            raise PackError(msg) from error
        return target


@dataclass(frozen=True, slots=True)
class Step:
    """A stage of the chain has begun; `name` is what a waiting reader is told."""

    name: str

    def __add__(self, later: Event) -> Event:
        """Of the events of one answer the last is the answer: what comes later stands for both."""
        return later


@dataclass(frozen=True, slots=True)
class StatementReady:
    """One verified statement with its citations, as soon as it may be shown."""

    statement: Statement
    citations: tuple[Citation, ...]

    def __add__(self, later: Event) -> Event:
        """As for Step: what comes later stands for both."""
        return later


Event = Step | StatementReady | Answer
"""What a stream yields: steps and statements as they come, the whole answer last."""


def _citation(citation: Citation) -> dict[str, Any]:
    report = citation.report
    return {
        "n": citation.n,
        "report_id": report.report_id,
        "title": report.title,
        "authority": report.authority,
        "inspected": (
            {
                "start": report.inspected.start.isoformat(),
                "end": report.inspected.end.isoformat(),
            }
            if report.inspected
            else None
        ),
        "paragraph": citation.paragraph,
        "paragraph_id": citation.paragraph_id,
        "part": citation.part,
        "section": citation.section,
        "pages": list(citation.pages),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "sha256": report.sha256,
        "file": report.name,
        "digest": report.digest,
        "link": report.link,
        "verdict": citation.verdict,
    }

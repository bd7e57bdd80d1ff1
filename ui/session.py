"""A conversation as the page holds it: one per person, a value, never shared.

It also travels: into the browser's own storage, and back. What comes back is untrusted, so every
citation is checked against the library again and whatever no longer stands is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from index.errors import JudgementsError
from index.types import Paragraph, Report, ReportCard
from rag.types import Answer, Citation, Considered, Scope, Statement, Status, Table, Turn

#: A browser keeps this many exchanges; longer conversations lose their oldest.
KEPT = 20


class Reports(Protocol):
    """What the page asks of a library."""

    def reports(self) -> Iterable[ReportCard]:
        """Every report's card."""

    def report(self, report_id: str) -> Report:
        """One report as parsed."""

    def paragraph(
        self, paragraph_id: str, sha256: str | None = None, quote: str = ""
    ) -> tuple[ReportCard, Paragraph]:
        """A paragraph of a reading of exactly those bytes, the one that has the quote."""

    def original(self, report_id: str) -> Path:
        """The file that a report was read from."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and what came of it: an answer, or a message that says why there is none."""

    question: str
    answer: Answer | None = None
    error: str | None = None


Conversation = tuple[Exchange, ...]


def history(conversation: Conversation) -> tuple[Turn, ...]:
    """The turns that a follow-up question may refer to, oldest first."""
    return tuple(e.answer.turn for e in conversation if e.answer is not None)


def to_document(conversation: Conversation) -> list[dict[str, Any]]:
    """The conversation as plain values, for the browser's storage."""
    return [
        {"answer": exchange.answer.to_dict()}
        for exchange in conversation[-KEPT:]
        if exchange.answer is not None
    ]


def from_document(document: object, library: Reports) -> Conversation:
    """The conversation that a browser kept, as far as the library still bears it out."""
    if not isinstance(document, list):
        return ()
    exchanges = []
    for item in document[-KEPT:]:
        try:
            answer = _answer(item["answer"], library)
        except (JudgementsError, LookupError, TypeError, ValueError, AttributeError):
            continue  # not ours, or about a report that has gone: it is not shown
        exchanges.append(Exchange(answer.question, answer))
    return tuple(exchanges)


def _answer(document: Mapping[str, Any], library: Reports) -> Answer:
    return Answer(
        question=str(document["question"]),
        standalone_question=str(document["standalone_question"]),
        status=Status(document["status"]),
        text=str(document["text"]),
        statements=tuple(
            Statement(str(s["text"]), tuple(int(n) for n in s["citations"]))
            for s in document["statements"]
        ),
        citations=tuple(_citation(c, library) for c in document["citations"]),
        considered=tuple(
            Considered(
                report_id=str(c["report_id"]),
                paragraph=None if c["paragraph"] is None else int(c["paragraph"]),
                pages=tuple(int(n) for n in c["pages"]),
                score=float(c["score"]),
                why_not=str(c["why_not"]),
                text=str(c.get("text", "")),
            )
            for c in document["considered"]
        ),
        scope=Scope(
            reports=tuple(str(r) for r in document["scope"]["reports"]),
            authorities=tuple(str(a) for a in document["scope"]["authorities"]),
            year=document["scope"]["year"],
            stated=str(document["scope"]["stated"]),
        ),
        notes=tuple(str(n) for n in document.get("notes", ())),
        unanswered=tuple(str(n) for n in document.get("unanswered", ())),
        table=Table.from_dict(document["table"]) if document.get("table") else None,
        model=document.get("model"),
        library=str(document.get("library", "")),
    )


def _citation(document: Mapping[str, Any], library: Reports) -> Citation:
    card, paragraph = library.paragraph(
        str(document["paragraph_id"]), str(document["sha256"]), str(document["quote"])
    )
    start, end = int(document["start"]), int(document["end"])
    quote = paragraph.text[start:end]
    if not quote or quote != document["quote"]:
        raise ValueError("the quote no longer stands in the report")
    return Citation(
        n=int(document["n"]),
        report=card,
        paragraph_id=paragraph.id,
        paragraph=paragraph.number,
        section=paragraph.section,
        pages=paragraph.pages,
        quote=quote,
        start=start,
        end=end,
        part=paragraph.part,
    )

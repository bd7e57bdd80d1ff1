"""What an answer stands on, as far as the next question can be made from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.councils.authorities import mentions
from index.types import Paragraph, Report, ReportCard
from rag.types import Answer, Considered


@dataclass(frozen=True, slots=True)
class Ground:
    """The report that an answer rests on first, and the place in it.

    question: as it stands alone. place: the paragraph that was cited or came nearest, if one did.
    quoted: the words shown of it. others: other inspections of the same council that may be asked,
    newest first. names: the councils in question.
    """

    question: str
    report: Report
    place: Paragraph | None
    quoted: str
    others: tuple[ReportCard, ...]
    names: tuple[str, ...]


def ground(
    answer: Answer, cards: Sequence[ReportCard], load: Callable[[str], Report]
) -> Ground | None:
    """The ground of an answer: what it cites first, else the passage that came nearest, else None.

    `cards` are the reports that may be asked, newest first; `load` gives a whole report by its id.
    """
    if answer.citations:
        first = answer.citations[0]
        report = load(first.report.report_id)
        place = next((p for p in report.paragraphs if p.id == first.paragraph_id), None)
    elif answer.considered:
        nearest = answer.considered[0]
        report = load(nearest.report_id)
        place = next((p for p in report.paragraphs if _is_there(nearest, p)), None)
    else:
        return None
    mine = report.card
    return Ground(
        question=answer.standalone_question,
        report=report,
        place=place,
        quoted=" ".join(citation.quote for citation in answer.citations),
        others=tuple(
            card
            for card in cards
            if card.authority == mine.authority and card.year and card.year != mine.year
        ),
        names=tuple(dict.fromkeys((mine.authority, *_named(answer.standalone_question)))),
    )


def _named(question: str) -> tuple[str, ...]:
    return tuple(name for mention in mentions(question) for name in mention.names)


def _is_there(nearest: Considered, paragraph: Paragraph) -> bool:
    """Whether a passage that was looked at is of this paragraph."""
    return nearest.paragraph == paragraph.number and nearest.text in paragraph.text

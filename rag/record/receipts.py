"""Where a report prints a fact, and how its dates are written. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Judgement, Paragraph, Period, Report, ReportCard
from rag.record.vocabulary import FALL_BACK
from rag.types import Draft, Evidence

Receipt = tuple[Judgement, Evidence]
"""A judgement and where it is printed."""

_RANK = {
    "Outstanding": 4,
    "Good": 3,
    "Requires improvement to be good": 2,
    "Adequate": 2,
    "Inadequate": 1,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record says to a question: drafts to verify, and notes on what they cover.

    `nothing` says in words that the record holds none of it, and is set only where that is sure.
    `compared` are inspections to set beside each other, each with the judgements told of it.
    """

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...] = ()
    nothing: str = ""
    compared: tuple[tuple[ReportCard, tuple[Receipt, ...]], ...] = ()


def when(period: Period | None) -> str:
    """An inspection's dates as people write them: "19 to 23 November 2018"."""
    if period is None:
        return "on a date the report does not give"
    start, end = period.start, period.end
    last = f"{end.day} {end:%B %Y}"
    if start == end:
        return last
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {last}"
    if start.year == end.year:
        return f"{start.day} {start:%B} to {last}"
    return f"{start.day} {start:%B %Y} to {last}"


def month(card: ReportCard) -> str:
    """The month by which an inspection is known, that of its first day: "November 2018"; "" without a date."""
    if card.inspected:
        return f"{card.inspected.start:%B %Y}"
    return f"{card.published:%B %Y}" if card.published else ""


def place(number: int | None, pages: Sequence[int], card: ReportCard | None) -> str:
    """Where a passage stands: "paragraph 14, page 5 of the November 2018 report on Essex"."""
    page = f"page {pages[0]}" if pages else "an unknown page"
    where = f"paragraph {number}, {page}" if number is not None else page
    return f"{where} of {named(card)}" if card else where


def named(card: ReportCard) -> str:
    """A report in a sentence: "the November 2018 report on Essex"; without a date or a council as it goes."""
    of = " ".join(filter(None, ["the", month(card), "report"]))
    return f"{of} on {card.authority}" if card.authority else f"{of} “{card.title}”"


def receipt(report: Report, quote: str, paragraph_id: str | None = None) -> Evidence | None:
    """Where a report prints these words: the evidence for a fact, or None where it does not."""
    ordered: list[Paragraph] = [p for p in report.paragraphs if p.id == paragraph_id]
    ordered += [p for p in report.paragraphs if p.kind != "boilerplate" and p.id != paragraph_id]
    for paragraph in ordered:
        start = paragraph.text.find(quote)
        if start >= 0 and quote:
            return Evidence(report.card, paragraph, start, start + len(quote), 1.0)
    return None


def line_with(report: Report, words: str, near: str = "") -> Evidence | None:
    """The first sentence or line of a report that prints these words, near others if asked."""
    for paragraph in report.paragraphs:
        if paragraph.kind == "boilerplate" or words not in paragraph.text:
            continue
        for line in re.finditer(r"[^\n.]*[^\n]*?(?:\n|$|(?<=[.!?])\s)", paragraph.text):
            said = line.group()
            if words in said and near in said:
                start = line.start() + len(said) - len(said.lstrip())
                end = line.start() + len(said.rstrip())
                return Evidence(report.card, paragraph, start, end, 1.0)
    return None


def judgement_for(report: Report, aspect: str) -> Judgement | None:
    """The judgement on an aspect, or on the one that covered it in that framework."""
    by_aspect = {j.aspect: j for j in report.judgements}
    for slug in FALL_BACK.get(aspect, (aspect,)):
        if slug in by_aspect:
            return by_aspect[slug]
    return None


def rank(grade: str) -> int:
    """How high a grade stands, higher is better; 0 where it is none."""
    return _RANK.get(grade, 0)


def newest_of_each(cards: Sequence[ReportCard]) -> list[ReportCard]:
    """The first report of each council, in the order given (newest first)."""
    newest: dict[str, ReportCard] = {}
    for card in cards:
        newest.setdefault(card.authority or card.report_id, card)
    return list(newest.values())


def who(card: ReportCard) -> str:
    """The council of a report, else the report's title."""
    return card.authority or card.title

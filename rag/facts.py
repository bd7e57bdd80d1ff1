"""Answers from the record: grades, inspectors, dates and improvements, each with its receipt.

Every draft rests on words of the report; a fact for which no words can be shown is no fact, and
the question goes on to the search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.types import Judgement, Paragraph, Period, Report, ReportCard
from rag.intent import FALL_BACK, FactQuestion
from rag.types import Draft, Evidence, Scope

ASPECT_WORDS = {
    "overall": "overall",
    "leadership": "for the impact of leaders",
    "help_protection": "for help and protection",
    "care_and_leavers": "for children in care and care leavers",
    "in_care": "for children in care",
    "care_leavers": "for care leavers",
    "adoption": "for adoption",
    "lscb": "for its Local Safeguarding Children Board",
}
_ORDER = tuple(ASPECT_WORDS)
_GRADE_WORDS = {"Requires improvement to be good": "to require improvement to be good"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the record says to a question: drafts to verify, and notes on what they cover."""

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...] = ()


def answer(
    question: FactQuestion,
    scope: Scope,
    cards: Sequence[ReportCard],
    load: Callable[[str], Report],
) -> Facts | None:
    """The record's answer for the reports in scope, or None where the record holds none.

    `load` gives a whole report by its id.
    """
    chosen = [card for card in cards if card.report_id in set(scope.reports)]
    chosen.sort(key=lambda card: scope.reports.index(card.report_id))
    if not chosen or scope.year_unmatched:
        return None
    if question.kind == "grade":
        return _grades(question, scope, chosen, load)
    reports = [load(card.report_id) for card in _newest_of_each(chosen)]
    if question.kind == "improvements":
        return _improvements(reports, count=question.count)
    return _cover(question, reports)


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
    """The month by which an inspection is known: "November 2018"; "" where it has no date."""
    if card.inspected:
        return f"{card.inspected.end:%B %Y}"
    return f"{card.published:%B %Y}" if card.published else ""


def receipt(report: Report, quote: str, paragraph_id: str | None = None) -> Evidence | None:
    """Where a report prints these words: the evidence for a fact, or None where it does not."""
    ordered: list[Paragraph] = [p for p in report.paragraphs if p.id == paragraph_id]
    ordered += [p for p in report.paragraphs if p.kind != "boilerplate" and p.id != paragraph_id]
    for paragraph in ordered:
        start = paragraph.text.find(quote)
        if start >= 0 and quote:
            return Evidence(report.card, paragraph, start, start + len(quote), 1.0)
    return None


def judgement_for(report: Report, aspect: str) -> Judgement | None:
    """The judgement on an aspect, or on the one that covered it in that framework."""
    by_aspect = {j.aspect: j for j in report.judgements}
    for slug in FALL_BACK.get(aspect, (aspect,)):
        if slug in by_aspect:
            return by_aspect[slug]
    return None


def _grades(
    question: FactQuestion,
    scope: Scope,
    chosen: list[ReportCard],
    load: Callable[[str], Report],
) -> Facts | None:
    wanted = question.aspects or (() if not question.grades else ("overall",))
    several = len(scope.authorities) > 1
    if several and (question.grades or question.count):
        return _sweep(question, wanted or ("overall",), chosen, load)
    over_time = question.change or (scope.year is None and len(chosen) > 1 and question.change)
    if question.change and not several and len(chosen) < 2:
        return None
    shown = chosen if over_time else _newest_of_each(chosen)
    if several and not wanted:
        wanted = ("overall",) if len(scope.authorities) > 3 else ()
    drafts: list[Draft] = []
    for card in reversed(shown) if over_time else shown:
        drafts += _of_one(load(card.report_id), wanted)
    if not drafts:
        return None
    if question.why and not _contradicted(question, drafts):
        return None
    notes: list[str] = []
    if not over_time and not several and scope.year is None and len(chosen) > 1:
        older = ", ".join(str(card.year) for card in chosen[1:] if card.year)
        if older:
            notes.append(f"This is the newest inspection here; the library also holds {older}.")
    return Facts(_answer_first(question, drafts), tuple(notes))


def _of_one(report: Report, wanted: tuple[str, ...]) -> list[Draft]:
    slugs = wanted or tuple(
        sorted(
            {j.aspect for j in report.judgements},
            key=lambda a: _ORDER.index(a) if a in _ORDER else len(_ORDER),
        )
    )
    drafts: list[Draft] = []
    for slug in slugs:
        judgement = judgement_for(report, slug)
        if judgement is None:
            continue
        evidence = receipt(report, judgement.quote, judgement.paragraph_id)
        if evidence is None:
            continue
        draft = Draft(_sentence(report.card, judgement), (evidence,), kind="fact")
        if draft not in drafts:
            drafts.append(draft)
    return drafts


def _sentence(card: ReportCard, judgement: Judgement) -> str:
    words = ASPECT_WORDS.get(judgement.aspect, f"for “{judgement.name}”")
    grade = _GRADE_WORDS.get(judgement.grade, judgement.grade[0].lower() + judgement.grade[1:])
    who = card.authority or card.title
    at = f" at the inspection of {when(card.inspected)}" if card.inspected else ""
    verb = "was" if judgement.grade == "Not judged" else "was judged"
    return f"{who} {verb} {grade} {words}{at}."


def _contradicted(question: FactQuestion, drafts: Sequence[Draft]) -> bool:
    said = " ".join(draft.text.lower() for draft in drafts)
    return bool(question.grades) and not any(_says(said, grade) for grade in question.grades)


def _says(text: str, grade: str) -> bool:
    return f"judged {_GRADE_WORDS.get(grade, grade.lower())} " in text.lower()


def _answer_first(question: FactQuestion, drafts: list[Draft]) -> tuple[Draft, ...]:
    """Begin with yes or no where one judgement decides it."""
    if not (question.yes_no and len(question.grades) == 1 and len(drafts) == 1):
        return tuple(drafts)
    first = drafts[0]
    agrees = _says(first.text, question.grades[0])
    return (Draft(("Yes: " if agrees else "No: ") + first.text, first.evidence, kind="fact"),)


def _sweep(
    question: FactQuestion,
    wanted: tuple[str, ...],
    chosen: list[ReportCard],
    load: Callable[[str], Report],
) -> Facts | None:
    """Which councils' newest report gives a grade for an aspect, and how many give none."""
    cards = _newest_of_each(chosen)
    aspect = wanted[0]
    matching: list[Draft] = []
    silent = 0
    for card in sorted(cards, key=lambda c: c.authority):
        report = load(card.report_id)
        judgement = judgement_for(report, aspect)
        evidence = receipt(report, judgement.quote, judgement.paragraph_id) if judgement else None
        if judgement is None or evidence is None:
            silent += 1
        elif not question.grades or judgement.grade in question.grades:
            matching.append(Draft(_sentence(card, judgement), (evidence,), kind="fact"))
    words = ASPECT_WORDS.get(aspect, aspect)
    grades = " or ".join(grade.lower() for grade in question.grades) or "given a grade"
    covered = f"Of the {len(cards)} councils whose newest report is here, {len(matching)} "
    notes = [covered + f"{'was' if len(matching) == 1 else 'were'} judged {grades} {words}."]
    if silent:
        notes.append(f"{silent} of these reports give no grade for this.")
    return Facts(tuple(matching), tuple(notes)) if matching else None


def _improvements(reports: Sequence[Report], *, count: bool) -> Facts | None:
    drafts: list[Draft] = []
    notes: list[str] = []
    for report in reports:
        listed = 0
        for improvement in report.improvements:
            evidence = receipt(report, improvement.text, improvement.paragraph_id)
            if evidence is not None:
                listed += 1
                drafts.append(Draft(improvement.text, (evidence,), kind="quote"))
        if listed and (count or listed > 1):
            when_ = month(report.card)
            notes.append(f"The {when_} report on {report.card.authority} lists {listed}.")
    return Facts(tuple(drafts), tuple(notes)) if drafts else None


def _cover(question: FactQuestion, reports: Sequence[Report]) -> Facts | None:
    drafts = [draft for report in reports if (draft := _cover_of_one(question, report))]
    return Facts(tuple(drafts)) if drafts else None


def _cover_of_one(question: FactQuestion, report: Report) -> Draft | None:
    card = report.card
    who = card.authority or card.title
    if question.kind == "inspector" and card.lead_inspector:
        names = re.split(r"\s*(?:,|;| and |&)\s*", card.lead_inspector)
        evidence = _line_with(report, names[0])
        if evidence:
            text = f"In the {month(card)} inspection of {who}, the lead inspector was {names[0]}."
            return Draft(text, (evidence,), kind="fact")
    if question.kind == "dates" and card.inspected:
        evidence = _line_with(report, str(card.inspected.end.year), near="nspect")
        if evidence:
            days = (card.inspected.end - card.inspected.start).days + 1
            text = f"{who} was inspected from {when(card.inspected)} ({days} days, first to last)."
            if days == 1:
                text = f"{who} was inspected on {when(card.inspected)}."
            return Draft(text, (evidence,), kind="fact")
    if question.kind == "published" and card.published:
        evidence = _line_with(report, str(card.published.year), near="ublish")
        if evidence:
            day = f"{card.published.day} {card.published:%B %Y}"
            text = f"Ofsted published the report on {who} on {day}."
            return Draft(text, (evidence,), kind="fact")
    return None


def _line_with(report: Report, words: str, near: str = "") -> Evidence | None:
    """The sentence or line of the first pages that prints these words, near another if asked."""
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


def _newest_of_each(cards: Sequence[ReportCard]) -> list[ReportCard]:
    """The first report of each council, in the order given (newest first)."""
    newest: dict[str, ReportCard] = {}
    for card in cards:
        newest.setdefault(card.authority or card.report_id, card)
    return list(newest.values())

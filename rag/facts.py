"""Answers from the record: grades, inspectors, dates and improvements, each with its receipt.

Every draft rests on words of the report; a fact for which no words can be shown is no fact. The
parts lie in `rag/record/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.types import Report, ReportCard
from rag.compose import compose
from rag.record import sweeps
from rag.record.cover import cover, every_inspection, led_here
from rag.record.everywhere import unclear
from rag.record.grades import grades
from rag.record.improvements import improvements
from rag.record.question import FactQuestion, OfList
from rag.record.receipts import Facts, newest_of_each
from rag.record.summary import of_each, reasons
from rag.record.team import team
from rag.record.times import in_year
from rag.record.which import meant
from rag.scope import of_every_year
from rag.types import Evidence, Scope

MANY = 3
"""From more councils than this a question is one over councils, even where it names them."""

_ASKED_FOR = "the report asked for"
"""How a scope says that the caller named the report."""

_ASK_MORE = "For more of what the report says, ask about a matter, such as early help, caseloads or care leavers."
GRADES_ALONE = f"These are the grades alone. {_ASK_MORE}"
GRADES_AND_SUMMARY = (
    f"These are the grades and the beginning of the report’s own summary. {_ASK_MORE}"
)
PART_ALONE = f"This is how the report begins what it says of that. {_ASK_MORE}"
SUMMARY_ALONE = f"This is from the report’s own summary. {_ASK_MORE}"


def answer(
    question: FactQuestion,
    scope: Scope,
    cards: Sequence[ReportCard],
    load: Callable[[str], Report],
) -> Facts | None:
    """The record's answer for the reports in scope, or None where the search should go on.

    `load` gives a whole report by its id.
    """
    if question.kind == "unclear":
        return Facts((), nothing=question.instead)
    if question.span and scope.stated != _ASKED_FOR:
        scope = of_every_year(scope, cards)  # the years named are the ends of it
    chosen = [card for card in cards if card.report_id in set(scope.reports)]
    chosen.sort(key=lambda card: scope.reports.index(card.report_id))
    if not chosen or scope.year_unmatched:
        return None
    facts = _of_all(question, scope, chosen, load) or _of_some(
        question, scope, chosen, load, _held(chosen[0], cards)
    )
    if facts is not None and question.remark and not facts.nothing:
        return replace(facts, notes=(*facts.notes, question.remark))
    return facts


def _of_all(
    question: FactQuestion,
    scope: Scope,
    chosen: Sequence[ReportCard],
    load: Callable[[str], Report],
) -> Facts | None:
    """The answer to a question over councils; None where it is none."""
    counted = (question.grades or question.count) and not question.sought
    many = len(scope.authorities) > MANY and counted
    if not question.councils and not (question.kind == "grade" and many):
        return None
    time = question.span or (in_year(scope.year) if scope.year else None)
    question = replace(question, span=time)
    if time is not None:
        chosen = [card for card in chosen if time.holds(card)]
        if not chosen:
            return Facts((), nothing=f"No report here is of an inspection {time.words}.")
    if question.kind == "led_by":
        return sweeps.led_by(question, chosen, load)
    if question.kind == "inspected_in":
        return sweeps.inspected_then(question, chosen, load)
    if question.moved or question.began:
        return sweeps.moved(question, chosen, load)
    if question.conditions is None:
        return Facts((), nothing=unclear("").instead)
    return sweeps.judged(question, chosen, load)


def _of_some(
    question: FactQuestion,
    scope: Scope,
    chosen: list[ReportCard],
    load: Callable[[str], Report],
    held: int,
) -> Facts | None:
    """The answer for the councils that a question names, or that the talk is about."""
    chosen, notes = meant(
        question,
        chosen,
        load,
        one_alone=scope.stated == _ASKED_FOR,
        some_alone=scope.framework is not None,
    )
    if not chosen:
        return Facts((), nothing=" ".join(notes))
    asked = question.which
    if asked:
        several = asked.place is None or asked.or_newest
        question = replace(question, change=len(chosen) > 1 and several)
    if question.span:
        question = replace(question, change=question.change and len(chosen) > 1)
    without = _years_without(question, scope, chosen)
    if without:
        notes = (*notes, without)
        question = replace(question, change=question.change and len(chosen) > 1)
    facts = _told(question, scope, chosen, load, held)
    if facts is None or facts.nothing:
        return facts
    return replace(facts, notes=(*facts.notes, *notes))


def _held(card: ReportCard, cards: Sequence[ReportCard]) -> int:
    """How many inspections of a report's council the library holds."""
    days = {c.inspected.start for c in cards if c.inspected and c.authority == card.authority}
    return max(1, len(days))


def _years_without(question: FactQuestion, scope: Scope, chosen: Sequence[ReportCard]) -> str:
    """Which of several years that a question names have no inspection here, in words; "" where all have."""
    held = {year for card in chosen for year in _years(card)}
    missing = [str(year) for year in question.years if year not in held]
    if len(question.years) < 2 or not missing:
        return ""
    return f"The library holds no report of an inspection of {' or '.join(scope.authorities)} in {' or '.join(missing)}."


def _years(card: ReportCard) -> set[int]:
    days = card.inspected
    found = {days.start.year, days.end.year} if days else set()
    return found | ({card.published.year} if card.published else set())


def _told(
    question: FactQuestion,
    scope: Scope,
    chosen: list[ReportCard],
    load: Callable[[str], Report],
    held: int,
) -> Facts | None:
    if question.kind == "inspector" and question.name:
        return led_here(question.name, [load(card.report_id) for card in chosen])
    reports = [load(card.report_id) for card in newest_of_each(chosen)]
    if question.kind == "grade":
        told = grades(question, scope, chosen, load, held)
        return _summed_up(question, told, reports) if question.whole or question.why else told
    if question.kind == "improvements":
        return improvements(reports, question.of_list)
    if question.kind == "team":
        return team(question, reports)
    if question.kind == "dates" and question.change:
        return every_inspection([load(card.report_id) for card in chosen])
    if question.kind in ("strengths", "weaknesses", "both_sides"):
        return _sides(question.kind, reports)
    return cover(question, reports)


def _sides(kind: str, reports: Sequence[Report]) -> Facts | None:
    """What the summary speaks well of; what is listed to improve, or spoken ill of; or both."""
    well = _quotes(of_each(reports, 1)) if kind != "weaknesses" else None
    if kind == "strengths":
        return well
    listed = improvements(reports, OfList())
    ill = listed if listed and listed.drafts else _quotes(of_each(reports, -1)) or listed
    if well is None or ill is None:
        return well or ill
    return Facts(well.drafts + ill.drafts, tuple(dict.fromkeys(well.notes + ill.notes)))


def _summed_up(
    question: FactQuestion, told: Facts | None, reports: Sequence[Report]
) -> Facts | None:
    """Grades with what the report's own summary says: of the whole, or why the overall grade was given."""
    if question.whole and told is not None:
        said = of_each(reports, 0)
        note = GRADES_AND_SUMMARY if said else GRADES_ALONE
        return replace(told, drafts=told.drafts + compose(said), notes=(*told.notes, note))
    asked = set(question.aspects) - {"overall"}
    if told is not None or len(asked) > 1:
        return told
    aspect = next(iter(asked), "overall")
    said = tuple(item for report in reports for item in reasons(report, aspect))
    return _quotes(said, PART_ALONE if asked else SUMMARY_ALONE)


def _quotes(said: Sequence[Evidence], note: str = SUMMARY_ALONE) -> Facts | None:
    return Facts(compose(said), (note,)) if said else None


__all__ = ["Facts", "answer"]

"""Answers from the record: grades, inspectors, dates and improvements, each with its receipt.

Every draft rests on words of the report; a fact for which no words can be shown is no fact. The
parts lie in `rag/record/`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.types import Report, ReportCard
from rag.intent import FactQuestion
from rag.record import sweeps
from rag.record.cover import cover, improvements
from rag.record.grades import grades
from rag.record.receipts import Facts, newest_of_each
from rag.types import Scope

MANY = 3
"""From more councils than this a question is one over councils, even where it names them."""


def answer(
    question: FactQuestion,
    scope: Scope,
    cards: Sequence[ReportCard],
    load: Callable[[str], Report],
) -> Facts | None:
    """The record's answer for the reports in scope, or None where the search should go on.

    `load` gives a whole report by its id.
    """
    chosen = [card for card in cards if card.report_id in set(scope.reports)]
    chosen.sort(key=lambda card: scope.reports.index(card.report_id))
    if not chosen or scope.year_unmatched:
        return None
    if question.kind == "led_by":
        return sweeps.led_by(question, chosen, load)
    if question.kind == "inspected_in":
        return sweeps.in_year(scope, chosen, load)
    if question.kind == "grade":
        if question.moved:
            return sweeps.moved(question, chosen, load)
        over = question.councils or (
            len(scope.authorities) > MANY and (question.grades or question.count)
        )
        if over and len(scope.authorities) > 1:
            return sweeps.judged(question, scope, chosen, load)
        return grades(question, scope, chosen, load)
    reports = [load(card.report_id) for card in newest_of_each(chosen)]
    if question.kind == "improvements":
        return improvements(reports)
    return cover(question, reports)


__all__ = ["Facts", "answer"]

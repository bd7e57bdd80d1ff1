"""The reports to look in first, their texts, and what comes near in them where nothing answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.errors import VectorsUnavailableError
from rag.record.receipts import newest_of_each
from rag.request import Parts, Work
from rag.types import Selection


def by_age(work: Work) -> list[tuple[str, ...]]:
    """The newest report of each council first; the older ones only where those do not answer."""
    year = work.scope.year and not work.scope.year_unmatched
    if year or work.request.asked.reports or work.condensed.carried:
        return [work.scope.reports]
    held = {card.report_id: card for card in work.cards}
    first = tuple(c.report_id for c in newest_of_each([held[r] for r in work.scope.reports]))
    older = tuple(r for r in work.scope.reports if r not in set(first))
    return [first, older] if older and not work.scope.latest else [first]


def texts(parts: Parts, work: Work) -> Iterator[str]:
    """The paragraphs of the reports in scope, one after the other."""
    for report in work.scope.reports:
        for paragraph in parts.library.report(report).paragraphs:
            yield paragraph.text


def nearest(parts: Parts, work: Work, question: str) -> Selection:
    """What comes near in the newest reports, none of it an answer."""
    from rag.select import select

    try:
        selection = select(question, parts.library, reports=by_age(work)[0])
    except VectorsUnavailableError:
        return Selection((), 0.0, answered=False)
    return replace(selection, evidence=(), answered=False)

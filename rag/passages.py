"""The passages that a query finds, within the councils and the year that it names or the caller asks for.

Unlike a question's answer, a plain search takes no default council and no conversation: a query that
names none is searched for in every report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.errors import QuestionError
from index.given import whole_number
from index.types import Hit, ReportCard
from rag.record.receipts import newest_of_each
from rag.replies import nothing_found, outside
from rag.request import Parts, Request
from rag.scope import resolve
from rag.scoping.inspections import newest_first, within_year
from rag.scoping.names import councils, in_full
from rag.types import Scope
from rag.unnamed import unnamed

OLDER = 0.06
"""How much less a passage of an older inspection of the same council counts; set on training questions."""

_DEPTH = 60


def passages(parts: Parts, request: Request, k: int) -> list[Hit]:
    """The `k` best passages, best first.

    Raises QuestionError where `k` is no whole number of at least 1, the council asked for is not here, or
    no inspection of the year asked for is.
    """
    whole_number(k)
    cards = newest_first(parts.library.reports())
    scope = _scope(parts, request, cards)
    if scope is None:
        return list(parts.library.search(request.question, k=k))
    query = unnamed(in_full(request.question, cards, slips_alone=True), scope)
    hits = parts.library.search(query, k=max(k, _DEPTH), reports=scope.reports)
    if request.asked.reports is None and scope.year is None:
        hits = _newest_favoured(hits, cards, alone=scope.latest)
    return list(hits[:k])


def _newest_favoured(
    hits: Sequence[Hit], cards: Sequence[ReportCard], *, alone: bool
) -> tuple[Hit, ...]:
    """The hits with those of older inspections marked down, or left out; `cards` come newest first."""
    held = {card.report_id for card in newest_of_each(cards)}
    first = [hit for hit in hits if hit.passage.report_id in held]
    older = [] if alone else [hit for hit in hits if hit.passage.report_id not in held]
    marked = [replace(hit, score=max(0.0, hit.score - OLDER)) for hit in older]
    return tuple(sorted(first + marked, key=lambda hit: (-hit.score, hit.passage.id)))


def _scope(parts: Parts, request: Request, cards: list[ReportCard]) -> Scope | None:
    """The reports to search, or None for all of them."""
    asked, query = request.asked, request.question
    if asked.reports is not None:
        asked = replace(asked, reports=tuple(parts.library.resolve(r) for r in asked.reports))
        return _held(request, resolve(query, cards, asked=asked), cards)
    named, _ = councils(query, cards)
    if not (named or asked.authority or asked.year):
        return None
    if not (named or asked.authority):
        within = tuple(card.report_id for card in within_year(cards, asked.year))
        if not within:
            raise QuestionError(f"The library holds no report of an inspection in {asked.year}.")
        return Scope(within, year=asked.year)
    return _held(request, resolve(query, cards, asked=asked), cards)


def _held(request: Request, scope: Scope, cards: list[ReportCard]) -> Scope:
    """The scope; QuestionError where the council or the year that the caller asks for is not in it."""
    missing = outside(scope, cards) if request.asked.authority else None
    if missing is None and request.asked.year and scope.year_unmatched:
        missing = nothing_found(scope, cards, None)
    if missing:
        raise QuestionError(missing.text)
    return scope

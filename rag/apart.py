"""A question on several councils or several inspections, as one question of each.

Pure. The best passages of one would leave the others unsaid; apart, each is answered from its own
reports, or is said not to be.
"""

from __future__ import annotations

from dataclasses import replace

from index.types import ReportCard
from rag.request import Work
from rag.scoping.inspections import years as years_named
from rag.scoping.names import councils, same_council
from rag.types import Scope
from rag.unnamed import unnamed

MOST = 6
"""More than so many are searched together."""


def apart(work: Work) -> tuple[Work, ...]:
    """The work for each council that the question names, or each year; empty where it is of one alone."""
    if work.request.asked.reports is not None:
        return ()
    by_id = {card.report_id: card for card in work.cards}
    held = [by_id[report] for report in work.scope.reports if report in by_id]
    groups, years = _of_councils(work, held), set[int]()
    if len(groups) < 2:
        groups, years = _of_years(work, held)
    if not 2 <= len(groups) <= MOST:
        return ()

    def plain(text: str) -> str:
        return unnamed(text, work.scope, years=years)

    said = work.condensed
    asked = replace(
        said, standalone=plain(said.standalone), search=plain(said.search), own=plain(said.own)
    )
    return tuple(replace(work, condensed=asked, scope=_scope(work.scope, g)) for g in groups)


def _of_councils(work: Work, held: list[ReportCard]) -> list[list[ReportCard]]:
    """The reports of each council, in the order in which they are named."""
    named, _ = councils(work.condensed.standalone, work.cards)
    own = [[c for c in held if same_council(c.authority) == same_council(n)] for n in named]
    return [cards for cards in own if cards]


def _of_years(work: Work, held: list[ReportCard]) -> tuple[list[list[ReportCard]], set[int]]:
    """The inspections of one council in the years that are named, oldest first, and those years."""
    years = set(years_named(work.condensed.standalone))
    if len(years) < 2 or len(work.scope.authorities) != 1:
        return [], set()
    return [[c] for c in reversed(held) if c.year in years], years


def _scope(scope: Scope, cards: list[ReportCard]) -> Scope:
    return replace(
        scope,
        reports=tuple(card.report_id for card in cards),
        authorities=tuple(dict.fromkeys(card.authority for card in cards)),
        absent=(),
    )

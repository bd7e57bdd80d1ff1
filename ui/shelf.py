"""The library as the page draws it: the pictures and tables of `ui.reports` over what it holds now."""

from __future__ import annotations

from typing import Any

from index.types import Judgement, ReportCard
from ui import reports


class Shelf:
    """The library as these tabs draw it."""

    def __init__(self, library: Any) -> None:
        self._library = library

    def cards(self) -> tuple[ReportCard, ...]:
        """Every report's card, councils by name, newest first."""
        return tuple(reports.newest_first(self._library.reports()))

    def timeline(self, authority: str) -> str:
        """One council's judgements over time."""
        return reports.timeline(authority, self.cards(), self._judged())

    def table(self, wanted: str = "") -> str:
        """The reports that match, as a table."""
        return reports.table(self.cards(), self._judged(), wanted)

    def compare(self, first: str, second: str) -> str:
        """Two reports by their ids."""
        return reports.compare(self._library.report(first), self._library.report(second))

    def _judged(self) -> dict[str, dict[str, Judgement]]:
        return reports.by_report(self._library.judgements())

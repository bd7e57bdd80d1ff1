"""BM25 over the full-text index, term by term, so that what a term scores is worked out once.

BM25 is a sum over the terms of a question (Robertson and Zaragoza, 2009). SQLite scores every passage
that holds any of them anew for every question, common words first of all. Here each term's scores are asked of
SQLite once, kept for as long as nothing is added or removed, and summed.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]
    Rows = npt.NDArray[np.int64]

BM25 = "bm25(words, 1.0, 0.5)"
"""The score: what a section's heading says its paragraphs are about counts half."""

KEPT = 600
"""So many terms are kept, those asked for last; one that half of 14,000 passages hold takes 110 KB."""

T = TypeVar("T")

_ALTERNATIVES = re.compile(r'"[^"]+"(?: OR "[^"]+")*')


@dataclass(frozen=True, slots=True)
class _Term:
    rows: Rows
    scores: Floats


class Keywords:
    """The scores of terms over one state of the full-text index; safe to share between threads.

    `ask` runs a statement of SQL and returns its rows as tuples.
    """

    def __init__(self, ask: Callable[[str, Sequence[Any]], list[Any]]) -> None:
        self._ask = ask
        self._guard = threading.Lock()
        self._state = ""
        self._terms: OrderedDict[str, _Term] = OrderedDict()
        self._reports: OrderedDict[str, Rows] = OrderedDict()

    def best(
        self, terms: Sequence[str], k: int, reports: Sequence[str] | None, state: str
    ) -> list[tuple[int, float]]:
        """The `k` rows that score highest, best first, equal ones in their order; higher is better.

        `reports` are the only ones whose rows count; `state` names what the index holds, and
        changes with it.
        """
        import numpy as np

        scored = [self._kept(self._terms, term, self._scored, state) for term in terms]
        last = max((int(term.rows[-1]) for term in scored if len(term.rows)), default=-1)
        total = np.zeros(last + 1)
        for term in scored:
            total[term.rows] += term.scores
        if reports is not None:
            inside = np.zeros(last + 1, np.bool_)
            for report in reports:
                rows = self._kept(self._reports, report, self._rows_of, state)
                inside[rows[rows <= last]] = True
            total[~inside] = 0.0
        rows = np.flatnonzero(total)
        if len(rows) > k:
            least = np.partition(total[rows], -k)[-k]
            rows = rows[total[rows] >= least]
        order = np.lexsort((rows, -total[rows]))[:k]
        return [(int(row), float(total[row])) for row in rows[order]]

    def _kept(
        self, kept: OrderedDict[str, T], name: str, make: Callable[[str], T], state: str
    ) -> T:
        with self._guard:
            if state != self._state:
                self._state = state
                self._terms.clear()
                self._reports.clear()
            found = kept.get(name)
            if found is not None:
                kept.move_to_end(name)
                return found
        found = make(name)
        with self._guard:
            if state == self._state:
                kept[name] = found
                if len(kept) > KEPT:
                    kept.popitem(last=False)
        return found

    def _rows_of(self, report: str) -> Rows:
        import numpy as np

        found = self._ask(
            "SELECT p.row FROM passages p JOIN reports r ON r.row = p.report"
            " WHERE r.report_id = ? AND r.superseded_by IS NULL",
            (report,),
        )
        return np.array([row[0] for row in found], np.int64)

    def _scored(self, term: str) -> _Term:
        import numpy as np

        found = self._ask(
            f"SELECT rowid, -{BM25} FROM words WHERE words MATCH ? ORDER BY rowid",
            (term,),
        )
        table = np.array(found, np.float64).reshape(-1, 2)
        return _Term(table[:, 0].astype(np.int64), table[:, 1].copy())


def alternatives(match: str) -> tuple[str, ...]:
    """The terms of an FTS5 query that asks for any of some quoted phrases; of another kind, none."""
    if not _ALTERNATIVES.fullmatch(match):
        return ()
    return tuple(re.findall(r'"[^"]+"', match))

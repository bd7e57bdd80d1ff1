"""Which rows begin a paragraph that the inspectors numbered. Pure.

A row that begins with a figure is only a candidate: table rows ("1. Children who ..."), wrapped
lines ("... aged / 16. Many ...") and contents entries look the same. The numbering of a report is
one chain 1, 2, 3 ... in its reading order, so the candidates are weighed by how they stand on the
page and the best chain through all of them wins, found by dynamic programming over the candidates.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.parser.layout import Row

_DOTTED = re.compile(r"(\d{1,3})[.)]\s+(?=\S)")
_GLUED = re.compile(r"(\d{1,3})\.(?=[^\W\d]|[‘“'\"(\[])")
_BARE = re.compile(r"(\d{1,3})\s+(?=[A-Z‘“])")
_ALONE = re.compile(r"(\d{1,3})\.")
_SKIP_COST = 1.6  # a missing number costs more than any one weak candidate is worth


@dataclass(frozen=True, slots=True)
class Start:
    """A row that begins a numbered paragraph, and the words after its number."""

    row: int
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: int
    number: int
    text: str
    weight: float


def numbered_starts(rows: Sequence[Row], avoid: frozenset[int] = frozenset()) -> tuple[Start, ...]:
    """The starts of numbered paragraphs in `rows`, in order; rows in `avoid` are none."""
    candidates = _candidates(rows, avoid)
    chain = _best_chain(candidates)
    return tuple(Start(c.row, c.number, c.text) for c in chain)


def _candidates(rows: Sequence[Row], avoid: frozenset[int]) -> list[_Candidate]:
    raw: list[tuple[int, int, str, bool]] = []
    for at, row in enumerate(rows):
        if at in avoid or row.kind != "text":
            continue
        dotted = _DOTTED.match(row.text) or _GLUED.match(row.text)
        bare = None if dotted else _BARE.match(row.text)
        alone = None if dotted or bare else _ALONE.fullmatch(row.text)
        found = dotted or bare or alone
        if found and int(found[1]) > 0 and (alone is None or row.placed):
            raw.append((at, int(found[1]), row.text[found.end() :], bare is None))
    columns = Counter(round(rows[at].x0) for at, _, _, dotted in raw if dotted)
    kept = []
    for at, number, text, stopped in raw:
        weight = _weight(rows, at, stopped, columns)
        if weight > 0:
            kept.append(_Candidate(at, number, text, weight))
    return kept


def _weight(rows: Sequence[Row], at: int, dotted: bool, columns: Counter[int]) -> float:
    row = rows[at]
    if not row.placed:
        return 1.0 if dotted else 0.0
    above = rows[at - 1] if at and rows[at - 1].page == row.page else None
    below = rows[at + 1] if at + 1 < len(rows) and rows[at + 1].page == row.page else None
    common = sum(columns[round(row.x0) + shift] for shift in (-1, 0, 1))
    hangs = below is not None and not below.leap and below.x0 > row.x0 + 4
    wrapped = (
        above is not None
        and not row.leap
        and abs(above.x0 - row.x0) < 2
        and not _DOTTED.match(above.text)
    )
    weight = 1.0 if dotted else 0.2
    weight += 0.5 if hangs else 0.0
    weight += 0.3 if common >= 3 else 0.0
    weight += 0.2 if row.leap else 0.0
    weight -= 1.2 if wrapped else 0.0
    weight -= 0.6 if row.bold else 0.0
    if not dotted and (common < 4 or not (hangs or row.leap)):
        return 0.0  # "34 Most ..." is a start only where numbers stand
    return weight


def _best_chain(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """The heaviest chain of rising numbers; later candidates win ties."""
    best: dict[int, tuple[float, int]] = {}  # number -> weight of the chain so far, its last link
    chains: list[tuple[float, int | None]] = []
    for at, candidate in enumerate(candidates):
        choices: list[tuple[float, int | None]] = []
        if candidate.number <= 3:
            choices.append((-_SKIP_COST * min(candidate.number - 1, 4), None))
        for skipped in (0, 1, 2):
            link = best.get(candidate.number - 1 - skipped)
            if link:
                choices.append((link[0] - _SKIP_COST * skipped, link[1]))
        if not choices:
            chains.append((float("-inf"), None))
            continue
        weight, before = max(choices, key=lambda choice: choice[0])
        weight += candidate.weight
        chains.append((weight, before))
        if candidate.number not in best or weight >= best[candidate.number][0]:
            best[candidate.number] = (weight, at)
    if not best:
        return []
    link_at: int | None = max(best.values())[1]
    chain = []
    while link_at is not None:
        chain.append(candidates[link_at])
        link_at = chains[link_at][1]
    return chain[::-1]

"""The passages for a follow-up, found by what it leans on and by its own words together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from index.types import Hit

OWN = 0.3
"""What the own words of a follow-up that leans on the last question count beside both together: training
questions leave 0 to 0.3 open, and talk that moves on to another matter (MTRAG) gains."""
OWN_ALONE = 0.6
"""The same of one that could be understood alone: it may go on from the last question, or leave it."""

_DEPTH = 100


class Searches(Protocol):
    """What finds passages."""

    def search(self, query: str, k: int = 5, reports: Sequence[str] | None = None) -> Sequence[Hit]:
        """The best passages, best first."""


def found_by_both(
    library: Searches,
    leaning: str,
    own: str,
    k: int,
    reports: Sequence[str] | None = None,
    *,
    share: float = OWN,
) -> list[Hit]:
    """The `k` best passages for `leaning` (the last question and this one) and `own` (this one alone).

    `share` is what `own` counts, between 0 and 1.
    Best first. Each has the score of the search with what the question leans on, and of both together where
    it may stand alone. A passage that one of them did not find counts as the last that it did find.
    """
    if leaning == own:
        return list(library.search(own, k=k, reports=reports))
    hits: dict[str, Hit] = {}
    scores: dict[str, float] = {}
    base = 0.0
    for words, part in ((leaning, 1 - share), (own, share)):
        best = library.search(words, k=max(k, _DEPTH), reports=reports)
        least = best[-1].score if best else 0.0
        base += part * least
        for hit in best:
            name = hit.passage.id
            hits.setdefault(name, hit)
            scores[name] = scores.get(name, 0.0) + part * (hit.score - least)
    ranked = sorted(hits, key=lambda name: (-scores[name], name))[:k]
    if share <= OWN:  # what weighs sentences was fitted to this score
        return [hits[name] for name in ranked]
    return [replace(hits[name], score=base + scores[name]) for name in ranked]

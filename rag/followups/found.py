"""The passages for a follow-up, found by what it leans on and by its own words together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from index.types import Hit

OWN = 0.3
"""What the follow-up's own words count beside those it leans on: training questions leave 0 to 0.3 open,
and talk that moves on to another matter (MTRAG) gains."""

_DEPTH = 100


class Searches(Protocol):
    """What finds passages."""

    def search(self, query: str, k: int = 5, reports: Sequence[str] | None = None) -> Sequence[Hit]:
        """The best passages, best first."""


def found_by_both(
    library: Searches, leaning: str, own: str, k: int, reports: Sequence[str] | None = None
) -> list[Hit]:
    """The `k` best passages for `leaning` (the last question and this one) and `own` (this one alone).

    Best first, each with the score of the first search that found it. A passage that one of them did
    not find counts as the last that it did find.
    """
    if leaning == own:
        return list(library.search(own, k=k, reports=reports))
    hits: dict[str, Hit] = {}
    scores: dict[str, float] = {}
    for words, share in ((leaning, 1 - OWN), (own, OWN)):
        best = library.search(words, k=max(k, _DEPTH), reports=reports)
        least = best[-1].score if best else 0.0
        for hit in best:
            name = hit.passage.id
            hits.setdefault(name, hit)
            scores[name] = scores.get(name, 0.0) + share * (hit.score - least)
    ranked = sorted(hits, key=lambda name: (-scores[name], name))[:k]
    return [hits[name] for name in ranked]

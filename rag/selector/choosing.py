"""Which of the weighed sentences are shown, and where each quote ends. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Hit
from rag.selector.following import goes_on
from rag.selector.weighing import Weights

MOST = 3
"""At most so many sentences answer."""


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence of a hit: where it stands, how surely it answers, how well it meets the least met word."""

    hit: int
    start: int
    end: int
    sure: float
    met: float


def choose(found: Sequence[Found], hits: Sequence[Hit], weights: Weights) -> list[Found]:
    """The surest sentence, and others nearly as sure: one to three, no sentence twice."""
    chosen: list[Found] = []
    seen: set[tuple[str, int]] = set()
    for item in found:
        place = _place(item, hits)
        if place in seen:
            continue
        if chosen and (
            len(chosen) == MOST
            or item.sure < max(weights.also_at_least, weights.also_share * chosen[0].sure)
        ):
            break
        seen.add(place)
        chosen.append(item)
    return chosen


def quote_end(
    question: str,
    item: Found,
    found: Sequence[Found],
    chosen: Sequence[Found],
    hits: Sequence[Hit],
) -> int:
    """Where a quote ends: with its sentence, or with the next where that goes on with the answer."""
    passage = hits[item.hit].passage
    behind = [other for other in found if other.hit == item.hit and other.start >= item.end]
    after = min(behind, key=lambda other: other.start, default=None)
    if after is None or _place(after, hits) in {_place(other, hits) for other in chosen}:
        return item.end
    between = passage.text[item.end : after.start]  # a sentence that was not among those found
    if between.strip():
        return item.end
    text = passage.text[after.start : after.end]
    return after.end if goes_on(question, text, after.sure) else item.end


def _place(item: Found, hits: Sequence[Hit]) -> tuple[str, int]:
    """A sentence's paragraph and where it begins there: passages may share it."""
    passage = hits[item.hit].passage
    return passage.paragraph_id, passage.start + item.start

"""Knowing when not to answer: ranking by confidence, selective risk, calibration. Pure.

Sources: El-Yaniv and Wiener 2010 (risk and coverage), Geifman and El-Yaniv 2017 (selective
classification, area under the risk-coverage curve), Naeini et al. 2015 (expected calibration error).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

Curve = tuple[tuple[float, float], ...]
Bins = tuple[tuple[float, float, int], ...]


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """The chance that a positive scores above a negative, ties counting half (Mann-Whitney U).

    None where one of the two classes is missing.
    """
    if len(scores) != len(positive):
        raise ValueError("as many scores as labels are needed")
    ones = sum(positive)
    zeros = len(positive) - ones
    if not ones or not zeros:
        return None
    ranked = sorted(zip(scores, positive, strict=True), key=lambda pair: pair[0])
    rank, total = 1, 0.0
    for _, tied in groupby(ranked, key=lambda pair: pair[0]):
        labels = [label for _, label in tied]
        middle = rank + (len(labels) - 1) / 2
        total += middle * sum(labels)
        rank += len(labels)
    return (total - ones * (ones + 1) / 2) / (ones * zeros)


def risk_coverage(confidence: Sequence[float], wrong: Sequence[bool], cases: int) -> Curve:
    """Points (coverage, risk), from the surest answer on.

    `confidence` and `wrong` are of the answers given; `cases` is how many questions were asked,
    answered or not. Coverage is answers so far over cases, risk the part of them that is wrong.
    Answers of the same confidence come together: an order among them would be made up.
    """
    if len(confidence) != len(wrong):
        raise ValueError("as many confidences as outcomes are needed")
    order = sorted(zip(confidence, wrong, strict=True), key=lambda pair: -pair[0])
    points: list[tuple[float, float]] = []
    given = mistakes = 0
    for _, tied in groupby(order, key=lambda pair: pair[0]):
        flags = [flag for _, flag in tied]
        given += len(flags)
        mistakes += sum(flags)
        points.append((given / cases, mistakes / given))
    return tuple(points)


def area(curve: Curve) -> float | None:
    """The mean selective risk over the coverage reached (AURC); 0 is best. None for no answer.

    Each answer weighs the risk of the point that includes it, so ties need no order.
    """
    if not curve:
        return None
    total, before = 0.0, 0.0
    for coverage, risk in curve:
        total += (coverage - before) * risk
        before = coverage
    return total / before


def calibration(confidence: Sequence[float], true: Sequence[bool], bins: int = 10) -> Bins:
    """(mean confidence, part that is true, count) of each bin of equal width that holds anything."""
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for value, flag in zip(confidence, true, strict=True):
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"a confidence must lie between 0 and 1, this is {value}")
        held[min(int(value * bins), bins - 1)].append((value, flag))
    return tuple(
        (sum(v for v, _ in b) / len(b), sum(f for _, f in b) / len(b), len(b)) for b in held if b
    )


def calibration_error(bins: Bins) -> float | None:
    """Expected calibration error: the mean distance of confidence from truth, weighed by count."""
    count = sum(n for _, _, n in bins)
    return sum(abs(c - t) * n for c, t, n in bins) / count if count else None

"""Features of sentences among all that was found, and of a question and all that was found for it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from rag.selector.asking import WANTED, Wanted
from rag.selector.features import SENTENCE, Floats, Question
from rag.selector.reader import NOT_READ

SUMMARY = (
    "sure", "sure_gap", "sure_three", "sure_mean", "passage_best", "passage_gap", "passage_spread",
    "words", "word_lowest", "word_mean", "word_weighted", "word_second", "tokens", "topic", "passages",
    "read_sum", "read_chance", "read_passage_best", "read_passage_gap",
    *(f"best_{name}" for name in SENTENCE), *(f"most_{name}" for name in SENTENCE),
    *(f"wants_{wanted}" for wanted in WANTED),
    *(f"{family}:{name}" for family in ("figure", "time", "name", "reason", "yes_no", "other") for name in (
        "sure", "near", "fits", "weighted", "lowest", "most_near", "counted_near", "counted_gap", "against", "alike", "reason", "names_near", "ask_word", "read_sum", "read_chance")),
)  # fmt: skip
"""Names of the features from which the chance that any sentence answers is told."""

_FAMILY: dict[str, frozenset[Wanted]] = {
    "figure": frozenset({"count", "percent", "money"}),
    "time": frozenset({"date", "duration", "frequency", "age"}),
    "name": frozenset({"person", "name", "place"}),
    "reason": frozenset({"reason"}),
    "yes_no": frozenset({"yes_no", "choice"}),
    "other": frozenset({"other", "manner"}),
}
_AT = {name: column for column, name in enumerate(SENTENCE)}


def ranking_features(question: Question, features: Floats, passage: Sequence[int]) -> Floats:
    """Features by which sentences are ranked: their own, how far below the best, their passage's rank."""
    scores = _passage_scores(features, passage)
    order = {p: r for r, p in enumerate(sorted(scores, key=lambda p: -scores[p]))}
    best = max(scores.values())
    place = np.array([[order[p], scores[p], best - scores[p]] for p in passage], np.float32)
    wants = np.tile(np.array(wanted_as_numbers(question), np.float32), (len(features), 1))
    out: Floats = np.hstack([features, features - features.max(0), place, wants])
    return out


def summary(
    question: Question, features: Floats, matches: Floats, passage: Sequence[int], sure: Floats
) -> Floats:
    """Features of a question and everything found for it, in the order of SUMMARY."""
    order = np.argsort(-sure)
    best, most = features[order[0]], features.max(0)
    ranked = sure[order]
    passages = sorted(_passage_scores(features, passage).values(), reverse=True)
    word = np.sort(matches.max(0))
    own = matches.max(0)
    read = _read(features, passage)
    row = [
        ranked[0],
        ranked[0] - ranked[1] if len(ranked) > 1 else ranked[0],
        ranked[:3].sum(),
        ranked.mean(),
        passages[0],
        passages[0] - passages[min(1, len(passages) - 1)],
        passages[0] - passages[-1],
        len(question.words),
        word[0],
        word.mean(),
        own @ question.weights,
        word[min(1, len(word) - 1)],
        len(question.text.split()),
        question.topic,
        len(passages),
        *read,
    ]
    crossed = [
        ranked[0], best[_AT["near"]], best[_AT["fits"]], best[_AT["weighted"]], best[_AT["lowest"]], most[_AT["near"]],
        best[_AT["counted_near"]], best[_AT["counted"]] - best[_AT["counted_near"]], best[_AT["against"]], best[_AT["alike"]],
        best[_AT["reason"]], best[_AT["names_near"]], best[_AT["ask_word"]], read[0], read[1],
    ]  # fmt: skip
    families = [question.asking.wanted in wanted for wanted in _FAMILY.values()]
    rows = [
        np.array(row, np.float32),
        best,
        most,
        np.array(wanted_as_numbers(question), np.float32),
        np.outer(np.array(families, np.float32), np.array(crossed, np.float32)).ravel(),
    ]
    return np.concatenate(rows).astype(np.float32)


def _read(features: Floats, passage: Sequence[int]) -> tuple[float, float, float, float]:
    """What the reader says of all sentences together, as it was trained to.

    Log odds and chance that any answers; the log odds of the best passage, and how far the next is behind.
    """
    logits = features[:, _AT["read"]].astype(np.float64)
    owners = np.asarray(passage)
    odds = sorted(
        (float(np.logaddexp.reduce(logits[owners == p])) for p in set(passage)), reverse=True
    )
    total = float(np.logaddexp.reduce(logits))
    following = odds[1] if len(odds) > 1 else NOT_READ
    return total, 1 / (1 + math.exp(-total)), odds[0], odds[0] - following


def _passage_scores(features: Floats, passage: Sequence[int]) -> dict[int, float]:
    return {p: float(row[_AT["found"]]) for p, row in zip(passage, features, strict=True)}


def wanted_as_numbers(question: Question) -> list[float]:
    """Which kind of thing is asked for, as 0s and a 1."""
    return [float(question.asking.wanted == wanted) for wanted in WANTED]

"""Two runs held against each other case by case, with a paired test."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from evals.figures import FOLLOW_UPS, MEANS, RANKINGS
from evals.metrics.statistics import interval, paired_p
from evals.types import Comparison, Difference, Report
from index.errors import CaseError

Scores = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Base:
    """An earlier run as read from its JSON: the scores of each case by its id."""

    name: str
    scores: Mapping[str, Scores]


def load(path: str | Path) -> Base:
    """An earlier run; raises CaseError where the file is none."""
    try:
        document: Any = json.loads(Path(path).read_text(encoding="utf-8"))
        scores = {str(row["id"]): dict(row["scores"]) for row in document["results"]}
    except FileNotFoundError:
        raise CaseError(f"{path}: no such file; give the JSON that an earlier run wrote") from None
    except (OSError, ValueError, KeyError, TypeError):
        raise CaseError(f"{path}: not the JSON of an evaluation; give what --json wrote") from None
    return Base(str(path), scores)


def compare(base: Base, report: Report, *, seed: int = 0) -> Comparison:
    """Every score that both runs hold for the same case, and the cases that changed sides."""
    now = {result.case.id: result.scores for result in report.results}
    both = [case for case in now if case in base.scores]
    differences = [
        found
        for name in (*MEANS, *RANKINGS, *FOLLOW_UPS)
        if (found := _difference(name, base.scores, now, both, seed)) is not None
    ]
    moved = {case: (base.scores[case].get("right"), now[case].get("right")) for case in both}
    return Comparison(
        base=base.name,
        differences=tuple(differences),
        better=tuple(c for c, (was, is_) in moved.items() if (was, is_) == (0.0, 1.0)),
        worse=tuple(c for c, (was, is_) in moved.items() if (was, is_) == (1.0, 0.0)),
        only_now=tuple(c for c in now if c not in base.scores),
        only_base=tuple(c for c in base.scores if c not in now),
    )


def _difference(
    name: str, base: Mapping[str, Scores], now: Mapping[str, Scores], both: list[str], seed: int
) -> Difference | None:
    pairs = [
        (float(was), float(is_))
        for case in both
        if (was := base[case].get(name)) is not None and (is_ := now[case].get(name)) is not None
    ]
    if not pairs:
        return None
    changes = [is_ - was for was, is_ in pairs]
    low, high = interval(changes, seed)
    return Difference(
        name=name,
        base=fmean(was for was, _ in pairs),
        now=fmean(is_ for _, is_ in pairs),
        change=fmean(changes),
        low=low,
        high=high,
        p=paired_p(changes, seed),
        n=len(pairs),
    )

"""The regression gate: the shipped cases against a stored baseline, failing on a real drop only.

    python -m evals.gate             compare with the baseline; exit 1 on a real drop
    python -m evals.gate --renew     make this run the baseline

The baseline holds the scores of each case and no text, so it stays small and diffs read well.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evals import compare
from evals.figures import LOWER_IS_BETTER
from evals.output.report import SIGNIFICANT
from evals.run import evaluate
from evals.types import Asks, Comparison, Difference, Report
from index.errors import JudgementsError

DATA = Path(__file__).parent / "data"
CASES = (DATA / "essex-2018.jsonl", DATA / "judgements.jsonl")
BASELINE = DATA / "baseline.json"
GUARDED = (
    "right",
    "key_coverage",
    "citation_precision",
    "citation_recall",
    "first_citation",
    "verbatim",
    "uncited",
    "false_refusal",
    "false_answer",
    "error",
    "recall@5",
    "MRR",
    "nDCG@10",
)
NEVER_WORSE = frozenset({"verbatim", "uncited", "error"})
"""Promises, not measurements: any drop fails, however few cases show it."""


def real_drops(comparison: Comparison) -> tuple[Difference, ...]:
    """The guarded figures that got worse beyond chance (paired test), or a promise that broke at all."""
    drops: list[Difference] = []
    for d in comparison.differences:
        if d.name not in GUARDED:
            continue
        worse = d.change > 0 if d.name in LOWER_IS_BETTER else d.change < 0
        if worse and (d.p < SIGNIFICANT or d.name in NEVER_WORSE):
            drops.append(d)
    return tuple(drops)


def renew(report: Report, path: Path = BASELINE) -> Path:
    """Store the scores of a run as the baseline; returns its path."""
    rows = [
        json.dumps(
            {
                "id": r.case.id,
                "scores": {n: r.scores[n] for n in GUARDED if r.scores.get(n) is not None},
            }
        )
        for r in report.results
    ]
    path.write_text('{"results": [\n' + ",\n".join(rows) + "\n]}\n", encoding="utf-8")
    return path


def check(report: Report, path: Path = BASELINE) -> tuple[Comparison, tuple[Difference, ...]]:
    """A run against the baseline, and what dropped. Raises CaseError where there is no baseline."""
    comparison = compare.compare(compare.load(path), report, seed=report.seed)
    return comparison, real_drops(comparison)


def main(arguments: Sequence[str] | None = None, *, assistant: Asks | None = None) -> int:
    """Run the gate; 0 kept or renewed, 1 dropped, 2 not run."""
    parser = argparse.ArgumentParser(prog="python -m evals.gate", description=__doc__)
    parser.add_argument("--renew", action="store_true", help="make this run the baseline")
    parser.add_argument("--baseline", type=Path, default=BASELINE)
    parser.add_argument("--workers", type=int, default=1)
    chosen = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as folder:
            # always the digest that ships: a reader's own library is another thing to measure
            library = None if assistant is not None else Path(folder) / "library"
            report = evaluate(CASES, library=library, workers=chosen.workers, assistant=assistant)
        if chosen.renew:
            sys.stdout.write(f"baseline renewed: {renew(report, chosen.baseline)}\n")
            return 0
        comparison, drops = check(report, chosen.baseline)
    except JudgementsError as err:
        sys.stderr.write(f"{err}\n")
        return 2
    for d in comparison.differences:
        if d.name in GUARDED:
            mark = "DROPPED" if d in drops else "kept"
            sys.stdout.write(f"{mark:8} {d.name:20} {d.base:.3f} -> {d.now:.3f}  p {d.p:.3f}\n")
    if drops:
        sys.stdout.write(
            f"worse now: {', '.join(comparison.worse) or 'none as a whole'}\n"
            "If this is meant, renew the baseline: python -m evals.gate --renew\n"
        )
    return 1 if drops else 0


if __name__ == "__main__":
    sys.exit(main())

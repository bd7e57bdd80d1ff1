"""The search next to BM25 alone, dense alone and the plain LangChain recipe, on the same cases.

    python -m evals.baselines CASES.jsonl... --library DIR [--no-plain]

Each case is asked three times: of its own report, of the whole library with the council named before the
question ("Kent: are caseloads high?"), and of the whole library as it stands.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from evals.cases import read
from evals.metrics import retrieval
from evals.mistakes import opened, told
from evals.rankers import Ranker, asked, rankers
from evals.types import Case
from index.library import Library

COLUMNS = ("recall@1", "recall@5", "recall@10", "MRR", "nDCG@10")
SCOPES = ("one report", "whole library, the council named", "whole library")
_PLACES = 40


@dataclass(frozen=True, slots=True)
class Row:
    """One way of ranking in one of the scopes."""

    way: str
    scope: str
    n: int
    values: tuple[tuple[str, float], ...]


def measure(library: Library, cases: Sequence[Case], ways: dict[str, Ranker]) -> tuple[Row, ...]:
    """Every way on the answerable cases without history, which need no rewriting, in each scope."""
    chosen = [case for case in cases if case.answerable and not case.history]
    rows: list[Row] = []
    for name, rank in ways.items():
        for scope in SCOPES:
            scores = [s for case in chosen if (s := _score(library, case, rank, scope))]
            values = tuple((c, fmean(s[c] for s in scores)) for c in COLUMNS) if scores else ()
            rows.append(Row(name, scope, len(scores), values))
    return tuple(rows)


def _score(library: Library, case: Case, rank: Ranker, scope: str) -> dict[str, float]:
    report = library.resolve(case.report) if case.report else None
    question, within = case.question, None
    if scope != "whole library":
        if report is None:
            return {}
        council = next(c.authority for c in library.reports() if c.report_id == report)
        within = [report] if scope == "one report" else None
        question = question if scope == "one report" else f"{council}: {question}"
    return retrieval.score(case, rank(question, _PLACES, within), report)


@told
def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table as Markdown; 0 done, 2 not run."""
    parser = argparse.ArgumentParser(prog="python -m evals.baselines", description=__doc__)
    parser.add_argument("cases", nargs="+")
    parser.add_argument("--library")
    parser.add_argument("--no-plain", action="store_true", help="leave out the plain recipe")
    chosen = parser.parse_args(arguments)
    cases = read(chosen.cases)
    library = opened(chosen.library)
    ways = rankers(library, plain=not chosen.no_plain) | {"search": asked(library)}
    rows = measure(library, cases, ways)
    sys.stdout.write(f"| ranking | scope | cases | {' | '.join(COLUMNS)} |\n")
    sys.stdout.write(f"|---|---|---:|{'---:|' * len(COLUMNS)}\n")
    for row in rows:
        cells = " | ".join(f"{value:.3f}" for _, value in row.values)
        sys.stdout.write(f"| {row.way} | {row.scope} | {row.n} | {cells} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

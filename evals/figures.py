"""Draws every figure of an evaluation from cases and records alone: the same however they were run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean

from evals.metrics import abstention, answers, retrieval
from evals.metrics.gold import has_place
from evals.metrics.statistics import interval
from evals.types import Case, Figure, Group, Record, Result

MEANS = (
    "right",
    "key_coverage",
    "support_coverage",
    "citation_precision",
    "citation_recall",
    "first_citation",
    "page",
    "verbatim",
    "uncited",
    "answered",
    "false_refusal",
    "false_answer",
    "status",
    "words",
    "error",
    "faithfulness",
    "answer_relevancy",
)
"""Figures that are the mean of a score over the cases it applies to."""

RANKINGS = (
    *retrieval.MEASURES,
    "library_recall@5",
    "library_hit@1",
    "library_MRR",
    "library_nDCG@10",
)
FOLLOW_UPS = (
    "followup_right",
    "followup_raw_right",
    "followup_recall@5",
    "followup_raw_recall@5",
    "followup_MRR",
    "followup_raw_MRR",
)
WHOLE = ("abstention_accuracy", "AUROC", "AURC", "ECE")
"""Figures of a set of cases as a whole, not the mean of a score."""

NAMES = (*MEANS, *RANKINGS, *FOLLOW_UPS, *WHOLE)
LOWER_IS_BETTER = frozenset(
    {"uncited", "false_refusal", "false_answer", "words", "error", "AURC", "ECE"}
)


def result(case: Case, record: Record, judged: Mapping[str, float | None] | None = None) -> Result:
    """A case with all its scores."""
    scores = answers.score(case, record)
    if record.error is None:
        scores |= retrieval.score(case, record.hits, record.report_id)
        wide = retrieval.score(case, record.library_hits, record.report_id)
        scores |= {
            n: wide.get(n.removeprefix("library_")) for n in RANKINGS if n.startswith("library_")
        }
        if case.history:
            scores |= _follow_up(case, record, scores)
    elif case.answerable and has_place(case) and case.gold_paragraphs:
        scores |= dict.fromkeys(RANKINGS, 0.0)
    scores |= judged or {}
    return Result(case, record, scores, answers.form(case.question), judged or {})


def figures(
    results: Sequence[Result], seed: int = 0, *, intervals: bool = True
) -> tuple[Figure, ...]:
    """Every figure that the cases bear on, in the order of NAMES."""
    drawn: list[Figure] = []
    for name in (*MEANS, *RANKINGS, *FOLLOW_UPS):
        values = [v for r in results if (v := r.scores.get(name)) is not None]
        if values:
            low, high = interval(values, seed) if intervals else (None, None)
            drawn.append(Figure(name, fmean(values), len(values), low, high))
    drawn.extend(_whole(results))
    return tuple(drawn)


def groups(results: Sequence[Result]) -> tuple[Group, ...]:
    """The figures per kind of case, per authority and per form of question."""
    keys: tuple[tuple[str, Callable[[Result], str]], ...] = (
        ("kind", lambda r: r.case.kind),
        ("authority", lambda r: r.case.authority or "not named"),
        ("form", lambda r: r.form),
    )
    found: list[Group] = []
    for by, key in keys:
        for name in sorted({key(r) for r in results}):
            part = [r for r in results if key(r) == name]
            found.append(Group(by, name, len(part), figures(part, intervals=False)))
    return tuple(found)


def curve(results: Iterable[Result]) -> abstention.Curve:
    """The risk-coverage curve of the answers that state a confidence."""
    held = list(results)
    given = [
        r for r in held if r.record.status in answers.ANSWERING and r.record.confidence is not None
    ]
    return abstention.risk_coverage(
        [float(r.record.confidence or 0.0) for r in given], [not r.right for r in given], len(held)
    )


def calibration(results: Iterable[Result]) -> abstention.Bins:
    """Stated confidence against how often the reports do answer, per bin."""
    stated = [r for r in results if r.record.confidence is not None]
    return abstention.calibration(
        [float(r.record.confidence or 0.0) for r in stated], [r.case.answerable for r in stated]
    )


def ranks(results: Iterable[Result]) -> tuple[tuple[str, int], ...]:
    """How many cases have their first right paragraph at each rank of the search in their report."""
    counts = {str(rank): 0 for rank in range(1, retrieval.DEPTH + 1)} | {"none": 0}
    for r in results:
        if "MRR" in r.scores and r.record.error is None:
            found = retrieval.first_right(r.case, r.record.hits, r.record.report_id)
            counts[str(found) if found else "none"] += 1
    return tuple(counts.items())


def _follow_up(
    case: Case, record: Record, scores: Mapping[str, float | None]
) -> dict[str, float | None]:
    raw = retrieval.score(case, record.raw_hits, record.report_id)
    alone = answers.is_right(case, record.raw_answer or {}, record.raw_cited, record.report_id)
    return {
        "followup_right": scores["right"],
        "followup_raw_right": float(alone),
        "followup_recall@5": scores.get("recall@5"),
        "followup_raw_recall@5": raw.get("recall@5"),
        "followup_MRR": scores.get("MRR"),
        "followup_raw_MRR": raw.get("MRR"),
    }


def _whole(results: Sequence[Result]) -> list[Figure]:
    found: list[Figure] = []

    def add(name: str, value: float | None, n: int) -> None:
        if value is not None:
            found.append(Figure(name, value, n))

    if results:
        kept = [r.case.answerable == (r.record.status in answers.ANSWERING) for r in results]
        kept = [k and r.record.error is None for k, r in zip(kept, results, strict=True)]
        add("abstention_accuracy", fmean(kept), len(kept))
    stated = [r for r in results if r.record.confidence is not None]
    add(
        "AUROC",
        abstention.auroc(
            [float(r.record.confidence or 0.0) for r in stated], [r.case.answerable for r in stated]
        ),
        len(stated),
    )
    points = curve(results) if results else ()
    add("AURC", abstention.area(points), round(points[-1][0] * len(results)) if points else 0)
    add("ECE", abstention.calibration_error(calibration(stated)), len(stated))
    return found

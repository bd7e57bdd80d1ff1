"""A report as a table on the terminal and as one JSON document."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.figures import LOWER_IS_BETTER
from evals.metrics.retrieval import first_right
from evals.output.records import to_row
from evals.types import Comparison, Difference, Figure, Report, Result

if TYPE_CHECKING:
    from rich.console import Group as RichGroup
    from rich.table import Table

SIGNIFICANT = 0.05
TITLES: Mapping[str, str] = {
    "right": "handled rightly",
    "key_coverage": "answer key found",
    "support_coverage": "supporting sentences shown",
    "citation_precision": "citation precision",
    "citation_recall": "citation recall",
    "first_citation": "first citation right",
    "page": "a gold page cited",
    "verbatim": "quotes word for word",
    "uncited": "statements without citation",
    "answered": "answerable, answered",
    "false_refusal": "answerable, refused",
    "false_answer": "unanswerable, answered",
    "status": "status as expected",
    "words": "words in an answer",
    "error": "asking failed",
    "faithfulness": "faithfulness (judge model)",
    "answer_relevancy": "answer relevancy (judge model)",
    "followup_right": "follow-ups: handled rightly",
    "followup_raw_right": "follow-ups without history: handled rightly",
    "followup_recall@5": "follow-ups: recall@5, rewritten",
    "followup_raw_recall@5": "follow-ups: recall@5, as typed",
    "followup_MRR": "follow-ups: MRR, rewritten",
    "followup_raw_MRR": "follow-ups: MRR, as typed",
    "abstention_accuracy": "answered or abstained rightly",
    "AUROC": "AUROC of the confidence",
    "AURC": "area under risk-coverage",
    "ECE": "calibration error",
}
GROUP_COLUMNS = (
    "right",
    "false_refusal",
    "false_answer",
    "key_coverage",
    "first_citation",
    "AUROC",
)


def title(name: str) -> str:
    """A metric's name in words; retrieval keeps its literature name."""
    if name.startswith("library_"):
        return f"{name.removeprefix('library_')}, whole library"
    return TITLES.get(name, name)


def table(report: Report) -> RichGroup:
    """The report for a terminal: figures, groups, time, the comparison, the gates."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    figures = Table(
        title=f"{len(report.results)} cases, {', '.join(report.cases)}", title_justify="left"
    )
    for heading in ("figure", "metric"):
        figures.add_column(heading)
    for heading in ("value", "95 %", "cases"):
        figures.add_column(heading, justify="right")
    for figure in report.figures:
        arrow = " ↓" if figure.name in LOWER_IS_BETTER else ""
        figures.add_row(
            title(figure.name),
            figure.name + arrow,
            number(figure.value),
            between(figure),
            str(figure.n),
        )
    parts: list[Any] = [figures, _groups(report), _times(report)]
    if report.comparison is not None:
        parts.append(_comparison(report.comparison))
        for label, cases in (
            ("better", report.comparison.better),
            ("worse", report.comparison.worse),
        ):
            parts.append(Text(f"{label}: {len(cases)} {', '.join(cases[:30])}"))
    for gate in report.gates:
        word = "kept" if gate.passed else "MISSED"
        found = "not measured" if gate.value is None else number(gate.value)
        parts.append(Text(f"{word}: {gate.metric} {found}, bound {gate.bound:g}"))
    return Group(*parts)


def document(report: Report) -> dict[str, Any]:
    """The report as plain values: what `--json` writes and `--compare` reads."""
    return {
        "cases": list(report.cases),
        "n": len(report.results),
        "library": report.library,
        "model": report.model,
        "seed": report.seed,
        "figures": _figures(report.figures),
        "groups": [
            {"by": g.by, "name": g.name, "n": g.n, "figures": _figures(g.figures)}
            for g in report.groups
        ],
        "risk_coverage": [{"coverage": c, "risk": r} for c, r in report.curve],
        "calibration": [{"confidence": c, "true": t, "n": n} for c, t, n in report.calibration],
        "ranks": dict(report.ranks),
        "time": asdict(report.timing),
        "comparison": None if report.comparison is None else asdict(report.comparison),
        "gates": [asdict(gate) for gate in report.gates],
        "passed": report.passed,
        "results": [_result(r) for r in report.results],
    }


def to_json(report: Report) -> str:
    """The document as text."""
    return json.dumps(document(report), ensure_ascii=False, indent=1)


def write_json(report: Report, path: str | Path) -> Path:
    """Write the document; returns its path."""
    target = Path(path)
    target.write_text(to_json(report) + "\n", encoding="utf-8")
    return target


def number(value: float) -> str:
    """A figure for a reader: three decimals, none for a whole number above 1."""
    return f"{value:.1f}" if value > 1.0 else f"{value:.3f}"


def between(figure: Figure) -> str:
    """A figure's interval for a reader; empty where none was drawn."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{number(figure.low)}-{number(figure.high)}"


def verdict(difference: Difference) -> str:
    """What a paired difference says: better, worse or no clear change."""
    if difference.p >= SIGNIFICANT or difference.change == 0:
        return "no clear change"
    worse = (difference.change > 0) == (difference.name in LOWER_IS_BETTER)
    if difference.name == "words":
        return "longer" if difference.change > 0 else "shorter"
    return "worse" if worse else "better"


def _figures(figures: Iterable[Figure]) -> dict[str, Any]:
    return {f.name: {"value": f.value, "low": f.low, "high": f.high, "n": f.n} for f in figures}


def _result(result: Result) -> dict[str, Any]:
    case, record = result.case, result.record
    return {
        "id": case.id,
        "question": case.question,
        "history": [list(turn) for turn in case.history],
        "kind": case.kind,
        "authority": case.authority,
        "form": result.form,
        "expect": case.expect,
        "gold_paragraphs": list(case.gold_paragraphs),
        "reference_answer": case.reference_answer,
        "right": result.right,
        "rank": first_right(case, record.hits, record.report_id) if record.hits else None,
        "scores": dict(result.scores),
        "record": to_row(record),
    }


def _groups(report: Report) -> Table:
    from rich.table import Table

    made = Table(title="By kind and form of question", title_justify="left")
    made.add_column("part")
    made.add_column("cases", justify="right")
    for name in GROUP_COLUMNS:
        made.add_column(name, justify="right")
    for group in report.groups:
        if group.by == "authority":
            continue  # up to hundreds of rows: the HTML report has them
        held = {f.name: f for f in group.figures}
        cells = [number(held[n].value) if n in held else "" for n in GROUP_COLUMNS]
        made.add_row(f"{group.by}: {group.name}", str(group.n), *cells)
    return made


def _times(report: Report) -> Table:
    from rich.table import Table

    time = report.timing
    made = Table(title="Time in seconds", title_justify="left")
    made.add_column("stage")
    made.add_column("p50", justify="right")
    made.add_column("p95", justify="right")
    for stage in time.stages:
        made.add_row(stage.name, f"{stage.p50:.3f}", f"{stage.p95:.3f}")
    if time.cold is not None and time.warm is not None:
        made.add_row("first question, cold", f"{time.cold:.3f}", "")
        made.add_row("the same again, warm", f"{time.warm:.3f}", "")
    if time.questions_per_second is not None:
        made.add_row(
            f"questions per second, {time.workers} at a time",
            f"{time.questions_per_second:.1f}",
            "",
        )
    return made


def _comparison(comparison: Comparison) -> Table:
    from rich.table import Table

    made = Table(title=f"Against {comparison.base}", title_justify="left")
    made.add_column("metric")
    for heading in ("base", "now", "change", "95 %", "p", "cases"):
        made.add_column(heading, justify="right")
    made.add_column("verdict")
    for d in comparison.differences:
        made.add_row(
            d.name,
            number(d.base),
            number(d.now),
            f"{d.change:+.3f}",
            f"{d.low:+.3f}-{d.high:+.3f}",
            f"{d.p:.3f}",
            str(d.n),
            verdict(d),
        )
    return made

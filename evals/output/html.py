"""A report as one HTML page that needs nothing else: no script, no font, no address of any host."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from evals.figures import LOWER_IS_BETTER
from evals.output import plots
from evals.output.report import GROUP_COLUMNS, between, number, title, verdict
from evals.types import Comparison, Found, Group, Report, Result

_STYLE = """
:root{color-scheme:light dark;--ink:#1b1f24;--paper:#fff;--soft:#5b6470;--line:#d8dde3;--mark:#1f5fa8;--good:#1c6b3a;--bad:#a3261b;--wash:#f4f6f8}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#15181c;--soft:#a3acb7;--line:#363d46;--mark:#7db3ee;--good:#7ccb98;--bad:#f0938a;--wash:#1e2329}}
*{box-sizing:border-box}body{margin:0 auto;max-width:72rem;padding:1.5rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2rem 0 .5rem}.soft{color:var(--soft)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(20rem,1fr));gap:1rem}figure{margin:0;padding:.75rem;border:1px solid var(--line);border-radius:6px}
figcaption{font-weight:600;font-size:.9rem}svg{width:100%;height:auto}.axis{stroke:var(--soft)}.grid,.guide{stroke:var(--line)}.guide{stroke-dasharray:4 3}
.line{fill:none;stroke:var(--mark);stroke-width:2}circle,.bar{fill:var(--mark)}.tick,.label{fill:var(--soft);font-size:11px}
details{border-bottom:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer}summary .id{color:var(--soft);font-size:.85rem}
.good{color:var(--good)}.bad{color:var(--bad)}blockquote{margin:.4rem 0;padding:.3rem .8rem;border-left:3px solid var(--mark);background:var(--wash)}
.case{padding:.3rem 0 .6rem 1rem}pre{white-space:pre-wrap;font:inherit;margin:.3rem 0}
""".strip()


def write_html(report: Report, path: str | Path) -> Path:
    """Write the page; returns its path."""
    target = Path(path)
    target.write_text(page(report), encoding="utf-8")
    return target


def page(report: Report) -> str:
    """The page as text; every word that comes from outside is escaped."""
    right = sum(r.right for r in report.results)
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>Evaluation, {len(report.results)} cases</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>Evaluation: {right} of {len(report.results)} cases handled rightly</h1>",
        f'<p class="soft">Cases: {escape(", ".join(report.cases))}. Library {escape(report.library)}. '
        f"Model: {escape(report.model or 'none')}. Seed {report.seed}.</p>",
        _gates(report),
        "<h2>Figures</h2>",
        _figures(report),
        _plots(report),
        _comparison(report.comparison) if report.comparison else "",
        *(
            _groups(by, [g for g in report.groups if g.by == by])
            for by in ("kind", "form", "authority")
        ),
        "<h2>Cases</h2><p class='soft'>Those handled wrongly come first. A case opens to its answer and evidence.</p>",
        *(_case(r) for r in sorted(report.results, key=lambda r: r.right)),
        "</main></body></html>",
    ]
    return "".join(parts)


def _gates(report: Report) -> str:
    rows = [
        f"<li class='{'good' if g.passed else 'bad'}'>{'Kept' if g.passed else 'Missed'}: {escape(g.metric)} "
        f"{'not measured' if g.value is None else number(g.value)}, bound {g.bound:g}</li>"
        for g in report.gates
    ]
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def _figures(report: Report) -> str:
    rows = [
        (
            title(f.name),
            f.name + (" (lower is better)" if f.name in LOWER_IS_BETTER else ""),
            number(f.value),
            between(f),
            str(f.n),
        )
        for f in report.figures
    ]
    return _table(("figure", "metric"), ("value", "95 %", "cases"), rows)


def _plots(report: Report) -> str:
    time = report.timing
    stages = [(stage.name, stage.p95) for stage in time.stages]
    drawn = [
        plots.curve(
            report.curve,
            title="Risk and coverage",
            x="coverage",
            y="part of the answers that is wrong",
        ),
        plots.diagonal(
            report.calibration,
            title="Stated confidence and truth",
            x="stated confidence",
            y="part answerable",
        ),
        plots.bars(
            report.ranks,
            title="Rank of the first right paragraph",
            x="rank in the report",
            y="cases",
        ),
        plots.bars(stages, title="Seconds per stage, p95", x="stage", y="seconds", whole=False),
    ]
    rows = [(s.name, f"{s.p50:.3f}", f"{s.p95:.3f}") for s in time.stages]
    if time.cold is not None and time.warm is not None:
        rows.append(("first question, cold", f"{time.cold:.3f}", ""))
        rows.append(("the same again, warm", f"{time.warm:.3f}", ""))
    if time.questions_per_second is not None:
        rows.append(
            (
                f"questions per second, {time.workers} at a time",
                f"{time.questions_per_second:.1f}",
                "",
            )
        )
    return (
        f'<h2>Plots</h2><div class="plots">{"".join(drawn)}</div><h2>Time in seconds</h2>'
        + _table(("stage",), ("p50", "p95"), rows)
    )


def _groups(by: str, groups: Sequence[Group]) -> str:
    rows = []
    for group in groups:
        held = {f.name: f for f in group.figures}
        cells = [number(held[n].value) if n in held else "" for n in GROUP_COLUMNS]
        rows.append((group.name, str(group.n), *cells))
    shown = [(g.name, f.value) for g in groups[:12] for f in g.figures if f.name == "right"]
    plot = (
        plots.bars(shown, title=f"Handled rightly, by {by}", x=by, y="part", whole=False)
        if 1 < len(groups) <= 12
        else ""
    )
    heading = f"<h2>By {escape(by)}{' of question' if by == 'form' else ''}</h2>"
    return (
        heading
        + f'<div class="plots">{plot}</div>'
        + _table((by,), ("cases", *GROUP_COLUMNS), rows)
    )


def _comparison(comparison: Comparison) -> str:
    rows = [
        (
            d.name,
            verdict(d),
            number(d.base),
            number(d.now),
            f"{d.change:+.3f}",
            f"{d.low:+.3f} to {d.high:+.3f}",
            f"{d.p:.3f}",
            str(d.n),
        )
        for d in comparison.differences
    ]
    lists = "".join(
        f"<p>{label}: {len(cases)}. {escape(', '.join(cases))}</p>"
        for label, cases in (
            ("Got better", comparison.better),
            ("Got worse", comparison.worse),
            ("Only in this run", comparison.only_now),
            ("Only in the base", comparison.only_base),
        )
        if cases
    )
    return (
        f"<h2>Against {escape(comparison.base)}</h2>"
        + _table(("metric", "verdict"), ("base", "now", "change", "95 %", "p", "cases"), rows)
        + lists
    )


def _case(result: Result) -> str:
    case, record = result.case, result.record
    word, tone = ("right", "good") if result.right else ("wrong", "bad")
    history = "".join(
        f"<p class='soft'>Asked before: {escape(q)}<br>Answer: {escape(a)}</p>"
        for q, a in case.history
    )
    quotes = "".join(
        f"<blockquote>{escape(c.quote)}<br><span class='soft'>{escape(_place(c.report_id, c.paragraph, c.section, c.pages))}"
        f"{'' if c.verbatim else ', <span class=bad>not word for word</span>'}</span></blockquote>"
        for c in record.cited
    )
    scores = ", ".join(
        f"{escape(n)} {number(v)}" for n, v in result.scores.items() if v is not None
    )
    gold = ", ".join(str(g) for g in case.gold_paragraphs) or "none"
    return (
        f"<details><summary><span class='{tone}'>{word}</span> {escape(case.question)} "
        f"<span class='id'>{escape(case.id)}, {escape(case.kind)}, {escape(record.status)}</span></summary>"
        f"<div class='case'>{history}<p class='soft'>Expected: {escape(case.expect.replace('_', ' '))}; gold paragraphs: {escape(gold)}. "
        f"{escape(case.reference_answer or '')}</p>"
        + (f"<p class='bad'>{escape(record.error)}</p>" if record.error else "")
        + f"<p>Asked as: {escape(str(record.answer.get('standalone_question', '')))}</p><pre>{escape(record.text)}</pre>{quotes}"
        f"{_hits(record.hits)}<p class='soft'>{scores}</p></div></details>"
    )


def _hits(hits: Iterable[Found]) -> str:
    rows = [
        (_place(h.report_id, h.paragraph, h.section, h.pages), f"{h.score:.3f}")
        for h in tuple(hits)[:10]
    ]
    if not rows:
        return ""
    return (
        "<details><summary>What the search found</summary>"
        + _table(("place",), ("score",), rows)
        + "</details>"
    )


def _place(report: str, paragraph: int | None, section: str, pages: Sequence[int]) -> str:
    where = f"paragraph {paragraph}" if paragraph is not None else (section or "unnumbered text")
    page = (
        f", page{'s' if len(pages) > 1 else ''} {', '.join(str(p) for p in pages)}" if pages else ""
    )
    return f"{report}, {where}{page}"


def _table(words: Sequence[str], numbers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th scope='col'>{escape(w)}</th>" for w in words)
    head += "".join(f"<th scope='col' class='n'>{escape(w)}</th>" for w in numbers)
    body = "".join(
        "<tr>"
        + "".join(
            f"<td{' class=n' if at >= len(words) else ''}>{escape(cell)}</td>"
            for at, cell in enumerate(row)
        )
        + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'

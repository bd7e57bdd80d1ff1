"""The library to look at: a table of reports, a council's judgements over time, two reports side by side.

Pure: values in, safe HTML and SVG out. Grades are always a word and a sign on a colour, never a
colour alone; a judgement that was not found in a report is said to be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.types import Judgement, Report, ReportCard
from ui.render import official_link
from ui.text import clip, count, day, escape, pages, short_name, span

ASPECTS: Mapping[str, str] = {
    "overall": "Overall",
    "leadership": "Leaders",
    "help_protection": "Help and protection",
    "care_and_leavers": "Children in care and care leavers",
    "in_care": "Children in care",
    "care_leavers": "Care leavers",
    "adoption": "Adoption",
    "lscb": "Safeguarding children board",
}
#: Columns of the table; the others stand in the timeline and the comparison.
TABLED = ("overall", "leadership", "help_protection", "in_care", "care_leavers")
MISSING = "None found"


@dataclass(frozen=True, slots=True)
class Look:
    """How a grade is shown: a sign, a short word, a class of the style sheet, and its rank."""

    sign: str
    word: str
    kind: str
    rank: int | None
    fill: str
    ink: str


LOOKS: Mapping[str, Look] = {
    "Outstanding": Look("★", "Outstanding", "outstanding", 4, "#0b5d3b", "#ffffff"),
    "Good": Look("✓", "Good", "good", 3, "#1d62a5", "#ffffff"),
    "Requires improvement to be good": Look(
        "▲", "Requires improvement", "requires", 2, "#ffdf8a", "#3d2a00"
    ),
    "Adequate": Look("▲", "Adequate", "adequate", 2, "#ffdf8a", "#3d2a00"),
    "Inadequate": Look("✕", "Inadequate", "inadequate", 1, "#9c1c17", "#ffffff"),
}
Judgements = Mapping[str, Judgement]


def look(grade: str) -> Look:
    """How a grade is shown; a grade outside the frameworks keeps its own word."""
    return LOOKS.get(grade) or Look("–", clip(grade, 40), "unjudged", None, "#f4f6f8", "#14181d")


def tag(grade: str | None) -> str:
    """A grade as a coloured, worded, signed tag."""
    if grade is None:
        return f'<span class="missing">{MISSING}</span>'
    seen = look(grade)
    return (
        f'<span class="grade {seen.kind}"><span aria-hidden="true">{seen.sign}</span> '
        f"{escape(seen.word)}</span>"
    )


def aspect_name(slug: str, judged: Judgement | None = None) -> str:
    """An aspect in short words: ours for those of the frameworks, else as printed."""
    return ASPECTS.get(slug) or (clip(judged.name, 60) if judged else slug.replace("_", " "))


def by_report(
    judged: Iterable[tuple[ReportCard, Judgement]],
) -> dict[str, dict[str, Judgement]]:
    """Judgements by report id and aspect; the first of an aspect stands."""
    table: dict[str, dict[str, Judgement]] = {}
    for card, judgement in judged:
        table.setdefault(card.report_id, {}).setdefault(judgement.aspect, judgement)
    return table


def newest_first(cards: Iterable[ReportCard]) -> list[ReportCard]:
    """Councils by name, the newest inspection of each first, an official report before its digest."""
    return sorted(cards, key=lambda c: (c.authority.casefold(), -(c.year or 0), c.digest))


def table(cards: Sequence[ReportCard], judged: Mapping[str, Judgements], wanted: str = "") -> str:
    """The library as a table, or those of its reports whose council or title holds `wanted`."""
    words = wanted.casefold().split()
    kept = [
        c
        for c in newest_first(cards)
        if all(w in f"{c.authority} {c.title} {c.year or ''}".casefold() for w in words)
    ]
    if not kept:
        return (
            f'<p role="status">No report of the library matches “{escape(clip(wanted, 80))}”.</p>'
            if cards
            else '<p role="status">The library is empty. Add a report to begin.</p>'
        )
    heads = "".join(
        f'<th scope="col">{name}</th>'
        for name in ("Report", "Inspected", *(ASPECTS[a] for a in TABLED))
    )
    rows = "".join(_row(c, judged.get(c.report_id, {})) for c in kept)
    said = count(len(kept), "report")
    of = f" of {len(cards)}" if len(kept) < len(cards) else ""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="Reports in the library">'
        f'<table class="plain-table"><caption>{said}{of} in the library</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(card: ReportCard, judged: Judgements) -> str:
    cells = []
    for aspect in TABLED:
        found = judged.get(aspect) or (
            judged.get("care_and_leavers") if aspect in {"in_care", "care_leavers"} else None
        )
        cells.append(f"<td>{tag(found.grade if found else None)}</td>")
    link = official_link(card)
    return (
        f'<tr><th scope="row">{escape(short_name(card))}<br>'
        f'<span class="soft">{escape(clip(card.title, 120))}'
        f"{f' · {card.framework}' if card.framework != 'other' else ''} · {count(card.pages, 'page')}"
        f'</span><span class="actions"><button type="button" class="act" '
        f'data-scope="report:{escape(card.report_id)}">Ask this report<span class="sr"> '
        f"{escape(short_name(card))}</span></button>{link}</span></th>"
        f"<td>{when(card)}</td>{''.join(cells)}</tr>"
    )


def when(card: ReportCard) -> str:
    """When the inspection was, else when the report came out, else that neither is known."""
    if card.inspected:
        return escape(span(card.inspected))
    return f"published {escape(day(card.published))}" if card.published else "date not found"


def timeline(authority: str, cards: Sequence[ReportCard], judged: Mapping[str, Judgements]) -> str:
    """A council's judgements over its inspections as one picture, oldest at the left.

    An inspection for which both the official report and a digest are held is drawn once.
    """
    own: dict[str, ReportCard] = {}
    for card in sorted(
        (c for c in cards if c.authority == authority), key=lambda c: (c.year or 0, c.digest)
    ):
        key = card.inspected.start.isoformat() if card.inspected else card.report_id
        own.setdefault(key, card)
    if not own:
        return "<p>The library holds no report on that council.</p>"
    columns = list(own.values())[-6:]
    rows = [a for a in ASPECTS if any(a in judged.get(c.report_id, {}) for c in columns)]
    left, wide, high, top = 180, 222, 44, 58
    width, height = left + wide * len(columns), top + high * max(len(rows), 1) + 8
    parts = []
    for i, card in enumerate(columns):
        x = left + wide * i
        parts.append(
            f'<text class="head" x="{x}" y="24">{card.year or "undated"}</text>'
            f'<text class="small" x="{x}" y="44">{escape(card.framework)}</text>'
        )
    for j, aspect in enumerate(rows):
        y = top + high * j
        parts.append(f'<line class="rule" x1="0" y1="{y}" x2="{width}" y2="{y}"/>')
        parts += [
            f'<text x="0" y="{y + 28 + 9 * (2 * k - n + 1)}">{line}</text>'
            for line, k, n in _two_lines(ASPECTS[aspect])
        ]
        for i, card in enumerate(columns):
            parts.append(_mark(judged.get(card.report_id, {}).get(aspect), left + wide * i, y))
    said = "; ".join(_said(c, judged.get(c.report_id, {})) for c in columns)
    name = escape(f"Judgements of {authority}, {count(len(columns), 'inspection')}")
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="Timeline of {escape(authority)}">'
        f'<svg class="timeline" style="min-width:{min(width, 620)}px;max-width:{width}px" viewBox="0 0 {width} {height}" '
        f'role="img" aria-label="{name}. {escape(said)}.">{"".join(parts)}</svg></div>'
    )


def _two_lines(words: str) -> list[tuple[str, int, int]]:
    """The words on one line or two, each with its number and how many there are."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) > 20:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return [(escape(line), k, len(lines)) for k, line in enumerate(lines)]


def _mark(judged: Judgement | None, x: int, y: int) -> str:
    if judged is None:
        return f'<text class="small" x="{x}" y="{y + 28}">none found</text>'
    seen = look(judged.grade)
    return (
        f'<rect x="{x}" y="{y + 7}" width="210" height="30" rx="4" fill="{seen.fill}"/>'
        f'<text x="{x + 10}" y="{y + 28}" style="fill:{seen.ink};font-weight:600">'
        f"{seen.sign} {escape(clip(seen.word, 24))}</text>"
    )


def _said(card: ReportCard, judged: Judgements) -> str:
    grades = ", ".join(f"{ASPECTS[a]} {look(judged[a].grade).word}" for a in ASPECTS if a in judged)
    return f"{card.year or 'undated'}: {grades or 'no judgement found'}"


def compare(left: Report, right: Report) -> str:
    """Two reports aspect by aspect, then what each says must improve."""
    one, two = (by_report((r.card, j) for j in r.judgements) for r in (left, right))
    first, second = one.get(left.card.report_id, {}), two.get(right.card.report_id, {})
    extra = [a for a in (*first, *second) if a not in ASPECTS]
    rows = "".join(
        f'<tr><th scope="row">{escape(aspect_name(a, first.get(a) or second.get(a)))}</th>'
        f"<td>{_cell(first.get(a))}</td><td>{_cell(second.get(a))}</td>"
        f"<td>{_difference(first.get(a), second.get(a))}</td></tr>"
        for a in dict.fromkeys((*ASPECTS, *extra))
        if a in first or a in second
    )
    names = [escape(short_name(r.card)) for r in (left, right)]
    heads = "".join(
        f'<th scope="col">{h}</th>' for h in ("Aspect", *names, "From the first to the second")
    )
    note = (
        '<p class="note">These reports follow different frameworks, so their aspects and grades '
        "are not the same measure.</p>"
        if left.card.framework != right.card.framework
        else ""
    )
    lists = "".join(_improvements(r, name) for r, name in zip((left, right), names, strict=True))
    return (
        f'{note}<div class="wide" tabindex="0" role="region" aria-label="Judgements compared">'
        f'<table class="plain-table"><caption>Judgements</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows or '<tr><td colspan=4>Neither report has judgements that were found.</td></tr>'}"
        f'</tbody></table></div><h2>What needs to improve</h2><div class="pair">{lists}</div>'
    )


def _cell(judged: Judgement | None) -> str:
    if judged is None:
        return tag(None)
    return f'{tag(judged.grade)} <span class="soft">page {judged.page}</span>'


def _difference(first: Judgement | None, second: Judgement | None) -> str:
    if first is None or second is None:
        return '<span class="soft">Not comparable: in one report only</span>'
    before, after = look(first.grade).rank, look(second.grade).rank
    if before is None or after is None:
        return "Not comparable"
    if before == after:
        return "= Same" if first.grade == second.grade else "≈ Different words, similar rank"
    return "<strong>↑ Better</strong>" if after > before else "<strong>↓ Worse</strong>"


def _improvements(report: Report, name: str) -> str:
    items = "".join(
        f"<li>{escape(clip(i.text, 2000))} "
        f'<span class="soft">({pages((i.page,))}'
        f"{f', paragraph {i.paragraph}' if i.paragraph is not None else ''})</span></li>"
        for i in report.improvements
    )
    body = f"<ul>{items}</ul>" if items else "<p>The report lists none that were found.</p>"
    return f"<section><h3>{name}</h3>{body}</section>"

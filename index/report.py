"""A source as read -> a Report: cover, judgements, improvements, sections, paragraphs. Pure.

The steps: `layout` takes out running heads and feet, `tables` and `numbering` say which rows grade
something and which begin a numbered paragraph, `blocks` cuts the rest, `cover` and `judge` read the
facts, and this module puts them together. Nothing here raises on any input.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.blocks import MAIN, Block, Builder
from index.cover import Cover, read_cover, report_id, report_title
from index.dates import date_in, period_in
from index.grades import framework_named, framework_of, known_aspect
from index.judge import disagreements, judged
from index.layout import Layout, Row, join, lay_out
from index.numbering import numbered_starts
from index.tables import GradeRow, grade_rows
from index.types import Improvement, Judgement, Paragraph, Period, Report, ReportCard, Source

_IMPROVE = re.compile(
    r"what\s+(?:does\s+.{2,60}?\s+)?needs?\s+to\s+(?:be\s+)?improved?\b|what\s+does\s+.{2,60}\s+need\s+to\s+improve"
    r"|recommendations?\b|areas?\s+for\s+(?:priority\s+(?:action|improvement)|improvement)|priority\s+and\s+immediate\s+action",
    re.IGNORECASE,
)
_BOILERPLATE = re.compile(
    r"what\s+(?:the\s+)?(?:inspection\s+)?judge?ments\s+(?:and\s+what\s+they\s+)?mean|the\s+inspection\s+judgements\s+and\s+what\s+they\s+mean",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"the office for standards in education, children.s services and skills"
    r"|if you would like a copy of this (?:document|report) in a different format"
    r"|you may (?:reuse|copy) (?:this information|all or parts of this document)"
    r"|this (?:report|document|publication) is available at"
    r"|interested in our work\?|crown copyright|open government licence"
    r"|this document may be reproduced|further copies of this report|to receive regular email alerts"
    r"|textphone: \d|piccadilly gate|any complaints about the inspection|raising concerns and making",
    re.IGNORECASE,
)
_COVER_DATES = re.compile(r"inspection dates?\s*:?", re.IGNORECASE)


def parse(source: Source) -> Report:
    """Parse what a reader handed over; what can't be reconciled is named in `problems`."""
    layout = lay_out(source.pages)
    declared = dict(source.declared)
    pieces = _parts(layout)
    parsed = [_Part(layout, rows, n, source.name) for n, rows in enumerate(pieces, start=1)]
    card = _card(source, parsed[0].cover, declared, layout)
    paragraphs: list[Paragraph] = []
    improvements: list[Improvement] = []
    judgements: list[Judgement] = []
    problems: list[str] = []
    unnumbered = 0
    for part in parsed:
        ids: dict[int, str] = {}
        prefix = card.report_id if part.number == 1 else f"{card.report_id}/p{part.number}"
        seen: set[int] = set()
        for block in part.blocks:
            text = block.text
            if not text:
                continue
            if block.number is not None and block.number not in seen:
                seen.add(block.number)
                key = f"{prefix}/{block.number}"
            else:
                unnumbered += 1
                key = f"{card.report_id}/u{unnumbered}"
            ids[id(block)] = key
            paragraphs.append(
                Paragraph(
                    key, block.number, block.section, part.number,
                    block.page_start, block.page_end, text, block.kind,
                )
            )
        for judgement, block in part.judgements:
            if not any(j.aspect == judgement.aspect for j in judgements):
                judgements.append(replace(judgement, paragraph_id=ids.get(id(block))))
        improvements.extend(
            Improvement(text.removeprefix("• "), page, block.number, ids.get(id(block)))
            for block in part.improvements
            for text, page in zip(block.text.split("\n"), block.line_pages, strict=False)
        )
        problems.extend(part.problems)
    return Report(card, tuple(judgements), tuple(improvements), tuple(paragraphs), tuple(problems))


class _Part:
    """One report of those bound in a file, parsed."""

    def __init__(self, layout: Layout, rows: Sequence[Row], number: int, name: str) -> None:
        self.number = number
        self.rows = rows
        first_page = rows[0].page if rows else 1
        front = [row for row in rows if row.page == first_page]
        self.cover: Cover = read_cover(front, rows, name)
        self.tables = grade_rows(rows, layout.size)
        in_tables = frozenset(n for t in self.tables for n in range(t.first, t.last + 1))
        fronted = self.cover.framework != "other"
        avoid = in_tables | (frozenset(range(len(front))) if fronted else frozenset())
        self.starts = numbered_starts(rows, avoid)
        self.first_numbered = self.starts[0].row if self.starts else len(rows)
        builder = Builder(layout, rows, self.starts, self.tables, self._front_end(front, layout))
        self.blocks = builder.build()
        self.improvements = _label(self.blocks)
        self.judgements = judged(self.cover.framework, self.tables, self.blocks, self.first_numbered)
        self.blocks = [b for b in self.blocks if not (b.heading and _used(b, self.blocks, self.judgements))]
        self.problems = self._problems()

    def _front_end(self, front: Sequence[Row], layout: Layout) -> int:
        """The row where the front page's own text ends and the first headed section begins."""
        if self.cover.framework == "other":
            return 0
        last_table = max((t.last for t in self.tables if t.last < len(front)), default=None)
        if self.cover.framework == "ILACS" and last_table is not None:
            for n in range(last_table + 1, len(self.rows)):
                row = self.rows[n]
                headed = row.leap and (row.size > layout.size + 1.2 or row.bold)
                if n in (s.row for s in self.starts[:1]) or (headed and row.kind == "text"):
                    return n
        return len(front)

    def _problems(self) -> list[str]:
        numbers = [start.number for start in self.starts]
        where = f" in part {self.number}" if self.number > 1 else ""
        problems = []
        if numbers:
            missing = sorted(set(range(1, numbers[-1] + 1)) - set(numbers))
            problems += [f"Paragraph {n} is not printed{where}" for n in missing]
        problems += disagreements(
            [j for j, _ in self.judgements], self.blocks, self.tables
        )
        return problems


def _parts(layout: Layout) -> list[Sequence[Row]]:
    """The rows of each report in the file: a further one begins with a cover of its own."""
    rows = layout.rows
    cuts = [0]
    pages = sorted({row.page for row in rows})
    for page in pages[1:]:
        on_page = [n for n, row in enumerate(rows) if row.page == page]
        dated = any(_COVER_DATES.match(rows[n].text) for n in on_page)
        if dated and framework_of(join(rows[n].text for n in on_page[:8])) != "other":
            cuts.append(on_page[0])
    return [rows[a:b] for a, b in zip(cuts, [*cuts[1:], len(rows)], strict=True)]


def _label(blocks: Sequence[Block]) -> list[Block]:
    """Settle each block's kind by where it stands; returns the improvements, in order.

    Improvements are the bullets, or the numbered paragraphs, of the first stretch under a heading
    that announces them; a later stretch is another body's (the safeguarding board's).
    """
    imprint = False
    improvements: list[Block] = []
    opened: Block | None = None
    for at, block in enumerate(blocks):
        if block.front:
            continue
        if block.heading:
            opened = _opens(block, opened, blocks[at - 1] if at else None)
            continue
        if block.kind == "table" and known_aspect(block.text):
            opened = None  # a chapter begins with its judgement
        if block.number is not None:
            imprint = False
        elif block.kind != "footnote" and _IMPRINT.search(block.text):
            imprint = True
        means = block.number is None and _BOILERPLATE.search(block.section)
        if (imprint or means) and block.kind in ("narrative", "list"):
            block.kind = "boilerplate"
        elif opened is not None and block.kind in ("list", "numbered"):
            if improvements and not _together(improvements[-1], block, blocks):
                continue
            if block.kind == "list":
                block.kind = "improvement"
            improvements.append(block)
    return improvements


def _opens(heading: Block, opened: Block | None, before: Block | None) -> Block | None:
    """The heading that announces improvements, if one is in force from `heading` on."""
    text = heading.text
    if _IMPROVE.match(text):
        return heading
    if opened is None or known_aspect(text) or MAIN.match(text):
        return None
    smaller = heading.size < opened.size - 0.6 or (opened.bold and not heading.bold)
    timed = re.match(r"(?:immediate|within\b)", text, re.IGNORECASE)
    directly = before is opened and heading.size <= opened.size + 0.6
    return opened if smaller or timed or directly else None


def _together(last: Block, block: Block, blocks: Sequence[Block]) -> bool:
    """Whether nothing but headings and notes of the same stretch stands between two items."""
    between = [b for b in blocks if last.first < b.first < block.first]
    return all(
        b.kind in ("footnote", "boilerplate")
        or (b.heading and (b.size <= last.size + 2.5) and not known_aspect(b.text))
        or (b.kind == "narrative" and len(b.text) < 200)
        for b in between
    )


def _used(block: Block, blocks: Sequence[Block], judgements: Sequence[tuple[Judgement, Block]]) -> bool:
    """Whether a heading is shown as the section of some paragraph and needs none of its own."""
    if any(of is block for _, of in judgements):
        return False
    return any(block.text in other.section for other in blocks if not other.heading)


def _card(source: Source, cover: Cover, declared: dict[str, str], layout: Layout) -> ReportCard:
    digest = declared.get("digest", "").strip().casefold() in ("true", "yes", "1")
    authority = declared.get("authority") or cover.authority
    inspected: Period | None = cover.inspected
    if declared.get("inspected"):
        inspected = period_in(declared["inspected"]) or inspected
    published = cover.published
    if declared.get("published"):
        published = date_in(declared["published"]) or published
    framework = cover.framework
    if declared.get("framework"):
        framework = framework_named(declared["framework"])
    pages = declared.get("pages", "")
    first = max(layout.rows[:12], key=lambda row: row.size, default=None)
    return ReportCard(
        report_id=report_id(authority, inspected, source.name, digest=digest),
        sha256=source.sha256,
        name=source.name,
        title=declared.get("title") or report_title(cover, first.text if first else source.name),
        authority=authority,
        urn=declared.get("urn") or None,
        framework=framework,
        inspected=inspected,
        published=published,
        lead_inspector=declared.get("lead_inspector") or cover.lead_inspector,
        pages=int(pages) if pages.isdecimal() and len(pages) < 6 else len(source.pages),
        digest=digest,
        link=declared.get("link") or None,
    )

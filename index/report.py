"""A source as read -> a Report: cover, judgements, improvements, sections, paragraphs. Pure.

The steps: `layout` takes out running heads and feet, `tables` and `numbering` say which rows grade
something and which begin a numbered paragraph, `blocks` cuts the rest, `labels` says what each cut
is, `cover` and `judge` read the facts, and this module puts them together. Nothing here raises on
any input.
"""

from __future__ import annotations

from dataclasses import replace

from index.grades import framework_named
from index.parser.blocks import Block
from index.parser.cover import Cover, report_id, report_title
from index.parser.dates import date_in, period_in
from index.parser.digest import declared_digest
from index.parser.layout import Layout, lay_out
from index.parser.part import Part, split
from index.parser.strangers import left_out, stranger
from index.types import Improvement, Judgement, Paragraph, Report, ReportCard, Source

PARSER = "2026-11-c"
"""Version of the readers and of the parser: raise it where a report would be read otherwise than
before. A library reads what another version read again, from the originals that it keeps."""


def parse(source: Source) -> Report:
    """Parse what a reader handed over; what can't be reconciled is named in `problems`."""
    layout = lay_out(source.pages, one_sheet=source.format != "pdf" and len(source.pages) < 2)
    declared = dict(source.declared)
    digest = declared_digest(declared)
    bound = [
        Part(layout, rows, number, source.name, digest=digest)
        for number, rows in enumerate(split(layout), start=1)
    ]
    parts = [part for part in bound if not stranger(part, bound[0])]
    card = _card(source, parts[0].cover, declared, layout)
    paragraphs: list[Paragraph] = []
    improvements: list[Improvement] = []
    judgements: list[Judgement] = []
    ids = _Ids(card.report_id)
    for part in parts:
        named: dict[int, str] = {}
        for block in part.blocks:
            if text := block.text:
                named[id(block)] = key = ids.of(part.number, block)
                paragraphs.append(_paragraph(key, block, part.number, text))
        for judgement, block in part.judgements:
            if not any(known.aspect == judgement.aspect for known in judgements):
                judgements.append(replace(judgement, paragraph_id=named.get(id(block))))
        if part.number > 1:
            continue  # what another body must improve is reachable as paragraphs of its own part
        improvements.extend(
            Improvement(text.removeprefix("• "), page, block.number, named.get(id(block)))
            for block in part.improvements
            for text, page in zip(block.text.split("\n"), block.line_pages, strict=False)
            if text.strip("• ")
        )
    return Report(
        card,
        tuple(judgements),
        tuple(improvements),
        tuple(paragraphs),
        (
            *(left_out(part) for part in bound if part not in parts),
            *(problem for part in parts for problem in part.problems),
            *_hidden(source),
        ),
    )


def _hidden(source: Source) -> tuple[str, ...]:
    """A problem where the file holds text that its pages don't show: it is left out, and said."""
    pages = [page for page in source.pages if page.hidden]
    if not pages:
        return ()
    where = ", ".join(str(page.number) for page in pages[:5]) + (" …" if len(pages) > 5 else "")
    letters = sum(page.hidden for page in pages)
    named = "page" if len(pages) == 1 else "pages"
    return (
        f"{letters} letters on {named} {where} are not shown when the page is seen or printed;"
        " they were left out",
    )


class _Ids:
    """Names paragraphs: by their number, else by their place among the unnumbered ones."""

    def __init__(self, report: str) -> None:
        self._report = report
        self._seen: set[str] = set()
        self._unnumbered = 0

    def of(self, part: int, block: Block) -> str:
        prefix = self._report if part == 1 else f"{self._report}/p{part}"
        key = f"{prefix}/{block.number}"
        if block.number is None or key in self._seen:
            self._unnumbered += 1
            key = f"{self._report}/u{self._unnumbered}"
        self._seen.add(key)
        return key


def _paragraph(key: str, block: Block, part: int, text: str) -> Paragraph:
    return Paragraph(
        id=key,
        number=block.number,
        section=block.section,
        part=part,
        page_start=block.page_start,
        page_end=block.page_end,
        text=text,
        kind=block.kind,
    )


def _card(source: Source, cover: Cover, declared: dict[str, str], layout: Layout) -> ReportCard:
    digest = declared_digest(declared)
    authority = declared.get("authority") or cover.authority
    inspected = period_in(declared.get("inspected", "")) or cover.inspected
    pages = declared.get("pages", "")
    # what a program wrote into a web page or document as its title says less than the cover does
    meant = source.format == "markdown" or not cover.authority
    first = max(layout.rows[:12], key=lambda row: row.size, default=None)
    return ReportCard(
        report_id=report_id(authority, inspected, source.name, digest=digest),
        sha256=source.sha256,
        name=source.name,
        title=(declared.get("title") if meant else None)
        or report_title(cover, first.text if first else source.name),
        authority=authority,
        urn=declared.get("urn") or None,
        framework=(
            framework_named(declared["framework"]) if declared.get("framework") else cover.framework
        ),
        inspected=inspected,
        published=date_in(declared.get("published", "")) or cover.published,
        lead_inspector=declared.get("lead_inspector") or cover.lead_inspector,
        pages=int(pages) if pages.isdecimal() and len(pages) < 6 else len(source.pages),
        digest=digest,
        link=declared.get("link") or None,
    )

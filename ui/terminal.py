"""Answers, reports and outcomes as text for a terminal. Pure: values in, lines out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from index.types import Hit, Outcome, Report, ReportCard
from rag.types import Answer, Citation, Table

WIDTH = 96


def answer(given: Answer) -> Iterator[str]:
    """An answer with its citations below it, then what was looked at where nothing answered."""
    if given.standalone_question != given.question:
        yield f"(understood as: {given.standalone_question})"
    yield from _wrapped(given.text)
    if given.table:
        yield from _table(given.table)
    for note in given.notes:
        yield from _wrapped(note)
    if given.citations:
        yield ""
    for citation in given.citations:
        yield from _citation(citation)
    if given.considered and not given.citations:
        yield ""
        yield "Looked at:"
        for item in given.considered:
            yield f"  - {item.report_id}, {place(item.paragraph, item.pages)}: {item.why_not}"


def _table(made: Table) -> Iterator[str]:
    """Grades of several inspections beside each other, in columns as wide as their widest entry."""
    rows = [["", *made.columns]]
    for aspect, cells in made.rows:
        rows.append([aspect, *(f"{c.grade} [{c.citation}]" if c else "–" for c in cells)])
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    yield ""
    for row in rows:
        yield "  ".join(
            words.ljust(width) for words, width in zip(row, widths, strict=True)
        ).rstrip()
    yield ""


def place(paragraph: int | None, pages: Sequence[int]) -> str:
    """Say where text stands: paragraph 47, page 10; text without a number by its page alone."""
    page = ""
    if pages:
        page = f"page {pages[0]}" if len(pages) == 1 else f"pages {pages[0]}-{pages[-1]}"
    return ", ".join(part for part in (f"paragraph {paragraph}" if paragraph else "", page) if part)


def cards(reports: Sequence[ReportCard]) -> Iterator[str]:
    """The reports of a library, one line each."""
    for card in reports:
        inspected = card.inspected.start.isoformat() if card.inspected else "undated"
        yield f"{card.report_id:44} {card.framework:6} {inspected:11} {card.pages:>4} p.  {card.title}"
    if not reports:
        yield "The library is empty. Add reports with: judgements add FILE..."


def report(shown: Report) -> Iterator[str]:
    """One report as parsed: its card, judgements, improvements, and its paragraphs."""
    card = shown.card
    yield card.title
    yield f"{card.report_id}  ({card.framework}, {card.pages} pages, sha256 {card.sha256[:12]})"
    if card.inspected:
        yield f"inspected {card.inspected.start} to {card.inspected.end}"
    if card.published:
        yield f"published {card.published}"
    if card.lead_inspector:
        yield f"lead inspector {card.lead_inspector}"
    yield ""
    for judgement in shown.judgements:
        yield f"{judgement.grade:34} {judgement.name} (page {judgement.page})"
    for improvement in shown.improvements:
        yield from _wrapped(f"To improve (page {improvement.page}): {improvement.text}")
    for problem in shown.problems:
        yield f"! {problem}"
    section = None
    for paragraph in shown.paragraphs:
        if paragraph.section != section:
            section = paragraph.section
            yield ""
            yield f"## {section}"
        yield ""
        yield from _wrapped(
            f"[{place(paragraph.number, paragraph.pages) or paragraph.id}] {paragraph.text}"
        )


def hits(found: Sequence[Hit]) -> Iterator[str]:
    """Passages as retrieval found them, best first."""
    for rank, hit in enumerate(found, start=1):
        passage = hit.passage
        yield f"{rank}. {hit.score:.3f}  {passage.report_id}, {place(passage.paragraph, passage.pages)}"
        yield from textwrap.wrap(
            passage.text, WIDTH - 3, initial_indent="   ", subsequent_indent="   "
        )
    if not found:
        yield "Nothing was found."


def outcome(row: Outcome) -> str:
    """What became of one file."""
    return f"{row.status:10} {row.path}  {row.error or row.report_id or ''}"


def hit_document(hit: Hit) -> dict[str, Any]:
    """A hit as `search --json` prints it."""
    passage = hit.passage
    return {
        "report_id": passage.report_id,
        "authority": passage.authority,
        "paragraph": passage.paragraph,
        "section": passage.section,
        "pages": list(passage.pages),
        "score": round(hit.score, 6),
        "text": passage.text,
    }


def outcome_document(row: Outcome) -> dict[str, Any]:
    """An outcome as `add --json` prints it."""
    return {
        "path": row.path,
        "status": row.status,
        "report_id": row.report_id,
        "error": row.error,
        "notes": list(row.notes),
    }


def card_document(card: ReportCard) -> dict[str, Any]:
    """The front of a report as `list --json` prints it."""
    inspected = card.inspected
    return {
        "report_id": card.report_id,
        "sha256": card.sha256,
        "file": card.name,
        "title": card.title,
        "authority": card.authority,
        "urn": card.urn,
        "framework": card.framework,
        "inspected": {"start": inspected.start.isoformat(), "end": inspected.end.isoformat()}
        if inspected
        else None,
        "published": card.published.isoformat() if card.published else None,
        "lead_inspector": card.lead_inspector,
        "pages": card.pages,
        "digest": card.digest,
        "link": card.link,
    }


def report_document(shown: Report) -> dict[str, Any]:
    """A whole report as `show --json` prints it."""
    return {
        **card_document(shown.card),
        "judgements": [
            {
                "aspect": j.aspect,
                "name": j.name,
                "grade": j.grade,
                "page": j.page,
                "quote": j.quote,
                "paragraph_id": j.paragraph_id,
            }
            for j in shown.judgements
        ],
        "improvements": [
            {
                "text": i.text,
                "page": i.page,
                "paragraph": i.paragraph,
                "paragraph_id": i.paragraph_id,
            }
            for i in shown.improvements
        ],
        "paragraphs": [
            {
                "id": p.id,
                "number": p.number,
                "section": p.section,
                "part": p.part,
                "page_start": p.page_start,
                "page_end": p.page_end,
                "text": p.text,
                "kind": p.kind,
            }
            for p in shown.paragraphs
        ],
        "problems": list(shown.problems),
    }


def _citation(citation: Citation) -> Iterator[str]:
    where = place(citation.paragraph, citation.pages)
    official = "official report, " if citation.report.digest else ""
    yield f"[{citation.n}] {citation.report.title}"
    yield f"    {official}{where} — {citation.section}" if citation.section else f"    {where}"
    yield from textwrap.wrap(
        f"“{' '.join(citation.quote.split())}”",
        WIDTH,
        initial_indent="    ",
        subsequent_indent="    ",
    )
    if citation.report.digest and citation.report.link:
        yield f"    {citation.report.link}"


def _wrapped(text: str) -> Iterator[str]:
    for line in text.splitlines() or [""]:
        yield from textwrap.wrap(line, WIDTH) or [""]

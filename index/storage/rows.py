"""Between our nouns and the rows of the database: pure, and exact both ways."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

from index.types import Improvement, Judgement, Paragraph, Passage, Period, Report, ReportCard


def card(row: sqlite3.Row) -> ReportCard:
    """Read the card of a report."""
    start, end = _day(row["inspected_start"]), _day(row["inspected_end"])
    return ReportCard(
        report_id=row["report_id"],
        sha256=row["sha256"],
        name=row["name"],
        title=row["title"],
        authority=row["authority"],
        urn=row["urn"],
        framework=row["framework"],
        inspected=Period(start, end) if start and end else None,
        published=_day(row["published"]),
        lead_inspector=row["lead_inspector"],
        pages=row["pages"],
        digest=bool(row["digest"]),
        link=row["link"],
    )


def problems(row: sqlite3.Row) -> tuple[str, ...]:
    """Read what the parser could not reconcile."""
    return tuple(json.loads(row["problems"]))


def report_values(report: Report) -> dict[str, Any]:
    """The columns of a report's own row."""
    head = report.card
    return {
        "report_id": head.report_id,
        "sha256": head.sha256,
        "name": head.name,
        "title": head.title,
        "authority": head.authority,
        "urn": head.urn,
        "framework": head.framework,
        "inspected_start": head.inspected.start.isoformat() if head.inspected else None,
        "inspected_end": head.inspected.end.isoformat() if head.inspected else None,
        "published": head.published.isoformat() if head.published else None,
        "lead_inspector": head.lead_inspector,
        "pages": head.pages,
        "digest": int(head.digest),
        "link": head.link,
        "problems": json.dumps(report.problems, ensure_ascii=False),
    }


def paragraph(row: sqlite3.Row) -> Paragraph:
    """Read a paragraph."""
    return Paragraph(
        id=row["id"],
        number=row["number"],
        section=row["section"],
        part=row["part"],
        page_start=row["page_start"],
        page_end=row["page_end"],
        text=row["text"],
        kind=row["kind"],
    )


def paragraph_values(item: Paragraph) -> dict[str, Any]:
    """The columns of a paragraph."""
    return {
        "id": item.id,
        "number": item.number,
        "section": item.section,
        "part": item.part,
        "page_start": item.page_start,
        "page_end": item.page_end,
        "text": item.text,
        "kind": item.kind,
    }


def judgement(row: sqlite3.Row) -> Judgement:
    """Read a judgement."""
    return Judgement(
        aspect=row["aspect"],
        name=row["name"],
        grade=row["grade"],
        page=row["page"],
        quote=row["quote"],
        paragraph_id=row["paragraph_id"],
    )


def judgement_values(item: Judgement) -> dict[str, Any]:
    """The columns of a judgement."""
    return {
        "aspect": item.aspect,
        "name": item.name,
        "grade": item.grade,
        "page": item.page,
        "quote": item.quote,
        "paragraph_id": item.paragraph_id,
    }


def improvement(row: sqlite3.Row) -> Improvement:
    """Read an improvement."""
    return Improvement(
        text=row["text"],
        page=row["page"],
        paragraph=row["paragraph"],
        paragraph_id=row["paragraph_id"],
    )


def improvement_values(item: Improvement) -> dict[str, Any]:
    """The columns of an improvement."""
    return {
        "text": item.text,
        "page": item.page,
        "paragraph": item.paragraph,
        "paragraph_id": item.paragraph_id,
    }


def passage(row: sqlite3.Row) -> Passage:
    """Read a passage, joined with the id and the authority of its report."""
    return Passage(
        id=row["id"],
        report_id=row["report_id"],
        authority=row["authority"],
        paragraph_id=row["paragraph_id"],
        paragraph=row["paragraph"],
        section=row["section"],
        part=row["part"],
        pages=tuple(json.loads(row["pages"])),
        text=row["text"],
        start=row["start"],
        end=row["end"],
        kind=row["kind"],
    )


def passage_values(item: Passage) -> dict[str, Any]:
    """The columns of a passage; its report's id and authority stand in the report's row."""
    return {
        "id": item.id,
        "paragraph_id": item.paragraph_id,
        "paragraph": item.paragraph,
        "section": item.section,
        "part": item.part,
        "pages": json.dumps(item.pages),
        "text": item.text,
        "start": item.start,
        "end": item.end,
        "kind": item.kind,
    }


def statements(script: str) -> Iterator[str]:
    """Cut an SQL script into statements: `executescript` would end the transaction around it."""
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

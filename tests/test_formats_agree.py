"""One invented report in every format reads the same: same facts, same paragraphs."""

from __future__ import annotations

import io
import re

import docx
import pytest
from markdown_it import MarkdownIt

from index.read import read_source
from index.report import parse
from index.types import Report
from tests.covers import IN_CARE, LEADERS, LEAVERS, OVERALL, PROTECTION, cover

GRADES = {
    LEADERS: "Good",
    PROTECTION: "Requires improvement to be good",
    IN_CARE: "Outstanding",
    LEAVERS: "Good",
    OVERALL: "Good",
}
REPORT = cover(GRADES, lead="Jo Bloggs, His Majesty's Inspector")
REPORT += """Fernshire has changed a lot since the last visit. Its new director knows the service.

## What needs to improve?

- The speed of first visits.
- The quality of plans for disabled children,
  including those who live away.

## The experiences and progress of children in need of help and protection: requires improvement to be good

1. Families wait too long for a first visit. In some weeks
   the wait is over ten days.
2. Plans for disabled children are vague.

## The experiences and progress of children in care: outstanding

3. Children in care see their own social worker often.

## The impact of leaders: good

4. Leaders read their own figures every week.
"""


def as_html() -> bytes:
    body = MarkdownIt("commonmark").enable("table").render(REPORT)
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def as_text() -> bytes:
    without_rules = re.sub(r"^\|--.*\n", "", REPORT, flags=re.MULTILINE)
    return re.sub(r"^#+ ", "", without_rules, flags=re.MULTILINE).encode()


def as_word() -> bytes:
    document = docx.Document()
    for block in REPORT.strip().split("\n\n"):
        if block.startswith("#"):
            marks, _, text = block.partition(" ")
            document.add_heading(text, len(marks))
        elif block.startswith("|"):
            rows = [row.strip("| ").split(" | ") for row in block.splitlines() if "|--" not in row]
            table = document.add_table(len(rows), 2)
            for row, texts in zip(table.rows, rows, strict=True):
                for cell, text in zip(row.cells, texts, strict=True):
                    cell.text = text
        else:
            for item in re.split(r"\n(?=- |\d+\. )", block):
                text = " ".join(item.split())
                # Word counts for itself: the numbers are not in the text
                style = (
                    "List Bullet"
                    if text.startswith("- ")
                    else "List Number"
                    if text[0].isdigit()
                    else None
                )
                document.add_paragraph(re.sub(r"^(?:-|\d+\.) ", "", text), style=style)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def expected() -> Report:
    return parse(read_source(REPORT.encode(), "report.md"))


def test_the_markdown_report_is_read_in_full(expected: Report):
    assert [p.number for p in expected.paragraphs if p.number] == [1, 2, 3, 4]
    assert len(expected.judgements) == 5
    assert [i.text for i in expected.improvements] == [
        "The speed of first visits.",
        "The quality of plans for disabled children, including those who live away.",
    ]
    assert expected.card.authority == "Fernshire"
    assert expected.problems == ()


@pytest.mark.parametrize(
    ("name", "data"),
    [("report.html", as_html()), ("report.docx", as_word()), ("report.txt", as_text())],
)
def test_the_other_formats_say_the_same(name: str, data: bytes, expected: Report):
    found = parse(read_source(data, name))
    assert [(p.number, p.kind, p.section, p.text) for p in found.paragraphs] == [
        (p.number, p.kind, p.section, p.text) for p in expected.paragraphs
    ]
    assert [(j.aspect, j.grade, j.page) for j in found.judgements] == [
        (j.aspect, j.grade, j.page) for j in expected.judgements
    ]
    assert [i.text for i in found.improvements] == [i.text for i in expected.improvements]
    for fact in ("authority", "framework", "inspected", "lead_inspector", "title"):
        assert getattr(found.card, fact) == getattr(expected.card, fact)

"""What a file's format must not do to a report: lose its improvements, its quotes or its title."""

from __future__ import annotations

import io

import docx
import pytest
from markdown_it import MarkdownIt

from index.errors import ReportFileError
from index.read import read_source
from index.report import parse
from tests.covers import LEADERS, OVERALL, cover

REPORT = cover({LEADERS: "Good", OVERALL: "Good"})
REPORT += """# What needs to improve?

- The speed of first visits.
- The quality of plans.

# The experiences and progress of children in care: good

1. Children in care see their own social worker often.
"""


def as_html(text: str) -> bytes:
    body = MarkdownIt("commonmark").enable("table").render(text)
    return f"<!DOCTYPE html><html><body>{body}</body></html>".encode()


def as_word(text: str) -> bytes:
    document = docx.Document()
    for line in filter(None, text.splitlines()):
        if line.startswith("# "):
            document.add_heading(line[2:], level=1)
        elif line.startswith("- "):
            document.add_paragraph(line[2:], style="List Bullet")
        elif not line.startswith("|"):
            document.add_paragraph(line)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [("r.md", REPORT.encode()), ("r.html", as_html(REPORT)), ("r.docx", as_word(REPORT))],
    ids=["Markdown", "HTML", "Word"],
)
def test_improvements_are_found_under_a_heading_of_the_highest_level(name: str, data: bytes):
    report = parse(read_source(data, name))
    assert [i.text for i in report.improvements] == [
        "The speed of first visits.",
        "The quality of plans.",
    ]


@pytest.mark.parametrize(
    "label", ["iso-8859-1", "ISO_8859-1", "latin1", "us-ascii", "windows-1252"]
)
def test_a_page_that_says_latin_1_keeps_its_quotes_and_dashes(label: str):
    text = "“Wait” – don’t"
    page = f'<html><head><meta charset="{label}"></head><body><p>{text}</p></body></html>'
    source = read_source(page.encode("cp1252"), "a.html")
    assert source.pages[0].lines[0].text == text


def test_a_page_with_an_encoding_that_is_none_is_read_as_plain_text_is():
    page = '<html><head><meta charset="idna"></head><body><p>“Wait”</p></body></html>'
    assert read_source(page.encode("cp1252"), "a.html").pages[0].lines[0].text == "“Wait”"


def titled(title: str, text: str) -> bytes:
    return as_html(text).replace(b"<html>", f"<html><head><title>{title}</title></head>".encode())


@pytest.mark.parametrize("title", ["Microsoft Word - 10123.doc", "x"])
def test_a_web_pages_title_does_not_take_the_covers_place(title: str):
    report = parse(read_source(titled(title, REPORT), "a.html"))
    assert report.card.title == (
        "Fernshire: inspection of local authority children's services, March 2024"
    )


def test_a_web_pages_title_names_it_where_the_page_is_no_report():
    report = parse(read_source(titled("Notes on tides", "Tides are wet."), "a.html"))
    assert report.card.title == "Notes on tides"


@pytest.mark.parametrize("text", ["\u200b", "\ufeff\u200b\n\u2060", "— …"])
def test_a_file_without_a_letter_or_figure_holds_no_text(text: str):
    with pytest.raises(ReportFileError, match="no text in the file"):
        read_source(text.encode(), "a.txt")

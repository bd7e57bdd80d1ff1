"""HTML, Word, Markdown and text become the same kind of lines, with nothing lost and nothing run."""

from __future__ import annotations

import io
from typing import Any

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ReportFileError
from index.read import read_source
from index.readers.docx import read_docx
from index.readers.flow import LINE_HEIGHT
from index.readers.html import read_html
from index.readers.markdown import front_matter, read_markdown
from index.readers.text import decode, read_text
from index.types import Line, Source


def lines(source: Source) -> list[Line]:
    return [line for page in source.pages for line in page.lines]


def texts(source: Source) -> list[str]:
    return [line.text for line in lines(source)]


def paragraphs(source: Source) -> list[str]:
    """Lines joined by the rule that readers and parser share: more than 1.5 line heights apart is a new one."""
    found: list[str] = []
    last: Line | None = None
    for line in lines(source):
        if last is None or line.top - last.top > 1.5 * LINE_HEIGHT:
            found.append(line.text)
        else:
            found[-1] += " " + line.text
        last = line
    return found


def markdown(text: str) -> Source:
    return read_markdown(text.encode(), "a.md", "0")


def html(text: str) -> Source:
    return read_html(text.encode(), "a.html", "0")


def word(document: Any) -> Source:
    out = io.BytesIO()
    document.save(out)
    return read_docx(out.getvalue(), "a.docx", "0")


def test_markdown_declares_facts_and_keeps_headings_lists_and_tables():
    source = markdown(
        "---\nauthority: Fernshire\nlead inspector: 'A. N. Other'\n---\n"
        "# Report\n\nFirst *line* of [text](http://example.org)\nand its `second`.\n\n"
        "14. Fourteen\n15. Fifteen\n\n- one\n  - deeper\n\n| Judgement | Grade |\n|---|---|\n| Overall | **Good** |\n"
    )
    assert source.declared == (("authority", "Fernshire"), ("lead inspector", "A. N. Other"))
    assert paragraphs(source) == [
        "Report",
        "First line of text and its second.",
        "14. Fourteen",
        "15. Fifteen",
        "- one",
        "- deeper",
        "| Judgement | Grade | | Overall | Good |",
    ]
    heading, body = lines(source)[:2]
    assert (heading.bold, heading.size) == (True, 18.0)
    assert (body.bold, body.size) == (False, 10.0)
    deeper = next(line for line in lines(source) if line.text == "- deeper")
    one = next(line for line in lines(source) if line.text == "- one")
    assert deeper.x0 > one.x0


def test_markdown_numbers_stay_as_printed_even_with_a_gap():
    assert texts(markdown("14. a\n\n16. b\n")) == ["14. a", "16. b"]


def test_raw_html_in_markdown_is_shown_as_text_and_a_script_not_at_all():
    assert texts(markdown("<script>alert(1)</script>\n\nHello <b onclick=x>you</b>\n")) == [
        "Hello <b onclick=x>you</b>",
    ]


def test_a_rule_at_the_top_of_markdown_is_not_taken_for_facts():
    text = "---\nJust a sentence between rules.\n---\nMore.\n"
    assert front_matter(text) == ((), text)


def test_html_keeps_what_a_reader_sees_in_order():
    source = html(
        "<!DOCTYPE html><title>T</title><style>p{}</style><nav>menu</nav><h2>Help <i>now</i></h2>"
        "<p>One&nbsp;two<br>three</p><p hidden>no</p><p style='display: none'>no</p><noscript>no</noscript>"
        "<ol start=7><li>seven<ul><li>sub</li></ul></li><li value=9><p>nine</p><p>more</p></li></ol>"
        "<table><tr><th>Judgement</th><th>Grade</th></tr><tr><td>Overall</td><td><b>Good</b></td></tr></table>"
        "<div>after<script>no</script> all</div>"
    )
    assert paragraphs(source) == [
        "Help now",
        "One two three",
        "7. seven",
        "- sub",
        "9. nine",
        "more",
        "| Judgement | Grade | | Overall | Good |",
        "after all",
    ]
    assert source.declared == (("title", "T"),)
    assert lines(source)[0].size == 16.0


def test_a_table_inside_a_table_cell_is_that_cells_text():
    source = html(
        "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>"
    )
    assert [text.split() for text in texts(source)] == [["|", "a", "b", "c", "|", "d", "|"]]


def test_html_in_an_old_encoding_is_read_as_it_declares():
    page = "<meta charset=windows-1252><p>“Quoted” – café</p>".encode("cp1252")
    assert texts(read_html(page, "a.html", "0")) == ["“Quoted” – café"]


def test_deeply_nested_html_is_read_whole_or_refused():
    assert texts(html("<div>" * 1_500 + "bottom")) == ["bottom"]
    with pytest.raises(ReportFileError, match="nested too deeply"):
        html("<div>" * 50_000 + "bottom")


def test_a_very_long_stretch_of_html_text_is_not_cut():
    (line,) = lines(html("<p>" + "word " * 2_500_000))
    assert line.text.count("word") == 2_500_000


def test_word_keeps_headings_lists_tables_and_bold():
    document = docx.Document()
    document.add_heading("Inspection of Fernshire", 1)
    document.add_paragraph("Some text.")
    for item in ("first", "second"):
        document.add_paragraph(item, style="List Number")
    document.add_paragraph("dot", style="List Bullet")
    document.add_paragraph().add_run("Not a heading style").bold = True
    table = document.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Overall", "Good"
    source = word(document)
    assert texts(source) == [
        "Inspection of Fernshire",
        "Some text.",
        "1. first",
        "2. second",
        "- dot",
        "Not a heading style",
        "| Overall | Good |",
    ]
    bold = {line.text for line in lines(source) if line.bold}
    assert bold == {"Inspection of Fernshire", "Not a heading style"}


def test_word_shows_insertions_and_content_controls_but_not_what_was_deleted_or_hidden():
    document = docx.Document()
    paragraph = document.add_paragraph("Kept ")
    for tag, inner, text in (("w:ins", "w:t", "added "), ("w:del", "w:delText", "gone ")):
        change, run, words = OxmlElement(tag), OxmlElement("w:r"), OxmlElement(inner)
        words.text = text
        run.append(words)
        change.append(run)
        paragraph._p.append(change)
    hidden = paragraph.add_run("unseen ")
    hidden.font.hidden = True
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    moved = document.add_paragraph("In a control.")
    moved._p.addprevious(control)
    control.append(content)
    content.append(moved._p)
    assert texts(word(document)) == ["Kept added", "In a control."]


def test_word_lists_of_two_definitions_count_apart_and_a_restart_restarts():
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for number, start in (("901", None), ("902", "5")):
        num, abstract = OxmlElement("w:num"), OxmlElement("w:abstractNumId")
        num.set(qn("w:numId"), number)
        abstract.set(qn("w:val"), _decimal(numbering))
        num.append(abstract)
        if start:
            override, value = OxmlElement("w:lvlOverride"), OxmlElement("w:startOverride")
            override.set(qn("w:ilvl"), "0")
            value.set(qn("w:val"), start)
            override.append(value)
            num.append(override)
        numbering.append(num)
    for number, text in (("901", "a"), ("901", "b"), ("902", "c"), ("902", "d")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = int(number)
        properties.get_or_add_ilvl().val = 0
    assert texts(word(document)) == ["1. a", "2. b", "5. c", "6. d"]


def _decimal(numbering: Any) -> str:
    """The definition behind the built-in numbered list."""
    for abstract in numbering.iterchildren(qn("w:abstractNum")):
        level = abstract.find(qn("w:lvl"))
        if level.find(qn("w:numFmt")).get(qn("w:val")) == "decimal":
            return str(abstract.get(qn("w:abstractNumId")))
    raise AssertionError("the default template has a numbered list")


def test_a_damaged_word_document_says_so():
    with pytest.raises(ReportFileError, match="damaged"):
        read_docx(b"PK\x03\x04 and then nothing", "a.docx", "0")


def test_text_keeps_lines_paragraphs_indentation_and_form_feeds():
    source = read_text(b"One\r\ntwo\r\n\r\n  three\fPage two\n\f", "a.txt", "0")
    assert [page.number for page in source.pages] == [1, 2]
    assert paragraphs(Source("a", "text", "0", source.pages[:1])) == ["One two", "three"]
    assert lines(source)[2].x0 > lines(source)[0].x0
    assert [line.text for line in source.pages[1].lines] == ["Page two"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_text_is_decoded_whatever_its_encoding(encoding: str):
    assert decode("Café – “good”".encode(encoding)) == "Café – “good”"


def test_a_very_long_line_is_one_line():
    (line,) = lines(read_text(b"word " * 200_000, "a.txt", "0"))
    assert len(line.text) == 200_000 * 5 - 1


WORDS = st.lists(
    st.text(st.characters(whitelist_categories=["L", "N"]), min_size=1, max_size=8), max_size=40
)


@given(WORDS, st.data())
def test_no_word_of_a_text_file_is_lost(words: list[str], data: st.DataObject):
    gaps = [data.draw(st.sampled_from([" ", "\n", "\n\n", "\f", "\t"])) for _ in words]
    source = read_text(
        "".join(w + g for w, g in zip(words, gaps, strict=True)).encode(), "a.txt", "0"
    )
    assert " ".join(texts(source)).split() == words


@given(st.binary(max_size=300), st.sampled_from(["a.html", "a.md", "a.txt"]))
def test_any_bytes_are_read_or_refused_with_a_reason(data: bytes, name: str):
    try:
        source = read_source(data, name)
    except ReportFileError as error:
        reason = str(error)
        assert reason
    else:
        tops = [[line.top for line in page.lines] for page in source.pages]
        assert all(top == sorted(top) for top in tops)


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<li>",
                "<ol>",
                "</ol>",
                "<table>",
                "<tr>",
                "<td>",
                "</td>",
                "</table>",
                "word",
                "<h1>",
                "</h1>",
                "<pre>",
                "<br>",
            ]
        )
    )
)
def test_no_word_of_a_web_page_is_lost_in_broken_markup(pieces: list[str]):
    shown = " ".join(texts(html("<body>" + " ".join(pieces) + "</body>")))
    assert shown.split().count("word") == pieces.count("word")

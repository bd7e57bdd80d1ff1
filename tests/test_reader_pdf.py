"""PDF files as lines: exact words, positions, footnote marks, and clear reasons."""

from __future__ import annotations

import pytest

from index.errors import ReportFileError
from index.readers.pdf import read_pdf
from index.types import Line, Source
from tests.pdf_files import encrypted_pdf, image_pdf, pdf, stream, text_pdf


def shown(content: bytes) -> bytes:
    """A page that runs `content`, with a plain and a bold font."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>",
            stream(content),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>",
        ]
    )


def at(x: float, y: float, text: str, size: float = 12, font: str = "F1") -> bytes:
    words = text.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"BT /%s %g Tf %g %g Td (%s) Tj ET\n" % (font.encode(), size, x, y, words)


def read(content: bytes) -> tuple[Line, ...]:
    source = read_pdf(shown(content), "a.pdf", "0" * 64)
    return source.pages[0].lines


def test_lines_have_their_words_place_size_and_weight():
    first, second = read(at(72, 700, "A plain line") + at(72, 680, "A bold one", 14, "F2"))
    assert (first.text, first.size, first.bold) == ("A plain line", 12.0, False)
    assert (second.text, second.size, second.bold) == ("A bold one", 14.0, True)
    assert first.x0 == pytest.approx(72, abs=1)
    assert 125 < first.top < first.bottom < 150
    assert first.x1 > 100


def test_a_paragraph_number_keeps_its_distance_from_the_words():
    lines = read(at(72, 700, "10.") + at(91, 700, "Boats float.") + at(91, 685, "They do."))
    assert [line.text for line in lines] == ["10. Boats float.", "They do."]
    assert lines[0].x0 == pytest.approx(72, abs=1)


def test_cells_of_a_table_are_lines_of_their_own():
    lines = read(at(72, 700, "Overall effectiveness") + at(400, 700, "Good"))
    assert [line.text for line in lines] == ["Overall effectiveness", "Good"]


def test_a_small_raised_figure_is_a_footnote_mark_and_an_ordinary_one_is_not():
    lines = read(
        at(72, 700, "the board")
        + at(122, 704, "1", 6.5)
        + at(126, 700, " met in 2019")
        + at(72, 300, "room 101")
    )
    board = lines[0]
    assert board.text.replace(" ", "") == "theboard1metin2019"
    assert [board.text[a:b] for a, b in board.marks] == ["1"]
    assert lines[-1].marks == ()


def test_a_hyphen_at_the_end_of_a_line_stays_a_hyphen():
    lines = read(at(72, 700, "a strengths-") + at(72, 685, "based model"))
    assert [line.text for line in lines] == ["a strengths-", "based model"]


def test_typographic_signs_are_kept_and_odd_spaces_become_plain():
    (line,) = read(at(72, 700, "children’s\xa0homes – ‘yes’"))
    assert line.text == "children’s homes – ‘yes’"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"just words", "not a PDF"),
        (b"%PDF-1.7\nnothing else", "damaged"),
        (text_pdf(["cut short"])[:200], "damaged"),
        (encrypted_pdf(), "encrypted"),
        (image_pdf(), "OCR"),
        (
            pdf([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"]),
            "page",
        ),
    ],
)
def test_what_can_not_be_read_says_why_and_names_the_file(data: bytes, reason: str):
    with pytest.raises(ReportFileError, match=reason) as caught:
        read_pdf(data, "odd name’s.pdf", "0" * 64)
    assert caught.value.path == "odd name’s.pdf"


def test_a_page_beyond_sixteen_bits_keeps_its_boxes_in_step():
    source: Source = read_pdf(text_pdf(["one", "two"]), "a.pdf", "0" * 64)
    assert [line.text for line in source.pages[0].lines] == ["one", "two"]

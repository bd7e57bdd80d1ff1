"""PDF files as pages of positioned lines, by pdfium.

pdfium is asked for a page's text once, and for the boxes of only those characters that tell where a
line stands, how high it is set, and whether it holds cells or footnote marks: a call for every
character would cost more than reading the page. pdfium is not thread-safe: one lock guards it.
"""

from __future__ import annotations

import ctypes
import re
import threading
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import Any

from index.errors import ReportFileError
from index.limits import raise_it
from index.readers.unseen import address_of, unseen
from index.types import Line, Page, Source

_LOCK = threading.Lock()

# Spaces of every width become the plain space; marks without width vanish.
_SPACES = dict.fromkeys(map(ord, "\t\x0b\x0c\x85\xa0\u1680\u202f\u205f\u3000"), " ")
_SPACES |= dict.fromkeys(range(8192, 8203), " ")
_NOTHING = dict.fromkeys([*range(9), *range(14, 32), 0x7F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_CLEAN: dict[int, str | None] = {**_SPACES, **_NOTHING, **_LIGATURES}

# pdfium ends a printed line with CR LF, or, where it took the hyphen for a split word, with one of
# these alone. In reports of this kind such a hyphen always belongs to a compound.
_BREAK = re.compile(r"\r\n|\r|\n|[\ufffe\x02]")
_HYPHENS = "\ufffe\x02"
_GAP = re.compile(r"\s+")
_FIGURES = re.compile(r"[0-9*†‡¹²³]+")
_GLUED_NUMBER = re.compile(r"\d{1,3}\.(?=[^\W\d]|[‘“'\"(\[])")
_LIST_MARK = re.compile(r"(?:\d{1,3}[.)]?|[a-z][.)]|[^\w\s]|[\ue000-\uf8ff])\s*$")
_CELL_GAP = 1.4  # in ems: a wider hole in a line parts two cells of a table
_MARK_SIZE = 0.8  # of the line's height: smaller figures are footnote marks
_BOLD = 600
_NO_PAGES = "The PDF has no pages. Get a fresh copy of the report."
_SAMPLE = 7  # of so many characters of a line, one's box is looked at
_SET_WIDTH = 0.6  # ems a character: more than words set in a line take, a hole included


def read_pdf(data: bytes, name: str, sha256: str, *, max_pages: int | None = None) -> Source:
    """Read a PDF as pages of lines; raises ReportFileError with the reason and the way out.

    A PDF of more than `max_pages` pages is refused before any page is read.
    """
    head = data[:1024].lstrip()
    if b"%PDF" not in head:
        raise ReportFileError(name, _not_a_pdf(head))
    with _LOCK:
        pages = tuple(_pages(data, name, max_pages))
    if not pages:
        raise ReportFileError(name, _NO_PAGES)
    if not any(page.lines for page in pages):
        raise ReportFileError(
            name,
            "The PDF holds only images, no text. Run OCR over it (for example `ocrmypdf`)"
            " and add the result.",
        )
    return Source(name=name, format="pdf", sha256=sha256, pages=pages)


def _not_a_pdf(head: bytes) -> str:
    if not head:
        return "The file is empty. Get a fresh copy of the report."
    if head.lower().startswith((b"<!doctype html", b"<html", b"<?xml")):
        return (
            "This is a web page saved under a PDF's name, most often an error page"
            " that a server sent instead of the report. Download the report again."
        )
    return "This is not a PDF: it does not begin as one. Check that it is the right file."


def _pages(data: bytes, name: str, most: int | None) -> Iterator[Page]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ReportFileError(name, _load_reason(error, data)) from error
    try:
        if most is not None and len(document) > most:
            raise ReportFileError(
                name,
                f"The PDF has {len(document):,} pages; at most {most:,} are read. "
                + raise_it("max_pages"),
            )
        for index in range(len(document)):
            yield _page(document.raw, index)
    finally:
        document.close()


def _load_reason(error: Exception, data: bytes) -> str:
    # pdfium may report the reason of an earlier failure, so a locked file must also look like one.
    locked = getattr(error, "err_code", None) in (4, 5)  # FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY
    if locked and b"/Encrypt" in data:
        return "The PDF is encrypted. Save a copy without a password and add that."
    if re.search(rb"/Kids\s*\[\s*\]", data):
        return _NO_PAGES
    return "The PDF is damaged or cut short and can't be opened. Get a fresh copy of the report."


def _page(document: Any, index: int) -> Page:
    import pypdfium2.raw as pdfium

    page = pdfium.FPDF_LoadPage(document, index)
    if not page:  # one broken page does not take the others down
        return Page(index + 1, 0.0, 0.0, ())
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        area = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, ctypes.byref(area))
        box = (area.left, area.bottom, area.right, area.top)
        width, height = area.right - area.left, area.top - area.bottom
        if not text_page:
            return Page(index + 1, width, height, ())
        reader = _Reader(text_page, area.left, area.top, unseen(page, box))
        return Page(index + 1, width, height, tuple(reader.lines()), reader.hidden)
    finally:
        if text_page:
            pdfium.FPDFText_ClosePage(text_page)
        pdfium.FPDF_ClosePage(page)


_Box = tuple[float, float, float, float]  # left, high, right, low; pdfium measures upwards


class _Reader:
    """One page's characters and, as they are asked for, their boxes; lines worked out from them."""

    def __init__(
        self, text_page: Any, left: float, top: float, unseen: frozenset[int] = frozenset()
    ) -> None:
        import pypdfium2.raw as pdfium

        self.pdfium, self.page, self.left0, self.top0 = pdfium, text_page, left, top
        self.text = self._characters(max(0, pdfium.FPDFText_CountChars(text_page)))
        self.hidden = 0
        if unseen:
            self._take_out(unseen)
        self._rect = pdfium.FS_RECTF()
        self._slot = ctypes.byref(self._rect)
        self._boxes: dict[int, _Box] = {}

    def _box(self, at: int) -> _Box:
        box = self._boxes.get(at)
        if box is None:
            rect, found = self._rect, self.pdfium.FPDFText_GetLooseCharBox
            known = found(self.page, at, self._slot)
            box = (rect.left, rect.top, rect.right, rect.bottom) if known else (0.0, 0.0, 0.0, 0.0)
            self._boxes[at] = box
        return box

    def _tall(self, at: int) -> float:
        _, high, _, low = self._box(at)
        return high - low

    def _hole(self, before: int, after: int) -> float:
        return self._box(after)[0] - self._box(before)[2]

    def _characters(self, count: int) -> str:
        if not count:
            return ""
        buffer = (ctypes.c_ushort * (count + 1))()
        self.pdfium.FPDFText_GetText(self.page, 0, count, buffer)
        text = bytes(buffer).decode("utf-16-le", "replace")[:-1]
        if len(text) != count or "\0" in text:  # characters beyond 16 bits: boxes must keep step
            code = self.pdfium.FPDFText_GetUnicode
            codes = (code(self.page, at) for at in range(count))
            text = "".join(
                chr(c) if 0 < c < 0x110000 and not 0xD800 <= c < 0xE000 else " " for c in codes
            )
        return text

    def _take_out(self, unseen: frozenset[int]) -> None:
        """Put spaces where the page shows nothing, so that boxes keep step; count what was there."""
        seen = list(self.text)
        for at, character in enumerate(seen):
            if not character.isspace() and address_of(self.page, at) in unseen:
                seen[at] = " "
                self.hidden += character.isalpha()
        self.text = "".join(seen)

    def lines(self) -> Iterator[Line]:
        """The page's lines in the order the file draws them, cells of a table apart."""
        waiting: list[tuple[int, int, str]] = []
        for start, end, hyphen in self._printed():
            for cell in self._cells(start, end, hyphen):
                if waiting and not self._follows(waiting[-1], cell):
                    yield from self._line(waiting)
                    waiting = []
                waiting.append(cell)
        yield from self._line(waiting)

    def _printed(self) -> Iterator[tuple[int, int, str]]:
        """Stretches between line breaks, without outer spaces, and the hyphen each ends with."""
        at = 0
        for stop in [*_BREAK.finditer(self.text), None]:
            start, end = at, stop.start() if stop else len(self.text)
            hyphen = "-" if stop and stop.group() in _HYPHENS else ""
            at = stop.end() if stop else end
            while start < end and self.text[start].isspace():
                start += 1
            while end > start and self.text[end - 1].isspace():
                end -= 1
            if start < end:
                yield start, end, hyphen

    def _cells(self, start: int, end: int, hyphen: str) -> Iterator[tuple[int, int, str]]:
        em = self._height(start, end)
        begin = start
        for gap in _GAP.finditer(self.text, start, end) if self._spread(start, end, em) else ():
            before, after = gap.start() - 1, gap.end()
            hole = self._hole(before, after)
            apart = hole > _CELL_GAP * em or (hole > 0.4 * em and self._shifted(before, after, em))
            if apart and not _LIST_MARK.fullmatch(self.text[begin : before + 1]):
                yield begin, before + 1, ""
                begin = after
        yield begin, end, hyphen

    def _spread(self, start: int, end: int, em: float) -> bool:
        """Whether a stretch is somewhere too wide for its letters, or not level: it may hold cells."""
        if abs(self._box(start)[3] - self._box(end - 1)[3]) > 0.15 * em:
            return True
        places = (start, *self._sample(start, end), end - 1)
        return any(
            self._box(after)[0] - self._box(before)[0] > _SET_WIDTH * em * (after - before)
            for before, after in pairwise(places)
        )

    def _follows(self, left: tuple[int, int, str], right: tuple[int, int, str]) -> bool:
        """Whether `right` stands on the line of `left`, just after it: pdfium broke one line."""
        last, first = left[1] - 1, right[0]
        _, last_high, _, last_low = self._box(last)
        _, first_high, _, first_low = self._box(first)
        mark = _LIST_MARK.fullmatch(self.text[left[0] : left[1]])
        overlap = min(last_high, first_high) - max(last_low, first_low)
        least = min(last_high - last_low, first_high - first_low)
        if least <= 0 or overlap < (0.4 if mark else 0.5) * least:
            return False
        em = self._height(*right[:2])
        hole = self._hole(last, first)
        if not mark and hole > 0.4 * em and self._shifted(last, first, em):
            return False
        return -0.3 * em < hole < (3.5 if mark else _CELL_GAP) * em

    def _shifted(self, before: int, after: int, em: float) -> bool:
        """Whether two characters of ordinary height stand on different base lines."""
        least = min(self._tall(before), self._tall(after))
        return (
            least > _MARK_SIZE * em and abs(self._box(before)[3] - self._box(after)[3]) > 0.2 * em
        )

    def _sample(self, start: int, end: int) -> list[int]:
        """Some letters of a stretch: enough to know its height, since lines are set in few sizes."""
        places = []
        at = start
        while at < end:
            if self.text[at].isalnum():
                places.append(at)
                at += _SAMPLE
            else:
                at += 1
        return places or [start]

    def _height(self, start: int, end: int) -> float:
        return median(self._tall(at) for at in self._sample(start, end))

    def _line(self, pieces: list[tuple[int, int, str]]) -> Iterator[Line]:
        if not pieces:
            return
        start, end = pieces[0][0], pieces[-1][1]
        em = self._height(start, end)
        text = ""
        marks: list[tuple[int, int]] = []
        last = start
        for piece_start, piece_end, hyphen in pieces:
            if text and self._hole(last, piece_start) > 0.15 * em:
                text += " "
            for words, mark in self._runs(piece_start, piece_end, em):
                if mark:
                    marks.append((len(text), len(text) + len(words)))
                text += words
            text += hyphen
            last = piece_end - 1
        glued = _GLUED_NUMBER.match(text)
        if glued and marks[:1] != [(0, glued.end() - 1)]:
            text = text[: glued.end()] + " " + text[glued.end() :]
            marks = [(a + 1, b + 1) if a >= glued.end() else (a, b) for a, b in marks]
        boxes = [self._box(at) for a, b, _ in pieces for at in (a, *self._sample(a, b), b - 1)]
        yield Line(
            text=text,
            x0=round(min(box[0] for box in boxes) - self.left0, 1),
            top=round(self.top0 - max(box[1] for box in boxes), 1),
            x1=round(max(box[2] for box in boxes) - self.left0, 1),
            bottom=round(self.top0 - min(box[3] for box in boxes), 1),
            size=self._size(start, end, em),
            bold=self._bold(pieces),
            marks=tuple(marks),
        )

    def _runs(self, start: int, end: int, em: float) -> Iterator[tuple[str, bool]]:
        """The stretch as cleaned text, footnote marks apart."""
        at = start
        for figures in _FIGURES.finditer(self.text, start, end):
            first = figures.start()
            small = self._tall(first) < _MARK_SIZE * em
            if small or figures.group()[0] in "¹²³":
                yield _clean(self.text[at:first]), False
                yield figures.group(), True
                at = figures.end()
        yield _clean(self.text[at:end]), False

    def _letter(self, at: int, end: int, step: int) -> int:
        while at != end and not self.text[at].isalnum():
            at += step
        return at

    def _size(self, start: int, end: int, em: float) -> float:
        # The size at a letter of ordinary height: a line may begin with a mark or a symbol.
        for at in self._sample(start, end):
            if abs(self._tall(at) - em) < 0.3:
                size = float(self.pdfium.FPDFText_GetFontSize(self.page, at))
                if size > 0 and 0.85 < em / size < 1.35:
                    return round(size, 1)
        return round(em, 1)

    def _bold(self, pieces: list[tuple[int, int, str]]) -> bool:
        first = self._letter(pieces[0][0], pieces[0][1], 1)
        last = self._letter(pieces[-1][1] - 1, pieces[-1][0] - 1, -1)
        if first == pieces[0][1] or last == pieces[-1][0] - 1:
            return False
        return all(self._heavy(at) for at in (first, last))

    def _heavy(self, at: int) -> bool:
        if self.pdfium.FPDFText_GetFontWeight(self.page, at) >= _BOLD:
            return True
        font, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        self.pdfium.FPDFText_GetFontInfo(self.page, at, font, 128, ctypes.byref(flags))
        return b"bold" in font.value.lower()


def _clean(text: str) -> str:
    return text.translate(_CLEAN).replace("\xad", "-")

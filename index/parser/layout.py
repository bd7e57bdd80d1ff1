"""Pages of lines -> rows of running text: furniture taken out, footnotes and spacing told. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from index.types import Line, Page

RowKind = Literal["text", "footnote", "note"]

# Marks that open a list item; most are private-use glyphs of symbol fonts.
_BULLETS = "•◦‣▪▫■□◼◾●○∙·⁃−–—―─o§¨Øü\uf06e\uf02d\uf0a7\uf0b7\uf0be\uf0d8\uf076\uf0fc\uf071\uf0a8\u0335\u0336\xad"
_PRIVATE = "\ue000-\uf8ff"
BULLET = re.compile(rf"(?:[{_PRIVATE}]|[{re.escape(_BULLETS)}*-](?=\s)|[•◼■▪●\u0335\u0336])\s*")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?\d{1,3}(?:\s+of\s+\d{1,3})?|[-–]\s*\d{1,3}\s*[-–]", re.IGNORECASE
)
_STRETCH = 60.0  # points from one line's top to the next within a stretch of a page
_SMALL_NOTE = re.compile(r"(\d{1,2}|[*†‡])\s*(?=[^\d\s.)])")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of running text with its place in the document.

    `step` is the distance from the top of the row before it on the page (None for the first, and 0
    throughout for formats without positions); `leap` says that it is wider than between two lines
    of one paragraph, or backwards.
    """

    page: int
    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    bold: bool
    step: float | None
    leap: bool
    kind: RowKind = "text"
    mark: str = ""

    @property
    def bullet(self) -> str | None:
        """The words after the list mark that opens the row, or None where there is none."""
        found = BULLET.match(self.text)
        return self.text[found.end() :] if found else None

    @property
    def placed(self) -> bool:
        """Whether the format told positions."""
        return self.size > 0


@dataclass(frozen=True, slots=True)
class Layout:
    """Rows in reading order, the measures of the body text, and the furniture taken out."""

    rows: tuple[Row, ...]
    size: float
    pitch: float
    furniture: tuple[tuple[int, str], ...]


def lay_out(pages: Iterable[Page], *, one_sheet: bool = False) -> Layout:
    """Order a document's lines into rows of running text.

    `one_sheet` says that the format has no pages, so that nothing can be a running head or foot.
    """
    pages = tuple(pages)
    size = _commonest((line.size, len(line.text)) for page in pages for line in page.lines)
    pitch = _pitch(pages, size)
    repeated = _repeated(pages, size)
    rows: list[Row] = []
    furniture: list[tuple[int, str]] = []
    for page in pages:
        kept = []
        for line in page.lines:
            if not one_sheet and _is_furniture(line, page, repeated):
                furniture.append((page.number, line.text))
            else:
                kept.append(line)
        rows.extend(_page_rows(page, _in_order(kept), size, pitch))
    return Layout(tuple(rows), size, pitch, tuple(furniture))


def _commonest(weighted: Iterable[tuple[float, int]]) -> float:
    counts: Counter[float] = Counter()
    for value, weight in weighted:
        counts[value] += weight
    return counts.most_common(1)[0][0] if counts else 0.0


def _pitch(pages: tuple[Page, ...], size: float) -> float:
    """The commonest distance between the tops of two lines of body text."""
    steps: Counter[float] = Counter()
    for page in pages:
        for above, below in zip(page.lines, page.lines[1:], strict=False):
            step = below.top - above.top
            if above.size == below.size == size and 0.8 * size < step < 1.75 * size:
                steps[round(step * 2) / 2] += 1
    return steps.most_common(1)[0][0] if steps else 1.2 * size


def _in_margin(line: Line, page: Page) -> bool:
    return page.height > 0 and (line.top > 0.895 * page.height or line.bottom < 0.085 * page.height)


def _pattern(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()).casefold())


def _repeated(pages: tuple[Page, ...], size: float) -> frozenset[str]:
    """Texts that stand in the margin of several pages: running heads and feet."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_pattern(line.text) for line in page.lines if _in_margin(line, page)})
    small = {
        _pattern(line.text)
        for page in pages
        for line in page.lines
        if _in_margin(line, page) and line.size < size - 1
    }
    return frozenset(
        text for text, count in seen.items() if count >= 3 or (count == 2 and text in small)
    )


def _is_furniture(line: Line, page: Page, repeated: frozenset[str]) -> bool:
    outermost = line is page.lines[0] or line is page.lines[-1]
    if outermost and line.text.strip() == str(page.number):
        return True
    if not _in_margin(line, page):
        return False
    if _PAGE_NUMBER.fullmatch(line.text.strip()):
        return True
    return _pattern(line.text) in repeated


def _in_order(lines: list[Line]) -> list[Line]:
    """Lines from top to bottom where a file draws whole stretches of a page out of their order.

    Within a stretch the file's own order stands: it gives the cells of a table one after another.
    """
    stretches: list[list[Line]] = []
    for line in lines:
        last = stretches[-1][-1] if stretches else None
        if last is not None and -3 <= line.top - last.top <= _STRETCH:
            stretches[-1].append(line)
            continue
        stretches.append([line])
        while len(stretches) > 1 and _overlap(stretches[-2], stretches[-1]):
            stretches[-2:] = [stretches[-2] + stretches[-1]]
    ordered = sorted(stretches, key=_top)
    if any(_overlap(a, b) for a, b in pairwise(ordered)):
        return lines
    return [line for stretch in ordered for line in stretch]


def _top(stretch: list[Line]) -> float:
    return min(line.top for line in stretch)


def _overlap(above: list[Line], below: list[Line]) -> bool:
    first, second = sorted((above, below), key=_top)
    return max(line.bottom for line in first) > _top(second) + 2


def _page_rows(page: Page, lines: list[Line], size: float, pitch: float) -> Iterable[Row]:
    before: Line | None = None
    in_note = False
    for line in lines:
        text, mark = _without_marks(line)
        step = None if before is None else line.top - before.top
        usual = pitch * max(1.0, line.size / size if size > 0 else 1.0)
        leap = step is None or not -1 <= step <= 1.22 * usual
        small = line.size > 0 and line.size < size - 1.2
        opens = (
            small
            and page.height > 0
            and (
                bool(line.marks and line.marks[0][0] == 0)
                or (line.top > 0.5 * page.height and bool(_SMALL_NOTE.match(line.text)) and leap)
            )
        )
        in_note = opens or (in_note and small)
        if opens and not mark:
            found = _SMALL_NOTE.match(text)
            mark, text = (found[1], text[found.end() :]) if found else ("", text)
        if not text.strip():
            continue
        yield Row(
            page=page.number,
            text=text.strip(),
            x0=line.x0,
            x1=line.x1,
            top=line.top,
            bottom=line.bottom,
            size=line.size,
            bold=line.bold,
            step=step if line.size > 0 else (None if before is None else 0.0),
            leap=leap if line.size > 0 else True,
            kind=("note" if not opens else "footnote") if in_note else "text",
            mark=mark if opens else "",
        )
        before = line


def _without_marks(line: Line) -> tuple[str, str]:
    """The line's words without footnote marks, and the mark that opens it."""
    if not line.marks:
        return line.text, ""
    text, at = "", 0
    for start, end in line.marks:
        text += line.text[at:start]
        at = end
    text += line.text[at:]
    first = line.marks[0]
    return text, line.text[first[0] : first[1]] if first[0] == 0 else ""


def join(pieces: Iterable[str]) -> str:
    """Lines as running text: one space between them, none after the hyphen of a compound."""
    text = ""
    for piece in pieces:
        words = " ".join(piece.split())
        if not words:
            continue
        if not text:
            text = words
        elif _ends_in_compound(text) and not re.match(r"(?:and|or|to)\b", words):
            text += words
        else:
            text += " " + words
    return text


def _ends_in_compound(text: str) -> bool:
    return len(text) > 1 and text[-1] == "-" and text[-2].isalnum()

"""Which text of a PDF page a reader of the printed page can't see, by pdfium.

Invisible or see-through letters, white on white, smaller than two points, off the page, or covered
by a picture or a filled box that is drawn later. On a scan, where a picture fills the page and no
letter is visible, the invisible text is its recognised text and stays. Layers that are switched off
and text hidden behind a letter-shaped clip are not told apart.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from math import hypot
from typing import Any

_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5  # FPDF_PAGEOBJ_*
_INVISIBLE = frozenset({3, 7})  # text render modes that paint nothing
_FAINT = 26  # of 255: less opaque than a tenth
_WHITE = 250  # of 255 in each colour
_TINY = 2.0  # points
_LOOSE = 1.0  # points by which a box may miss an edge of the text it covers
_SCAN = 0.8  # of the page's area
_DEEP = 4  # forms within forms

_Box = tuple[float, float, float, float]  # left, low, right, high


@dataclass(frozen=True, slots=True)
class _Cover:
    """A picture or filled box: where it lies, when it is drawn, and whether it is white."""

    box: _Box
    order: int
    white: bool


def unseen(page: Any, area: _Box) -> frozenset[int]:
    """Addresses of the page's text objects that can't be seen; `area` is the page's visible box."""
    reader = _Objects()
    texts: list[tuple[Any, int, bool]] = []
    covers: list[_Cover] = []
    hidden: set[int] = set()
    for order, (thing, kind, placed) in enumerate(reader.all(page)):
        if kind == _TEXT:
            texts.append((thing, order, placed))
        elif placed and kind in (_PATH, _IMAGE) and (cover := reader.cover(thing, kind, order)):
            covers.append(cover)
    scanned = any(not c.white and _share(c.box, area) > _SCAN for c in covers)
    for thing, order, placed in texts:
        if reader.hidden(thing, order, covers if placed else (), area if placed else None):
            hidden.add(_address(thing))
    if scanned and len(hidden) == len(texts):
        return frozenset()
    return frozenset(hidden)


def address_of(text_page: Any, at: int) -> int:
    """The address of the text object that holds the character at this place."""
    import pypdfium2.raw as pdfium

    return _address(pdfium.FPDFText_GetTextObject(text_page, at))


class _Objects:
    """Reads objects of one page; the buffers that pdfium writes to are made once."""

    def __init__(self) -> None:
        import pypdfium2.raw as pdfium

        self.pdfium = pdfium
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._colour_at = [ctypes.byref(part) for part in self._colour]
        self._edges = [ctypes.c_float() for _ in range(4)]
        self._edges_at = [ctypes.byref(edge) for edge in self._edges]
        self._matrix = pdfium.FS_MATRIX()

    def all(self, page: Any) -> Iterator[tuple[Any, int, bool]]:
        """Every object in drawing order with its kind, and whether its box is the page's own."""
        get, kind_of = self.pdfium.FPDFPage_GetObject, self.pdfium.FPDFPageObj_GetType
        for at in range(self.pdfium.FPDFPage_CountObjects(page)):
            thing = get(page, at)
            kind = kind_of(thing)
            if kind == _FORM:
                yield from self._inside(thing, _DEEP)
            else:
                yield thing, kind, True

    def _inside(self, form: Any, depth: int) -> Iterator[tuple[Any, int, bool]]:
        for at in range(self.pdfium.FPDFFormObj_CountObjects(form)):
            thing = self.pdfium.FPDFFormObj_GetObject(form, at)
            kind = self.pdfium.FPDFPageObj_GetType(thing)
            if kind == _FORM and depth:
                yield from self._inside(thing, depth - 1)
            else:
                yield thing, kind, False

    def cover(self, thing: Any, kind: int, order: int) -> _Cover | None:
        """A picture or an opaque filled box; None for lines and for anything see-through."""
        if kind == _IMAGE:
            return _Cover(self._box(thing), order, white=False)
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        self.pdfium.FPDFPath_GetDrawMode(thing, ctypes.byref(fill), ctypes.byref(stroke))
        red, green, blue, alpha = self._fill(thing)
        box_like = self.pdfium.FPDFPath_CountSegments(thing) <= 6  # other shapes leave gaps
        if not fill.value or alpha < 255 or not box_like:
            return None
        return _Cover(self._box(thing), order, white=min(red, green, blue) >= _WHITE)

    def hidden(
        self, thing: Any, order: int, covers: list[_Cover] | tuple[()], area: _Box | None
    ) -> bool:
        """Whether nothing of a text object meets the eye."""
        box = self._box(thing)
        if box[2] <= box[0] and box[3] <= box[1]:
            return False  # spaces alone
        if self.pdfium.FPDFTextObj_GetTextRenderMode(thing) in _INVISIBLE:
            return True
        red, green, blue, alpha = self._fill(thing)
        if alpha < _FAINT:
            return True
        if box[3] - box[1] < _TINY and self._size(thing) < _TINY:
            return True
        if min(red, green, blue) >= _WHITE and not any(
            c.order < order and not c.white and _holds(c.box, box) for c in covers
        ):
            return True
        if area and (
            box[2] <= area[0] or box[0] >= area[2] or box[3] <= area[1] or box[1] >= area[3]
        ):
            return True
        return bool(covers) and any(c.order > order and _holds(c.box, box) for c in covers)

    def _fill(self, thing: Any) -> tuple[int, int, int, int]:
        red, green, blue, alpha = self._colour
        known = self.pdfium.FPDFPageObj_GetFillColor(thing, *self._colour_at)
        return (red.value, green.value, blue.value, alpha.value) if known else (0, 0, 0, 255)

    def _box(self, thing: Any) -> _Box:
        left, low, right, high = self._edges
        self.pdfium.FPDFPageObj_GetBounds(thing, *self._edges_at)
        return left.value, low.value, right.value, high.value

    def _size(self, thing: Any) -> float:
        """The height at which the letters are set on the page, in points."""
        size = self._edges[0]
        self.pdfium.FPDFTextObj_GetFontSize(thing, ctypes.byref(size))
        self.pdfium.FPDFPageObj_GetMatrix(thing, ctypes.byref(self._matrix))
        return float(size.value * hypot(self._matrix.c, self._matrix.d))


def _address(thing: Any) -> int:
    return ctypes.cast(thing, ctypes.c_void_p).value or 0


def _holds(outer: _Box, inner: _Box) -> bool:
    return (
        outer[0] - _LOOSE <= inner[0]
        and outer[1] - _LOOSE <= inner[1]
        and outer[2] + _LOOSE >= inner[2]
        and outer[3] + _LOOSE >= inner[3]
    )


def _share(box: _Box, area: _Box) -> float:
    whole = (area[2] - area[0]) * (area[3] - area[1])
    return (box[2] - box[0]) * (box[3] - box[1]) / whole if whole > 0 else 0.0

"""Positions for text that has none: the convention drawn in `index.readers`, kept in one place."""

from __future__ import annotations

from index.types import Line, Page

WIDTH = 595.0  # A4, so that sums about columns hold for every format
MARGIN = 72.0
INDENT = 18.0
BODY_SIZE = 10.0
LINE_HEIGHT = 12.0
HEADING_SIZES = (18.0, 16.0, 14.0, 12.0)


class Flow:
    """Collects lines from top to bottom and gives each its place; `page()` hands them over."""

    def __init__(self, number: int = 1) -> None:
        self._number = number
        self._lines: list[Line] = []
        self._next = MARGIN
        self._gap = False

    def paragraph(self) -> None:
        """The next line starts a new paragraph."""
        self._gap = bool(self._lines)

    def line(
        self,
        text: str,
        *,
        level: int = 0,
        bold: bool = False,
        size: float = BODY_SIZE,
        inset: float = 0.0,
    ) -> None:
        """Set one line; white space is folded, and a line without text only ends the paragraph."""
        clean = visible(text)
        if not clean:
            self.paragraph()
            return
        if self._gap:
            self._next += max(LINE_HEIGHT, size)  # above a large line a small gap shows nothing
            self._gap = False
        left = MARGIN + min(level, 10) * INDENT + inset
        self._lines.append(
            Line(
                text=clean,
                x0=left,
                top=self._next,
                x1=left + len(clean) * size * 0.5,
                bottom=self._next + size,
                size=size,
                bold=bold,
            )
        )
        self._next += max(LINE_HEIGHT, size * 1.2)

    def heading(self, text: str, level: int) -> None:
        """Set a heading of `level` (1 is the highest), alone between two gaps."""
        self.paragraph()
        self.line(text, bold=True, size=HEADING_SIZES[min(max(level, 1), len(HEADING_SIZES)) - 1])
        self.paragraph()

    def row(self, cells: list[str]) -> None:
        """Set one table row as `| cell | cell |`; a row without any text is left out."""
        folded = [visible(cell).replace("|", "/") for cell in cells]
        if any(folded):
            self.line("| " + " | ".join(folded) + " |")

    def page(self) -> Page:
        """The lines so far as one page, as high as its text."""
        return Page(
            number=self._number,
            width=WIDTH,
            height=max(842.0, self._next + MARGIN),
            lines=tuple(self._lines),
        )


def visible(text: str) -> str:
    """`text` with white space folded and control characters left out."""
    if not text.isprintable():
        text = "".join(c for c in text if c.isprintable() or c.isspace() or ord(c) > 0x9F)
    return " ".join(text.split())

"""Rows -> blocks: numbered paragraphs, narrative, list items, table rows, headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.layout import Layout, Row, join
from index.numbering import Start
from index.tables import GradeRow, is_header
from index.types import ParagraphKind

_ENDED = re.compile(r"[.!?:;][’”\"')\]]*$")
_CONTENTS_ENTRY = re.compile(r".*\D\s*\.*\s*\d{1,3}$")


@dataclass(slots=True)
class Block:
    """One paragraph in the making."""

    kind: ParagraphKind
    section: str
    first: int
    page_start: int
    page_end: int
    number: int | None = None
    heading: bool = False
    front: bool = False
    pieces: list[str] = field(default_factory=list)
    column: float = 0.0
    body: float | None = None
    indent: float = 0.0

    @property
    def text(self) -> str:
        """The words so far as running text; list items inside stand on lines of their own."""
        lines: list[list[str]] = [[]]
        for piece in self.pieces:
            if piece.startswith("\n"):
                lines.append([])
            lines[-1].append(piece.removeprefix("\n"))
        return "\n".join(joined for line in lines if (joined := join(line)))


@dataclass(slots=True)
class _Heading:
    size: float
    bold: bool
    text: str


class Builder:
    """Walks the rows once and cuts them into blocks."""

    def __init__(
        self,
        layout: Layout,
        rows: Sequence[Row],
        starts: Sequence[Start],
        tables: Sequence[GradeRow],
        front_end: int,
    ) -> None:
        self.layout, self.rows, self.front_end = layout, rows, front_end
        self.starts: Mapping[int, Start] = {start.row: start for start in starts}
        self.tables: Mapping[int, GradeRow] = {row.first: row for row in tables}
        self.last_table = max((t.last for t in tables if t.first < front_end), default=-1)
        self.blocks: list[Block] = []
        self.current: Block | None = None
        self.stack: list[_Heading] = []
        self.heading: Block | None = None
        self.note: Block | None = None
        self.contents = False

    def build(self) -> list[Block]:
        """The blocks in reading order."""
        at = 0
        while at < len(self.rows):
            row = self.rows[at]
            if row.kind != "text":
                self._footnote(at, row)
            elif at in self.tables:
                table = self.tables[at]
                self._close()
                self.blocks.append(self._new("table", at, [table.quote]))
                self.blocks[-1].page_end = self.rows[table.last].page
                at = table.last
            elif at in self.starts:
                self._numbered(at, row)
            elif self._is_heading(at, row):
                self._on_heading(at, row)
            else:
                self._plain(at, row)
            at += 1
        self._close()
        return sorted(self.blocks, key=lambda block: block.first)

    @property
    def section(self) -> str:
        """The heading that the next block stands under, with the one above it."""
        parts: list[str] = []
        for heading in self.stack[-2:]:
            if heading.text not in parts:
                parts.append(heading.text)
        return " – ".join(parts)

    def _new(self, kind: ParagraphKind, at: int, pieces: list[str]) -> Block:
        row = self.rows[at]
        front = at < self.front_end
        section = self.section
        if front:
            section = "Opening summary" if at > self.last_table >= 0 else "Front page"
        if self.contents and kind in ("narrative", "list"):
            kind, section = "boilerplate", "Contents"
        return Block(
            kind,
            section,
            at,
            row.page,
            row.page,
            front=front,
            pieces=pieces,
            column=row.x0,
            indent=row.x0,
        )

    def _close(self) -> None:
        if self.current is not None:
            self.blocks.append(self.current)
        self.current = None
        self.heading = None

    def _footnote(self, at: int, row: Row) -> None:
        if row.kind == "footnote" or self.note is None or self.note.page_end != row.page:
            self.note = self._new("footnote", at, [row.text])
            self.blocks.append(self.note)
        else:
            self.note.pieces.append(row.text)

    def _numbered(self, at: int, row: Row) -> None:
        start = self.starts[at]
        self._close()
        self.contents = False
        self.current = self._new("numbered", at, [start.text])
        self.current.number = start.number

    def _is_heading(self, at: int, row: Row) -> bool:
        if at < self.front_end or row.bullet is not None or row.text.startswith("|"):
            return False
        if not re.search(r"[^\W\d_]", row.text) or len(row.text) > 160:
            return False
        if self.contents and _CONTENTS_ENTRY.fullmatch(row.text):
            return False
        larger = row.size > self.layout.size + 1.2
        if not (larger or (row.bold and row.size > self.layout.size - 1.2)):
            return False
        follows = self.heading is not None and not row.leap
        return larger or row.leap or follows or self.current is None

    def _on_heading(self, at: int, row: Row) -> None:
        text = row.text.rstrip()
        open_ = self.heading
        top = self.stack[-1] if self.stack else None
        if (
            open_ is not None
            and top is not None
            and not row.leap
            and abs(top.size - row.size) < 0.6
            and top.bold == row.bold
            and len(top.text) < 300
        ):
            top.text = join([top.text, text])
            open_.pieces.append(text)
            return
        self._close()
        self.contents = text.strip().casefold() == "contents"
        while self.stack and not self._above(self.stack[-1], row):
            self.stack.pop()
        self.stack.append(_Heading(row.size, row.bold, text))
        block = self._new("narrative", at, [text])
        block.heading = True
        block.section = ""
        self.blocks.append(block)
        self.heading = block

    @staticmethod
    def _above(heading: _Heading, row: Row) -> bool:
        """Whether `heading` stays in force above a new one set like `row`."""
        if heading.size > row.size + 0.6:
            return True
        return abs(heading.size - row.size) <= 0.6 and heading.bold and not row.bold

    def _plain(self, at: int, row: Row) -> None:
        bullet = row.bullet
        current = self.current
        if bullet is not None:
            self._bullet(at, row, bullet)
        elif current is not None and self._continues(current, row):
            self._extend(current, row)
        else:
            kind: ParagraphKind = (
                "table" if row.text.startswith("|") or is_header(row) else "narrative"
            )
            self._close()
            self.current = self._new(kind, at, [row.text])

    def _bullet(self, at: int, row: Row, words: str) -> None:
        current = self.current
        inside = (
            current is not None
            and current.number is not None
            and (row.x0 > current.column + 8 if current.body is None else row.x0 > current.body - 6)
        )
        if current is not None and inside:
            current.pieces.append("\n• " + words)
            current.page_end = max(current.page_end, row.page)
            current.indent = row.x0
            return
        self._close()
        self.current = self._new("list", at, [words])

    def _extend(self, block: Block, row: Row) -> None:
        inner = (
            block.number is not None and block.body is not None and block.indent > block.body - 6
        )
        if (
            inner
            and row.leap
            and row.page == block.page_end
            and abs(row.x0 - (block.body or 0)) < 4
        ):
            block.pieces.append("\n" + row.text)  # the paragraph goes on below its list
            block.indent = block.column
        else:
            block.pieces.append(row.text)
        block.page_end = max(block.page_end, row.page)
        if block.body is None:
            block.body = row.x0

    def _continues(self, block: Block, row: Row) -> bool:
        if block.kind == "table" or is_header(row):
            return False
        if block.number is None and abs(row.size - self.rows[block.first].size) > 1.2:
            return False
        if block.front and (row.bold != self.rows[block.first].bold):
            return False
        ended = bool(_ENDED.search(block.pieces[-1]))
        if row.page != block.page_end:
            return self._continues_over(block, row, ended)
        if not row.leap:
            return not (self.contents and _CONTENTS_ENTRY.fullmatch(block.pieces[-1]))
        if block.number is None or block.body is None:
            return False
        # a second stretch of a numbered paragraph stands in the column of its words
        deeper = row.x0 > block.column + 6
        return deeper and (not ended or abs(row.x0 - block.body) < 6)

    def _continues_over(self, block: Block, row: Row, ended: bool) -> bool:
        """Whether the first row of a page goes on with what the page before left open."""
        if block.kind == "boilerplate" or row.page > block.page_end + 1:
            return False
        lower = row.text[:1].islower()
        if block.number is not None and row.x0 > block.column + 6:
            return True
        if block.number is None and block.body is not None and abs(row.x0 - block.body) > 6:
            return False
        return not ended or lower

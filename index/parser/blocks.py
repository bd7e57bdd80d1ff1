"""Rows -> blocks: numbered paragraphs, narrative, list items, table rows, headings. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.grades import known_aspect
from index.parser.layout import Layout, Row, join
from index.parser.numbering import Start
from index.parser.tables import GradeRow, is_header
from index.types import ParagraphKind

#: Sections for what stands above every heading of a report.
FRONT = "Front page"
OPENING = "Opening summary"
_ENDED = re.compile(r"[.!?:;][’”\"')\]]*$")
_CONTENTS_ENTRY = re.compile(r"(?:.*[^\d\s][\s.…]*)?\b\d{1,3}")
_LABEL = re.compile(
    r"(?:lead|reporting)\s+inspectors?\b|(?:report\s+)?published\b|age group"
    r"|inspection dates?\b|unique reference",
    re.IGNORECASE,
)
# Headings that open a main section whatever type they are set in.
MAIN = re.compile(
    r"(?:the\s+)?(?:experiences?\s+and\s+progress\s+of|impact\s+of\s+leaders)"
    r"|what\s+needs\s+to\s+improve\b|leadership,\s+management\s+and\s+governance"
    r"|executive\s+summary|recommendations?$|summary\s+for\s+children|section\s+\d\b"
    r"|information\s+about\s+(?:this|the)\b|inspection\s+judgements\s+about"
    r"|record\s+of\s+main\s+findings",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Block:
    """One paragraph in the making; `column` is where its first row begins, `body` its others."""

    kind: ParagraphKind
    section: str
    first: int
    page_start: int
    page_end: int
    number: int | None = None
    heading: bool = False
    front: bool = False
    pieces: list[str] = field(default_factory=list)
    line_pages: list[int] = field(default_factory=list)
    column: float = 0.0
    body: float | None = None
    listed: bool = False
    size: float = 0.0
    bold: bool = False

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
    title: bool = False  # of the whole document: no section of it


class Builder:
    """Walks the rows once and cuts them into blocks."""

    def __init__(
        self,
        layout: Layout,
        rows: Sequence[Row],
        starts: Sequence[Start],
        tables: Sequence[GradeRow],
        front_end: int,
        *,
        opening: bool,
    ) -> None:
        self.layout, self.rows, self.front_end = layout, rows, front_end
        self.starts: Mapping[int, Start] = {start.row: start for start in starts}
        self.tables: Mapping[int, GradeRow] = {row.first: row for row in tables}
        table_end = max((t.last for t in tables if t.first < front_end), default=-1)
        # where the rows of the front page that follow the table sum the report up
        self.opening = table_end + 1 if opening and table_end >= 0 else len(rows)
        self.blocks: list[Block] = []
        self.current: Block | None = None
        self.stack: list[_Heading] = []
        self.heading: Block | None = None
        self.note: Block | None = None
        self.plain = not any(row.bold or row.size > layout.size + 1.2 for row in rows)

    def build(self) -> list[Block]:
        """The blocks in reading order."""
        at = 0
        while at < len(self.rows):
            row = self.rows[at]
            if row.kind != "text":
                self._footnote(at, row)
            elif row.text.strip().casefold() == "contents" and (last := self._contents(at)):
                at = last
            elif at in self.tables:
                at = self._table(at)
            elif at in self.starts:
                self._close()
                self.current = self._new("numbered", at, [self.starts[at].text])
                self.current.number = self.starts[at].number
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
        below_title = self.stack[1:] if self.stack and self.stack[0].title else self.stack
        for heading in (below_title or self.stack)[-2:]:
            if heading.text not in parts:
                parts.append(heading.text)
        return " – ".join(parts)

    def _new(self, kind: ParagraphKind, at: int, pieces: list[str]) -> Block:
        row = self.rows[at]
        front = at < self.front_end
        section = self.section
        if front:
            section = OPENING if at >= self.opening else FRONT
        return Block(
            kind,
            section,
            at,
            row.page,
            row.page,
            front=front,
            pieces=pieces,
            line_pages=[row.page],
            column=row.x0,
            size=row.size,
            bold=row.bold,
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

    def _contents(self, at: int) -> int:
        """Put a table of contents that begins at `at` in one block; its last row, or 0 if none."""
        last = 0
        for n in range(at + 1, len(self.rows)):
            if self.rows[n].page != self.rows[at].page:
                break
            if _CONTENTS_ENTRY.fullmatch(self.rows[n].text):
                last = n
        if last:
            self._close()
            block = self._new("boilerplate", at, [row.text for row in self.rows[at : last + 1]])
            block.section = "Contents"
            self.blocks.append(block)
        return last

    def _table(self, at: int) -> int:
        table = self.tables[at]
        self._close()
        block = self._new("table", at, [table.quote, *table.rest])
        block.page_end = self.rows[table.last].page
        block.section = block.section or FRONT
        self.blocks.append(block)
        row = self.rows[at]
        if not block.front and row.size > 0 and known_aspect(table.name):
            # a chapter that begins with its judgement in a box: the box is its heading
            self._main_heading(_Heading(row.size + 1.0, True, table.name))
        return table.last

    def _is_heading(self, at: int, row: Row) -> bool:
        if at < self.front_end or row.bullet is not None or row.text.startswith("|"):
            return False
        if not re.search(r"[^\W\d_]", row.text) or len(row.text) > 160:
            return False
        if self.plain:
            return self._is_plain_heading(at, row)
        larger = row.size > self.layout.size + 1.2
        if not (larger or (row.bold and row.size > self.layout.size - 1.2)):
            return False
        if not larger and is_header(row):
            return False
        follows = self.heading is not None and not row.leap
        return larger or row.leap or follows or self.current is None

    def _is_plain_heading(self, at: int, row: Row) -> bool:
        """Whether a row reads as a heading where nothing is set bold or large: alone, unended."""
        if self.heading is not None and not row.leap:
            return True  # the rest of a heading of several rows
        if not row.leap or not row.text[0].isupper() or is_header(row):
            return False
        words = [row.text]
        at += 1
        while at < len(self.rows) and len(words) < 3 and not self._begins(at):
            words.append(self.rows[at].text)
            at += 1
        alone = at < len(self.rows) and self._begins(at)
        text = join(words)
        return alone and len(text) <= 140 and not re.search(r"[.!;:,\d]$", text)

    def _begins(self, at: int) -> bool:
        """Whether something new begins at a row: after a gap, with a mark, or with a number."""
        row = self.rows[at]
        return row.leap or row.bullet is not None or at in self.starts

    def _on_heading(self, at: int, row: Row) -> None:
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
            joined = join([top.text, row.text])
            if open_.section == top.text:
                open_.section = joined
            top.text = joined
            open_.pieces.append(row.text)
            return
        directly = open_ is not None  # nothing stands between: the one above names the chapter
        self._close()
        if MAIN.match(row.text):
            self._main_heading(_Heading(row.size, row.bold, row.text))
        else:
            while self.stack and not self._above(self.stack[-1], row, directly=directly):
                self.stack.pop()
            self.stack.append(_Heading(row.size, row.bold, row.text, title=at == 0))
        self.heading = self._new("narrative", at, [row.text])
        self.heading.heading = True
        above = self.stack.pop()
        self.heading.section = self.section or row.text
        self.stack.append(above)
        self.blocks.append(self.heading)

    def _main_heading(self, heading: _Heading) -> None:
        """Open a main section: only what is set larger, and is none itself, stays above it."""
        larger = heading.size + 0.6
        self.stack = [h for h in self.stack if h.size > larger and not MAIN.match(h.text)]
        self.stack.append(heading)

    @staticmethod
    def _above(heading: _Heading, row: Row, *, directly: bool) -> bool:
        """Whether `heading` stays in force above a new one set like `row`."""
        if heading.size > row.size + 0.6:
            return True
        same = abs(heading.size - row.size) <= 0.6
        return same and (directly or (heading.bold and not row.bold))

    def _plain(self, at: int, row: Row) -> None:
        current = self.current
        if row.bullet is not None:
            self._bullet(at, row, row.bullet)
        elif current is not None and self._continues(current, row):
            self._extend(current, row)
        else:
            tabular = row.text.startswith("|") or is_header(row)
            self._close()
            self.current = self._new("table" if tabular else "narrative", at, [row.text])

    def _bullet(self, at: int, row: Row, words: str) -> None:
        current = self.current
        if current is not None and self._inside(current, row):
            current.pieces.append("\n• " + words)
            current.line_pages.append(row.page)
            current.page_end = max(current.page_end, row.page)
            current.listed = True
            return
        self._close()
        self.current = self._new("list", at, [words])

    @staticmethod
    def _inside(block: Block, row: Row) -> bool:
        """Whether a list item belongs to the block: set deeper than its number or its own mark."""
        if block.number is None and block.kind != "list":
            return False
        return row.x0 > block.column + 8 and row.page <= block.page_end + 1

    def _extend(self, block: Block, row: Row) -> None:
        beyond = block.listed and row.leap and row.page == block.page_end
        if beyond and block.body is not None and abs(row.x0 - block.body) < 4:
            block.line_pages.append(row.page)
            block.pieces.append("\n" + row.text)  # the paragraph goes on below its list
            block.listed = False
        else:
            block.pieces.append(row.text)
        block.page_end = max(block.page_end, row.page)
        if block.body is None and not block.listed:
            block.body = row.x0

    def _continues(self, block: Block, row: Row) -> bool:
        if block.kind == "table" or is_header(row):
            return False
        if block.number is None and abs(row.size - block.size) > 1.2:
            return False
        ended = bool(_ENDED.search(block.pieces[-1]))
        if block.front and (
            _LABEL.match(row.text) or (row.bold != block.bold and (ended or row.leap))
        ):
            return False
        if row.page != block.page_end:
            return self._continues_over(block, row, ended=ended)
        if not row.leap:
            return True
        if block.number is None or block.body is None:
            return False
        # a second stretch of a numbered paragraph stands in the column of its words
        deeper = row.x0 > block.column + 6
        return deeper and (not ended or abs(row.x0 - block.body) < 6)

    @staticmethod
    def _continues_over(block: Block, row: Row, *, ended: bool) -> bool:
        """Whether the first row of a page goes on with what the page before left open."""
        lower = row.text[:1].islower()
        if row.page > block.page_end + 1 or (block.front and not lower):
            return False
        if block.number is not None and row.x0 > block.column + 6:
            return True
        if block.number is None and block.body is not None and abs(row.x0 - block.body) > 6:
            return False
        return not ended or lower

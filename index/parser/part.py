"""One report of those bound in a file: its rows, cover, blocks and judgements. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.grades import framework_of
from index.parser.blocks import MAIN, Builder
from index.parser.cover import Cover, read_cover
from index.parser.digest import lead_home, rising_starts
from index.parser.judge import disagreements, judged
from index.parser.labels import IMPROVE, label, subheadings
from index.parser.layout import Layout, Row, join
from index.parser.numbering import numbered_starts
from index.parser.tables import GradeRow, grade_rows
from index.types import Framework

_DATED = re.compile(r"inspection dates?\s*:?", re.IGNORECASE)
_UNPAGED_FRONT = 60  # rows: no front page is longer, where a format tells no pages


def split(layout: Layout) -> list[Sequence[Row]]:
    """The rows of each report in the file: a further one begins with a cover of its own."""
    rows = layout.rows
    cuts = [0]
    pages = sorted({row.page for row in rows})
    for page in pages[1:]:
        on_page = [n for n, row in enumerate(rows) if row.page == page]
        dated = any(_DATED.match(rows[n].text) for n in on_page)
        if dated and framework_of(join(rows[n].text for n in on_page[:8])) != "other":
            cuts.append(on_page[0])
    return [rows[a:b] for a, b in pairwise([*cuts, len(rows)])]


# In a sheet without pages the first numbered paragraph ends the front, and so does its heading.
_FIRST = re.compile(r"1[.)]\s+[A-Z]")
_HEADED = re.compile(r"[A-Z][^.:;!?]{2,70}")


class Part:
    """A report parsed; `number` is 1 for the first in the file."""

    def __init__(
        self, layout: Layout, rows: Sequence[Row], number: int, name: str, *, digest: bool
    ) -> None:
        self.number = number
        self.rows = rows
        self.tables = grade_rows(rows, layout.size)
        front = self._front(paged=len({row.page for row in layout.rows}) > 1)
        self.cover: Cover = read_cover(rows[:front], rows, name)
        framework: Framework = "other" if digest else self.cover.framework
        front_end = self._front_end(framework, front, layout)
        in_tables = {n for t in self.tables for n in range(t.first, t.last + 1)}
        avoid = frozenset(in_tables | set(range(front_end)))
        self.starts = rising_starts(rows) if digest else numbered_starts(rows, avoid)
        opening = framework == "ILACS"
        builder = Builder(layout, rows, self.starts, self.tables, front_end, opening=opening)
        self.blocks = builder.build()
        if digest:
            lead_home(self.blocks, self.tables)
        self.improvements = label(self.blocks, digest=digest)
        subheadings(self.blocks)
        first_numbered = self.starts[0].row if self.starts else len(rows)
        self.judgements = judged(framework, self.tables, self.blocks, first_numbered)
        self.problems = self._problems(digest=digest)
        self._drop_shown_headings()

    def _front(self, *, paged: bool) -> int:
        """How many rows make up the front page."""
        rows = self.rows
        if paged:
            return next((n for n, row in enumerate(rows) if row.page != rows[0].page), len(rows))
        last_table = self._first_table_end()
        for n in range(max(1, last_table + 1), min(len(rows), _UNPAGED_FRONT + last_table + 1)):
            if n > 2 and rows[n].leap and (MAIN.match(rows[n].text) or IMPROVE.match(rows[n].text)):
                return n
            if rows[n].leap and _FIRST.match(rows[n].text):
                headed = n - 1 > last_table and _HEADED.fullmatch(rows[n - 1].text)
                return n - 1 if headed else n
        return min(len(rows), max(_UNPAGED_FRONT, last_table + 1))

    def _first_table_end(self) -> int:
        last = -1
        for table in self.tables:
            if last >= 0 and table.first - last > 6:
                break
            if table.first < _UNPAGED_FRONT:
                last = table.last
        return last

    def _front_end(self, framework: Framework, front: int, layout: Layout) -> int:
        """The row where the front page's own text ends and the first headed section begins."""
        if framework == "other":
            return 0
        last_table = max((t.last for t in self.tables if t.last < front), default=None)
        if framework == "ILACS" and last_table is not None:
            # the opening summary may run on over the page, until the first heading
            for n in range(last_table + 1, len(self.rows)):
                row = self.rows[n]
                headed = row.size > layout.size + 1.2 or row.bold or _says_only(IMPROVE, row.text)
                if row.kind == "text" and row.leap and headed:
                    return n
        for n in range((last_table or 0) + 1, front):
            row = self.rows[n]
            if row.leap and row.bold and row.kind == "text" and MAIN.match(row.text):
                return n
        return front

    def _drop_shown_headings(self) -> None:
        """Leave out headings that some paragraph's section shows: they need no paragraph."""
        sections = {block.section for block in self.blocks if not block.heading and block.text}
        judging = {id(block) for _, block in self.judgements}
        self.blocks = [
            block
            for block in self.blocks
            if not block.heading
            or id(block) in judging
            or not any(block.text in section for section in sections)
        ]

    def _problems(self, *, digest: bool) -> list[str]:
        numbers = [start.number for start in self.starts]
        where = f" in part {self.number}" if self.number > 1 else ""
        problems = []
        if numbers and not digest:
            missing = sorted(set(range(1, numbers[-1] + 1)) - set(numbers))
            problems += [f"Paragraph {n} is not printed{where}." for n in missing]
        said: list[GradeRow] = list(self.tables)
        problems += disagreements([j for j, _ in self.judgements], self.blocks, said)
        return problems


def _says_only(heading: re.Pattern[str], text: str) -> bool:
    """Whether a row is a heading's words and nothing more."""
    found = heading.match(text)
    return found is not None and not re.search(r"[^\W\d]", text[found.end() :])

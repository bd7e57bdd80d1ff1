"""Digests: summaries in our own words whose paragraphs name the official page they sum up. Pure.

A paragraph of a digest ends with `{page 4}` or `{pages 4-5}`; its printed number is the official
paragraph's, so numbers rise but may skip.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.parser.blocks import Block
from index.parser.layout import Row
from index.parser.numbering import Start
from index.parser.tables import GradeRow

_ANCHOR = re.compile(
    r"\s*\{pages?\s+(\d{1,4})(?:\s*(?:-|–|to|and)\s*(\d{1,4}))?\}\s*$", re.IGNORECASE
)
_NUMBERED = re.compile(r"(\d{1,4})[.)]\s+(?=\S)")


def declared_digest(declared: dict[str, str]) -> bool:
    """Whether a file says of itself that it is a digest."""
    return declared.get("digest", "").strip().casefold() in ("true", "yes", "1")


def rising_starts(rows: Sequence[Row]) -> tuple[Start, ...]:
    """The rows that begin with a number higher than every one before."""
    starts: list[Start] = []
    for at, row in enumerate(rows):
        found = _NUMBERED.match(row.text)
        if found and int(found[1]) > (starts[-1].number if starts else 0):
            starts.append(Start(at, int(found[1]), row.text[found.end() :]))
    return tuple(starts)


def lead_home(blocks: Iterable[Block], tables: Iterable[GradeRow]) -> None:
    """Take the anchors out of the words and give each block the official pages they name."""
    said = {table.first: table.said_page for table in tables}
    for block in blocks:
        if block.heading and block.first == 0:
            block.kind = "boilerplate"  # the digest's own title is on no official page
        page = said.get(block.first)
        if page is not None and block.kind == "table":
            block.page_start = block.page_end = page
            continue
        lines = []
        pages: list[int] = []
        for line in block.text.split("\n"):
            found = _ANCHOR.search(line)
            if found:
                first = int(found[1])
                pages += [first, max(first, int(found[2] or first))]
                line = line[: found.start()]
            lines.append(line)
            block.line_pages[len(lines) - 1 : len(lines)] = [
                pages[-2] if pages else block.page_start
            ]
        if pages:
            block.page_start, block.page_end = min(pages), max(pages)
            block.pieces = [lines[0], *(f"\n{line}" for line in lines[1:])]

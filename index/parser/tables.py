"""Rows of judgement tables: a name on the left, a grade in a cell on the right. Pure.

Readers give a table cell by cell, so a wrapped name comes whole before its grade. Where a cell was
not told apart, a row that ends with a grade after a judgement's name does as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.grades import GRADE_PATTERN, normalise_grade
from index.parser.layout import Row, join

_HEADER = re.compile(r"(?:key\s+)?judge?ment(?:\s+grade)?s?|(?:judge?ment\s+)?grade", re.IGNORECASE)
_ORDINAL = re.compile(r"\d(?:\.\d)?\.?\s+")
_GRADE_BEGINS = re.compile(r"(?:requir|inadequ|outstand|adequ|good|not\b|no\b)", re.IGNORECASE)
_CELLS = 40.0  # points: a grade cell begins at least this far right of its name


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A name and its grade as a table prints them, and the rows they stand in (last included).

    `rest` are the row's further cells; a digest's third cell is the official page, `said_page`.
    """

    first: int
    last: int
    name: str
    grade: str
    quote: str
    page: int
    said_page: int | None = None
    rest: tuple[str, ...] = ()


def grade_rows(rows: Sequence[Row], size: float) -> tuple[GradeRow, ...]:
    """Every row of a table that grades something, in reading order; `size` is the body text's."""
    found: list[GradeRow] = []
    taken = -1
    at = 0
    first_page = rows[0].page if rows else 0
    while at < len(rows):
        row = None
        # Past the first page a name and a grade on one line are a section's heading.
        if rows[at].page == first_page and rows[at].size <= size + 1.2:
            row = _named_row(rows, at, taken)
        row = row or _piped(rows, at) or _celled(rows, at, taken)
        if row:
            found.append(row)
            taken = row.last
            at = row.last
        at += 1
    return tuple(found)


def is_header(row: Row) -> bool:
    """Whether a row is the head of a judgement table or of one of its columns."""
    words = row.text.strip(" |")
    return bool(_HEADER.fullmatch(words.replace(" | ", " "))) or bool(
        re.fullmatch(r"judge?ment\s*\|\s*grade(?:\s*\|\s*page)?", words, re.IGNORECASE)
    )


def _named(text: str) -> str:
    return _ORDINAL.sub("", text, count=1) if _ORDINAL.match(text) else text


def _piped(rows: Sequence[Row], at: int) -> GradeRow | None:
    text = rows[at].text
    if not (text.startswith("|") and text.endswith("|")):
        return None
    cells = [cell.strip() for cell in text.strip("|").split("|")]
    grade = normalise_grade(cells[1]) if len(cells) > 1 else None
    if not grade or not cells[0]:
        return None
    page = int(cells[2]) if len(cells) > 2 and re.fullmatch(r"[0-9]{1,4}", cells[2]) else None
    return GradeRow(
        first=at,
        last=at,
        name=_named(cells[0]),
        grade=grade,
        quote=f"{cells[0]} {cells[1]}",
        page=rows[at].page,
        said_page=page,
        rest=tuple(cells[2 if page is None else 3 :]),
    )


def _celled(rows: Sequence[Row], at: int, taken: int) -> GradeRow | None:
    row = rows[at]
    if not row.placed or row.kind != "text" or at - 1 <= taken:
        return None
    last = _grade_cell(rows, at)
    if last is None:
        return None
    grade = normalise_grade(join(r.text for r in rows[at : last + 1]))
    first = at
    while first - 1 > taken:
        left = rows[first - 1]
        beside = left.page == row.page and left.kind == "text"
        if not beside or left.x0 > row.x0 - _CELLS or left.x1 > row.x0 + 6 or is_header(left):
            break
        first -= 1
        if left.leap or _ORDINAL.match(left.text):
            break
    name = join(r.text for r in rows[first:at])
    tall = abs(rows[first].top - row.top) if first < at else 0.0
    if not name or not grade or len(name) > 160 or tall > 5 * row.size:
        return None
    quote = join(r.text for r in rows[first : last + 1])
    return GradeRow(first, last, _named(name), grade, quote, row.page)


def _grade_cell(rows: Sequence[Row], at: int) -> int | None:
    """The last row of a cell that begins at `at` and holds a grade and nothing else."""
    best = None
    if not _GRADE_BEGINS.match(rows[at].text):
        return None
    for last in range(at, min(at + 4, len(rows))):
        row = rows[last]
        if row.page != rows[at].page or row.kind != "text" or abs(row.x0 - rows[at].x0) > 3:
            break
        if last > at and row.leap:
            break
        if normalise_grade(join(r.text for r in rows[at : last + 1])):
            best = last
    return best


def _named_row(rows: Sequence[Row], at: int, taken: int) -> GradeRow | None:
    """A known name that begins at `at` and the one grade printed after, below or amid its words."""
    if at <= taken or not _NAME_BEGINS.match(rows[at].text):
        return None
    best: GradeRow | None = None  # the longest wins: "requires improvement" / "to be good"
    for last in range(at, min(at + 6, len(rows))):
        row = rows[last]
        if row.page != rows[at].page or row.kind != "text" or row.bullet is not None:
            break
        if last > at and row.leap and (best or _NAME_BEGINS.match(row.text)):
            break
        quote = join(r.text for r in rows[at : last + 1])
        if len(quote) > 200:
            break
        below = rows[last + 1] if last + 1 < len(rows) else None
        best = _graded(quote, at, last, row.page, below) or best
    return best


def _graded(quote: str, first: int, last: int, page: int, below: Row | None) -> GradeRow | None:
    """The row that `quote` is: a whole known name, and a grade anywhere in it."""
    for grade in re.finditer(rf"(?<!\w){GRADE_PATTERN}(?!\w)", quote, re.IGNORECASE):
        name = " ".join(_named(f"{quote[: grade.start()]} {quote[grade.end() :]}").split())
        standard = normalise_grade(grade.group())
        if standard is None or not _NAMES.fullmatch(name):
            continue
        if below is None or not _name_goes_on(name, below):
            return GradeRow(first, last, name, standard, quote, page)
    return None


def _name_goes_on(name: str, row: Row) -> bool:
    """Whether the row below only completes the name: "... in care" / "and care leavers"."""
    return row.kind == "text" and bool(_NAMES.fullmatch(join([name, row.text])))


# The names that tables print: where no cell tells name and grade apart, nothing else is believed.
_NAMES = re.compile(
    r"overall effectiveness"
    r"|(?:the )?impact of leaders on social work practice with children and families\.?"
    r"|(?:the )?experiences and progress of (?:children who need help and protection"
    r"|children in care(?: and care leavers)?|care leavers"
    r"|children looked after and achieving permanence)"
    r"|children who need help and protection"
    r"|children looked after and achieving permanence"
    r"|adoption performance"
    r"|leadership,? management and governance|leadership and management"
    r"|capacity to improve|quality of provision"
    r"|outcomes for looked after children and young people",
    re.IGNORECASE,
)
_NAME_BEGINS = re.compile(
    r"(?:\d(?:\.\d)?\.?\s+)?(?:overall effectiveness|(?:the )?impact of leaders"
    r"|(?:the )?experiences and progress|children (?:who need|looked after)|adoption performance"
    r"|leadership,? |capacity to|quality of|outcomes for)",
    re.IGNORECASE,
)

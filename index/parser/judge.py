"""Tables, sentences and headings -> the judgements of a report, cross-checked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.grades import GRADE_PATTERN, aspect_slug, grade_at_end, known_aspect, normalise_grade
from index.parser.blocks import Block
from index.parser.tables import GradeRow
from index.types import Framework, Judgement

_OVERALL = re.compile(
    rf"(?:the\s+)?overall\s+(?:judgement|effectiveness)\s+(?:of\s+[^.]{{3,80}}?\s+)?is\s+(?:that\s+[^.]{{3,80}}?\s+(?:is|are)?\s*)?(?:judged\s+(?:to\s+be\s+)?)?(?P<grade>{GRADE_PATTERN})"
    rf"|children[’'`]?s\s+services\s+(?:in\s+[^.]{{2,90}}?\s+)?(?:(?:is|are)\s+)?(?:judged\s+(?:to\s+be\s+)?)?(?P<grade2>{GRADE_PATTERN})",
    re.IGNORECASE,
)
_LSCB = re.compile(
    r"(?:the\s+)?(?:effectiveness\s+of\s+the\s+)?"
    r"(?:(?:local\s+)?safeguarding\s+children(?:[’'`]?s)?\s+board|\b[a-z]{0,4}lscb\b)"
    r"(?:\s*\(\w*scb\))?(?:\s+in\s+[\w’'&-]+(?:\s+[\w’'&-]+){0,4}?)?"
    rf"\s*(?:\b(?:is|are|was)\b|:|–|-)?\s*:?\s*(?:judged\s+(?:to\s+be\s+|as\s+)?)?(?P<grade>{GRADE_PATTERN})\b"
    r"(?!\s+(?:practice|at|in\b|and|or))",
    re.IGNORECASE,
)


def judged(
    framework: Framework,
    tables: Sequence[GradeRow],
    blocks: Sequence[Block],
    first_numbered: int,
) -> list[tuple[Judgement, Block]]:
    """The judgements of a report, each with the block that prints it.

    Blocks and tables are in reading order; `first_numbered` is the row of paragraph 1, before which
    the judgement table stands, except in reports that record their findings at the end.
    """
    found: list[tuple[Judgement, Block]] = []
    aspects: set[str] = set()

    def add(aspect: str, name: str, grade: str, page: int, quote: str, block: Block) -> None:
        if aspect not in aspects:
            aspects.add(aspect)
            found.append((Judgement(aspect, name, grade, page, quote), block))

    by_row = {block.first: block for block in blocks if block.kind == "table"}
    main = _main_table(tables, framework, first_numbered)
    if framework != "other" and not any(aspect_slug(row.name) == "overall" for row in main):
        sentence = _sentence(_OVERALL, (b for b in blocks if b.front))
        if sentence and framework in ("SIF", "ILACS"):
            words, grade, block = sentence
            add(
                "overall",
                "Overall effectiveness" if framework == "ILACS" else "The overall judgement",
                grade,
                block.page_start,
                words,
                block,
            )
    for row in main:
        printed = by_row.get(row.first)
        if printed is not None:
            add(aspect_slug(row.name), row.name, row.grade, row.page, row.quote, printed)
    if framework in ("SIF", "LSCB"):
        board = _board(blocks)
        if board:
            words, grade, block = board
            add("lscb", "Local Safeguarding Children Board", grade, block.page_start, words, block)
    return found


def _main_table(
    tables: Sequence[GradeRow], framework: Framework, first_numbered: int
) -> list[GradeRow]:
    if framework == "other":
        return [row for row in tables if known_aspect(row.name)]
    if framework == "LAC":
        last = tables[-1].page if tables else 0
        return [row for row in tables if row.page == last]
    early = [row for row in tables if row.first < first_numbered and row.page <= 3]
    names: set[str] = set()
    main = []
    for row in early:
        if aspect_slug(row.name) not in names:
            names.add(aspect_slug(row.name))
            main.append(row)
    return main


def _sentence(pattern: re.Pattern[str], blocks: Iterable[Block]) -> tuple[str, str, Block] | None:
    for block in blocks:
        if block.kind in ("footnote", "boilerplate", "table"):
            continue
        text = block.text
        found = pattern.search(text)
        if found:
            printed = next(words for words in found.groupdict().values() if words)
            grade = normalise_grade(printed)
            end = re.compile(r"[.!?]").search(text, found.end())
            stop = found.end() + (1 if end and end.start() == found.end() else 0)
            if grade:
                return text[found.start() : stop], grade, block
    return None


def _board(blocks: Sequence[Block]) -> tuple[str, str, Block] | None:
    """The grade of the safeguarding board: on the front page, else in a heading of its part."""
    front = _sentence(_LSCB, (b for b in blocks if b.front))
    if front:
        return front
    headed = _sentence(_LSCB, (b for b in blocks if b.heading))
    if headed:
        return headed
    for at, block in enumerate(blocks[:-1]):
        # "Local Safeguarding Children Board" on one line, "requires improvement" below
        if block.heading and re.search(
            r"safeguarding\s+children\s+board|\blscb\b", block.text, re.IGNORECASE
        ):
            grade = normalise_grade(blocks[at + 1].text)
            if grade:
                return blocks[at + 1].text, grade, blocks[at + 1]
    return None


def disagreements(
    judgements: Iterable[Judgement], blocks: Iterable[Block], tables: Iterable[GradeRow]
) -> list[str]:
    """Where headings or later tables say another grade than the judgement table, in words."""
    grades = {j.aspect: j for j in judgements}
    problems = []
    said: list[tuple[str, str, int]] = [(row.name, row.grade, row.page) for row in tables]
    for block in blocks:
        ending = grade_at_end(block.text) if block.heading else None
        if ending and block.page_start > 1:
            said.append((ending[0], ending[1], block.page_start))
    for name, grade, page in said:
        aspect = known_aspect(name)
        stated = grades.get(aspect) if aspect else None
        if stated and stated.grade != grade and (page, grade) != (stated.page, stated.grade):
            problems.append(
                f"{stated.name}: page {stated.page} says {stated.grade}, page {page} says {grade}"
            )
    return list(dict.fromkeys(problems))

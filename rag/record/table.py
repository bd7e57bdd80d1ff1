"""Inspections beside each other as a table, each cell with the citation that prints it. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from index.types import ReportCard
from rag.record.grades import ASPECT_WORDS
from rag.record.receipts import Receipt, month, who
from rag.types import Cell, Citation, Table

MOST = 6
"""Columns that a table may have; more are a list and no table."""


def table(
    compared: Sequence[tuple[ReportCard, Sequence[Receipt]]], citations: Sequence[Citation]
) -> Table | None:
    """A row for each aspect that one of the inspections grades; None where there is nothing to compare.

    A grade that no citation of the answer shows is left empty.
    """
    if not 1 < len(compared) <= MOST:
        return None
    numbers = {(c.paragraph_id, c.start, c.end): c.n for c in citations}
    graded = {
        (judgement.aspect, column): Cell(judgement.grade, number)
        for column, (_, found) in enumerate(compared)
        for judgement, place in found
        if (number := numbers.get((place.paragraph.id, place.start, place.end)))
    }
    aspects = [slug for slug in ASPECT_WORDS if any(slug == own for own, _ in graded)]
    if not aspects:
        return None
    return Table(
        tuple(column_name(card) for card, _ in compared),
        tuple(
            (
                row_name(slug),
                tuple(graded.get((slug, column)) for column in range(len(compared))),
            )
            for slug in aspects
        ),
    )


def column_name(card: ReportCard) -> str:
    """What stands above an inspection: council and month."""
    return ", ".join(filter(None, (who(card), month(card))))


def row_name(aspect: str) -> str:
    """What stands before an aspect's grades, without the words that lead to it in a sentence."""
    return ASPECT_WORDS[aspect].removeprefix("for ").removeprefix("its ")

"""Does a saved answer say as a whole what its statements say? Its text, its status and its table. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from index.types import Report
from rag.record.grades import ASPECT_WORDS
from rag.record.receipts import receipt
from rag.record.table import column_name, row_name
from rag.types import Evidence, Status, Table
from rag.writing import marks

_PARTS = "Not answered"


def text_fault(answer: Mapping[str, Any]) -> str:
    """What the text, the status and the unanswered parts say beyond the statements; "" if nothing."""
    statements, left = answer["statements"], answer.get("unanswered", [])
    status = answer.get("status")
    if not isinstance(statements, list):
        return "the statements are not a list"
    if status not in list(Status):
        return f"the status {status!r} is none that an answer has"
    if not isinstance(left, list) or not all(
        isinstance(part, str) and part.startswith(_PARTS) for part in left
    ):
        return "“unanswered” holds more than the parts that are not answered"
    if not statements:
        if status in (Status.ANSWERED, Status.PARTIAL):
            return "it is said to answer, and states nothing"
        return "it states nothing, and leaves parts unanswered" if left else ""
    expected = Status.PARTIAL if left else Status.ANSWERED
    if status != expected:
        return f"the status is “{status}”; by its statements it is “{expected}”"
    lines = [_line(statement) for statement in statements]
    if None in lines or answer.get("text") != "\n".join([*map(str, lines), *left]):
        return "the text is not that of the statements"
    return ""


def table_fault(document: Any, shown: Mapping[int, tuple[Evidence, Report]]) -> str:
    """What a table says that its citations do not print; "" if nothing.

    `shown` are the citations that were proved, by number, each with its report as read anew.
    """
    try:
        table = Table.from_dict(document)
    except (KeyError, TypeError, ValueError, OverflowError):
        return "the table is not one"
    for aspect, cells in table.rows:
        if len(cells) != len(table.columns):
            return f"the row “{aspect}” has not one cell for each column"
        for column, cell in zip(table.columns, cells, strict=True):
            if cell is None:
                continue
            if cell.citation not in shown:
                return f"it cites {cell.citation}, which is not proved"
            evidence, report = shown[cell.citation]
            if column != column_name(report.card):
                return f"the column “{column}” is not that of citation {cell.citation}"
            if (aspect, cell.grade) not in _printed(evidence, report):
                return f"citation {cell.citation} does not print “{cell.grade}” for {aspect}"
    return ""


def _line(statement: Any) -> str | None:
    """A statement as the text has it; None where it is malformed."""
    if not isinstance(statement, dict):
        return None
    numbers = statement.get("citations")
    if not numbers or not isinstance(numbers, list):
        return None
    whole = all(isinstance(n, int) for n in numbers)
    return f"{statement.get('text')} {marks(numbers)}" if whole else None


def _printed(evidence: Evidence, report: Report) -> set[tuple[str, str]]:
    """The (aspect, grade) pairs that a report prints in the words of a citation."""
    where = (evidence.paragraph.id, evidence.start, evidence.end)
    return {
        (row_name(judgement.aspect), judgement.grade)
        for judgement in report.judgements
        if judgement.aspect in ASPECT_WORDS
        and (place := receipt(report, judgement.quote, judgement.paragraph_id))
        and (place.paragraph.id, place.start, place.end) == where
    }

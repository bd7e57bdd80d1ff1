"""What changes the library's tables, each inside a transaction that the caller holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import index.storage.rows as rows
from index.report import PARSER
from index.types import Passage, Report


def set_meta(connection: sqlite3.Connection, values: Mapping[str, str]) -> None:
    """Keep named values."""
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())


def insert(connection: sqlite3.Connection, report: Report, passages: Sequence[Passage]) -> None:
    """Put in a report and its passages; the id must be free."""
    values = rows.report_values(report) | {
        "added": datetime.now(UTC).isoformat("T", "seconds"),
        "parser": PARSER,
    }
    row = connection.execute(
        f"INSERT INTO reports ({', '.join(values)}) VALUES ({_marks(values)})",
        tuple(values.values()),
    ).lastrowid
    _put_parts(connection, row or 0, report)
    put_passages(connection, row or 0, passages)


def read_again(
    connection: sqlite3.Connection, row: int, report: Report, passages: Sequence[Passage]
) -> None:
    """Put a new reading in the place of the one in a row; paragraphs that differ are kept as they were.

    So a citation of the older reading still leads to the words that it quotes.
    """
    new = {(p.id, p.text, p.page_start, p.page_end) for p in report.paragraphs}
    old = connection.execute(
        "SELECT * FROM paragraphs WHERE report = ? ORDER BY place", (row,)
    ).fetchall()
    gone = [
        paragraph
        for item in old
        if (paragraph := rows.paragraph(item)).text
        and (paragraph.id, paragraph.text, paragraph.page_start, paragraph.page_end) not in new
    ]
    _insert(
        connection, "earlier_paragraphs", [{"report": row} | rows.paragraph_values(p) for p in gone]
    )
    for table in ("paragraphs", "judgements", "improvements"):
        connection.execute(f"DELETE FROM {table} WHERE report = ?", (row,))
    values = rows.report_values(report) | {"parser": PARSER}
    connection.execute(
        f"UPDATE reports SET {', '.join(f'{name} = ?' for name in values)} WHERE row = ?",
        (*values.values(), row),
    )
    _put_parts(connection, row, report)
    put_passages(connection, row, passages)


def put_passages(connection: sqlite3.Connection, row: int, passages: Sequence[Passage]) -> None:
    """Replace the passages of the report in a row."""
    connection.execute("DELETE FROM passages WHERE report = ?", (row,))
    _insert(connection, "passages", [{"report": row} | rows.passage_values(p) for p in passages])


def supersede(connection: sqlite3.Connection, row: int, by: str) -> None:
    """Mark a report as replaced by the bytes `by`; its paragraphs stay, its passages go."""
    connection.execute("DELETE FROM passages WHERE report = ?", (row,))
    old = connection.execute("SELECT sha256 FROM reports WHERE row = ?", (row,)).fetchone()
    connection.execute(
        "UPDATE reports SET superseded_by = ? WHERE row = ? OR superseded_by = ?",
        (by, row, old["sha256"]),
    )


def delete(connection: sqlite3.Connection, row: int) -> tuple[str, ...]:
    """Take out a report and what it had replaced; returns the SHA-256 of each."""
    gone = connection.execute(
        "SELECT row, sha256 FROM reports WHERE row = ?1 OR superseded_by ="
        " (SELECT sha256 FROM reports WHERE row = ?1)",
        (row,),
    ).fetchall()
    for old in gone:
        connection.execute("DELETE FROM passages WHERE report = ?", (old["row"],))
        connection.execute("DELETE FROM reports WHERE row = ?", (old["row"],))
    return tuple(old["sha256"] for old in gone)


def _put_parts(connection: sqlite3.Connection, row: int, report: Report) -> None:
    for table, items in (
        ("paragraphs", [rows.paragraph_values(p) for p in report.paragraphs]),
        ("judgements", [rows.judgement_values(j) for j in report.judgements]),
        ("improvements", [rows.improvement_values(i) for i in report.improvements]),
    ):
        _insert(connection, table, [{"report": row, "place": n} | i for n, i in enumerate(items)])


def _insert(connection: sqlite3.Connection, table: str, items: list[dict[str, Any]]) -> None:
    if items:
        names = ", ".join(items[0])
        connection.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({_marks(items[0])})",
            [tuple(item.values()) for item in items],
        )


def _marks(items: Mapping[str, object]) -> str:
    return ", ".join("?" for _ in items)

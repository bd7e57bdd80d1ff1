"""The truth: every report, paragraph, judgement and passage in one SQLite file.

Everything else on disk can be rebuilt from this file and the originals beside it. Reports are kept
by the SHA-256 of their bytes. A report that was replaced by a newer reading of the same inspection
stays, marked as superseded, so that an old citation still leads to the words it quoted.

The file is in WAL mode: one writer, any number of readers, each thread on its own connection.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import index.storage.rows as rows
from index.errors import LibraryError
from index.storage.schema import SCHEMA, TABLES, translated
from index.types import Improvement, Judgement, Paragraph, Passage, Report, ReportCard

_PASSAGE = (
    """SELECT p.*, r.report_id, r.authority FROM passages p JOIN reports r ON r.row = p.report"""
)
_LIVE = "superseded_by IS NULL"


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store knows of a report besides its card: its row, and what replaced it."""

    row: int
    card: ReportCard
    superseded_by: str | None


class Store:
    """The SQLite file of a library. Methods may be called from any thread.

    Raises:
        LibraryError: the file can't be opened, or was made by a newer version.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self._read_only = read_only
        self._local = threading.local()
        self._open: dict[threading.Thread, sqlite3.Connection] = {}
        self._guard = threading.Lock()
        self._closed = False
        with translated(path):
            self._prepare()

    def close(self) -> None:
        """Close the connections of every thread."""
        with self._guard:
            self._closed = True
            for connection in self._open.values():
                connection.close()
            self._open.clear()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Everything inside happens, or nothing does."""
        connection = self._connection()
        with translated(self.path):
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Several reads of one moment, whatever is written between them."""
        connection = self._connection()
        if connection.in_transaction:
            yield
            return
        connection.execute("BEGIN")
        try:
            yield
        finally:
            connection.rollback()

    # -- reading

    def meta(self, name: str) -> str | None:
        """Return a named value of the library, or None."""
        found = self._one("SELECT value FROM meta WHERE name = ?", (name,))
        return found["value"] if found else None

    def version(self) -> int:
        """Return a number that changes whenever another connection has written."""
        return int(self._connection().execute("PRAGMA data_version").fetchone()[0])

    def cards(self) -> tuple[ReportCard, ...]:
        """Every report in the library, newest inspection first."""
        found = self._all(
            f"SELECT * FROM reports WHERE {_LIVE} ORDER BY"
            " coalesce(inspected_start, published, '') DESC, authority, report_id"
        )
        return tuple(rows.card(row) for row in found)

    def stored(self, *, sha256: str | None = None, report_id: str | None = None) -> Stored | None:
        """Find a report by its bytes, superseded or not, or the living one by its id."""
        if sha256 is not None:
            row = self._one("SELECT * FROM reports WHERE sha256 = ?", (sha256,))
        else:
            row = self._one(f"SELECT * FROM reports WHERE report_id = ? AND {_LIVE}", (report_id,))
        return Stored(row["row"], rows.card(row), row["superseded_by"]) if row else None

    def superseded(self, sha256: str) -> tuple[ReportCard, ...]:
        """The older readings that the report with these bytes replaced."""
        found = self._all("SELECT * FROM reports WHERE superseded_by = ? ORDER BY row", (sha256,))
        return tuple(rows.card(row) for row in found)

    def report(self, row: int) -> Report:
        """Return the report in a row, exactly as it was put in."""
        with self._snapshot():
            head = self._one("SELECT * FROM reports WHERE row = ?", (row,))
            parts = {
                table: self._all(f"SELECT * FROM {table} WHERE report = ? ORDER BY place", (row,))
                for table in ("judgements", "improvements", "paragraphs")
            }
        if head is None:
            raise LibraryError("The report was removed while it was being read; ask again.")
        return Report(
            card=rows.card(head),
            judgements=tuple(rows.judgement(r) for r in parts["judgements"]),
            improvements=tuple(rows.improvement(r) for r in parts["improvements"]),
            paragraphs=tuple(rows.paragraph(r) for r in parts["paragraphs"]),
            problems=rows.problems(head),
        )

    def paragraph(
        self, paragraph_id: str, sha256: str | None = None
    ) -> tuple[ReportCard, Paragraph] | None:
        """Find a paragraph; `sha256` asks for the reading of those bytes, superseded or not.

        Without it the living report comes first, then the youngest superseded one.
        """
        with self._snapshot():
            row = self._one(
                "SELECT p.* FROM paragraphs p JOIN reports r ON r.row = p.report"
                " WHERE p.id = ? AND coalesce(r.sha256 = ?, 1)"
                " ORDER BY r.superseded_by IS NOT NULL, r.row DESC LIMIT 1",
                (paragraph_id, sha256),
            )
            if row is None:
                return None
            head = self._one("SELECT * FROM reports WHERE row = ?", (row["report"],))
        return (rows.card(head), rows.paragraph(row)) if head else None

    def judgements(self) -> tuple[tuple[ReportCard, Judgement], ...]:
        """Every judgement of every report, reports newest first."""
        by_row: dict[str, list[Judgement]] = {}
        for row in self._all(
            "SELECT j.*, r.report_id FROM judgements j JOIN reports r ON r.row = j.report"
            f" WHERE r.{_LIVE} ORDER BY j.report, j.place"
        ):
            by_row.setdefault(row["report_id"], []).append(rows.judgement(row))
        return tuple(
            (card, judgement)
            for card in self.cards()
            for judgement in by_row.get(card.report_id, ())
        )

    def improvements(self, report_id: str) -> tuple[Improvement, ...]:
        """What a report says must improve, in its order."""
        found = self._all(
            "SELECT i.* FROM improvements i JOIN reports r ON r.row = i.report"
            f" WHERE r.report_id = ? AND r.{_LIVE} ORDER BY i.place",
            (report_id,),
        )
        return tuple(rows.improvement(row) for row in found)

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Return the passages with these ids; ids that are gone are left out."""
        return {
            row["id"]: rows.passage(row)
            for some in _batches(tuple(ids))
            for row in self._all(f"{_PASSAGE} WHERE p.id IN ({_marks(some)})", some)
        }

    def passages_of(self, report_id: str) -> tuple[Passage, ...]:
        """Every passage of a living report, in its order."""
        found = self._all(
            f"{_PASSAGE} WHERE r.report_id = ? AND r.{_LIVE} ORDER BY p.row", (report_id,)
        )
        return tuple(rows.passage(row) for row in found)

    def passage_ids(self) -> dict[str, tuple[str, ...]]:
        """The passage ids of every living report, by report id."""
        found: dict[str, list[str]] = {card.report_id: [] for card in self.cards()}
        for row in self._all(
            "SELECT p.id, r.report_id FROM passages p JOIN reports r ON r.row = p.report ORDER BY p.row"
        ):
            found.setdefault(row["report_id"], []).append(row["id"])
        return {report_id: tuple(ids) for report_id, ids in found.items()}

    def keyword(
        self, match: str, k: int, reports: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """Find passages by FTS5 query `match`: `(passage id, BM25)`, best first, higher is better.

        The scope `reports` (report ids) is applied before the `k` best are taken.

        Raises:
            LibraryError: `match` is not a well-formed FTS5 query.
        """
        scope, values = "", []
        if reports is not None:
            scope = (
                # the plus keeps SQLite from asking the full-text index for one passage at a time
                " AND +words.rowid IN (SELECT p.row FROM passages p JOIN reports r"
                f" ON r.row = p.report WHERE r.report_id IN ({_marks(reports)}))"
            )
            values = list(reports)
        found = self._all(
            # the words of a section's heading say what its paragraphs are about, at half the weight;
            # only the best are looked up among the passages
            "SELECT p.id, -w.score AS score FROM (SELECT words.rowid AS row,"
            f" bm25(words, 1.0, 0.5) AS score FROM words WHERE words MATCH ?{scope}"
            " ORDER BY score, words.rowid LIMIT ?) w JOIN passages p ON p.row = w.row"
            " ORDER BY w.score, w.row",
            (match, *values, k),
        )
        return [(row["id"], float(row["score"])) for row in found]

    def count(self) -> int:
        """Return how many passages the library holds."""
        found = self._one("SELECT count(*) AS n FROM passages")
        return int(found["n"]) if found else 0

    # -- writing, inside `transaction()`

    def set_meta(self, connection: sqlite3.Connection, values: Mapping[str, str]) -> None:
        """Keep named values."""
        connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values.items())

    def insert(
        self, connection: sqlite3.Connection, report: Report, passages: Sequence[Passage]
    ) -> None:
        """Put in a report and its passages; the id must be free."""
        values = rows.report_values(report) | {"added": datetime.now(UTC).isoformat("T", "seconds")}
        row = connection.execute(
            f"INSERT INTO reports ({', '.join(values)}) VALUES ({_marks(values)})",
            tuple(values.values()),
        ).lastrowid
        for table, items in (
            ("paragraphs", [rows.paragraph_values(p) for p in report.paragraphs]),
            ("judgements", [rows.judgement_values(j) for j in report.judgements]),
            ("improvements", [rows.improvement_values(i) for i in report.improvements]),
        ):
            _insert(
                connection, table, [{"report": row, "place": n} | i for n, i in enumerate(items)]
            )
        self.put_passages(connection, row or 0, passages)

    def put_passages(
        self, connection: sqlite3.Connection, row: int, passages: Sequence[Passage]
    ) -> None:
        """Replace the passages of the report in a row."""
        connection.execute("DELETE FROM passages WHERE report = ?", (row,))
        _insert(
            connection, "passages", [{"report": row} | rows.passage_values(p) for p in passages]
        )

    def supersede(self, connection: sqlite3.Connection, row: int, by: str) -> None:
        """Mark a report as replaced by the bytes `by`; its paragraphs stay, its passages go."""
        connection.execute("DELETE FROM passages WHERE report = ?", (row,))
        old = connection.execute("SELECT sha256 FROM reports WHERE row = ?", (row,)).fetchone()
        connection.execute(
            "UPDATE reports SET superseded_by = ? WHERE row = ? OR superseded_by = ?",
            (by, row, old["sha256"]),
        )

    def delete(self, connection: sqlite3.Connection, row: int) -> tuple[str, ...]:
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

    # -- checking

    def faults(self) -> tuple[str, ...]:
        """Say what is wrong with the file itself; empty when it is whole."""
        connection = self._connection()
        try:
            found = [r[0] for r in connection.execute("PRAGMA integrity_check") if r[0] != "ok"]
            found += [
                f"a row of {r[0]} belongs to no report"
                for r in connection.execute("PRAGMA foreign_key_check")
            ]
        except sqlite3.DatabaseError as error:
            return (f"the database is damaged: {error}",)
        return (*found, *self._word_faults())

    def _word_faults(self) -> tuple[str, ...]:
        """Compare the full-text index with the passages; a writer at work is not waited for."""
        if self._read_only:
            return ()
        connection = self._connection()
        connection.execute("PRAGMA busy_timeout = 200")
        try:
            # SQLite words this check as an insert; it changes nothing
            connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
        except sqlite3.OperationalError:
            return ()
        except sqlite3.DatabaseError as error:
            return (f"the full-text index is damaged: {error}",)
        finally:
            connection.execute("PRAGMA busy_timeout = 60000")
        return ()

    def copy_to(self, path: Path) -> None:
        """Write a whole, consistent copy of the file while others read and write."""
        with translated(path):
            target = sqlite3.connect(path)
            try:
                self._connection().backup(target)
                target.execute("PRAGMA journal_mode = DELETE")
            finally:
                target.close()

    # -- connections

    def _prepare(self) -> None:
        connection = self._connection()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA:
            return
        if version > SCHEMA:
            msg = (
                f"The library {self.path.parent} was written by a newer version of this program."
                " Update the program, or use another --library."
            )
            raise LibraryError(msg)
        with self.transaction() as inside:
            # another process may have made the tables while this one waited for its turn
            if inside.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
                for statement in rows.statements(TABLES):
                    inside.execute(statement)
                inside.execute(f"PRAGMA user_version = {SCHEMA}")

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and not self._closed:
            return connection
        if self._closed:
            raise LibraryError("The library was closed.")
        with translated(self.path):
            # a library on a medium that can't be written has no writer either: no locks are needed
            uri = f"{self.path.absolute().as_uri()}?mode=" + (
                "ro&immutable=1" if self._read_only else "rwc"
            )
            connection = sqlite3.connect(
                uri, uri=True, timeout=60, isolation_level=None, check_same_thread=False
            )
            connection.row_factory = sqlite3.Row
            if not self._read_only:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA foreign_keys = ON")
        with self._guard:
            # a server's threads come and go: what an ended one held would stay open for ever
            for ended in [thread for thread in self._open if not thread.is_alive()]:
                self._open.pop(ended).close()
            self._open[threading.current_thread()] = connection
        self._local.connection = connection
        return connection

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        with translated(self.path):
            return self._connection().execute(sql, tuple(values)).fetchall()

    def _one(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        found = self._all(sql, values)
        return found[0] if found else None


def _insert(connection: sqlite3.Connection, table: str, items: list[dict[str, Any]]) -> None:
    if items:
        names = ", ".join(items[0])
        connection.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({_marks(items[0])})",
            [tuple(item.values()) for item in items],
        )


def _marks(items: Iterable[Any]) -> str:
    return ", ".join("?" for _ in items)


def _batches(items: tuple[str, ...], size: int = 500) -> Iterator[tuple[str, ...]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

"""The truth: every report, paragraph, judgement and passage in one SQLite file.

Everything else on disk can be rebuilt from this file and the originals beside it. Reports are kept
by the SHA-256 of their bytes. A report that was replaced by a newer reading of the same inspection
stays, marked as superseded, so that an old citation still leads to the words it quoted.

The file is in WAL mode: one writer, any number of readers, each thread on its own connection.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import index.storage.rows as rows
from index.errors import LibraryError
from index.storage.keywords import BM25, Keywords, alternatives
from index.storage.schema import CHANGES, SCHEMA, TABLES, translated
from index.types import Improvement, Judgement, Paragraph, Passage, Report, ReportCard

_PASSAGE = (
    """SELECT p.*, r.report_id, r.authority FROM passages p JOIN reports r ON r.row = p.report"""
)
_LIVE = "superseded_by IS NULL"

FEW = 8
"""Within so few reports SQLite scores their passages alone; over more, each term is scored once and kept."""

T = TypeVar("T")


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
        self._keywords = Keywords(self._tuples)
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

    def read_otherwise(self, parser: str) -> tuple[ReportCard, ...]:
        """The reports in the library that another version of the parser read than this one."""
        found = self._all(
            f"SELECT * FROM reports WHERE {_LIVE} AND parser <> ? ORDER BY row", (parser,)
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
        self, paragraph_id: str, sha256: str | None = None, quote: str = ""
    ) -> tuple[ReportCard, Paragraph] | None:
        """Find a paragraph; `sha256` asks for a reading of those bytes, superseded or not.

        A paragraph that holds `quote` comes first, then the living report's, then the youngest.
        """
        columns = "report, id, number, section, part, page_start, page_end, text, kind"
        with self._snapshot():
            row = self._one(
                f"SELECT p.* FROM (SELECT {columns}, 1 AS now FROM paragraphs WHERE id = ?1"
                f" UNION ALL SELECT {columns}, 0 FROM earlier_paragraphs WHERE id = ?1) p"
                " JOIN reports r ON r.row = p.report WHERE coalesce(r.sha256 = ?2, 1)"
                " ORDER BY instr(p.text, ?3) = 0, p.now DESC, r.superseded_by IS NOT NULL,"
                " r.row DESC LIMIT 1",
                (paragraph_id, sha256, quote),
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
        terms = alternatives(match)
        if terms and (reports is None or len(reports) > FEW):
            best = self._keywords.best(terms, k, reports, self.meta("generation") or "")
            names = self._ids([row for row, _ in best])
            return [(names[row], score) for row, score in best if row in names]
        scope, values = "", []
        if reports is not None:
            scope = (
                # the plus keeps SQLite from asking the full-text index for one passage at a time
                " AND +words.rowid IN (SELECT p.row FROM passages p JOIN reports r"
                f" ON r.row = p.report WHERE r.report_id IN ({_marks(reports)}))"
            )
            values = list(reports)
        found = self._all(
            # only the best are looked up among the passages
            f"SELECT p.id, -w.score AS score FROM (SELECT words.rowid AS row, {BM25} AS score"
            f" FROM words WHERE words MATCH ?{scope} ORDER BY score, words.rowid LIMIT ?) w"
            " JOIN passages p ON p.row = w.row ORDER BY w.score, w.row",
            (match, *values, k),
        )
        return [(row["id"], float(row["score"])) for row in found]

    def _ids(self, numbers: Sequence[int]) -> dict[int, str]:
        return {
            row["row"]: row["id"]
            for some in _batches(tuple(numbers))
            for row in self._all(
                f"SELECT row, id FROM passages WHERE row IN ({_marks(some)})", some
            )
        }

    def count(self) -> int:
        """Return how many passages the library holds."""
        found = self._one("SELECT count(*) AS n FROM passages")
        return int(found["n"]) if found else 0

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
        if self._read_only:
            msg = (
                f"The library {self.path.parent} was made by an older version of this program and"
                " must be brought up to date once: open it where it can be written."
            )
            raise LibraryError(msg)
        with self.transaction() as inside:
            # another process may have made the tables while this one waited for its turn
            version = inside.execute("PRAGMA user_version").fetchone()[0]
            steps = [TABLES] if version == 0 else [CHANGES[n] for n in range(version, SCHEMA)]
            for script in steps:
                for statement in rows.statements(script):
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

    def _tuples(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """Rows as plain tuples, which are made faster: for thousands of them at once."""
        with translated(self.path):
            cursor = self._connection().cursor()
            cursor.row_factory = None
            return cursor.execute(sql, tuple(values)).fetchall()

    def _one(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        found = self._all(sql, values)
        return found[0] if found else None


def _marks(items: Iterable[Any]) -> str:
    return ", ".join("?" for _ in items)


def _batches(items: tuple[T, ...], size: int = 500) -> Iterator[tuple[T, ...]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]

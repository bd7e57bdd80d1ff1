"""What readers said of single citations, kept beside the library and never used to rank.

One SQLite file of its own, so that the library itself is not written while people read. A reader
who changes their mind replaces what they said before. `cases` turns verdicts into evaluation cases.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

from index.errors import LibraryError

Verdict = Literal["right", "wrong", "not_enough"]
FILE = "ledger.sqlite"


@dataclass(frozen=True, slots=True)
class Entry:
    """One reader's verdict on one citation of one answer.

    `question` stands alone, without its conversation. `start` and `end` are offsets in the
    paragraph's text; `said` is an ISO time in UTC; `reader` tells readers apart and names nobody.
    """

    said: str
    reader: str
    verdict: Verdict
    question: str
    statement: str
    report_id: str
    sha256: str
    paragraph_id: str
    paragraph: int | None
    pages: tuple[int, ...]
    quote: str
    start: int
    end: int
    library: str
    model: str | None = None


_NAMES = tuple(f.name for f in fields(Entry))
_SCHEMA = """
CREATE TABLE IF NOT EXISTS verdicts (
  said TEXT NOT NULL, reader TEXT NOT NULL, verdict TEXT NOT NULL, question TEXT NOT NULL,
  statement TEXT NOT NULL, report_id TEXT NOT NULL, sha256 TEXT NOT NULL, paragraph_id TEXT NOT NULL,
  paragraph INTEGER, pages TEXT NOT NULL, quote TEXT NOT NULL, start INTEGER NOT NULL,
  "end" INTEGER NOT NULL, library TEXT NOT NULL, model TEXT,
  UNIQUE (reader, question, sha256, paragraph_id, start, "end")
)"""


class Ledger:
    """The verdicts of one library; safe to write from many threads and processes."""

    def __init__(self, folder: str | Path) -> None:
        self.path = Path(folder) / FILE

    def record(self, entry: Entry) -> None:
        """Keep a verdict, in place of what the same reader said of the same citation before.

        Raises LibraryError where it can't be written, ValueError for an unknown verdict.
        """
        if entry.verdict not in get_args(Verdict):
            raise ValueError(f"unknown verdict {entry.verdict!r}")
        values = [json.dumps(v) if isinstance(v, tuple) else v for v in astuple(entry)]
        columns = ", ".join(f'"{name}"' for name in _NAMES)
        marks = ", ".join("?" * len(_NAMES))
        with self._connection() as connection, connection:
            connection.execute(
                f"INSERT OR REPLACE INTO verdicts ({columns}) VALUES ({marks})", values
            )

    def entries(self) -> tuple[Entry, ...]:
        """Every verdict, oldest first."""
        if not self.path.exists():
            return ()
        columns = ", ".join(f'"{name}"' for name in _NAMES)
        with self._connection() as connection:
            rows = connection.execute(f"SELECT {columns} FROM verdicts ORDER BY said, rowid")
            return tuple(_entry(dict(zip(_NAMES, row, strict=True))) for row in rows)

    def cases(self) -> tuple[dict[str, Any], ...]:
        """The verdicts as evaluation cases, one for each question and report.

        What readers called right becomes `gold_paragraphs`; what they called wrong or not enough
        stands in `disputed_paragraphs`. A paragraph that readers disagree on is disputed.
        """
        groups: dict[tuple[str, str], list[Entry]] = {}
        for entry in self.entries():
            groups.setdefault((entry.question, entry.report_id), []).append(entry)
        return tuple(
            _case(number, question, report, group)
            for number, ((question, report), group) in enumerate(groups.items(), start=1)
        )

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        try:
            with closing(sqlite3.connect(self.path, timeout=30)) as connection:
                connection.execute(_SCHEMA)
                yield connection
        except sqlite3.Error as error:
            raise LibraryError(
                f"The ledger {self.path} can't be read or written ({error}). "
                "Check that the folder is writable and the disk is not full."
            ) from error


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(**{**row, "pages": tuple(json.loads(row["pages"]))})


def _case(number: int, question: str, report: str, group: list[Entry]) -> dict[str, Any]:
    disputed = {e.paragraph_id for e in group if e.verdict != "right"}
    gold = {e.paragraph_id for e in group} - disputed
    said = {e.paragraph_id: e for e in group}

    def numbers(ids: set[str]) -> list[int]:
        return sorted({n for i in ids if (n := said[i].paragraph) is not None})

    return {
        "id": f"feedback-{number}",
        "question": question,
        "report": report,
        "history": [],
        "expect": "answer",
        "gold_paragraphs": numbers(gold),
        "also_acceptable": [],
        "gold_pages": sorted({p for i in gold for p in said[i].pages}),
        "answer_key": [],
        "kind": "feedback",
        "disputed_paragraphs": numbers(disputed),
        "quotes": [
            {
                "paragraph_id": e.paragraph_id,
                "start": e.start,
                "end": e.end,
                "quote": e.quote,
                "verdict": e.verdict,
            }
            for e in group
        ],
    }

"""What was recorded of a case, in and out of JSON, and the file from which a broken-off run goes on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from evals.types import Case, Cited, Found, Record

_VERSION = 1


def to_row(record: Record) -> dict[str, Any]:
    """A record as plain values."""
    return asdict(record)


def from_row(row: Mapping[str, Any]) -> Record:
    """The record that `to_row` wrote."""
    values = dict(row)
    for name in ("hits", "library_hits", "raw_hits"):
        values[name] = tuple(Found(**{**f, "pages": tuple(f["pages"])}) for f in row[name])
    for name in ("cited", "raw_cited"):
        values[name] = tuple(Cited(**{**c, "pages": tuple(c["pages"])}) for c in row[name])
    return Record(**values)


def fingerprint(cases: Iterable[Case], *parts: str | None) -> str:
    """Which run this is: the same cases, library and model give the same print, any change another."""
    digest = hashlib.sha256(json.dumps([_VERSION, *parts]).encode())
    for case in cases:
        asked = [case.id, case.question, case.history, case.report]
        digest.update(json.dumps(asked, ensure_ascii=False).encode())
    return digest.hexdigest()[:16]


class Progress:
    """The records of a run as they come, a line of JSON each, behind a line that names the run.

    A file of another run (other cases, library or model) is begun afresh; a last line that was broken
    off while being written is dropped. Use as a context; without a path nothing is kept.
    """

    def __init__(self, path: str | Path | None, run: str) -> None:
        self.done: dict[str, Record] = {}
        self._run = run
        self._path = Path(path) if path is not None else None
        self._file: TextIO | None = None

    def __enter__(self) -> Progress:
        if self._path is not None:
            self._read(self._path)
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8")
            self._write({"run": self._run})
            for record in self.done.values():
                self._write(to_row(record))
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, record: Record) -> None:
        """Keep a record; it is on disk when this returns."""
        self.done[record.case_id] = record
        if self._file is not None:
            self._write(to_row(record))

    def _write(self, row: Mapping[str, Any]) -> None:
        assert self._file is not None
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._file.flush()

    def _read(self, path: Path) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return
        rows: list[dict[str, Any]] = []
        for line in lines:
            try:
                rows.append(json.loads(line))
            except ValueError:
                break  # broken off in the middle of a line
        if not rows or rows[0].get("run") != self._run:
            return
        for row in rows[1:]:
            record = from_row(row)
            if record.error is None:  # what failed is tried again
                self.done[record.case_id] = record

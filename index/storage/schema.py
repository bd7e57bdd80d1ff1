"""The tables of the library's database, and its errors in our words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import LibraryError

SCHEMA = 2
"""Version of the tables below, kept in SQLite's `user_version`."""

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE reports (
  row INTEGER PRIMARY KEY, report_id TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE,
  superseded_by TEXT, added TEXT NOT NULL,
  name TEXT NOT NULL, title TEXT NOT NULL, authority TEXT NOT NULL, urn TEXT, framework TEXT NOT NULL,
  inspected_start TEXT, inspected_end TEXT, published TEXT, lead_inspector TEXT,
  pages INTEGER NOT NULL, digest INTEGER NOT NULL, link TEXT, problems TEXT NOT NULL,
  parser TEXT NOT NULL DEFAULT '');
CREATE UNIQUE INDEX reports_live ON reports (report_id) WHERE superseded_by IS NULL;
CREATE TABLE paragraphs (
  report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE, place INTEGER NOT NULL,
  id TEXT NOT NULL, number INTEGER, section TEXT NOT NULL, part INTEGER NOT NULL,
  page_start INTEGER NOT NULL, page_end INTEGER NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL,
  PRIMARY KEY (report, place)) WITHOUT ROWID;
CREATE INDEX paragraphs_id ON paragraphs (id);
CREATE TABLE judgements (
  report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE, place INTEGER NOT NULL,
  aspect TEXT NOT NULL, name TEXT NOT NULL, grade TEXT NOT NULL, page INTEGER NOT NULL,
  quote TEXT NOT NULL, paragraph_id TEXT, PRIMARY KEY (report, place)) WITHOUT ROWID;
CREATE TABLE improvements (
  report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE, place INTEGER NOT NULL,
  text TEXT NOT NULL, page INTEGER NOT NULL, paragraph INTEGER, paragraph_id TEXT,
  PRIMARY KEY (report, place)) WITHOUT ROWID;
CREATE TABLE passages (
  row INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
  id TEXT NOT NULL UNIQUE, paragraph_id TEXT NOT NULL, paragraph INTEGER, section TEXT NOT NULL,
  part INTEGER NOT NULL, pages TEXT NOT NULL, text TEXT NOT NULL,
  start INTEGER NOT NULL, end INTEGER NOT NULL, kind TEXT NOT NULL);
CREATE INDEX passages_report ON passages (report);
CREATE TABLE earlier_paragraphs (
  row INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
  id TEXT NOT NULL, number INTEGER, section TEXT NOT NULL, part INTEGER NOT NULL,
  page_start INTEGER NOT NULL, page_end INTEGER NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL);
CREATE INDEX earlier_paragraphs_id ON earlier_paragraphs (id);
CREATE VIRTUAL TABLE words USING fts5(
  text, section, content='passages', content_rowid='row', tokenize='porter unicode61 remove_diacritics 2');
CREATE TRIGGER passages_in AFTER INSERT ON passages BEGIN
  INSERT INTO words (rowid, text, section) VALUES (new.row, new.text, new.section); END;
CREATE TRIGGER passages_out AFTER DELETE ON passages BEGIN
  INSERT INTO words (words, rowid, text, section) VALUES ('delete', old.row, old.text, old.section); END;
"""

CHANGES = {
    1: """
ALTER TABLE reports ADD COLUMN parser TEXT NOT NULL DEFAULT '';
CREATE TABLE earlier_paragraphs (
  row INTEGER PRIMARY KEY, report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
  id TEXT NOT NULL, number INTEGER, section TEXT NOT NULL, part INTEGER NOT NULL,
  page_start INTEGER NOT NULL, page_end INTEGER NOT NULL, text TEXT NOT NULL, kind TEXT NOT NULL);
CREATE INDEX earlier_paragraphs_id ON earlier_paragraphs (id);
"""
}
"""What makes of a library of each older version one of the next."""


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, with what to do."""
    try:
        yield
    except sqlite3.Error as error:
        words = str(error)
        if "fts5" in words or "no such column" in words or "unterminated" in words:
            msg = f"The keyword query could not be read: {words}."
        elif "full" in words:
            msg = f"The disk with {path.parent} is full. Make room and run the command again."
        elif "locked" in words:
            msg = f"The library {path.parent} is being written by another process. Try again soon."
        elif isinstance(error, sqlite3.DatabaseError) and "malformed" in words:
            msg = f"The database {path} is damaged ({words}). Restore it from an export."
        else:
            msg = f"The database {path} can't be used: {words}. Run: judgements doctor"
        raise LibraryError(msg) from error

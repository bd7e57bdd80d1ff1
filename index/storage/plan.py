"""A report on its way into the library: what it says, how it is cut, and where its vectors go. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import index.storage.segments as segments
from index.errors import LibraryError
from index.passages import embedding_text, passages
from index.types import Passage, Report


@dataclass(frozen=True, slots=True)
class Plan:
    """A report that is to become part of the library, or that is there and changes.

    `at` is its place among the files that are added, None for one that the library holds already;
    `replaces` the SHA-256 of the older reading that it takes the place of; `reread` says that the
    parser read it anew.
    """

    report: Report
    cut: tuple[Passage, ...]
    file: str
    at: int | None = None
    replaces: str | None = None
    reread: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its passages."""
        return tuple(passage.id for passage in self.cut)

    @property
    def texts(self) -> list[str]:
        """What the model reads of each passage."""
        return [embedding_text(passage, self.report.card) for passage in self.cut]


def planned(
    report: Report,
    fingerprint: str,
    rules: str,
    *,
    at: int | None = None,
    replaces: str | None = None,
    reread: bool = False,
) -> Plan:
    """Cut a report into passages and name the file of their vectors.

    Raises:
        LibraryError: two paragraphs or passages share an id.
    """
    cut = passages(report)
    if len({p.id for p in cut}) < len(cut) or len({p.id for p in report.paragraphs}) < len(
        report.paragraphs
    ):
        msg = "Two paragraphs of the report came out under one name; please report this file."
        raise LibraryError(msg)
    pairs = [(p.id, embedding_text(p, report.card)) for p in cut]
    file = segments.name_of(fingerprint, rules, pairs)
    return Plan(report, cut, file, at, replaces, reread)

"""Which reading of an inspection may stand for it: an excerpt never takes a whole report's place. Pure."""

from __future__ import annotations

from index.types import Report


def excerpt(new: Report, old: Report) -> str:
    """Why `new` must not replace `old`, a reading of the same inspection; "" where it may.

    An excerpt is known by what it lacks: all judgements where the other has some, or more than half of
    the paragraphs.
    """
    ungraded = bool(old.judgements) and not new.judgements
    if not ungraded and 2 * _citable(new) >= _citable(old):
        return ""
    return (
        f"This reads like an excerpt of {old.card.report_id}, which is here already. "
        "Remove that one first if this is to stand for it."
    )


def was_replaced(report_id: str) -> str:
    """What is said of bytes that are here, but that a newer reading has replaced."""
    return (
        f"This was replaced by {report_id}, and is kept for old citations alone; "
        "remove that first if this is to stand for it."
    )


def _citable(report: Report) -> int:
    return sum(paragraph.kind != "boilerplate" for paragraph in report.paragraphs)

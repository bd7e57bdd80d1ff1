"""The inspections that are known to exist: facts and official pages, no text. Pure lookups.

`catalogue.csv` holds one row per inspection, built by `evals/build_catalogue.py` from a survey of
the published reports. An empty field is not known.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from index.councils.authorities import Mention, find_authority, mentions, nearest
from index.types import Framework, Period, Report

ASPECTS = (
    "overall",
    "leadership",
    "help_protection",
    "care_and_leavers",
    "in_care",
    "care_leavers",
    "adoption",
    "lscb",
)
LONGEST_WAIT = timedelta(days=548)
"""A report appears after its inspection and within 18 months: a date further off belongs to something else."""

_DATED_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d-\d\d-\d\d)(?=\.[A-Za-z]+$|$)")


@dataclass(frozen=True, slots=True)
class Inspection:
    """One inspection as a fact; `grades` are (aspect, grade) pairs in the order of `ASPECTS`."""

    authority: str
    urn: str | None
    framework: Framework
    inspected: Period | None
    published: date | None
    grades: tuple[tuple[str, str], ...]
    link: str | None = None


@cache
def catalogue() -> tuple[Inspection, ...]:
    """Every inspection known, by authority, newest first."""
    text = files("index.councils").joinpath("catalogue.csv").read_text(encoding="utf-8")
    rows = [_inspection(row) for row in csv.DictReader(text.splitlines())]
    return tuple(
        sorted(rows, key=lambda one: (one.authority, -(one.published or date.min).toordinal()))
    )


def known(authority: str) -> tuple[Inspection, ...]:
    """The inspections known of one authority, newest first; none for an unknown or ambiguous name."""
    names = find_authority(authority)
    return tuple(one for one in catalogue() if len(names) == 1 and one.authority == names[0])


def urn_of(authority: str) -> str | None:
    """The authority's number at Ofsted, where the catalogue has one and only one."""
    numbers = {one.urn for one in known(authority) if one.urn}
    return numbers.pop() if len(numbers) == 1 else None


def official_page(urn: str, base: str = "https://reports.ofsted.gov.uk") -> str:
    """The page on which Ofsted publishes everything about the authority with that number."""
    return f"{base}/provider/44/{urn}"


def complete(report: Report) -> Report:
    """Fill the report's number, date of publication and official page where the report does not print them.

    The rules, in order; what no rule covers stays missing:

    - urn: the catalogue's number of the authority;
    - published: the catalogue's date for the inspection of that authority that began and ended on the
      same days; failing that, a date at the end of the file's name, if it lies after the
      inspection's last day and within 18 months of it;
    - link: the authority's official page, once the number is known.
    """
    card = report.card
    urn = card.urn or urn_of(card.authority)
    published = card.published or _published(report)
    link = card.link or (official_page(urn) if urn else None)
    if (urn, published, link) == (card.urn, card.published, card.link):
        return report
    return replace(report, card=replace(card, urn=urn, published=published, link=link))


def _published(report: Report) -> date | None:
    inspected = report.card.inspected
    if inspected is None:
        return None
    dates = {
        one.published
        for one in known(report.card.authority)
        if one.inspected == inspected and one.framework == report.card.framework and one.published
    }
    if dates:
        return dates.pop() if len(dates) == 1 else None
    named = _DATED_NAME.search(report.card.name)
    day = _day(named.group(1)) if named else None
    return day if day and inspected.end < day <= inspected.end + LONGEST_WAIT else None


def _inspection(row: dict[str, str]) -> Inspection:
    start, end = _day(row["start"]), _day(row["end"])
    framework: Framework = row["framework"]  # type: ignore[assignment]
    return Inspection(
        authority=row["authority"],
        urn=row["urn"] or None,
        framework=framework,
        inspected=Period(start, end) if start and end else None,
        published=_day(row["published"]),
        grades=tuple((aspect, row[aspect]) for aspect in ASPECTS if row[aspect]),
        link=row["link"] or None,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


__all__ = [
    "ASPECTS",
    "Inspection",
    "Mention",
    "catalogue",
    "complete",
    "find_authority",
    "known",
    "mentions",
    "nearest",
    "official_page",
    "urn_of",
]

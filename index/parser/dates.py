"""Dates as reports print them, from one day to two separate weeks. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.types import Period

MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}|t)?\.?" for name in MONTHS)
_ISO = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})\s?[/.]\s?(\d{1,2})\s?[/.]\s?(\d{4}|\d{2})(?!\d)")
_WORDED = re.compile(
    rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:\s+(?:of\s+)?({_MONTH})\b)?(?:,?\s*((?:19|20)\d{{2}})\b)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day as printed: month and year may be left to the next one ("8 – 12 July 2013")."""

    day: int
    month: int | None
    year: int | None


def _month(word: str | None) -> int | None:
    if not word:
        return None
    return next(n for n, name in enumerate(MONTHS, 1) if name[:3] == word[:3].casefold())


def _days(text: str) -> list[_Day]:
    found: list[tuple[int, _Day]] = []

    def take(pattern: re.Pattern[str], rest: str) -> str:
        for match in pattern.finditer(rest):
            if pattern is _ISO:
                day = _Day(int(match[3]), int(match[2]), int(match[1]))
            elif pattern is _NUMERIC:
                year = int(match[3])
                day = _Day(int(match[1]), int(match[2]), year if year > 99 else 2000 + year)
            else:
                day = _Day(int(match[1]), _month(match[2]), int(match[3]) if match[3] else None)
            found.append((match.start(), day))
        return pattern.sub(lambda match: " " * len(match.group()), rest)

    rest = text
    for pattern in (_ISO, _NUMERIC, _WORDED):
        rest = take(pattern, rest)
    return [day for _, day in sorted(found, key=lambda item: item[0])]


def dates_in(text: str) -> list[date]:
    """Every date in `text`, in order; a day without month or year takes the next one's."""
    month: int | None = None
    year: int | None = None
    full: list[date] = []
    for day in reversed(_days(text)):
        if day.year is not None:
            year = day.year
        elif month is not None and day.month is not None and day.month > month and year:
            year -= 1  # "18 December to 6 January 2020": the first day fell in the year before
        month = day.month if day.month is not None else month
        if month is None or year is None:
            continue
        try:
            full.append(date(year, month, day.day))
        except ValueError:  # not a day of the calendar, so not a date
            continue
    return full[::-1]


def period_in(text: str) -> Period | None:
    """The first and last day that `text` names; two separate weeks count as one period."""
    days = dates_in(text)
    return Period(min(days), max(days)) if days else None


def date_in(text: str) -> date | None:
    """The first date in `text`."""
    days = dates_in(text)
    return days[0] if days else None

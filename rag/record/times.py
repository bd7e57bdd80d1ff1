"""The stretch of time that a question names: a year, a month, since, before, from and to. Pure."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import date

from index.types import ReportCard

_MONTHS = {month_name[number].lower(): number for number in range(1, 13)}
_MONTH = rf"(?:(?:{'|'.join(_MONTHS)}) )?"
_WHEN = rf"({_MONTH}20\d\d)"
_PHRASES = (
    ("between", rf"\b(?:between|from) {_WHEN} (?:and|to|until|till) {_WHEN}|\b{_WHEN} ?(?:to|[-–]) ?{_WHEN}"),
    ("either", r"\b(?:in |during )?(20\d\d) or (20\d\d)\b"),
    ("since", rf"\b(?:since|from) {_WHEN}(?: on(?:wards?)?)?"),
    ("after", rf"\bafter {_WHEN}"),
    ("before", rf"\bbefore (?:(?:the|its|their) )?{_WHEN}(?: (?:inspection|report|visit)\b)?"),
    ("until", rf"\b(?:until|till|up to|by) {_WHEN}"),
    ("in", rf"\b(?:(?:in|during|of|for) )?{_WHEN}"),
)  # fmt: skip
_LEFT = re.compile(
    r"\b20\d\d\b|\b(?:last|this|past|previous|recent) (?:\w+ )?(?:years?|months?|decade)\b|\byears? ago\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: how an answer words it, its first and its last day."""

    words: str
    first: date = date.min
    last: date = date.max

    def holds(self, card: ReportCard) -> bool:
        """Whether some day of the inspection falls within it."""
        days = card.inspected
        return days is not None and days.start <= self.last and self.first <= days.end


def span(text: str) -> tuple[Span | None, str]:
    """The stretch of time that a text names, and the text without it; None where it names none."""
    for kind, pattern in _PHRASES:
        found = re.search(pattern, text, re.I)
        if found and (kind != "either" or int(found[2]) - int(found[1]) == 1):
            named = [when for when in found.groups() if when]
            return _made(kind, named), f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


def in_year(year: int) -> Span:
    """The whole of a year."""
    return Span(f"in {year}", date(year, 1, 1), date(year, 12, 31))


def of_month(text: str) -> Span | None:
    """The month of a year that a text names; None where it names none, or more than one time."""
    found, rest = span(text)
    if found is None or time_left(rest) or not re.match(r"in [A-Z]", found.words):
        return None
    return found


def bound(text: str) -> Span | None:
    """The stretch before, after, since, until or between years that a text names; None where it names none."""
    found, rest = span(text)
    if (
        found is None
        or time_left(rest)
        or not re.match(r"(?:before|after|up to|from .* (?:on$|to\b))", found.words)
    ):
        return None
    return found


def time_left(rest: str) -> str:
    """A time that is still named once the stretch of time is taken out; "" where none is."""
    found = _LEFT.search(rest)
    return found.group() if found else ""


def _made(kind: str, named: list[str]) -> Span:
    first, last = _days(named[0])
    said = " ".join(word.capitalize() for word in named[0].split())
    if kind in ("between", "either"):
        until = " ".join(word.capitalize() for word in named[1].split())
        return Span(f"from {said} to {until}", first, _days(named[1])[1])
    if kind == "since":
        return Span(f"from {said} on", first)
    if kind == "after":
        return Span(f"after {said}", date.fromordinal(last.toordinal() + 1))
    if kind == "before":
        return Span(f"before {said}", date.min, date.fromordinal(first.toordinal() - 1))
    if kind == "until":
        return Span(f"up to {said}", date.min, last)
    return Span(f"in {said}", first, last)


def _days(when: str) -> tuple[date, date]:
    """The first and the last day of a year, or of a month of a year."""
    *month, year = when.lower().split()
    if not month:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    number = _MONTHS[month[0]]
    return date(int(year), number, 1), date(int(year), number, monthrange(int(year), number)[1])

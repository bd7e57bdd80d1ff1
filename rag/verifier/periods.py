"""Whether an inspection falls in the stretch of time that a statement counts over. Pure; standard library only."""

from __future__ import annotations

import re
from calendar import month_name

from index.types import Period

_WHEN = rf"(?:(?:{'|'.join(month_name[1:])}) )?20\d\d"
TIME = rf"(?:(?:in|after|before|up to) {_WHEN}|from {_WHEN} on|from {_WHEN} to {_WHEN})"
"""How a statement that counts may name a time; inspections are placed in it by their days."""


def within(time: str, inspected: Period | None) -> bool:
    """Whether some day of an inspection falls within a time such as "in May 2022" or "from 2020 on"."""
    if inspected is None:
        return False
    named = re.findall(_WHEN, time)
    first, last = _months(named[0]), _months(named[-1])
    start = (inspected.start.year, inspected.start.month)
    end = (inspected.end.year, inspected.end.month)
    link = time.split()[0]
    if link == "after":
        return end > first[1]
    if link == "before":
        return start < first[0]
    if link == "up":
        return start <= first[1]
    if time.endswith(" on"):
        return end >= first[0]
    return start <= last[1] and end >= first[0]


def _months(when: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """The first and the last month of a year, or a month twice, as (year, month)."""
    *month, year = when.split()
    if not month:
        return (int(year), 1), (int(year), 12)
    own = (int(year), list(month_name).index(month[0]))
    return own, own

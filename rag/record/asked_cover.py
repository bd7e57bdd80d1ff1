"""Questions for what stands on the cover of a report: who inspected, when, under which framework. Pure."""

from __future__ import annotations

import re

from rag.record.question import FactQuestion
from rag.record.wording import left_over

_INSPECTOR = re.compile(
    r"\b(?:who (?:led|headed|ran|was in charge of|carried out|conducted|did|were|was|are) (?:the |this |that )?"
    r"(?:\w+ ){0,3}(?:inspect\w+|visit|review|team)|lead(?:ing)? inspector|(?:chief|head) inspector of|"
    r"name of the inspector|which inspector|who inspected)\b",
    re.I,
)
_OF_OFSTED = re.compile(
    r"\b(?:chief|head) (?:inspector )?of (?:ofsted|england|hmi)\b|\bchief inspector\W*$", re.I
)
_PUBLISHED = re.compile(
    r"\b(?:when|what (?:date|day|year|month)|date)\b.*\b(?:publish\w+|publication|released?|came out|come out|issued)\b",
    re.I,
)
_DATES = re.compile(
    r"\b(?:when|what (?:date|day|year|month)s?|which (?:dates?|days?|years?|month)|dates?|how long|how many days)\b"
    r".*\b(?:inspect\w*|ofsted (?:visit|come|go|went)|visit)\b",
    re.I,
)
_TIMES = re.compile(
    r"\b(?:how many times|how often|how many inspections|more than once|every time|each time|when(?: \w+)* (?:all|each|every)|all the (?:dates|times))\b"
    r".*\b(?:inspect\w*|ofsted|visit\w*)\b|\bhow many (?:ofsted )?inspections\b|\binspected (?:more than once|before|how many times|how often)\W*$",
    re.I,
)
_FRAMEWORK = re.compile(
    r"\b(?:framework|type|kind|sort) of (?:inspection|report)\b|\b(?:what|which) framework\b", re.I
)
_LED = re.compile(
    r"^\W*(?i:did|was|has|is) ((?!The |Ofsted )[A-Z][\w'-]+(?: [A-Z][\w'-]+)+) (?:inspect(?:ed)?|lead|led|head(?:ed)?|visit(?:ed)?|ran|run"
    r"|(?:the )?lead inspector)\b"
)
_OF_DATES = "inspect date dates day days visit visited come came go went long take took many last lasted month place inspectors stay stayed there"
_OF_TIMES = "times often once than more every each all before"


def cover(text: str, names: tuple[str, ...]) -> FactQuestion | None:
    """What a text asks of the cover of an inspection's report; None where it asks otherwise."""
    asked = _LED.search(text)
    if (
        asked
        and asked[1] not in names
        and not left_over(
            text.replace(asked[1], " "),
            names,
            extra="inspect lead led head headed visit visited ran run",
        )
    ):
        return FactQuestion("inspector", name=asked[1], yes_no=True)
    if (
        _INSPECTOR.search(text)
        and not _OF_OFSTED.search(text)
        and not left_over(
            text,
            names,
            extra="lead leading led lead's name ran headed charge team carried conducted visit visited went came chief head review",
        )
    ):
        return FactQuestion("inspector")
    if _PUBLISHED.search(text) and not left_over(
        text,
        names,
        extra="published publish publication released release came come issued date day month",
    ):
        return FactQuestion("published")
    if _TIMES.search(text) and not left_over(text, names, extra=f"{_OF_DATES} {_OF_TIMES}"):
        return FactQuestion("dates", change=True)
    if _DATES.search(text) and not left_over(text, names, extra=_OF_DATES):
        return FactQuestion("dates")
    if _FRAMEWORK.search(text) and not left_over(
        text, names, extra="framework type kind sort used use"
    ):
        return FactQuestion("framework")
    return None


def asks_for_dates(text: str) -> bool:
    """Whether a text asks when an inspection or a visit is."""
    return bool(_DATES.search(text))

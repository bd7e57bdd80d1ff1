"""What of the evidence may answer: nothing that is its own reason, and of another year only what tells of it. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.request import Work
from rag.types import Selection

_OF_AN_INSPECTION = re.compile(
    r"\b(?:judged|rated|graded|found to be|inspect\w*|outstanding|good|adequate|inadequate|requir\w+ improvement)\b",
    re.I,
)
OF_AN_EARLIER = re.compile(
    r"\b(?:previous|last|earlier|first) (?:\w+ )?inspection|\b(?:in|since) (?:\w+ )?20\d\d\b", re.I
)
"""What tells of an inspection before the one that is reported."""
_ASKS_WHY = re.compile(r"^\W*(?:(?:and|but|so|ok(?:ay)?)\b[\s,]*)*(?:why|how come|how so)\b", re.I)


def not_again(selection: Selection, work: Work) -> Selection:
    """Without what the last answer has quoted already, where that is to be explained: no fact is its own reason."""
    turns = work.request.history
    if not turns or not _ASKS_WHY.match(work.request.question):
        return selection
    said = " ".join(turns[-1].answer.split())
    fresh = tuple(item for item in selection.evidence if " ".join(item.quote.split()) not in said)
    return replace(selection, evidence=fresh, answered=bool(fresh))


def of_the_year(year: int, selection: Selection) -> Selection:
    """What a report says of the inspection of an earlier year: only what names the year, and a judgement, tells it."""
    told = tuple(
        item
        for item in selection.evidence
        if str(year) in item.quote and _OF_AN_INSPECTION.search(item.quote)
    )
    return replace(selection, evidence=told, answered=selection.answered and bool(told))

"""A question without the names and the year that have chosen its reports.

They stand in every passage of those reports or in none, so that searching with them only pulls
towards passages that happen to print them. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from index.councils.authorities import mentions
from rag.followups.topic import content
from rag.scoping.inspections import YEAR
from rag.scoping.names import same_council
from rag.types import Scope

_BEFORE = re.compile(
    r"(?<!\bout )(?<!\boutside )(?<!\baway )\b(?:in|at|for|of|by|from|within|across|about|to)\s+(?:the\s+)?$",
    re.I,
)
_AFTER = re.compile(r"^(?:['’]?s\b|['’](?!\w)|\s*[:,–—-](?=\s))", re.I)
_YEAR_BEFORE = re.compile(
    r"(?<!\bout )(?<!\boutside )(?<!\baway )\b(?:in|of|from|for|between|than|to)\s+$", re.I
)
_SINCE = re.compile(r"\b(?:since|after|before|until|by|than|during)\s+$", re.I)
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_GONE = "\0"
"""Stands where a name was, until the words that joined it to others are gone too."""
_JOINED = re.compile(
    rf"{_GONE}(?:\s*,?\s*(?:and|or|&|v|vs\.?|versus|than|with|to|compared\s+(?:with|to))?\s*(?:in\s+|for\s+)?{_GONE})+",
    re.I,
)
_COMPARES = re.compile(
    rf"^(?:(?:how|where)\s+(?:does|do|did)\s+{_GONE}\s+(?:compare|differ)(?:\s+(?:with|to|against|from))?\s*{_GONE}?"
    rf"|(?:please\s+)?compare\s+{_GONE})\s*(?:,\s*)?(?:on|for|in|over|about|regarding|in terms of|when it comes to)\s+",
    re.I,
)
_OUTSIDE = re.compile(rf"\b(?:outside(?: of)?|out of|beyond|away from)\s+(?:the\s+)?{_GONE}", re.I)
_LEFT = re.compile(r"\s+(?=[?.,;!])|^[\s,:;–—-]+")

_CHANGED = re.compile(
    rf"^how\s+(?:has|have|did|does|do)\s+(.+?)\s+(?:chang|develop|evolv|compar|differ|improv)\w*\s*(?:{_GONE}\s*)*\W*$",
    re.I,
)


def unnamed(
    question: str, scope: Scope, also: Sequence[str] = (), years: Collection[int] = ()
) -> str:
    """The question without the councils in scope and the scope's year; itself where too little is left.

    `also` are councils and `years` years to leave out besides. Other names stay: they are what is asked about.
    """
    chosen = {same_council(name) for name in (*scope.authorities, *also)}
    text = question
    for mention in reversed(mentions(question)):
        if chosen & {same_council(name) for name in mention.names}:
            text = _without(text, mention.start, mention.end, _BEFORE)
    gone = {scope.year, *years}
    for year in reversed(list(YEAR.finditer(text))):
        if int(year[1]) in gone and (years or not _SINCE.search(text[: year.start()])):
            text = _without(text, year.start(), year.end(), _YEAR_BEFORE)
    text = _COMPARES.sub("What is said about ", _JOINED.sub(_GONE, text).strip())
    if years:
        text = _CHANGED.sub(r"What is said about \1?", text)
    text = _OUTSIDE.sub("out of area", text)
    text = _EMPTY.sub("", text.replace(_GONE, " "))
    text = " ".join(_LEFT.sub("", " ".join(text.split())).split())
    return text if content(text) else question


def _without(text: str, start: int, end: int, before: re.Pattern[str]) -> str:
    head, tail = text[:start], text[end:]
    after = _AFTER.match(tail)
    tail = tail[after.end() :] if after else tail
    # "by Kent's staff" is by the staff; "in Kent" is a place and goes as a whole
    led = None if after and "s" in after[0] else before.search(head)
    return (head[: led.start()] if led else head) + f" {_GONE} " + tail

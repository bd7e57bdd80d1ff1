"""A question without the names and the year that have chosen its reports.

They stand in every passage of those reports or in none, so that searching with them only pulls
towards passages that happen to print them. Pure.
"""

from __future__ import annotations

import re

from index.councils.authorities import mentions
from rag.followups.topic import content
from rag.scope import YEAR, same_council
from rag.types import Scope

_BEFORE = re.compile(r"\b(?:in|at|for|of|by|from|within|across|about|to)\s+(?:the\s+)?$", re.I)
_AFTER = re.compile(r"^(?:['’]?s\b|['’](?!\w)|\s*[:,–—-](?=\s))", re.I)
_YEAR_BEFORE = re.compile(r"\b(?:in|of|from|for|during)\s+$", re.I)
_SINCE = re.compile(r"\b(?:since|after|before|until|by|than)\s+$", re.I)
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_LEFT = re.compile(r"\s+(?=[?.,;!])|^[\s,:;–—-]+")


def unnamed(question: str, scope: Scope) -> str:
    """The question without the councils in scope and the scope's year; itself where too little is left.

    Names of councils that are not in scope stay: they are what is asked about.
    """
    chosen = {same_council(name) for name in scope.authorities}
    text = question
    for mention in reversed(mentions(question)):
        if len(mention.names) == 1 and same_council(mention.names[0]) in chosen:
            text = _without(text, mention.start, mention.end, _BEFORE)
    for year in reversed(list(YEAR.finditer(text))) if scope.year else ():
        if int(year[0]) == scope.year and not _SINCE.search(text[: year.start()]):
            text = _without(text, year.start(), year.end(), _YEAR_BEFORE)
    text = " ".join(_LEFT.sub("", " ".join(_EMPTY.sub("", text).split())).split())
    return text if content(text) else question


def _without(text: str, start: int, end: int, before: re.Pattern[str]) -> str:
    head, tail = text[:start], text[end:]
    after = _AFTER.match(tail)
    tail = tail[after.end() :] if after else tail
    led = before.search(head)
    return (head[: led.start()] if led else head) + " " + tail

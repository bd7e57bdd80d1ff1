"""Does a question ask what must improve, and which points of that list: the second, those due by a time, the board's? Pure."""

from __future__ import annotations

import re

from rag.record.question import FactQuestion, OfList
from rag.record.vocabulary import ASPECTS
from rag.record.wording import left_over

_IMPROVE = re.compile(
    r"\b(?:what|which|where|list|show|tell|name|how many|anything|things?|areas?|recommend\w*|improvements?)\b.*"
    r"\b(?:improv(?:e|ed|es|ement|ements|ing)|recommend\w*|do better|get better|put right|work on|left to (?:fix|do|sort out)|(?:(?:needs?|has|have) to|must|should) (?:be )?(?:chang(?:e|ed)|fix(?:ed)?))\b"
    r"|^\s*(?:recommendations?|areas? for improvement|improvements?)\b",
    re.I,
)
_JUDGED_TO_REQUIRE = re.compile(
    r"\b(?:judge[sd]?|grade[sd]?|rate[sd]?)\b[\w' ]{0,20}\brequir\w* improvement(?: to be good)?\b",
    re.I,
)
"""A grade, and no list of what must improve."""
_ASKS_WHICH_COUNCIL = re.compile(
    r"\b(?:which|how many) (?:\w+ )?(?:councils?|authorit(?:y|ies)|boroughs|counties|reports|inspections)\b",
    re.I,
)
_PLACES = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "sixth": 5, "last": -1, "final": -1}  # fmt: skip
_POINT = (
    r"(?:recommendations?|improvements?|areas? for improvement|(?:points?|things?|items?|actions?)(?= (?:on|in|of) (?:the|its|their|that) list\b"
    r"| (?:\w+ ){0,3}(?:needs? to|must|should|has to|to) (?:be )?improved?\b))"
)
_PLACE = re.compile(rf"\b(?P<place>{'|'.join(_PLACES)}) (?P<point>{_POINT})", re.I)
_SEVERAL = re.compile(
    r"\b(?:and|or|to) (?:the )?(?:first|second|third|fourth|fifth|sixth|last)\b", re.I
)
_MONTHS = {"3": "three", "6": "six", "12": "twelve"}
_AT_ONCE = (
    r"priority(?: and immediate)? actions?|immediately|immediate|straight ?away|at once|right away"
)
_WITHIN = r"(?:within|in) (?:the )?(?:next |first )?(?P<months>three|six|twelve|3|6|12) months"
_DUE = re.compile(rf"\b(?:{_AT_ONCE}|{_WITHIN})\b", re.I)
_MUST = re.compile(
    r"\b(?:must|should|needs?|needed|has to|have to|had to|required|told|asked|expected|actions?|deadlines?)\b",
    re.I,
)
_TO_ACT = re.compile(
    r"\b(?:priority|urgent|actions?|act|take|deadlines?|expected|put|happen)\b", re.I
)
_BOARD = next(pattern for slug, pattern in ASPECTS if slug == "lscb")
_BOARDS = re.compile(
    rf"\b(?:the |its |their )?(?:{_BOARD})(?!\w)(?=.*\b(?:improve|do better|recommendations?|improvements?)\b)"
    rf"|(?<=\bfor )(?:the |its |their )?(?:{_BOARD})(?!\w)",
    re.I,
)


def asks_to_improve(text: str, names: tuple[str, ...]) -> bool:
    """Whether a text asks what must improve, and of nothing in particular."""
    return bool(
        _IMPROVE.search(_JUDGED_TO_REQUIRE.sub(" ", text))
        and not re.search(
            r"(?:\b(?:has|have|had)|['’]s|['’]ve) (?:\w+ )?improved\b|\bimproved since\b|^\W*(?:did|has|have|had)\b.*\b(?:get|got|gotten) better\b",
            text,
            re.I,
        )
        and not _ASKS_WHICH_COUNCIL.search(text)
        and not left_over(
            text,
            names,
            aspects=False,
            extra="improve improves improved improvements improving recommend recommends recommended recommendation "
            "recommendations point points need needs needed should must many things thing anything right put todo do better get "
            "work change changed fix fixed be identified areas suggested required next want wants told asked ask name there left sort out just 's",
        )
    )


def points(text: str, names: tuple[str, ...]) -> tuple[FactQuestion, str] | None:
    """Some points of the list of improvements, and the text without them; None where it asks for none, or all."""
    meant, rest = _meant(text)
    if meant == OfList() or not asks_to_improve(rest, names):
        return None
    return FactQuestion("improvements", of_list=meant), rest


def _meant(text: str) -> tuple[OfList, str]:
    """The points that are meant, and the text as it asks for the whole list; all of them where it limits them in no way."""
    place = _PLACE.search(text)
    if place and not _SEVERAL.search(text):
        rest = f"{text[: place.start()]}recommendation{text[place.end() :]}"
        return OfList(place=_PLACES[place["place"].lower()]), rest
    due = _DUE.search(text)
    rest = f"{text[: due.start()]} {text[due.end() :]}" if due else text
    if due and (_MUST.search(text) or re.search(r"\b(?:improv|recommend)\w*", rest, re.I)):
        return OfList(due=_heading(due)), f"{_TO_ACT.sub(' ', rest)} recommendations"
    board = _BOARDS.search(text)
    if board:
        rest = f"{text[: board.start()]} they {text[board.end() :]}"
        return OfList(board=True), rest
    return OfList(), text


def _heading(due: re.Match[str]) -> str:
    """What a heading says of that time."""
    months = (due["months"] or "").lower()
    return f"within {_MONTHS.get(months, months)} months" if months else "immediate"

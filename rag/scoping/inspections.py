"""Which of a council's inspections a question means: of a year, under a framework, the first, the one before. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.types import Framework, ReportCard

YEAR = re.compile(
    r"(?<!\bAct )(?<!\bRegulations )(?:(?<![\d/.-])|(?<=\b\d/)|(?<=\b\d\d/))"
    r"((?:19[5-9]|20\d)\d)(?:[/–-](\d\d)(?!\d))?(?![\d/-])"
)
"""A year, or two that a stroke joins ("2018/19"): its second group is the end of the other."""
LATEST = re.compile(
    r"\b(?:latest|newest|newer|most recent|current(?:ly)?|last inspect\w*|now rated|these days)\b",
    re.I,
)
NOW = r"now|nowadays|today|these days|currently|at the moment"
"""Words for the present."""
PRESENT = re.compile(
    rf"\b(?:{NOW}|(?<!while )(?<!when )(?<!if )still|since (?:then|that)|latest|newest|most recent)\b"
    r"|\bsince\W*$|^\W*(?:and )?(?:after|later)\W*$|\bwhat(?:['’]?s| has| have| had)? changed\b",
    re.I,
)
"""What asks how things are since the inspection that was talked of."""
_OPEN_ENDED = re.compile(
    r"\b(?:since|after|before|until|from|than|compared (?:to|with))\s+(?:\w+\s+){0,3}20\d\d\b(?!\s+(?:inspection|report))"
    r"|\bsince\s+(?:\w+\s+){0,3}20\d\d\b|\b(?:now|today|these days|ever(?!.*\bin 20\d\d\b))\b",
    re.I,
)
_FRAMEWORKS: tuple[tuple[Framework, str], ...] = (
    ("ILACS", r"ILACS"),
    ("SIF", r"SIF|single inspection framework"),
    (
        "LSCB",
        r"(?:(?<=in the )|(?<=under the )|(?<=at the )|(?<=from the ))LSCB (?:review|inspection)",
    ),
)
_UNDER = r"(?:\b(?:under|in|at|by|of|from|during)\s+)?(?:\b(?:the|an?|its|their|your)\s+)?"
_ABOUT_IT = re.compile(
    r"\b(?:what|which)\b[^?]*\b(?:is|are|does|do|stands?)\b[^?]*\b(?:ILACS|SIF|framework)\b(?:[^?]{0,12}stand for)?\W*$"
    r"|\bframework (?:was|is|did)\b|\b(?:what|which) (?:inspection )?framework\b",
    re.I,
)
FIRST = r"first|earliest|oldest"
BEFORE = r"previous|preceding|prior|earlier|older|old"
"""Words for the first of several inspections, and for the one before the newest."""
_PLACES = (
    (FIRST, 0),
    (r"second", 1),
    (rf"{BEFORE}|penultimate|last but one", -2),
)
_REPORT = r"(?:ofsted )?(?:inspection|report)\b(?!s)"
_WHOSE = r"(?:the|its|their|that council['’]s|(?:[\w&,'’-]+\s+){0,4}?[\w-]+['’]s?)"
_IN_IT = r"\b(?:in|at|during|from|according to)"
_IT_SAYS = r"(?:say|said|find|found|report|state|make|think|conclude|call|describe|mention|criticise|praise|judge)"


@dataclass(frozen=True, slots=True)
class Meant:
    """The inspections that a question limits itself to.

    `year` is the one year it names; `years` all of them. `place` counts from the oldest (0 the first)
    or, where negative, from the newest (-2 the one before it).
    """

    year: int | None = None
    years: tuple[int, ...] = ()
    framework: Framework | None = None
    place: int | None = None

    @property
    def unmatched(self) -> int | None:
        """The year to speak of where no inspection is of what is asked for."""
        return self.year or (self.years[0] if len(self.years) > 1 else None)


def meant(question: str) -> Meant:
    """The inspections that a question limits itself to."""
    return Meant(the_year(question), years(question), framework(question), _place(question))


def of_each(cards: Iterable[ReportCard], wanted: Meant) -> tuple[list[ReportCard], dict[str, str]]:
    """The inspections that are meant, newest first, and why each council without one has none, in words."""
    own: dict[str, list[ReportCard]] = {}
    for card in newest_first(cards):
        own.setdefault(card.authority, []).append(card)
    found: list[ReportCard] = []
    without: dict[str, str] = {}
    for name, held in own.items():
        fit, why = _of_one(held, wanted)
        found += fit
        if not fit:
            without[name] = why
    return newest_first(found), without


def _of_one(cards: list[ReportCard], wanted: Meant) -> tuple[list[ReportCard], str]:
    if wanted.framework:
        cards = [card for card in cards if card.framework == wanted.framework]
        if not cards:
            return [], f"under the {wanted.framework}"
    if wanted.year is not None:
        return within_year(cards, wanted.year), f"in {wanted.year}"
    if len(wanted.years) > 1:
        several = newest_first(
            {c.report_id: c for y in wanted.years for c in within_year(cards, y)}.values()
        )
        return several, f"in {' or '.join(map(str, wanted.years))}"
    if wanted.place is not None and len(cards) > 1:
        oldest_first = cards[::-1]
        if -len(cards) <= wanted.place < len(cards):
            return [oldest_first[wanted.place]], ""
    return cards, ""


def years(text: str) -> tuple[int, ...]:
    """The years that a text names, each once; a financial or school year is two."""
    found: dict[int, None] = {}
    for match in YEAR.finditer(text):
        year = int(match[1])
        found[year] = None
        if match[2] and int(match[2]) == (year + 1) % 100:
            found[year + 1] = None
    return tuple(found)


def the_year(text: str) -> int | None:
    """The one year that a text limits itself to; none in "since 2017" or "in 2017, and now"."""
    if _OPEN_ENDED.search(text):
        return None
    found = years(text)
    return found[0] if len(found) == 1 else None


def framework(text: str) -> Framework | None:
    """The framework that a text limits itself to; none where it asks what a framework is."""
    if _ABOUT_IT.search(text):
        return None
    for name, pattern in _FRAMEWORKS:
        if re.search(rf"\b(?:{pattern})\b", text, re.I):
            return name
    return None


def without_framework(text: str) -> str:
    """The text without the framework that it limits itself to."""
    name = framework(text)
    if name is None or name == "LSCB":
        return text
    words = dict(_FRAMEWORKS)[name]
    return re.sub(rf"{_UNDER}\b(?:{words})\b", " ", text, flags=re.I)


def without_place(text: str) -> str:
    """The text without the words "at the previous inspection", where it limits itself to that one."""
    for words, _ in _PLACES:
        noun = rf"(?:very )?(?:{words})\s+(?:[A-Z][\w-]+\s+){{0,3}}{_REPORT}"
        text = re.sub(rf"\s*{_IN_IT}\s+{_WHOSE}\s+{noun}", "", text, flags=re.I)
    return text


def _place(text: str) -> int | None:
    """Which of several inspections a text asks of: "in its first report", "what did the previous one find"."""
    for words, place in _PLACES:
        noun = rf"(?:very )?(?:{words})\s+(?:[A-Z][\w-]+\s+){{0,3}}{_REPORT}"
        if re.search(rf"{_IN_IT}\s+{_WHOSE}\s+{noun}", text, re.I):
            return place
        if re.search(
            rf"\b(?:did|does|do)\s+{_WHOSE}\s+{noun}[^?]{{0,30}}\b{_IT_SAYS}\b", text, re.I
        ):
            return place
    return None


def within_year(cards: Sequence[ReportCard], year: int | None) -> list[ReportCard]:
    """Those inspected in the year; where none was, those published in it; newest first."""
    if year is None:
        return newest_first(cards)
    inspected = [
        card
        for card in cards
        if card.inspected and year in (card.inspected.start.year, card.inspected.end.year)
    ]
    published = [card for card in cards if card.published and card.published.year == year]
    return newest_first(inspected or published)


def newest_first(cards: Iterable[ReportCard]) -> list[ReportCard]:
    """Reports by the day their inspection began, newest first; undated ones last."""

    def day(card: ReportCard) -> date:
        if card.inspected:
            return card.inspected.start
        return card.published or date.min

    return sorted(cards, key=lambda card: (day(card), card.report_id), reverse=True)

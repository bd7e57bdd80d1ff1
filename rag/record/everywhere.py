"""Questions over every council: what they ask of the record, or what can't be told and how to ask. Pure.

Such a question is answered as a whole or not at all. A word that would change the answer and is not
understood ("ever", "the worst", "London") is named in the reply, never left out.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from rag.record.conditions import conditions, without_comparing
from rag.record.question import FactQuestion
from rag.record.times import Span, span, time_left
from rag.record.vocabulary import ANY_GRADE
from rag.record.wording import aspects, left_over, mentioned, named_grades
from rag.scoping.every import EVERY_COUNCIL, REGION

_PERSON = r"([A-Z][\w'-]+(?: [A-Z][\w'-]+)+)"
_LED_BY = re.compile(
    r"\b(?i:which|what|how many|list|any|name|number of|show|all)\b.*\b(?i:councils?|authorit(?:y|ies)|boroughs|counties|reports|inspections)\b"
    rf".*?\b(?:(?:led|inspected|headed|run) by|did|has|had) {_PERSON}"
)
_COUNT = re.compile(r"\b(?:how many|number of|proportion|percentage|share)\b", re.I)
_OF_THE_RECORD = re.compile(
    r"\b(?:judg\w+|grad(?:e|es|ed|ing)|rat(?:e|ed|ing|ings)|rank\w*|inspected|inspections?|visited|led|best|worst|improved|declined|changed?"
    r"|outstanding|good|inadequate|adequate|failing|requir\w+ improvement|top|bottom|better|worse|fell|fallen|dropped|rose|risen)\b",
    re.I,
)
_UP = r"improved|risen|rose|better|gone up|went up|moved up"
_DOWN = r"worse|declined|deteriorated|fell|fallen|dropped|slipped|gone down|went down|moved down"
_MOVED = re.compile(
    rf"\b(?:{_UP}|{_DOWN})\b|\b(?:went|gone|go|moved|move|changed|change|turned)\b(?=.*\bfrom\b.*\bto\b)",
    re.I,
)
_INSPECTED = re.compile(r"\b(?:inspected|visited|inspections?)\b", re.I)
_NEWEST = re.compile(
    r"\b(?:most recent(?:ly)?|latest|newest|current(?:ly)?|last (?=inspection|report|judg|grad|rating))\b|\bmost (?=councils|authorit)",
    re.I,
)
_BINDS = re.compile(
    r"\b(?:not|never|no|neither|none|except|apart|without|only|both|best|worst|most|fewest|least|highest|lowest|top|bottom|strongest|weakest"
    r"|better|worse|more|less|fewer|than|same|twice|times|once|ever|always|again|still|first|second|third|last|previous(?:ly)?|earlier|before|after"
    r"|since|ago|longest|shortest|recently|soonest|rank\w*|another|other|why|when|where|who|compar\w+|differen\w+|chang\w+)\b|\b\w+n't\b",
    re.I,
)
_RANKS = re.compile(
    r"\b(?:best|worst|most|fewest|highest|lowest|top|bottom|rank\w*|strongest|weakest)\b", re.I
)
_SUPERLATIVE = re.compile(
    r"\b(best|worst|highest|lowest|fewest|strongest|weakest)\b(?! (?:practice|interests?|start|outcomes?|value|endeavours))"
    r"|\b(?:has|have|had|led|made|with) the (most)\b(?! (?:vulnerable|complex|serious))",
    re.I,
)
_MAY_BIND = frozenset(
    ["not", "never", "no", "neither", "nor", "none", "except", "apart", "without", "only", "best", "worst", "most", "fewest", "least", "highest", "lowest", "top", "bottom", "strongest", "weakest", "more", "less", "fewer", "twice", "times", "once", "ago", "longest", "shortest", "recently", "soonest", "rank", "ranked", "ranking", "ranks", "another", "other", "below", "above", "don't", "doesn't", "didn't", "aren't", "isn't", "weren't", "wasn't", "haven't", "hasn't"]
)  # fmt: skip
_WORDS = (
    "many number proportion percentage share name named names see here library there any come list up led lead leads inspector "
    "declined deteriorated fell fallen dropped slipped rose risen went gone go moved move turned visited took happened done "
    "carried out most england's boroughs counties reports inspections authorities las"
)
_BEFORE_THE_NOUN = re.compile(
    r"\b(?:which|what|how many|list|any|all|every|number of|proportion of|percentage of|share of)((?: [\w'-]+){1,3}) (?:councils?|authorit(?:y|ies)|boroughs|counties)\b",
    re.I,
)
_KIND = re.compile(
    r"\b(?:county|city|district|unitary|metropolitan|borough) councils?\b|\bboroughs\b|\bcounties\b",
    re.I,
)
_PART = re.compile(
    rf"\b(?:in|across|around|from|of)\s+({REGION}|the (?:north|south|east|west)(?: coast)?)\b", re.I
)
_EVERY_KIND = "Councils of every kind are counted, as the record does not tell them apart."
_CAN_BE_ASKED = (
    "What can be asked of all councils: which were judged so (“good overall but inadequate for leadership”), in or since a "
    "year, which rose or fell, which were inspected in a month or a year, and which a named inspector led."
)


def over_councils(text: str, names: tuple[str, ...] = ()) -> FactQuestion | None:
    """What a question over many councils asks; None where it is none, or asks what reports say."""
    led = _LED_BY.search(text)
    if led:
        return _led_by(text, led, named=bool(mentioned(names, text)))
    if not over_all(text, names):
        return None
    time, rest = span(text)
    rest = _NEWEST.sub(" ", rest)
    plain = without_comparing(rest)
    left = [word for word in left_over(plain, extra=_WORDS) if word not in _MAY_BIND]
    region = _region(text, left) or _part_of_england(text)
    best = _SUPERLATIVE.search(rest)
    if best:
        return unclear(best[1] or best[2])
    if (left and not region) or not _OF_THE_RECORD.search(text):
        return None
    wrong = time_left(rest) or region
    made = None if wrong else _read(rest, plain, time)
    if made is None:
        binds = _RANKS.search(rest) or _BINDS.search(rest)
        return unclear(wrong or (binds.group() if binds else ""))
    remark = _EVERY_KIND if _KIND.search(text) else ""
    return replace(made, councils=True, count=bool(_COUNT.search(text)), span=time, remark=remark)


def over_all(text: str, names: tuple[str, ...] = ()) -> bool:
    """Whether a text asks of every council, and names none."""
    return bool(EVERY_COUNCIL.search(text)) and not mentioned(names, text)


def unclear(word: str) -> FactQuestion:
    """That a question over councils is not understood, for the sake of this word if one is known."""
    ranked = _RANKS.fullmatch(word)
    why = f"Asked of every council at once, “{word}” can't be answered from the record."
    if not word:
        why = "This can't be answered from the record for every council at once."
    if ranked:
        why = f"Councils and inspectors are not ranked here, so there is no answer to “{word}”."
    return FactQuestion("unclear", councils=True, instead=f"{why} {_CAN_BE_ASKED}")


def _read(rest: str, plain: str, time: Span | None) -> FactQuestion | None:
    """The question without its time; None where a word that binds it is not understood."""
    if _MOVED.search(plain):
        return _moved(rest, plain, time)
    if _BINDS.search(re.sub(r"\bboth\b", " ", plain)):
        return None
    must = conditions(rest)
    if must is None:
        return None
    slugs = aspects(rest)
    if must or slugs:
        return FactQuestion("grade", slugs, named_grades(rest), conditions=must)
    if _INSPECTED.search(rest) and time is not None:
        return FactQuestion("inspected_in")
    return None


def _moved(rest: str, plain: str, time: Span | None) -> FactQuestion | None:
    """Which councils' grade rose or fell, or went from one to another."""
    slugs = aspects(rest)
    began = re.search(rf"\bfrom (?:being )?(?:{ANY_GRADE})\b", rest, re.I)
    ended = re.search(
        rf"\b(?:in)?to (?:being )?(?:{ANY_GRADE})\b(?! be good)",
        re.sub(r"improvement to be good", "improvement", rest),
        re.I,
    )
    first = named_grades(began.group()) if began else ()
    last = named_grades(ended.group()) if ended else ()
    others = _BINDS.search(re.sub(rf"\b(?:{_UP}|{_DOWN}|changed?)\b", " ", plain, flags=re.I))
    down = re.search(rf"\b(?:{_DOWN})\b", plain, re.I)
    up = re.search(rf"\b(?:{_UP})\b", plain, re.I)
    short_span = time is not None and time.words.startswith("in ")
    if (
        others
        or short_span
        or (up and down)
        or len(slugs) > 1
        or set(named_grades(rest)) != {*first, *last}
    ):
        return None
    if not (up or down or (first and last)):
        return None
    way: Literal["up", "down"] | None = "down" if down else "up" if up else None
    return FactQuestion("grade", slugs, moved=way, began=first, ended=last)


def _led_by(text: str, led: re.Match[str], *, named: bool) -> FactQuestion:
    """Whose inspections; anything more that the question asks of them is not understood."""
    time, rest = span(text.replace(led[1], " "))
    more = named_grades(rest) or aspects(rest) or time_left(rest) or named
    binds = _BINDS.search(re.sub(r"\bwho\b", " ", _NEWEST.sub(" ", rest), flags=re.I))
    if more or binds or left_over(rest, extra=_WORDS + " inspect run headed head chief"):
        why = f"Of {led[1]}'s inspections only a list can be given, for all time or for a year or a month."
        return FactQuestion("unclear", councils=True, instead=f"{why} {_CAN_BE_ASKED}")
    return FactQuestion(
        "led_by", name=led[1], count=bool(_COUNT.search(text)), councils=True, span=time
    )


def _part_of_england(text: str) -> str:
    """A part of the country to which a text limits the councils that it asks of; "" where none does."""
    found = _PART.search(text)
    return found[1] if found else ""


def _region(text: str, left: list[str]) -> str:
    """A word before "councils" that limits which are meant ("London boroughs"); "" where none does."""
    found = _BEFORE_THE_NOUN.search(text)
    before = re.findall(r"[A-Za-z][\w'-]*", found[1]) if found else []
    if not set(left) <= {word.lower() for word in before}:
        return ""
    return next((word for word in before if word.lower() in left), "")

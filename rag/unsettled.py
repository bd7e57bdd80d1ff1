"""What stays open: a place that is none, the council or year taken instead, a figure that is not there.

Pure. A council is never guessed in silence: where the default one is meant, another stands for one that
is gone, or another year is shown than the one asked for, the answer says so. Neither is a number
promised by a quote that holds none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.councils.authorities import mentions
from index.parser.dates import MONTHS
from rag.request import Work
from rag.scoping.every import REGION
from rag.selector.unquoted import half_unmet, no_figure, no_name

NO_FIGURE = "The question asks for a figure; what is quoted gives none."
NO_NAME = "The question asks for a name; what is quoted gives none."
HALF = "The question asks {} as well; what is quoted does not say so plainly."
_NAME = r"([A-Z][a-z’']{2,}(?:[ -](?:(?:upon|on|in|of|le|under|and)[ -])?[A-Z][a-z’']+)*)"
_PLACES = (
    re.compile(rf"\b(?:in|at|from|around|near|across)\s+(?:the\s+)?{_NAME}"),
    re.compile(rf"\b(?:[Ii]s|[Ww]as|[Dd]id|[Dd]oes|[Hh]as|[Aa]bout)\s+{_NAME}"),
    re.compile(rf"{_NAME}['’]s\b"),
)
_FAR = (
    r"(?:wales|scotland|(?:northern )?ireland|france|germany|spain|america|australia|canada|paris|berlin|dublin|belfast|edinburgh|glasgow"
    rf"|aberdeen|dundee|cardiff|swansea|newport|{REGION})"
)
"""Nations, regions and cities without a council of their own here, however they are written."""
_OF_FAR = re.compile(
    rf"(?<!\boutside )(?:\b(?:in|across|for|of|is|was|are|does|did|has|about|with|than|to)\s+)({_FAR})\b"
    r"(?!\s+(?:boroughs?|councils?|authorit\w+|average|police|weighting|allowance|living|and\b))",
    re.I,
)
_GONE_THERE = re.compile(
    r"\b(?:plac\w+|liv\w+|mov\w+|sent|hous\w+|born|stay\w*|arriv\w*|resident|accommodat\w+|travel\w*|go|goes|went)\b",
    re.I,
)
_COMPARED = re.compile(
    rf"\b(?:compar\w+|better|worse|than|versus|vs\.?|against)\b(?:.*\b(?:with|to|and|than|versus|vs\.?|against))?\s+(?-i:{_NAME})",
    re.I,
)
_OWN = re.compile(r"['’]s?$")
_NO_PLACES = frozenset(
    [
        *MONTHS,
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("ofsted", "christmas", "easter", "england", "english"),
    ]
)


def other_place(question: str, texts: Iterable[str]) -> str | None:
    """A place that the question names and that the reports (`texts`) never print; None where it names none."""
    found = [_OWN.sub("", m[1]) for pattern in _PLACES for m in pattern.finditer(question)]
    names = [n for n in dict.fromkeys(found) if n.casefold() not in _NO_PLACES]
    far = _OF_FAR.search(question)
    gone = _GONE_THERE.search(question)
    if far and not gone:
        return _titled(far[1])
    names = [name for name in names if not is_far(name)]
    if not names:
        return None
    printed = "\n".join(texts).casefold()
    return next((name for name in names if name.casefold() not in printed), None)


def compared_with(question: str) -> str | None:
    """A place that is no council, with which the question compares one that is; None where it names none."""
    far = _OF_FAR.search(question)
    found = _COMPARED.search(question)
    if not found and not (far and re.search(r"\bcompar\w+|\b(?:better|worse)\b", question, re.I)):
        return None
    name = found[1] if found else _titled(far[1]) if far else ""
    return None if mentions(name) or name.casefold() in _NO_PLACES else name


def is_far(name: str) -> bool:
    """Whether a name is that of a nation, a region or a city without a council of its own here."""
    return re.fullmatch(_FAR, name, re.I) is not None


def _titled(name: str) -> str:
    return re.sub(r"\b(?!the\b|of\b)[a-z]", lambda m: m.group().upper(), name)


def without_place(question: str, name: str) -> str:
    """The question without the place: what is asked of it."""
    led = r"(?:\b(?:in|at|from|around|near|across|about)\s+(?:the\s+)?)?"
    return " ".join(re.sub(rf"{led}{re.escape(name)}(?:['’]s)?", " ", question, flags=re.I).split())


def remarks(work: Work, quotes: Sequence[str]) -> tuple[str, ...]:
    """What to say beside an answer that cites `quotes`: of what is asked and not in them, of council and year."""
    return (*_not_quoted(work, quotes), *_of_scope(work))


def _not_quoted(work: Work, quotes: Sequence[str]) -> tuple[str, ...]:
    """Remarks where a figure, a name, or a reason or a date besides, is asked for and nothing that is quoted tells one."""
    said: dict[str, None] = {}
    for _, own in work.parts or (("", work),):
        if own.reply is not None or own.facts is not None or own.selection is None:
            continue
        question = own.condensed.standalone
        if no_figure(question, quotes):
            said[NO_FIGURE] = None
        if no_name(question, quotes, own.scope.authorities):
            said[NO_NAME] = None
        half = half_unmet(question, quotes)
        if half:
            said[HALF.format(half)] = None
    return tuple(said)


def _of_scope(work: Work) -> tuple[str, ...]:
    """What to say of the council and the year that an answer is about."""
    scope, asked, said = work.scope, work.request.asked, list[str]()
    if asked.reports is not None or asked.authority:
        if scope.absent and not work.facts:
            names = " and ".join(scope.absent)
            said.append(
                f"The question names {names}, and only the reports asked for were looked at."
            )
        if asked.reports is not None:
            return tuple(said)
    if scope.assumed and len({card.authority for card in work.cards if card.authority}) > 1:
        said.append(f"No council is named, so {' and '.join(scope.authorities)} is meant.")
    if scope.year_unmatched:
        of = f" of {' or '.join(scope.authorities)}" if scope.authorities else ""
        said.append(
            f"The library holds no inspection{of} in {scope.year_unmatched}; this is from another year."
        )
    for mention in mentions(work.condensed.standalone):
        here = [name for name in mention.names if name in scope.authorities]
        if len(mention.names) > 1 and len(here) == 1:
            words = work.condensed.standalone[mention.start : mention.end]
            others = [n for n in mention.names if n.casefold() != words.casefold()]
            said.append(f"“{words}” may be {' or '.join(others)}; {here[0]} alone is here.")
    return tuple(said)

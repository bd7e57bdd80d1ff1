"""What a term means: an abbreviation, where a report spells it out; the grades, which no report explains."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from index.finder import lexicon
from rag.compose import quoted
from rag.listing import listed
from rag.mentioning import sentence_of
from rag.record.receipts import Facts, named
from rag.record.wording import left_over
from rag.request import Work
from rag.scoping.names import councils
from rag.types import Evidence

if TYPE_CHECKING:
    from index.library import Library

SHOWN = 3
"""At most so many other reports that spell an abbreviation out are named."""
OF_GRADES = (
    "The reports give grades and do not explain them. There are four, best first: outstanding, good, requires"
    " improvement to be good (before November 2013: adequate) and inadequate. What each takes stands in Ofsted’s"
    " framework for these inspections, which is not among the reports."
)

_MOST = 2000
_QUOTE = "[“”\"'‘’]?"
_SHORT = rf"{_QUOTE}(?P<short>[a-z][a-z&-]{{1,7}}){_QUOTE}(?!\w)"
_CALLED = r"(?:the |an? )?(?:(?:letters?|abbreviations?|acronyms?|initials) )?"
_STANDS_FOR = tuple(
    re.compile(rf"^\W*(?:(?:and|so|but|please|sorry)\W+)*{pattern}", re.I)
    for pattern in (
        rf"what (?:do|does|is|are) {_CALLED}{_SHORT} (?:stand(?:s|ing)? for|short for|an? (?:abbreviation|acronym) (?:for|of))\b",
        rf"what (?:do|does) {_CALLED}{_SHORT} mean\b",
        rf"(?:what(?: is|['’]s) the )?meaning of {_CALLED}{_SHORT}",
        rf"(?:spell out|explain|define) {_CALLED}{_SHORT}",
        rf"what(?: is| are| was|['’]s) {_CALLED}{_SHORT}",
    )
)
_FRAME = "mean means meaning stand stands please exactly actually here"
_SMALL = frozenset({"of", "and", "the", "for", "in", "to", "with", "on", "a", "an"})
_LONGEST = 12
"""Words of what an abbreviation stands for at most."""

_GRADE = rf"(?:an? )?{_QUOTE}(?:outstanding|good|adequate|inadequate|requir\w+ improvement(?: to be good)?){_QUOTE}"
_GRADES = r"(?:grades?|ratings?|judge?ments?)"
_ASKS_OF_GRADES = re.compile(
    rf"^\W*(?:(?:and|so|but) )?(?:what do(?:es)? (?:the )?(?:{_GRADES} |words? )?(?:of )?{_GRADE}(?: {_GRADES})? (?:actually |really )?mean"
    rf"|what do(?:es)? (?:the|these|those|ofsted['’]?s?) (?:\w+ )?{_GRADES} (?:actually |really )?mean"
    rf"|what are (?:the|ofsted['’]?s) (?:(?:four|five|possible|different|ofsted) )+{_GRADES}"
    rf"|how many (?:different )?{_GRADES} (?:are there|does ofsted (?:have|give|use))"
    rf"|what(?:['’]?s| is) the difference between {_GRADE} and {_GRADE})"
    r"(?: in (?:an? |the |this |these )?(?:ofsted )?(?:reports?|inspections?))?\W*$",
    re.I,
)


def term(work: Work, library: Library) -> Facts | None:
    """What a term is said to mean; None where a question asks no such thing, or the search may find more."""
    question = " ".join(work.condensed.standalone.split())
    if _ASKS_OF_GRADES.match(question):
        return Facts((), nothing=OF_GRADES)
    short = _abbreviation(question, councils(question, work.cards)[0])
    if short is None:
        return None
    scope = list(work.scope.reports)
    own = spelt_out(short, library, scope)
    if own:
        return Facts((quoted(own[0]),))
    rest = [card.report_id for card in work.cards if card.report_id not in set(scope)]
    others = spelt_out(short, library, rest)
    if not others:
        return None
    if work.scope.assumed:  # no council was named, so that any report may tell
        return Facts((quoted(others[0]),))
    cards = {card.report_id: card for card in work.cards}
    asked = listed([named(cards[name]) for name in scope[:SHOWN] if name in cards])
    names = list(dict.fromkeys(named(item.report) for item in others))
    where = f"{listed(names[:SHOWN])} {'does' if len(names) == 1 else 'do'}"
    return Facts((), nothing=f"“{short}” is not spelt out in {asked}; {where}.")


def spelt_out(short: str, library: Library, reports: Sequence[str]) -> list[Evidence]:
    """The sentences that spell an abbreviation out, one of a report, those of the most usual meaning first."""
    bracketed = re.compile(rf"\(\W*{re.escape(short)}(?:['’]?s)?\W*\)", re.I)
    spells = partial(_before, bracketed=bracketed, short=short)
    best = library.store.keyword(f'"{short}" OR "{short}s"', _MOST, reports) if reports else []
    found: dict[str, tuple[str, Evidence]] = {}
    for passage in library.store.passages(name for name, _ in best).values():
        meaning = spells(passage.text)
        if meaning and passage.report_id not in found:
            told = sentence_of(library, passage.paragraph_id, spells)
            found[passage.report_id] = meaning, told
    usual = Counter(meaning for meaning, _ in found.values())
    order = {report: place for place, report in enumerate(reports)}
    ranked = sorted(found.items(), key=lambda item: (-usual[item[1][0]], order[item[0]]))
    return [evidence for _, (_, evidence) in ranked]


def _abbreviation(question: str, names: Sequence[str]) -> str | None:
    """The abbreviation whose meaning is all that a question asks for; None where there is none."""
    for pattern in _STANDS_FOR:
        found = pattern.match(question)
        if found is None:
            continue
        short = found["short"]
        if not _is_short(short, sure=pattern is _STANDS_FOR[0]):
            continue
        short = short if short.isupper() else short.removesuffix("s")
        if not left_over(question[found.end() :], tuple(names), extra=_FRAME):
            return short
    return None


def _is_short(word: str, *, sure: bool) -> bool:
    """Whether a word is an abbreviation: by its capitals, as one that is known, or as the question says."""
    capitals = sum(letter.isupper() for letter in word)
    return capitals > 1 or sure or lexicon.spelt_out(word) != word


def _before(text: str, bracketed: re.Pattern[str], short: str) -> str | None:
    """The words before the brackets whose first letters make the abbreviation, in small letters."""
    letters = [letter.lower() for letter in short if letter.isalpha()]
    for found in bracketed.finditer(text):
        words = [word.lower() for word in re.findall(r"[^\W\d_]+", text[: found.start()])]
        for count in range(len(letters), _LONGEST + 1):
            last = words[-count:]
            if len(last) < count or last[0][0] != letters[0]:
                continue
            plain = [word[0] for word in last if word not in _SMALL]
            if letters in (plain, [word[0] for word in last]):
                return " ".join(last).removesuffix("s")
    return None

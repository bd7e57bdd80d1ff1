"""The grade of another time, after a question on an inspection: "before that?", "and now?", "was it always?". Pure."""

from __future__ import annotations

import re

from rag.followups.said import BEGUN
from rag.followups.swap import BEFORE_THAT
from rag.intent import read
from rag.record.wording import aspect_words
from rag.scoping.inspections import NOW

_LEAD = rf"{BEGUN}(?:what about |how about )?"
_WAS = r"(?:(?:what|how) (?:was|were|did|had)(?: (?:it|they|that))?(?: (?:be|been|get|do|judged|rated|graded))* )?"
_NOW = re.compile(
    rf"{_LEAD}(?:(?:is|are|how is|what is|how are) (?:it|they) )?(?:{NOW})\W*",
    re.I,
)
_BEFORE = re.compile(rf"{_LEAD}{_WAS}(?:{BEFORE_THAT}|last time(?: around| round)?)\W*", re.I)
WAS_BETTER = re.compile(
    rf"{_LEAD}(?:was|were|has|have|had) (?:it|they|things|that|this) (?:been |any )?(?:better|worse|different|the same|good|bad)"
    r"(?: or (?:better|worse|not))? (?:before(?: that)?|previously|last time|in the past)\W*",
    re.I,
)
_ALWAYS = re.compile(
    rf"{_LEAD}(?:(?:was|were|is|are|has|have) (?:it|they) always(?: been)?(?: (?:so|like that|that|this))?|since when)(?: \w+)?\W*",
    re.I,
)


def at_another_time(question: str, asked: str, name: str) -> str | None:
    """The grade of `name` at the time that a few words mean, after a question for one; None where they mean none."""
    fact = read(asked, (name,))
    if fact is None or fact.kind not in ("grade", "dates") or fact.councils:
        return None
    matter = aspect_words(asked)
    judged = f"judged for {matter}".replace("for overall", "overall") if matter else "judged"
    year = re.search(r"\b20\d\d\b", asked)
    if _NOW.fullmatch(question):
        return f"What is {name} {judged} now?"
    before = _BEFORE.fullmatch(question) or WAS_BETTER.fullmatch(question)
    if before and year:
        return f"What was {name} {judged} before {year.group()}?"
    if before:
        return f"What was {name} {judged} at the previous inspection?"
    if _ALWAYS.fullmatch(question):
        return f"How has {name} been {judged} over time?"
    return None

"""Does a question ask for a fact of the record (a grade, an inspector, a date, the improvements)?

Pure. The test is what is left over: after the words for the fact, the aspect, the council and the
year are taken away, nothing of substance may remain. "How good are services for care leavers?" asks
for a grade; "How good is the support for care leavers in custody?" does not.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.record.asked_cover import asks_for_dates, cover
from rag.record.asked_grades import grades, moved, which_grades, years
from rag.record.everywhere import over_all, over_councils
from rag.record.of_list import asks_to_improve, points
from rag.record.question import FactQuestion, Which
from rag.record.team import role
from rag.record.times import bound, of_month
from rag.record.which import last_or_before, which
from rag.record.wording import named_grades

_TO_COME = re.compile(
    r"\b(?:next|will|due|going to|upcoming) (?:\w+ ){0,4}(?:inspect\w*|visit\w*|ofsted)\b|\binspect\w* (?:\w+ ){0,2}next\b",
    re.I,
)
_VAGUE = re.compile(
    r"\b(?:(?:in|over|during) (?:the )?)?(?:last|this|past) (?:year|month)\b|\b\w+ years? ago\b|\b(?:(?:in|over|during) the )?(?:last|past) \w+ years\b",
    re.I,
)
_BY_THEN = re.compile(r"\b(?:after|until|till|up to|by) (?=(?:[a-z]+ )?20\d\d\b)", re.I)
"""A stretch of time by its end; which one it is, is read from the whole question."""
_NAME_THE_YEAR = "“{}” is not counted from today here. Name the year instead, such as “in 2019”."
_EVERY_YEAR = "“{}” is not counted from today here: every inspection held is shown."
_TO_COME_UNKNOWN = (
    "No report says when the next inspection will be: each is of one that has taken place."
)


def read(question: str, names: tuple[str, ...] = ()) -> FactQuestion | None:
    """The fact that a standalone question asks for, or None where it asks what the report says.

    `names` are the councils that it mentions, as it names them.
    """
    text = re.sub(r"[’‘]", "'", question)
    if len(text) > 400:
        return None
    listed = over_councils(text, names)
    if listed is not None or over_all(text, names):
        return listed
    some, plain = points(text, names) or (None, text)
    told = which(plain, grades=bool(named_grades(text)))
    if told is None:
        return None
    inspection, rest = told
    vague = _VAGUE.search(rest)
    if asks_for_dates(rest) and _TO_COME.search(rest):
        return FactQuestion("unclear", instead=_TO_COME_UNKNOWN)
    bare = inspection is not None and (inspection.graded or _matter_alone(rest))
    fact = some or _of_one(_BY_THEN.sub("since ", _VAGUE.sub(" ", rest)), names, when=bare)
    if fact is None:
        return None
    if bare:
        fact = replace(fact, whole=False)
    if vague and not fact.change:
        return FactQuestion("unclear", instead=_NAME_THE_YEAR.format(vague.group()))
    if vague:
        fact = replace(fact, remark=_EVERY_YEAR.format(vague.group()))
    time = of_month(text) or (None if moved(text) else bound(text))
    of_one = fact.kind == "grade" and not (fact.whole or fact.change or fact.yes_no or time)
    if of_one and inspection is None and last_or_before(text):
        inspection = Which(-2, or_newest=True)
    return replace(fact, which=inspection, span=time, years=years(text))


def _of_one(text: str, names: tuple[str, ...], *, when: bool) -> FactQuestion | None:
    """The fact asked of the councils that are named, or of the one that is the subject."""
    by_grade = which_grades(text, names)
    if by_grade is not None:
        return by_grade
    of_the_team = role(text, names)
    if of_the_team:
        return FactQuestion("team", role=of_the_team)
    printed = cover(text, names)
    if printed is not None:
        return printed
    if asks_to_improve(text, names):
        return FactQuestion("improvements", count="how many" in text.lower())
    return grades(text, names, when=when)


def _matter_alone(text: str) -> bool:
    """An aspect and an inspection without a verb, such as "care leavers last time?"."""
    return len(text.split()) <= 6 and not re.search(
        r"\b(?:say|said|find|found|think|thought|did|does|do|was|were|is|are|how|why|who|when)\b",
        text,
        re.I,
    )

"""Which aspects of an inspection were given a grade: asked by the grade, or as the lowest or the best. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.record.conditions import conditions
from rag.record.question import Sought
from rag.record.receipts import Receipt, rank
from rag.record.vocabulary import ANY_GRADE, GRADES
from rag.record.wording import aspects, left_over, named_grades

MANY = 2
"""More grades than this are not named one by one."""
_AREA = r"(?:areas?|aspects?|bits?|categor(?:y|ies)|parts?|sections?|strands?|services?)"
_JUDGEMENT = r"(?:judge?ments?|grades?|ratings?)"
_NOUN = rf"(?:{_AREA}|{_JUDGEMENT})\b"
_ASKED = re.compile(
    rf"\b(?:which|any|how many|none of|list|name|show)\b[^?]{{0,30}}?\b{_NOUN}"
    rf"|\bwhat (?:\w+ )?(?:{_AREA}|judge?ments|grades|ratings)\b"
    r"|\b(?:which|what) (?:was|were|is|are|has been|have been) (?:judged|rated|graded)\b"
    rf"|\bwhat (?:was|is|were|are) (?:{ANY_GRADE}) (?:in|at|about|for)\b"
    r"|\banything (?:was |is )?(?:judged|rated|graded)\b"
    r"|\banything\b[^?]{0,40}?\b(?:(?:less|lower|worse|better|higher|other) than|below|above|but)\b"
    rf"|\b(?:which|what|any)\b[^?]{{0,40}}?\b(?:escape[ds]?|avoid(?:ed|s)?|missed) (?:an? )?(?:{ANY_GRADE})"
    rf"|\bwhat did (?:ofsted|(?:the )?inspectors?) (?:judge|rate|grade) (?:as |to be )?(?:{ANY_GRADE})\W*$"
    r"|\bwhere\b[^?]{0,40}\b(?:judged|rated|graded)\b"
    rf"|\b(?:which|what)\b[^?]{{0,40}}\b(?:judged|rated|graded) (?:as |to be )?(?:{ANY_GRADE}) (?:for|in|on)\W*$",
    re.I,
)
_EVERY = re.compile(rf"\b(?:all|every|each)(?: of)?(?: the| its| their)? (?:\w+ )?{_NOUN}", re.I)
_BESIDE_THE_POINT = re.compile(
    rf"\b(?:{ANY_GRADE})\s+(?:practice|support|progress|work|outcomes?|impact|experiences?|help|care|services?|performance|at(?! (?:the|its|their|an?) (?:\w+ ){{0,2}}(?:inspection|time|visit|end|re-inspection)\b)|with|enough)\b",
    re.I,
)
"""What is good of its own, and is no grade: "good practice", "good at listening"."""
_OF_PRACTICE = re.compile(
    rf"\b{_NOUN} of (?:the |their |its )?(?:social work|practice|work|care)\b", re.I
)
_OTHERS_JUDGE = re.compile(
    r"\b(?:children|staff|leaders|parents|carers|people|workers|managers|partners|leavers) (?:\w+ )?(?:rate|rated|judge|judged|grade|graded|find|think)\b",
    re.I,
)
"""What someone else than the inspectors thinks good."""
_IN_NEED = re.compile(rf"\b{_NOUN}(?: of (?:the )?\w+)? (?:still )?requires? improvement\b", re.I)
"""What asks for the list of improvements as well as for a grade."""
_OTHERWISE = re.compile(
    r"\bever\b|\b(?:parts?|areas?) of (?:the )?(?:city|county|borough|country|england)\b", re.I
)
"""The best of all time, and parts of a place: no extreme of one inspection."""
_BEST = r"best|highest|top|strongest|least badly|least bad"
_WORST = r"worst|lowest|poorest|weakest|least well|least good"
_EXTREME = re.compile(
    rf"\b(?P<before>{_BEST}|{_WORST})(?:[- ](?:scoring|rated|graded|judged|performing))? "
    rf"(?:{_NOUN}|(?:scores?|marks?|results?)\b)"
    rf"|\b(?:which|what)\b[^?]{{0,20}}?\b{_NOUN}[^?]{{0,40}}?\b(?P<after>{_BEST}|{_WORST})\b",
    re.I,
)
_WORDS = (
    "many any anything no none less least lower lowest higher highest more best worst weakest strongest poorest top only merely just below above "
    "scoring performing come came fare fared perform performed strand strands services name named received receive considered deemed "
    "not n't neither nor either escape escapes escaped avoid avoids avoided missed did do badly come came out two three four five six several marked late early end start re-inspected reinspected re-inspection looked went grade-wise bit"
)


def sought(text: str, names: tuple[str, ...]) -> Sought | None:
    """What a text seeks among the grades of an inspection; None where it asks otherwise."""
    if aspects(text) or re.match(r"\W*(?:so |and |but )?(?:why|when)\b", text, re.I):
        return None
    if _OTHERS_JUDGE.search(text) or _OF_PRACTICE.search(text):
        return None
    if left_over(re.sub(r"n['’]t\b", " ", text), names, extra=_WORDS):
        return None
    areas = not re.search(rf"\b{_JUDGEMENT}\b", text, re.I)
    extreme = _EXTREME.search(text)
    if extreme and not named_grades(text) and not _OTHERWISE.search(text):
        word = (extreme["before"] or extreme["after"]).lower()
        return Sought(end="worst" if re.fullmatch(_WORST, word) else "best", areas=areas)
    if not named_grades(text) or _BESIDE_THE_POINT.search(text) or _IN_NEED.search(text):
        return None
    every = _EVERY.search(text)
    if not every and not _ASKED.search(text):
        return None
    return Sought(_grades(text), every=bool(every), areas=areas)


def matching(found: Sequence[Receipt], asked: Sought) -> list[Receipt]:
    """The judgements of one inspection that a question seeks; none where none is so.

    Asked of areas, the overall grade is shown beside them, and is none of them.
    """
    judged = _judged(found, asked)
    grades = asked.grades or _at_the_end(judged, asked)
    if asked.every or not any(judgement.grade in grades for judgement, _ in judged):
        return []
    return [own for own in found if own[0].grade in grades]


def yes_or_no(found: Sequence[Receipt], asked: Sought) -> str:
    """How a sentence begins that shows these grades to "were any areas good?", or to "were all"."""
    judged = [judgement.grade for judgement, _ in _judged(found, asked)]
    so = [grade in asked.grades for grade in judged]
    if all(so) if asked.every else any(so):
        return "Yes: "
    # "No: outstanding" to "was any good?" would mislead
    better = asked.grades == ("Good",) and all(rank(grade) >= rank("Good") for grade in judged)
    return "" if better or not asked.grades else "No: "


def remarks(
    told: Sequence[Sequence[Receipt]], asked: Sought, words: Sequence[str], *, count: bool
) -> tuple[str, ...]:
    """How what matched stands to the rest: none of them, all alike, so many of so many.

    `told` are the judgements of each inspection, `words` the grades sought as a sentence names them.
    """
    matched = [matching(found, asked) for found in told]
    if asked.grades and not asked.every and not any(matched):
        of = "areas" if asked.areas else "judgements"
        if len(words) > MANY:
            return (f"None of these {of} was given such a grade.",)
        return (f"None of these {of} was judged {' or '.join(words)}.",)
    if len(told) != 1:
        return ()
    if asked.end and len({judgement.grade for judgement, _ in told[0]}) == 1:
        return ("All of these grades are the same.",)
    if count and matched[0]:
        return (f"That is {len(matched[0])} of the {len(told[0])} judgements of this inspection.",)
    return ()


def _judged(found: Sequence[Receipt], asked: Sought) -> list[Receipt]:
    """The judgements that a question is about: those that are grades, of areas alone where it says so."""
    graded = [own for own in found if rank(own[0].grade)]
    return [own for own in graded if not asked.areas or own[0].aspect != "overall"] or graded


def _at_the_end(judged: Sequence[Receipt], asked: Sought) -> tuple[str, ...]:
    """The lowest or the highest of the grades given; more than one where two rank alike."""
    if asked.end is None or not judged:
        return ()
    ranks = [rank(judgement.grade) for judgement, _ in judged]
    end = min(ranks) if asked.end == "worst" else max(ranks)
    return tuple({j.grade for j, _ in judged if rank(j.grade) == end})


def _grades(text: str) -> tuple[str, ...]:
    """The grades sought, "less than good" as those it comes to; () where that can't be told for sure."""
    told = [set(condition.grades) for condition in conditions(text) or ()]
    if not told:
        return ()
    named = set.intersection(*told) or set.union(*told)
    return tuple(grade for grade, _ in GRADES if grade in named)

"""Does a question ask for a fact of the record (a grade, an inspector, a date, the improvements)?

Pure. The test is what is left over: after the words for the fact, the aspect, the council and the
year are taken away, nothing of substance may remain. "How good are services for care leavers?" asks
for a grade; "How good is the support for care leavers in custody?" does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from rag.record.vocabulary import ASPECTS, FRAMING, GRADES

Kind = Literal[
    "grade", "inspector", "dates", "published", "improvements", "framework", "inspected_in", "led_by"
]  # fmt: skip

_ASK_GRADE = re.compile(
    r"\b(?:judg\w+|grad(?:e|es|ed|ing)|rat(?:e|ed|ing|ings)|ofsted (?:result|score|mark|outcome)s?|scores?d?|verdicts?|marks?"
    r"|results?|outcomes?|how (?:good|well|bad)|how did .* do)\b",
    re.I,
)
_IS_GRADE = re.compile(
    r"^\s*(?:so |and |but )?(?:is|are|was|were|did|has|have|been)\b.*\b(?:outstanding|good|inadequate|requir\w+ improvement|failing)\b",
    re.I,
)
_INSPECTOR = re.compile(
    r"\b(?:who (?:led|headed|ran|was in charge of|carried out|conducted|did|were|was|are) (?:the |this |that )?"
    r"(?:\w+ ){0,3}(?:inspect\w+|visit|team)|lead(?:ing)? inspector|(?:chief|head) inspector of|"
    r"name of the inspector|which inspector|who inspected)\b",
    re.I,
)
_PUBLISHED = re.compile(
    r"\b(?:when|what (?:date|day|year|month)|date)\b.*\b(?:publish\w+|publication|released?|came out|come out|issued)\b",
    re.I,
)
_DATES = re.compile(
    r"\b(?:when|what (?:date|day|year|month)s?|which (?:dates?|days?|years?|month)|dates?|how long|how many days)\b"
    r".*\b(?:inspect\w*|ofsted (?:visit|come|go|went)|visit)\b",
    re.I,
)
_IMPROVE = re.compile(
    r"\b(?:what|which|where|list|show|tell|name|how many|anything|things?|areas?|recommend\w*|improvements?)\b.*"
    r"\b(?:improv(?:e|ed|es|ement|ements|ing)|recommend\w*|do better|get better|put right|work on)\b"
    r"|^\s*(?:recommendations?|areas? for improvement|improvements?)\b",
    re.I,
)
_FRAMEWORK = re.compile(
    r"\b(?:framework|type|kind|sort) of (?:inspection|report)\b|\b(?:what|which) framework\b", re.I
)
_CHANGE = re.compile(
    r"\b(?:chang\w*|over time|since|improved|got(?:ten)? (?:better|worse)|before|previous(?:ly)?|earlier|history|trend|progress\w*"
    r"|last time|used to be|compared? (?:with|to) (?:the )?(?:last|previous|earlier))\b",
    re.I,
)
_COUNCILS = r"(?:councils?|authorit(?:y|ies)|boroughs|counties|reports|inspections)"
_WHICH = (
    r"(?:which|what|how many|list|any|name|number of|proportion of|percentage of|share of|show|all)"
)
_SWEEP_GRADE = (
    r"(?:outstanding|good|inadequate|requir\w+ improvement|adequate|failing|judged|rated|graded)"
)
_SWEEP = re.compile(
    rf"\b{_WHICH}\b.*\b{_COUNCILS}\b.*\b{_SWEEP_GRADE}\b|\b{_WHICH}\b.*\b{_SWEEP_GRADE}\b.*\b{_COUNCILS}\b",
    re.I,
)
_SWEEP_MOVED = re.compile(
    rf"\b{_WHICH}\b.*\b{_COUNCILS}\b.*\b(?:improved|got (?:better|worse)|declined|deteriorated|fell|went (?:up|down))\b",
    re.I,
)
_ASKS_WHICH_COUNCIL = re.compile(rf"\b(?:which|how many) (?:\w+ )?{_COUNCILS}\b", re.I)
_INSPECTED_IN = re.compile(
    rf"\b{_WHICH}\b.*\b(?:{_COUNCILS}\b.*\b(?:inspected|visited)|inspections\b.*\b(?:took place|were there|happened|done|carried out))\b.*\b20\d\d\b",
    re.I,
)
_PERSON = r"([A-Z][\w'-]+(?: [A-Z][\w'-]+)+)"
_LED_BY = re.compile(
    rf"\b(?i:{_WHICH})\b.*\b(?i:{_COUNCILS})\b.*?\b(?:(?:led|inspected|headed|run) by|did|has|had) {_PERSON}(?=\W*$| (?:led?|lead|inspect|inspected|head|headed|run)\b)"
)
_FOR_A_SWEEP = (
    "many number proportion percentage share name named names see here library there any come list"
)
_COMPARE = re.compile(
    r"\b(?:compar\w+|versus|vs|against|better|worse|difference|which (?:is|of|one)|stack up|same as)\b",
    re.I,
)
_WHY = re.compile(
    r"^\W*(?:so |but |and )?(?:why|how come|what makes|what made|what led to|for what reason)\b",
    re.I,
)
_SINCE_WHEN = re.compile(r"\b(?:still|ever|always|again)\b", re.I)


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """What a question asks of the record.

    `aspects` are slugs (empty: all of them), `grades` the grades it names, `change` that it asks
    how things were before or have moved, `yes_no` that it wants a yes or a no, `count` a number,
    `why` a reason. `judged` says that it speaks of judging in so many words, so that no other
    answer will do; `councils` that it asks which councils; `moved` whether up or down; `name` whose
    inspections are meant.
    """

    kind: Kind
    aspects: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    change: bool = False
    yes_no: bool = False
    count: bool = False
    why: bool = False
    judged: bool = False
    councils: bool = False
    moved: Literal["up", "down"] | None = None
    name: str = ""


def read(question: str, names: tuple[str, ...] = ()) -> FactQuestion | None:
    """The fact that a standalone question asks for, or None where it asks what the report says.

    `names` are the councils that it mentions.
    """
    text = re.sub(r"[’‘]", "'", question)
    if len(text) > 400:
        return None
    listed = _over_councils(text, names)
    if listed is not None:
        return listed
    if _INSPECTOR.search(text) and not _left_over(
        text,
        names,
        extra="lead leading led lead's name ran headed charge team carried conducted visit chief head",
    ):
        return FactQuestion("inspector")
    if _PUBLISHED.search(text) and not _left_over(
        text,
        names,
        extra="published publish publication released release came come issued date day month",
    ):
        return FactQuestion("published")
    if _DATES.search(text) and not _left_over(
        text,
        names,
        extra="inspect date dates day days visit visited come came go went long take took many last lasted month place",
    ):
        return FactQuestion("dates")
    if _FRAMEWORK.search(text) and not _left_over(
        text, names, extra="framework type kind sort used use"
    ):
        return FactQuestion("framework")
    if (
        _IMPROVE.search(text)
        and not re.search(r"\b(?:has|have|had) (?:\w+ )?improved\b", text)
        and not _ASKS_WHICH_COUNCIL.search(text)
        and not _left_over(
            text,
            names,
            aspects=False,
            extra="improve improves improved improvements improving recommend recommends recommended recommendation "
            "recommendations point points need needs needed should must many things thing anything right put todo do better get "
            "work identified areas suggested required next want wants told asked ask name there 's",
        )
    ):
        return FactQuestion("improvements", count="how many" in text.lower())
    about = bool(aspects(text)) or any(re.search(rf"\b{re.escape(n)}\b", text, re.I) for n in names)
    why = bool(_WHY.search(text))
    asks = (
        _ASK_GRADE.search(text)
        or (len(names) > 1 and _COMPARE.search(text))
        or _bare(text)
        or (about and (_IS_GRADE.search(text) or _moved(text) or (why and named_grades(text))))
    )
    left = _left_over(text, names, extra="led reason" if why else "")
    return _grade_question(text, why=why) if asks and not left else None


def _over_councils(text: str, names: tuple[str, ...]) -> FactQuestion | None:
    """A question over many councils: which were judged so, were inspected then, or by whom."""
    led = _LED_BY.search(text)
    count = bool(re.search(r"\b(?:how many|number of|proportion|percentage|share)\b", text, re.I))
    if led:
        return FactQuestion("led_by", name=led[1], count=count, councils=True)
    if any(re.search(rf"\b{re.escape(name)}\b", text, re.I) for name in names):
        return None
    if _INSPECTED_IN.search(text) and not _left_over(
        text, names, extra=_FOR_A_SWEEP + " inspected visited took place happened done carried out"
    ):
        return FactQuestion("inspected_in", count=count, councils=True)
    if re.search(r"\b(?:best|worst|biggest)\b", text, re.I):
        return None
    if _SWEEP_MOVED.search(text) and not _left_over(
        text, names, extra=_FOR_A_SWEEP + " declined deteriorated fell went"
    ):
        down = re.search(r"\b(?:worse|declined|deteriorated|fell|down)\b", text, re.I)
        return FactQuestion(
            "grade",
            aspects=aspects(text),
            councils=True,
            count=count,
            moved="down" if down else "up",
        )
    if _SWEEP.search(text) and not _left_over(text, names, extra=_FOR_A_SWEEP):
        asked = _grade_question(text, why=False)
        return replace(asked, councils=True, count=count)
    return None


def _grade_question(text: str, *, why: bool) -> FactQuestion:
    return FactQuestion(
        "grade",
        aspects=aspects(text),
        grades=named_grades(text),
        change=bool(_CHANGE.search(text) or _SINCE_WHEN.search(text) or _moved(text))
        or len(set(re.findall(r"\b20\d\d\b", text))) > 1
        or bool(re.search(r"\b20\d\d\b", text) and re.search(r"\b(?:now|today)\b", text, re.I)),
        yes_no=bool(_IS_GRADE.search(text)),
        count=bool(re.search(r"\bhow many\b|\bnumber of\b", text, re.I)),
        why=why,
        judged=bool(
            re.search(r"\b(?:judged?|judge?ments?|grade[ds]?|rat(?:ed?|ing|ings))\b", text, re.I)
        ),
    )


def named_grades(text: str) -> tuple[str, ...]:
    """The grades that a text names, longest wording first; "requires improvement" holds no "good"."""
    rest = _no_ask(text)
    found: list[str] = []
    for grade, pattern in GRADES:
        rest, count = re.subn(rf"\b(?:{pattern})\b", " ", rest, flags=re.I)
        if count:
            found.append(grade)
    return tuple(found)


def same_for(follow_up: str, asked: str, names: tuple[str, ...] = ()) -> str | None:
    """A follow-up that only names another aspect ("and for leadership?"), as a whole question.

    `asked` is the question before it and `names` the councils in either. None where the one before
    asked for no grade, or the follow-up says more than an aspect.
    """
    before = read(asked, names)
    named = aspects(follow_up)
    if before is None or before.kind != "grade" or len(named) != 1 or len(follow_up.split()) > 8:
        return None
    own = read(follow_up, names)
    if own is not None or _left_over(follow_up, names, extra="ok okay also too same"):
        return None
    pattern = next(pattern for slug, pattern in ASPECTS if slug == named[0])
    phrase = re.search(rf"\b(?:{pattern})(?!\w)", follow_up, re.I)
    years = sorted(set(re.findall(r"\b20\d\d\b", follow_up) or re.findall(r"\b20\d\d\b", asked)))
    who = next((n for n in names if re.search(rf"\b{re.escape(n)}\b", follow_up + asked, re.I)), "")
    what = "overall" if named[0] == "overall" else f"for {phrase.group() if phrase else named[0]}"
    year = f" in {years[0]}" if len(years) == 1 else ""
    return f"What was {who or 'the council'} judged {what}{year}?"


def aspects(text: str) -> tuple[str, ...]:
    """The aspects of the judgement that a text names, longest names first."""
    found: list[str] = []
    rest = text
    for slug, pattern in ASPECTS:
        rest, count = re.subn(rf"\b(?:{pattern})(?!\w)", " ", rest, flags=re.I)
        if count:
            found.append(slug)
    return tuple(found)


def _moved(text: str) -> bool:
    """Asks whether things got better or worse, or how they have changed."""
    return bool(
        re.search(
            r"\b(?:get|got|getting|gone|become)\w* (?:any )?(?:better|worse)\b|\bhow (?:has|have|did)\b.*\bchanged?\b|\bimproved? since\b"
            r"|^\W*(?:has|have|did|is|are)\b[^?]*\bimprov(?:ed?|ing)\b",
            text,
            re.I,
        )
    )


def _no_ask(text: str) -> str:
    return re.sub(r"\bhow (?:good|bad|well)\b", " ", text, flags=re.I)


def _bare(text: str) -> bool:
    """A question of one breath that names an aspect and a grade word, such as "leadership grade?"."""
    return (
        bool(re.search(r"\b(?:grades?|ratings?|judge?ments?)\b", text, re.I))
        and len(text.split()) <= 6
    )


def _left_over(
    text: str, names: tuple[str, ...], *, extra: str = "", aspects: bool = True
) -> list[str]:
    """Words of substance that remain once the words for the fact are taken away."""
    rest = text
    for name in sorted(names, key=len, reverse=True):
        rest = re.sub(rf"\b{re.escape(name)}(?:'s)?\b", " ", rest, flags=re.I)
    if aspects:
        for _, pattern in ASPECTS:
            rest = re.sub(rf"\b(?:{pattern})(?!\w)", " ", rest, flags=re.I)
    known = FRAMING | set(extra.split())
    months = "january february march april may june july august september october november december"
    return [
        word
        for word in re.findall(r"[a-z][a-z'-]*", rest.lower())
        if word.removesuffix("'s") not in known and word not in months
    ]

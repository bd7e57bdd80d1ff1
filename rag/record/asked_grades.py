"""Questions for grades: which were given, whether one was, how they changed, and why. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from rag.record.by_grade import sought
from rag.record.conditions import conditions
from rag.record.question import FactQuestion
from rag.record.sides import side
from rag.record.vocabulary import ANY_GRADE, GRADES, LIGHT
from rag.record.wording import aspects, left_over, mentioned, named_grades

_ASK_GRADE = re.compile(
    r"\b(?:judg\w+|grad(?:e|es|ed|ing)|rat(?:e|ed|ing|ings)|ofsted (?:result|score|mark|outcome)s?|scores?d?|verdicts?|marks?"
    r"|results?|outcomes?|report card|how (?:good|well|bad)|how did .* do)\b",
    re.I,
)
_GIVEN = r"(?:get|got|gets|receive[ds]?|achieve[ds]?|earn(?:ed)?|give|given|gave|award(?:ed|s)?)"
_WHAT_IT_GOT = (
    rf"^\W*(?:(?:back )?(?:in|at|for) [^,?]{{3,40}}, ?)?(?:so |and |but )?(?:what (?:marks? |grades? |ratings? )?(?:did|has|have|had) (?:ofsted (?:\w+ )?{_GIVEN}|{{names}}(?:['’]s)?(?: [\w-]+){{0,4}} {_GIVEN})"
    rf"|how (?:did|has|have) {{names}}(?:['’]s)?(?: [\w'’-]+){{0,4}} (?:get on|got on|fare[ds]?|do|done|come out|turn out|turned out)"
    rf"|what did (?:ofsted|(?:the )?inspectors) (?:make|think) of {{names}})\b"
)
_THE_JUDGE = re.compile(r"\b(?:the|an?|any|family|local|court) judges?\b", re.I)
"""A person, and no judgement."""
_NEEDS_TO_IMPROVE = re.compile(
    r"\b(?:need(?:s|ed|ing)? (?:to (?:improve|get better|be improved)|improv\w+)|not (?:better|higher))\b",
    re.I,
)
_CAME_TO = re.compile(
    rf"^\W*(?:so |but |and )?how (?:did|could|has|have|had) .*\b(?:slide|slid|slip(?:ped)?|fall|fell|fallen|drop(?:ped)?|sink|sunk|go|gone|went|end up|ended up"
    rf"|get|got|become|come)\b.*\b(?:{ANY_GRADE})\W*$",
    re.I,
)
"""Asks how a grade came about."""
_ALL_OF_THEM = re.compile(
    r"\b(?:(?:area|aspect|part) by (?:area|aspect|part)|(?:right )?across the board|for everything|in everything|(?:by|each|every|all) (?:the )?(?:areas?|aspects?|parts?|grades))\b",
    re.I,
)
_FAILED = re.compile(r"\bfail(?:s|ed)?\b", re.I)
_FELL_SHORT = re.compile(r"\b(?:fall|falls|fell|fallen) short\b", re.I)
_NOT = re.compile(r"n['’]t\b|\bnot\b|\bnever\b", re.I)
_BESIDE_WHY = (
    "led reason so that this way like only just merely still yet marked down short held holds kept keeps back dragged pulled need needs needed needing get to up "
    "manage managed fail fails failed badly so on review slide slid slip slipped fall fell fallen drop dropped sink sunk go gone went end ended come services' higher"
)
_BESIDE_A_GRADE = "plain terms simple words short other only make back spring summer autumn winter everything across board right card come came away end ended up with land landed manage managed run me through same review"
_OF_GRADES = re.compile(
    r"\b(?:grad(?:e|es|ed|ing)|grade-wise|rat(?:ed|ing|ings)|judge?ments?|judged|verdicts?|marks?|marked|report card|ofsted (?:results?|scores?|outcomes?))\b",
    re.I,
)
"""Says so plainly that a grade is asked for that light words beside it say nothing more."""
_CAME_AGAIN = re.compile(
    r"\b(?:c[oa]me|coming|went|go|been|turned up) (?:back|again)\b|\breturn(?:s|ed|ing)?\b", re.I
)
"""Asks of an inspection after another."""
_BOTH_ENDS = re.compile(
    r"\b(?:best|highest|top)\b.*\b(?:worst|lowest|poorest)\b|\b(?:worst|lowest|poorest)\b.*\b(?:best|highest|top)\b",
    re.I,
)
_IS_GRADE = re.compile(
    r"^\s*(?:so |and |but )?(?:is|are|was|were|did|has|have|been)\b.*\b(?:outstanding|good|inadequate|requir\w+ improvement|failing)\b",
    re.I,
)
_WHERE_IT_LIES = re.compile(
    r"\b(?:what|which) (?:county|region|country|part of|city|town)\b|\bwhere(?:['’]?s| is| are)\b",
    re.I,
)
"""Asks for a place, and for nothing that a report says of it."""
_CHANGE = re.compile(
    r"\b(?:chang\w*|over time|since|improved|got(?:ten)? (?:better|worse)|before|previous(?:ly)?|earlier|history|trend|progress\w*"
    r"|last time|used to be|compared? (?:with|to) (?:the )?(?:last|previous|earlier))\b",
    re.I,
)
_COMPARE = re.compile(
    r"\b(?:compar\w+|versus|vs|against|better|worse|difference|which (?:is|of|one)|stack up|same as)\b",
    re.I,
)
_WHY = re.compile(
    r"^\W*(?:so |but |and )?(?:why|how come|what makes|what made|what led to|for what reason|what (?:held|holds|kept|keeps|dragged|pulled) (?:back|down))\b",
    re.I,
)
_WORKS_WITH = re.compile(r"\bworks?(?:ing)? (?:well |closely |together )*with\b", re.I)
_HOW_OFTEN = re.compile(r"\b(?:how (?:many times|often)|more than once|twice|\w+ times)\b", re.I)
_EXTREME = re.compile(
    r"\b(?:best|worst|highest|lowest)(?: ever)? (judge?ments?|grades?|ratings?|results?)\b", re.I
)
_BEFORE = re.compile(
    r"\b(?:last|previous|earlier|first|oldest) (?:inspection|report|time|judge?ment|grade)s?\b|\bthe one before\b",
    re.I,
)
_ABOUT = re.compile(
    r"^\W*(?:what (?:did|does|do|has|have) (?:ofsted|(?:the )?inspectors?|the (?:report|inspection))\b.*\b(?:say|said|find|found|think|conclude)\b"
    r"|tell me about\b|(?:can you )?(?:give me |show me )?(?:a |the )?(?:short |brief |quick )?(?:summary|overview|main findings|key points) (?:of|on|for|from)\b"
    r"|(?:can you )?summari[sz]e\b|(?:[\w.,&'-]+ ){0,4}(?:summary|overview)\W*$)",
    re.I,
)
_OVERVIEW = (
    "short brief quick summary overview main findings key points summarise summarize show can"
)
_A_NAME = 5
"""Words of a question that is no more than a council's name, with "2018", "council" or "report" beside it."""
_SINCE_WHEN = re.compile(r"\b(?:still|ever|always|again)\b", re.I)


def which_grades(text: str, names: tuple[str, ...]) -> FactQuestion | None:
    """Which aspects were given a grade, where that is asked for ("which areas were good?")."""
    by_grade = None if _BOTH_ENDS.search(text) else sought(_ever(text), names)
    if by_grade is None:  # the best and the worst are told by all of them
        return None
    fact = _grade_question(_ever(text), why=False)
    return replace(fact, grades=by_grade.grades, sought=by_grade)


def grades(text: str, names: tuple[str, ...], *, when: bool) -> FactQuestion | None:
    """The grades that are asked for, or the reasons for them; `when` says that an inspection is meant besides."""
    text = _EXTREME.sub(r"\1 ever", _ever(text))  # all of them are shown
    if _WORKS_WITH.search(text) or _CAME_AGAIN.search(text):
        return None
    named = bool(mentioned(names, text))
    of_a_side = None if _ASK_GRADE.search(text) else side(text, names)
    if of_a_side is not None:
        return of_a_side
    about = bool(aspects(text)) or named
    whole = bool(_ABOUT.search(text)) or (
        named
        and len(_with_names_of_one_word(text, names).split()) <= _A_NAME
        and not _asks_what_it_got(text, names)
        and not re.search(r"\b(?:now|today)\b", text)
        and not _WHERE_IT_LIES.search(text)
    )
    why = bool(_WHY.search(text) or (about and _CAME_TO.search(text)))
    asks = (
        (_ASK_GRADE.search(text) and not _THE_JUDGE.search(text))
        or _asks_what_it_got(text, names)
        or (
            _COMPARE.search(text)
            and (len(names) > 1 or (about and (_several_years(text) or _BEFORE.search(text))))
        )
        or _bare(text)
        or (when and about)
        or (whole and about and not aspects(text))
        or (
            about
            and (
                _IS_GRADE.search(text) or (moved(text) and not why) or (why and named_grades(text))
            )
        )
        or (
            about
            and why
            and (_NEEDS_TO_IMPROVE.search(text) or _FAILED.search(text) or _FELL_SHORT.search(text))
        )
    )
    ends = "worst best highest lowest top poorest" if _BOTH_ENDS.search(text) else ""
    plainly = _OF_GRADES.search(text) and not _THE_JUDGE.search(text)
    light = " ".join(LIGHT) if plainly else ""
    extra = f"{_BESIDE_WHY if why else _BESIDE_A_GRADE} {_OVERVIEW if whole else ''} {ends} {light}"
    left = left_over(_NOT.sub("", text) if why else text, names, extra=extra)
    if not asks or left:
        return None
    fact = _grade_question(text, why=why)
    if why:
        fact = replace(fact, grades=_taken_for_granted(text))
    return replace(fact, whole=whole and not (fact.grades or fact.judged or fact.why))


def _ever(text: str) -> str:
    """How often a grade was given is told by every inspection."""
    if named_grades(text) and _HOW_OFTEN.search(text):
        return _HOW_OFTEN.sub("", text).rstrip("?!. ") + " ever?"
    return text


def _grade_question(text: str, *, why: bool) -> FactQuestion:
    asked = aspects(text)
    return FactQuestion(
        "grade",
        aspects=() if asked == ("overall",) and _ALL_OF_THEM.search(text) else asked,
        grades=named_grades(text),
        conditions=conditions(text),
        change=bool(
            _CHANGE.search(text)
            or (_COMPARE.search(text) and _BEFORE.search(text))
            or _SINCE_WHEN.search(text)
            or moved(text)
        )
        or _several_years(text)
        or bool(re.search(r"\b20\d\d\b", text) and re.search(r"\b(?:now|today)\b", text, re.I)),
        yes_no=bool(_IS_GRADE.search(text)),
        count=bool(re.search(r"\bhow many\b|\bnumber of\b", text, re.I)),
        why=why,
        judged=bool(
            re.search(r"\b(?:judged?|judge?ments?|grade[ds]?|rat(?:ed?|ing|ings))\b", text, re.I)
        ),
    )


def _taken_for_granted(text: str) -> tuple[str, ...]:
    """The grades of which one must have been given for a "why" to make sense: "not good" leaves the others."""
    named = named_grades(text)
    if _NOT.search(text) and named:
        return tuple(grade for grade, _ in GRADES if grade not in named)
    if not named and _FAILED.search(text):
        return ("Inadequate",)
    if not named and (_NEEDS_TO_IMPROVE.search(text) or _FELL_SHORT.search(text)):
        return ("Requires improvement to be good", "Adequate", "Inadequate")
    return named


def _asks_what_it_got(text: str, names: tuple[str, ...]) -> bool:
    """Whether a text asks for grades by what a council was given: "what did Kent get for leadership?"."""
    if not names:
        return False
    named = "(?:" + "|".join(map(re.escape, names)) + ")"
    return bool(re.search(_WHAT_IT_GOT.replace("{names}", named), text, re.I))


def years(text: str) -> tuple[int, ...]:
    """The years that a text names, each once, the earliest first."""
    return tuple(sorted({int(year) for year in re.findall(r"\b20\d\d\b", text)}))


def _with_names_of_one_word(text: str, names: tuple[str, ...]) -> str:
    """The text with each council's name as one word, however many it has."""
    for name in sorted(names, key=len, reverse=True):
        text = re.sub(rf"\b{re.escape(name)}\b", "Name", text, flags=re.I)
    return text


def _several_years(text: str) -> bool:
    return len(years(text)) > 1


def moved(text: str) -> bool:
    """Asks whether things got better or worse, or how they have changed."""
    return bool(
        re.search(
            r"\b(?:get|got|getting|gone|become)\w* (?:any )?(?:better|worse)\b|\bhow (?:has|have|did)\b.*\bchanged?\b|\bimproved? since\b"
            r"|^\W*(?:has|have|did|is|are)\b[^?]*\bimprov(?:ed?|ing)\b",
            text,
            re.I,
        )
    )


def _bare(text: str) -> bool:
    """A question of one breath that names an aspect and a grade word, such as "leadership grade?"."""
    return (
        bool(re.search(r"\b(?:grades?|ratings?|judge?ments?)\b", text, re.I))
        and len(text.split()) <= 6
    )

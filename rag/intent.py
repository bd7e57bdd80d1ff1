"""Does a question ask for a fact of the record (a grade, an inspector, a date, the improvements)?

Pure. The test is what is left over: after the words for the fact, the aspect, the council and the
year are taken away, nothing of substance may remain. "How good are services for care leavers?" asks
for a grade; "How good is the support for care leavers in custody?" does not.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rag.record.by_grade import sought
from rag.record.conditions import conditions
from rag.record.everywhere import over_all, over_councils
from rag.record.of_list import asks_to_improve, points
from rag.record.question import FactQuestion, Which
from rag.record.sides import side
from rag.record.team import role
from rag.record.times import bound, of_month
from rag.record.vocabulary import ANY_GRADE
from rag.record.which import last_or_before, which
from rag.record.wording import aspects, left_over, mentioned, named_grades

_ASK_GRADE = re.compile(
    r"\b(?:judg\w+|grad(?:e|es|ed|ing)|rat(?:e|ed|ing|ings)|ofsted (?:result|score|mark|outcome)s?|scores?d?|verdicts?|marks?"
    r"|results?|outcomes?|how (?:good|well|bad)|how did .* do)\b",
    re.I,
)
_GIVEN = r"(?:get|got|gets|receive[ds]?|achieve[ds]?|earn(?:ed)?|give|given|gave|award(?:ed|s)?)"
_WHAT_IT_GOT = (
    rf"^\W*(?:so |and |but )?(?:what (?:marks? |grades? |ratings? )?(?:did|has|have|had) (?:ofsted (?:\w+ )?{_GIVEN}|{{names}}(?:['’]s)?(?: [\w-]+){{0,4}} {_GIVEN})"
    rf"|how (?:did|has|have) {{names}}(?: council)? (?:get on|got on|fare[ds]?|do|done))\b"
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
    r"\b(?:(?:area|aspect|part) by (?:area|aspect|part)|(?:by|each|every|all) (?:the )?(?:areas?|aspects?|parts?|grades))\b",
    re.I,
)
_NOT = re.compile(r"n['’]t\b|\bnot\b|\bnever\b", re.I)
_BESIDE_WHY = (
    "led reason so that this way like only just merely still yet marked down need needs needed needing get to up "
    "slide slid slip slipped fall fell fallen drop dropped sink sunk go gone went end ended come services' higher"
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
_OF_OFSTED = re.compile(
    r"\b(?:chief|head) (?:inspector )?of (?:ofsted|england|hmi)\b|\bchief inspector\W*$", re.I
)
_WHERE_IT_LIES = re.compile(
    r"\b(?:what|which) (?:county|region|country|part of|city|town)\b|\bwhere(?:['’]?s| is| are)\b",
    re.I,
)
"""Asks for a place, and for nothing that a report says of it."""
_PUBLISHED = re.compile(
    r"\b(?:when|what (?:date|day|year|month)|date)\b.*\b(?:publish\w+|publication|released?|came out|come out|issued)\b",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:next|will|due|going to|upcoming) (?:\w+ ){0,4}(?:inspect\w*|visit\w*|ofsted)\b|\binspect\w* (?:\w+ ){0,2}next\b",
    re.I,
)
_DATES = re.compile(
    r"\b(?:when|what (?:date|day|year|month)s?|which (?:dates?|days?|years?|month)|dates?|how long|how many days)\b"
    r".*\b(?:inspect\w*|ofsted (?:visit|come|go|went)|visit)\b",
    re.I,
)
_TIMES = re.compile(
    r"\b(?:how many times|how often|how many inspections|more than once|every time|each time|when(?: \w+)* (?:all|each|every)|all the (?:dates|times))\b"
    r".*\b(?:inspect\w*|ofsted|visit\w*)\b|\bhow many (?:ofsted )?inspections\b|\binspected (?:more than once|before|how many times|how often)\W*$",
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
_COMPARE = re.compile(
    r"\b(?:compar\w+|versus|vs|against|better|worse|difference|which (?:is|of|one)|stack up|same as)\b",
    re.I,
)
_WHY = re.compile(
    r"^\W*(?:so |but |and )?(?:why|how come|what makes|what made|what led to|for what reason)\b",
    re.I,
)
_LED = re.compile(
    r"^\W*(?i:did|was|has|is) ((?!The |Ofsted )[A-Z][\w'-]+(?: [A-Z][\w'-]+)+) (?:inspect(?:ed)?|lead|led|head(?:ed)?|visit(?:ed)?|ran|run"
    r"|(?:the )?lead inspector)\b"
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
_OF_DATES = "inspect date dates day days visit visited come came go went long take took many last lasted month place inspectors stay stayed there"
_OF_TIMES = "times often once than more every each all before"
_A_NAME = 5
"""Words of a question that is no more than a council's name, with "2018", "council" or "report" beside it."""
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
_SINCE_WHEN = re.compile(r"\b(?:still|ever|always|again)\b", re.I)


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
    if _DATES.search(rest) and _TO_COME.search(rest):
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
    time = of_month(text) or (None if _moved(text) else bound(text))
    of_one = fact.kind == "grade" and not (fact.whole or fact.change or fact.yes_no or time)
    if of_one and inspection is None and last_or_before(text):
        inspection = Which(-2, or_newest=True)
    return replace(fact, which=inspection, span=time, years=_years(text))


def _of_one(text: str, names: tuple[str, ...], *, when: bool) -> FactQuestion | None:
    """The fact asked of the councils that are named, or of the one that is the subject."""
    if named_grades(text) and _HOW_OFTEN.search(text):
        text = _HOW_OFTEN.sub("", text).rstrip("?!. ") + " ever?"
    by_grade = sought(text, names)
    if by_grade is not None:
        fact = _grade_question(text, why=False)
        return replace(fact, grades=by_grade.grades, sought=by_grade)
    text = _EXTREME.sub(r"\1 ever", text)  # all of them are shown
    asked = _LED.search(text)
    if (
        asked
        and asked[1] not in names
        and not left_over(
            text.replace(asked[1], " "),
            names,
            extra="inspect lead led head headed visit visited ran run",
        )
    ):
        return FactQuestion("inspector", name=asked[1], yes_no=True)
    of_the_team = role(text, names)
    if of_the_team:
        return FactQuestion("team", role=of_the_team)
    if (
        _INSPECTOR.search(text)
        and not _OF_OFSTED.search(text)
        and not left_over(
            text,
            names,
            extra="lead leading led lead's name ran headed charge team carried conducted visit visited went came chief head",
        )
    ):
        return FactQuestion("inspector")
    if _PUBLISHED.search(text) and not left_over(
        text,
        names,
        extra="published publish publication released release came come issued date day month",
    ):
        return FactQuestion("published")
    if _TIMES.search(text) and not left_over(text, names, extra=f"{_OF_DATES} {_OF_TIMES}"):
        return FactQuestion("dates", change=True)
    if _DATES.search(text) and not left_over(text, names, extra=_OF_DATES):
        return FactQuestion("dates")
    if _FRAMEWORK.search(text) and not left_over(
        text, names, extra="framework type kind sort used use"
    ):
        return FactQuestion("framework")
    if asks_to_improve(text, names):
        return FactQuestion("improvements", count="how many" in text.lower())
    if _WORKS_WITH.search(text):
        return None
    named = bool(mentioned(names, text))
    of_a_side = None if _ASK_GRADE.search(text) else side(text, names)
    if of_a_side is not None:
        return of_a_side
    about = bool(aspects(text)) or named
    whole = bool(_ABOUT.search(text)) or (
        named
        and len(text.split()) <= _A_NAME
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
        or (about and (_IS_GRADE.search(text) or _moved(text) or (why and named_grades(text))))
        or (about and why and _NEEDS_TO_IMPROVE.search(text))
    )
    extra = (f"{_BESIDE_WHY} " if why else "other ") + (_OVERVIEW if whole else "")
    left = left_over(_NOT.sub("", text) if why else text, names, extra=extra)
    if not asks or left:
        return None
    fact = _grade_question(text, why=why)
    if why and (_NOT.search(text) or _NEEDS_TO_IMPROVE.search(text)):
        fact = replace(fact, grades=())  # it takes no grade for granted
    return replace(fact, whole=whole and not (fact.grades or fact.judged or fact.why))


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
            or _moved(text)
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


def _asks_what_it_got(text: str, names: tuple[str, ...]) -> bool:
    """Whether a text asks for grades by what a council was given: "what did Kent get for leadership?"."""
    if not names:
        return False
    named = "(?:" + "|".join(map(re.escape, names)) + ")"
    return bool(re.search(_WHAT_IT_GOT.replace("{names}", named), text, re.I))


def _years(text: str) -> tuple[int, ...]:
    return tuple(sorted({int(year) for year in re.findall(r"\b20\d\d\b", text)}))


def _several_years(text: str) -> bool:
    return len(_years(text)) > 1


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


def _matter_alone(text: str) -> bool:
    """An aspect and an inspection without a verb, such as "care leavers last time?"."""
    return len(text.split()) <= 6 and not re.search(
        r"\b(?:say|said|find|found|think|thought|did|does|do|was|were|is|are|how|why|who|when)\b",
        text,
        re.I,
    )


def _bare(text: str) -> bool:
    """A question of one breath that names an aspect and a grade word, such as "leadership grade?"."""
    return (
        bool(re.search(r"\b(?:grades?|ratings?|judge?ments?)\b", text, re.I))
        and len(text.split()) <= 6
    )

"""Follow-ups that ask the record of the council just spoken of, as questions that stand alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.followups import topic
from rag.followups.council import COUNCIL, ITS, about, in_the_year
from rag.followups.figure import of_its_figure
from rag.followups.parts import record_parts
from rag.followups.points import of_the_points
from rag.followups.said import BEGUN, own_words
from rag.followups.swap import named
from rag.followups.times import at_another_time
from rag.intent import read
from rag.record.vocabulary import ANY_GRADE
from rag.record.wording import aspect_words, aspects, left_over, mentioned, named_grades
from rag.scoping.every import EVERY_COUNCIL
from rag.types import Turn

_OF_THE_COUNCIL = re.compile(
    r"\b(?:council|authority|inspect\w*|ofsted|judged|rated|graded|judge?ments?|overall|published|report"
    r"|lead(?:s|er|ers|ership)?|led|need(?:s|ed)? to improve|must \w+|(?:get|do|doing|got) better|improv\w+)\b",
    re.I,
)
"""What is asked of a council or its inspection, whatever else was just talked of."""
_OF_A_THING_TOO = re.compile(
    r"\b(?:published|leads?|leader(?:s|ship)?|(?:get|do|doing|got) better|improv\w+)\b", re.I
)
"""What is asked of a council, and as well of a service or a document that was just talked of."""
_COMPARES = re.compile(r"\b(?:better|worse|compar\w*|than|versus|vs|same)\b", re.I)
_WHY = re.compile(
    rf"{BEGUN}(?:why|how come|how so|what for|for what reason)(?:['’]?s| is| was| are| were| did)?"
    r"(?: (?:that|this|it|so|they|then|judged|rated|like that))*\W*",
    re.I,
)
_WORTH = re.compile(
    rf"{BEGUN}(?:(?:is|was) (?:that|this|it) (?:a )?(?:good|bad|ok(?:ay)?)(?: or (?:good|bad|not))?(?: (?:one|thing|grade|rating|result))?"
    r"|what(?: does|['’]?s) (?:that|this|it) (?:actually |really )?mean)\W*",
    re.I,
)
_WHEN = re.compile(r"\W*(?:and )?when (?:was|were|did) (?:it|that|this|they)(?: happen)?\W*", re.I)
_GRADE_FOR = re.compile(
    rf"{BEGUN}(?:what(?:['’]?s| is| was| about) )?(?:the |its |their )?(?:grades?|ratings?|judge?ments?) (?:for|on|of) [\w\s-]{{4,50}}\W*",
    re.I,
)
_OF_ONE = ("inspector", "dates", "published", "improvements", "team")


def of_the_record(question: str, history: Sequence[Turn]) -> str | None:
    """A follow-up that asks the record, as a whole question; None where it is none.

    The council is that of the last question that named one, even where nothing answered it.
    """
    if not history:
        return None
    alone = read(question)
    if alone is not None and alone.councils:
        return question  # it asks of every council, whichever one was spoken of
    before = history[-1].standalone_question or history[-1].question
    again = over_again(question, before)
    if again:
        return again
    spoken = _spoken_of(history)
    if spoken is None:
        return None
    asked, names = spoken
    mine = named(question)
    if mine and not COUNCIL.search(question) and _is_whole(question, mine):
        return own_words(question)
    whole = same_for(question, before, (*mine, *(n for n in names if n not in mine)))
    if whole:
        return whole
    if _WORTH.fullmatch(question):
        return _worth(before, history[-1].answer, names)
    if len(names) == 1 and (_WHY.fullmatch(question) or _WHEN.fullmatch(question)):
        return _reason_or_day(question, asked, names)
    then = at_another_time(question, asked, names[0]) if len(names) == 1 else None
    if then and _of_the_record_before(before, names):
        return then
    point = of_the_points(question, asked, names)
    if point:
        return point
    if not names or (mine and not _COMPARES.search(question)):
        return None
    if len(names) == 1 and not mine and _of_the_inspection(question, names):
        return f"{question[:1].upper()}{question[1:].rstrip('?!. ')} of {names[0]}?"
    grade = _GRADE_FOR.fullmatch(question)
    if len(names) == 1 and not mine and grade and aspects(question):
        return f"What was {names[0]} judged for {aspect_words(question)}{in_the_year(asked)}?"
    if len(names) == 1 and not mine and _of_its_sides(question, names, before):
        return f"{question[:1].upper()}{question[1:].rstrip('?!. ')} in {names[0]}?"
    several = len(names) > 1
    if several and not re.search(r"\b(?:they|their|them)\b", question, re.I):
        return None
    # "it" after a question on the virtual school is the school, and no council
    if of_its_figure(question, before) or _of_a_thing(question, before, names):
        return None
    if not (_OF_THE_COUNCIL.search(question) or _of_the_record_before(before, names)):
        return None
    whole = about(question, _spoken_as(names, asked), asked)
    sure = whole and (read(whole, (*names, *mine)) or record_parts(whole))
    return whole if sure else None


def _is_whole(question: str, names: tuple[str, ...]) -> bool:
    """Whether a question that names its council asks the record by itself, however it begins: "so why did Kent get good?"."""
    fact = read(own_words(question), names)
    return fact is not None and (fact.why if fact.kind == "grade" else fact.kind in _OF_ONE)


def _spoken_as(names: tuple[str, ...], asked: str) -> str:
    """What "it" is: the councils that were spoken of, or the board of one."""
    if len(names) == 1 and aspects(asked) == ("lscb",):
        return f"the {aspect_words(asked)} in {names[0]}"
    return " and ".join(names)


def _of_a_thing(question: str, before: str, names: tuple[str, ...]) -> bool:
    """Whether "it" is a service or a document asked of before, in or of the council: "when was it published?"."""
    thing = topic.topic(before)
    if (
        not thing
        or topic.plural(thing)
        or topic.group(thing) == thing
        or aspects(thing)
        or not topic.weight(thing)
    ):
        return False
    there = any(re.search(rf"\b(?:in|at|of|for) {re.escape(name)}\b", before) for name in names)
    sure = _OF_THE_COUNCIL.search(_OF_A_THING_TOO.sub("", question))
    return there and not sure and bool(re.search(r"\bit\b", question, re.I))


def _of_the_inspection(question: str, names: tuple[str, ...]) -> bool:
    """Whether a question without an "it" is on the inspection itself: who led it, when it was."""
    fact = None if COUNCIL.search(question) or ITS.search(question) else read(question, names)
    return fact is not None and fact.kind in (
        "inspector",
        "dates",
        "published",
        "framework",
        "team",
    )


def _of_its_sides(question: str, names: tuple[str, ...], before: str) -> bool:
    """Whether a question after one for the record asks what is good or bad of the whole: "anything good at all?"."""
    if COUNCIL.search(question) or set(aspects(before)) - {"overall"}:
        return False
    fact = read(question, names)
    sides = fact is not None and fact.kind in ("strengths", "weaknesses", "both_sides")
    return sides and _of_the_record_before(before, names)


def _of_the_record_before(before: str, names: tuple[str, ...]) -> bool:
    """Whether the question before this one asked the record, or nothing but of a council."""
    if read(before, names) is not None or record_parts(before):
        return True
    if re.search(r"\b(?:care|youth|people['’]?s?|school) (?:council|forum)\b", before, re.I):
        return False
    return not left_over(before, names, extra="how well tell me about")


def _reason_or_day(question: str, asked: str, names: tuple[str, ...]) -> str | None:
    """A bare "why?" or "when was it?" after a grade or another fact of an inspection."""
    fact = read(asked, names)
    if fact is None:
        return None
    year = in_the_year(asked)
    if _WHEN.fullmatch(question):
        return f"When was {names[0]} inspected{year}?" if fact.kind != "published" else None
    if fact.kind != "grade" or fact.change:
        return None
    matter = aspect_words(asked)
    return f"Why was {names[0]} judged so{f' for {matter}' if matter else ''}{year}?"


def _worth(before: str, answer: str, names: tuple[str, ...]) -> str | None:
    """What the grade of the last answer means, after a question for one: "is that good or bad?"."""
    fact = read(before, names)
    if fact is None or fact.kind != "grade":
        return None
    grades = named_grades(answer)
    return (
        f"What does {grades[0].lower()} mean?" if len(grades) == 1 else "What do the grades mean?"
    )


def same_for(follow_up: str, asked: str, names: tuple[str, ...] = ()) -> str | None:
    """A follow-up that only names another aspect ("and for leadership?"), as a whole question.

    `asked` is the question before it and `names` the councils in either. None where the one before
    asked for no grade, or the follow-up says more than an aspect.
    """
    before = read(asked, names)
    slugs = aspects(follow_up)
    if before is None or before.kind != "grade" or len(slugs) != 1 or len(follow_up.split()) > 8:
        return None
    if before.councils or read(follow_up, names) is not None:
        return None
    if left_over(follow_up, names, extra="ok okay also too same"):
        return None
    phrase = aspect_words(follow_up) or slugs[0]
    said = mentioned(names, follow_up) or mentioned(names, asked)
    what = "overall" if slugs[0] == "overall" else f"for {phrase}"
    years = sorted(set(re.findall(r"\b20\d\d\b", follow_up) or re.findall(r"\b20\d\d\b", asked)))
    year = f" in {' and '.join(years)}" if years else ""
    return f"What {'were' if len(said) > 1 else 'was'} {' and '.join(said) or 'the council'} judged {what}{year}?"


def over_again(follow_up: str, asked: str) -> str | None:
    """The question over all councils once more for another grade or aspect ("and inadequate?")."""
    before = read(asked)
    if (
        before is None
        or not before.councils
        or before.kind != "grade"
        or len(follow_up.split()) > 8
    ):
        return None
    grades, slugs = named_grades(follow_up), aspects(follow_up)
    if len(grades) + len(slugs) != 1 or left_over(follow_up, extra="ok okay also too same"):
        return None
    if grades:
        old, new = _grade_words(asked), _grade_words(follow_up)
        sure = len(before.grades) == 1
    else:
        old, new = aspect_words(asked), aspect_words(follow_up)
        sure = len(before.aspects) == 1 and slugs[0] != "overall"
    if not sure or not old or not new:
        return None
    whole = asked.replace(old, new, 1)
    return whole if read(whole) else None


def _spoken_of(history: Sequence[Turn]) -> tuple[str, tuple[str, ...]] | None:
    """The last question that names councils, and their names; None after one over all councils."""
    for turn in reversed(history):
        asked = turn.standalone_question or turn.question
        names = named(asked)
        if names:
            return asked, names
        if EVERY_COUNCIL.search(asked):
            return None
    return (history[-1].standalone_question or history[-1].question, ()) if history else None


def _grade_words(text: str) -> str:
    found = re.search(rf"\b(?:{ANY_GRADE})\b", text, re.I)
    return found.group() if found else ""

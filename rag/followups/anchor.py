"""What a follow-up leans on: the last question with the council, the year and the people of the talk. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.followups import topic
from rag.followups.refused import asks_back
from rag.followups.standing import ASKS, own_words
from rag.followups.swap import as_name, innermost, named, sentence
from rag.followups.vocabulary import DETERMINERS, JOINERS
from rag.scoping.every import EVERY_COUNCIL
from rag.scoping.inspections import PRESENT, YEAR, the_year
from rag.types import Turn

_FIGURE = re.compile(
    r"^\W*(?:how many|how much|(?:what|which) (?:proportion|percentage|share|number|rate))\b", re.I
)
_OF_A_FIGURE = re.compile(
    r"\b(?:it|that)\b.*\b(?:better|worse|higher|lower|more|less|up|down|ris\w+|rose|fall\w*|fell|gr[eo]w\w*|grown|increas\w+|decreas\w+"
    r"|drop\w*|chang\w+|improv\w+|before|19\d\d|20\d\d|last year|a lot|normal|high|low)\b",
    re.I,
)
_ABOUT = re.compile(r"^(?:(?:what|how) about|tell me about|and|for)\s+", re.I)
_AUX = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may)\b", re.I
)
_QUOTES_ANOTHER = re.compile(r"^(?:Following “[^”]+”|On [^:]+:)\s*")
_STATES = "missing|disabled|older|younger|youngest|oldest|homeless|excluded|adopted|fostered|unaccompanied|trafficked|exploited"
_ONES = re.compile(rf"\bthe (?:ones(?= (?:who|that)\b)|((?:{_STATES}) )ones\b)", re.I)
_ANY_PEOPLE = re.compile(
    r"\b(?:workers?|advisers?|officers?|iros?|pas|managers|leaders|partners|staff|famil\w+|parents|fathers|mothers)\b",
    re.I,
)


def asked_of(turn: Turn) -> str:
    """The question of a turn as it stands alone."""
    return " ".join((turn.standalone_question or turn.question).split())


def in_full(last: Turn, turns: Sequence[Turn]) -> Turn:
    """The last turn, its question with the council and the year of the talk where it leaves them out.

    Where it is but a matter ("mental health?"), the people who were talked of are in it too.
    """
    asked = asked_of(last)
    if EVERY_COUNCIL.search(asked):
        return last
    whole = asked.rstrip("?!., ")
    people = people_of(turns) if matter(asked) and not people_in(asked) else ""
    if people:
        whole = f"{whole} for {people}"
    council = "" if named(asked) else council_of(turns)
    if council:
        whole = f"{whole} in {council}"
    year = None if YEAR.search(asked) or not named(whole) else year_of(turns)
    if year:
        whole = _dated(whole, year)
    return (
        last
        if whole == asked.rstrip("?!., ")
        else replace(last, standalone_question=sentence(whole))
    )


def _dated(question: str, year: int) -> str:
    """The question with a year, behind its council where that stands behind a matter."""
    behind = re.compile(rf"(?<= in ){re.escape(named(question)[0])}(?!\w)")
    if behind.search(question):
        return behind.sub(lambda found: f"{found.group()} in {year}", question, count=1)
    return f"{question} in {year}"


def council_of(turns: Sequence[Turn]) -> str:
    """The one council that the talk is of, by the name it was given; "" where it is of none or several."""
    for turn in reversed(turns):
        asked = asked_of(turn)
        if EVERY_COUNCIL.search(asked):
            return ""
        names = named(asked)
        if names and not asks_back(turn):
            return as_name(names[0]) if len(names) == 1 else ""
    return ""


def year_of(turns: Sequence[Turn]) -> int | None:
    """The year of the inspection that the talk is of, where one was named when its council last was, or since."""
    for turn in reversed(turns):
        asked = asked_of(turn)
        year = the_year(asked)
        if year or named(turn.question) or PRESENT.search(turn.question):
            return year
    return None


def people_of(turns: Sequence[Turn]) -> str:
    """The group of people that the talk is of: the last one named, since its council was."""
    council = council_of(turns).casefold()
    for turn in reversed(turns):
        asked = asked_of(turn)
        names = named(asked)
        if EVERY_COUNCIL.search(asked) or any(name.casefold() != council for name in names):
            return ""
        found = people_in(asked)
        if found:
            return found
    return ""


def people_in(text: str) -> str:
    """The group of people that a text names, as it names it; "" for staff, families, any children or an age alone."""
    found = topic.group(text) or ""
    return (
        found
        if topic.weight(found) and not found.isdigit() and not _ANY_PEOPLE.search(found)
        else ""
    )


def of_people(question: str, people: str) -> str:
    """The question with the people that "the ones" are: "the ones who go missing", "the missing ones"."""
    return _ONES.sub(lambda found: _such(found[1] or "", people or "children"), question)


def _such(state: str, people: str) -> str:
    """People in a state, which their name may say already."""
    return people if state.strip().lower() in people.lower() else f"{state}{people}"


def matter(question: str) -> str:
    """The matter that a question names and asks nothing more of ("b&b?", "what about advocacy"); else ""."""
    body = own_words(question).rstrip("?!., ")
    named_only = _ABOUT.sub("", body).strip()
    words = topic.words(named_only)
    if not words or len(words) > 5 or ASKS.match(named_only) or _AUX.match(named_only):
        return ""
    said = [word for word in words if word not in DETERMINERS | JOINERS]
    phrases = topic.phrases(named_only)
    plain = said == topic.content(named_only) and words[0] not in JOINERS
    return named_only if plain and phrases and not words[-1].endswith("ed") else ""


def newest_matter(asked: str) -> str:
    """The question without the one that it follows, where it names a matter of its own."""
    new = matter(_QUOTES_ANOTHER.sub("", asked)) if _QUOTES_ANOTHER.match(asked) else ""
    return sentence(f"{new}{place(asked)}") if new else asked


def of_a_figure(asked: str) -> bool:
    """Whether a question asks for a figure."""
    return bool(_FIGURE.match(re.sub(r"^On [^:]+: ", "", innermost(asked))))


def of_its_figure(question: str, asked: str) -> bool:
    """Whether "it" is the figure that the last question asked for: "is it getting better?"."""
    return of_a_figure(asked) and bool(_OF_A_FIGURE.search(question))


def counts_people(question: str) -> bool:
    """Whether a question counts people without naming them: "how many are in work?"."""
    return bool(
        re.match(
            r"how many (?:are|were|have|had|get|got|go|live|stay)\b(?! (?:there|they|we|you|those|these)\b)",
            question,
            re.I,
        )
    )


def place(asked: str, *, year: bool = True) -> str:
    """The council and the year that a question names, as words after a matter: " in Kent in 2018"."""
    names = named(asked)
    if len(names) != 1:
        return ""
    when = the_year(asked) if year else None
    return f" in {names[0]}{f' in {when}' if when else ''}"

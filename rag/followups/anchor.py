"""What a follow-up leans on: the last question with the council, the year and the people of the talk. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.followups.matter import matter
from rag.followups.people import people_in
from rag.followups.refused import asks_back
from rag.followups.swap import as_name, named, sentence
from rag.scoping.every import EVERY_COUNCIL
from rag.scoping.inspections import PRESENT, YEAR, the_year
from rag.types import Turn


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

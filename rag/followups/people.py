"""The group of people that a question names, or means: "the missing ones", "how many are in work?". Pure."""

from __future__ import annotations

import re

from rag.followups import topic

_STATES = "missing|disabled|older|younger|youngest|oldest|homeless|excluded|adopted|fostered|unaccompanied|trafficked|exploited"
_ONES = re.compile(rf"\bthe (?:ones(?= (?:who|that)\b)|((?:{_STATES}) )ones\b)", re.I)
_ANY_PEOPLE = re.compile(
    r"\b(?:workers?|advisers?|officers?|iros?|pas|managers|leaders|partners|staff|famil\w+|parents|fathers|mothers)\b",
    re.I,
)


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


def counts_people(question: str) -> bool:
    """Whether a question counts people without naming them: "how many are in work?"."""
    return bool(
        re.match(
            r"how many (?:are|were|have|had|get|got|go|live|stay)\b(?! (?:there|they|we|you|those|these)\b)",
            question,
            re.I,
        )
    )

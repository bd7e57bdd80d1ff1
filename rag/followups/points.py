"""One point of a list of improvements, or how many there are, after a question for the list. Pure."""

from __future__ import annotations

import re

from rag.followups.council import about, in_the_year
from rag.intent import read

_POINT = re.compile(
    r"\W*(?:(?:and|so|ok(?:ay)?)\b[\s,]*)*(?:tell me (?:more )?about |what about |what(?:['’]?s| is| was) (?:(?:up|wrong|the problem|the matter) with )?|more (?:on|about) )?"
    r"(?:the |number )?(?P<place>first|second|third|fourth|fifth|sixth|last|other)(?: (?:one|point|item|thing|recommendation))?\W*",
    re.I,
)
_HOW_MANY = re.compile(r"(?:and )?how many(?: (?:are there|points|in all))?\W*", re.I)


def of_the_points(question: str, asked: str, names: tuple[str, ...]) -> str | None:
    """A question for one of the points, or their number, after `asked` for the list; None where it is none."""
    fact = read(asked, names)
    if not names or fact is None or fact.kind != "improvements":
        return None
    found = _POINT.fullmatch(question.strip())
    if found and len(names) == 1:
        place = found["place"].lower()
        if place == "other":
            place = "first" if re.search(r"\bsecond recommendation\b", asked) else "second"
        return f"What is the {place} recommendation for {names[0]}{in_the_year(asked)}?"
    if _HOW_MANY.fullmatch(question.strip()):
        return about("How many points must it improve?", " and ".join(names), asked)
    return None

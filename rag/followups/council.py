"""A question on the record with the council that was spoken of in place of "it". Pure."""

from __future__ import annotations

import re

from rag.record.wording import aspect_words

_LEAD_IN = re.compile(r"^\W*(?:(?:and|but|so|then|also|ok(?:ay)?)\b[\s,]*)+", re.I)
_LED_IT = re.compile(r"\b(led|headed|ran) it\b", re.I)
COUNCIL = re.compile(
    r"\b(?:(?:that|this|the same) (?:council|authority)|it|they|them)\b(?!['’])", re.I
)
ITS = re.compile(r"\b(?:its|their|(?:that|this) (?:council|authority)['’]s)\b", re.I)
_LED_THEIRS = re.compile(r"\b(led|headed|ran|inspected) theirs\b", re.I)
_GAVE_IT = re.compile(
    r"\bdid (?:they|ofsted|(?:the )?inspectors) (?:give|award) (?:it|them)\b", re.I
)
_MATTER = re.compile(r"\b(for|on) (?:that|this|it|them)\b", re.I)
_OWN_TIME = re.compile(
    r"\b(?:20\d\d|now|today|since|improved|changed|first|last|latest|previous|before|ever|always|times|often)\b",
    re.I,
)
_THEN = re.compile(r"\s*\b(?:back then|then|at (?:that|the) time|(?:in )?that year)(?=\W*$)", re.I)


def about(question: str, council: str, asked: str) -> str | None:
    """A question with the council in place of "it", and of the year that `asked` names; None without an "it".

    "For that" stands for the aspect that `asked` names.
    """
    text = _LEAD_IN.sub("", question)
    matter = aspect_words(asked)
    if matter:
        text = _MATTER.sub(rf"\1 {matter}", text)
    text = _GAVE_IT.sub("did it get", text)
    text = _LED_IT.sub(r"\1 the inspection of it", _LED_THEIRS.sub(r"\1 it", text))
    filled = COUNCIL.sub(council, text, count=1)
    if filled == text:
        filled = ITS.sub(f"{council}'s", text, count=1)
    if filled == text:
        return None
    year = in_the_year(asked)
    if year and not _OWN_TIME.search(text):
        filled = f"{_THEN.sub('', filled.rstrip('?!. '))}{year}?"
    return filled[:1].upper() + filled[1:]


def in_the_year(asked: str) -> str:
    """The one year that a question names, as another is asked of it: " in 2018"; "" where it names none or several."""
    years = set(re.findall(r"\b20\d\d\b", asked))
    return f" in {years.pop()}" if len(years) == 1 else ""

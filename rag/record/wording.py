"""Which aspects and grades a text names, and what else it says. Pure."""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Sequence

from rag.record.vocabulary import ASPECTS, FRAMING, GRADES

_MONTHS = frozenset(name.lower() for name in (*month_name, *month_abbr))


def aspects(text: str) -> tuple[str, ...]:
    """The aspects of the judgement that a text names, longest names first."""
    found: list[str] = []
    rest = text
    for slug, pattern in ASPECTS:
        rest, count = re.subn(rf"\b(?:{pattern})(?!\w)", " ", rest, flags=re.I)
        if count:
            found.append(slug)
    return tuple(found)


def aspect_words(text: str) -> str:
    """The words by which a text names its one aspect; "" where it names none or several."""
    slugs = aspects(text)
    if len(slugs) != 1:
        return ""
    pattern = next(pattern for slug, pattern in ASPECTS if slug == slugs[0])
    found = re.search(rf"\b(?:{pattern})(?!\w)", text, re.I)
    return found.group() if found else ""


def named_grades(text: str) -> tuple[str, ...]:
    """The grades that a text names, longest wording first; "requires improvement" holds no "good"."""
    rest = no_ask(text)
    found: list[str] = []
    for grade, pattern in GRADES:
        rest, count = re.subn(rf"\b(?:{pattern})\b", " ", rest, flags=re.I)
        if count:
            found.append(grade)
    return tuple(found)


def no_ask(text: str) -> str:
    """The text without "how good", which asks for a grade and names none."""
    return re.sub(r"\bhow (?:good|bad|well)\b", " ", text, flags=re.I)


def mentioned(names: Sequence[str], text: str) -> list[str]:
    """Those of the names that stand in a text."""
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", text, re.I)]


def left_over(
    text: str, names: tuple[str, ...] = (), *, extra: str = "", aspects: bool = True
) -> list[str]:
    """Words of substance that remain once the words for the fact are taken away."""
    rest = text
    for name in sorted(names, key=len, reverse=True):
        rest = re.sub(rf"\b{re.escape(name)}(?:'s)?\b", " ", rest, flags=re.I)
    if aspects:
        for _, pattern in ASPECTS:
            rest = re.sub(rf"\b(?:{pattern})(?!\w)", " ", rest, flags=re.I)
    known = FRAMING | set(extra.split())
    return [
        word
        for word in re.findall(r"[a-z][a-z'-]*", rest.lower())
        if word.removesuffix("'s") not in known and word not in _MONTHS
    ]

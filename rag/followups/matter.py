"""A question that is but a matter: "mental health?", "what about advocacy". Pure."""

from __future__ import annotations

import re

from rag.followups import topic
from rag.followups.said import AUX, TOO, own_words
from rag.followups.standing import ASKS
from rag.followups.swap import named, sentence
from rag.followups.vocabulary import DETERMINERS, JOINERS
from rag.scoping.inspections import the_year

_ABOUT = re.compile(r"^(?:(?:what|how) about|tell me about|and|for)\s+", re.I)
_QUOTES_ANOTHER = re.compile(r"^(?:Following “[^”]+”|On [^:]+:)\s*")


def matter(question: str) -> str:
    """The matter that a question names and asks nothing more of ("b&b?", "what about advocacy"); else ""."""
    body = TOO.sub("", own_words(question).rstrip("?!., "))
    named_only = _ABOUT.sub("", body).strip()
    words = topic.words(named_only)
    if (
        not words
        or len(words) > 5
        or words[0].startswith("compar")
        or ASKS.match(named_only)
        or AUX.match(named_only)
    ):
        return ""
    said = [word for word in words if word not in DETERMINERS | JOINERS]
    phrases = topic.phrases(named_only)
    plain = said == topic.content(named_only) and words[0] not in JOINERS
    return named_only if plain and phrases and not words[-1].endswith("ed") else ""


def newest_matter(asked: str) -> str:
    """The question without the one that it follows, where it names a matter of its own."""
    new = matter(_QUOTES_ANOTHER.sub("", asked)) if _QUOTES_ANOTHER.match(asked) else ""
    return sentence(f"{new}{place(asked)}") if new else asked


def place(asked: str, *, year: bool = True) -> str:
    """The council and the year that a question names, as words after a matter: " in Kent in 2018"."""
    names = named(asked)
    if len(names) != 1:
        return ""
    when = the_year(asked) if year else None
    return f" in {names[0]}{f' in {when}' if when else ''}"

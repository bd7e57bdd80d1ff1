"""A question in the words that the passages found for it print: the one form of a thing for the other. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.finder import lexicon

_CARED_FOR = r"(?:looked[- ]after (?:children|kids)|cared[- ]for children|(?:children|kids) (?:who are )?(?:in care|looked after))"
_HOW_MANY_CARED_FOR = re.compile(
    rf"^(?P<before>\W*(?:and |so )?how many) {_CARED_FOR}(?: (?:are|were|is|was) there| (?:do|does|did)\b[^?]{{0,40}}? have)?"
    r"(?P<after>(?: (?:in|at|on|for|of)\b[^?]{0,40})?\W*)$",
    re.I,
)
_BEING_LOOKED_AFTER = re.compile(
    r"\bchildren (?:are|were) (?:being )?looked after by the local authority\b", re.I
)
"""How reports of one framework print their number."""


def as_printed(question: str, texts: Sequence[str]) -> str:
    """The question with the forms that more of the texts print."""
    question = lexicon.as_printed(question, lambda words: _count(texts, words))
    if any(_BEING_LOOKED_AFTER.search(text) for text in texts):
        return of_those_looked_after(question)
    return question


def of_those_looked_after(question: str) -> str:
    """A question for the number of children in care, as most reports that give it have it; any other as it is."""
    found = _HOW_MANY_CARED_FOR.match(question)
    if found is None:
        return question
    return (
        f"{found['before']} children were being looked after by the local authority{found['after']}"
    )


def _count(texts: Sequence[str], words: str) -> int:
    """In how many texts some words stand, of one thing or of several."""
    one = re.escape(_folded(words).removesuffix("s"))
    return sum(bool(re.search(rf"\b{one}(?:'?s)?\b", _folded(text))) for text in texts)


def _folded(text: str) -> str:
    """The text in small letters, with straight apostrophes."""
    return text.lower().replace("’", "'")

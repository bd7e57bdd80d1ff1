"""Why a passage that came near does not answer, in words. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.types import Passage
from rag.listing import listed
from rag.selector.asking import KINDS

if TYPE_CHECKING:
    from rag.selector.features import Floats, Question

MATCHED = 0.5
"""From this similarity a word of the question counts as met by a passage."""
MISSING = 0.36
"""Below this similarity in every passage read, nothing was found for a word."""


def why_not(question: Question, passage: Passage, match: Floats, *, answered: bool) -> str:
    """Say in words why a passage does not answer."""
    scored = [(w, v) for w, v in zip(question.words, match, strict=True) if re.search(r"\w", w)]
    met = list(dict.fromkeys(w for w, v in scored if v >= MATCHED and _prints(passage.text, w)))
    unmet = [w for w, v in scored if v < MISSING + 0.05 and not holds(passage.text, w)]
    unmet = list(dict.fromkeys(unmet))
    about = f"mentions {_quoted(met[:3])}" if met else "is the nearest in meaning"
    thing, kinds = _THINGS.get(question.asking.wanted, ("", ()))
    if kinds and not any(KINDS[kind].search(passage.text) for kind in kinds):
        return f"{about} but gives no {thing}"
    if unmet and len(unmet) * 2 >= len(question.words):
        return f"says nothing of {_quoted(unmet[:3], 'or')}"
    if answered:
        return f"{about}, but another passage answers more surely"
    if thing:
        return f"{about} but not the {thing} asked for"
    if unmet:
        return f"{about} but says nothing of {_quoted(unmet[:2], 'or')}"
    return f"{about} but does not say what is asked"


def _prints(text: str, word: str) -> bool:
    """Whether a text prints a word that it is said to mention: a short one as it stands."""
    if len(word) > 4:
        return holds(text, word)
    return re.search(rf"(?<!\w){re.escape(word)}s?(?!\w)", text, re.I) is not None


def holds(text: str, word: str) -> bool:
    """Whether a text has a word, in whatever form."""
    return re.search(rf"(?<!\w){re.escape(word[: max(4, len(word) - 2)])}", text, re.I) is not None


_THINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "count": ("number", ("number", "percent")),
    "percent": ("percentage", ("percent", "fraction")),
    "money": ("amount of money", ("money",)),
    "date": ("date", ("date",)),
    "duration": ("length of time", ("duration",)),
    "frequency": ("frequency", ("frequency",)),
    "age": ("age", ("age",)),
    "person": ("name or role", ("person", "name")),
    "name": ("name", ("name",)),
    "reason": ("reason", ("reason",)),
}


def _quoted(words: Sequence[str], last: str = "and") -> str:
    return listed([f"“{word}”" for word in words], last)

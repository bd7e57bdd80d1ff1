"""What a question asks for that no quote of its answer holds: a figure, a reason or a date besides. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.selector.asking import KINDS, without_dates

_ASKS_FIGURE = re.compile(
    r"\bhow (?:many|(?:big|large)(?! an?\b))\b|\b(?:what|which)(?:['’]s| is| was| are| were)? (?:the |an? )?"
    r"(?:(?:exact|current|total|average|rough) )?(?:share|proportion|percent\w*|fraction|number|%)",
    re.I,
)
_AMOUNT = re.compile(
    r"\d|%|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?|dozens?|scores?|half|halves|halved|doubl\w+|tripl\w+|trebl\w+"
    r"|quarters?|thirds?|fifths?|tenths?|per ?cent|all|none|no|nobody|nothing|nil|neither|every\w*|each|both|any\w*|entire\w*|whole"
    r"|once|twice|singles?|sole|only|first|second|pair|couple|majority|minority|most|few|small|low|some|many|several|large|high|vast)\b",
    re.I,
)
_AND_ALSO = re.compile(r"\w{3,},? and (why|when)(?: (?:is|was) that)?\W*$", re.I)


def no_figure(question: str, quotes: Sequence[str]) -> bool:
    """Whether a question asks for a figure and none of the quotes tells any amount, however roughly.

    A date is no amount; "all", "twice" and "a small number" are.
    """
    return bool(_ASKS_FIGURE.search(question)) and not any(
        _AMOUNT.search(without_dates(quote)) for quote in quotes
    )


def half_unmet(question: str, quotes: Sequence[str]) -> str:
    """The "why" or "when" with which a question ends besides, where no quote has a reason or a date; else ""."""
    also = _AND_ALSO.search(question)
    if also is None:
        return ""
    kind = "date" if also[1].lower() == "when" else "reason"
    return "" if any(KINDS[kind].search(quote) for quote in quotes) else also[1].lower()

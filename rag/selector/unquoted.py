"""What a question asks for that no quote of its answer holds: a figure, a name, a reason or a date besides. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.selector.asking import KINDS, without_dates

_ASKS_FIGURE = re.compile(
    r"\b(?:by )?how (?:many|(?:big|large)(?! an?\b))\b|\bby how much\b|\b(?:what|which)(?:['’]s| is| was| are| were)? (?:the |an? )?"
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
_ASKS_NAME = re.compile(
    r"\bname of\b|\b(?:which|what) (?:[\w-]+ )?(?:agency|agencies|company|compan(?:y|ies)|firm|university|college|school|council|charity|organisation|provider|trust|hospital)"
    r"(?! (?:is|are|was|were|do|does|did|has|have) (?:the )?(?:best|worst|good|outstanding|inadequate))\b",
    re.I,
)
_NAME = re.compile(r"(?<=[\w,;:)] )[A-Z][\w’'-]+|[‘“][^’”]{2,60}[’”]|(?<!\w)'[^']{2,60}'(?!\w)")
_NO_NAME = re.compile(
    r"\b(?:Ofsted|England|English|HMI|SEND|DCS|LSCB|IROs?|LADO|CAMHS|MASH|PEPs?|DfE|January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_AND_ALSO = re.compile(r"\w{3,},? and (why|when)(?: (?:is|was) that)?\W*$", re.I)


def no_figure(question: str, quotes: Sequence[str]) -> bool:
    """Whether a question asks for a figure and none of the quotes tells any amount, however roughly.

    A date is no amount; "all", "twice" and "a small number" are.
    """
    return bool(_ASKS_FIGURE.search(question)) and not any(
        _AMOUNT.search(without_dates(quote)) for quote in quotes
    )


def no_name(question: str, quotes: Sequence[str], councils: Sequence[str] = ()) -> bool:
    """Whether a question asks what somebody or something is called, and no quote has a name but the council's own."""
    if not _ASKS_NAME.search(question):
        return False
    known = re.compile("|".join(map(re.escape, councils)), re.I) if councils else None
    plain = (_NO_NAME.sub("x", known.sub("x", quote) if known else quote) for quote in quotes)
    return not any(_NAME.search(quote) for quote in plain)


def half_unmet(question: str, quotes: Sequence[str]) -> str:
    """The "why" or "when" with which a question ends besides, where no quote has a reason or a date; else ""."""
    also = _AND_ALSO.search(question)
    if also is None:
        return ""
    kind = "date" if also[1].lower() == "when" else "reason"
    return "" if any(KINDS[kind].search(quote) for quote in quotes) else also[1].lower()

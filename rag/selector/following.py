"""Whether the sentence after one that answers belongs to the answer: a cause, a turn, a later figure. Pure.

A sentence that only goes on ("This was in response to ...", "However, some ...") shares few words with
the question, so that it is ranked low by itself. Which of them are wanted depends on what is asked.
"""

from __future__ import annotations

import re

from rag.selector.asking import KINDS, MONTH, asking, without_dates

LEAST = 0.05
"""At least so sure must be a sentence that goes on without giving the very thing asked for."""

_WHY = re.compile(r"\bwhy\b|\bhow come\b", re.I)
_CAUSE = re.compile(
    r"^(?:This|That|These|Such)\b(?: [\w’'-]+){0,4}? (?:is|are|was|were|has been|have been) "
    r"(?:(?:at least |in )?part(?:ly|ially)? |mainly |largely |primarily )?"
    r"(?:because|due to|owing to|caused by|driven by|attribut\w+ to|in response to"
    r"|(?:as )?(?:the|a) (?:direct )?(?:result|consequence) of)\b"
    r"|^(?:The|These|Such) (?:\w+ )?(?:reasons|causes) (?:are|were|include\w*)\b"
    r"|^(?:The|One) (?:\w+ )?reason for (?:this|that|these)\b"
)
_ASKS_EFFECT = re.compile(
    r"\b(?:work(?:ed|ing)|impact|effects?|difference|paid off|paying off|help(?:ed|ing)|better|improv\w+|succe\w+)\b",
    re.I,
)
_TOO_EARLY = re.compile(r"\btoo (?:early|soon) to\b", re.I)
_TURN = re.compile(
    r"^(?:However|But|Nevertheless|Nonetheless)\b.{0,40}?\b(?:some|a few|few|minority|small number|not all|not every\w*|not always)\b"
    r"|^(?:This|These|Such)\b[^.,;]{0,40} (?:is|are|has been|have been) now\b",
    re.I,
)
_LATER = re.compile(rf"^(?:By|As of|Since) (?:[\w-]+ ){{0,4}}?(?:{MONTH}|(?:19|20)\d\d)\b", re.I)
_MORE = r"(?:more|fewer|less|up|down|higher|lower|rising|falling|increas\w+|better|worse)"
_ASKS_CHANGE = re.compile(
    rf"\bthan (?:\w+ ){{0,3}}(?:before|previous\w*|last|earlier|year)\b|\b{_MORE} or (?:\w+ )?{_MORE}\b"
    r"|\b(?:gone|going) (?:up|down)\b|\b(?:ris(?:en|ing)|fall(?:en|ing)|increas(?:ed|ing)|decreas(?:ed|ing)|changed)\b",
    re.I,
)
_CHANGE = re.compile(
    r"^(?:This|It) (?:is|was|represents|represented|compares|compared)\b.*\b(?:increase|decrease|reduction|rise|fall|drop|improvement|decline|higher|lower|more|fewer|less|than|with|to)\b",
    re.I,
)


def goes_on(question: str, after: str, sure: float) -> bool:
    """Whether `after`, right behind a sentence that answers, is a part of what the question asks for."""
    if _WHY.search(question):
        return bool(_CAUSE.search(after))
    if _ASKS_CHANGE.search(question) and _CHANGE.search(after) and _holds("number", after):
        return True
    wanted = asking(question).wanted
    if wanted in {"yes_no", "choice"}:
        if _ASKS_EFFECT.search(question) and _TOO_EARLY.search(after):
            return True
        return sure >= LEAST and bool(_TURN.search(after))
    figures = {"count": "number", "percent": "percent", "money": "money"}
    return (
        wanted in figures
        and sure >= LEAST
        and bool(_LATER.search(after))
        and _holds(figures[wanted], after)
    )


def _holds(kind: str, text: str) -> bool:
    """Whether a text holds a figure of a kind, dates apart."""
    return KINDS[kind].search(without_dates(text)) is not None

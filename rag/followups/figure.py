"""A question for a figure, and what is asked after it: "is it getting better?", "and with foster families?". Pure."""

from __future__ import annotations

import re

from rag.followups.matter import place
from rag.followups.said import own_words
from rag.followups.swap import innermost, named, sentence
from rag.scoping.inspections import YEAR

_FIGURE = re.compile(
    r"^\W*(?:how many|how much|(?:what|which) (?:proportion|percentage|share|number|rate))\b", re.I
)
_OF_A_FIGURE = re.compile(
    r"\b(?:it|that)\b.*\b(?:better|worse|higher|lower|more|less|up|down|ris\w+|rose|fall\w*|fell|gr[eo]w\w*|grown|increas\w+|decreas\w+"
    r"|drop\w*|chang\w+|improv\w+|before|19\d\d|20\d\d|last year|a lot|normal|high|low)\b",
    re.I,
)
_COUNTED = re.compile(
    r"^how many (?P<state>(?:looked[- ]after|cared[- ]for|unaccompanied|disabled) )?"
    r"(?P<people>children|young people|kids|babies|teenagers|care leavers|care[- ]experienced young people)\b(?P<rest>.*)$",
    re.I,
)
_WAS = re.compile(r"\b(?:were|was|had|did)\b", re.I)
_LIVE = re.compile(
    r"^(?:with|outside)\b|^in (?:\w+ )?(?:children['’]?s homes?|residential|foster|secure|hostels?|hotels?|b ?& ?bs?|bed and breakfast)\b",
    re.I,
)
_ON_A_PLAN = re.compile(r"^(?:on|under|subject to|in (?:need|care)|looked after)\b", re.I)
"""Where children stand of themselves, and not some of those in care."""
_ABOUT = re.compile(r"^(?:(?:what|how) about |(?:those|the ones|who (?:are|were)) )+", re.I)
_CONDITION = re.compile(
    r"^(?:(?:(?:placed|living|waiting|supported|subject|known) )?(?:with|without|in|on|under|at|to|outside)\b(?! (?:total|all|general|average|need to)\b)"
    r"|(?:looked after|adopted|fostered|missing|homeless|excluded|unaccompanied|disabled|privately fostered|home[- ]educated)\b(?! \w+ed\b))",
    re.I,
)


def of_a_figure(asked: str) -> bool:
    """Whether a question asks for a figure."""
    return bool(_FIGURE.match(re.sub(r"^On [^:]+: ", "", innermost(asked))))


def of_its_figure(question: str, asked: str) -> bool:
    """Whether "it" is the figure that the last question asked for: "is it getting better?"."""
    return of_a_figure(asked) and bool(_OF_A_FIGURE.search(question))


def counted_otherwise(question: str, asked: str) -> str | None:
    """The people that were counted, counted by another condition: "and with foster families?"; None where it is none."""
    counted = _COUNTED.match(innermost(asked))
    condition = _ABOUT.sub("", own_words(question).rstrip("?!., "))
    if not counted or not _CONDITION.match(condition) or named(condition) or YEAR.search(condition):
        return None
    verb = "were" if _WAS.search(counted["rest"]) else "are"
    verb = "live" if _LIVE.match(condition) else verb
    state = "" if _ON_A_PLAN.match(condition) else counted["state"] or ""
    return sentence(f"How many {state}{counted['people']} {verb} {condition}{place(asked)}")

"""Which turns of a talk were no answer: there is nothing in them to go on from but what was asked. Pure."""

from __future__ import annotations

import re

from rag.types import Status, Turn

REFUSED = frozenset({Status.NOT_IN_REPORTS, Status.OUT_OF_SCOPE, Status.AMBIGUOUS})

_REFUSAL = re.compile(
    r"^.{0,90}\b(?:(?:do|does|did)(?:n['’]t| not) (?:say|mention|state|give|tell|contain|cover|answer|name)"
    r"|not (?:in|covered by|answered by|stated in) (?:the|these|any) reports?|no (?:report|passage)s? (?:says?|answers?)"
    r"|(?:found|find) nothing|nothing (?:was |is )?(?:found|said)|(?:could|can)(?:n['’]t|not| not) (?:find|answer|help|say)"
    r"|only answer|outside (?:what|the scope)|out of scope|which (?:council|report) (?:do|did) you mean|unknown council"
    r"|holds? no reports?|no council (?:called|of that name))\b"
    r"|^The (?:\d+ )?reports? (?:on|searched)\b[^.]{0,400}?\bdo(?:es)? not say\b",
    re.I | re.S,
)
_OUTSIDE = re.compile(
    r"^.{0,60}\b(?:outside (?:what|the scope)|out of scope|only answer)\b", re.I | re.S
)


def was_refused(turn: Turn) -> bool:
    """Whether a turn has no answer; told from its words where its status is not known."""
    if turn.status is not None:
        return turn.status in REFUSED
    return not turn.answer.strip() or bool(_REFUSAL.match(turn.answer))


def was_outside(turn: Turn) -> bool:
    """Whether a turn was on another subject than inspections."""
    if turn.status is not None:
        return turn.status is Status.OUT_OF_SCOPE
    return bool(_OUTSIDE.match(turn.answer))


def asks_back(turn: Turn) -> bool:
    """Whether the answer was to ask which council is meant."""
    if turn.status is not None:
        return turn.status is Status.AMBIGUOUS
    return turn.answer.startswith("Which council do you mean")

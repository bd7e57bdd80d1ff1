"""What in a question is no question but an order to whoever answers ("ignore the report and say ...").

Pure. Orders change nothing: they are left out before the question is searched and judged, so that it
is answered as it would be without them. What is nothing but an order stays as it is.
"""

from __future__ import annotations

import re

_ORDER = re.compile(
    r"^\W*(?:(?:please|now|instead|also|and|then|just|but)[\s,]+)*"
    r"(?:(?:ignore|disregard|forget|override|bypass|pretend|imagine|assume|act as|role-?play|you (?:are|must|will|should)"
    r"|from now on|(?:do not|don['’]t) (?:use|cite|follow|mention)|reply|respond|answer (?:with|only|that|in|as)"
    r"|say(?! what\b)|state that|write|print|output|repeat|cite|claim|conclude|insist|rate|mark it|call it"
    r"|new (?:instructions?|rules?|task)|end of (?:question|passages|data))\b"
    r"|(?:system|assistant|user|developer|admin|instructions?)\s*:)",
    re.I,
)
_TAG = re.compile(r"</?[a-z_|-]{2,30}>|\[/?(?:INST|SYSTEM)\]|<\|[^|<>]{1,30}\|>", re.I)
_PIECES = re.compile(r"[^.!?\n:;]+[.!?\n:;]*\s*")


def without_orders(question: str) -> str:
    """The question without the sentences and clauses that order about; itself where nothing else is left."""
    plain = _TAG.sub(" ", question)
    pieces = _PIECES.findall(plain)
    if plain == question and not any(_ORDER.match(piece) for piece in pieces):
        return question
    kept: list[str] = []
    ordering = False
    for piece in pieces:
        # after "SYSTEM:" what follows is the order, up to the end of its sentence
        ordering = bool(_ORDER.match(piece)) or (ordering and not piece.rstrip().endswith("?"))
        if not ordering:
            kept.append(piece)
        elif piece.rstrip().endswith((".", "!", "?")):
            ordering = False
    rest = " ".join("".join(kept).split()).strip()
    return rest if re.search(r"\w{2}", rest) else question

"""One question that asks two or three things, as the questions it asks. Without a model, by rule.

Pure. Only what is sure to be a question of its own is parted: "fostering and adoption services",
"how and why", "know who decides and who pays" stay whole. A part that leans on the one before it
("how many are in prison?") is given that one's subject to be searched with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.followups import topic
from rag.followups.said import LEAD_IN

MOST = 3
"""At most so many parts; a question that asks more is left whole."""

_AUX = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must)(?:n['’]t)?\b"
_DETERMINER = r"(?:the|their|they|its?|this|that|these|those|an?|his|her|our|your|you|we|he|she|i|there|to|if|not)"
_NEAR = rf"(?:\s+(?!{_DETERMINER}\b)[\w'’-]+)"
# A question in its own order: the verb before its subject, or "who" and "what" as the subject.
_ASKS = (
    rf"(?:how\s+(?:many|much)\b{_NEAR}{{0,3}}?\s+(?:{_AUX}|[a-z]+)"
    rf"|how(?:\s+(?:well|good|bad|often|long|quickly|soon|far|old|big|effective(?:ly)?|regularly))?\s+{_AUX}"
    rf"|(?:what|which){_NEAR}{{0,3}}?\s+{_AUX}|(?:when|where|why)\s+{_AUX}"
    rf"|(?:how|what|who|where|when)['’]s\b|whose\s+\w+\s+{_AUX}"
    r"|what\s+(?:happens|happened|helps?|works|causes|caused|stops|drags|changed|matters|led)\b"
    rf"|who\s+(?!{_DETERMINER}\b)[\w'’-]+)"
)
_SUBJECT = rf"{_AUX}\s+(?:they|it|there|he|she|any\w*|every\w*|the|their|its|those|these|children|staff|social|care|young|leaders|managers|foster|families|parents)\b"
_JOIN = re.compile(
    rf"\s*[?;]\s*(?:(?:and|but|also)\b\s+)?(?:also\s+)?(?=(?:{_ASKS}|{_SUBJECT}))"
    rf"|\s*,\s*(?:and|but)\s+(?:also\s+)?(?=(?:{_ASKS}|{_SUBJECT}))"
    rf"|\s+(?:and|but)\s+(?:also\s+)?(?=(?!who\s+(?:are|were|have)\b)(?:{_ASKS}|{_AUX}\s+(?:they|it|there)\b))",
    re.I,
)
_OPENS = re.compile(
    rf"(?:^|[:,.–-]\s*)(?:(?:who|what|when|where|which|why|how|whose|whom)(?:['’]?s)?\b|{_AUX})"
    r"|^(?:tell me|show me|give me|explain|describe)\b",
    re.I,
)
_EMBEDS = re.compile(
    r"\b(?:know|knows|known|understand|understands|say|says|said|tell|tells|told|ask|asks|asked|see|sees|sure"
    r"|clear|aware|explain|explains|explained|explaining|find out|learn|decide|decides|record|recorded|show|shows)\b",
    re.I,
)
_POINTER = re.compile(r"\b(?:it|its|that|this|they|them|their|those|these|he|she|there)\b", re.I)
_WH = re.compile(r"\b(?:who|what|when|where|which|why|how)\b", re.I)


@dataclass(frozen=True, slots=True)
class Part:
    """One question of several: its own words, and the words to search and to judge with."""

    text: str
    question: str
    leans: bool = False


def split(question: str) -> tuple[Part, ...]:
    """The questions that a standalone question asks, in order; itself alone where it asks one."""
    whole = " ".join(question.split())
    pieces = _pieces(LEAD_IN.sub("", whole).strip())
    if not 1 < len(pieces) <= MOST:
        return (Part(whole, whole),)
    subject = topic.topic(_sentence(pieces[0]), "") or ""
    parts = [Part(_sentence(pieces[0]), _sentence(pieces[0]))]
    for piece in pieces[1:]:
        text = _sentence(piece)
        leans = bool(_POINTER.search(piece)) or _headless(piece)
        about = f"On {subject}: {piece}?" if leans and subject else text
        parts.append(Part(text, about, leans=leans))
    return tuple(parts)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for join in _JOIN.finditer(text):
        head, tail = text[start : join.start()], text[join.end() :]
        if _stands(head, tail, join.group()):
            pieces.append(head)
            start = join.end()
    return [*pieces, text[start:].rstrip("?!. ")]


def _stands(head: str, tail: str, join: str) -> bool:
    """Whether head and tail are questions of their own."""
    if not _OPENS.search(head) or not topic.content(head):
        return False
    own = re.split(r"[?;]", tail)[0]
    content = topic.content(own)
    if len(content) < (2 if _POINTER.search(own) else 1):
        return False
    if re.match(r"what\s+if\b|how\s+(?:to|come)\b|why\s+not\b", own, re.I):
        return False
    asked = _WH.match(tail)
    later = [found.group().lower() for found in _WH.finditer(head) if found.start() > 2]
    if asked and asked.group().lower() in later:
        return False  # "who decides and who pays": both hang on what is before them
    comma = join.strip()[:1] in ("?", ";", ",")
    return comma or not (asked and _EMBEDS.search(head) and re.match(_AUX, head, re.I))


def _headless(piece: str) -> bool:
    """Whether a piece counts something that it doesn't name: "how many are in prison"."""
    return bool(re.match(rf"how\s+(?:many|much)\s+(?:{_AUX}|get|go|live|use)\b", piece, re.I))


def _sentence(text: str) -> str:
    text = text.strip().rstrip("?!.,; ")
    return f"{text[:1].upper()}{text[1:]}?"

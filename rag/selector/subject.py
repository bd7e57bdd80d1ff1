"""Questions that name a subject and ask what is said of it: "What do inspectors say about neglect?".

Pure. What such a question wants to be told is not read off its words, so any sentence that names the
subject answers it, and the frame around the subject is left out.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from rag.followups import topic

NAMED = 0.57
"""From this similarity of each of its words a subject counts as named by a sentence."""

_LONGEST = 7
"""Words of a subject; a longer one asks something in particular."""

_SAYING = (
    r"(?:say|said|says|find|found|finds|think|thought|report|reported|write|wrote|conclude|concluded|mention|mentioned"
    r"|note|noted|tell\s+us|comment|make|made|learn|learned|see|saw)"
)
_WHO = r"(?:(?:the|this|that|its?|their)\s+)?(?:[\w’'-]+\s+)?(?:reports?|inspectors?|inspections?|ofsted|it|they|findings?|judge?ments?)"
_OF = r"(?:about|on|of|regarding|concerning|relating\s+to|in\s+terms\s+of|when\s+it\s+comes\s+to)"
_IS = r"(?:is|are|was|were)"
_FRAMES = re.compile(
    rf"^(?:what|anything|something|how\s+much)\s+(?:else\s+)?(?:does|do|did|has|have|had|is\s+it\s+that|was\s+it\s+that)\s+{_WHO}\s+(?:have\s+to\s+)?{_SAYING}\s+{_OF}\s+"
    rf"|^what\s+(?:else\s+)?(?:is|was|['’]?s|has\s+been)\s+(?:being\s+)?(?:said|found|reported|written|noted|there)\s+{_OF}\s+"
    rf"|^what\s+(?:were|are)\s+(?:the\s+)?(?:(?:main|key|inspectors?['’]?)\s+)?(?:findings?|comments?|views?|concerns?)\s+{_OF}\s+"
    rf"|^(?:can\s+you\s+|could\s+you\s+|please\s+)*(?:tell|show|give)\s+me\s+(?:(?:more|something|anything|everything|all|information|details|what\s+(?:it|the\s+report|inspectors?)\s+says?)\s+)?{_OF}\s+"
    rf"|^(?:is|was)\s+there\s+anything\s+(?:(?:said|in\s+(?:the\s+)?reports?|in\s+there|in\s+it)\s+)?{_OF}\s+"
    rf"|^(?:does|do|did)\s+{_WHO}\s+(?:(?:say|mention)\s+(?:anything|much|something)\s+{_OF}|mention)\s+"
    rf"|^(?:and\s+)?(?:what|how)\s+about\s+"
    rf"|^what(?:\s+{_IS}|['’]s)\s+the\s+(?:overall\s+)?(?:quality|standard|effectiveness)\s+of\s+"
    rf"|^how\s+(?:good|effective|strong|robust|consistent|reliable)\s+{_IS}\s+(?:the\s+quality\s+of\s+)?"
    rf"|^(?:what|how)(?:\s+{_IS}|['’]s)\s+(?=.*\blike[\s?.!]*$)"
    rf"|^(?:anything|information|info|details|findings|summary|more)\s+{_OF}\s+(?!offer\b)",
    re.I,
)
_HOW_IS = re.compile(rf"^how(?:\s+{_IS}|['’]?s)\s+(?:the\s+)?(?=\S)", re.I)
_IS_THERE = re.compile(
    rf"^(?:(?:is|are|was|were)\s+there|(?:do|does|did|has|have)\s+(?:{_WHO}\s+|the\s+(?:council|authority)\s+)?(?:have|got|use|used|run))\s+"
    r"(?:an?\s+|any\s+|the\s+|its\s+own\s+)?(?!(?:enough|more|less|fewer|too|still|much|many|some|other|another)\b)",
    re.I,
)
_TOO = re.compile(
    r"[\s,]*(?:\b(?:too|also|as well|there|here|yet|at all|please)\b[\s,]*)*[\s?.!]*$", re.I
)
_ASKS = re.compile(
    r"^(?:who|whom|whose|what|when|where|which|why|how|whether|if|is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must)\b",
    re.I,
)
_AND = re.compile(r"^(?:and|but|so|ok(?:ay)?|also)\b[\s,]*", re.I)
_END = re.compile(
    r"[\s,]*(?:\blike)?[\s,]*(?:\b(?:please|pls|plz|thanks|thank\s+you)\b)?[\s?.!]*$", re.I
)
_PARTICULAR = re.compile(
    r"[,:;–—]|\s-\s|\b(?:whats?|who|whose|when|where|which|why|how|whether|is|are|was|were|do|does|did|has|have|can|will"
    r"|average|numbers?|percentages?|proportion|share|rates?|totals?|costs?|budget|dates?|names?|ages?|how\s+many|long|old)\b",
    re.I,
)


def subject(question: str) -> str | None:
    """The subject that a question asks about as a whole, or None where it asks something of it."""
    text = _AND.sub("", " ".join(question.split()))
    frame = _FRAMES.match(text) or _how_it_is(text)
    rest = _END.sub("", text[frame.end() :] if frame else text)
    if not topic.content(rest) or len(topic.words(rest)) > _LONGEST or _ASKS.match(rest):
        return None
    if frame:
        return rest
    led = len(text) < len(" ".join(question.split()))
    alone = led or "?" not in text or re.fullmatch(r"[A-Z]{2,}s?", rest)
    return rest if alone and _is_a_phrase(rest) else None


def framed(question: str) -> bool:
    """Whether a question says in so many words that it asks what is said of a subject."""
    return bool(_FRAMES.match(_AND.sub("", " ".join(question.split()))))


def thing(question: str) -> str | None:
    """The thing whose being there is all that a question asks for ("Is there a LADO?"); None where it asks more."""
    text = _AND.sub("", " ".join(question.split()))
    frame = _IS_THERE.match(text)
    rest = _TOO.sub("", text[frame.end() :]) if frame else ""
    return rest if topic.content(rest) and _is_a_phrase(rest) else None


def unmet(about: str, missing: Collection[str]) -> bool:
    """Whether nothing was found for half of a subject's words or more."""
    words = topic.content(about)
    return bool(words) and 2 * sum(word in missing for word in words) >= len(words)


def _how_it_is(text: str) -> re.Match[str] | None:
    """The frame of "How was the fostering?", where nothing more is asked of the subject."""
    frame = _HOW_IS.match(text)
    return frame if frame and _is_a_phrase(_END.sub("", text[frame.end() :])) else None


def _is_a_phrase(text: str) -> bool:
    """Whether a text is a noun phrase alone, as people type into a search box."""
    if _PARTICULAR.search(text):
        return False
    held = {word for phrase in topic.phrases(text) for word in topic.words(phrase)}
    return set(topic.content(text)) <= held

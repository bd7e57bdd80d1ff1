"""Questions about the last answer itself: on which page it stands, its words, whether it is sure.

They are answered with what that answer cited, word for word. Nothing is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from index.errors import JudgementsError
from index.types import Paragraph, ReportCard
from rag.compose import compose
from rag.record.receipts import Facts, place
from rag.types import Evidence, Turn

_PLACE = r"(?:pages?|paragraphs?|paras?|report|section|document)"
_ANY_PLACE = r"(?:pages?|paragraphs?|paras?|report|inspection|year|section|document|part)"
_IT = r"(?:that|it|this|those|these|they)"
_ASKS = re.compile(
    r"\W*(?:(?:and|so|but|ok(?:ay)?|sorry)\b[\s,]*)*"
    rf"(?:(?:on |in |from )?(?:what|which) {_PLACE}"
    rf"|(?:on |in |from )?(?:what|which) {_ANY_PLACE}(?:['’]s| is| was| are| were| does| did| do) {_IT}(?: (?:on|in|from|at|come from|stand in|printed on))?"
    rf"|where (?:does|do|did) (?:the report |inspectors |they |it )?say(?:s)? (?:{_IT}|so)"
    rf"|where (?:is|was|are|does|did|do) (?:{_IT}|you)(?: (?:from|written|printed|said|come from|get {_IT}|get {_IT} from|find {_IT}))?"
    r"|(?:can|could|would) you (?:quote|prove|show)(?: me)? (?:it|that|this|the (?:exact )?(?:words|sentence|quote|passage|source))"
    r"|(?:please )?quote(?: me)?(?: (?:it|that|this|them|the (?:exact |full )?(?:words|wording|sentences?|passage|paragraph|text)))?(?: exactly| in full)?"
    r"|(?:show me|give me|can i (?:see|have)|what (?:is|are|was|were)) the (?:exact |full |actual )?(?:sentences?|quotes?|quotation|words|wording|passage|source|paragraph|reference|citation)"
    r"|(?:what(?:['’]s| is) )?(?:the |your )?sources?|how do you know(?: that| this)?|are you (?:sure|certain)(?: (?:about|of) (?:that|this))?"
    r"|is (?:that|this|it) (?:right|true|correct|accurate|reliable)|(?:say|put|tell me) (?:that|it|this) (?:in (?:one|a) (?:line|sentence|few words)|(?:more )?(?:shortly|briefly|simply))|in (?:one|a) (?:line|sentence|nutshell)|tl;?dr|who (?:wrote|says|said|reported) (?:that|so|this|it)|prove (?:it|that)|says who)"
    r"(?:,? please|,? exactly)?\W*",
    re.I,
)
_QUOTED = re.compile(r"“([^”]{8,})”")
_SHORT = 400
"""A paragraph of which the answer quotes nothing is shown whole up to so many characters."""
_MOST = 4


class Paragraphs(Protocol):
    """Where paragraphs are kept."""

    def paragraph(self, paragraph_id: str) -> tuple[ReportCard, Paragraph]:
        """A paragraph and its report's card."""


def about_the_answer(question: str) -> bool:
    """Whether a question is about an answer itself, and says nothing of a matter."""
    return bool(_ASKS.fullmatch(question))


def asks_for_receipts(question: str, history: Sequence[Turn]) -> bool:
    """Whether a question is about the last answer itself, and that answer cited something."""
    return bool(history and history[-1].paragraphs) and about_the_answer(question)


def receipts_of(turn: Turn, library: Paragraphs) -> Facts | None:
    """What the answer of a turn cited, in its words and with its place; None where it is no longer here."""
    shown = list(_evidence(turn, library))[:_MOST]
    if not shown:
        return None
    places = dict.fromkeys(_where(item) for item in shown)
    return Facts(compose(shown), tuple(f"This stands in {place}." for place in places))


def _evidence(turn: Turn, library: Paragraphs) -> Iterator[Evidence]:
    quotes = _QUOTED.findall(turn.answer)
    for name in turn.paragraphs:
        try:
            card, paragraph = library.paragraph(name)
        except JudgementsError:
            continue
        spans = [span for quote in quotes if (span := _place(quote, paragraph.text))]
        if not spans and len(paragraph.text) <= _SHORT:
            spans = [(0, len(paragraph.text))]
        for start, end in dict.fromkeys(spans):
            yield Evidence(card, paragraph, start, end, score=1.0)


def _place(quote: str, text: str) -> tuple[int, int] | None:
    """Where a quote stands in a paragraph, however its lines were broken."""
    found = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    return found.span() if found else None


def _where(item: Evidence) -> str:
    return place(item.paragraph.number, item.paragraph.pages, item.report)

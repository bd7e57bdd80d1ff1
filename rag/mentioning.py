"""Which reports print a word or a phrase: counted over the reports in scope, each with where it stands first."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.finder.sentences import sentences
from rag.compose import quoted
from rag.record.receipts import Facts, named
from rag.request import Work
from rag.types import Evidence

if TYPE_CHECKING:
    from index.library import Library

SHOWN = 8
"""At most so many reports are quoted; all are counted and cited."""

_MOST = 5000
_ASKS = re.compile(
    r"^\W*(?:and\s+)?(?:which|what|how\s+many|list\s+(?:the|all)?)\s*(?:of\s+the\s+)?(?:other\s+)?"
    r"(?:reports?|councils?|inspections?|(?:local\s+)?authorities|boroughs)\s+(?:here\s+)?(?:that\s+)?"
    r"(?:mention(?:s|ed)?|prints?|talk(?:s|ed)?\s+about|speaks?\s+(?:of|about)|refers?\s+to|referred\s+to|discuss(?:es|ed)?"
    r"|uses?\s+the\s+(?:words?|term|phrase))\s+(?P<words>[^?]{3,60}?)[\s?.]*$",
    re.I,
)


def mentioning(work: Work, library: Library) -> Facts | None:
    """The reports in scope that print what a question asks for; None where it asks for no such thing."""
    asked = _ASKS.match(work.condensed.standalone)
    if asked is None:
        return None
    words = " ".join(re.sub(r"[“”\"‘’']", " ", asked["words"]).split())
    printed = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.I)
    first: dict[str, Evidence] = {}
    # no council is meant by default where all are asked
    reports = [c.report_id for c in work.cards] if work.scope.assumed else work.scope.reports
    best = library.store.keyword(f'"{words}"', _MOST, reports)
    for passage in library.store.passages(name for name, _ in best).values():
        if passage.report_id not in first and printed.search(passage.text):
            first[passage.report_id] = sentence_of(library, passage.paragraph_id, printed.search)
    whole = len(reports)
    found = [first[report] for report in reports if report in first]
    if not found:
        of = (
            f"None of the {whole} reports here prints" if whole > 1 else "The report does not print"
        )
        return Facts((), nothing=f"{of} the words “{words}”.")
    lines = tuple(quoted(item) for item in found[:SHOWN])
    notes = [f"{len(found)} of the {whole} reports here print “{words}”."]
    if len(found) > SHOWN:
        rest = ", ".join(named(item.report) for item in found[SHOWN:])
        notes.append(f"Not quoted, to keep this short: {rest}.")
    return Facts(lines, tuple(notes))


def sentence_of(library: Library, paragraph_id: str, holds: Callable[[str], object]) -> Evidence:
    """The sentence of a paragraph that holds something first; the whole paragraph where it runs over two."""
    card, paragraph = library.paragraph(paragraph_id)
    spans = [*sentences(paragraph.text), (0, len(paragraph.text))]
    start, end = next((s, e) for s, e in spans if holds(paragraph.text[s:e]))
    return Evidence(card, paragraph, start, end, 1.0)

"""Evidence to readable statements with no language model: deciding sentences as quotes, best first.

Pure. Two inspections are never blended in one statement; every statement names its report once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.finder.sentences import sentences
from index.types import ReportCard
from rag.facts import month
from rag.types import Draft, Evidence

MAX_QUOTES = 3
MAX_WORDS = 110
RELATIVE = 0.55  # a further quote must be at least this sure, relative to the first
_DANGLING = re.compile(
    r"^(?:This|These|Those|That|They|Their|Them|It|Its|Such|He|She|His|Her|Both|However|Therefore|"
    r"Consequently|As a result|As such|In addition|Additionally|Furthermore|Moreover|Also|Nevertheless|"
    r"For (?:example|these|this)|Similarly|Here)\b"
)


def compose(evidence: Sequence[Evidence]) -> tuple[Draft, ...]:
    """Drafts for a question that the evidence answers: quotes, each framed by its report.

    The surest comes first; those of one report follow in reading order. A quote that would begin
    with a pronoun takes the sentence before it along.
    """
    chosen = _in_order(_choose([_with_context(item) for item in evidence]))
    drafts: list[Draft] = []
    framed: str | None = None
    for item in chosen:
        if item.report.report_id != framed:
            framed = item.report.report_id
            drafts.append(quoted(item))
        else:
            drafts.append(Draft(f"“{_one_line(item.quote)}”", (item,)))
    return tuple(drafts)


def quoted(evidence: Evidence) -> Draft:
    """One piece of evidence as a quote that names its report."""
    return Draft(f"{_framing(evidence.report)} “{_one_line(evidence.quote)}”", (evidence,))


def _choose(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The surest, then further ones that are nearly as sure, without repetition, within the limits."""
    chosen: list[Evidence] = []
    words = 0
    for item in evidence:
        length = len(item.quote.split())
        if chosen and (
            len(chosen) >= MAX_QUOTES
            or words + length > MAX_WORDS
            or item.score < RELATIVE * chosen[0].score
            or any(_overlap(item, other) for other in chosen)
        ):
            continue
        chosen.append(item)
        words += length
    return chosen


def _in_order(chosen: Sequence[Evidence]) -> list[Evidence]:
    """The surest first; the rest by report as found, and in each in reading order."""
    if not chosen:
        return []
    reports = list(dict.fromkeys(item.report.report_id for item in chosen))
    rest = sorted(
        chosen[1:],
        key=lambda e: (
            reports.index(e.report.report_id),
            e.paragraph.page_start,
            e.paragraph.id,
            e.start,
        ),
    )
    return [chosen[0], *rest]


def _overlap(one: Evidence, other: Evidence) -> bool:
    if one.paragraph.id == other.paragraph.id:
        return one.start < other.end and other.start < one.end
    return _one_line(one.quote).casefold() == _one_line(other.quote).casefold()


def _with_context(item: Evidence) -> Evidence:
    """Begin one sentence earlier where the quote leans on it."""
    if not _DANGLING.match(item.quote):
        return item
    before = [span for span in sentences(item.paragraph.text) if span[1] <= item.start]
    return replace(item, start=before[-1][0]) if before else item


def _framing(card: ReportCard) -> str:
    who = card.authority or card.title
    when = month(card)
    kind = "The digest of the" if card.digest else "The"
    return f"{kind} {when} report on {who} says:" if when else f"The report “{who}” says:"


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()

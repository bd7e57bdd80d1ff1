"""What a report's own summary says of the whole: its beginning, or what speaks well or ill. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from index.finder.sentences import sentences
from index.types import Paragraph, Report
from rag.record.receipts import judgement_for
from rag.record.wording import aspects
from rag.selector.mood import mood
from rag.types import Evidence

MOST = 3
"""At most so many sentences of one report."""

_SUMMARY = re.compile(
    r"^(?:the local authority\W+)?(?:opening summary|executive summary|summary of (?:key )?findings|summary)\b(?! for\b)",
    re.I,
)
_SHORTEST = 6
"""Words of a sentence that says something."""

_BEGINS = 2
"""Paragraphs with which a part of a report begins."""

_GRADE = re.compile(r"\brequir(?:es?|ing|ed) improvements?(?: to be good)?\b", re.I)
"""A grade that sounds like praise."""

_WELL = frozenset({"Outstanding", "Good"})


def summed_up(report: Report, feeling: int = 0) -> tuple[Evidence, ...]:
    """Sentences of the summary in reading order; with `feeling` 1 or -1 those that speak well or ill.

    None where the report has no summary, or nothing in it speaks so.
    """
    told = [
        paragraph
        for paragraph in report.paragraphs
        if _SUMMARY.match(paragraph.section) and paragraph.kind != "improvement"
    ]
    return _spoken(report, told, feeling)


def _spoken(report: Report, paragraphs: Iterable[Paragraph], feeling: int) -> tuple[Evidence, ...]:
    found: list[Evidence] = []
    for paragraph in paragraphs:
        for start, end in sentences(paragraph.text):
            text = paragraph.text[start:end]
            spoken = mood(_GRADE.sub("", text)) if feeling else 0
            if len(text.split()) >= _SHORTEST and spoken == feeling:
                found.append(Evidence(report.card, paragraph, start, end, 1.0))
    return tuple(found[:MOST])


def reasons(report: Report, aspect: str = "overall") -> tuple[Evidence, ...]:
    """What is given for a grade: what speaks as the grade does in the summary, or where the aspect's part begins."""
    judgement = judgement_for(report, aspect)
    if judgement is None:
        return ()
    feeling = 1 if judgement.grade in _WELL else -1
    alone = {judged.aspect for judged in report.judgements} == {judgement.aspect}
    if aspect == "overall" or alone:
        begun = [p for p in report.paragraphs if p.section.startswith("Overall effectiveness")]
        return summed_up(report, feeling) or _spoken(report, begun[:_BEGINS], feeling)
    begins = [
        p
        for p in report.paragraphs
        if p.kind in ("numbered", "narrative") and judgement.aspect in aspects(p.section)
    ]
    summary = [p for p in begins if p.section.endswith("Summary")]
    told = summary or begins
    return _spoken(report, told[:_BEGINS], feeling) or _spoken(report, told, feeling)


def of_each(reports: Sequence[Report], feeling: int) -> tuple[Evidence, ...]:
    """The same of several reports."""
    return tuple(item for report in reports for item in summed_up(report, feeling))

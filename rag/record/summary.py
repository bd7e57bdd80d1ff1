"""What a report's own summary says of the whole: its beginning, or what speaks well or ill. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.finder.sentences import sentences
from index.types import Report
from rag.record.receipts import judgement_for
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

_GRADE = re.compile(r"\brequir(?:es?|ing|ed) improvements?(?: to be good)?\b", re.I)
"""A grade that sounds like praise."""

_WELL = frozenset({"Outstanding", "Good"})


def summed_up(report: Report, feeling: int = 0) -> tuple[Evidence, ...]:
    """Sentences of the summary in reading order; with `feeling` 1 or -1 those that speak well or ill.

    None where the report has no summary, or nothing in it speaks so.
    """
    found: list[Evidence] = []
    for paragraph in report.paragraphs:
        if not _SUMMARY.match(paragraph.section) or paragraph.kind == "improvement":
            continue
        for start, end in sentences(paragraph.text):
            text = paragraph.text[start:end]
            spoken = mood(_GRADE.sub("", text)) if feeling else 0
            if len(text.split()) >= _SHORTEST and spoken == feeling:
                found.append(Evidence(report.card, paragraph, start, end, 1.0))
    return tuple(found[:MOST])


def reasons(report: Report) -> tuple[Evidence, ...]:
    """What the summary gives for the overall grade: what speaks as the grade does."""
    judgement = judgement_for(report, "overall")
    if judgement is None:
        return ()
    return summed_up(report, 1 if judgement.grade in _WELL else -1)


def of_each(reports: Sequence[Report], feeling: int) -> tuple[Evidence, ...]:
    """The same of several reports."""
    return tuple(item for report in reports for item in summed_up(report, feeling))

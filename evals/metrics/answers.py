"""Scores of one answer without a judge model: key, support, citations, verbatim quotes, length. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evals.metrics.gold import contains, fold, has_place, matches, right
from evals.types import Case, Cited, Record, Support

ANSWERING = frozenset({"answered", "partial"})
"""Statuses that tell the reader something; the others abstain, "error" is neither."""

Score = float | None


def score(case: Case, record: Record) -> dict[str, Score]:
    """The scores of a case by name, each between 0 and 1 except `words`; None where it doesn't apply."""
    answered = record.status in ANSWERING
    scores: dict[str, Score] = {
        "right": float(is_right(case, record.answer, record.cited, record.report_id)),
        "error": float(record.error is not None),
        "key_coverage": key_coverage(case, record.answer) if case.answerable else None,
        "support_coverage": support_coverage(case, record.cited) if case.answerable else None,
        "citation_precision": None,
        "citation_recall": None,
        "first_citation": None,
        "page": None,
        "verbatim": _rate([c.verbatim for c in record.cited]),
        "uncited": uncited(record.answer) if answered else None,
        "words": float(len(record.text.split())) if answered else None,
        "answered": float(answered) if case.answerable else None,
        "false_refusal": float(not answered) if case.answerable else None,
        "false_answer": None if case.answerable else float(answered),
        "status": float(_status_fits(case, record.status)),
    }
    if case.answerable and has_place(case):
        scores["citation_recall"] = citation_recall(case, record.cited, record.report_id)
        scores["first_citation"] = float(
            bool(record.cited) and right(record.cited[0], case, record.report_id)
        )
        if record.cited:
            scores["citation_precision"] = citation_precision(case, record.cited, record.report_id)
    if case.answerable and case.gold_pages:
        pages = {page for cited in record.cited for page in cited.pages}
        scores["page"] = float(bool(pages & set(case.gold_pages)))
    return scores


def is_right(
    case: Case, answer: Mapping[str, Any], cited: Sequence[Cited], report_id: str | None
) -> bool:
    """Whether a case was handled rightly as a whole.

    An answerable one: it was answered, every citation is verbatim, at least one is of a right place,
    and every item of the answer key stands in the answer or its quotes. Any other: it was not
    answered, and asking did not fail.
    """
    status = str(answer.get("status", "error"))
    if status == "error":
        return False
    if not case.answerable:
        return status not in ANSWERING
    if status not in ANSWERING or not cited or not all(c.verbatim for c in cited):
        return False
    if has_place(case) and not any(right(c, case, report_id) for c in cited):
        return False
    key = key_coverage(case, answer)
    return key is None or key == 1.0


def key_coverage(case: Case, answer: Mapping[str, Any]) -> Score:
    """The part of the answer key found in what the reader sees: the answer's text and its quotes."""
    if not case.answer_key:
        return None
    if str(answer.get("status", "error")) not in ANSWERING:
        return 0.0
    quotes = [str(c["quote"]) for c in answer.get("citations", ())]
    seen = "\n".join([str(answer.get("text", "")), *quotes])
    return _rate([any(contains(seen, a) for a in item) for item in case.answer_key])


def support_coverage(case: Case, cited: Sequence[Cited]) -> Score:
    """The part of the supporting sentences that a quote of the same paragraph shows.

    A sentence is known by its first and last words as printed; a quote that holds either shows it.
    """
    return _rate([_shown(s, cited) for s in case.support])


def citation_precision(case: Case, cited: Sequence[Cited], report_id: str | None) -> Score:
    """Of the different paragraphs cited, the part that is gold or acceptable."""
    places = _distinct(cited)
    return _rate([right(c, case, report_id) for c in places])


def citation_recall(case: Case, cited: Sequence[Cited], report_id: str | None) -> Score:
    """Of the gold paragraphs, the part that is cited; 0 where nothing is cited.

    A citation of an acceptable paragraph stands in for the gold where there is only one.
    """
    if len(case.gold_paragraphs) == 1 or (case.gold_text and not case.gold_paragraphs):
        return float(any(right(c, case, report_id) for c in cited))
    return _rate(
        [any(matches(c, case, report_id, [g]) for c in cited) for g in case.gold_paragraphs]
    )


def uncited(answer: Mapping[str, Any]) -> Score:
    """The part of the answer's statements that carry no citation; must be 0."""
    return _rate([not s.get("citations") for s in answer.get("statements", ())])


_OPENING = re.compile(r"^(?:and|but|so|ok|okay|then|also|well)\b[ ,]*")
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "how many or much",
        re.compile(
            r"\bhow (many|much|often|long|old|big)\b|\bper ?cent(age)?\b|\bwhat (share|proportion|number)\b"
        ),
    ),
    (
        "yes or no",
        re.compile(
            r"^(is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|any|isn't|aren't|don't|doesn't)\b"
        ),
    ),
    ("why", re.compile(r"\bwhy\b|\bhow come\b|\bfor what reason\b")),
    # "what happens when ..." asks for no time, so the word must come first
    ("when", re.compile(r"^(since )?when\b|\bwhat (date|dates|year|day)\b")),
    (
        "who",
        re.compile(
            r"^(who|whose|whom|who's|whos)\b|\bwhich (person|company|charity|agency|council)\b"
        ),
    ),
)


def form(question: str) -> str:
    """The form of a question. Figures by form show whether abstaining leans on form, not substance."""
    text = fold(question)
    while (opening := _OPENING.match(text)) is not None:
        text = text[opening.end() :]
    return next((name for name, pattern in _FORMS if pattern.search(text)), "other")


def _status_fits(case: Case, status: str) -> bool:
    return {
        "answer": status in ANSWERING,
        "correct_the_premise": status in ANSWERING,
        "say_not_in_report": status == "not_in_reports",
        "decline_out_of_scope": status == "out_of_scope",
    }[case.expect]


def _distinct(cited: Sequence[Cited]) -> list[Cited]:
    places: dict[tuple[str, object], Cited] = {}
    for c in cited:
        where = c.paragraph if c.paragraph is not None else c.paragraph_id or (c.section, c.pages)
        places.setdefault((c.report_id, where), c)
    return list(places.values())


def _shown(support: Support, cited: Sequence[Cited]) -> bool:
    starts, ends = fold(support.starts), fold(support.ends)
    for c in cited:
        same = (
            c.paragraph == support.paragraph
            if isinstance(support.paragraph, int)
            else c.paragraph is None
        )
        if same and (starts in fold(c.quote) or ends in fold(c.quote)):
            return True
    return False


def _rate(flags: Sequence[bool]) -> Score:
    return sum(flags) / len(flags) if flags else None

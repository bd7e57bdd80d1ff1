"""Puts a case to an assistant and writes down what it did: answer, citations, rankings, time."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Any

from evals.metrics.gold import has_place
from evals.types import Asks, Case, Cited, Found, Record
from index.types import Hit
from rag.types import Answer, Status

_PASSAGES = 30
"""Passages asked of the search: enough for ten different paragraphs."""


def ask(assistant: Asks, case: Case) -> Record:
    """What the assistant does with the case; a failure is recorded, not raised.

    A follow-up is also asked without its history, and searched for by its last question as it stands,
    to show what rewriting it earns.
    """
    begun = time.perf_counter()
    try:
        report_id = assistant.library.resolve(case.report) if case.report else None
        answer = assistant.ask(case.question, history=case.history, report=report_id)
        seconds = time.perf_counter() - begun
        cited = _cited(assistant, answer)
        nothing: tuple[Found, ...] = ()
        hits = library_hits = raw_hits = nothing
        if case.answerable and has_place(case):
            query = answer.standalone_question or case.question
            hits = _search(assistant, query, report_id)
            alone = report_id is None or len(assistant.library.reports()) == 1
            library_hits = hits if alone else _search(assistant, query, None)
            if case.history:
                raw_hits = _search(assistant, case.question, report_id)
        raw = assistant.ask(case.question, report=report_id) if case.history else None
    except Exception as err:
        return Record(
            case_id=case.id,
            answer={"status": "error", "text": ""},
            seconds=time.perf_counter() - begun,
            error=f"{type(err).__name__}: {err}",
        )
    return Record(
        case_id=case.id,
        answer=_document(answer),
        cited=cited,
        report_id=report_id,
        hits=hits,
        library_hits=library_hits,
        raw_hits=raw_hits,
        raw_answer=_document(raw) if raw is not None else None,
        raw_cited=_cited(assistant, raw) if raw is not None else (),
        seconds=seconds,
    )


def _document(answer: Answer) -> Mapping[str, Any]:
    document = answer.to_dict()
    # the confidence is rounded for readers; curves need it as stated
    document["confidence"] = answer.confidence
    return document


def _search(assistant: Asks, query: str, report_id: str | None) -> tuple[Found, ...]:
    return tuple(_found(hit) for hit in assistant.search(query, k=_PASSAGES, report=report_id))


def _found(hit: Hit) -> Found:
    passage = hit.passage
    return Found(
        report_id=passage.report_id,
        paragraph=passage.paragraph,
        section=passage.section,
        kind=passage.kind,
        pages=tuple(passage.pages),
        score=float(hit.score),
        paragraph_id=passage.paragraph_id,
    )


def _cited(assistant: Asks, answer: Answer) -> tuple[Cited, ...]:
    """The citations with our own reading of each quote's place, whatever the answer says of itself."""
    if answer.status not in (Status.ANSWERED, Status.PARTIAL):
        return ()
    return tuple(_check(assistant, c) for c in _in_order(answer))


def _check(assistant: Asks, citation: Any) -> Cited:
    report = assistant.library.report(citation.report.report_id)
    paragraph = next((p for p in report.paragraphs if p.id == citation.paragraph_id), None)
    verbatim = (
        paragraph is not None
        and bool(citation.quote)
        and paragraph.text[citation.start : citation.end] == citation.quote
        and paragraph.number == citation.paragraph
    )
    return Cited(
        report_id=citation.report.report_id,
        paragraph=citation.paragraph,
        section=citation.section,
        kind=paragraph.kind if paragraph else "",
        pages=tuple(citation.pages),
        quote=citation.quote,
        verbatim=verbatim,
        paragraph_id=citation.paragraph_id,
    )


def _in_order(answer: Answer) -> Sequence[Any]:
    return sorted(answer.citations, key=lambda c: c.n)

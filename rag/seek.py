"""The search: sentences of the reports in scope that answer, the newest first; or the reply that nothing does."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from index.errors import VectorsUnavailableError
from index.finder import lexicon
from rag.admissible import not_again, of_the_year
from rag.elsewhere import elsewhere
from rag.facts import MANY
from rag.near import by_age
from rag.replies import EXAMPLES, KEYWORDS_ALONE, by_keywords, nothing_found, off_topic
from rag.request import Parts, Work
from rag.scoping.every import EVERY_COUNCIL
from rag.scoping.inspections import without_place
from rag.scoping.names import in_full
from rag.stranger import is_stranger, proves_a_stranger
from rag.types import Selection
from rag.unnamed import unnamed


def search(parts: Parts, work: Work, *, strict_year: bool) -> Work:
    """The work with what the reports in scope say that answers, or with the reply that nothing does.

    `strict_year` says that a fact of the record was asked for: of another year it would be no answer.
    """
    begun = perf_counter()
    question, words, own = _searched(work)
    other_year = work.scope.year_unmatched if strict_year or work.request.asked.year else None
    if other_year and other_year != work.scope.year:  # the caller asked for another one
        return replace(work, reply=nothing_found(work.scope, work.cards, None))
    # a council that is not here is said to be missing; the others are asked without its name
    absent = work.scope.absent if work.request.asked.reports is None else ()
    plain = lexicon.without_slips(unnamed(question, work.scope, absent))
    place = elsewhere(parts, work, question)
    if place is not None:
        return replace(work, reply=place)
    # what asks the record, or goes on from a talk of reports, is no stranger
    known = strict_year or bool(work.condensed.own)
    if not known and is_stranger(parts, work, plain):
        return replace(work, reply=off_topic())
    try:
        selection = _selected(
            parts,
            work,
            lexicon.without_slips(unnamed(own, work.scope, absent)) or plain,
            unnamed(words, work.scope, absent),
            other_year,
        )
    except VectorsUnavailableError as trouble:
        hits = parts.library.search(question, reports=work.scope.reports)
        return replace(work, reply=by_keywords(hits, work.cards, str(trouble)))
    remarks = (KEYWORDS_ALONE,) if parts.library.keyword_only else ()
    if selection is not None and selection.answered:
        over_all = len(work.scope.authorities) > MANY and EVERY_COUNCIL.search(question)
        remarks = (*remarks, EXAMPLES) if over_all else remarks
        selection = not_again(selection, work)
    reply = None
    if other_year and (selection is None or not selection.answered):
        reply = nothing_found(work.scope, work.cards, None)
    elif selection is None or not selection.answered:
        stranger = not known and proves_a_stranger(parts, work, plain, selection)
        reply = off_topic() if stranger else nothing_found(work.scope, work.cards, selection)
    return replace(
        work,
        selection=selection,
        reply=reply,
        remarks=remarks,
        seconds={**work.seconds, "find": perf_counter() - begun},
    )


def _selected(
    parts: Parts, work: Work, question: str, words: str, other_year: int | None
) -> Selection | None:
    """What answers in the newest reports, else in the older ones; where nothing does, what the newest have."""
    from rag.select import select

    first: Selection | None = None
    for reports in by_age(work):
        found = select(
            question,
            parts.library,
            reports=reports,
            also=work.condensed.evidence_paragraphs,
            search=words,
            share=work.condensed.share,
        )
        if other_year:
            found = of_the_year(other_year, found)
        if found.answered:
            return found
        first = first or found
    return first


def _searched(work: Work) -> tuple[str, str, str]:
    """The question, the words to search with and its own words, without the inspection that has chosen the report."""
    condensed, chosen = work.condensed, _held_back(work)
    question, words, own = (
        in_full(without_place(text) if chosen else text, work.cards, slips_alone=True)
        for text in (condensed.standalone, condensed.search or condensed.standalone, condensed.own)
    )
    return question, words, own


def _held_back(work: Work) -> bool:
    """Whether some inspections of the councils in scope are left out of it."""
    names, scope = set(work.scope.authorities), set(work.scope.reports)
    return any(card.authority in names and card.report_id not in scope for card in work.cards)

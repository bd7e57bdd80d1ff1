"""The step that finds: a fact of the record, or search and selection; each part of a question on its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from time import perf_counter

from index.finder import lexicon
from rag.admissible import OF_AN_EARLIER
from rag.apart import apart
from rag.elsewhere import of_another
from rag.facts import Facts
from rag.facts import answer as facts_answer
from rag.followups.parts import record_parts
from rag.followups.receipts import asks_for_receipts, receipts_of
from rag.intent import read
from rag.mentioning import mentioning
from rag.near import nearest
from rag.record.question import FactQuestion
from rag.replies import (
    OF_THE_LIBRARY,
    absent_council,
    in_library,
    not_printed,
    nothing_found,
    outside,
)
from rag.request import Parts, Work
from rag.scope import CONVERSATION, every_report, of_every_year, resolve
from rag.scoping.every import EVERY_COUNCIL
from rag.scoping.inspections import LATEST, without_framework
from rag.scoping.names import councils, in_full, without_left_out
from rag.scoping.talk import dated
from rag.seek import search
from rag.split import Part, split
from rag.terms import term
from rag.types import Scope, Status


def find(parts: Parts, work: Work) -> Work:
    """The work with what was found: facts, a selection, or the reply that nothing answers.

    A question that asks several things is answered part by part, and as a whole only where no part
    of it is answered.
    """
    if work.reply is not None:
        return work
    if asks_for_receipts(work.request.question, work.request.history):
        told = receipts_of(work.request.history[-1], parts.library)
        if told is not None:
            return replace(work, facts=told)
    asked = tuple(Part(one, one) for one in record_parts(work.condensed.standalone))
    asked = asked or split(work.condensed.standalone)
    if len(asked) == 1:
        return _find(parts, work)
    begun = perf_counter()
    found: list[tuple[str, Work]] = []
    for part in asked:
        before = found[-1][1] if found and part.leans else None
        own = _of_part(parts, work, part, before)
        found.append((part.text, own if own.reply else _find(parts, own, alone=False)))
    if all(own.reply is not None for _, own in found):
        return _find(parts, work)
    found = [(text, _looked_at(parts, own)) for text, own in found]
    return replace(
        work, parts=tuple(found), seconds={**work.seconds, "find": perf_counter() - begun}
    )


def _looked_at(parts: Parts, work: Work) -> Work:
    """A part that looked like another subject, searched all the same: its neighbour was none."""
    if work.reply is None or work.reply.status is not Status.OUT_OF_SCOPE:
        return work
    near = nearest(parts, work, work.condensed.standalone)
    return replace(work, reply=nothing_found(work.scope, work.cards, near))


def _of_part(parts: Parts, work: Work, part: Part, before: Work | None) -> Work:
    """The work for one part: its own words, and its own council or year where it names one."""
    cited = before.selection.evidence if before and before.selection else ()
    condensed = replace(
        work.condensed,
        standalone=part.question,
        search=part.question,
        own="",
        evidence_paragraphs=(
            *work.condensed.evidence_paragraphs,
            *(item.paragraph.id for item in cited),
        ),
    )
    named, _ = councils(part.question, work.cards)
    scope = work.scope
    own = (named and set(named) != set(scope.authorities)) or EVERY_COUNCIL.search(part.question)
    if own and work.request.asked.reports is None:
        asked = work.request.asked
        scope = resolve(part.question, work.cards, asked=asked, default=parts.default_authority)
    return replace(work, condensed=condensed, scope=scope, reply=outside(scope, work.cards))


def _find(parts: Parts, work: Work, *, alone: bool = True) -> Work:
    """What answers one question; where it is the only one, each council that it names is asked."""
    begun = perf_counter()
    question = work.condensed.standalone
    if OF_THE_LIBRARY.search(question):
        return replace(work, reply=in_library(work.cards, work.scope))
    printed = mentioning(work, parts.library) or term(work, parts.library)
    if printed is not None:
        if printed.nothing:
            return replace(work, reply=not_printed(printed.nothing))
        return replace(work, facts=printed, scope=_where_printed(work, printed))
    named, _ = councils(question, work.cards)
    plain = lexicon.without_slips(in_full(question, work.cards))
    plain = without_left_out(without_framework(plain))
    asked_fact = read(plain, named or work.scope.authorities)
    elsewhere_alone = bool(named) and set(named) <= set(work.scope.absent)
    # what the reports asked for print of another council can still be found in them
    asked_of_it = asked_fact or of_another(parts, work, named, question)
    if elsewhere_alone and asked_of_it:
        return replace(work, reply=absent_council(work.scope, work.cards))
    facts = _facts(parts, work, asked_fact) if asked_fact else None
    if facts is not None and facts.nothing:
        said = _earlier(parts, work, asked_fact, facts.nothing) if asked_fact else None
        return said or replace(work, reply=not_printed(facts.nothing))
    if facts is not None:
        return replace(work, facts=facts, seconds={**work.seconds, "facts": perf_counter() - begun})
    strict = asked_fact is not None
    each = apart(work) if alone else ()
    found = [search(parts, own, strict_year=strict) for own in each]
    if all(own.reply is not None for own in found):
        return search(parts, work, strict_year=strict)
    return replace(
        work,
        parts=tuple(("", own) for own in found),
        seconds={**work.seconds, "find": perf_counter() - begun},
    )


def _where_printed(work: Work, printed: Facts) -> Scope:
    """The scope that was looked in: every report, where none was named and others than the default's are cited."""
    cited = {item.report.report_id for draft in printed.drafts for item in draft.evidence}
    if work.scope.assumed and not cited <= set(work.scope.reports):
        return every_report(work.cards)
    return replace(work.scope, assumed=False)


def _earlier(parts: Parts, work: Work, asked: FactQuestion, nothing: str) -> Work | None:
    """What a report says of an inspection before those that are here; None where it says nothing."""
    before = asked.span is not None and asked.span.first == date.min
    of_before = before or (asked.which is not None and not asked.which.graded)
    if not of_before or asked.kind not in ("dates", "grade"):
        return None
    found = search(parts, work, strict_year=True)
    told = [item.quote for item in found.selection.evidence] if found.selection else []
    if found.reply is not None or not any(OF_AN_EARLIER.search(quote) for quote in told):
        return None
    return replace(found, remarks=(*found.remarks, nothing))


def _facts(parts: Parts, work: Work, asked: FactQuestion) -> Facts | None:
    scope, free = work.scope, work.request.asked.reports is None
    # the talk may have been of what the newest says, or an older one
    newer = scope.stated == CONVERSATION and (
        LATEST.search(work.request.question) or not dated(work.request.history, work.cards)
    )
    if free and not asked.councils and (asked.which or newer):
        scope = of_every_year(scope, work.cards)
    return facts_answer(asked, scope, work.cards, parts.library.report)

"""Which reports a question is about: council and inspection, from the question, the caller, the talk so far.

Never guessed: a council that could be two, or that nobody knows, is asked back. Where nothing names
a council the default one is meant, and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.councils.authorities import nearest
from index.types import Framework, ReportCard
from rag.scoping.every import EVERY_COUNCIL, stranger
from rag.scoping.inspections import (
    LATEST,
    Meant,
    meant,
    newest_first,
    of_each,
    the_year,
    within_year,
)
from rag.scoping.names import councils, left_out, of_cards, same_council
from rag.scoping.talk import dated, spoken_of, subject_of
from rag.types import Scope, Turn

CONVERSATION = "as in the conversation"
_EVERY = "every report in the library"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller fixes beforehand; None leaves it to the question."""

    reports: tuple[str, ...] | None = None
    authority: str | None = None
    year: int | None = None


def resolve(
    question: str,
    cards: Sequence[ReportCard],
    *,
    asked: Asked | None = None,
    history: Sequence[Turn] = (),
    carried: Sequence[str] = (),
    default: str = "Essex",
    typed: str | None = None,
    leans: bool = False,
) -> Scope:
    """Choose the reports a standalone question is about, newest inspection first.

    `carried` are the reports that the last turn cited; they stay the subject until the question
    names another council or year. `typed` is the question before it was made to stand alone, `leans` says
    that it asks more of the same matter. An empty
    `reports` with `unknown` set means that the council asked for is not here (`nearest` holds what
    comes closest, or the names where one could be several).
    """
    asked = asked or Asked()
    wanted = meant(question)
    if asked.reports is not None:
        return _for_reports(asked, question, cards)
    cards = _without_stand_ins(cards)
    if asked.authority:
        return _for_caller(asked, question, cards)
    wanted = replace(wanted, year=asked.year or wanted.year)
    named, unclear = councils(question, cards)
    if unclear:
        return Scope(
            reports=(),
            stated="the council could be several",
            unknown=unclear[0],
            nearest=unclear[1],
        )
    if named:
        same = leans or dated(history, cards)
        held = spoken_of(named, typed, wanted, cards, carried) if same else []
        if held:
            return _scope(held, CONVERSATION)
        return _in_year(
            asked, question, _for_names(named, cards, wanted, question, "named in the question")
        )
    of_the_rest = left_out(question) and re.search(r"\b(?:who|which)\b", question, re.I)
    if EVERY_COUNCIL.search(question) or of_the_rest:
        return _for_every(cards, question, wanted)
    name = stranger(question)
    if name:
        return Scope(
            reports=(), stated="no council of that name", unknown=name, nearest=nearest(name)
        )
    subject, missing = subject_of(cards, history, carried)
    if missing:
        return Scope((), missing, stated=CONVERSATION, unknown=missing[0])
    if subject:
        if wanted == Meant() and not LATEST.search(question):
            return _scope(subject, CONVERSATION)
        return _for_names(of_cards(subject), cards, wanted, question, CONVERSATION)
    return _in_year(asked, question, _by_default(cards, wanted, question, default))


def every_report(cards: Sequence[ReportCard]) -> Scope:
    """The scope of a question that any report may answer."""
    return _scope(newest_first(_without_stand_ins(cards)), _EVERY)


def of_every_year(scope: Scope, cards: Sequence[ReportCard]) -> Scope:
    """The scope widened to every inspection of its councils; in its year, where it has one."""
    if not scope.authorities or scope.year_unmatched or scope.framework:
        return scope
    year = Meant(year=scope.year)
    own = _for_names(scope.authorities, _without_stand_ins(cards), year, "", scope.stated)
    return replace(scope, reports=own.reports or scope.reports)


def _without_stand_ins(cards: Sequence[ReportCard]) -> list[ReportCard]:
    """Leave out a digest where the official report of the same inspection is in the library."""
    official = {
        (same_council(card.authority), card.inspected.start)
        for card in cards
        if card.inspected and not card.digest
    }
    return [
        card
        for card in cards
        if not (
            card.digest
            and card.inspected
            and (same_council(card.authority), card.inspected.start) in official
        )
    ]


def _for_reports(asked: Asked, question: str, cards: Sequence[ReportCard]) -> Scope:
    """The reports asked for; another council or year that the question names is kept beside them."""
    chosen = [card for card in cards if card.report_id in set(asked.reports or ())]
    if asked.authority:
        names, unclear = councils(asked.authority, cards)
        keys = {same_council(n) for n in names or (unclear and unclear[1]) or (asked.authority,)}
        chosen = [card for card in chosen if same_council(card.authority) in keys]
        if not chosen:
            shown = names[:1] or (asked.authority,)
            return Scope((), shown, stated="the report asked for", unknown=shown[0], absent=shown)
    year = asked.year or the_year(question)
    within = within_year(chosen, year)
    scope = _scope(
        within or newest_first(chosen),
        "the report asked for",
        year=asked.year or (year if within else None),
        unmatched=year if year and not within else None,
    )
    return replace(scope, absent=_others(question, cards, scope))


def _for_caller(asked: Asked, question: str, cards: Sequence[ReportCard]) -> Scope:
    name = asked.authority or ""
    named, unclear = councils(name, cards)
    if unclear:
        return Scope(
            reports=(), stated="the council could be several", unknown=name, nearest=unclear[1]
        )
    if not named:
        return Scope(
            reports=(), stated="no council of that name", unknown=name, nearest=nearest(name)
        )
    wanted = meant(question)
    wanted = replace(wanted, year=asked.year or wanted.year)
    scope = _for_names(named, cards, wanted, question, "the council asked for")
    others = _others(question, cards, scope)
    return _in_year(asked, question, replace(scope, absent=scope.absent + others))


def _others(question: str, cards: Sequence[ReportCard], scope: Scope) -> tuple[str, ...]:
    """The councils that a question names beside those that the caller asked for."""
    held = {same_council(name) for name in scope.authorities}
    # where the council is fixed, "reading" in small letters is no other one
    plain = re.sub(r"\b(?:reading|bath|bury)\b(?! (?:council|borough))", " ", question)
    return tuple(n for n in councils(plain, cards)[0] if same_council(n) not in held)


def _in_year(asked: Asked, question: str, scope: Scope) -> Scope:
    """The scope, with the year that the question names where the caller asked for another."""
    year = the_year(question)
    if asked.year is None or year in (None, asked.year) or scope.year_unmatched:
        return scope
    return replace(scope, year_unmatched=year)


def _for_every(cards: Sequence[ReportCard], question: str, wanted: Meant) -> Scope:
    """Every report of every council, but for the councils that the question leaves out."""
    without = {same_council(name) for name in left_out(question)}
    kept = [card for card in cards if same_council(card.authority) not in without]
    if wanted.framework:
        kept = [card for card in kept if card.framework == wanted.framework]
    return _scope(
        within_year(kept, wanted.year) or kept,
        _EVERY,
        year=wanted.year,
        framework=wanted.framework,
    )


def _for_names(
    named: Sequence[str],
    cards: Sequence[ReportCard],
    wanted: Meant,
    question: str,
    stated: str,
) -> Scope:
    keys = {same_council(name) for name in named}
    chosen = [card for card in cards if same_council(card.authority) in keys]
    here = {same_council(card.authority) for card in chosen}
    missing = tuple(name for name in named if same_council(name) not in here)
    if not chosen:
        return Scope(
            reports=(),
            authorities=tuple(named),
            year=wanted.year,
            stated=stated,
            unknown=named[0],
        )
    scope = _of(chosen, wanted, stated)
    return replace(scope, absent=missing + scope.absent, latest=bool(LATEST.search(question)))


def _of(chosen: Sequence[ReportCard], wanted: Meant, stated: str) -> Scope:
    """The inspections of some councils that are meant; where none is, all, with the year that has none."""
    found, without = of_each(chosen, wanted)
    if (
        not found and wanted.framework == "LSCB"
    ):  # it may be the board's own review that is asked about
        wanted = replace(wanted, framework=None)
        found, without = of_each(chosen, wanted)
    names = of_cards(newest_first(chosen))
    if not found and wanted.framework:
        return Scope((), names, wanted.year, stated, framework=wanted.framework)
    scope = _scope(
        found or newest_first(chosen),
        stated,
        year=wanted.year,
        unmatched=wanted.unmatched if not found else None,
        framework=wanted.framework,
    )
    # of several councils, those that had no such inspection are missing from the answer
    lacking = tuple(f"{name} {why}" for name, why in without.items()) if found else ()
    return replace(scope, absent=lacking)


def _by_default(cards: Sequence[ReportCard], wanted: Meant, question: str, default: str) -> Scope:
    key = same_council(default)
    own = [card for card in cards if same_council(card.authority) == key]
    unnamed = [card for card in cards if not card.authority]
    names = {same_council(card.authority) for card in cards if card.authority}
    if not own and len(names) == 1:
        own = [card for card in cards if card.authority]
    if not own and names:
        shown = of_cards(newest_first(cards))
        return Scope(reports=(), stated="no council named", unknown="", nearest=shown[:8])
    name = own[0].authority if own else "every report here"
    scope = _of(own + unnamed, wanted, f"{name}, as no other council is named" if own else name)
    return replace(scope, absent=(), latest=bool(LATEST.search(question)), assumed=bool(own))


def _scope(
    cards: Sequence[ReportCard],
    stated: str,
    *,
    year: int | None = None,
    unmatched: int | None = None,
    framework: Framework | None = None,
) -> Scope:
    return Scope(
        reports=tuple(card.report_id for card in cards),
        authorities=of_cards(cards),
        year=year,
        stated=stated,
        year_unmatched=unmatched,
        framework=framework,
    )

"""Which reports a question is about: council and inspection, from the question, the caller, the talk so far.

Never guessed: a council that could be two, or that nobody knows, is asked back. Where nothing names
a council the default one is meant, and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from index.councils.authorities import mentions, nearest
from index.types import ReportCard
from rag.types import Scope, Turn

YEAR = re.compile(r"(?<![\d/.-])(20[0-4]\d)(?![\d/-])")
LATEST = re.compile(
    r"\b(?:latest|newest|most recent|current(?:ly)?|last inspect\w*|now rated|these days)\b", re.I
)
_GRADED = (
    r"(?:(?:outstanding|good|inadequate|failing|adequate|requires[- ]improvement|english)\s+)*"
)
_COUNCILS = r"(?:councils|local authorities|authorities|boroughs|counties|LAs|LSCBs|safeguarding (?:children )?boards)"
EVERY_COUNCIL = re.compile(
    r"\b(?:which|what|how many|list|any|all|most|fewest|every|other|name|number of|proportion of|percentage of|share of)\s+"
    rf"(?:of the\s+|of all\s+)?(?:all\s+)?(?:other\s+|the\s+)?{_GRADED}"
    r"(?:councils?|local authorit\w+|authorities|boroughs|counties|LAs|LSCBs?|safeguarding (?:children )?boards?)\b"
    rf"|\b(?:which|how many|list|all|number of)\s+(?:[\w'-]+\s+){{1,2}}{_COUNCILS}\b"
    r"|\b(?:which|what|who)\s+(?:is|was|are|were)\s+(?:the\s+)?(?:best|worst|top|most|least|highest|lowest)\b[\w\s-]{0,30}\b(?:councils?|authorit(?:y|ies)|boroughs?)\b"
    r"|\bwhich\s+authority\b|\b(?:best|worst)(?:[- ]\w+)?\s+(?:councils?|authorit(?:y|ies)|boroughs?)\b"
    rf"|^\W*{_GRADED}{_COUNCILS}\b"
    r"|\b(?:which|how many|number of|list|all|most|fewest)\s+(?:of the\s+)?(?:reports|inspections)\b"
    r"|\b(?:across|in|for)\s+(?:all|every|the)\s+(?:councils|local authorities|authorities|reports?\s+here|library)\b",
    re.I,
)
_OPEN_ENDED = re.compile(
    r"\b(?:since|after|before|until|from)\s+(?:\w+\s+){0,2}20\d\d\b(?!\s+(?:inspection|report))"
    r"|\b(?:now|today|these days|ever)\b",
    re.I,
)
A_COUNCIL = re.compile(
    r"\b(?!(?:The|This|That|Does|Did|Is|Was|Has|How|What|Why|Which|Our|My|Your|And|In|For|About|Can|Tell)\b)"
    r"([A-Z][\w’'-]+(?:[ -](?:upon|on|and|of|the|[A-Z][\w’'-]+))*?)"
    r"\s+(?:(?:County|City|Borough|Metropolitan|District)\s+)*Council\b"
)


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
) -> Scope:
    """Choose the reports a standalone question is about, newest inspection first.

    `carried` are the reports that the last turn cited; they stay the subject until the question
    names another council or year. An empty `reports` with `unknown` set means that the council
    asked for is not here (`nearest` holds what comes closest); `candidates` holds the names where
    one could be several.
    """
    asked = asked or Asked()
    if asked.reports is not None:
        return _for_reports(asked, question, cards)
    cards = _without_stand_ins(cards)
    if asked.authority:
        return _for_caller(asked, question, cards)
    year = asked.year or _year(question)
    named, unclear = councils(question, cards)
    if unclear:
        return Scope(
            reports=(),
            stated="the council could be several",
            unknown=unclear[0],
            nearest=unclear[1],
        )
    if named:
        return _for_names(named, cards, year, question, "named in the question")
    if EVERY_COUNCIL.search(question):
        return _scope(
            within_year(cards, year) or list(cards), "every report in the library", year=year
        )
    stranger = A_COUNCIL.search(question)
    if stranger and not mentions(stranger.group(0)):
        name = stranger.group(1)
        return Scope(
            reports=(), stated="no council of that name", unknown=name, nearest=nearest(name)
        )
    subject = _subject(cards, history, carried)
    if subject:
        if year is None:
            return _scope(subject, "as in the conversation", latest_only=False)
        return _for_names(_authorities(subject), cards, year, question, "as in the conversation")
    return _by_default(cards, year, question, default)


def councils(
    text: str, cards: Sequence[ReportCard]
) -> tuple[tuple[str, ...], tuple[str, tuple[str, ...]] | None]:
    """The councils that a text names, and one that could be several as (words, names)."""
    held = {same_council(card.authority): card.authority for card in cards if card.authority}
    named: list[str] = []
    for mention in mentions(text):
        here = [name for name in mention.names if same_council(name) in held]
        options = here or list(mention.names)
        if len(mention.names) > 1 and len(options) > 1:
            return (), (text[mention.start : mention.end], tuple(options))
        named.append(options[0])
    for key, name in held.items():
        if key not in {same_council(n) for n in named} and not mentions(name):
            pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
            if re.search(pattern, text, re.I):
                named.append(name)
    return tuple(dict.fromkeys(named)), None


def in_full(text: str, cards: Sequence[ReportCard], *, slips_alone: bool = False) -> str:
    """The text with each council it surely means in the council's full name, however it is spelt there.

    With `slips_alone` only what is misspelt is changed.
    """
    held = {same_council(card.authority) for card in cards if card.authority}
    for mention in reversed(mentions(text)):
        here = [name for name in mention.names if same_council(name) in held]
        options = here or list(mention.names)
        if len(options) == 1 and not (slips_alone and mention.exact):
            text = text[: mention.start] + options[0] + text[mention.end :]
    return text


def of_every_year(scope: Scope, cards: Sequence[ReportCard]) -> Scope:
    """The scope widened to every inspection of its councils; in its year, where it has one."""
    if not scope.authorities or scope.year_unmatched:
        return scope
    own = _for_names(scope.authorities, _without_stand_ins(cards), scope.year, "", scope.stated)
    return replace(scope, reports=own.reports or scope.reports)


@lru_cache(maxsize=4096)
def same_council(name: str) -> str:
    """A key under which the spellings of one council's name meet."""
    found = mentions(name)
    best = found[0].names[0] if found and len(found[0].names) == 1 else name
    return re.sub(r"[^a-z]+", "-", best.casefold().replace("&", "and")).strip("-")


def newest_first(cards: Iterable[ReportCard]) -> list[ReportCard]:
    """Reports by the day their inspection began, newest first; undated ones last."""

    def day(card: ReportCard) -> date:
        if card.inspected:
            return card.inspected.start
        return card.published or date.min

    return sorted(cards, key=lambda card: (day(card), card.report_id), reverse=True)


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
    held = {same_council(card.authority) for card in chosen}
    named, _ = councils(question, cards)
    strange = [name for name in named if same_council(name) not in held]
    year = asked.year or _year(question)
    within = within_year(chosen, year)
    scope = _scope(
        within or newest_first(chosen),
        "the report asked for",
        year=asked.year,
        unmatched=year if year and not within else None,
    )
    return replace(scope, absent=tuple(strange))


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
    return _for_names(
        named, cards, asked.year or _year(question), question, "the council asked for"
    )


def _for_names(
    named: Sequence[str],
    cards: Sequence[ReportCard],
    year: int | None,
    question: str,
    stated: str,
) -> Scope:
    keys = {same_council(name) for name in named}
    chosen = [card for card in cards if same_council(card.authority) in keys]
    missing = [
        n
        for n in named
        if n not in {c.authority for c in chosen}
        and same_council(n) not in {same_council(c.authority) for c in chosen}
    ]
    if not chosen:
        return Scope(
            reports=(),
            authorities=tuple(named),
            year=year,
            stated=stated,
            unknown=named[0],
            nearest=(),
        )
    within = within_year(chosen, year) if year else _of_years(chosen, question)
    scope = _scope(
        within or newest_first(chosen),
        stated,
        year=year,
        unmatched=year if year and not within else None,
    )
    if missing:
        scope = replace(scope, absent=tuple(missing))
    return replace(scope, latest=bool(LATEST.search(question)))


def _by_default(
    cards: Sequence[ReportCard], year: int | None, question: str, default: str
) -> Scope:
    key = same_council(default)
    own = [card for card in cards if same_council(card.authority) == key]
    unnamed = [card for card in cards if not card.authority]
    names = {same_council(card.authority) for card in cards if card.authority}
    if not own and len(names) == 1:
        own = [card for card in cards if card.authority]
    if not own and names:
        shown = tuple(
            dict.fromkeys(card.authority for card in newest_first(cards) if card.authority)
        )
        return Scope(reports=(), stated="no council named", unknown="", nearest=shown[:8])
    chosen = own + unnamed
    within = within_year(chosen, year) if year else _of_years(chosen, question)
    name = own[0].authority if own else "every report here"
    scope = _scope(
        within or newest_first(chosen),
        f"{name}, as no other council is named" if own else name,
        year=year,
        unmatched=year if year and not within else None,
    )
    return replace(scope, latest=bool(LATEST.search(question)), assumed=bool(own))


def _subject(
    cards: Sequence[ReportCard], history: Sequence[Turn], carried: Sequence[str]
) -> list[ReportCard]:
    """The reports the conversation is about: what was cited last, else the last council named."""
    by_id = {card.report_id: card for card in cards}
    cited = [by_id[report_id] for report_id in carried if report_id in by_id]
    if cited:
        return newest_first(cited)
    for turn in reversed(history):
        for text in (turn.question, turn.answer):
            named, unclear = councils(text, cards)
            keys = {same_council(name) for name in named}
            chosen = [card for card in cards if same_council(card.authority) in keys]
            if chosen and not unclear:
                year = _year(turn.question)
                return newest_first(within_year(chosen, year) or chosen)
    return []


def within_year(cards: Sequence[ReportCard], year: int | None) -> list[ReportCard]:
    """Those inspected in the year; where none was, those published in it; newest first."""
    if year is None:
        return newest_first(cards)
    inspected = [
        card
        for card in cards
        if card.inspected and year in (card.inspected.start.year, card.inspected.end.year)
    ]
    published = [card for card in cards if card.published and card.published.year == year]
    return newest_first(inspected or published)


def _of_years(cards: Sequence[ReportCard], question: str) -> list[ReportCard]:
    """Where a question names several years, the reports of those; else all."""
    years = {int(found) for found in YEAR.findall(question)}
    if len(years) < 2:
        return newest_first(cards)
    return newest_first(card for year in years for card in within_year(cards, year))


def _scope(
    cards: Sequence[ReportCard],
    stated: str,
    *,
    year: int | None = None,
    unmatched: int | None = None,
    latest_only: bool = False,
) -> Scope:
    return Scope(
        reports=tuple(card.report_id for card in cards),
        authorities=_authorities(cards),
        year=year,
        stated=stated,
        year_unmatched=unmatched,
        latest=latest_only,
    )


def _authorities(cards: Sequence[ReportCard]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(card.authority for card in cards if card.authority))


def _year(text: str) -> int | None:
    """The one year that a text limits itself to; none in "since 2017" or "in 2017, and now"."""
    if _OPEN_ENDED.search(text):
        return None
    years = {int(found) for found in YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None

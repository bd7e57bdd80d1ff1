"""Which reports a conversation is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import ReportCard
from rag.followups.refused import was_refused
from rag.scoping.inspections import PRESENT, Meant, newest_first, the_year, within_year
from rag.scoping.names import councils, of_cards, same_council
from rag.types import Turn

ANOTHER_TIME = re.compile(
    r"\b(?:now|since|latest|newest|most recent|current(?:ly)?|today|these days|still|ever|always|again|before|after|previous(?:ly)?"
    r"|earlier|first|last|next|improved|improving|chang\w+|better|worse|compar\w+|over time|history|trend|progress\w*)\b"
    r"|\bother (?:inspection|report|year)s?\b",
    re.I,
)
"""What asks of another inspection than the one that was talked of."""


def dated(history: Sequence[Turn], cards: Sequence[ReportCard]) -> bool:
    """Whether the talk is of the inspection of a year: one was named when its council last was, or since.

    What asks how things are now leaves it.
    """
    for turn in reversed(history):
        asked = turn.standalone_question or turn.question
        if the_year(asked) or the_year(turn.question):
            return True
        if PRESENT.search(turn.question) or councils(turn.question, cards)[0]:
            return False
    return False


def spoken_of(
    named: Sequence[str],
    typed: str | None,
    wanted: Meant,
    cards: Sequence[ReportCard],
    carried: Sequence[str],
) -> list[ReportCard]:
    """The inspections that the talk is of, where it alone brought the council's name into the question.

    How things are now, or what is still so, the newest one tells.
    """
    if typed is None or wanted != Meant() or councils(typed, cards)[0]:
        return []
    if PRESENT.search(typed):
        return _newest(named, cards)
    if ANOTHER_TIME.search(typed):
        return []
    cited = [card for card in cards if card.report_id in set(carried)]
    return newest_first(cited) if set(of_cards(cited)) == set(named) else []


def _newest(named: Sequence[str], cards: Sequence[ReportCard]) -> list[ReportCard]:
    """The newest inspection of each council that is named and has one here."""
    keys = {same_council(name) for name in named}
    newest: dict[str, ReportCard] = {}
    for card in newest_first(cards):
        key = same_council(card.authority)
        if key in keys:
            newest.setdefault(key, card)
    return list(newest.values()) if len(newest) == len(keys) else []


def subject_of(
    cards: Sequence[ReportCard], history: Sequence[Turn], carried: Sequence[str]
) -> tuple[list[ReportCard], tuple[str, ...]]:
    """The reports the conversation is about: what was cited last, else of the last council named.

    Where that council has none here, its name instead.
    """
    by_id = {card.report_id: card for card in cards}
    cited = [by_id[report_id] for report_id in carried if report_id in by_id]
    for turn in reversed(history):
        refused = was_refused(turn)
        if cited and not refused:
            break
        for text in (turn.question,) if refused else (turn.question, turn.answer):
            named, unclear = councils(text, cards)
            keys = {same_council(name) for name in named}
            chosen = [card for card in cards if same_council(card.authority) in keys]
            if chosen and not unclear:
                year = the_year(turn.question)
                return newest_first(within_year(chosen, year) or chosen), ()
            if named:
                return [], named
    return newest_first(cited), ()

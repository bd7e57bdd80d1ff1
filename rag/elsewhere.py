"""A question on a place that is no council here, or on a council that the reports asked for are not on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.councils.authorities import mentions
from index.councils.authorities import nearest as alike
from index.councils.slips import distance
from index.finder import lexicon
from rag.intent import read
from rag.near import nearest, texts
from rag.replies import Reply, not_comparable, nothing_found, off_topic, which_council
from rag.request import Parts, Work
from rag.scoping.every import EVERY_COUNCIL
from rag.scoping.names import councils, without_left_out
from rag.unsettled import compared_with, is_far, other_place, without_place


def _alike(name: str) -> tuple[str, ...]:
    """The councils that a name may be meant for: one or two slips away, or with its beginning in theirs."""
    if is_far(name):
        return ()
    word = name.casefold()
    slips = sorted((distance(word, n.casefold()), n) for n in alike(name, 8))
    near = [n for away, n in slips if away <= 2]
    return tuple(near or [n for n in alike(name, 5) if word[:5] in n.casefold()])


def elsewhere(parts: Parts, work: Work, question: str) -> Reply | None:
    """The reply to a question on a place that the reports in scope never print; None on no such place.

    A council whose name is like the place's is asked back.
    """
    from rag.select import off_topic as is_off_topic

    if work.request.asked.reports is not None:
        return None
    # a follow-up was given the council that was talked of: only its own words name a place
    typed = work.request.question if work.condensed.own else work.condensed.standalone
    if councils(typed, work.cards)[0]:
        name = compared_with(question)
        return not_comparable(name, work.scope) if name else None
    if EVERY_COUNCIL.search(question):
        return None
    name = other_place(without_left_out(typed), texts(parts, work))
    if name is None:
        return None
    plain = without_place(question, name)
    if read(plain) is None and is_off_topic(lexicon.spelt_out(plain), parts.library):
        return off_topic()
    names = _alike(name)
    if names:
        return which_council(replace(work.scope, unknown=name, nearest=names), work.cards)
    near = nothing_found(work.scope, work.cards, nearest(parts, work, question))
    return replace(near, text=f"No council called “{name}” is known here. {near.text}")


def of_another(parts: Parts, work: Work, names: Sequence[str], question: str) -> bool:
    """Whether a question is asked of another council than the reports asked for are on, and none of these prints it."""
    return _ends_with(question) and not _printed(parts, work, names)


def _ends_with(question: str) -> bool:
    """Whether a question ends with the place it is asked of: "how are care leavers supported in Hull?"."""
    last = mentions(question)[-1:]
    return any(
        not re.search(r"\w", question[one.end :])
        and re.search(r"\b(?:in|at|for|of)\s+$", question[: one.start], re.I)
        for one in last
    )


def _printed(parts: Parts, work: Work, names: Sequence[str]) -> bool:
    """Whether the reports in scope print one of the names."""
    wanted = [name.casefold() for name in names]
    return any(name in text.casefold() for text in texts(parts, work) for name in wanted)

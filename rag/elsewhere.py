"""A question on a place that is no council here, where nothing says which council is meant."""

from __future__ import annotations

from dataclasses import replace

from index.councils.authorities import nearest as alike
from index.finder import lexicon
from rag.near import nearest
from rag.replies import Reply, nothing_found, off_topic, which_council
from rag.request import Parts, Work
from rag.scope import EVERY_COUNCIL, councils
from rag.unsettled import other_place, without_place


def elsewhere(parts: Parts, work: Work, question: str) -> Reply | None:
    """The reply to a question on a place that the reports in scope never print; None on no such place.

    A council whose name is like the place's is asked back.
    """
    from rag.select import off_topic as is_off_topic

    asked = work.request.asked
    if asked.reports or asked.authority or councils(question, work.cards)[0]:
        return None
    if EVERY_COUNCIL.search(question):
        return None
    texts = (p.text for r in work.scope.reports for p in parts.library.report(r).paragraphs)
    name = other_place(work.condensed.standalone, texts)
    if name is None:
        return None
    if is_off_topic(lexicon.spelt_out(without_place(question, name)), parts.library):
        return off_topic()
    names = tuple(n for n in alike(name) if n.casefold().startswith(name.casefold()[:5]))
    if names:
        return which_council(replace(work.scope, unknown=name, nearest=names), work.cards)
    near = nothing_found(work.scope, work.cards, nearest(parts, work, question))
    return replace(near, text=f"No council called “{name}” is known here. {near.text}")

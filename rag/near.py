"""The reports to look in first, their texts, and what comes near in them where nothing answers."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.councils.authorities import mentions
from index.errors import VectorsUnavailableError
from rag.followups.topic import content
from rag.record.receipts import newest_of_each
from rag.request import Parts, Work
from rag.types import Selection

_A_NAME = 5
"""Letters of a word that is taken for a name."""
_NO_NAMES = frozenset(
    [
        "england",
        "english",
        "britain",
        "british",
        "europe",
        "european",
        "london",
        "chief",
        "ofsted",
        "inspector",
        "inspectors",
        "government",
        "parliament",
        "minister",
        "ministry",
        "department",
        "christmas",
        "easter",
        "covid",
        "north",
        "south",
        "midlands",
        *(name.lower() for name in month_name),
    ]
)
"""Words with a capital that are as well of other subjects."""


def by_age(work: Work) -> list[tuple[str, ...]]:
    """The newest report of each council first; the older ones only where those do not answer."""
    year = work.scope.year and not work.scope.year_unmatched
    if year or work.request.asked.reports or work.condensed.carried:
        return [work.scope.reports]
    held = {card.report_id: card for card in work.cards}
    first = tuple(c.report_id for c in newest_of_each([held[r] for r in work.scope.reports]))
    older = tuple(r for r in work.scope.reports if r not in set(first))
    return [first, older] if older and not work.scope.latest else [first]


def texts(parts: Parts, work: Work) -> Iterator[str]:
    """The paragraphs of the reports in scope, one after the other."""
    for report in work.scope.reports:
        for paragraph in parts.library.report(report).paragraphs:
            yield paragraph.text


def prints_a_name(told: Iterable[str], question: str) -> bool:
    """Whether a question names what the texts print as a name, such as that of a scheme: "Mockingbird"."""
    councils = set(content(" ".join(question[m.start : m.end] for m in mentions(question))))
    asked = {word for word in content(question) if len(word) >= _A_NAME} - _NO_NAMES - councils
    named: set[str] = set()
    for text in filter(_is_prose, told):
        for word in tuple(asked):
            if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text):
                asked.discard(word)  # a word like any other
                named.discard(word)
            elif re.search(
                rf"(?:(?<=[\w,] )|(?<=[‘“'])){re.escape(word.capitalize())}(?!\w)", text
            ):
                named.add(word)
    return bool(named)


def _is_prose(text: str) -> bool:
    """Whether a text is more than a list of inspectors."""
    words = text.split()
    return 3 * sum(word.islower() for word in words) >= 2 * len(words)


def nearest(parts: Parts, work: Work, question: str) -> Selection:
    """What comes near in the newest reports, none of it an answer."""
    from rag.select import select

    try:
        selection = select(question, parts.library, reports=by_age(work)[0])
    except VectorsUnavailableError:
        return Selection((), 0.0, answered=False)
    return replace(selection, evidence=(), answered=False)

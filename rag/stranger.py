"""Is a question of another subject than inspections? Told from the question, and from what the reports print.

A question that has the inspectors' own words, goes on from a talk of reports or asks the record is none, however
odd it looks to the model that tells subjects apart.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable

from index.councils.authorities import mentions
from index.finder import lexicon
from rag.followups import topic
from rag.near import texts
from rag.request import Parts, Work
from rag.types import Selection

FEW = 3
"""So many words may be no question at all, but a matter that the reports print."""

_ROLES = re.compile(
    r"\b(?:chair(?:person)?|chief executive|director|lead member|principal social worker|head of service)\b",
    re.I,
)
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


def is_stranger(parts: Parts, work: Work, question: str) -> bool:
    """Whether nothing need be searched for: the question is of another subject, and names nothing of this one."""
    from rag.select import off_topic

    if _of_the_trade(question) or _printed(parts, work, question):
        return False
    return off_topic(_marked(question), parts.library) and not prints_a_name(
        texts(parts, work), question
    )


def proves_a_stranger(parts: Parts, work: Work, question: str, found: Selection | None) -> bool:
    """Whether a question that nothing answers was of another subject."""
    if found is None or not found.off_topic or _ROLES.search(question):
        return False
    if _of_the_trade(question) or _printed(parts, work, question):
        return False
    return not prints_a_name(texts(parts, work), question)


def _of_the_trade(question: str) -> bool:
    """Whether a question has one of the inspectors' abbreviations."""
    return lexicon.spelt_out(question) != question


def _marked(question: str) -> str:
    """A few words with the question mark that hurried people leave out: it tells a matter from a stray phrase."""
    return f"{question.rstrip('?!. ')}?" if len(topic.words(question)) <= FEW else question


def _printed(parts: Parts, work: Work, question: str) -> bool:
    """Whether a few words and nothing more ("local offer") stand so in the reports in scope."""
    few = topic.words(question)
    if not 0 < len(few) <= FEW or not topic.content(question):
        return False
    printed = re.compile(rf"(?<!\w){'[ -]'.join(map(re.escape, few))}(?!\w)", re.I)
    return any(printed.search(text.replace("’", "'")) for text in texts(parts, work))


def prints_a_name(told: Iterable[str], question: str) -> bool:
    """Whether a question names what the texts print as a name, such as that of a scheme: "Mockingbird"."""
    councils = set(topic.content(" ".join(question[m.start : m.end] for m in mentions(question))))
    asked = (
        {word for word in topic.content(question) if len(word) >= _A_NAME} - _NO_NAMES - councils
    )
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

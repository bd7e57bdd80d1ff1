"""A question and the talk before it become one question that stands alone.

Without a model, by rule: who or what "it", "they" and "those" are, what "and for care leavers?" or
"what about Kent?" changes in the last question, what a bare "why?" or "how many?" asks of the last
answer. The rewritten question is shown to the user, so every form reads as English; `search` adds
words of the last answer that help to find the place and that nobody needs to read.

Turns that were refused never become the topic: there is nothing in them to go on from. Only the council
that such a turn named stays the subject, so that the next question is not answered for the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.followups import topic
from rag.followups.anchor import asked_of, council_of, in_full, people_of
from rag.followups.figure import of_a_figure
from rag.followups.found import OWN, OWN_ALONE
from rag.followups.matter import newest_matter
from rag.followups.people import of_people
from rag.followups.refused import asks_back, was_outside, was_refused
from rag.followups.rewrite import plain, rewrite
from rag.followups.said import LEAD_IN, in_plain_words, own_words, without_turning
from rag.followups.standing import ASKS, BARE, YES, stands_alone
from rag.followups.swap import (
    beside,
    compared,
    mended,
    named,
    of_both,
    sentence,
    swap_names,
    swapped,
    without_year,
)
from rag.scoping.inspections import PRESENT, YEAR
from rag.selector.subject import framed
from rag.types import Turn

_SHORT = 4
"""Words that carry meaning in a question that may leave out what it goes on from."""
_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "the one council please i mean meant it is in of a yes no sorry that county city borough",
    )
)


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question made to stand alone, and what it brings along from the last answered turn.

    `standalone` is shown to the user. Where the question leans on the last turn, `search` has the
    words of that turn's question too, and `own` is the question as it was typed, or with its "it" filled in: passages are found
    by both and read with `own`, which is empty where the question has changed into another, or could be
    understood alone. `share` is what its own words count in finding. `carried` are the reports that
    turn rested on, `evidence_paragraphs` the paragraphs it cited, to be kept among the candidates.
    """

    standalone: str
    carried: tuple[str, ...] = ()
    evidence_paragraphs: tuple[str, ...] = ()
    changed: bool = False
    search: str = ""
    own: str = ""
    share: float = OWN


def condense(
    question: str,
    history: Sequence[Turn | tuple[str, str]],
    *,
    model: Callable[[str], str] | None = None,
) -> Condensed:
    """Make `question` stand alone, given the conversation before it, oldest turn first.

    `model` takes a prompt and returns text; it is asked first where given, and its rewriting is
    kept only if it invents no name or number.
    """
    turns: list[Turn] = []
    for one in history:
        turn = one if isinstance(one, Turn) else Turn(*one)
        # what an earlier follow-up was about stays the subject of those after it
        asked = turn.standalone_question or _condensed(turn.question, turns).standalone
        turns.append(replace(turn, standalone_question=asked))
    return _condensed(question, turns, model)


def _condensed(
    question: str, turns: Sequence[Turn], model: Callable[[str], str] | None = None
) -> Condensed:
    """As `condense`, after turns whose questions stand alone."""
    question = " ".join(question.split())
    if turns:
        question = of_people(in_plain_words(without_turning(question)), people_of(turns))
    index = next((i for i in reversed(range(len(turns))) if not was_refused(turns[i])), -1)
    last = in_full(turns[index], turns[: index + 1]) if index >= 0 else None
    if turns and asks_back(turns[-1]):
        name = _option(question, turns[-1].answer) or (question if _is_a_name(question) else "")
        if name:
            asked = swap_names(asked_of(turns[-1]), name)
            return Condensed(asked, changed=True, search=asked)
    unanswered = _unanswered(turns)
    if unanswered:
        turned = _turned(question, unanswered)
        if turned:
            return Condensed(turned, changed=True, search=turned)
    bare = bool(BARE.match(own_words(question)))
    if unanswered and (last is None or bare):
        last = Turn(unanswered, "", reports=turns[-1].reports)
    elif last is not None:
        last = _elsewhere(turns[index + 1 :], last)
    if last is None:
        return Condensed(question, search=question)
    asked = asked_of(last)
    turned = _turned_only(question, asked)
    if turned:
        return Condensed(turned, changed=True, search=turned)
    since = bool(PRESENT.search(question)) and not named(question)
    council = council_of(turns) if since else ""
    if council and stands_alone(question) and _may_go_on(question):
        whole = sentence(f"{question.rstrip('?!., ')} in {council}")
        return Condensed(whole, changed=True, search=whole, own=own_words(question))
    if stands_alone(question):
        leaning = _search(question, last) if _may_go_on(question) else question
        return Condensed(question, last.reports, search=leaning, share=OWN_ALONE)
    by_rule = rewrite(question, last, people_of(turns))
    by_model = _by_model(question, last, model) if model else None
    rewritten = by_model or by_rule.text
    elsewhere = rewritten == swapped(question, asked_of(last))
    newer = since and bool(named(rewritten))  # how things are since then stands in a newer report
    leans = rewritten != question and not elsewhere
    own = by_rule.text if by_rule.whole else own_words(question)
    return Condensed(
        standalone=rewritten,
        carried=() if newer else last.reports,
        # another council or year has other paragraphs
        evidence_paragraphs=() if elsewhere or newer else last.paragraphs,
        changed=rewritten != question,
        search=_search(question, last) if leans and not (newer and by_rule.whole) else rewritten,
        own=own if leans and not YES.match(question) else "",
    )


def _unanswered(turns: Sequence[Turn]) -> str:
    """The last question where it was on the subject and nothing answered it; "" where something did."""
    if not turns or not was_refused(turns[-1]) or was_outside(turns[-1]) or asks_back(turns[-1]):
        return ""
    return asked_of(in_full(turns[-1], turns))


def _turned_only(question: str, asked: str) -> str | None:
    """The last question for another council, year or inspection, or beside another, where that is all that is said."""
    return (
        beside(question, asked, figure=of_a_figure(asked))
        or mended(question, asked)
        or compared(question, asked)
        or of_both(question, asked)
    )


def _turned(question: str, asked: str) -> str | None:
    """A question for another council or year, where that is all that is said."""
    turned = mended(question, asked) or compared(question, asked)
    if turned or not (named(question) or YEAR.search(question)):
        return turned
    return swapped(question, asked)


def _option(reply: str, answer: str) -> str:
    """The one council, of those that the answer offered, that a reply such as "the south one" picks; else ""."""
    said = set(topic.words(reply)) - _FILLERS
    offered = [name for name in named(answer) if said and said <= set(topic.words(name))]
    return offered[0] if len(offered) == 1 else ""


def _elsewhere(refused: Sequence[Turn], last: Turn) -> Turn:
    """The last answered turn; the question after it without an answer where that named another council."""
    own = {name.casefold() for name in named(asked_of(last))}
    for turn in reversed(refused):
        names = {name.casefold() for name in named(asked_of(turn))}
        if not asks_back(turn) and names - own:
            return Turn(asked_of(turn), "")
    return last


def _may_go_on(question: str) -> bool:
    """Whether a question that could stand alone may leave out what it goes on from: a short one, of no council."""
    short = len(topic.content(question)) <= _SHORT
    return short and not named(question) and not framed(question)


def _search(question: str, last: Turn) -> str:
    """The words to search with: what is asked now stands near what was asked before."""
    asked = newest_matter(asked_of(last))
    if not YEAR.search(last.question):  # the year of the talk chose the report, and says no more
        asked = without_year(asked)
    return f"{asked} {LEAD_IN.sub('', question)}"


def _by_model(question: str, last: Turn, model: Callable[[str], str]) -> str | None:
    """A model's rewriting, or None where it fails, rambles or adds a name or a number."""
    prompt = (
        "Rewrite the last question so that it can be understood on its own. Use only words and facts from the "
        "conversation. Reply with the question alone.\n\n"
        f"Question: {asked_of(last)}\nAnswer: {plain(last.answer)[:600]}\nLast question: {question}\nRewritten:"
    )
    try:
        reply = model(prompt)
    except Exception:
        return None
    text = " ".join(str(reply).split()).strip('"“” ')
    if not text or len(text) > 300:
        return None
    known = f"{asked_of(last)} {last.answer} {question}".casefold()
    fresh = [
        word
        for word in re.findall(r"\d+|(?<=\s)[A-Z][\w’'-]+", text)
        if word.casefold().removesuffix("'s") not in known
    ]
    return None if fresh else sentence(text)


def _is_a_name(question: str) -> bool:
    """A reply such as "West Northamptonshire": the council that was asked for, and no question."""
    words = topic.words(question)
    if not words or len(words) > 5 or ASKS.match(question):
        return False
    return bool(named(question)) or (
        len(words) <= 4 and question[:1].isupper() and "?" not in question
    )

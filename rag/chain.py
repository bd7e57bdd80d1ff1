"""The path of a question as one LangChain Runnable, each step named so that traces read well.

    condense -> scope -> find -> answer

Each step takes what is known so far and adds its part; the last one writes, verifies and yields.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from index.councils.authorities import mentions
from index.errors import QuestionError, VectorsUnavailableError
from index.types import ReportCard
from rag.compose import compose, quoted
from rag.condense import Condensed, condense
from rag.facts import Facts
from rag.facts import answer as facts_answer
from rag.intent import FactQuestion, read, same_for
from rag.replies import (
    KEYWORDS_ALONE,
    Reply,
    absent_council,
    by_keywords,
    nothing_found,
    off_topic,
    which_council,
)
from rag.scope import Asked, councils, newest_first, resolve
from rag.types import Answer, Draft, Event, Scope, Selection, StatementReady, Status, Step, Turn
from rag.writing import Writing, passed_over, superseded

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from index.library import Library

MAX_QUESTION = 2000
"""Characters a question may have."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question as it was asked, with what the caller fixes."""

    question: str
    history: tuple[Turn, ...] = ()
    asked: Asked = field(default_factory=Asked)


@dataclass(frozen=True, slots=True)
class Work:
    """What one question has gathered so far."""

    request: Request
    condensed: Condensed
    scope: Scope = field(default_factory=lambda: Scope(reports=()))
    cards: tuple[ReportCard, ...] = ()
    facts: Facts | None = None
    selection: Selection | None = None
    reply: Reply | None = None
    remarks: tuple[str, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the steps work with: the library, and a chat model where one is configured."""

    library: Library
    default_authority: str = "Essex"
    model: BaseChatModel | None = None
    model_name: str | None = None
    model_timeout: float = 60.0


def build(parts: Parts) -> Runnable[Request, Event]:
    """The chain: invoke gives the Answer, stream gives events and the Answer last."""
    from langchain_core.runnables import RunnableGenerator, RunnableLambda

    def answer(works: Iterator[Work]) -> Iterator[Event]:
        for work in works:
            yield from _answer(parts, work)

    async def aanswer(works: AsyncIterator[Work]) -> AsyncIterator[Event]:
        async for work in works:
            events = _answer(parts, work)
            while (event := await asyncio.to_thread(next, events, None)) is not None:
                yield event

    return (
        RunnableLambda(_condense, name="condense")
        | RunnableLambda(lambda work: _scope(parts, work), name="scope")
        | RunnableLambda(lambda work: _find(parts, work), name="find")
        | RunnableGenerator(answer, aanswer, name="answer")
    )


def request(asked: Any) -> Request:
    """A Request from what a Runnable may be given: a Request, a question, or a mapping.

    A mapping has `question`, and may have `history` (turns or pairs), `report`, `authority`, `year`.
    """
    if isinstance(asked, Request):
        return asked
    if isinstance(asked, str):
        return Request(check(asked))
    reports = asked.get("report")
    return Request(
        check(asked["question"]),
        turns(asked.get("history", ())),
        Asked(
            reports=None
            if reports is None
            else tuple([reports] if isinstance(reports, str) else reports),
            authority=asked.get("authority"),
            year=asked.get("year"),
        ),
    )


def check(question: str) -> str:
    """The question without white space around it; QuestionError where it is empty or too long."""
    text = question.strip()
    if not any(character.isalnum() for character in text):
        raise QuestionError(
            "The question is empty. Ask one in words, for example: What needs to improve?"
        )
    if len(text) > MAX_QUESTION:
        raise QuestionError(
            f"The question has {len(text):,} characters; the most is {MAX_QUESTION:,}. Ask it more briefly."
        )
    return text


def turns(history: Any) -> tuple[Turn, ...]:
    """History as turns; plain `(question, answer)` pairs become turns with those two texts."""
    return tuple(item if isinstance(item, Turn) else _turn(*item) for item in history)


def _turn(question: object, answer: object) -> Turn:
    return Turn(str(question), str(answer))


def _condense(asked: Any) -> Work:
    begun = perf_counter()
    made = request(asked)
    condensed = _another_aspect(made) or condense(made.question, made.history, councils=_named)
    return Work(made, condensed, seconds={"condense": perf_counter() - begun})


def _another_aspect(made: Request) -> Condensed | None:
    """A follow-up that names another aspect of the judgement just asked for."""
    if not made.history:
        return None
    last = made.history[-1]
    asked = last.standalone_question or last.question
    names = tuple(dict.fromkeys(_named(made.question) + _named(asked)))
    whole = same_for(made.question, asked, names)
    if whole is None:
        return None
    return Condensed(whole, carried=last.reports, changed=True, search=whole)


def _named(text: str) -> tuple[str, ...]:
    return tuple(name for mention in mentions(text) for name in mention.names)


def _scope(parts: Parts, work: Work) -> Work:
    begun = perf_counter()
    cards = tuple(newest_first(parts.library.reports()))
    asked = work.request.asked
    if asked.reports is not None:
        asked = replace(asked, reports=tuple(parts.library.resolve(r) for r in asked.reports))
    scope = resolve(
        work.condensed.standalone,
        cards,
        asked=asked,
        history=work.request.history,
        carried=work.condensed.carried,
        default=parts.default_authority,
    )
    reply = _no_scope(scope, cards)
    return replace(
        work,
        scope=scope,
        cards=cards,
        reply=reply,
        seconds={**work.seconds, "scope": perf_counter() - begun},
    )


def _no_scope(scope: Scope, cards: tuple[ReportCard, ...]) -> Reply | None:
    if scope.reports:
        return None
    if scope.unknown and scope.authorities:
        return absent_council(scope, cards)
    return which_council(scope, cards)


def _find(parts: Parts, work: Work) -> Work:
    if work.reply is not None:
        return work
    begun = perf_counter()
    question = work.condensed.standalone
    named, _ = councils(question, work.cards)
    asked_fact = read(question, named or work.scope.authorities)
    if asked_fact and work.scope.absent and set(named) <= set(work.scope.absent):
        return replace(work, reply=absent_council(work.scope, work.cards))
    facts = _facts(parts, work, asked_fact) if asked_fact else None
    if facts is not None:
        return replace(work, facts=facts, seconds={**work.seconds, "facts": perf_counter() - begun})
    return _search(parts, work, strict_year=asked_fact is not None)


def _facts(parts: Parts, work: Work, asked: FactQuestion) -> Facts | None:
    return facts_answer(asked, work.scope, work.cards, parts.library.report)


def _search(parts: Parts, work: Work, *, strict_year: bool) -> Work:
    from rag.select import off_topic as is_off_topic
    from rag.select import select

    begun = perf_counter()
    question = work.condensed.standalone
    if is_off_topic(question, parts.library):
        return replace(work, reply=off_topic())
    if work.scope.year_unmatched and (strict_year or work.request.asked.year):
        return replace(work, reply=nothing_found(work.scope, work.cards, None))
    selection: Selection | None = None
    remarks: tuple[str, ...] = ()
    for reports in _by_age(work):
        try:
            found = select(
                question,
                parts.library,
                reports=reports,
                also=work.condensed.evidence_paragraphs,
                search=work.condensed.search or question,
            )
        except VectorsUnavailableError as trouble:
            hits = parts.library.search(question, reports=work.scope.reports)
            return replace(work, reply=by_keywords(hits, work.cards, str(trouble)))
        if parts.library.keyword_only:
            remarks = (KEYWORDS_ALONE,)
        if found.answered:
            selection = found
            break
        selection = selection or found
    reply = None
    if selection is None or not selection.answered:
        stranger = selection is not None and selection.off_topic
        reply = off_topic() if stranger else nothing_found(work.scope, work.cards, selection)
    return replace(
        work,
        selection=selection,
        reply=reply,
        remarks=remarks,
        seconds={**work.seconds, "find": perf_counter() - begun},
    )


def _by_age(work: Work) -> list[tuple[str, ...]]:
    """The newest report of each council first; the older ones only where those do not answer."""
    if work.scope.year or work.request.asked.reports or work.condensed.carried:
        return [work.scope.reports]
    newest: dict[str, str] = {}
    authority = {card.report_id: card.authority or card.report_id for card in work.cards}
    for report_id in work.scope.reports:
        newest.setdefault(authority[report_id], report_id)
    first = tuple(newest.values())
    older = tuple(r for r in work.scope.reports if r not in set(first))
    return [first, older] if older and not work.scope.latest else [first]


def _drafts(parts: Parts, work: Work) -> Iterator[Draft | str]:
    """Statements to verify; a plain string is a note for the reader."""
    if work.facts is not None:
        yield from work.facts.drafts
        yield from work.facts.notes
        return
    if work.selection is None:
        return
    if parts.model is not None:
        from rag.generate import written

        yield from written(
            work.condensed.standalone, work.selection.evidence, parts.model, parts.model_timeout
        )
        return
    yield from compose(work.selection.evidence)


def _answer(parts: Parts, work: Work) -> Iterator[Event]:
    begun = perf_counter()
    writing = Writing()
    if work.reply is None:
        yield Step("Writing and checking the answer")
        yield from _write(parts, work, writing)
    reply = work.reply
    if reply is None and not writing.statements:
        reply = nothing_found(work.scope, work.cards, work.selection)
    for remark in work.remarks:
        writing.note(remark)
    for remark in superseded(work.cards, writing.citations) if work.facts is None else ():
        writing.note(remark)
    if work.facts and work.scope.absent:
        writing.note(f"Not answered for {', '.join(work.scope.absent)}: no report on it is here.")
    yield Answer(
        question=work.request.question,
        standalone_question=work.condensed.standalone,
        status=reply.status if reply else _status(work),
        text=reply.text if reply else writing.text,
        statements=writing.statements,
        citations=writing.citations,
        considered=reply.considered if reply else passed_over(work.selection, writing.citations),
        scope=work.scope,
        confidence=None if work.selection is None else work.selection.answerable,
        notes=writing.notes,
        model=parts.model_name if work.selection is not None else None,
        library=parts.library.generation,
        seconds={**work.seconds, "answer": perf_counter() - begun},
    )


def _write(parts: Parts, work: Work, writing: Writing) -> Iterator[Event]:
    """Each draft that holds, as soon as it is checked; the composed answer where a model's fails."""
    for draft in _drafts(parts, work):
        if isinstance(draft, str):
            writing.note(draft)
        elif (ready := writing.write(draft)) is not None:
            yield ready
        elif (
            draft.kind == "fact" and (ready := writing.write(quoted(draft.evidence[0]))) is not None
        ):
            yield ready  # the record's own words, where our wording of them can't be shown
    if not writing.statements and work.selection is not None and parts.model is not None:
        for draft in compose(work.selection.evidence):
            if (ready := writing.write(draft)) is not None:
                yield ready


def _status(work: Work) -> Status:
    return Status.PARTIAL if work.facts and work.scope.absent else Status.ANSWERED


__all__ = [
    "MAX_QUESTION",
    "Parts",
    "Request",
    "StatementReady",
    "Work",
    "build",
    "check",
    "request",
    "turns",
]

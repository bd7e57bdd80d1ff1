"""The path of a question as one LangChain Runnable, each step named so that traces read well.

    condense -> scope -> find -> answer

Each step takes what is known so far and adds its part; the last one writes, verifies and yields.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from rag.answer import answer as write_answer
from rag.condense import Condensed, condense
from rag.find import find
from rag.followups.receipts import about_the_answer, asks_for_receipts
from rag.followups.record import of_the_record
from rag.orders import without_orders
from rag.replies import Reply, hello, nothing_cited, outside, welcome
from rag.request import Parts, Request, Work, request
from rag.scope import resolve
from rag.scoping.every import EVERY_COUNCIL
from rag.scoping.inspections import newest_first
from rag.small_talk import small_talk, thanks
from rag.types import Event, Turn

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable


def build(parts: Parts) -> Runnable[Request, Event]:
    """The chain: invoke gives the Answer, stream gives events and the Answer last."""
    from langchain_core.runnables import RunnableGenerator, RunnableLambda

    def answer(works: Iterator[Work]) -> Iterator[Event]:
        for work in works:
            yield from write_answer(parts, work)

    async def aanswer(works: AsyncIterator[Work]) -> AsyncIterator[Event]:
        async for work in works:
            events = write_answer(parts, work)
            while (event := await asyncio.to_thread(next, events, None)) is not None:
                yield event

    return (
        RunnableLambda(_condense, name="condense")
        | RunnableLambda(lambda work: _scope(parts, work), name="scope")
        | RunnableLambda(lambda work: find(parts, work), name="find")
        | RunnableGenerator(answer, aanswer, name="answer")
    )


def _condense(asked: Any) -> Work:
    begun = perf_counter()
    made = request(asked)
    condensed = _condensed(without_orders(made.question), made)
    return Work(made, condensed, seconds={"condense": perf_counter() - begun})


def _condensed(question: str, made: Request) -> Condensed:
    """The question made to stand alone, unless it asks nothing, or is about the last answer itself."""
    if asks_for_receipts(question, made.history):
        last = made.history[-1]
        return Condensed(question, last.reports, last.paragraphs, search=question)
    if small_talk(question):
        return Condensed(question, search=question)
    # "what page is that on?" is no matter to go on from
    talk = tuple(turn for turn in made.history if not about_the_answer(turn.question))
    whole = of_the_record(question, talk)
    return _of_the_record(whole, question, talk) if whole else condense(question, talk)


def _of_the_record(whole: str, question: str, talk: Sequence[Turn]) -> Condensed:
    """A follow-up that asks the record; what it asks of is said in its words, or carried on."""
    carried = () if EVERY_COUNCIL.search(whole) else talk[-1].reports
    return Condensed(whole, carried=carried, changed=whole != question, search=whole)


def _courtesy(work: Work) -> Reply | None:
    """The reply to a message that asks nothing; None where it asks, if only for what the last answer cited."""
    made = work.request
    if asks_for_receipts(made.question, made.history):
        return None
    if made.history and about_the_answer(made.question):
        return nothing_cited()
    if not small_talk(made.question):
        return None
    return welcome() if thanks(made.question) else hello()


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
        typed=work.request.question,
        leans=bool(work.condensed.own),
    )
    return replace(
        work,
        scope=scope,
        cards=cards,
        reply=_courtesy(work) or outside(scope, cards),
        seconds={**work.seconds, "scope": perf_counter() - begun},
    )

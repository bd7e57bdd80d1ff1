"""One question on the page: from the words in the box to a view of the conversation, step by step.

No web toolkit here: `converse` yields views, and `ui.app` shows them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.errors import JudgementsError
from index.types import ReportCard
from rag.types import Answer, Citation, Statement, StatementReady, Step
from ui import render
from ui.metrics import Metrics
from ui.ready import Desk
from ui.session import Conversation, Exchange, history
from ui.text import short_name

LONGEST_QUESTION = 2_000  # characters; the box says so beforehand
EVERYTHING = "all"
_log = logging.getLogger("judgements.chat")


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows at one moment. `evidence` None leaves the panel as it is."""

    messages: list[dict[str, str]]
    conversation: Conversation
    evidence: str | None = None
    announcement: str = ""
    done: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """The reports a reader chose to ask: by id, by council, or neither."""

    report: str | None = None
    authority: str | None = None


def scope_choices(cards: Sequence[ReportCard]) -> list[tuple[str, str]]:
    """What can be chosen to ask: everything, each council, each report; newest first."""
    ordered = sorted(cards, key=lambda c: (c.authority, -(c.year or 0), c.digest))
    choices = [(f"All reports ({len(ordered)})", EVERYTHING)]
    for authority in dict.fromkeys(c.authority for c in ordered if c.authority):
        own = [c for c in ordered if c.authority == authority]
        if len(own) > 1:
            choices.append((f"{authority}: {len(own)} reports", f"authority:{authority}"))
    choices += [(short_name(c), f"report:{c.report_id}") for c in ordered]
    return choices


def chosen(value: str | None) -> Chosen:
    """A choice of `scope_choices` as the assistant takes it."""
    kind, _, name = (value or "").partition(":")
    if kind == "authority" and name:
        return Chosen(authority=name)
    if kind == "report" and name:
        return Chosen(report=name)
    return Chosen()


def converse(
    desk: Desk, metrics: Metrics, question: str, conversation: Conversation, scope: str | None
) -> Iterator[View]:
    """Ask, and yield what to show as it comes; the last view is `done`.

    Never raises what a reader should not see: an error becomes a message in the conversation.
    """
    began = time.monotonic()
    asked = question.strip()
    problem = refusal(asked)
    if problem:
        metrics.count("questions_total", status="refused")
        yield _failed(conversation, asked, problem)
        return
    if not desk.ready and not desk.settled:
        yield _waiting(conversation, asked, "Getting ready: the models are being loaded", ())
    try:
        yield from _answered(desk, metrics, asked, conversation, chosen(scope), began)
    except JudgementsError as error:
        metrics.count("questions_total", status="error")
        yield _failed(conversation, asked, str(error))
    except Exception as error:  # the page must stay usable whatever fails beneath it
        metrics.count("questions_total", status="error")
        _log.exception("a question failed", extra={"error": type(error).__name__})
        yield _failed(
            conversation,
            asked,
            "Something failed while answering. It was written to the server's log; "
            "please try again or ask in other words.",
        )


def refusal(question: str) -> str | None:
    """Why a question can't be asked, or None."""
    if not question:
        return "The question is empty. Type a question about the inspection reports."
    if len(question) > LONGEST_QUESTION:
        return (
            f"The question has {len(question):,} characters; {LONGEST_QUESTION:,} is the most. "
            "Please ask a shorter one."
        )
    return None


def suggestions(desk: Desk, conversation: Conversation, scope: str | None) -> tuple[str, ...]:
    """Questions that go on from the last answer; none where there is none, or none can be made."""
    last = conversation[-1].answer if conversation else None
    if last is None or not desk.ready:
        return ()
    wanted = chosen(scope)
    try:
        return desk.assistant().suggest(last, report=wanted.report, authority=wanted.authority)
    except JudgementsError:
        return ()  # a report that has gone since leads nowhere
    except Exception as error:  # a suggestion is never worth an error on the page
        _log.exception("suggesting failed", extra={"error": type(error).__name__})
        return ()


def _answered(
    desk: Desk,
    metrics: Metrics,
    question: str,
    conversation: Conversation,
    wanted: Chosen,
    began: float,
) -> Iterator[View]:
    assistant = desk.assistant()
    statements: list[Statement] = []
    citations: dict[int, Citation] = {}
    step = "Reading the question"
    for event in assistant.stream(
        question,
        history=history(conversation),
        report=wanted.report,
        authority=wanted.authority,
    ):
        if isinstance(event, Step):
            step = event.name
            yield _waiting(conversation, question, step, statements)
        elif isinstance(event, StatementReady):
            if not statements:
                metrics.observe("first_statement_seconds", time.monotonic() - began)
            statements.append(event.statement)
            citations.update({c.n: c for c in event.citations})
            yield _waiting(conversation, question, step, statements)
        elif isinstance(event, Answer):
            seconds = time.monotonic() - began
            metrics.count("questions_total", status=event.status.value)
            metrics.observe("answer_seconds", seconds)
            _log.info(
                "answered",
                extra={
                    "status": event.status.value,
                    "citations": len(event.citations),
                    "seconds": round(seconds, 3),
                    "question": question,
                },
            )
            grown = (*conversation, Exchange(question, event))
            yield View(
                messages=render.messages(grown),
                conversation=grown,
                evidence=render.evidence(grown, assistant.library),
                announcement=render.announcement(event),
                done=True,
            )


def _waiting(
    conversation: Conversation, question: str, step: str, statements: Sequence[Statement]
) -> View:
    shown = render.messages((*conversation, Exchange(question)))
    soon = render.pending(step, statements, len(conversation) + 1)
    return View(
        messages=[*shown, {"role": "assistant", "content": soon}],
        conversation=conversation,
        announcement="Looking for an answer.",
    )


def _failed(conversation: Conversation, question: str, message: str) -> View:
    grown = (*conversation, Exchange(question, error=message))
    return View(
        messages=render.messages(grown),
        conversation=grown,
        evidence=render.empty_evidence(grown[-1]),
        announcement=f"No answer. {message}",
        done=True,
    )


def refused(conversation: Conversation, question: str, message: str) -> View:
    """The view of a question that was not taken on."""
    return _failed(conversation, question, message)

"""What is asked, and what has been gathered for it so far: the values that the chain hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index.errors import QuestionError
from index.types import ReportCard
from rag.condense import Condensed
from rag.record.receipts import Facts
from rag.replies import Reply
from rag.scope import Asked
from rag.types import Scope, Selection, Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

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
    """What one question has gathered so far; `parts` where it asks several things at once."""

    request: Request
    condensed: Condensed
    scope: Scope = field(default_factory=lambda: Scope(reports=()))
    cards: tuple[ReportCard, ...] = ()
    facts: Facts | None = None
    selection: Selection | None = None
    reply: Reply | None = None
    parts: tuple[tuple[str, Work], ...] = ()
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

"""What is asked, and what has been gathered for it so far: the values that the chain hands on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from index.errors import QuestionError
from index.given import valid
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
MAX_TURNS = 30
"""Turns of a history that are read, the newest; those before them are left out."""
MAX_TURN_TEXT = 8000
"""Characters of each text of a turn that are read; the rest is left out."""
YEARS = range(1900, 2100)
"""Years that an inspection may be asked for by."""
KEYS = ("question", "history", "report", "authority", "year")
"""What a mapping that asks may hold."""

_HISTORY = (
    "The history must be turns (answer.turn) or (question, answer) pairs of text, oldest first."
)


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
    Raises QuestionError, with what was expected, for anything else, a key of another name among it.
    """
    if isinstance(asked, Request):
        return asked
    if not isinstance(asked, Mapping):
        return Request(check(asked))
    unknown = [str(key) for key in asked if key not in KEYS]
    if unknown:
        raise QuestionError(
            f"A question has no {', '.join(unknown)}; what may be given is {', '.join(KEYS)}."
        )
    return Request(
        check(asked.get("question")),
        turns(asked.get("history")),
        Asked(
            reports=_reports(asked.get("report")),
            authority=_authority(asked.get("authority")),
            year=_year(asked.get("year")),
        ),
    )


def check(question: Any) -> str:
    """The question without white space around it.

    Raises QuestionError where it is none, is no valid Unicode, is empty or has over MAX_QUESTION characters.
    """
    if not isinstance(question, str):
        raise QuestionError(f"The question must be text, not {_kind(question)}.")
    text = valid(question).strip()
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
    """History as turns, none for None; plain `(question, answer)` pairs become turns with those texts.

    The newest MAX_TURNS are kept, and of each text its first MAX_TURN_TEXT characters: a long talk goes on.
    Raises QuestionError where the history is of another form.
    """
    if history is None:
        return ()
    if isinstance(history, str | Mapping) or not isinstance(history, Iterable):
        raise QuestionError(_HISTORY)
    return tuple(_readable(_turn(item)) for item in history)[-MAX_TURNS:]


def _turn(item: Any) -> Turn:
    if isinstance(item, Turn):
        return item
    pair = item if isinstance(item, list | tuple) else ()
    if len(pair) != 2 or not all(isinstance(text, str) for text in pair):
        raise QuestionError(_HISTORY)
    return Turn(*pair)


def _readable(turn: Turn) -> Turn:
    """The turn with its texts as far as they are read; what is no valid Unicode in them becomes "?"."""
    return replace(
        turn,
        question=_cut(turn.question),
        answer=_cut(turn.answer),
        standalone_question=turn.standalone_question and _cut(turn.standalone_question),
    )


def _cut(text: str) -> str:
    return text[:MAX_TURN_TEXT].encode("utf-8", "replace").decode("utf-8")


def _reports(given: Any) -> tuple[str, ...] | None:
    if given is None:
        return None
    names = (given,) if isinstance(given, str) else given
    if isinstance(names, Mapping) or not isinstance(names, Iterable):
        raise QuestionError(f"The report must be an id or several, not {_kind(given)}.")
    found = tuple(names)
    if not found or not all(isinstance(name, str) for name in found):
        raise QuestionError("Give at least one report by its id, or None for all of them.")
    return found


def _authority(given: Any) -> str | None:
    if given is None or isinstance(given, str):
        return given
    raise QuestionError(f"The authority must be a council's name, not {_kind(given)}.")


def _year(given: Any) -> int | None:
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int):
        raise QuestionError(f"The year must be a whole number such as 2018, not {given!r}.")
    if given not in YEARS:
        raise QuestionError(
            f"No inspection was in the year {given}: give a year of four digits such as 2018."
        )
    return given


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__

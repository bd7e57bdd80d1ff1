"""What a command is given beside its words, opened: the library, the assistant, a file of history."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import LibraryError, QuestionError

if TYPE_CHECKING:
    from index.library import Library
    from rag.assistant import Assistant


def open_library(path: Path | None, *, there: bool = False) -> Library:
    """The library that is meant; where it must be `there` already, LibraryError for a folder without one."""
    from index.library import Library, folder_of
    from rag.settings import from_environment

    settings = from_environment()
    chosen = path or settings.library
    if there and not Library.exists(chosen):
        raise LibraryError(
            f"There is no library in {folder_of(chosen)}. Check --library and JUDGEMENTS_LIBRARY,"
            " or make one with: judgements add FILE"
        )
    return Library.open(chosen, embedding=settings.embedding, chroma=settings.chroma)


def open_assistant(path: Path | None) -> Assistant:
    """An assistant on the library that is meant; a new one holds the digest that ships."""
    from rag.assistant import Assistant

    return Assistant.open(path)


def read_history(path: Path) -> list[tuple[str, str]]:
    """The turns of a conversation from a JSON file, oldest first; QuestionError where it holds none."""
    try:
        held = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise QuestionError(f"The history file {path} can't be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise QuestionError(_not_a_history(path)) from error
    if not isinstance(held, list) or not all(_is_pair(item) for item in held):
        raise QuestionError(_not_a_history(path))
    return [(question, answer) for question, answer in held]


def _is_pair(item: Any) -> bool:
    return isinstance(item, list) and len(item) == 2 and all(isinstance(t, str) for t in item)


def _not_a_history(path: Path) -> str:
    return f'The history file {path} must hold JSON of the form [["question", "answer"], ...].'

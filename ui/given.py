"""What a command is given beside its words, opened: the library, the assistant, a file of history."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import typer

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


def no_library(path: Path | None) -> str:
    """Where there is no library yet though one could be made, that in words; else ""."""
    from index.library import Library, folder_of
    from rag.settings import from_environment

    chosen = path or from_environment().library
    folder = folder_of(chosen)
    if Library.exists(chosen) or (folder.exists() and not _is_empty(folder)):
        return ""
    return (
        f"There is no library in {folder} yet. The first question makes one with the digest that ships;"
        " judgements add FILE makes one too."
    )


def _is_empty(folder: Path) -> bool:
    try:
        return folder.is_dir() and not any(folder.iterdir())
    except OSError:
        return False  # opening it says what is wrong


def open_assistant(path: Path | None) -> Assistant:
    """An assistant on the library that is meant; where the digest had to be put in, stderr says so."""
    from rag.assistant import Assistant

    assistant = Assistant.open(path)
    if assistant.begun:
        typer.echo(
            f"No report was in {assistant.library.path}: a new library was made there, with the digest of"
            " Essex's 2018 inspection alone.",
            err=True,
        )
    return assistant


@contextmanager
def downloads(path: Path | None) -> Iterator[Path]:
    """The library's folder for downloads; a library that isn't there is made once there is one."""
    if not no_library(path):
        with open_library(path) as opened:
            yield opened.path / "downloads"
        return
    with TemporaryDirectory(prefix="judgements-") as place:
        try:
            yield Path(place)
        finally:
            _keep(list(Path(place).iterdir()), path)


def _keep(files: list[Path], path: Path | None) -> None:
    """Move files that were downloaded into the library, so that none is downloaded again."""
    if not files:
        return
    with open_library(path) as opened:
        folder = opened.path / "downloads"
        folder.mkdir(exist_ok=True)
        for file in files:
            shutil.move(file, folder / file.name)


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

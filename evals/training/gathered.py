"""All that the reader learns from, brought together: questions on reports, on short texts, and public ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from evals.mistakes import opened
from evals.training import public
from evals.training.collected import Collected, collect
from evals.training.examples import OWN, read
from evals.training.readings import Reading, asked, passage
from evals.training.sheets import SHEETS, TEXTS, shelved
from evals.training.sheets import read as read_sheets
from index.embed import open_embedder
from rag.selector.weighing import load

SEED = 1


def gathered(place: Path, shared: Path) -> list[Reading]:
    """From a library of the reports and the shared folder; minutes."""
    with opened(place) as library:
        questions = read([shared / "questions" / "train.jsonl", OWN], library)
        found = collect(library, questions, load(), read=False)
    for rows, source in short(shared):
        with shelved(rows, source) as (library, questions):
            found += collect(library, questions, load(), read=False)
    return readings(found)


def short(shared: Path) -> Iterator[tuple[list[dict[str, Any]], str]]:
    """The sheets of short texts and their source: ours, and those made of public questions."""
    for file in (SHEETS, TEXTS):
        yield read_sheets(file), file.stem
    yield public.sheets(shared / "bench", open_embedder(), SEED), public.SOURCE


def readings(found: Sequence[Collected]) -> list[Reading]:
    """Questions with their passages as the reader meets them."""
    cut = tokenizer()
    return [_reading(one, cut) for one in found]


def _reading(found: Collected, cut: Any) -> Reading:
    return Reading(
        asked(cut, found.question.text),
        tuple(passage(cut, piece.text, piece.sentences) for piece in found.pieces),
        found.gold,
        found.right,
        found.also,
        found.example.source,
        found.form,
        found.example.answerable,
        found.example.aside,
    )


def tokenizer() -> Any:
    """What cuts texts into the word pieces that the reader reads."""
    return cast("Any", open_embedder(learned=False)._reader)._tokenizer  # the trainer looks inside

"""Short texts to learn from beside the reports, and the questions asked of them.

Two files beside the cases were written for this product. `sheets.jsonl`: invented reports of two to nine
paragraphs each, of councils that don't exist, on matters that inspectors seldom write of. `texts.jsonl`:
one to four paragraphs each on anything else, from rivers to driving licences. What is learned from them
holds for short files and unusual words too, where the real reports are long and much alike.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from evals.training.examples import ASIDE, Example, part_of
from index.finder.sentences import sentences
from index.library import Library

SHEETS = Path(__file__).parents[1] / "data" / "sheets.jsonl"
TEXTS = SHEETS.with_name("texts.jsonl")
_INSPECTED = ("inspection", "visit")
_ANSWERED = ("answerable", "answer")
_SILENT = ("unanswerable", "say_not_in_report")
_CONTRADICTED = ("false_premise", "correct_the_premise")


@contextmanager
def shelved(rows: Sequence[dict[str, Any]], source: str) -> Iterator[tuple[Library, list[Example]]]:
    """A library of its own that holds the sheets, gone afterwards, and their questions."""
    with tempfile.TemporaryDirectory(prefix="sheets-") as place:
        files = [Path(place) / f"sheet-{number:05}.md" for number in range(1, len(rows) + 1)]
        for file, row in zip(files, rows, strict=True):
            file.write_text(text(row), encoding="utf-8")
        with Library.open(Path(place) / "library") as library:
            library.add(files)
            asked = [
                example
                for file, row in zip(files, rows, strict=True)
                for example in examples(row, library.resolve(file.name), source)
            ]
            yield library, asked


def read(path: Path) -> list[dict[str, Any]]:
    """The sheets of a file: each its council, kind, title, paragraphs and questions."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def on_the_subject(path: Path) -> list[str]:
    """Questions asked of the sheets that are inspections, so such as an inspection may answer."""
    return [
        row["q"]
        for sheet in read(path)
        if sheet["kind"] in _INSPECTED
        for row in sheet["questions"]
    ]


def text(sheet: dict[str, Any]) -> str:
    """A sheet as the Markdown file that a library reads."""
    paragraphs = [f"{n}. {said}" for n, said in enumerate(sheet["paragraphs"], 1)]
    head = [f"# {sheet['title']}", f"{sheet['council']} Council"]
    return "\n\n".join([*head, *paragraphs]) + "\n"


def examples(sheet: dict[str, Any], report_id: str, source: str) -> list[Example]:
    """The questions of a sheet, asked of the report that it became."""
    made = []
    for row in sheet["questions"]:
        support = tuple(_support(sheet["paragraphs"], *place) for place in row["a"])
        kind, expect = _ANSWERED if support else _SILENT
        if row.get("premise"):
            kind, expect = _CONTRADICTED
        made.append(
            Example(
                question=row["q"],
                history=(),
                report_id=report_id,
                council=sheet["council"],
                kind=kind,
                expect=expect,
                gold=tuple(dict.fromkeys(paragraph for paragraph, _, _ in support)),
                also=tuple(row.get("also", ())),
                support=support,
                aside=sheet.get("aside", part_of(sheet["council"]) == ASIDE),
                source=source,
            )
        )
    return made


def _support(paragraphs: list[str], paragraph: int, sentence: int) -> tuple[int, str, str]:
    """A sentence named as elsewhere: its paragraph, its first words and its last."""
    whole = paragraphs[paragraph - 1]
    start, end = sentences(whole)[sentence - 1]
    words = whole[start:end].split()
    return paragraph, " ".join(words[:6]), " ".join(words[-4:])

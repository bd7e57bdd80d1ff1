"""Questions of the wider world to learn from: ClapNQ's training questions with passages of Wikipedia.

ClapNQ (Rosenthal et al. 2024, Apache-2.0, text CC BY-SA) gives for each question an answer in sentences of
Wikipedia, without the passage it stood in. Passages of the same articles are in MTRAG's pool (Katsis et
al. 2025, Apache-2.0): the answer set into one of them is a passage to read, and one of them alone, or
for a question without an answer one that is most like it, is a passage that does not answer. ClapNQ's
dev split, on which `evals/bench.py` measures, is not touched, nor are the passages that are known to be
its own.
"""

from __future__ import annotations

import csv
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import Embedder
from index.finder.sentences import sentences

SOURCE = "clapnq"
_ASIDE = 10
"""One question in so many is kept aside."""
_BARE = 0.5
"""So many of the questions that have an answer are asked of a passage without it too."""
_NEAREST = 5
"""From so many of the passages most like a question without an answer one is drawn."""
_COMPARED = 4000
"""So many passages are compared with it."""
_LONGEST = 900
"""Answers and passages with more characters are left out."""


@dataclass(frozen=True, slots=True)
class Told:
    """A question with the answer that people wrote to it, none where it is empty, and its article."""

    question: str
    answer: str
    article: str
    aside: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A passage of an article."""

    article: str
    title: str
    text: str


def files(folder: Path, *, passages: bool) -> list[Path]:
    """The files of the folder of public sets that are read: the training questions, and with `passages` all."""
    found = [_path(folder / "clapnq", "train", name) for name in ("answerable", "unanswerable")]
    if passages:
        found += [_path(folder / "clapnq", "dev", "answerable"), _pool(folder)]
    return found


def read(folder: Path) -> list[Told]:
    """The training questions of a ClapNQ folder; raises OSError where they are missing."""
    told: list[Told] = []
    for name in ("answerable", "unanswerable"):
        for row in _table(folder, "train", name):
            answer = untokenised((row["answers"] or "").split("::")[0])
            if len(answer) <= _LONGEST:
                article = row["doc-id-list"].split("_")[0]
                aside = len(told) % _ASIDE == 0
                told.append(Told(row["question"].strip(), answer, article, aside))
    return told


def pages(folder: Path) -> list[Page]:
    """MTRAG's passages of ClapNQ's articles, but for those of the dev split; raises OSError."""
    known = {row["doc-id-list"] for row in _table(folder / "clapnq", "dev", "answerable")}
    made = []
    with _pool(folder).open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            text = untokenised(row["text"].removeprefix(row["title"]))
            place = "-".join(row["_id"].split("-")[:2])
            if place not in known and len(text) <= _LONGEST:
                made.append(Page(place.split("_")[0], row["title"], text))
    return made


def sheets(folder: Path, embedder: Embedder, seed: int) -> list[dict[str, Any]]:
    """Each question with a passage to read, as a sheet (`evals/training/sheets.py`) of its own."""
    chance = random.Random(seed)
    told, held = read(folder / "clapnq"), pages(folder)
    by_article: dict[str, list[Page]] = {}
    for page in held:
        by_article.setdefault(page.article, []).append(page)
    compared = chance.sample(held, min(_COMPARED, len(held)))
    vectors = embedder.encode_passages([page.text for page in compared]).dense
    made: list[dict[str, Any]] = []
    for one in told:
        same = [page for page in by_article.get(one.article, ()) if not _tells(page, one)]
        if not one.answer or not same:
            like = vectors @ embedder.encode_query(one.question).dense
            same = [compared[n] for n in np.argsort(-like)[:_NEAREST]]
            same = [page for page in same if not _tells(page, one)]
        if one.answer:
            made.append(_answered(one, chance.choice(same) if same else None, chance))
        if same and (not one.answer or chance.random() < _BARE):
            page = chance.choice(same)
            made.append(_sheet(one, page.title, page.text, ()))
    for number, sheet in enumerate(made):
        sheet["council"] = f"Article {number}"
    return made


def _answered(one: Told, page: Page | None, chance: random.Random) -> dict[str, Any]:
    """The answer between the sentences of a passage."""
    around = [page.text[start:end] for start, end in sentences(page.text)] if page else []
    cut = chance.randrange(len(around) + 1)
    before, after = " ".join(around[:cut]), " ".join(around[cut:])
    text = " ".join(filter(None, (before, one.answer, after)))
    start = len(before) + bool(before)
    end = start + len(one.answer)
    gold = [
        n
        for n, (a, b) in enumerate(sentences(text), 1)
        if min(b, end) - max(a, start) > (b - a) / 2
    ]
    return _sheet(one, page.title if page else "", text, gold)


def _sheet(one: Told, title: str, text: str, gold: Sequence[int]) -> dict[str, Any]:
    return {
        "kind": "general",
        "title": title or "Article",
        "paragraphs": [text],
        "questions": [{"q": one.question, "a": [[1, n] for n in gold]}],
        "aside": one.aside,
    }


def _tells(page: Page, one: Told) -> bool:
    """Whether a passage holds a sentence of the answer."""
    there = _letters(page.text)
    return any(_letters(one.answer[start:end]) in there for start, end in sentences(one.answer))


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", text).lower()


def _table(folder: Path, split: str, name: str) -> Iterator[dict[str, str]]:
    csv.field_size_limit(sys.maxsize)
    with _path(folder, split, name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t")


def _path(folder: Path, split: str, name: str) -> Path:
    return folder / "retrieval" / split / f"question_{split}_{name}.tsv"


def _pool(folder: Path) -> Path:
    return folder / "mtrag" / "pool_clapnq.jsonl"


def untokenised(text: str) -> str:
    """Text that was cut into words with spaces, as people write it."""
    text = re.sub(r"``\s*", '"', text)
    text = re.sub(r"\s*''", '"', text)
    text = re.sub(r"\s+([.,;:!?%)\]])", r"\1", text)
    text = re.sub(r"([(\[])\s+", r"\1", text)
    text = re.sub(r"\s+('s|'re|'ve|'ll|'d|'m|n't)\b", r"\1", text)
    text = re.sub(r"(\w) - (?=\w)", r"\1-", text)
    return " ".join(text.replace(" -- ", " - ").split())

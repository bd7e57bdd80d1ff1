"""Questions of the wider world to learn reading from: ClapNQ's training questions with their answers.

ClapNQ (Rosenthal et al. 2024, Apache-2.0, text CC BY-SA) gives for each question an answer in sentences of
Wikipedia. Several answers together, the question's own among them or not, make a passage to read. Its
dev split, on which `evals/bench.py` measures, is not touched.
"""

from __future__ import annotations

import csv
import random
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.training.readings import Reading, asked, passage
from index.embed import Embedder
from index.finder.sentences import sentences
from rag.selector.asking import form

SOURCE = "clapnq"
_NEAREST = 12
"""From so many of the answers most like the question are those drawn that do not answer it."""
_ASIDE = 10
"""One question in so many is kept aside."""
_ANSWERED = 0.75
"""For so many of the questions that have an answer it stands in what is read."""
_LONGEST = 900
"""Answers with more characters are left out."""


@dataclass(frozen=True, slots=True)
class Told:
    """A question with the answer that people wrote to it; none where it is empty."""

    question: str
    answer: str


def read(folder: Path) -> list[Told]:
    """The training questions of a ClapNQ folder; raises OSError where they are missing."""
    csv.field_size_limit(sys.maxsize)
    told = []
    for name in ("answerable", "unanswerable"):
        path = folder / "retrieval" / "train" / f"question_train_{name}.tsv"
        with path.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="\t"):
                answer = untokenised((row["answers"] or "").split("::")[0])
                if len(answer) <= _LONGEST:
                    told.append(Told(row["question"].strip(), answer))
    return told


def readings(told: Sequence[Told], embedder: Embedder, tokenizer: Any, seed: int) -> list[Reading]:
    """Each question with passages of two or three answers, its own in one of them where it has one."""
    chance = random.Random(seed)
    answers = [one.answer for one in told if one.answer]
    own = {one.question: n for n, one in enumerate(one for one in told if one.answer)}
    vectors = embedder.encode_passages(answers).dense
    made = []
    for number, one in enumerate(told):
        like = vectors @ embedder.encode_query(one.question).dense
        mine = own[one.question] if one.answer else None
        near = [int(n) for n in np.argsort(-like)[: _NEAREST + 1] if n != mine]
        chance.shuffle(near)
        groups = [near[:2], near[2:5], near[5:8]]
        if mine is not None and chance.random() < _ANSWERED:
            groups[0].insert(chance.randrange(3), mine)
        made.append(_reading(one.question, groups, answers, mine, tokenizer, number % _ASIDE == 0))
    return made


def _reading(
    question: str,
    groups: Sequence[Sequence[int]],
    answers: Sequence[str],
    mine: int | None,
    tokenizer: Any,
    aside: bool,
) -> Reading:
    passages, gold, right = [], [], []
    for group in groups:
        text, places, marks = "", [], []
        for n in group:
            at = len(text) + bool(text)
            text = f"{text} {answers[n]}" if text else answers[n]
            for start, end in sentences(answers[n]):
                places.append((at + start, at + end))
                marks.append(n == mine)
        passages.append(passage(tokenizer, text, places))
        gold += marks
        right.append(any(marks))
    return Reading(
        asked(tokenizer, question),
        tuple(passages),
        np.array(gold, np.bool_),
        np.array(right, np.bool_),
        np.zeros(len(right), np.bool_),
        SOURCE,
        form(question),
        any(right),
        aside,
    )


def untokenised(text: str) -> str:
    """Text that was cut into words with spaces, as people write it."""
    text = re.sub(r"``\s*", '"', text)
    text = re.sub(r"\s*''", '"', text)
    text = re.sub(r"\s+([.,;:!?%)\]])", r"\1", text)
    text = re.sub(r"([(\[])\s+", r"\1", text)
    text = re.sub(r"\s+('s|'re|'ve|'ll|'d|'m|n't)\b", r"\1", text)
    text = re.sub(r"(\w) - (?=\w)", r"\1-", text)
    return " ".join(text.replace(" -- ", " - ").split())

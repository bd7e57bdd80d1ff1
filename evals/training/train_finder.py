"""Train the finder, both sides, and write `index/weights/finder.safetensors`.

    python -m evals.training.train_finder --library DIR --questions ../shared/questions/train.jsonl

The library must hold the questions' reports (`judgements add ../shared/reports`). A low-rank adapter on
either side, each word piece's weight and the projections are learned, by softmax over all passages of
the question's report. Seeded. Councils kept aside (`evals/training/examples.py`) are not learned from:
their figures are printed before the first pass and after each. About half an hour on two idle cores.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from evals.training import bert as encoder
from evals.training.examples import OWN, Example, gold, read
from evals.training.saying import say
from index.embed import Embedder, open_embedder
from index.finder.lexicon import FUNCTION_WORDS
from index.finder.tuning import LIGHT
from index.library import Library
from index.passages import embedding_text

Floats = npt.NDArray[np.float32]

RANK, WIDTH = 16, 128
EPOCHS, RATE, WARM_UP, SLIPS = 4, 1e-3, 20, 0.05
SCALE = 30.0
"""What a score is multiplied by before the softmax, to begin with."""
TOKENS = 2048
"""Tokens of passages read at a time, padding included."""
SHARE = 16
"""A step's loss is its questions' sum over this, whatever the number of questions."""

_MARKS = "( ) ’ ‘ “ ” ; / * – — … [CLS] [SEP]"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A report's passages as token ids, which of these are kept, and which passages are numbered."""

    ids: tuple[tuple[int, ...], ...]
    kept: tuple[tuple[int, ...], ...]
    numbered: Floats


@dataclass(frozen=True, slots=True)
class Pair:
    """A question, which passages of its report answer it, and which others would be accepted."""

    example: Example
    gold: npt.NDArray[np.bool_]
    also: npt.NDArray[np.bool_]


def skipped_ids(embedder: Embedder) -> list[int]:
    """The word pieces that are not kept of a passage: function words and marks."""
    return token_ids(embedder._reader, [*FUNCTION_WORDS, *_MARKS.split()])


def token_ids(reader: Any, words: Sequence[str] | frozenset[str]) -> list[int]:
    """The ids of those words that are one word piece."""
    found = (reader._tokenizer.token_to_id(word) for word in words)
    return sorted(number for number in found if number is not None)


def shelve(library: Library, embedder: Embedder, report_id: str, skipped: set[int]) -> Shelf:
    """A report's passages, tokenized."""
    card = library.report(report_id).card
    cut = library.store.passages_of(report_id)
    ids = [row for row, _ in embedder._reader.tokenize([embedding_text(p, card) for p in cut])]
    return Shelf(
        ids=tuple(map(tuple, ids)),
        kept=tuple(
            tuple(i for i in range(1, len(row) - 1) if row[i] not in skipped) or (0,) for row in ids
        ),
        numbered=np.array([p.kind == "numbered" for p in cut], np.float32),
    )


def pairs(library: Library, examples: Sequence[Example]) -> list[Pair]:
    """The questions that a passage of their report answers."""
    cut = {e.report_id: library.store.passages_of(e.report_id) for e in examples}
    made = [Pair(e, *gold(e, cut[e.report_id])) for e in examples]
    return [pair for pair in made if pair.gold.any()]


def with_slips(text: str, chance: random.Random) -> str:
    """Return `text` with, now and then, a letter of a long word left out, doubled or swapped."""
    words = text.split()
    for at, word in enumerate(words):
        if len(word) > 5 and chance.random() < SLIPS:
            i = chance.randrange(1, len(word) - 1)
            words[at] = chance.choice(
                [
                    word[:i] + word[i + 1 :],
                    word[:i] + word[i + 1] + word[i] + word[i + 2 :],
                    word[:i] + word[i] + word[i:],
                ]
            )
    return " ".join(words)


class Model:
    """The learned parts on PyTorch, over the bundled model's frozen weights."""

    def __init__(self, embedder: Embedder, shelves: Sequence[Shelf], seed: int) -> None:
        import torch

        torch.manual_seed(seed)
        self.torch: Any = torch
        self.reader = cast("Any", embedder._reader)  # the trainer looks inside on purpose
        self.bert = self.reader._bert
        self.frozen = encoder.tensors(self.bert)
        leaf = torch.nn.Parameter
        layers = [
            name.removesuffix(".weight")
            for name, weight in self.frozen.items()
            if name.startswith("encoder.") and weight.ndim == 2
        ]

        def factors() -> dict[str, tuple[Any, Any]]:
            shapes = {name: self.frozen[f"{name}.weight"].shape for name in layers}
            return {
                name: (
                    leaf(torch.randn(RANK, into) / math.sqrt(into)),
                    leaf(torch.zeros(out, RANK)),
                )
                for name, (out, into) in shapes.items()
            }

        self.adapter: dict[str, tuple[Any, Any]] = {}
        with torch.no_grad():
            sample = torch.cat(
                [row[::7] for shelf in shelves[:12] for row in self._passages(shelf)[0]]
            )
            sample = torch.nn.functional.normalize(sample, dim=-1)
            axes = torch.linalg.eigh(torch.cov(sample.T))[1].flip(1)[:, :WIDTH].contiguous()
            offset = -(sample.mean(0) @ axes)
        self.adapter, self.question_adapter = factors(), factors()
        self.passage, self.question = leaf(axes.clone()), leaf(axes.clone())
        self.passage_offset, self.question_offset = leaf(offset.clone()), leaf(offset.clone())
        self.importance = leaf(torch.zeros(self.bert.width))
        self.dense, self.numbered = leaf(torch.tensor(0.3)), leaf(torch.tensor(0.1))
        self.scale = leaf(torch.tensor(math.log(SCALE)))
        self.light_ids = token_ids(self.reader, FUNCTION_WORDS)
        self.light = torch.zeros(len(self.frozen["embeddings.word_embeddings.weight"]))
        self.light[self.light_ids] = -LIGHT

    def groups(self) -> list[dict[str, Any]]:
        """The learned parts with their rates, as the optimiser takes them."""
        sides = (self.adapter, self.question_adapter)
        factors = [part for side in sides for pair in side.values() for part in pair]
        projections = [self.passage, self.passage_offset, self.question, self.question_offset]
        return [
            {"params": factors, "lr": RATE},
            {"params": [self.importance], "lr": 3 * RATE},
            {"params": projections, "lr": RATE, "weight_decay": 0.0},
            {"params": [self.dense, self.numbered, self.scale], "lr": 1e-2, "weight_decay": 0.0},
        ]

    def scores(self, texts: Sequence[str], shelf: Shelf) -> Any:
        """Score every passage of a report for each question, (questions, passages)."""
        torch, nn = self.torch, self.torch.nn.functional
        rows, whole = self._passages(shelf)
        starts = torch.tensor(np.cumsum([0] + [len(row) for row in rows]))
        kept = nn.normalize(
            nn.normalize(torch.cat(rows), dim=-1) @ self.passage + self.passage_offset, dim=-1
        )
        ids, real = encoder.padded([row for row, _ in self.reader.tokenize(texts)])
        states = encoder.forward(self.bert, self._merged(self.question_adapter), ids, real)
        length = real.sum(1)
        asked_whole = nn.normalize((states * real[..., None]).sum(1) / length[:, None], dim=-1)
        inner = real.clone()
        inner[:, 0] = False
        inner[torch.arange(len(texts)), length - 1] = False
        pieces, owner = states[inner], torch.arange(len(texts))[:, None].expand_as(ids)[inner]
        weights = torch.sigmoid(pieces @ self.importance + self.light[ids[inner]])
        asked = nn.normalize(
            nn.normalize(pieces, dim=-1) @ self.question + self.question_offset, dim=-1
        )
        best = torch.segment_reduce((kept @ asked.T).contiguous(), "max", offsets=starts)
        total = torch.zeros(len(texts)).index_add(0, owner, weights)
        met = torch.zeros(len(texts), len(rows)).index_add(0, owner, weights[:, None] * best.T)
        return (
            met / total[:, None].clamp(min=1e-6)
            + self.dense * (asked_whole @ whole.T)
            + self.numbered * torch.from_numpy(shelf.numbered)
        )

    def _passages(self, shelf: Shelf) -> tuple[list[Any], Any]:
        """Each passage's kept states (tokens, width), and the unit means of all states."""
        torch = self.torch
        weights = encoder.in_half(self._merged(self.adapter))
        rows: list[Any] = [None] * len(shelf.ids)
        whole: list[Any] = [None] * len(shelf.ids)
        for batch in _batches(shelf.ids):
            ids, real = encoder.padded([shelf.ids[i] for i in batch])
            states = encoder.forward(self.bert, weights, ids, real).float()
            for state, i in zip(states, batch, strict=True):
                rows[i] = state[list(shelf.kept[i])]
                whole[i] = state[: len(shelf.ids[i])].mean(0)
        return rows, torch.nn.functional.normalize(torch.stack(whole), dim=-1)

    def _merged(self, adapter: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
        """The frozen weights with an adapter added."""
        made = dict(self.frozen)
        for name, (down, up) in adapter.items():
            made[f"{name}.weight"] = self.frozen[f"{name}.weight"] + up @ down
        return made

    def save(self, path: Path, skipped: Sequence[int]) -> None:
        """Write what was learned, in float16."""
        from safetensors.numpy import save_file

        def half(part: Any) -> npt.NDArray[np.float16]:
            out: npt.NDArray[np.float16] = part.detach().numpy().astype(np.float16)
            return out

        stored: dict[str, Any] = {
            "passage": half(self.passage),
            "passage.offset": half(self.passage_offset),
            "question": half(self.question),
            "question.offset": half(self.question_offset),
            "importance": half(self.importance),
            "light": np.array(self.light_ids, np.int32),
            "skipped": np.array(sorted(skipped), np.int32),
            "vocabulary": np.array([len(self.light)], np.int32),
            "dense": np.array([float(self.dense.detach())], np.float32),
            "numbered": np.array([float(self.numbered.detach())], np.float32),
        }
        for side, adapter in (("question", self.question_adapter), ("passage", self.adapter)):
            for name, (down, up) in adapter.items():
                stored[f"{side}:{name}.down"], stored[f"{side}:{name}.up"] = half(down), half(up)
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(stored, path)


def train(
    model: Model, shelves: dict[str, Shelf], data: Sequence[Pair], aside: Sequence[Pair], seed: int
) -> None:
    """Learn from `data`, one step for each report in a pass; print the figures of `aside` after each."""
    torch, chance = model.torch, random.Random(seed)
    groups = model.groups()
    rates = [group["lr"] for group in groups]
    leaves = [part for group in groups for part in group["params"]]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    by_report = _by_report(data)
    step, steps = 0, EPOCHS * len(by_report)
    for epoch in range(EPOCHS):
        total = 0.0
        for name in chance.sample(sorted(by_report), len(by_report)):
            asked = by_report[name]
            now = min(1.0, (step + 1) / WARM_UP) * max(0.0, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * now
            texts = [with_slips(pair.example.text, chance) for pair in asked]
            sharp = model.scores(texts, shelves[name]) * model.scale.exp()
            right = torch.from_numpy(np.stack([pair.gold for pair in asked]))
            other = torch.from_numpy(np.stack([pair.also for pair in asked]))
            sharp = sharp.masked_fill(other, -1e4)  # neither right nor wrong
            loss = torch.logsumexp(sharp, 1) - torch.logsumexp(sharp.masked_fill(~right, -1e4), 1)
            total += float(loss.detach().sum())
            optimiser.zero_grad()
            (loss.sum() / SHARE).backward()
            torch.nn.utils.clip_grad_norm_(leaves, 1.0)
            optimiser.step()
            step += 1
        say(f"pass {epoch + 1}: loss {total / len(data):.3f}; {figures(model, shelves, aside)}")


def figures(model: Model, shelves: dict[str, Shelf], data: Sequence[Pair]) -> str:
    """How often a gold passage comes first, and among the first five, by file of questions."""
    found: dict[str, list[int]] = {}
    with model.torch.no_grad():
        for name, asked in _by_report(data).items():
            scores = model.scores([pair.example.text for pair in asked], shelves[name]).numpy()
            for row, pair in zip(scores, asked, strict=True):
                rank = int((row > row[pair.gold].max()).sum())
                found.setdefault(pair.example.source, []).append(rank)
    return "; ".join(
        f"{source} ({len(ranks)} aside) first {np.mean(np.array(ranks) == 0):.3f}, "
        f"first five {np.mean(np.array(ranks) < 5):.3f}"
        for source, ranks in sorted(found.items())
    )


def _by_report(data: Sequence[Pair]) -> dict[str, list[Pair]]:
    made: dict[str, list[Pair]] = {}
    for pair in data:
        made.setdefault(pair.example.report_id, []).append(pair)
    return made


def _batches(rows: Sequence[Sequence[int]]) -> list[list[int]]:
    """The places of `rows` by length, in batches of at most TOKENS with padding."""
    made: list[list[int]] = [[]]
    for i in sorted(range(len(rows)), key=lambda i: len(rows[i])):
        if made[-1] and len(rows[i]) * (len(made[-1]) + 1) > TOKENS:
            made.append([])
        made[-1].append(i)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--library", required=True, type=Path)
    parser.add_argument("--questions", nargs="+", required=True, type=Path)
    parser.add_argument("--out", type=Path, default=Path("index/weights/finder.safetensors"))
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    embedder = open_embedder(learned=False)
    skipped = skipped_ids(embedder)
    with Library.open(chosen.library) as library:
        data = pairs(library, read([*chosen.questions, OWN], library))
        names = sorted({pair.example.report_id for pair in data})
        shelves = {name: shelve(library, embedder, name, set(skipped)) for name in names}
    kept = [pair for pair in data if not pair.example.aside]
    aside = [pair for pair in data if pair.example.aside]
    model = Model(embedder, list(shelves.values()), chosen.seed)
    say(f"{len(kept)} questions; before: {figures(model, shelves, aside)}")
    train(model, shelves, kept, aside, chosen.seed)
    model.save(chosen.out, skipped)
    return 0


if __name__ == "__main__":
    sys.exit(main())

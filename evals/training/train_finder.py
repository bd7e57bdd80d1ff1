"""Train the question's side of the finder, and write `index/weights/finder.safetensors`.

    python -m evals.training.train_finder --library DIR --questions ../shared/questions/train.jsonl --out FILE

The library must hold the questions' reports (`judgements add ../shared/reports`). The passages' side
stays as the bundled model reads it, so nothing is embedded again while training: only a low-rank
adapter on the question's side, each word piece's weight, and the projections are learned, by softmax
over all passages of the question's report. About ten minutes on two cores; `--held-out 5 --fold 0`
keeps a fifth of the councils aside, writes no weights into the product, and prints their figures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from index.embed import Embedder, open_embedder
from index.errors import UnknownReportError
from index.finder import tuning
from index.finder.lexicon import FUNCTION_WORDS
from index.library import Library
from index.passages import embedding_text

Floats = npt.NDArray[np.float32]

RANK, WIDTH = 8, 128
EPOCHS, BATCH = 3, 16
RATE, WARM_UP, DROPOUT, SLIPS = 1e-3, 20, 0.1, 0.05
SCALE = 30.0
"""What a score is multiplied by before the softmax, to begin with."""

_MARKS = "( ) ’ ‘ “ ” ; / * – — … [CLS] [SEP]"
_NAMED = {"summary": "narrative", "judgements": "table", "improvements": "improvement"}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A report's passages as read: last-layer vectors of the kept tokens, one after the other."""

    states: Floats
    starts: npt.NDArray[np.int64]
    dense: Floats
    numbered: Floats
    paragraphs: tuple[int | None, ...]
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and which of its report's passages answer it."""

    text: str
    report: str
    council: str
    gold: npt.NDArray[np.bool_]


def shelve(library: Library, embedder: Embedder, report_id: str, skipped: set[int]) -> Shelf:
    """Read every passage of a report with the untouched model."""
    report = library.report(report_id)
    cut = library.store.passages_of(report_id)
    texts = [embedding_text(passage, report.card) for passage in cut]
    kept: list[Floats] = [np.zeros((0, 0), np.float32)] * len(cut)
    dense = np.zeros((len(cut), embedder.dimension), np.float32)
    for _, batch in embedder.states(texts):
        for at, ids, states in batch:
            rows = [i for i in range(1, len(ids) - 1) if ids[i] not in skipped]
            kept[at] = states[rows or [0]]
            mean = states.mean(0)
            dense[at] = mean / np.linalg.norm(mean)
    return Shelf(
        states=np.concatenate(kept),
        starts=np.cumsum([0] + [len(rows) for rows in kept]),
        dense=dense,
        numbered=np.array([p.kind == "numbered" for p in cut], np.float32),
        paragraphs=tuple(p.paragraph for p in cut),
        kinds=tuple(p.kind for p in cut),
    )


def pairs(path: Path, library: Library, shelves: dict[str, Shelf]) -> list[Pair]:
    """Read the questions that name gold paragraphs; a follow-up is read after its question."""
    made = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if not row["gold_paragraphs"]:
            continue
        try:
            report = library.resolve(row["report"])
        except UnknownReportError:
            print(f"no report {row['report']}: its questions are left out", file=sys.stderr)  # noqa: T201
            continue
        if report not in shelves:
            continue
        shelf, golds = shelves[report], set(row["gold_paragraphs"])
        kinds = {_NAMED[name] for name in golds if name in _NAMED}
        gold = np.array([n in golds for n in shelf.paragraphs]) | np.array(
            [kind in kinds for kind in shelf.kinds]
        )
        text = " ".join([*(question for question, _ in row["history"][-1:]), row["question"]])
        if gold.any():
            made.append(Pair(text, report, row["authority"], gold))
    return made


def gather(
    library: Library, embedder: Embedder, questions: Path, skipped: set[int]
) -> tuple[dict[str, Shelf], list[Pair]]:
    """Read the questions and every passage of their reports."""
    lines = questions.read_text(encoding="utf-8").splitlines()
    names = {card.name: card.report_id for card in library.reports()}
    wanted = {names[name] for line in lines if (name := json.loads(line)["report"]) in names}
    cast("Any", embedder._reader).prepare(10_000)  # many passages, report by report: on PyTorch
    shelves = {name: shelve(library, embedder, name, skipped) for name in sorted(wanted)}
    return shelves, pairs(questions, library, shelves)


def fold_of(council: str, folds: int) -> int:
    """Say in which of `folds` parts a council falls, always the same."""
    return int(hashlib.sha256(council.encode()).hexdigest(), 16) % folds


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

    def __init__(self, embedder: Embedder, shelves: dict[str, Shelf], seed: int) -> None:
        import torch

        torch.manual_seed(seed)
        self.torch: Any = torch
        self.reader = cast("Any", embedder._reader)  # the trainer looks inside on purpose
        bert = self.reader._bert
        self.bert = bert
        self.weights = {
            name: torch.from_numpy(np.ascontiguousarray(value))
            for name, value in bert.weights.items()
            if value.dtype == np.float32
        }
        sample = np.concatenate([shelf.states[::23] for shelf in shelves.values()])
        sample = sample / np.linalg.norm(sample, axis=1, keepdims=True)
        mean = sample.mean(0)
        _, axes = np.linalg.eigh(np.cov(sample.T))
        start = np.ascontiguousarray(axes[:, ::-1][:, :WIDTH], np.float32)
        leaf = torch.nn.Parameter
        self.passage, self.question = (
            leaf(torch.from_numpy(start)),
            leaf(torch.from_numpy(start.copy())),
        )
        offset = torch.from_numpy(-(mean @ start).astype(np.float32))
        self.passage_offset, self.question_offset = leaf(offset), leaf(offset.clone())
        self.importance = leaf(torch.zeros(bert.width))
        self.dense, self.numbered = leaf(torch.tensor(0.3)), leaf(torch.tensor(0.1))
        self.scale = leaf(torch.tensor(math.log(SCALE)))
        self.adapter: dict[str, tuple[Any, Any]] = {}
        for name, weight in self.weights.items():
            if name.startswith("encoder.") and weight.ndim == 2:
                out, into = weight.shape
                down = torch.randn(RANK, into) / math.sqrt(into)
                self.adapter[name.removesuffix(".weight")] = (
                    leaf(down),
                    leaf(torch.zeros(out, RANK)),
                )
        self.light_ids = token_ids(self.reader, FUNCTION_WORDS)
        light = torch.zeros(len(self.weights["embeddings.word_embeddings.weight"]))
        light[self.light_ids] = -tuning.LIGHT
        self.light = light
        self.training = False

    def groups(self) -> list[dict[str, Any]]:
        """The learned parts with their rates, as the optimiser takes them."""
        factors = [part for pair in self.adapter.values() for part in pair]
        projections = [self.passage, self.passage_offset, self.question, self.question_offset]
        return [
            {"params": factors, "lr": RATE},
            {"params": [self.importance], "lr": 3 * RATE},
            {"params": projections, "lr": RATE, "weight_decay": 0.0},
            {"params": [self.dense, self.numbered, self.scale], "lr": 1e-2, "weight_decay": 0.0},
        ]

    def scores(self, texts: Sequence[str], shelves: Sequence[Shelf]) -> list[Any]:
        """Score every passage of each question's report."""
        torch, nn = self.torch, self.torch.nn.functional
        tokenized = [ids for ids, _ in self.reader.tokenize(texts)]
        longest = max(map(len, tokenized))
        ids = torch.tensor([row + [0] * (longest - len(row)) for row in tokenized])
        real = torch.arange(longest)[None] < torch.tensor([len(row) for row in tokenized])[:, None]
        read = self._read(ids, real)
        made = []
        for states, row, shelf in zip(read, tokenized, shelves, strict=True):
            whole = nn.normalize(states[: len(row)].mean(0), dim=0)
            inner = states[1 : len(row) - 1]
            weights = torch.sigmoid(inner @ self.importance + self.light[torch.tensor(row[1:-1])])
            asked = nn.normalize(
                nn.normalize(inner, dim=-1) @ self.question + self.question_offset, dim=-1
            )
            matched = self._matched(asked, torch.from_numpy(shelf.states), shelf.starts)
            made.append(
                weights @ matched / weights.sum()
                + self.dense * (torch.from_numpy(shelf.dense) @ whole)
                + self.numbered * torch.from_numpy(shelf.numbered)
            )
        return made

    def _matched(self, asked: Any, states: Any, starts: npt.NDArray[np.int64]) -> Any:
        torch, nn = self.torch, self.torch.nn.functional

        def reduced(rows: Any) -> Any:
            rows = nn.normalize(rows, dim=-1) @ self.passage + self.passage_offset
            return nn.normalize(rows, dim=-1)

        with torch.no_grad():
            similar = (asked @ reduced(states).T).numpy()
        if not self.training:
            return torch.from_numpy(np.maximum.reduceat(similar, starts[:-1], axis=1))
        best = np.stack([similar[:, a:b].argmax(1) + a for a, b in pairwise(starts)], 1)
        return torch.einsum("td,tpd->tp", asked, reduced(states[best]))

    def _read(self, ids: Any, real: Any) -> Any:
        torch, nn, bert, w = self.torch, self.torch.nn.functional, self.bert, self.weights
        count, longest = ids.shape

        def norm(name: str, x: Any) -> Any:
            scale, shift = w[f"{name}.weight"], w[f"{name}.bias"]
            return nn.layer_norm(x, (bert.width,), scale, shift, bert.epsilon)

        def dense(name: str, x: Any) -> Any:
            down, up = self.adapter[name]
            dropped = nn.dropout(x, DROPOUT, training=self.training)
            plain = nn.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])
            return plain + nn.linear(nn.linear(dropped, down), up)

        x = w["embeddings.word_embeddings.weight"][ids]
        x = x + w["embeddings.position_embeddings.weight"][:longest]
        x = norm("embeddings.LayerNorm", x + w["embeddings.token_type_embeddings.weight"][0])
        for layer in range(bert.layers):
            at = f"encoder.layer.{layer}"
            parts = (
                dense(f"{at}.attention.self.{part}", x)
                .view(count, longest, bert.heads, -1)
                .transpose(1, 2)
                for part in ("query", "key", "value")
            )
            mixed = nn.scaled_dot_product_attention(*parts, attn_mask=real[:, None, None, :])
            mixed = mixed.transpose(1, 2).reshape(count, longest, bert.width)
            x = norm(
                f"{at}.attention.output.LayerNorm", x + dense(f"{at}.attention.output.dense", mixed)
            )
            inner = nn.gelu(dense(f"{at}.intermediate.dense", x))
            x = norm(f"{at}.output.LayerNorm", x + dense(f"{at}.output.dense", inner))
        del torch
        return x

    def save(self, path: Path, skipped: set[int]) -> None:
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
            "dense": np.array([float(self.dense)], np.float32),
            "numbered": np.array([float(self.numbered)], np.float32),
        }
        for name, (down, up) in self.adapter.items():
            stored[f"{name}.down"], stored[f"{name}.up"] = half(down), half(up)
        path.parent.mkdir(parents=True, exist_ok=True)
        save_file(stored, path)


def token_ids(reader: Any, words: Sequence[str] | frozenset[str]) -> list[int]:
    """The ids of those words that are one word piece."""
    found = (reader._tokenizer.token_to_id(word) for word in words)
    return sorted(number for number in found if number is not None)


def train(model: Model, shelves: dict[str, Shelf], data: Sequence[Pair], seed: int) -> None:
    """Learn from `data`; one line to stderr for each epoch."""
    torch, chance = model.torch, random.Random(seed)
    groups = model.groups()
    rates = [group["lr"] for group in groups]
    leaves = [part for group in groups for part in group["params"]]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    steps, step = EPOCHS * (len(data) // BATCH), 0
    for epoch in range(EPOCHS):
        shuffled = chance.sample(list(data), len(data))
        total = 0.0
        for begin in range(0, len(data) - BATCH + 1, BATCH):
            batch = shuffled[begin : begin + BATCH]
            model.training = True
            now = min(1.0, (step + 1) / WARM_UP) * max(0.0, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * now
            texts = [with_slips(pair.text, chance) for pair in batch]
            loss = torch.tensor(0.0)
            for scores, pair in zip(
                model.scores(texts, [shelves[p.report] for p in batch]), batch, strict=True
            ):
                sharp = scores * model.scale.exp()
                gold = torch.from_numpy(pair.gold)
                loss = loss + torch.logsumexp(sharp, 0) - torch.logsumexp(sharp[gold], 0)
            loss = loss / BATCH
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(leaves, 1.0)
            optimiser.step()
            step += 1
            total += float(loss.detach())
        print(f"epoch {epoch + 1}: loss {total / (len(data) // BATCH):.3f}", file=sys.stderr)  # noqa: T201
    model.training = False


def ranks(model: Model, shelves: dict[str, Shelf], data: Sequence[Pair]) -> list[int]:
    """The rank, from 0, of the first gold passage of each question."""
    made = []
    with model.torch.no_grad():
        for pair in data:
            (scores,) = model.scores([pair.text], [shelves[pair.report]])
            values = scores.numpy()
            made.append(int((values > values[pair.gold].max()).sum()))
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, and write the weights or print the figures of the councils kept aside."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--library", required=True, type=Path)
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--out", type=Path, default=Path("index/weights/finder.safetensors"))
    parser.add_argument("--held-out", type=int, default=0, help="parts of which one is kept aside")
    parser.add_argument("--fold", type=int, default=0, help="which part is kept aside")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    embedder = open_embedder()
    skipped = set(token_ids(embedder._reader, [*FUNCTION_WORDS, *_MARKS.split()]))
    with Library.open(chosen.library) as library:
        shelves, data = gather(library, embedder, chosen.questions, skipped)
    aside: list[Pair] = []
    kept: list[Pair] = []
    for pair in data:
        held = chosen.held_out and fold_of(pair.council, chosen.held_out) == chosen.fold
        (aside if held else kept).append(pair)
    model = Model(embedder, shelves, chosen.seed)
    before = ranks(model, shelves, aside)
    train(model, shelves, kept, chosen.seed)
    model.save(chosen.out, skipped)
    for name, found in (("before", before), ("after", ranks(model, shelves, aside))):
        if found:
            first = sum(rank == 0 for rank in found) / len(found)
            five = sum(rank < 5 for rank in found) / len(found)
            print(f"{name}: n {len(found)}, first {first:.3f}, first five {five:.3f}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

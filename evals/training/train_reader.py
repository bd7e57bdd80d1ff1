"""Train the reader, which reads a question together with a passage, and write `rag/weights/reader.onnx`.

    python -m evals.training.train_reader --library DIR --questions ../shared/questions/train.jsonl

The library's passages must come from the finder that ships: train that first, and build the library again.
Each question is read with the passages that answer it and the nearest that do not; softmax over all their
sentences and "nothing here answers", which is right for a question that the report leaves open. For half
of the questions the weighed features of `rag/selector/features.py` stand beside the reading, so that it
learns what they don't know and yet stands by itself; they are dropped at the end. The short invented
reports of `evals/training/sheets.py` are learned from too. Councils kept aside are not: their figures are
printed after each pass. Seeded. `onnx` is needed.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from evals.training import bert as encoder
from evals.training.collected import Collected, collect
from evals.training.examples import OWN, read, say
from evals.training.sheets import SHEETS, shelved
from index.embed import open_embedder
from index.library import Library
from rag.selector.reader import pair
from rag.selector.weighing import load

Floats = npt.NDArray[np.float32]

EPOCHS, BATCH, PASSAGES = 2, 8, 3
RATE, WARM_UP = 8e-5, 100
FROZEN = 2
"""So many of the lower layers, and the word pieces' vectors, stay as they are."""
HIDDEN = 256
TOGETHER = 12
"""Passages read at a time."""
ALONE = 0.5
"""For so many of the questions no feature stands beside the reading."""
MEASURED = 300
"""About so many questions of a source that was kept aside are read after each pass, for their figures."""


class Model:
    """The cross-encoder over the bundled model's weights, its head, and the features beside it."""

    def __init__(self, asked: Sequence[Collected], seed: int) -> None:
        import torch

        torch.manual_seed(seed)
        self.torch: Any = torch
        reader = cast("Any", open_embedder(learned=False)._reader)  # the trainer looks inside
        self.bert, self.tokenizer = reader._bert, reader._tokenizer
        leaf = torch.nn.Parameter
        self.weights = encoder.tensors(self.bert)
        for name in self.weights:
            layer = int(name.split(".")[2]) if name.startswith("encoder.") else -1
            if layer >= FROZEN or "token_type" in name:
                self.weights[name] = leaf(self.weights[name])
        nn = torch.nn
        last = nn.Linear(HIDDEN, 1)
        nn.init.zeros_(last.weight)
        nn.init.constant_(last.bias, -2.0)
        self.head = nn.Sequential(
            nn.Linear(2 * self.bert.width, HIDDEN), nn.Tanh(), nn.Dropout(0.1), last
        )
        sample = np.concatenate([beside(one) for one in asked[::7]])
        self.mean = torch.from_numpy(sample.mean(0))
        self.spread = torch.from_numpy(np.where(sample.std(0) < 1e-6, 1.0, sample.std(0)))
        self.features = leaf(torch.zeros(sample.shape[1]))

    def groups(self) -> list[dict[str, Any]]:
        """The learned parts with their rates, as the optimiser takes them."""
        learned = [w for w in self.weights.values() if w.requires_grad]
        return [
            {"params": learned, "lr": RATE},
            {"params": list(self.head.parameters()), "lr": 5e-4},
            {"params": [self.features], "lr": 1e-2, "weight_decay": 0.0},
        ]

    def logits(
        self,
        batch: Sequence[Collected],
        chosen: Sequence[Sequence[int]],
        alone: Sequence[bool] | None = None,
    ) -> list[Any]:
        """Per question a logit for each sentence of the chosen passages, and which sentences these are.

        `alone` says of which questions the features are left out: of none, where nothing is said.
        """
        torch = self.torch
        rows = []
        for n, (asked, passages) in enumerate(zip(batch, chosen, strict=True)):
            pieces = self.tokenizer.encode(asked.question.text, add_special_tokens=False).ids
            for p in passages:
                made = pair(pieces, self.tokenizer, asked.pieces[p].text, asked.pieces[p].sentences)
                rows.append((n, asked.first(p), made))
        rows.sort(key=lambda row: len(row[2][0]))
        weights = encoder.in_half(self.weights)
        pooled: list[list[Any]] = [[] for _ in batch]
        places: list[list[int]] = [[] for _ in batch]
        for begin in range(0, len(rows), TOGETHER):
            part = rows[begin : begin + TOGETHER]
            ids, real = encoder.padded([made[0] for _, _, made in part])
            starts = torch.tensor([made[1] for _, _, made in part])
            types = ((torch.arange(ids.shape[1])[None] >= starts[:, None]) & real).long()
            states = encoder.forward(self.bert, weights, ids, real, types).float()
            for state, (n, first, (_, _, sentences)) in zip(states, part, strict=True):
                for at, (start, end) in enumerate(sentences):
                    if end > start:
                        pooled[n].append(torch.cat([state[start:end].mean(0), state[0]]))
                        places[n].append(first + at)
        scored: list[Any] = []
        for n, asked in enumerate(batch):
            logits = self.head(torch.stack(pooled[n])).squeeze(1)
            if not (alone and alone[n]):
                logits = logits + self._beside(asked, places[n])
            scored.append((logits, places[n]))
        return scored

    def _beside(self, asked: Collected, where: Sequence[int]) -> Any:
        rows = self.torch.from_numpy(beside(asked)[where])
        return ((rows - self.mean) / self.spread) @ self.features


def beside(asked: Collected) -> Floats:
    """The sentences' features, and how far each stands below the best."""
    out: Floats = np.hstack([asked.features, asked.features - asked.features.max(0)])
    return out


def train(model: Model, data: Sequence[Collected], aside: Sequence[Collected], seed: int) -> None:
    """Learn from `data`; print the figures of `aside` after each pass."""
    torch, chance = model.torch, random.Random(seed)
    groups = model.groups()
    rates = [group["lr"] for group in groups]
    leaves = [part for group in groups for part in group["params"]]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    shuffled = list(data)
    per = len(shuffled) // BATCH
    step, steps = 0, EPOCHS * per
    for epoch in range(EPOCHS):
        chance.shuffle(shuffled)
        total = 0.0
        for begin in range(0, per * BATCH, BATCH):
            batch = shuffled[begin : begin + BATCH]
            now = min(1.0, (step + 1) / WARM_UP) * max(0.0, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * now
            loss = torch.tensor(0.0)
            chosen = [to_read(asked, chance) for asked in batch]
            alone = [chance.random() < ALONE for _ in batch]
            for asked, (logits, where) in zip(
                batch, model.logits(batch, chosen, alone), strict=True
            ):
                everything = torch.cat([logits, torch.zeros(1)])  # the last: nothing here answers
                right = torch.from_numpy(asked.gold[where])
                wanted = torch.logsumexp(logits[right], 0) if asked.gold.any() else 0.0
                loss = loss + torch.logsumexp(everything, 0) - wanted
            loss = loss / BATCH
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(leaves, 1.0)
            optimiser.step()
            step += 1
            total += float(loss.detach())
            if step % 100 == 0:
                say(f"step {step} of {steps}: loss {total / (begin // BATCH + 1):.3f}")
        say(f"pass {epoch + 1}: loss {total / per:.3f}")
        for source in sorted({one.example.source for one in aside}):
            part = [one for one in aside if one.example.source == source]
            part = part[:: max(1, len(part) // MEASURED)]
            say(f"  {source}, beside the features: {figures(model, part)}")
            say(f"  {source}, alone: {figures(model, part, alone=True)}")


def to_read(asked: Collected, chance: random.Random) -> list[int]:
    """The passages that answer, then near ones that do not; those that would be accepted are left out."""
    near = [p for p in range(len(asked.pieces)) if not asked.right[p] and not asked.also[p]]
    near.sort(key=lambda p: p + chance.random() * 4)
    return [*np.flatnonzero(asked.right).tolist(), *near][:PASSAGES]


def figures(model: Model, data: Sequence[Collected], *, alone: bool = False) -> str:
    """AUROC of answerable or not, in all and by form; how often the first sentence answers."""
    from evals.training.train_selector import auroc

    model.head.eval()
    sure, first = [], []
    with model.torch.no_grad():
        for begin in range(0, len(data), BATCH):
            batch = data[begin : begin + BATCH]
            every = [range(len(asked.pieces)) for asked in batch]
            read_alone = [alone] * len(batch)
            for asked, (logits, where) in zip(
                batch, model.logits(batch, every, read_alone), strict=True
            ):
                sure.append(float(model.torch.logsumexp(logits, 0)))
                if asked.gold.any():
                    first.append(bool(asked.gold[where[int(logits.argmax())]]))
    model.head.train()
    labels = np.array([asked.example.answerable for asked in data])
    forms = np.array([asked.form for asked in data])
    by_form = ", ".join(
        f"{name} {auroc(labels[forms == name], np.array(sure)[forms == name]):.3f}"
        for name in sorted(set(forms))
    )
    return (
        f"{len(data)} aside: AUROC {auroc(labels, np.array(sure)):.3f} ({by_form}), "
        f"first sentence right {np.mean(first):.3f}"
    )


def save(model: Model, path: Path) -> None:
    """Write the encoder and its head as ONNX, int8 by channel."""
    import tempfile

    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Exported(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            names = [name.replace(".", "|") for name in model.weights]
            self.held = torch.nn.ParameterDict(
                {
                    name: torch.nn.Parameter(weight.detach(), requires_grad=False)
                    for name, weight in zip(names, model.weights.values(), strict=True)
                }
            )
            self.head = model.head.eval()

        def forward(self, ids: Any, types: Any, real: Any, pool: Any) -> Any:
            weights = {name.replace("|", "."): held for name, held in self.held.items()}
            states = encoder.forward(model.bert, weights, ids, real, types)
            sentences = pool @ states
            whole = states[:, :1].expand(-1, sentences.shape[1], -1)
            return self.head(torch.cat([sentences, whole], -1)).squeeze(-1)

    exported = Exported().eval()
    sample = (
        torch.ones(2, 9, dtype=torch.long),
        torch.zeros(2, 9, dtype=torch.long),
        torch.ones(2, 9, dtype=torch.bool),
        torch.ones(2, 3, 9) / 9,
    )
    axes: dict[str, dict[int, str]] = {name: {0: "n", 1: "t"} for name in ("ids", "types", "real")}
    axes |= {"pool": {0: "n", 1: "s", 2: "t"}, "logits": {0: "n", 1: "s"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "reader.onnx"
        torch.onnx.export(
            exported,
            sample,
            str(whole),
            input_names=["ids", "types", "real", "pool"],
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        quantize_dynamic(
            whole,
            path,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--library", required=True, type=Path)
    parser.add_argument("--questions", nargs="+", required=True, type=Path)
    parser.add_argument("--out", type=Path, default=Path("rag/weights/reader.onnx"))
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    with Library.open(chosen.library) as library:
        asked = collect(library, read([*chosen.questions, OWN], library), load(), read=False)
    with shelved(SHEETS) as (library, examples):
        asked += collect(library, examples, load(), read=False)
    aside = [one for one in asked if one.example.aside]
    data = [
        one
        for one in asked
        if not one.example.aside and (one.gold.any() or not one.example.answerable)
    ]
    say(f"{len(data)} questions, {len(aside)} aside")
    model = Model(asked, chosen.seed)
    train(model, data, aside, chosen.seed)
    save(model, chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

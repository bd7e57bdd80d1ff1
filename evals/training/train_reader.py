"""Train the reader, which reads a question together with a passage, and write `rag/weights/reader.onnx`.

    python -m evals.training.train_reader --library DIR --shared ../shared [--device cuda]

The library's passages must come from the finder that ships: train that first, and build the library again.
Each question is read with the passages that answer it and the nearest that do not; softmax over all their
sentences and "nothing here answers", which is right for a question that the report leaves open. Short
texts that we invented (`evals/training/sheets.py`) and ClapNQ's training questions
(`evals/training/public.py`) are learned from too. What is kept aside is not: its figures are printed after
each pass. Seeded. `onnx` is needed. --keep writes what is learned from to a file; with --from it is read
there, and no library is needed. --resume names a file to keep each pass in, and to go on from.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.metrics.abstention import auroc
from evals.mistakes import told
from evals.training import public
from evals.training import readings as r
from evals.training.arguments import learned_from, parse
from evals.training.descent import Descent
from evals.training.reader_model import Model, Recipe, save
from evals.training.readings import Reading
from evals.training.saying import say

MEASURED = 300
"""About so many questions of a source that was kept aside are read after each pass, for their figures."""


def train(
    model: Model, data: Sequence[Reading], aside: Sequence[Reading], kept: Path | None = None
) -> None:
    """Learn from `data`; print the figures of `aside` after each pass.

    `kept` is where each pass is kept, and gone on from.
    """
    torch, recipe = model.torch, model.recipe
    steps = len(data) // recipe.batch
    descent = Descent(
        model.groups(),
        passes=recipe.epochs,
        steps=steps,
        warm_up=recipe.warm_up,
        seed=recipe.seed,
        kept=kept,
        about=f"{recipe}, {len(data)} questions",
    )
    for number, chance in descent.passes():
        total = torch.zeros((), device=model.device)
        shuffled = chance.sample(data, len(data))
        for step in range(steps):
            batch = shuffled[step * recipe.batch : (step + 1) * recipe.batch]
            chosen = [to_read(one, recipe.passages, chance) for one in batch]
            logits, where = model.logits(batch, chosen)
            loss = lost(model, batch, logits, where)
            descent.step(loss)
            total += loss.detach()
            if (step + 1) % 500 == 0:
                say(f"step {step + 1} of {steps}: loss {float(total) / (step + 1):.3f}")
        say(f"pass {number}: loss {float(total) / steps:.3f}")
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
    train(model, data, aside, chosen.resume)
    save(model, chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

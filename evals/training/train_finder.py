"""Train the finder, both sides, and write `index/weights/finder.safetensors`.

    python -m evals.training.train_finder --library DIR --shared ../shared [--device cuda]

The library must hold the questions' reports (`judgements add ../shared/reports`). A low-rank adapter on
either side, each word piece's weight and the projections are learned, by softmax over all passages of
the shelf at which a question is asked: a report's, or those of `evals/training/shelving.py`. Seeded. What
ships is the mean of two trainings. What is kept aside (`evals/training/examples.py`) is not learned from:
its figures are printed before the first pass and after each. --keep writes what is learned from to a
file; with --from it is read there, and no library is needed. --resume names a file to keep each pass in,
and to go on from.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.mistakes import told
from evals.training import public
from evals.training import shelves as s
from evals.training.arguments import learned_from, parse
from evals.training.descent import Descent
from evals.training.finder_model import Model, Recipe, mean, save
from evals.training.saying import say
from evals.training.shelves import Asked, Shelf, Shelved

TRAININGS: tuple[frozenset[str] | None, ...] = (frozenset({"train", "training"}), None)
"""What ships is the mean of two trainings: on questions on reports alone, and on all."""


def with_slips(text: str, share: float, chance: random.Random) -> str:
    """Return `text` with, now and then, a letter of a long word left out, doubled or swapped."""
    words = text.split()
    for at, word in enumerate(words):
        if len(word) > 5 and chance.random() < share:
            i = chance.randrange(1, len(word) - 1)
            words[at] = chance.choice(
                [
                    word[:i] + word[i + 1 :],
                    word[:i] + word[i + 1] + word[i] + word[i + 2 :],
                    word[:i] + word[i] + word[i:],
                ]
            )
    return " ".join(words)


def train(
    model: Model,
    shelves: Sequence[Shelf],
    data: Sequence[Asked],
    aside: Sequence[Asked],
    kept: Path | None = None,
) -> None:
    """Learn from `data`, one step for each shelf in a pass; print the figures of `aside` after each.

    `kept` is where each pass is kept, and gone on from.
    """
    torch, recipe = model.torch, model.recipe
    by_shelf = _by_shelf(data)
    descent = Descent(
        model.groups(),
        passes=recipe.epochs,
        steps=len(by_shelf),
        warm_up=recipe.warm_up,
        seed=recipe.seed,
        kept=kept,
        about=f"{recipe}, {len(data)} questions",
    )
    for number, chance in descent.passes():
        total = 0.0
        for place in chance.sample(sorted(by_shelf), len(by_shelf)):
            asked = by_shelf[place]
            texts = [with_slips(one.text, recipe.slips, chance) for one in asked]
            sharp = model.scores(texts, shelves[place]) * model.scale.exp()
            right = torch.from_numpy(np.stack([one.gold for one in asked])).to(model.device)
            other = torch.from_numpy(np.stack([one.also for one in asked])).to(model.device)
            sharp = sharp.masked_fill(other, -1e4)  # neither right nor wrong
            loss = torch.logsumexp(sharp, 1) - torch.logsumexp(sharp.masked_fill(~right, -1e4), 1)
            total += float(loss.detach().sum())
            descent.step(loss.sum() / recipe.share)
        say(f"pass {number}: loss {total / len(data):.3f}; {figures(model, shelves, aside)}")


def figures(model: Model, shelves: Sequence[Shelf], data: Sequence[Asked]) -> str:
    """How often a gold passage comes first, and among the first five, by source of questions."""
    found: dict[str, list[int]] = {}
    with model.torch.no_grad():
        for number, asked in _by_shelf(data).items():
            scores = model.scores([one.text for one in asked], shelves[number]).cpu().numpy()
            for row, one in zip(scores, asked, strict=True):
                rank = int((row > row[one.gold].max()).sum())
                found.setdefault(one.source, []).append(rank)
    return "; ".join(
        f"{source} ({len(ranks)} aside) first {np.mean(np.array(ranks) == 0):.3f}, "
        f"first five {np.mean(np.array(ranks) < 5):.3f}"
        for source, ranks in sorted(found.items())
    )


def _by_shelf(data: Sequence[Asked]) -> dict[int, list[Asked]]:
    made: dict[int, list[Asked]] = {}
    for one in data:
        made.setdefault(one.shelf, []).append(one)
    return made


def _gathered(library: Path, shared: Path) -> Shelved:
    from evals.training.shelving import gathered  # needs what a machine for training may not have

    return gathered(library, shared)


def _sources(shared: Path) -> list[Path]:
    """What is gathered from in the shared folder."""
    bench = public.files(shared / "bench", passages=False)
    return [shared / "questions" / "train.jsonl", *bench]


@told
def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the weights."""
    chosen = parse(arguments, __doc__, Path("index/weights/finder.safetensors"), sources=_sources)
    shelves, asked = learned_from(chosen, _gathered, s.load, s.save)
    kept = [one for one in asked if not one.aside]
    aside = [one for one in asked if one.aside]
    learned = []
    for n, sources in enumerate(TRAININGS, 1):
        data = [one for one in kept if sources is None or one.source in sources]
        model = Model(Recipe(), shelves, chosen.device)
        say(f"{len(data)} questions; before: {figures(model, shelves, aside)}")
        kept_at = chosen.resume and chosen.resume.with_name(f"{chosen.resume.name}.{n}")
        train(model, shelves, data, aside, kept_at)
        learned.append(model.learned())
    both = mean(learned)
    model.take(both)
    say(f"the mean of both: {figures(model, shelves, aside)}")
    save(both, model.words, len(model.light), chosen.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())

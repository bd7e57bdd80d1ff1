"""Train the selector and write `rag/weights/selector.json`.

    python -m evals.training.train_selector --shared ../shared --library DIR

Three linear models, from the questions on councils that finder and reader did not learn from
(`evals/training/examples.py`) and those of `evals/data/topic.jsonl`, each with what the product finds for it. With
--measure nothing is trained: the shipped weights are measured on the questions given, such as dev.jsonl.
A library of the reports is needed, built with the finder that ships. Minutes on two cores; seeded. In every
fold each council's questions are kept together, and for the subject each wording; the topic model that
ships was fitted before wordings were.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from evals.mistakes import opened, told
from evals.training import fit_selector as fit
from evals.training import public
from evals.training.arguments import missing
from evals.training.collected import Collected, collect
from evals.training.examples import OWN, Example, read
from evals.training.gathered import short
from evals.training.saying import say
from evals.training.sheets import SHEETS, on_the_subject, shelved
from index.errors import CaseError
from index.library import Library
from rag.selector.features import stem
from rag.selector.overall import ranking_features, summary
from rag.selector.topicality import extra
from rag.selector.weighing import Linear, Weights, load

DATA = Path(__file__).parents[1] / "data"
WEIGHTS = Path(__file__).parents[2] / "rag" / "weights" / "selector.json"
WEIGHT = {"training": 0.4, "sheets": 0.3, "texts": 0.2, "clapnq": 0.2, "off": 1.2}
"""What a question of a source counts; those of train.jsonl count 1."""
FEW, FEW_WEIGHT = 4, 0.2
"""Each question is also asked of so few of its passages at most, as if its report were a short one."""


@told
def main(arguments: Sequence[str] | None = None) -> int:
    """Train and write the weights, or measure the shipped ones."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.training.train_selector", description=__doc__
    )
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    parser.add_argument(
        "--measure", type=Path, help="a file of questions to measure, not to train on"
    )
    given = parser.parse_args(arguments)
    if given.measure:
        with opened(given.library) as library:
            measure(library, given.measure)
        return 0
    _check(parser, given)
    library = opened(given.library)
    held_back = {row["report"] for row in rows(given.shared / "questions" / "dev.jsonl")}
    weights, examples = train(library, given.shared, held_back)
    given.out.write_text(fit.to_json(weights), encoding="utf-8")
    say(f"{len(examples)} questions; written {given.out}")
    return 0


def _check(parser: argparse.ArgumentParser, given: argparse.Namespace) -> None:
    """Exit with status 2, saying why, where something is missing that is only used after minutes."""
    if find_spec("sklearn") is None:
        parser.error("scikit-learn is needed: pip install scikit-learn")
    questions = [given.shared / "questions" / name for name in ("train.jsonl", "dev.jsonl")]
    files = [*questions, *public.files(given.shared / "bench", passages=True)]
    for trouble in missing(given.library, files):
        parser.error(trouble)
    if not given.out.absolute().parent.is_dir():
        parser.error(f"there is no folder {given.out.parent} for --out")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The questions of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def train(library: Library, shared: Path, held_back: set[str]) -> tuple[Weights, list[Collected]]:
    """Fit everything; `held_back` are reports whose words may not count."""
    idf = rarity(library, held_back)
    asked = read([shared / "questions" / "train.jsonl", OWN], library)
    topic, threshold, unseen = train_topic(library, asked, idf)
    blank = Weights(topic, topic, topic, idf, 0.5, threshold, 0.5, 0.5)
    aside = [example for example in asked if example.aside]
    made = collect(library, [*aside, *strangers(aside)], blank, read=True)
    for sheets, source in short(shared):
        left = [sheet for sheet in sheets if sheet.get("aside", True)]
        with shelved(left, source) as (texts, told):
            made += collect(texts, [example for example in told if example.aside], blank, read=True)
    examples = [with_topic(found, unseen.get(found.question.text)) for found in made]
    for found in examples:
        found.weight = WEIGHT.get(found.example.source, 1.0)
    spread = np.random.default_rng(fit.SEED)
    examples += [of_few(found, spread) for found in examples if found.example.source != "off"]
    say(f"collected {len(examples)}")
    weights, sure, chances = fit.fit_selector(examples, idf, topic, threshold)
    report(examples, sure, chances, weights)
    return weights, examples


def rarity(library: Library, held_back: set[str]) -> dict[str, float]:
    """How rare each word's stem is in the passages of the reports not held back."""
    seen: Counter[str] = Counter()
    count = 0
    for card in library.reports():
        if card.name in held_back:
            continue
        for passage in library.store.passages_of(card.report_id):
            count += 1
            seen.update({stem(w) for w in re.findall(r"[\w’'-]+", passage.text)})
    return {
        word: round(math.log(count / n), 2)
        for word, n in sorted(seen.items())
        if n >= 3 and not word.isdigit() and len(word) < 25
    }


def train_topic(
    library: Library, asked: Sequence[Example], idf: dict[str, float]
) -> tuple[Linear, float, dict[str, float]]:
    """On the subject or off it, from evals/data/topic.jsonl and all questions to learn from.

    Returns the model, its threshold, and each question's chance by a model that never saw it.
    """
    own = list(rows(DATA / "topic.jsonl"))
    texts = [row["question"] for row in own] + [e.question for e in asked if not e.history]
    texts += on_the_subject(SHEETS)
    labels = np.array([row["in_scope"] for row in own] + [True] * (len(texts) - len(own)))
    encoder = library.embedder()
    dense = np.stack([encoder.encode_query(text).dense for text in texts])
    features = np.hstack([dense, np.array([extra(t, idf) for t in texts], np.float32)])
    model, threshold, chances = fit.fit_topic(features, labels, alike(texts))
    say(
        f"off the subject: AUROC {auroc(labels, chances):.3f}; at {threshold} refused "
        f"{np.mean(chances[~labels] < threshold):.3f} of {np.sum(~labels)}, and {np.mean(chances[labels] < threshold):.4f} "
        f"of {np.sum(labels)} on it; below 0.5: {np.mean(chances[~labels] < 0.5):.3f} and {np.mean(chances[labels] < 0.5):.4f}"
    )
    return model, threshold, dict(zip(texts, map(float, chances), strict=True))


def alike(texts: Sequence[str]) -> list[int]:
    """A number for each text, the same for those that differ in capitals and spaces alone."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(" ".join(t.casefold().split()), len(numbers)) for t in texts]


def with_topic(found: Collected, chance: float | None) -> Collected:
    """The question as one seen for the first time: with the chance that it is on the subject."""
    if chance is not None:
        found.question = replace(found.question, topic=chance)
    return found


def of_few(found: Collected, spread: np.random.Generator) -> Collected:
    """The question asked of some of its passages only, one that answers among them where any does."""
    count = len(found.pieces)
    order = [int(p) for p in spread.permutation(count)]
    order.sort(key=lambda p: not found.right[p])
    keep = sorted(order[: int(spread.integers(1, FEW + 1))])
    rows = [n for n, owner in enumerate(found.owner) if owner in keep]
    return replace(
        found,
        example=replace(found.example, source="few"),
        pieces=tuple(found.pieces[p] for p in keep),
        features=found.features[rows],
        matches=found.matches[rows],
        owner=[keep.index(found.owner[n]) for n in rows],
        gold=found.gold[rows],
        right=found.right[keep],
        also=found.also[keep],
        weight=found.weight * FEW_WEIGHT,
    )


def strangers(examples: Sequence[Example]) -> list[Example]:
    """Every question off the subject, asked of one of the reports, as one without an answer."""
    reports = sorted({(e.report_id, e.council) for e in examples})
    spread = np.random.default_rng(fit.SEED)
    made = []
    for row in rows(DATA / "topic.jsonl"):
        if not row["in_scope"]:
            report_id, council = reports[int(spread.integers(len(reports)))]
            made.append(stranger(row["question"], report_id, council))
    return made


def stranger(question: str, report_id: str, council: str) -> Example:
    """A question off the subject."""
    return Example(
        question=question,
        history=(),
        report_id=report_id,
        council=council,
        kind="off",
        expect="say_not_in_report",
        gold=(),
        also=(),
        support=(),
        aside=True,
        source="off",
    )


def measure(library: Library, questions: Path) -> None:
    """Measure the shipped weights on questions that they were not trained on."""
    weights = load()
    examples = collect(library, read([questions], library), weights, read=True)
    if not examples:
        raise CaseError(f"{questions}: none of its questions is on a report in the library.")
    sure = [
        weights.sentence.chance(ranking_features(e.question, e.features, e.owner)) for e in examples
    ]
    made = np.stack(
        [
            summary(e.question, e.features, e.matches, e.owner, s)
            for e, s in zip(examples, sure, strict=True)
        ]
    )
    report(examples, sure, weights.answerable.chance(made), weights)


def report(
    examples: Sequence[Collected], sure: Sequence[Any], chances: Any, weights: Weights
) -> None:
    """AUROC overall and within each form, refusals at the threshold, sentences found; by source."""
    sources = np.array([e.example.source for e in examples])
    labels = np.array([e.example.answerable for e in examples])
    forms = np.array([e.form for e in examples])
    for name in sorted(set(sources)):
        y, c, f = (values[sources == name] for values in (labels, chances, forms))
        refused = c < weights.threshold
        say(
            f"{name}: {len(y)}; AUROC {auroc(y, c):.3f}; refused at {weights.threshold}: "
            f"{_share(refused[y])} of {y.sum()} answerable, {_share(refused[~y])} of {(~y).sum()} not"
        )
        for kind in ("how many", "who", "when", "why", "yes_no", "other"):
            here = f == kind
            say(
                f"    {kind}: AUROC {auroc(y[here], c[here]):.3f} ({(~y[here]).sum()} of {here.sum()} not answerable)"
            )
        known = [
            (e, s)
            for e, s in zip(examples, sure, strict=True)
            if e.example.source == name and e.gold.any()
        ]
        if known:
            say(
                f"    sentences: right one first {np.mean([e.gold[np.argmax(s)] for e, s in known]):.3f}, "
                f"among three {np.mean([e.gold[np.argsort(-s)[:3]].any() for e, s in known]):.3f} of {len(known)} "
                f"found of {y.sum()}"
            )


def _share(marks: Any) -> str:
    return f"{np.mean(marks):.3f}" if len(marks) else "-"


def auroc(labels: Any, scores: Any) -> float:
    """How often an answerable question scores above one that is not; nan without both."""
    labels, scores = np.asarray(labels, bool), np.asarray(scores, float)
    good, bad = scores[labels], scores[~labels]
    if not len(good) or not len(bad):
        return float("nan")
    return float(np.mean((good[:, None] > bad[None]) + 0.5 * (good[:, None] == bad[None])))


if __name__ == "__main__":
    raise SystemExit(main())

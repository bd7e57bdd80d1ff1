"""Train the selector: python -m evals.training.train_selector --shared ../shared --library DIR.

Reads the questions of train.jsonl and those under evals/data, finds passages for each the way the
product does, fits three linear models and writes rag/weights/selector.json. With --measure nothing
is trained: the shipped weights are measured on the questions given, such as dev.jsonl.

A library of the reports under ../shared/reports is needed: judgements add ../shared/reports --library DIR.
Takes some minutes on two cores. Seeded; councils are kept together in every fold.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from evals.training import fit_selector as fit
from evals.training.fit_selector import Example
from index.library import Library
from index.types import Hit
from rag.condense import condense
from rag.select import gather
from rag.selector.asking import form
from rag.selector.features import passage_features, stem
from rag.selector.overall import ranking_features, summary
from rag.selector.topicality import extra
from rag.selector.weighing import Linear, Weights, load

DATA = Path(__file__).parents[1] / "data"
WEIGHTS = Path(__file__).parents[2] / "rag" / "weights" / "selector.json"
OUT_OF_SCOPE_EACH = 1
"""Each question off the subject is asked of this many reports, as a question without an answer."""


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
    library = Library.open(given.library)
    if given.measure:
        measure(library, rows(given.measure))
        return 0
    held_back = {row["report"] for row in rows(given.shared / "questions" / "dev.jsonl")}
    weights, examples = train(
        library, list(rows(given.shared / "questions" / "train.jsonl")), held_back
    )
    given.out.write_text(fit.to_json(weights), encoding="utf-8")
    say(f"{len(examples)} questions; written {given.out}")
    return 0


def say(text: str) -> None:
    """Print a line of the report."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The questions of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def train(
    library: Library, questions: Sequence[dict[str, Any]], held_back: set[str]
) -> tuple[Weights, list[Example]]:
    """Fit everything; `held_back` are reports whose words may not count."""
    idf = rarity(library, held_back)
    topic, threshold, unseen = train_topic(library, questions, idf)
    blank = Weights(topic, topic, topic, idf, 0.5, threshold, 0.5, 0.5)
    examples = [
        with_topic(example, unseen.get(example.known["question"]))
        for example in collect(library, questions, blank)
    ]
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
    library: Library, questions: Sequence[dict[str, Any]], idf: dict[str, float]
) -> tuple[Linear, float, dict[str, float]]:
    """On the subject or off it, from evals/data/topic.jsonl and the questions of train.jsonl.

    Returns the model, its threshold, and each question's chance by a model that never saw it.
    """
    own = list(rows(DATA / "topic.jsonl"))
    texts = [row["question"] for row in own] + [
        q["question"] for q in questions if not q["history"]
    ]
    labels = np.array([row["in_scope"] for row in own] + [True] * (len(texts) - len(own)))
    encoder = library.embedder()
    dense = np.stack([encoder.encode_query(text, adapted=False).dense for text in texts])
    features = np.hstack([dense, np.array([extra(t, idf) for t in texts], np.float32)])
    model, threshold, chances = fit.fit_topic(features, labels, list(range(len(texts))))
    say(
        f"off the subject: AUROC {auroc(labels, chances):.3f}; at {threshold} refused "
        f"{np.mean(chances[~labels] < threshold):.3f} of {np.sum(~labels)}, and {np.mean(chances[labels] < threshold):.4f} "
        f"of {np.sum(labels)} on it; below 0.5: {np.mean(chances[~labels] < 0.5):.3f} and {np.mean(chances[labels] < 0.5):.4f}"
    )
    return model, threshold, dict(zip(texts, map(float, chances), strict=True))


def with_topic(example: Example, chance: float | None) -> Example:
    """The example as a question seen for the first time: with the chance that it is on the subject."""
    if chance is None:
        return example
    return replace(example, question=replace(example.question, topic=chance))


def collect(
    library: Library, questions: Iterable[dict[str, Any]], weights: Weights, *, own: bool = True
) -> Iterator[Example]:
    """Find passages for every question, as the product would, and mark the sentences that answer."""
    by_name = {card.name: card.report_id for card in library.reports()}
    for row in questions:
        if row["report"] in by_name:
            made = condense(row["question"], [tuple(turn) for turn in row["history"]])
            example = one(
                library, row, made.standalone, made.search or made.standalone, by_name, weights
            )
            if example:
                yield replace_source(example, "followup" if row["history"] else "train")
    if not own:
        return
    for row in rows(DATA / "selector.jsonl"):
        example = one(library, row, row["question"], row["question"], by_name, weights)
        if example:
            yield replace_source(example, "own")
    reports = sorted({q["report"] for q in questions if q["report"] in by_name})
    spread = np.random.default_rng(fit.SEED)
    for row in rows(DATA / "topic.jsonl"):
        if not row["in_scope"]:
            for name in spread.choice(reports, OUT_OF_SCOPE_EACH):
                asked = {"question": row["question"], "report": str(name), "answerable": False}
                example = one(library, asked, row["question"], row["question"], by_name, weights)
                if example:
                    yield replace_source(example, "off")


def replace_source(example: Example, source: str) -> Example:
    """The example with where it comes from, and how much it counts."""
    return replace(example, source=source, weight={"off": 0.6}.get(source, 1.0))


def one(
    library: Library,
    row: dict[str, Any],
    question: str,
    search: str,
    by_name: dict[str, str],
    weights: Weights,
) -> Example | None:
    """One question with its passages' features."""
    if row["report"] not in by_name:
        return None
    read, hits, pieces = gather(
        question, library, weights, reports=[by_name[row["report"]]], search=search
    )
    if read is None:
        return None
    made = [passage_features(read, piece) for piece in pieces]
    gold = np.array([g for hit in hits for g in _gold(hit, row.get("support", ()))])
    answerable = row["answerable"] if "answerable" in row else row["expect"] != "say_not_in_report"
    return Example(
        question=read,
        features=np.concatenate([f for f, _ in made]),
        matches=np.concatenate([m for _, m in made]),
        owner=[n for n, piece in enumerate(pieces) for _ in piece.sentences],
        gold=gold,
        ranks=bool(gold.any()) and bool(row.get("support")),
        answerable=bool(answerable),
        group=row["report"],
        form=form(question),
        known={"question": question, "found": bool(gold.any()), "kind": row.get("kind", "")},
    )


def _gold(hit: Hit, support: Iterable[dict[str, Any]]) -> list[bool]:
    """Per sentence of a passage, whether it is one of those that answer."""
    from index.finder.sentences import sentences

    text = " ".join(hit.passage.text.split())
    spans: list[tuple[int, int]] = []
    for item in support:
        begin = text.find(" ".join(item["starts"].split()))
        close = " ".join(item["ends"].split())
        end = text.find(close, begin) if begin >= 0 else -1
        if end >= 0:
            spans.append((begin, end + len(close)))
    marks: list[bool] = []
    at = 0
    for start, stop in sentences(hit.passage.text) or ((0, len(hit.passage.text)),):
        folded = " ".join(hit.passage.text[start:stop].split())
        begin = text.find(folded, at)
        at = max(at, begin)
        end = begin + len(folded)
        marks.append(any(min(end, b) - max(begin, a) > 0.5 * len(folded) for a, b in spans))
    return marks


def measure(library: Library, questions: Iterable[dict[str, Any]]) -> None:
    """Measure the shipped weights on questions that they were not trained on."""
    weights = load()
    examples = list(collect(library, list(questions), weights, own=False))
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
    examples: Sequence[Example], sure: Sequence[Any], chances: Any, weights: Weights
) -> None:
    """AUROC overall and within each form, refusals at the threshold, sentences found."""
    sources = np.array([e.source for e in examples])
    labels = np.array([e.answerable for e in examples])
    forms = np.array([e.form for e in examples])
    for name, chosen in (
        ("questions", sources == "train"),
        ("follow-ups", sources == "followup"),
        ("our own", sources == "own"),
        ("questions and our own", np.isin(sources, ("train", "own"))),
        ("off the subject", sources == "off"),
    ):
        if not chosen.any():
            continue
        y, c = labels[chosen], chances[chosen]
        refused = c < weights.threshold
        say(
            f"{name}: {len(y)}; AUROC {auroc(y, c):.3f}; refused at {weights.threshold}: "
            f"{np.mean(refused[y]) if y.any() else float('nan'):.3f} of {y.sum()} answerable, "
            f"{np.mean(refused[~y]) if (~y).any() else float('nan'):.3f} of {(~y).sum()} not"
        )
        if name in ("questions", "questions and our own"):
            for kind in ("how many", "who", "when", "why", "yes_no", "other"):
                here = forms[chosen] == kind
                say(
                    f"    {kind}: AUROC {auroc(y[here], c[here]):.3f} ({(~y[here]).sum()} of {here.sum()} not answerable)"
                )
    known = [(e, s) for e, s in zip(examples, sure, strict=True) if e.ranks]
    first = np.mean([e.gold[np.argmax(s)] for e, s in known])
    three = np.mean([e.gold[np.argsort(-s)[:3]].any() for e, s in known])
    with_support = [e for e in examples if e.answerable and e.source == "train"]
    say(
        f"sentences: right one first {first:.3f}, among three {three:.3f} of {len(known)} whose passage was found "
        f"({np.mean([e.known['found'] for e in with_support]):.3f} of {len(with_support)} found)"
    )


def auroc(labels: Any, scores: Any) -> float:
    """How often an answerable question scores above one that is not; nan without both."""
    labels, scores = np.asarray(labels, bool), np.asarray(scores, float)
    good, bad = scores[labels], scores[~labels]
    if not len(good) or not len(bad):
        return float("nan")
    return float(np.mean((good[:, None] > bad[None]) + 0.5 * (good[:, None] == bad[None])))


if __name__ == "__main__":
    raise SystemExit(main())

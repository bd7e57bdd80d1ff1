"""Fitting the selector's linear models, with each council's questions kept together.

scikit-learn is needed here and nowhere else: what ships is weights as JSON (`rag.selector.weighing`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.training.collected import Collected
from rag.selector.overall import ranking_features, summary
from rag.selector.weighing import Linear, Weights

Floats = npt.NDArray[np.float32]
SEED = 7
FOLDS = 5
STRENGTH = {"sentence": 0.2, "answerable": 0.01, "topic": 0.01}
"""Inverse of the regularisation, chosen on councils held out in turn."""
FALSE_REFUSALS = 0.09
"""How many answerable questions may be refused at the shipped threshold, on councils held out."""
TOPIC_REFUSALS = 0.004
"""How many questions on the subject may be taken for off it."""


def fit_linear(
    rows: Floats, labels: Sequence[int] | npt.NDArray[Any], strength: float, weights: Any = None
) -> Linear:
    """Logistic regression on standardised features, folded back into plain weights."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = rows.mean(0), rows.std(0)
    spread = np.where(spread < 1e-6, 1.0, spread)
    model = LogisticRegression(C=strength, max_iter=4000, random_state=SEED)
    model.fit((rows - mean) / spread, np.asarray(labels), sample_weight=weights)
    slope = model.coef_[0] / spread
    bias = float(model.intercept_[0] - (slope * mean).sum())
    return Linear(tuple(round(float(w), 6) for w in slope), round(bias, 6))


def calibrated(model: Linear, scores: Floats, labels: Any, weights: Any = None) -> Linear:
    """The model with Platt's slope and shift, fitted on scores of questions it was not fitted on."""
    from sklearn.linear_model import LogisticRegression

    platt = LogisticRegression(C=100.0).fit(scores[:, None], labels, sample_weight=weights)
    return Linear(
        model.weights,
        model.bias,
        round(float(platt.coef_[0][0]), 5),
        round(float(platt.intercept_[0]), 5),
    )


def logit(model: Linear, rows: Floats) -> Floats:
    """Scores before the logistic and its calibration."""
    out: Floats = rows @ np.asarray(model.weights, np.float32) + model.bias
    return out


def folds(examples: Sequence[Collected]) -> list[tuple[list[int], list[int]]]:
    """Train and test indices, no report in both."""
    from sklearn.model_selection import GroupKFold

    groups = [e.example.council for e in examples]
    return [
        (list(a), list(b)) for a, b in GroupKFold(FOLDS).split(np.zeros(len(groups)), groups=groups)
    ]


def fit_sentence(examples: Sequence[Collected]) -> Linear:
    """The model that ranks sentences, from questions whose answering sentences are known."""
    known = [e for e in examples if e.gold.any()]
    rows = np.concatenate([ranking_features(e.question, e.features, e.owner) for e in known])
    return fit_linear(rows, np.concatenate([e.gold for e in known]), STRENGTH["sentence"])


def out_of_fold(examples: Sequence[Collected]) -> tuple[list[Floats], Floats, Floats]:
    """Per question: its sentences' chances, its summary row and its logit, by models that never saw its report."""
    sure: list[Floats] = [np.zeros(0, np.float32)] * len(examples)
    for a, b in folds(examples):
        model = fit_sentence([examples[i] for i in a])
        for i in b:
            e = examples[i]
            sure[i] = model.chance(ranking_features(e.question, e.features, e.owner))
    rows = np.stack(
        [
            summary(e.question, e.features, e.matches, e.owner, s)
            for e, s in zip(examples, sure, strict=True)
        ]
    )
    labels = np.array([e.example.answerable for e in examples])
    weights = np.array([e.weight for e in examples])
    scores = np.zeros(len(examples), np.float32)
    for a, b in folds(examples):
        model = fit_linear(rows[a], labels[a], STRENGTH["answerable"], weights[a])
        scores[b] = logit(model, rows[b])
    return sure, rows, scores


def fit_selector(
    examples: Sequence[Collected], idf: Mapping[str, float], topic: Linear, topic_threshold: float
) -> tuple[Weights, list[Floats], Floats]:
    """All weights; and per question its sentences' and its own chance by models that never saw its report."""
    sure, rows, scores = out_of_fold(examples)
    labels = np.array([e.example.answerable for e in examples])
    weights = np.array([e.weight for e in examples])
    model = calibrated(
        fit_linear(rows, labels, STRENGTH["answerable"], weights), scores, labels, weights
    )
    chances = 1 / (1 + np.exp(-(model.slope * scores + model.shift)))
    real = np.array([e.example.source == "train" for e in examples])
    threshold = float(np.quantile(chances[labels & real], FALSE_REFUSALS))
    also_at_least, also_share = choose_also(examples, sure)
    made = Weights(
        sentence=fit_sentence(examples),
        answerable=model,
        topic=topic,
        idf=idf,
        threshold=round(threshold, 4),
        topic_threshold=topic_threshold,
        also_at_least=also_at_least,
        also_share=also_share,
    )
    return made, sure, chances


def choose_also(examples: Sequence[Collected], sure: Sequence[Floats]) -> tuple[float, float]:
    """When a second and third sentence join the first: the best F2 against the gold sentences.

    F2, since a reader loses more by a sentence that is missing than by one more to read.
    """
    best = (0.0, 0.5, 0.7)
    for least in (0.05, 0.1, 0.2, 0.3, 0.4):
        for share in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
            scores = []
            for e, s in zip(examples, sure, strict=True):
                if not e.gold.any():
                    continue
                order = np.argsort(-s)[:3]
                taken = [
                    i
                    for n, i in enumerate(order)
                    if n == 0 or (s[i] >= least and s[i] >= share * s[order[0]])
                ]
                hit = float(e.gold[taken].sum())
                scores.append(5 * hit / (len(taken) + 4 * e.gold.sum()))
            value = float(np.mean(scores)) if scores else 0.0
            if value > best[0]:
                best = (value, least, share)
    return best[1], best[2]


def fit_topic(
    rows: Floats, labels: npt.NDArray[np.bool_], groups: Sequence[int]
) -> tuple[Linear, float, Floats]:
    """The model for "is it on the subject", its threshold, and each question's chance by a model that never saw it."""
    from sklearn.model_selection import GroupKFold

    weights = np.where(labels, 1.0, labels.sum() / max(1, (~labels).sum()))
    scores = np.zeros(len(labels), np.float32)
    for a, b in GroupKFold(FOLDS).split(rows, groups=groups):
        scores[b] = logit(fit_linear(rows[a], labels[a], STRENGTH["topic"], weights[a]), rows[b])
    model = calibrated(fit_linear(rows, labels, STRENGTH["topic"], weights), scores, labels)
    chances = 1 / (1 + np.exp(-(model.slope * scores + model.shift)))
    return model, round(float(np.quantile(chances[labels], TOPIC_REFUSALS)), 4), chances


def to_json(weights: Weights) -> str:
    """The file that `rag.selector.weighing.from_json` reads."""
    return json.dumps(asdict(weights), ensure_ascii=False, separators=(",", ":")) + "\n"

"""How well sentences fit a question, as numbers that a small model can weigh.

Three kinds: how closely each word of the question is met by the words of a sentence, its paragraph
and its neighbours (late interaction over token vectors); whether a thing of the kind asked for
stands there, and how near to the words that match; how the best sentence compares with the rest.
NumPy throughout; imported only when a question is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rag.selector.asking import FITTING, Asking, asking, spans_of
from rag.selector.mood import clash, mood, premise

Floats = npt.NDArray[np.float32]
WINDOW = 10
"""Tokens on either side of a thing that count as next to it."""


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


FUNCTION_WORDS = _words(
    """a an the of for in on at to by with from and or but so if as is are was were be been being am do does did done
    doing has have had having what whats which who whom whose how when where why that this these those there it its they
    them their theirs he she his her him we us our you your i me my mine not no can could would will shall should may
    might must just really very much any some than then too also still ever about into out up down off over under get gets got
    getting all im ive whos hows wheres s t re ve ll d m ok okay please many more most like know tell say said thing things
    anyone anything someone something way lot lots kind sort isn't aren't don't doesn't didn't hasn't haven't can't won't report reports
    ofsted inspector inspectors inspection does here actually exactly roughly now yes isn aren don doesn didn hasn haven won"""
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question read for selection: its token rows, the word of each, what it asks for."""

    text: str
    rows: Floats
    words: tuple[str, ...]
    groups: tuple[tuple[int, ...], ...]
    weights: Floats
    ask_rows: tuple[int, ...]
    counted: frozenset[str]
    asking: Asking
    dense: Floats
    mood: int = 0
    topic: float = 1.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage's text, where each token stands in it, the tokens' unit rows, and its sentences.

    `answers` are the logits of the sentences, read together with the question; `score` is how the
    passage was found.
    """

    text: str
    places: tuple[tuple[int, int], ...]
    rows: Floats
    sentences: tuple[tuple[int, int], ...]
    answers: tuple[float, ...]
    score: float


SENTENCE = (
    "read", "read_passage", "found", "mean", "weighted", "lowest", "second_lowest", "top", "exact", "exact_weighted",
    "passage_mean", "passage_weighted", "passage_lowest", "passage_exact",
    "dense", "passage_dense", "ask_word", "ask_word_passage",
    "fits", "fits_passage", "near", "near_weighted", "near_passage", "counted", "counted_near", "counted_vague", "figures_near",
    "vague", "reason", "negation", "positive", "digits", "names", "names_near",
    "length", "first", "position", "against", "alike",
)  # fmt: skip


def read_question(
    text: str,
    rows: Floats,
    words: Sequence[str],
    idf: Mapping[str, float],
    ignored: frozenset[str],
    topic: float = 1.0,
) -> Question:
    """Group the token rows of a question by word and weigh the words by how rare they are.

    `ignored` are words that scope has used up, such as the council's name.
    """
    groups: list[list[int]] = []
    names: list[str] = []
    ask: list[int] = []
    previous = None
    for row, raw in enumerate(words):
        word = raw.replace("’", "'")
        if not re.fullmatch(r"[\w'-]*\w[\w'-]*", word):  # a full stop or question mark is no word
            previous = None
            continue
        if word in ASK_WORDS:
            ask.append(row)
        bare = word.removesuffix("'s")
        if word in FUNCTION_WORDS or bare in FUNCTION_WORDS or bare in ignored:
            previous = None
            continue
        if word == previous:
            groups[-1].append(row)
        else:
            groups.append([row])
            names.append(bare)
        previous = word
    if not groups:
        groups = [[row] for row in range(len(words))] or [[0]]
        names = list(words) or [""]
    default = max(idf.values(), default=1.0)
    weights = np.array([max(idf.get(stem(n), default), 0.5) for n in names], np.float32)
    wants = asking(text)
    return Question(
        text=text,
        rows=rows,
        words=tuple(names),
        groups=tuple(tuple(g) for g in groups),
        weights=weights / weights.sum(),
        ask_rows=tuple(ask) or tuple(range(min(2, len(words)))),
        counted=frozenset(stem(w) for w in wants.of.lower().split()),
        asking=wants,
        dense=_unit(rows.mean(0)),
        mood=premise(text),
        topic=topic,
    )


ASK_WORDS = _words(
    "how many much what which who whose why when where long often percentage proportion number name cost date age average amount share rate"
)


def stem(word: str) -> str:
    """A word without its commonest endings, so that "visits" meets "visit"."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    for ending in ("ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "s", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def passage_features(question: Question, piece: Piece) -> tuple[Floats, Floats]:
    """Return per sentence its features (sentences, len(SENTENCE)) and word matches (sentences, words)."""
    sims = question.rows @ piece.rows.T
    count = piece.rows.shape[0]
    by_word = np.stack(
        [sims[list(g)].max(0) if len(g) == 1 else sims[list(g)].mean(0) for g in question.groups]
    )
    # a word cut into pieces meets its match piece by piece
    best_passage = np.array([sims[list(g)].max(1).mean() for g in question.groups], np.float32)
    passage_stems = {stem(w) for w in re.findall(r"[\w’'-]+", piece.text)}
    exact_passage = np.array([stem(w) in passage_stems for w in question.words], np.float32)
    passage_dense = float(question.dense @ _unit(piece.rows.mean(0))) if count else 0.0
    starts = np.array([a for a, _ in piece.places] or [0])
    rows_out = np.zeros((len(piece.sentences), len(SENTENCE)), np.float32)
    matches = np.zeros((len(piece.sentences), len(question.groups)), np.float32)
    kinds = FITTING[question.asking.wanted]
    asked_row = sims[list(question.ask_rows)]
    fits_anywhere = float(any(True for kind in kinds[:1] for _ in spans_of(piece.text, kind)))
    near_all = 0.0
    per: list[dict[str, float]] = []
    for index, (start, end) in enumerate(piece.sentences):
        inside = np.flatnonzero((starts >= start) & (starts < end))
        text = piece.text[start:end]
        if not len(inside):
            per.append({})
            continue
        best = np.array(
            [sims[list(g)][:, inside].max(1).mean() for g in question.groups], np.float32
        )
        matches[index] = best
        here = _sentence(question, text, start, starts, inside, sims, by_word, kinds)
        order = np.sort(best)
        stems = {stem(w) for w in re.findall(r"[\w’'-]+", text)}
        exact = np.array([stem(w) in stems for w in question.words], np.float32)
        here |= {
            "read": piece.answers[index],
            "read_passage": max(piece.answers),
            "found": piece.score,
            "mean": float(best.mean()),
            "weighted": float(best @ question.weights),
            "lowest": float(order[0]),
            "second_lowest": float(order[min(1, len(order) - 1)]),
            "top": float(order[-1]),
            "exact": float(exact.mean()),
            "exact_weighted": float(exact @ question.weights),
            "passage_mean": float(best_passage.mean()),
            "passage_weighted": float(best_passage @ question.weights),
            "passage_lowest": float(best_passage.min()),
            "passage_exact": float(exact_passage @ question.weights),
            "dense": float(question.dense @ _unit(piece.rows[inside].mean(0))),
            "passage_dense": passage_dense,
            "ask_word": float(asked_row[:, inside].max(1).mean()),
            "ask_word_passage": float(asked_row.max(1).mean()),
            "fits_passage": fits_anywhere,
            "against": clash(question.mood, text),
            "alike": float(question.mood != 0 and mood(text) == question.mood),
            "length": min(len(inside), 80) / 80,
            "first": float(index == 0),
            "position": index / max(1, len(piece.sentences)),
        }
        near_all = max(near_all, here["near"])
        per.append(here)
    for index, here in enumerate(per):
        here["near_passage"] = near_all
        rows_out[index] = [here.get(name, 0.0) for name in SENTENCE]
    return rows_out, matches


def _sentence(
    question: Question,
    text: str,
    start: int,
    starts: npt.NDArray[np.int64],
    inside: npt.NDArray[np.int64],
    sims: Floats,
    by_word: Floats,
    kinds: tuple[str, ...],
) -> dict[str, float]:
    """What of the asked-for kind stands in a sentence, and how near to what matches."""
    near = near_weighted = 0.0
    fits = 0.0
    for rank, kind in enumerate(kinds):
        for a, b in spans_of(text, kind):
            window = _around(start + a, start + b, starts, inside)
            if not len(window):
                continue
            close = by_word[:, window].max(1)
            near = max(near, float(close.mean()))
            near_weighted = max(near_weighted, float(close @ question.weights))
            fits = max(fits, 1.0 - 0.3 * rank)
    counted = counted_near = counted_vague = 0.0
    if question.counted:
        rows = [
            r
            for g, w in zip(question.groups, question.words, strict=True)
            if stem(w) in question.counted
            for r in g
        ]
        if rows:
            counted = float(sims[rows][:, inside].max(1).mean())
            for kind in ("number", "fraction", "percent", "money", "duration"):
                for a, b in spans_of(text, kind):
                    window = _around(start + a, start + b, starts, inside, before=1, after=6)
                    if len(window):
                        counted_near = max(counted_near, float(sims[rows][:, window].max(1).mean()))
            for a, b in spans_of(text, "vague"):
                window = _around(start + a, start + b, starts, inside, before=1, after=6)
                if len(window):
                    counted_vague = max(counted_vague, float(sims[rows][:, window].max(1).mean()))
    figures = 0.0
    for a, b in spans_of(text, "number"):
        window = _around(start + a, start + b, starts, inside)
        if len(window):
            figures = max(figures, float(by_word[:, window].max(1).mean()))
    names = list(spans_of(text, "name"))
    names_near = 0.0
    for a, b in names:
        window = _around(start + a, start + b, starts, inside)
        if len(window):
            names_near = max(names_near, float(by_word[:, window].max(1).mean()))
    return {
        "fits": fits,
        "near": near,
        "near_weighted": near_weighted,
        "counted": counted,
        "counted_near": counted_near,
        "counted_vague": counted_vague,
        "figures_near": figures,
        "vague": float(any(True for _ in spans_of(text, "vague"))),
        "reason": float(any(True for _ in spans_of(text, "reason"))),
        "negation": float(any(True for _ in spans_of(text, "negation"))),
        "positive": float(any(True for _ in spans_of(text, "positive"))),
        "digits": min(sum(1 for _ in spans_of(text, "number")), 4) / 4,
        "names": min(len(names), 4) / 4,
        "names_near": names_near,
    }


def _around(
    begin: int,
    end: int,
    starts: npt.NDArray[np.int64],
    inside: npt.NDArray[np.int64],
    before: int = WINDOW,
    after: int = WINDOW,
) -> npt.NDArray[np.int64]:
    """Tokens of the sentence next to the characters `begin`..`end`, the thing itself included."""
    own = inside[(starts[inside] >= begin) & (starts[inside] < end)]
    if not len(own):
        return own
    near: npt.NDArray[np.int64] = inside[(inside >= own[0] - before) & (inside <= own[-1] + after)]
    return near


def _unit(row: Floats) -> Floats:
    length = float(np.linalg.norm(row))
    return row / length if length else row

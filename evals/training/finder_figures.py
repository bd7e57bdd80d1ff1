"""What each part of the finder earns: first and first five, each part on and off, with intervals.

    python -m evals.training.finder_figures --library DIR --questions FILE --weights FILE [--held-out 5 --fold 0]

One report in scope, the questions that name gold paragraphs. Prints a Markdown table; intervals are
95% percentile intervals of 2,000 bootstrap samples over councils, which are what a new report is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from evals.training.train_finder import Pair, Shelf, fold_of, gather
from index import search
from index.embed import Embedder, open_embedder
from index.finder import lexicon, tuning
from index.library import Library

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Sides:
    """A question's parts of the score for each passage of its report."""

    keyword: Floats
    words_only: Floats
    plain_dense: Floats
    plain_late: Floats
    dense: Floats
    late: Floats
    numbered: Floats


def sides(
    library: Library,
    plain: Embedder,
    learned: Embedder,
    pair: Pair,
    shelf: Shelf,
    ids: Sequence[str],
) -> Sides:
    """Compute every part of the score once; the table combines them."""
    reading = lexicon.read(pair.text)
    without = " OR ".join(f'"{word}"' for word in reading.words)
    return Sides(
        keyword=_keyword(library, lexicon.match_expression(reading), pair.report, ids),
        words_only=_keyword(library, without, pair.report, ids),
        plain_dense=shelf.dense @ plain.encode_query(pair.text).dense,
        plain_late=_late(plain, pair.text, shelf),
        dense=shelf.dense @ learned.encode_query(reading.text).dense,
        late=_late(learned, reading.text, shelf),
        numbered=shelf.numbered,
    )


def table(
    pairs: Sequence[Pair], found: Sequence[Sides], whole: float
) -> list[tuple[str, list[int]]]:
    """Name the variants, and rank the first gold passage of every question under each."""
    keyword, numbered = search.KEYWORD, search.NUMBERED

    def full(s: Sides) -> Floats:
        out: Floats = s.late + whole * s.dense + keyword * s.keyword + numbered * s.numbered
        return out

    variants: dict[str, Any] = {
        "keyword alone, the question's own words": lambda s: s.words_only,
        "keyword alone, with the lexicon": lambda s: s.keyword,
        "dense alone, untrained": lambda s: s.plain_dense,
        "dense alone, trained question side": lambda s: s.dense,
        "late interaction, untrained": lambda s: s.plain_late,
        "late interaction, trained question side": lambda s: s.late,
        "**as shipped**": full,
        "shipped, without training": lambda s: (
            s.plain_late + 0.3 * s.plain_dense + keyword * s.keyword + numbered * s.numbered
        ),
        "shipped, without dense": lambda s: full(s) - whole * s.dense,
        "shipped, without keyword": lambda s: full(s) - keyword * s.keyword,
        "shipped, keyword without the lexicon": lambda s: (
            full(s) + keyword * (s.words_only - s.keyword)
        ),
        "shipped, numbered paragraphs not preferred": lambda s: full(s) - numbered * s.numbered,
    }
    return [
        (name, [_rank(score(s), pair.gold) for s, pair in zip(found, pairs, strict=True)])
        for name, score in variants.items()
    ]


def row(name: str, ranks: Sequence[int], councils: Sequence[str]) -> str:
    """One line of the table: first and first five with intervals, and MRR."""
    values = np.array(ranks)
    low, high = _intervals([values < 1, values < 5], councils)
    cells = [
        f"{np.mean(values < at) * 100:.1f} ({a * 100:.0f}-{b * 100:.0f})"
        for at, a, b in zip((1, 5), low, high, strict=True)
    ]
    return f"| {name} | {cells[0]} | {cells[1]} | {np.mean(1 / (values + 1)):.3f} |"


def _intervals(hits: Sequence[npt.NDArray[np.bool_]], councils: Sequence[str]) -> Any:
    chance = np.random.default_rng(0)
    names = np.array(councils)
    places = [np.flatnonzero(names == name) for name in sorted(set(councils))]
    sums = np.array([[hit[at].sum() for at in places] for hit in hits], float)
    sizes = np.array([len(at) for at in places], float)
    drawn = chance.integers(0, len(places), (2000, len(places)))
    shares = sums[:, drawn].sum(2) / sizes[drawn].sum(1)
    return np.percentile(shares, [2.5, 97.5], axis=1)


def _rank(scores: Floats, gold: npt.NDArray[np.bool_]) -> int:
    return int((scores > scores[gold].max()).sum())


def _late(embedder: Embedder, text: str, shelf: Shelf) -> Floats:
    encoded = embedder.encode_query(text)
    if not len(encoded.tokens):
        return np.zeros(len(shelf.numbered), np.float32)
    matched = search.best_matches(encoded, embedder._compact(shelf.states), shelf.starts[:-1])
    out: Floats = encoded.weights @ matched
    return out


def _keyword(library: Library, match: str, report: str, ids: Sequence[str]) -> Floats:
    if not match:
        return np.zeros(len(ids), np.float32)
    scores: Mapping[str, float] = dict(library.store.keyword(match, len(ids), [report]))
    top = max(scores.values(), default=0.0) or 1.0
    return np.array([scores.get(name, 0.0) / top for name in ids], np.float32)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--library", required=True, type=Path)
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--weights", type=Path, help="other weights than those that ship")
    parser.add_argument("--held-out", type=int, default=0)
    parser.add_argument("--fold", type=int, default=0)
    chosen = parser.parse_args(arguments)
    learned = open_embedder()
    if chosen.weights:
        learned.tuning = tuning.load(chosen.weights)
    plain = open_embedder()
    plain.tuning = None
    if learned.tuning is None:
        print("there are no learned weights: train them first", file=sys.stderr)  # noqa: T201
        return 2
    skipped = set(np.flatnonzero(learned.tuning.skipped).tolist())
    with Library.open(chosen.library) as library:
        shelves, pairs = gather(library, plain, chosen.questions, skipped)
        if chosen.held_out:
            pairs = [p for p in pairs if fold_of(p.council, chosen.held_out) == chosen.fold]
        ids = {name: [p.id for p in library.store.passages_of(name)] for name in shelves}
        found = [
            sides(library, plain, learned, pair, shelves[pair.report], ids[pair.report])
            for pair in pairs
        ]
    print(f"{len(pairs)} questions on {len({p.report for p in pairs})} reports\n")  # noqa: T201
    print("| variant | first, % | first five, % | MRR |\n|---|---|---|---|")  # noqa: T201
    councils = [pair.council for pair in pairs]
    for name, ranks in table(pairs, found, learned.tuning.dense):
        print(row(name, ranks, councils))  # noqa: T201
    return 0


if __name__ == "__main__":
    cast("Any", sys).exit(main())

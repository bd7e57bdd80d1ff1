"""What each part of the finder earns: first and first five, each part on and off, with intervals.

    python -m evals.training.finder_figures --library DIR --questions FILE [--aside]

One report in scope, the questions that name gold paragraphs; `--aside` keeps to councils that nothing was
learned from. Prints a Markdown table; intervals are 95% percentile intervals of 2,000 bootstrap samples
over councils, which are what a new report is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.mistakes import opened, told
from evals.training.examples import Example, gold, read
from index import search
from index.embed import Embedder, Encoding, open_embedder
from index.errors import CaseError, ModelError
from index.finder import lexicon
from index.library import Library
from index.passages import embedding_text
from index.types import Passage

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A report's passages, and their vectors with and without what was learned."""

    passages: tuple[Passage, ...]
    numbered: Floats
    learned: Encoding
    plain: Encoding


@dataclass(frozen=True, slots=True)
class Parts:
    """A question's parts of the score for each passage of its report, shape (n,) each."""

    keyword: Floats
    words_only: Floats
    plain_dense: Floats
    plain_late: Floats
    dense: Floats
    late: Floats
    numbered: Floats


def shelve(library: Library, report_id: str, learned: Embedder, plain: Embedder) -> Shelf:
    """Encode a report's passages twice."""
    card = library.report(report_id).card
    cut = tuple(library.store.passages_of(report_id))
    texts = [embedding_text(passage, card) for passage in cut]
    return Shelf(
        cut,
        np.array([passage.kind == "numbered" for passage in cut], np.float32),
        learned.encode_passages(texts),
        plain.encode_passages(texts),
    )


def parts(
    library: Library, learned: Embedder, plain: Embedder, example: Example, shelf: Shelf
) -> Parts:
    """Compute every part of the score once; the table combines them."""
    reading = lexicon.read(example.text)
    without = " OR ".join(f'"{word}"' for word in reading.words)
    ids = [passage.id for passage in shelf.passages]
    asked, asked_plain = learned.encode_query(reading.text), plain.encode_query(example.text)
    return Parts(
        keyword=search.keyword_weight(reading)
        * _keyword(library, lexicon.match_expression(reading), example.report_id, ids),
        words_only=_keyword(library, without, example.report_id, ids),
        plain_dense=shelf.plain.dense @ asked_plain.dense,
        plain_late=_late(asked_plain, shelf.plain),
        dense=shelf.learned.dense @ asked.dense,
        late=_late(asked, shelf.learned),
        numbered=shelf.numbered,
    )


def variants(whole: float) -> dict[str, Callable[[Parts], Floats]]:
    """Ways to combine the parts, by name; `whole` is what the whole passage's likeness counts."""
    numbered = search.NUMBERED

    def compared(p: Parts, *, without: str = "") -> Floats:
        scores = {
            "late": p.late,
            "dense": whole * p.dense,
            "keyword": p.keyword,
            "numbered": numbered * p.numbered,
        }
        out: Floats = np.sum([s for name, s in scores.items() if name != without], axis=0)
        return out

    return {
        "keyword alone, the question's own words": lambda p: p.words_only,
        "keyword alone, with the lexicon": lambda p: p.keyword,
        "dense alone, untrained": lambda p: p.plain_dense,
        "dense alone": lambda p: p.dense,
        "late interaction alone, untrained": lambda p: p.plain_late,
        "late interaction alone": lambda p: p.late,
        "**as shipped**": compared,
        "shipped, without late interaction": lambda p: compared(p, without="late"),
        "shipped, without dense": lambda p: compared(p, without="dense"),
        "shipped, without keyword": lambda p: compared(p, without="keyword"),
        "shipped, numbered paragraphs not preferred": lambda p: compared(p, without="numbered"),
    }


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


def _late(asked: Any, passages: Encoding) -> Floats:
    starts = np.cumsum([0] + [len(rows) for rows in passages.tokens])[:-1]
    matched = search.best_matches(asked, np.concatenate(passages.tokens), starts)
    out: Floats = asked.weights @ matched
    return out


def _keyword(library: Library, match: str, report: str, ids: Sequence[str]) -> Floats:
    if not match:
        return np.zeros(len(ids), np.float32)
    scores: Mapping[str, float] = dict(library.store.keyword(match, len(ids), [report]))
    return np.array([scores.get(name, 0.0) for name in ids], np.float32)


@told
def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--library", required=True, type=Path)
    parser.add_argument("--questions", required=True, type=Path)
    parser.add_argument("--aside", action="store_true")
    chosen = parser.parse_args(arguments)
    learned, plain = open_embedder(), open_embedder(learned=False)
    if learned.tuning is None:
        raise ModelError("The bundled model is another than the one the finder was trained for.")
    ranks: dict[str, list[int]] = {}
    councils: list[str] = []
    with opened(chosen.library) as library:
        asked = [e for e in read([chosen.questions], library) if e.aside or not chosen.aside]
        shelves: dict[str, Shelf] = {}
        for example in asked:
            if example.report_id not in shelves:
                shelves[example.report_id] = shelve(library, example.report_id, learned, plain)
            shelf = shelves[example.report_id]
            right, _ = gold(example, shelf.passages)
            if not right.any():
                continue
            councils.append(example.council)
            made = parts(library, learned, plain, example, shelf)
            for name, combine in variants(learned.tuning.dense).items():
                scores = combine(made)
                ranks.setdefault(name, []).append(int((scores > scores[right].max()).sum()))
    if not councils:
        raise CaseError(
            f"{chosen.questions}: no question has gold paragraphs of a report in the library."
        )
    print(f"{len(councils)} questions on {len(set(councils))} councils\n")  # noqa: T201
    print("| variant | first, % | first five, % | MRR |\n|---|---|---|---|")  # noqa: T201
    for name, found in ranks.items():
        print(row(name, found, councils))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())

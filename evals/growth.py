"""How the library's costs grow: the same figures at 1, 4 and 16 times the passages.

`python -m evals.growth LIBRARY` makes bigger libraries out of one: every report again under other ids, a word
of every passage exchanged and every vector turned a little (cosine about .98), as near-identical reports are. It
measures building and checking a generation, one report more, and each part of a search. Vectors are turned,
not made anew by the model, and token vectors are left out, so embedding is no part of these figures.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import index.storage.records as records
import index.storage.segments as segments
import index.vectors as vectors
from evals.mistakes import count, opened, told
from evals.speed_recipes import QUESTIONS
from index.library import Library
from index.storage.generations import Generations, Making
from index.storage.identity import renamed
from index.storage.store import Store

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]


def grow(source: Library, place: Path, times: int, seed: int = 1) -> dict[str, Any]:
    """Make a library `times` as big in the folder `place`, and measure it."""
    import numpy as np

    chance = np.random.default_rng(seed)
    (place / "vectors").mkdir(parents=True)
    store, generations = Store(place / "library.sqlite3"), Generations(place)
    made_by = source.vectors.manifest
    making = Making(made_by.model, made_by.fingerprint, made_by.dimension, made_by.rules)
    files: dict[str, str] = {}
    begun = time.perf_counter()
    with store.transaction() as connection:
        for copy in range(times):
            for card in source.reports():
                _copy(source, store, connection, card.report_id, copy, files, chance)
    stored = time.perf_counter() - begun
    one, file = files.popitem()
    begun = time.perf_counter()
    first = generations.build(making, files, None)
    built = time.perf_counter() - begun
    begun = time.perf_counter()
    last = generations.build(making, files | {one: file}, first)
    added = time.perf_counter() - begun
    figures = _searched(source, place, store, vectors.Generation(place, last.id), chance)
    store.close()
    return {
        "passages": last.count,
        "seconds": {
            "truth": round(stored, 1),
            "first_generation": round(built, 1),
            "one_report_more": round(added, 2),
        },
        "mb": {
            "database": _mb(place / "library.sqlite3"),
            "vectors": _mb(place / "vectors"),
            "chroma": _mb(place / "generations" / last.id),
        },
        **figures,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _copy(
    source: Library,
    store: Store,
    connection: Any,
    report_id: str,
    copy: int,
    files: dict[str, str],
    chance: Any,
) -> None:
    import numpy as np

    report = renamed(source.report(report_id), f"{report_id}-{copy}")
    report = replace(report, card=replace(report.card, sha256=f"{report.card.sha256}-{copy}"))
    cut = []
    for passage in source.store.passages_of(report_id):
        words = passage.text.split(" ")
        words[int(chance.integers(len(words)))] = f"word{int(chance.integers(5000))}"
        cut.append(
            replace(
                passage,
                id=f"{report.card.report_id}:{passage.paragraph_id}:{passage.start}",
                report_id=report.card.report_id,
                text=" ".join(words),
            )
        )
    records.insert(connection, report, cut)
    dense = source.vectors.segments[report_id].dense
    turned = dense + chance.normal(size=dense.shape).astype(np.float32) * (
        0.2 / dense.shape[1] ** 0.5
    )
    turned /= np.linalg.norm(turned, axis=1, keepdims=True)
    file = f"{report.card.report_id}.vec"
    none = [np.zeros((0, 1), np.int8)] * len(cut)
    segments.write(store.path.parent / "vectors" / file, [p.id for p in cut], turned, none)
    files[report.card.report_id] = file


def _searched(
    source: Library, place: Path, store: Store, generation: vectors.Generation, chance: Any
) -> dict[str, Any]:
    """Milliseconds of the parts of a search, and how much of the exact result Chroma finds."""
    import numpy as np

    import index.finder.lexicon as lexicon

    del place
    model = source.embedder()
    asked = [np.asarray(model.embed_query(question), np.float32) for question in QUESTIONS]
    rows = [s.dense for s in generation.segments.values() if len(s.dense)]
    near = []
    for _ in range(100):
        some = rows[int(chance.integers(len(rows)))]
        row = some[int(chance.integers(len(some)))]
        turned = row + chance.normal(size=row.shape).astype(np.float32) * (0.2 / len(row) ** 0.5)
        near.append(turned / np.linalg.norm(turned))
    queries = [*asked, *near]
    limit = vectors.EXACT

    def nearest(exact: int) -> tuple[dict[str, float], list[set[str]]]:
        vectors.EXACT = exact
        try:
            found = [{n for n, _ in generation.nearest(q.tolist(), 10)} for q in queries]
            return _ms(lambda q: generation.nearest(q.tolist(), 10), queries), found
        finally:
            vectors.EXACT = limit

    exact_ms, truth = nearest(10**9)
    chroma_ms, found = nearest(0)
    matches = [m for q in QUESTIONS if (m := lexicon.match_expression(lexicon.read(q)))]
    return {
        "exact_ms": exact_ms,
        "chroma_ms": chroma_ms,
        "chroma_recall_at_10": round(
            sum(len(a & b) for a, b in zip(truth, found, strict=True)) / (10 * len(truth)), 4
        ),
        "keyword_ms": _ms(lambda match: store.keyword(match, 80), matches * 5),
        "embed_ms": _ms(model.embed_query, list(QUESTIONS) * 3),
    }


def _ms(ask: Callable[[Any], object], items: Sequence[Any]) -> dict[str, float]:
    took = []
    for item in items:
        begun = time.perf_counter()
        ask(item)
        took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return {"p50": round(took[len(took) // 2], 2), "p95": round(took[int(len(took) * 0.95)], 2)}


def _mb(path: Path) -> float:
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return round(sum(file.stat().st_size for file in files) / 2**20, 1)


@told
def main(arguments: Sequence[str] | None = None) -> int:
    """Measure from the command line; 0 done, 2 not run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("library", type=Path)
    parser.add_argument("--times", type=count, nargs="+", default=[1, 4, 16])
    asked = parser.parse_args(arguments)
    figures = {}
    with opened(asked.library) as source:
        for times in asked.times:
            with tempfile.TemporaryDirectory(prefix="growth-") as place:
                figures[f"{times}x"] = grow(source, Path(place) / "library", times)
                sys.stderr.write(f"{times}x {figures[f'{times}x']}\n")
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

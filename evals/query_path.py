"""How long each part of a search takes on the way of the product's own search.

The library is given to `index.search.find` with clocks around what embeds the question, compares vectors
and asks for keywords; what is left of the whole is the fusion of the candidates.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from evals.types import Stage
from index.library import Library

PARTS = ("embed", "vector", "keyword")
_WARMING = "How well are disabled children known to their social workers?"

MOST = 60
"""So many questions are searched for."""


def query_path(library: Any, questions: Sequence[str]) -> tuple[Stage, ...]:
    """Seconds (p50 and p95) of embed, vector, keyword and fusion, and of all four, over the whole library.

    Another question warms it up; a library that is not the product's gives none.
    """
    from index.search import find

    some = list(dict.fromkeys(questions))[:MOST]
    if not isinstance(library, Library) or not some:
        return ()
    clocks = _Clocks()
    timed: Any = _Timed(library, clocks)
    took: dict[str, list[float]] = {name: [] for name in (*PARTS, "fusion", "all four")}
    find(library, _WARMING)
    for question in some:
        clocks.seconds = dict.fromkeys(PARTS, 0.0)
        begun = time.perf_counter()
        find(timed, question)
        whole = time.perf_counter() - begun
        for name in PARTS:
            took[name].append(clocks.seconds[name])
        took["fusion"].append(whole - sum(clocks.seconds.values()))
        took["all four"].append(whole)
    return tuple(
        Stage(f"search: {name}", _at(values, 0.5), _at(values, 0.95))
        for name, values in took.items()
    )


class _Clocks:
    def __init__(self) -> None:
        self.seconds = dict.fromkeys(PARTS, 0.0)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += time.perf_counter() - begun


class _Timed:
    """The library, with a clock around each part of a search."""

    def __init__(self, library: Library, clocks: _Clocks) -> None:
        self._library = library
        self._clocks = clocks

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    @property
    def vectors(self) -> Any:
        return _Clocked(self._library.vectors, "nearest", "vector", self._clocks)

    @property
    def store(self) -> Any:
        return _Clocked(self._library.store, "keyword", "keyword", self._clocks)

    def embedder(self) -> Any:
        return _Clocked(self._library.embedder(), "encode_query", "embed", self._clocks)


class _Clocked:
    """An object with a clock around one of its methods."""

    def __init__(self, inner: Any, method: str, part: str, clocks: _Clocks) -> None:
        self._inner, self._method, self._part, self._clocks = inner, method, part, clocks

    def __getattr__(self, name: str) -> Any:
        found: Callable[..., Any] = getattr(self._inner, name)
        if name != self._method:
            return found

        def timed(*given: Any, **named: Any) -> Any:
            with self._clocks(self._part):
                return found(*given, **named)

        return timed


def _at(values: Sequence[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

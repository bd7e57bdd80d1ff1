"""A question to passages: candidates by vector and by keyword, then each word against each passage.

Within a few reports every passage is compared; over a whole library the nearest by vector and by
keyword are. The comparison is late interaction (Khattab and Zaharia, 2020, arXiv:2004.12832): for
each word of the question the best match among the words of the passage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import VectorsUnavailableError
from index.finder import lexicon
from index.types import Hit, Passage

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index.embed import QueryEncoding
    from index.library import Library
    from index.vectors import Generation

    Floats = npt.NDArray[np.float32]
    Bytes = npt.NDArray[np.int8]

ALL_COMPARED = 1500
"""Up to this many passages in scope, every one is compared; over it, the candidates are."""

NEAREST = 150
"""Candidates by vector."""

BY_KEYWORD = 80
"""Candidates by keyword."""

_FEW_REPORTS = 6
"""Up to this many reports in scope, a paragraph is looked up by its number in each."""

_DENSE = 0.3
"""What the whole passage's likeness counts beside the words', for a model without learned weights."""

KEYWORD = 0.005
"""What a unit of the keyword score (BM25, a sum over words) counts beside the words' average match."""

LONG = 6
"""A question of more words is told apart less by an average: for it the keyword score counts more."""

NUMBERED = 0.02
"""What being a numbered paragraph counts: it says in full what summaries and lists touch on."""


@dataclass(frozen=True, slots=True)
class Found:
    """A passage, its score, and how well each word of the question found its match (0 to 1)."""

    passage: Passage
    score: float
    words: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a search found, best first; `keyword_only` says that the vectors could not be asked."""

    found: tuple[Found, ...]
    reading: lexicon.Reading
    keyword_only: bool = False


def search(
    library: Library, query: str, k: int = 5, reports: Sequence[str] | None = None
) -> list[Hit]:
    """Return the `k` passages that answer `query` best, best first; `reports` are ids to search in."""
    return [Hit(found.passage, found.score) for found in find(library, query, k, reports).found]


def find(library: Library, query: str, k: int = 5, reports: Sequence[str] | None = None) -> Finding:
    """As `search`, with how each word of the question was matched.

    Where the vectors can't be asked (a Chroma server that is away), keyword search answers alone.
    """
    reading = lexicon.read(query)
    try:
        vectors = library.vectors
        encoded = library.embedder().encode_query(reading.text)
        found = _compared(library, vectors, encoded, reading, k, reports)
    except VectorsUnavailableError:
        if library.store.count() == 0:
            return Finding((), reading)
        best = _by_keyword(library, reading, max(k, BY_KEYWORD), reports)
        top = max(best.values(), default=0.0) or 1.0
        passages = library.store.passages(best)
        found = [
            Found(passages[name], score / top) for name, score in best.items() if name in passages
        ]
        return Finding(
            _with_asked_for(library, reading, found, reports, k), reading, keyword_only=True
        )
    return Finding(_with_asked_for(library, reading, found, reports, k), reading)


def keyword_weight(reading: lexicon.Reading) -> float:
    """What a unit of BM25 counts for a question."""
    return KEYWORD * max(1.0, len(reading.words) / LONG)


def _compared(
    library: Library,
    vectors: Generation,
    encoded: QueryEncoding,
    reading: lexicon.Reading,
    k: int,
    reports: Sequence[str] | None,
) -> list[Found]:
    """The best of the candidates by late interaction, fused with vector and keyword scores."""
    import numpy as np

    keyword = _by_keyword(library, reading, BY_KEYWORD, reports)
    wanted = vectors.segments if reports is None else dict.fromkeys(reports)
    chosen = [vectors.segments[name] for name in wanted if name in vectors.segments]
    if sum(len(segment.ids) for segment in chosen) <= ALL_COMPARED:
        ids = [name for segment in chosen for name in segment.ids]
        dense = _stacked([segment.dense for segment in chosen])
        matches = [
            best_matches(encoded, segment.all_tokens, segment.starts[:-1]) for segment in chosen
        ]
        matched = np.concatenate(matches, axis=1) if matches else np.zeros((0, 0), np.float32)
    else:
        near = vectors.nearest(encoded.dense.tolist(), NEAREST, reports)
        # a passage may be found by keyword alone, or by a keyword index newer than the vectors
        ids = [*dict.fromkeys([name for name, _ in near] + list(keyword))]
        tokens = vectors.tokens(ids)
        ids = [name for name in ids if name in tokens]
        rows = vectors.dense(ids)
        dense = _stacked([rows[name][None] for name in ids])
        starts = np.cumsum([0] + [len(tokens[name]) for name in ids])[:-1]
        matched = best_matches(encoded, np.concatenate([tokens[name] for name in ids]), starts)
    if not ids:
        return []
    learned = library.embedder().tuning
    whole = _DENSE if learned is None else learned.dense
    scores = encoded.weights @ matched + whole * (dense @ encoded.dense)
    scores += keyword_weight(reading) * np.array(
        [keyword.get(name, 0.0) for name in ids], np.float32
    )
    # the kind of a passage is in the store: look it up for those that can still come first
    head = np.argsort(-scores, kind="stable")[: max(4 * k, 60)]
    passages = library.store.passages([ids[at] for at in head.tolist()])
    found = [
        Found(
            passage=passage,
            score=float(scores[at]) + NUMBERED * (passage.kind == "numbered"),
            words=_words(encoded, matched[:, at]),
        )
        for at in head.tolist()
        if (passage := passages.get(ids[at])) is not None
    ]
    found.sort(key=lambda f: (-f.score, f.passage.id))
    top = 1.0 + whole + NUMBERED
    return [Found(f.passage, min(1.0, max(0.0, f.score / top)), f.words) for f in found]


def best_matches(encoded: QueryEncoding, tokens: Bytes, starts: Iterable[int]) -> Floats:
    """For each word piece of the question (rows) its best match in each passage (columns).

    `starts` says at which row of `tokens` each passage begins; a passage without tokens gets 0.
    """
    import numpy as np

    from index.embed import TOKEN_SCALE

    begin = np.asarray(list(starts), np.int64)
    if not len(begin) or not len(tokens):
        return np.zeros((len(encoded.tokens), len(begin)), np.float32)
    similar = encoded.tokens @ tokens.T.astype(np.float32) * np.float32(1 / TOKEN_SCALE)
    ends = np.append(begin[1:], len(tokens))
    best: Floats = np.maximum.reduceat(similar, np.minimum(begin, len(tokens) - 1), axis=1)
    best[:, begin >= ends] = 0.0
    return best


def _words(encoded: QueryEncoding, matches: Floats) -> tuple[tuple[str, float], ...]:
    """The strength of each word that carries meaning: the mean over its pieces."""
    gathered: dict[str, list[float]] = {}
    for word, weight, match in zip(encoded.words, encoded.weights, matches, strict=True):
        if weight > 0 and word not in lexicon.FUNCTION_WORDS and word[:1].isalnum():
            gathered.setdefault(word, []).append(float(match))
    return tuple(
        (word, round(min(1.0, max(0.0, sum(found) / len(found))), 4))
        for word, found in gathered.items()
    )


def _by_keyword(
    library: Library, reading: lexicon.Reading, k: int, reports: Sequence[str] | None
) -> dict[str, float]:
    """Passages by keyword with their scores, best first."""
    match = lexicon.match_expression(reading)
    if not match:
        return {}
    return {name: max(0.0, score) for name, score in library.store.keyword(match, k, reports)}


def _with_asked_for(
    library: Library,
    reading: lexicon.Reading,
    found: Sequence[Found],
    reports: Sequence[str] | None,
    k: int,
) -> tuple[Found, ...]:
    """Put the paragraphs that the question asks for by number before all others."""
    if not reading.paragraphs:
        return tuple(found[:k])
    wanted = reports if reports is not None else [card.report_id for card in library.reports()]
    scores = {f.passage.id: f for f in found}
    if len(wanted) > _FEW_REPORTS:  # the number does not say which report: only the words can
        asked = [f for f in found if f.passage.paragraph in reading.paragraphs]
    else:
        asked = [
            scores.get(passage.id, Found(passage, 1.0))
            for report in wanted
            for passage in library.store.passages_of(report)
            if passage.paragraph in reading.paragraphs
        ]
        order = {number: at for at, number in enumerate(reading.paragraphs)}
        asked.sort(key=lambda f: (order.get(f.passage.paragraph or 0, 0), f.passage.start))
    first = [Found(f.passage, 1.0, f.words) for f in asked]
    named = {f.passage.id for f in first}
    return tuple([*first, *(f for f in found if f.passage.id not in named)][:k])


def _stacked(rows: Sequence[Floats]) -> Floats:
    import numpy as np

    return np.concatenate(rows) if rows else np.zeros((0, 1), np.float32)

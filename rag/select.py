"""Which sentences answer a question, how surely any does, and why the rest was passed over.

Two small linear models over the features of `rag.selector.features`: one ranks sentences, one tells from the
best of them, calibrated, how likely it is that the reports in scope answer at all. A third tells
from the question alone whether it is one that inspection reports could answer. Their numbers are
in `weights/`; `evals/training/train_selector.py` makes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

from index.finder.sentences import sentences
from index.types import Hit, Paragraph, Passage, ReportCard
from rag.selector.asking import KINDS
from rag.selector.weighing import Weights, load
from rag.types import Evidence, Selection

if TYPE_CHECKING:
    from rag.selector.features import Floats, Piece, Question

PASSAGES = 6
"""How many passages are read sentence by sentence."""
MATCHED = 0.55
"""From this similarity a word of the question counts as met by a passage."""
MISSING = 0.44
"""Below this similarity in every passage read, nothing was found for a word."""
OFF_TOPIC = 0.6
"""Below this chance a question that nothing answers counts as one of another subject."""
MOST = 3
"""At most so many sentences answer."""


class Encoder(Protocol):
    """The embedding model: a question's token rows, and where a text's tokens stand in it."""

    def encode_query(self, text: str, *, adapted: bool = True) -> Any:
        """Return `.tokens` (unit rows), `.words` (the word of each row) and `.dense`."""

    def places(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return per text the (start, end) of each token, the model's own marks left out."""


class Vectors(Protocol):
    """Stored token vectors."""

    def tokens(self, ids: Iterable[str]) -> Mapping[str, Any]:
        """Return per passage id its int8 token rows."""


class Library(Protocol):
    """What selection needs of a library."""

    @property
    def vectors(self) -> Vectors:
        """The stored vectors."""

    def embedder(self) -> Encoder:
        """The embedding model."""

    def search(self, query: str, k: int = 5, reports: Sequence[str] | None = None) -> Sequence[Hit]:
        """The best passages, best first."""

    def paragraph(self, paragraph_id: str) -> tuple[ReportCard, Paragraph]:
        """A paragraph and its report's card."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A sentence of a hit: where it stands, and how surely it answers."""

    hit: int
    start: int
    end: int
    sure: float


def select(
    question: str,
    library: Library,
    *,
    reports: Sequence[str] | None = None,
    also: Sequence[str] = (),
    search: str | None = None,
) -> Selection:
    """Find the sentences in `reports` that answer `question`, best first, and how surely any does.

    `search` are other words to search with than the question's own; `also` are paragraphs that stay
    among the candidates, such as those the last answer cited.
    """
    weights = load()
    read, hits, pieces = gather(
        question, library, weights, reports=reports, also=also, search=search
    )
    if read is None:
        return Selection((), 0.0, answered=False)
    return judge(read, hits, pieces, weights, library.paragraph)


def gather(
    question: str,
    library: Library,
    weights: Weights,
    *,
    reports: Sequence[str] | None = None,
    also: Sequence[str] = (),
    search: str | None = None,
) -> tuple[Question | None, list[Hit], list[Piece]]:
    """Read a question and the passages found for it; no question where nothing at all was found."""
    from rag.selector.features import read_question
    from rag.selector.topicality import topicality

    hits = _candidates(search or question, library, reports, also)
    stored = library.vectors.tokens([hit.passage.id for hit in hits])
    hits = [hit for hit in hits if len(stored.get(hit.passage.id, ()))]
    if not hits:
        return None, [], []
    encoder = library.embedder()
    places = encoder.places([hit.passage.text for hit in hits])
    pieces = [
        piece(hit.passage.text, place, stored[hit.passage.id])
        for hit, place in zip(hits, places, strict=True)
    ]
    asked = encoder.encode_query(question, adapted=False)
    read = read_question(
        question,
        asked.tokens,
        asked.words,
        weights.idf,
        # the council's name has chosen the report: no need to find it again
        frozenset(
            word for hit in hits for word in re.findall(r"\w+", hit.passage.authority.lower())
        ),
        topicality(question, asked.dense, weights),
    )
    return read, hits, pieces


def off_topic(question: str, library: Library) -> bool:
    """Whether a question is none that reports on children's services could answer."""
    return topic(question, library.embedder()) < load().topic_threshold


def topic(question: str, encoder: Encoder) -> float:
    """The chance that a question is about children's services and answerable by an inspection."""
    from rag.selector.topicality import topicality

    return topicality(question, encoder.encode_query(question, adapted=False).dense, load())


def piece(text: str, places: Sequence[tuple[int, int]], rows: Any) -> Piece:
    """A passage ready to be read: its token rows as unit floats, its tokens' places, its sentences."""
    import numpy as np

    from rag.selector.features import Piece

    floats = np.asarray(rows, dtype=np.float32)
    floats = floats / np.maximum(np.linalg.norm(floats, axis=1, keepdims=True), 1e-9)
    count = min(len(places), len(floats))
    return Piece(text, tuple(places[:count]), floats[:count], sentences(text) or ((0, len(text)),))


def weigh(
    question: Question, pieces: Sequence[Piece], weights: Weights
) -> tuple[list[_Found], Floats, float]:
    """Score every sentence: those found, best first; word matches per passage; chance of an answer."""
    import numpy as np

    from rag.selector.features import passage_features
    from rag.selector.overall import ranking_features, summary

    made = [passage_features(question, piece) for piece in pieces]
    features = np.concatenate([f for f, _ in made])
    matches = np.concatenate([m for _, m in made])
    owner = [n for n, piece in enumerate(pieces) for _ in piece.sentences]
    sure = weights.sentence.chance(ranking_features(question, features, owner))
    row = summary(question, features, matches, owner, sure)
    chance = float(weights.answerable.chance(row[None, :])[0])
    spans = [span for piece in pieces for span in piece.sentences]
    found = [_Found(owner[i], spans[i][0], spans[i][1], float(sure[i])) for i in np.argsort(-sure)]
    per_passage = np.stack([m.max(0) for _, m in made])
    return found, per_passage, chance


def judge(
    question: Question,
    hits: Sequence[Hit],
    pieces: Sequence[Piece],
    weights: Weights,
    paragraph: Any,
) -> Selection:
    """Choose the sentences that answer and say of the other passages why they do not."""
    found, matches, chance = weigh(question, pieces, weights)
    chosen = _chosen(found, hits, weights)
    evidence: list[Evidence] = []
    for item in chosen:
        passage = hits[item.hit].passage
        card, whole = paragraph(passage.paragraph_id)
        evidence.append(
            Evidence(
                report=card,
                paragraph=whole,
                start=passage.start + item.start,
                end=passage.start + item.end,
                score=round(item.sure, 4),
                matched=_met(question, matches[item.hit]),
            )
        )
    answered = chance >= weights.threshold
    used = {hits[item.hit].passage.paragraph_id for item in chosen} if answered else set()
    passed = tuple(
        (hit, why_not(question, hit.passage, matches[n], answered=answered))
        for n, hit in enumerate(hits)
        if hit.passage.paragraph_id not in used
    )
    best = matches.max(0)
    missing = tuple(
        word
        for word, value in zip(question.words, best, strict=True)
        if value < MISSING and not any(_holds(hit.passage.text, word) for hit in hits)
    )
    return Selection(
        evidence=tuple(evidence),
        answerable=round(chance, 4),
        passed_over=passed,
        missing=missing,
        answered=answered,
        premise=_premise(question, chosen, hits) if answered else None,
        off_topic=not answered and question.topic < OFF_TOPIC,
    )


def why_not(question: Question, passage: Passage, match: Floats, *, answered: bool) -> str:
    """Say in words why a passage does not answer."""
    met = [w for w, v in zip(question.words, match, strict=True) if v >= MATCHED]
    unmet = [w for w, v in zip(question.words, match, strict=True) if v < MISSING + 0.05]
    about = f"mentions {_listed(met[:3])}" if met else "is the nearest in meaning"
    thing, kinds = _THINGS.get(question.asking.wanted, ("", ()))
    if kinds and not any(KINDS[kind].search(passage.text) for kind in kinds):
        return f"{about} but gives no {thing}"
    if unmet and len(unmet) * 2 >= len(question.words):
        return f"says nothing of {_listed(unmet[:3], 'or')}"
    if answered:
        return f"{about}, but another passage answers more surely"
    if thing:
        return f"{about} but does not give the {thing} asked for"
    if unmet:
        return f"{about} but says nothing of {_listed(unmet[:2], 'or')}"
    return f"{about} but does not say what is asked"


_THINGS: dict[str, tuple[str, tuple[str, ...]]] = {
    "count": ("number", ("number", "percent")),
    "percent": ("percentage", ("percent", "fraction")),
    "money": ("amount of money", ("money",)),
    "date": ("date", ("date",)),
    "duration": ("length of time", ("duration",)),
    "frequency": ("frequency", ("frequency",)),
    "age": ("age", ("age",)),
    "person": ("name or role", ("person", "name")),
    "name": ("name", ("name",)),
    "reason": ("reason", ("reason",)),
}


def _candidates(
    query: str, library: Library, reports: Sequence[str] | None, also: Sequence[str]
) -> list[Hit]:
    """The best passages, and those of the paragraphs to keep, each once."""
    hits = list(library.search(query, k=PASSAGES + len(also) * 2, reports=reports))
    kept = [hit for hit in hits[PASSAGES:] if hit.passage.paragraph_id in set(also)]
    return hits[:PASSAGES] + kept


def _chosen(found: Sequence[_Found], hits: Sequence[Hit], weights: Weights) -> list[_Found]:
    """The surest sentence, and others nearly as sure: one to three, no sentence twice."""
    chosen: list[_Found] = []
    seen: set[tuple[str, int]] = set()
    for item in found:
        passage = hits[item.hit].passage
        place = (passage.paragraph_id, passage.start + item.start)
        if place in seen:
            continue
        if chosen and (
            len(chosen) == MOST
            or item.sure < max(weights.also_at_least, weights.also_share * chosen[0].sure)
        ):
            break
        seen.add(place)
        chosen.append(item)
    return chosen


def _met(question: Question, match: Floats) -> tuple[str, ...]:
    return tuple(w for w, v in zip(question.words, match, strict=True) if v >= MATCHED)


def _premise(
    question: Question, chosen: Sequence[_Found], hits: Sequence[Hit]
) -> Literal["contradicted"] | None:
    """Whether what a "why" takes for granted is the opposite of what the evidence says."""
    from rag.selector.mood import mood

    if question.mood == 0 or not chosen:
        return None
    first = chosen[0]
    text = hits[first.hit].passage.text[first.start : first.end]
    return "contradicted" if mood(text) == -question.mood else None


def _holds(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word[: max(4, len(word) - 2)])}", text, re.I) is not None


def _listed(words: Sequence[str], last: str = "and") -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"


__all__ = ["Selection", "judge", "off_topic", "select", "topic", "weigh"]

"""Which sentences answer a question, how surely any does, and why the rest was passed over.

Two small linear models over the features of `rag.selector.features`: one ranks sentences, one tells from the
best of them, calibrated, how likely it is that the reports in scope answer at all. A third tells
from the question alone whether it is one that inspection reports could answer. Their numbers are
in `weights/`; `evals/training/train_selector.py` makes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol

from index.finder import lexicon
from index.finder.sentences import sentences
from index.types import Hit, Paragraph, ReportCard
from rag.followups.found import OWN, found_by_both
from rag.selector.absence import MATCHED, MISSING, holds, why_not
from rag.selector.choosing import Found, choose, quote_end
from rag.selector.printed import as_printed, of_those_looked_after
from rag.selector.reader import open_reader
from rag.selector.subject import NAMED, subject, thing, unmet
from rag.selector.weighing import Weights, load
from rag.types import Evidence, Selection

if TYPE_CHECKING:
    from rag.selector.features import Floats, Piece, Question

PASSAGES = 6
"""How many passages are read sentence by sentence."""
OFF_TOPIC = 0.6
"""Below this chance a question that nothing answers counts as one of another subject."""


class Encoder(Protocol):
    """The embedding model: a question's token rows, and where a text's tokens stand in it."""

    def encode_query(self, text: str) -> Any:
        """Return `.tokens` (unit rows), `.words` (the word of each row) and `.dense`."""

    def places(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Return per text the (start, end) of each token, the model's own marks left out."""


class Vectors(Protocol):
    """Stored token vectors."""

    def tokens(self, ids: Iterable[str]) -> Mapping[str, Any]:
        """Return per passage id its int8 token rows."""


class Reads(Protocol):
    """What reads a question together with passages."""

    def read(
        self, question: str, passages: Sequence[tuple[str, Sequence[tuple[int, int]]]]
    ) -> list[tuple[float, ...]]:
        """Per passage, given as text and its sentences' places, a logit for each sentence."""


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


def select(
    question: str,
    library: Library,
    *,
    reports: Sequence[str] | None = None,
    also: Sequence[str] = (),
    search: str | None = None,
    share: float = OWN,
) -> Selection:
    """Find the sentences in `reports` that answer `question`, best first, and how surely any does.

    `search` are other words to search with than the question's own, and `share` is what its own
    count beside them; `also` are paragraphs that stay
    among the candidates, such as those the last answer cited.
    """
    weights = load()
    about = subject(question)
    if about:
        words = about if search in (None, question) else search
        about = lexicon.spelt_out(about)
        asked = f"What is {about} like?"
        read, hits, pieces = gather(
            asked, library, weights, reports=reports, also=also, search=words, share=share
        )
        if read is not None:
            named = judge(read, hits, pieces, weights, library.paragraph, whole=True)
            if named.answered:
                return named
    read, hits, pieces = gather(
        question, library, weights, reports=reports, also=also, search=search, share=share
    )
    if read is None:
        return Selection((), 0.0, answered=False)
    found = judge(read, hits, pieces, weights, library.paragraph, about=about or "")
    there = None if found.answered else thing(question)
    if there:
        named = select(f"What about {there}?", library, reports=reports, also=also, share=share)
        return named if named.answered else found
    return found


def gather(
    question: str,
    library: Library,
    weights: Weights,
    *,
    reports: Sequence[str] | None = None,
    also: Sequence[str] = (),
    search: str | None = None,
    share: float = OWN,
) -> tuple[Question | None, list[Hit], list[Piece]]:
    """Read a question and the passages found for it; no question where nothing at all was found."""
    words = of_those_looked_after(search or question)
    hits = _candidates(words, question, library, reports, also, share)
    return ready(question, hits, library, weights, open_reader())


def ready(
    question: str, hits: Sequence[Hit], library: Library, weights: Weights, reader: Reads
) -> tuple[Question | None, list[Hit], list[Piece]]:
    """Read a question together with what was found for it, and make both ready to be weighed."""
    from rag.selector.features import read_question
    from rag.selector.topicality import topicality

    stored = library.vectors.tokens([hit.passage.id for hit in hits])
    hits = [hit for hit in hits if len(stored.get(hit.passage.id, ()))]
    if not hits:
        return None, [], []
    texts = [hit.passage.text for hit in hits]
    typed, question = question, as_printed(question, texts)
    encoder = library.embedder()
    places = encoder.places(texts)
    spans = [sentences(text) or ((0, len(text)),) for text in texts]
    answers = reader.read(
        question, [(hit.passage.text, span) for hit, span in zip(hits, spans, strict=True)]
    )
    pieces = [
        _piece(hit, place, stored[hit.passage.id], span, answer)
        for hit, place, span, answer in zip(hits, places, spans, answers, strict=True)
    ]
    asked = encoder.encode_query(question)
    plain = asked if question == typed else encoder.encode_query(typed)
    wanted = read_question(
        question,
        asked.tokens,
        asked.words,
        weights.idf,
        # the council's name has chosen the report: no need to find it again
        frozenset(
            word for hit in hits for word in re.findall(r"\w+", hit.passage.authority.lower())
        ),
        topicality(typed, plain.dense, weights),
    )
    return wanted, hits, pieces


def off_topic(question: str, library: Library) -> bool:
    """Whether a question is none that reports on children's services could answer."""
    return topic(question, library.embedder()) < load().topic_threshold


def topic(question: str, encoder: Encoder) -> float:
    """The chance that a question is about children's services and answerable by an inspection."""
    from rag.selector.topicality import topicality

    return topicality(question, encoder.encode_query(question).dense, load())


def _piece(
    hit: Hit,
    places: Sequence[tuple[int, int]],
    rows: Any,
    spans: Sequence[tuple[int, int]],
    answers: Sequence[float],
) -> Piece:
    """A passage ready to be weighed: its token rows as unit floats, and where these stand."""
    import numpy as np

    from rag.selector.features import Piece

    floats = np.asarray(rows, dtype=np.float32)
    floats = floats / np.maximum(np.linalg.norm(floats, axis=1, keepdims=True), 1e-9)
    count = min(len(places), len(floats))
    return Piece(
        hit.passage.text,
        tuple(places[:count]),
        floats[:count],
        tuple(spans),
        tuple(answers),
        hit.score,
    )


def weigh(
    question: Question, pieces: Sequence[Piece], weights: Weights
) -> tuple[list[Found], Floats, float]:
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
    met = matches.min(1, initial=1.0)
    found = [
        Found(owner[i], spans[i][0], spans[i][1], float(sure[i]), float(met[i]))
        for i in np.argsort(-sure)
    ]
    per_passage = np.stack([m.max(0) for _, m in made])
    return found, per_passage, chance


def judge(
    question: Question,
    hits: Sequence[Hit],
    pieces: Sequence[Piece],
    weights: Weights,
    paragraph: Any,
    *,
    whole: bool = False,
    about: str = "",
) -> Selection:
    """Choose the sentences that answer and say of the other passages why they do not.

    `whole` is for a question on a subject as such: what names the subject answers it. `about` is the
    subject where nothing names it: what has nothing like it does not answer, however well it reads.
    """
    found, matches, chance = weigh(question, pieces, weights)
    best = matches.max(0)
    missing = tuple(
        word
        for word, value in zip(question.words, best, strict=True)
        if value < MISSING
        and re.search(r"\w", word)
        and word not in lexicon.FUNCTION_WORDS
        and not any(holds(hit.passage.text, word) for hit in hits)
    )
    if unmet(about, missing):
        chance = min(chance, weights.threshold / 2)
    naming = [item for item in found if item.met >= NAMED] if whole else []
    if naming:
        found, chance = naming, max(chance, weights.threshold)
    chosen = choose(found, hits, weights)
    evidence: list[Evidence] = []
    for item in chosen:
        passage = hits[item.hit].passage
        card, held = paragraph(passage.paragraph_id)
        evidence.append(
            Evidence(
                report=card,
                paragraph=held,
                start=passage.start + item.start,
                end=passage.start + quote_end(question.text, item, found, chosen, hits),
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
    return Selection(
        evidence=tuple(evidence),
        answerable=round(chance, 4),
        passed_over=passed,
        missing=missing,
        answered=answered,
        premise=_premise(question, chosen, hits) if answered else None,
        off_topic=not answered and question.topic < OFF_TOPIC,
    )


def _candidates(
    leaning: str,
    own: str,
    library: Library,
    reports: Sequence[str] | None,
    also: Sequence[str],
    share: float,
) -> list[Hit]:
    """The best passages, and those of the paragraphs to keep, each once."""
    hits = found_by_both(library, leaning, own, PASSAGES + len(also) * 2, reports, share=share)
    kept = [hit for hit in hits[PASSAGES:] if hit.passage.paragraph_id in set(also)]
    return hits[:PASSAGES] + kept


def _met(question: Question, match: Floats) -> tuple[str, ...]:
    return tuple(w for w, v in zip(question.words, match, strict=True) if v >= MATCHED)


def _premise(
    question: Question, chosen: Sequence[Found], hits: Sequence[Hit]
) -> Literal["contradicted"] | None:
    """Whether what a "why" takes for granted is the opposite of what the evidence says."""
    from rag.selector.mood import mood, same_amount

    if question.mood == 0 or not chosen:
        return None
    first = chosen[0]
    text = hits[first.hit].passage.text[first.start : first.end]
    against = mood(text) == -question.mood and not same_amount(question.text, text)
    return "contradicted" if against else None


__all__ = ["Selection", "judge", "off_topic", "select", "topic", "weigh"]

"""Ways to rank paragraphs: the product's search, and the plain ones it is held against."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from evals.types import Found
from index.embed import open_embedder
from index.library import Library
from index.types import Paragraph, Passage
from rag import Assistant

Ranker = Callable[[str, int, Sequence[str] | None], Sequence[Found]]
"""(question, how many, report ids or None for all) to places, best first."""

CHUNK, OVERLAP = 1000, 200
"""Characters of a chunk in the plain recipe, as tutorials have them."""


def searched(library: Library) -> Ranker:
    """The product's own search of what it is given to search."""

    def rank(question: str, k: int, reports: Sequence[str] | None) -> Sequence[Found]:
        return [located(hit.passage, hit.score) for hit in library.search(question, k, reports)]

    return rank


def asked(library: Library) -> Ranker:
    """The same as the assistant runs it: within the councils and years that the question names."""
    assistant = Assistant(library)

    def rank(question: str, k: int, reports: Sequence[str] | None) -> Sequence[Found]:
        return [located(hit.passage, hit.score) for hit in assistant.search(question, k, reports)]

    return rank


def keyword_alone(library: Library) -> Ranker:
    """BM25 over the same passages: any word of the question may match, no synonyms, no stop words."""

    def rank(question: str, k: int, reports: Sequence[str] | None) -> Sequence[Found]:
        words = dict.fromkeys(re.findall(r"\w+", question.lower()))
        match = " OR ".join(f'"{word}"' for word in words)
        if not match:
            return []
        return _looked_up(library, library.store.keyword(match, k, reports))

    return rank


def dense_alone(library: Library) -> Ranker:
    """Nearest passages by the cosine of the same model's sentence vectors."""

    def rank(question: str, k: int, reports: Sequence[str] | None) -> Sequence[Found]:
        vector = library.embedder().embed_query(question)
        return _looked_up(library, library.vectors.nearest(vector, k, reports))

    return rank


def plain_recipe(library: Library, *, apart: bool = False) -> Ranker:
    """The recipe of tutorials: fixed chunks of each report's running text in a LangChain vector store.

    With `apart` each paragraph is a document of its own, and no chunk runs over its end.

    The model is the one that ships as its makers trained it, without what was learned from reports.
    A chunk stands for the paragraphs it holds at least half of, or that hold half of it, the larger
    share first; so what it loses is what cutting across paragraphs loses.
    """
    from langchain_core.documents import Document
    from langchain_core.vectorstores import InMemoryVectorStore

    store = InMemoryVectorStore(open_embedder(learned=False))
    places: dict[str, list[tuple[str, Paragraph]]] = {}
    for card in library.reports():
        paragraphs = library.report(card.report_id).paragraphs
        texts = [[paragraph] for paragraph in paragraphs] if apart else [list(paragraphs)]
        chunks = [chunk for text in texts for chunk in _chunks(text)]
        documents = []
        for n, (text, held) in enumerate(chunks):
            name = f"{card.report_id} {n}"
            places[name] = [(card.report_id, paragraph) for paragraph in held]
            documents.append(Document(text, metadata={"name": name, "report": card.report_id}))
        if documents:
            store.add_documents(documents)

    def rank(question: str, k: int, reports: Sequence[str] | None) -> Sequence[Found]:
        wanted = None if reports is None else set(reports)

        def within(document: Any) -> bool:
            return wanted is None or document.metadata["report"] in wanted

        best = store.similarity_search_with_score(question, k=k, filter=within)
        return [
            _place(report, paragraph, float(score))
            for document, score in best
            for report, paragraph in places[document.metadata["name"]]
        ]

    return rank


def rankers(library: Library, *, plain: bool = True, apart: bool = False) -> dict[str, Ranker]:
    """Every way by its name; `plain` embeds all text a second time, which takes a while.

    `apart` says that the paragraphs of the library are documents of their own.
    """
    ways = {
        "search": searched(library),
        "BM25 alone": keyword_alone(library),
        "dense alone": dense_alone(library),
    }
    return ways | ({"plain LangChain recipe": plain_recipe(library, apart=apart)} if plain else {})


def _chunks(paragraphs: Sequence[Paragraph]) -> list[tuple[str, list[Paragraph]]]:
    text, spans = "", []
    for paragraph in paragraphs:
        spans.append((len(text), len(text) + len(paragraph.text), paragraph))
        text += paragraph.text + "\n"
    found: list[tuple[str, list[Paragraph]]] = []
    for start in range(0, max(len(text) - OVERLAP, 1), CHUNK - OVERLAP):
        end = min(start + CHUNK, len(text))
        shares = [(min(end, e) - max(start, s), e - s, p) for s, e, p in spans]
        held = [
            (n, p) for n, size, p in shares if n > 0 and (n * 2 >= size or n * 2 >= end - start)
        ]
        if held:
            ordered = sorted(held, key=lambda pair: -pair[0])
            found.append((text[start:end], [p for _, p in ordered]))
    return found


def _looked_up(library: Library, best: Sequence[tuple[str, float]]) -> list[Found]:
    held = library.store.passages(name for name, _ in best)
    return [located(held[name], score) for name, score in best if name in held]


def located(passage: Passage, score: float) -> Found:
    """The place of a passage that was found."""
    return Found(
        passage.report_id,
        passage.paragraph,
        passage.section,
        passage.kind,
        tuple(passage.pages),
        float(score),
        passage.paragraph_id,
    )


def _place(report: str, paragraph: Paragraph, score: float) -> Found:
    return Found(
        report,
        paragraph.number,
        paragraph.section,
        paragraph.kind,
        paragraph.pages,
        score,
        paragraph.id,
    )

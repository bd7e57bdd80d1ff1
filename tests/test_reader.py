"""A question and a passage read together: which of its sentences answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.errors import ModelError
from index.finder.sentences import sentences
from rag.selector import reader
from rag.selector.reader import NOT_READ, PASSAGE, open_reader

CLUB = "The bee-keeping club gives young carers a break. Fourteen young carers joined it last year."
VAN = "The dental van visits each children\u2019s home in the borough twice a year."
QUESTION = "How many young carers are in the bee-keeping club?"


def read(question, *texts):
    return open_reader().read(question, [(text, sentences(text)) for text in texts])


def chance(logits):
    return 1 / (1 + np.exp(-np.asarray(logits)))


def test_each_sentence_of_each_passage_has_a_logit():
    assert [len(row) for row in read(QUESTION, CLUB, VAN)] == [2, 1]


def test_what_is_asked_changes_what_is_read():
    (asked,) = read(QUESTION, CLUB)
    (other_question,) = read("What is the bee-keeping club for?", CLUB)
    assert not np.allclose(asked, other_question, atol=0.35)


def test_what_else_is_read_moves_no_logit():
    together = read(QUESTION, CLUB, VAN, CLUB * 3)
    alone = [read(QUESTION, text)[0] for text in (CLUB, VAN, CLUB * 3)]
    for one, other in zip(together, alone, strict=True):
        assert np.allclose(one, other, atol=1e-4)


def test_a_sentence_beyond_what_is_read_answers_nothing():
    long = " ".join(f"Sentence {n} says nothing at all of it." for n in range(PASSAGE // 4))
    (row,) = read(QUESTION, long)
    assert row[0] > NOT_READ
    assert row[-1] == NOT_READ


def test_nothing_to_read_is_no_answer():
    assert open_reader().read(QUESTION, []) == []


def test_an_empty_question_and_a_very_long_one_do_no_harm():
    for question in ("", "?", "why " * 500):
        (row,) = read(question, CLUB)
        assert all(np.isfinite(row))


def test_threads_share_one_reader():
    wanted = read(QUESTION, CLUB, VAN)
    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(lambda _: read(QUESTION, CLUB, VAN), range(12)):
            assert np.allclose(found[0], wanted[0], atol=1e-4)


def test_weights_that_cannot_be_opened_are_said_so(tmp_path, monkeypatch):
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "reader.onnx").write_bytes(b"not a model")
    monkeypatch.setattr(reader, "files", lambda _: tmp_path)
    with pytest.raises(ModelError, match="reinstall"):
        open_reader.__wrapped__()

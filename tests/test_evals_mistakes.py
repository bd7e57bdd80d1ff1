"""Mistakes at the command line of the scripts here: one clear line, exit status 2, and nothing is made."""

from __future__ import annotations

import json

import pytest

from evals import baselines, bench, cold, growth, latency
from evals.fixtures.invented import write_reports
from evals.training import (
    arguments,
    finder_figures,
    readings,
    shelves,
    train_finder,
    train_reader,
    train_selector,
)
from index.library import Library

TRAINED = (train_finder, train_reader)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shelf")
    with Library.open(folder / "library") as library:
        library.add(write_reports(folder / "reports", 2))
    return folder / "library"


@pytest.fixture
def empty(tmp_path):
    Library.open(tmp_path / "empty").close()
    return tmp_path / "empty"


def refused(main, capsys, *words):
    """What is said of a mistake, by an exit status of 2."""
    try:
        status = main([str(word) for word in words])
    except SystemExit as left:
        status = left.code
    assert status == 2
    return capsys.readouterr().err


SCRIPTS = {
    "baselines": lambda place, cases: (baselines.main, cases, "--library", place),
    "latency": lambda place, cases: (latency.main, place, cases),
    "cold": lambda place, _: (cold.main, place),
    "growth": lambda place, _: (growth.main, place),
    "finder_figures": lambda place, cases: (
        *(finder_figures.main, "--library", place, "--questions", cases),
    ),
    "measure": lambda place, cases: (
        *(train_selector.main, "--library", place, "--measure", cases),
    ),
}


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text(
        json.dumps({"id": "1", "question": "Why?", "expect": "answer"} | {"report": "x"})
    )
    return path


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_library_that_is_missing_or_empty_is_named_and_not_made(
    name, tmp_path, cases, empty, capsys
):
    main, *words = SCRIPTS[name](tmp_path / "libary", cases)
    assert f"There is no library in {tmp_path / 'libary'}" in refused(main, capsys, *words)
    assert not (tmp_path / "libary").exists()
    main, *words = SCRIPTS[name](empty, cases)
    assert "holds no report" in refused(main, capsys, *words)


@pytest.mark.parametrize("name", ["baselines", "latency", "finder_figures", "measure"])
def test_a_file_of_questions_that_is_missing_is_named(name, tmp_path, shelf, capsys):
    main, *words = SCRIPTS[name](shelf, tmp_path / "none.jsonl")
    assert "none.jsonl" in refused(main, capsys, *words)


@pytest.mark.parametrize("name", ["finder_figures", "measure"])
@pytest.mark.parametrize("text", ["no JSON", "[]", '{"question": "Why?"}'])
def test_a_file_of_other_things_is_named_with_its_line(name, text, tmp_path, shelf, capsys):
    (tmp_path / "questions.jsonl").write_text(f"\n{text}\n")
    main, *words = SCRIPTS[name](shelf, tmp_path / "questions.jsonl")
    assert "questions.jsonl, line 2" in refused(main, capsys, *words)


@pytest.mark.parametrize("name", ["finder_figures", "measure"])
def test_questions_on_other_reports_give_no_figures(name, shelf, cases, capsys):
    main, *words = SCRIPTS[name](shelf, cases)
    assert "cases.jsonl" in refused(main, capsys, *words)


@pytest.mark.parametrize("number", ["0", "-1", "x"])
def test_a_number_of_things_is_at_least_one(number, shelf, cases, tmp_path, capsys):
    for main, *words in (
        (latency.main, shelf, cases, "--questions", number),
        (bench.main, tmp_path, "--sample", number),
        (cold.main, shelf, "--runs", number),
        (growth.main, shelf, "--times", number),
    ):
        assert "invalid count value" in refused(main, capsys, *words)


def test_a_public_set_that_is_missing_or_another_s_folder_is_named(tmp_path, shelf, capsys):
    assert "no such file" in refused(bench.main, capsys, tmp_path, "--set", "or_sharc")


def test_an_interpreter_that_is_not_there_is_said_in_the_document(shelf, tmp_path):
    found = latency.compare(shelf, ["Who pays?"], str(tmp_path / "python"))
    assert "can't be run" in found["recipe"]["failed"]


@pytest.fixture
def laid_out(tmp_path):
    """A shared folder with every file that is gathered from, all of them empty."""
    shared = tmp_path / "shared"
    script = train_reader._sources(shared)
    for path in (*script, shared / "questions" / "dev.jsonl"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return shared


@pytest.mark.parametrize("script", [*TRAINED, train_selector], ids=lambda s: s.__name__[-8:])
def test_training_looks_first_for_all_that_it_is_gathered_from(
    script, shelf, laid_out, tmp_path, capsys
):
    told = ("--library", shelf, "--shared", laid_out)
    assert "no library in" in refused(script.main, capsys, "--library", tmp_path / "none")
    gone = laid_out / "bench" / "clapnq" / "retrieval" / "train"
    gone.rename(laid_out / "away")
    assert str(gone / "question_train_answerable.tsv") in refused(script.main, capsys, *told)
    assert "train.jsonl" in refused(script.main, capsys, "--library", shelf, "--shared", tmp_path)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("script", TRAINED, ids=["finder", "reader"])
def test_training_looks_first_for_a_gpu_and_for_where_to_keep(
    script, shelf, laid_out, tmp_path, capsys, monkeypatch
):
    told = ("--library", shelf, "--shared", laid_out)
    monkeypatch.setattr(arguments, "_has_gpu", lambda: False)
    assert "no GPU" in refused(script.main, capsys, *told, "--device", "cuda")
    keep = tmp_path / "nowhere" / "data"
    assert "for --keep" in refused(script.main, capsys, *told, "--keep", keep)


@pytest.mark.parametrize("script", TRAINED, ids=["finder", "reader"])
def test_a_file_to_learn_from_that_is_missing_or_another_is_named(script, tmp_path, capsys):
    assert "no file" in refused(script.main, capsys, "--from", tmp_path / "none.npz")
    (tmp_path / "junk").write_text("junk")
    assert "not what --keep" in refused(script.main, capsys, "--from", tmp_path / "junk")
    import numpy as np

    with (tmp_path / "other").open("wb") as file:
        np.savez(file, other=np.zeros(3))
    assert "not what --keep" in refused(script.main, capsys, "--from", tmp_path / "other")


@pytest.mark.parametrize(
    ("script", "package"), [(train_reader, "onnx"), (train_selector, "sklearn")]
)
def test_a_package_that_training_needs_is_named_first(
    script, package, shelf, laid_out, capsys, monkeypatch
):
    where = arguments if script is train_reader else train_selector
    monkeypatch.setattr(where, "find_spec", lambda name: None if name == package else True)
    said = refused(script.main, capsys, "--library", shelf, "--shared", laid_out)
    assert "is needed: pip install" in said


def test_what_is_kept_is_written_under_the_very_name(tmp_path):
    import numpy as np

    none = np.zeros(1, np.bool_)
    row = np.array([1, 2], np.int32)
    shelves.save(
        (
            [shelves.Shelf((row,), none)],
            [shelves.Asked("Why?", 0, none, none, "train", aside=False)],
        ),
        tmp_path / "shelves",
    )
    passage = readings.Passage(row, np.array([0, 0], np.int16), 1)
    one = readings.Reading(
        row, (passage,), none, none, none, "train", "who", answerable=False, aside=False
    )
    readings.save([one], tmp_path / "readings")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["readings", "shelves"]
    assert readings.load(tmp_path / "readings")[0].source == "train"
    assert shelves.load(tmp_path / "shelves")[1][0].text == "Why?"


def test_questions_of_the_same_wording_are_kept_together():
    assert train_selector.alike(["Why?", "Who?", " why?  ", "WHO?", "When?"]) == [0, 1, 0, 1, 2]

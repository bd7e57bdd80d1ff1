"""Mistakes at the command line: each is named for what it is, and nothing is lost or made by it."""

from __future__ import annotations

import json

import pytest

from tests.test_cli import REPORT, refused, run

__all__ = ["run"]


@pytest.mark.parametrize(
    "words",
    [("show", "essex-2018"), ("remove", "essex-2018"), ("export", "out.zip")],
    ids=lambda words: words[0],
)
def test_a_mistyped_library_is_named_and_not_made(run, tmp_path, words):
    said = refused(run(*words, "--library", tmp_path / "libary"))
    assert f"There is no library in {tmp_path / 'libary'}." in said
    assert list(tmp_path.iterdir()) == []


def test_exporting_and_importing_name_the_file_that_is_wrong(run, tmp_path):
    (tmp_path / "report.txt").write_text(REPORT)
    run("add", "report.txt")
    assert "There is no folder nowhere" in refused(run("export", "nowhere/out.zip"))
    assert "is a folder" in refused(run("export", "library"))
    said = refused(run("import", "out.zip", "--library", "copy"))
    assert "There is no file out.zip" in said
    assert not (tmp_path / "copy").exists()


def test_an_answer_that_cannot_be_saved_is_still_printed(run):
    done = run("ask", "Who led the inspection?", "--json", "--save", "nowhere/pack.json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["status"] == "answered"
    assert "can't be saved as nowhere/pack.json" in done.stderr
    assert "unexpected" not in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        '["ab", "cd"]',
        '{"ab": 1}',
        "[[null, null]]",
        '[{"question": "How?", "answer": "Well."}]',
        "[" * 100_000,
    ],
    ids=["words", "an object", "nothing", "objects", "endless"],
)
def test_a_history_of_another_form_is_refused(run, tmp_path, text):
    (tmp_path / "history.json").write_text(text)
    said = refused(run("ask", "And then?", "--history", "history.json"))
    assert '[["question", "answer"], ...]' in said


def test_a_history_with_a_byte_order_mark_is_read(run, tmp_path):
    (tmp_path / "history.json").write_text('[["How is Essex?", "Good."]]', encoding="utf-8-sig")
    done = run("ask", "Who led the inspection?", "--history", "history.json", "--json")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("JUDGEMENTS_MAX_PAGES", "x", "whole number"),
        ("JUDGEMENTS_UPLOADS", "maybe", "write 1 or 0"),
        ("JUDGEMENTS_MODLE", "openai:gpt", "JUDGEMENTS_MODEL"),
        ("JUDGEMENTS_CHROMA", "localhost", "http://host:8000"),
        ("JUDGEMENTS_CHROMA", "http://localhost:port", "http://host:8000"),
        ("JUDGEMENTS_EMBEDDING", "nope/none", "nope/none"),
    ],
)
def test_doctor_names_a_setting_that_cannot_work(run, name, value, said):
    done = run("doctor", "--json", **{name: value})
    assert done.returncode == 1
    wrong = [row for row in json.loads(done.stdout) if not row["ok"]]
    assert len(wrong) == 1
    assert said in wrong[0]["fix"]


def test_doctor_finds_nothing_wrong_with_no_settings_at_all(run):
    done = run("doctor", "--json")
    assert [row for row in json.loads(done.stdout) if not row["ok"]] == []
    assert done.returncode == 0

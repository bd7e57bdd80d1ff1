"""Mistakes at the command line: each is named for what it is, and nothing is lost or made by it."""

from __future__ import annotations

import json
import os

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


def test_a_list_of_a_library_that_is_not_there_says_so_and_makes_none(run, tmp_path):
    done = run("list", "--json", "--library", tmp_path / "libary")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])
    assert f"There is no library in {tmp_path / 'libary'} yet." in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_fetch_that_downloads_nothing_makes_no_library(run, tmp_path):
    assert "Atlantis" in refused(run("fetch", "Atlantis"))
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_bytes(b"cat")
    assert "no library" in refused(run("fetch", "Kent", "--library", tmp_path / "photos"))


@pytest.mark.parametrize("before", ["list", "add"])
def test_the_first_question_finds_the_digest_whatever_was_tried_before(run, tmp_path, before):
    run(*{"list": ["list"], "add": ["add", "no-such-file.pdf"]}[before])
    done = run("ask", "Who led the inspection?", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["status"] == "answered"
    assert "a new library was made there, with the digest of" in done.stderr
    assert str(tmp_path / "library") in done.stderr
    again = run("ask", "Who led the inspection?", "--json")
    assert "new library" not in again.stderr


def test_a_library_whose_last_report_was_removed_stays_empty(run, tmp_path):
    (row,) = [run("search", "caseloads"), *json.loads(run("list", "--json").stdout)][1:]
    assert run("remove", row["report_id"]).returncode == 0
    done = run("ask", "Who led the inspection?", "--json")
    assert "new library" not in done.stderr
    assert json.loads(done.stdout)["status"] == "not_in_reports"


def test_an_evaluation_in_a_mistyped_library_says_that_one_was_made(run, tmp_path):
    (tmp_path / "cases.jsonl").write_text(
        '{"id": "1", "question": "Who led it?", "report": "kent-2022", "expect": "answer"}'
    )
    done = run("eval", "no-such-cases.jsonl")
    assert "new library" not in refused(done)
    assert list(tmp_path.iterdir()) == [tmp_path / "cases.jsonl"]
    said = refused(run("eval", "cases.jsonl"))
    assert "a new library was made there" in said
    assert "kent-2022" in said


@pytest.mark.parametrize("command", ["ask", "search"])
@pytest.mark.parametrize("year", ["20", "-5", "0"])
def test_a_year_that_cannot_be_meant_is_refused_and_makes_no_library(run, tmp_path, command, year):
    assert "four digits" in refused(run(command, "caseloads", "--year", year))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_question_that_is_no_text_is_refused(run, command):
    assert "no valid Unicode" in refused(run(command, os.fsdecode(b"How is \xff Essex?")))


def test_an_endless_word_is_searched_for_like_any_other(run):
    assert run("search", "exploitaton" * 170).returncode == 0


@pytest.mark.parametrize(
    ("council", "fix"),
    [("Essexville", "Essex"), ("Bedfordshire", "Central Bedfordshire"), ("Nowhere", "or unset it")],
)
def test_doctor_names_a_default_council_that_is_none(run, council, fix):
    done = run("doctor", "--json", JUDGEMENTS_AUTHORITY=council)
    wrong = [row for row in json.loads(done.stdout) if not row["ok"]]
    assert done.returncode == 1
    assert [row["name"] for row in wrong] == ["default council"]
    assert fix in wrong[0]["fix"]


def test_doctor_knows_a_default_council_that_only_the_library_has(run, tmp_path):
    (tmp_path / "report.txt").write_text(REPORT)
    run("add", "report.txt")
    done = run("doctor", "--json", JUDGEMENTS_AUTHORITY="westshire")
    assert [row for row in json.loads(done.stdout) if not row["ok"]] == []

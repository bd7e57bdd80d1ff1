"""The command: answers on stdout, messages on stderr, one clear line for every mistake."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_search import FINDINGS

COMMAND = str(Path(sys.executable).parent / "judgements")
REPORT = """Westshire Council
Inspection of Westshire local authority children's services

Inspection dates: 13 May 2019 to 24 May 2019

Leaders

1. The council pays for a night bus so that apprentices reach their jobs on time.

2. Lantern House, which opened in spring, gives young mothers a place to stay together.
""" + "".join(f"\n{number}. {text}\n" for number, text in enumerate(FINDINGS, 3))


@pytest.fixture
def run(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("JUDGEMENTS_")}
    base = {**kept, "JUDGEMENTS_LIBRARY": str(tmp_path / "library")}

    def call(*arguments, **environment):
        return subprocess.run(
            [COMMAND, *map(str, arguments)],
            env={**base, **environment},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return call


def refused(done):
    """Exit status 2, nothing on stdout, one clear message and no traceback on stderr."""
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert "unexpected" not in done.stderr
    return done.stderr


def test_add_list_show_search_ask_remove(run, tmp_path):
    (tmp_path / "westshire report.txt").write_text(REPORT)
    (row,) = json.loads(run("add", "westshire report.txt", "--json").stdout)
    assert row["status"] == "added"
    assert row["error"] is None
    (listed,) = json.loads(run("list", "--json").stdout)
    assert listed["report_id"] == row["report_id"]

    shown = json.loads(run("show", row["report_id"], "--json").stdout)
    assert [p["number"] for p in shown["paragraphs"] if p["number"]] == list(range(1, 15))
    assert set(shown) >= {
        *(
            "report_id",
            "sha256",
            "title",
            "authority",
            "urn",
            "framework",
            "inspected",
            "published",
        ),
        *("lead_inspector", "pages", "judgements", "improvements", "paragraphs"),
    }

    hits = json.loads(run("search", "a place for young mothers", "-k", "2", "--json").stdout)
    assert hits[0]["paragraph"] == 2
    assert set(hits[0]) >= {
        "report_id",
        "authority",
        "paragraph",
        "section",
        "pages",
        "score",
        "text",
    }

    answer = json.loads(run("ask", "How often do social workers get supervision?", "--json").stdout)
    assert answer["status"] == "answered"
    assert answer["citations"][0]["paragraph"] == 4

    assert run("remove", row["report_id"]).returncode == 0
    assert json.loads(run("list", "--json").stdout) == []


def test_a_library_travels_as_one_file(run, tmp_path):
    (tmp_path / "one.txt").write_text(REPORT)
    run("add", "one.txt")
    assert run("export", "library.zip").returncode == 0
    done = run("import", "library.zip", "--library", tmp_path / "other", "--json")
    assert json.loads(done.stdout)["imported"] == 1
    hits = json.loads(
        run("search", "night bus", "-k", "1", "--library", tmp_path / "other", "--json").stdout
    )
    assert hits[0]["paragraph"] == 1
    refused(run("import", "one.txt", "--library", tmp_path / "third"))


def test_the_same_bytes_under_another_name_are_unchanged(run, tmp_path):
    (tmp_path / "one.txt").write_text(REPORT)
    (tmp_path / "two.txt").write_text(REPORT)
    statuses = [
        row["status"] for row in json.loads(run("add", "one.txt", "two.txt", "--json").stdout)
    ]
    assert statuses == ["added", "unchanged"]


def test_some_bad_files_exit_1_and_only_bad_files_exit_2(run, tmp_path):
    (tmp_path / "good.txt").write_text(REPORT)
    (tmp_path / "empty.pdf").write_bytes(b"")
    mixed = run("add", "good.txt", "empty.pdf", "missing.pdf", "--json")
    assert mixed.returncode == 1
    rows = json.loads(mixed.stdout)
    assert [row["status"] for row in rows] == ["added", "failed", "failed"]
    assert "empty" in rows[1]["error"]
    assert run("add", "missing.pdf").returncode == 2


def test_a_web_page_saved_as_pdf_is_named_for_what_it_is(run, tmp_path):
    (tmp_path / "report.pdf").write_text("<!DOCTYPE html><html><body>Not found</body></html>")
    done = run("add", "report.pdf", "--json")
    assert done.returncode == 2
    assert "web page" in json.loads(done.stdout)[0]["error"]


@pytest.mark.parametrize("question", ["", "   ", "?!"])
def test_an_empty_question_is_refused(run, question):
    assert "empty" in refused(run("ask", question))


def test_a_very_long_question_is_refused(run):
    assert "characters" in refused(run("ask", "why " * 3000))


def test_an_unknown_report_is_refused(run):
    assert "nowhere" in refused(run("ask", "Are caseloads low?", "--report", "nowhere-2019"))
    assert "nowhere" in refused(run("show", "nowhere-2019"))


def test_a_folder_that_is_no_library_is_refused_and_left_alone(run, tmp_path):
    other = tmp_path / "photos"
    other.mkdir()
    (other / "cat.jpg").write_bytes(b"cat")
    refused(run("list", "--library", other))
    assert [path.name for path in other.iterdir()] == ["cat.jpg"]


def test_a_damaged_library_is_refused(run, tmp_path):
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "library.sqlite3").write_bytes(b"this is no database, only words" * 200)
    refused(run("list", "--library", broken))


@pytest.mark.parametrize("model", ["gpt", "nobody:nothing"])
def test_a_model_setting_that_cannot_work_is_refused(run, model):
    assert "odel" in refused(run("ask", "Are caseloads low?", JUDGEMENTS_MODEL=model)).replace(
        "MODEL", "model"
    )


@pytest.mark.parametrize("text", ["{", '["a"]', '[["only a question"]]', "5"])
def test_a_history_file_that_is_no_history_is_refused(run, tmp_path, text):
    (tmp_path / "history.json").write_text(text)
    assert "history" in refused(run("ask", "And then?", "--history", "history.json"))


def test_wrong_use_exits_2(run):
    assert run("ask").returncode == 2
    assert run("no-such-command").returncode == 2


def test_debug_shows_where_it_went_wrong(run):
    done = run("show", "nowhere-2019", "--debug")
    assert done.returncode != 0
    assert "Traceback" in done.stderr


def test_help_names_every_command(run):
    text = run("--help").stdout
    for name in (
        "add",
        "list",
        "show",
        "remove",
        "fetch",
        "search",
        "ask",
        "chat",
        "eval",
        "verify",
        "doctor",
    ):
        assert f" {name} " in text

"""A saved answer is checked as a whole: its text, status, open parts and table say what is proved."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rag.assistant import Assistant
from rag.pack import PackVerdict, verify_pack
from rag.sealing import sealed
from tests.covers import LEADERS, OVERALL, cover

FINDINGS = """## The impact of leaders

1. Leaders read their own figures every week.
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("reports")
    graded = {2019: ("Good", "Inadequate"), 2024: ("Outstanding", "Good")}
    for year, (leaders, overall) in graded.items():
        graded_so = {LEADERS: leaders, OVERALL: overall}
        text = cover(graded_so, dates=f"4 to 8 March {year}") + FINDINGS
        (folder / f"{year}.md").write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


@pytest.fixture(scope="module")
def compared(files: list[Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A saved answer that sets two inspections beside each other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("JUDGEMENTS_MODEL", raising=False)
        library = tmp_path_factory.mktemp("library") / "library"
        assistant = Assistant.open(library)
        assistant.library.add(files)
        answer = assistant.ask("How have the grades of Fernshire changed between 2019 and 2024?")
    assert answer.table is not None
    return answer.to_dict()


def checked(document: dict[str, Any], files: list[Path], folder: Path) -> PackVerdict:
    pack = folder / "pack.json"
    pack.write_text(json.dumps(sealed(document)), encoding="utf-8")
    return verify_pack(pack, files)


def faults(verdict: PackVerdict) -> dict[str, str]:
    return {row.name: row.detail for row in verdict.rows if not row.ok}


def test_an_answer_with_a_table_holds(compared, files, tmp_path) -> None:
    verdict = checked(compared, files, tmp_path)
    assert verdict.ok, faults(verdict)
    assert {"text", "table"} <= {row.name for row in verdict.rows}


def cell(document: dict[str, Any]) -> dict[str, Any]:
    return next(c for c in document["table"]["rows"][0]["cells"] if c)


FORGED: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
    "another text": ("text", lambda d: d.update(text="Fernshire was judged inadequate. [1]")),
    "a sentence more": ("text", lambda d: d.update(text=d["text"] + "\nChildren are not safe.")),
    "a status it has not": ("text", lambda d: d.update(status="not_in_reports")),
    "a status that is none": ("text", lambda d: d.update(status="proved")),
    "partial with nothing open": ("text", lambda d: d.update(status="partial")),
    "an open part that is a claim": (
        "text",
        lambda d: d.update(
            status="partial",
            unanswered=["Children are not safe."],
            text=d["text"] + "\nChildren are not safe.",
        ),
    ),
    "an open part the text lacks": (
        "text",
        lambda d: d.update(status="partial", unanswered=["Not answered: “Why?”"]),
    ),
    "another grade": ("table", lambda d: cell(d).update(grade="Adequate")),
    "a citation that is not there": ("table", lambda d: cell(d).update(citation=99)),
    "another aspect": ("table", lambda d: d["table"]["rows"][0].update(aspect="adoption")),
    "columns turned round": ("table", lambda d: d["table"]["columns"].reverse()),
    "a column too many": ("table", lambda d: d["table"]["columns"].append("Kent, May 2024")),
    "no table at all": ("table", lambda d: d.update(table=[3])),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_answer_fails_even_under_a_new_seal(name, compared, files, tmp_path) -> None:
    where, forge = FORGED[name]
    document = json.loads(json.dumps(compared))
    forge(document)
    assert set(faults(checked(document, files, tmp_path))) == {where}


def test_an_answer_that_states_nothing_says_that_its_words_were_not_checked(
    files, tmp_path
) -> None:
    document = {
        "question": "What do swans eat?",
        "status": "not_in_reports",
        "text": "The reports don't say.",
        "statements": [],
        "citations": [],
    }
    verdict = checked(document, files, tmp_path)
    assert verdict.ok
    assert [row.detail for row in verdict.rows if row.name == "text"] == [
        "it states nothing of a report; its words were not checked"
    ]
    assert "text" in faults(checked(document | {"status": "answered"}, files, tmp_path))

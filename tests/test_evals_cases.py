"""Cases are read as the contract writes them, and a wrong line is named."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from evals.cases import parse, read
from evals.metrics.answers import form
from evals.types import Case
from index.errors import CaseError

DATA = Path(__file__).parent.parent / "evals" / "data"
DIGEST = Path(__file__).parent.parent / "index" / "reports" / "essex-2018.md"
GOOD = {"id": "x", "question": "What is it?", "expect": "answer"}


def test_every_field_of_a_case_is_read_and_unknown_ones_are_kept():
    row = GOOD | {
        "report": "r.pdf",
        "history": [["q", "a"]],
        "gold_paragraphs": [3, "summary", "7"],
        "also_acceptable": [4],
        "gold_pages": [2],
        "answer_key": ["one", ["two", "zwei"]],
        "support": [{"paragraph": 3, "starts": "It is a thing", "ends": "of its kind."}],
        "kind": "fact",
        "asker": "parent",
    }
    case = parse(json.dumps(row), "f, line 1")
    assert case.history == (("q", "a"),)
    assert case.gold_paragraphs == (3, "summary", 7)
    assert case.answer_key == (("one",), ("two", "zwei"))
    assert case.support[0].starts == "It is a thing"
    assert case.other == {"asker": "parent"}
    assert case.answerable


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"id": 3}, "id must be a text"),
        ({"question": "  "}, "question must be a text"),
        ({"expect": "guess"}, "use one of answer"),
        ({"history": [["only a question"]]}, "history must hold"),
        ({"history": "no"}, "history must be a list"),
        ({"gold_paragraphs": [True]}, "gold_paragraphs must hold"),
        ({"gold_pages": ["2"]}, "gold_pages must hold page numbers"),
        ({"answer_key": [[]]}, "answer_key must hold"),
        ({"support": [{"paragraph": 1}]}, "support must hold"),
        ({"report": 5}, "report must be a text or null"),
    ],
)
def test_a_wrong_field_is_named_with_its_file_and_line(tmp_path, change, words):
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(GOOD) + "\n\n" + json.dumps(GOOD | {"id": "y"} | change) + "\n")
    with pytest.raises(CaseError) as caught:
        read([path])
    assert f"{path}, line 3" in str(caught.value)
    assert words in str(caught.value)


@pytest.mark.parametrize("line", ["{", "[1]", '"x"'])
def test_a_line_that_is_no_object_is_refused(line):
    with pytest.raises(CaseError, match="f, line 9"):
        parse(line, "f, line 9")


def test_an_id_used_twice_is_refused_with_both_places(tmp_path):
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    for path in (one, two):
        path.write_text(json.dumps(GOOD) + "\n")
    with pytest.raises(CaseError, match=r"two\.jsonl, line 1.*one\.jsonl, line 1"):
        read([one, two])


def test_missing_empty_and_binary_files_are_refused(tmp_path):
    with pytest.raises(CaseError, match="no such file"):
        read([tmp_path / "none.jsonl"])
    empty = tmp_path / "empty.jsonl"
    empty.write_text("\n")
    with pytest.raises(CaseError, match="no case"):
        read([empty])
    binary = tmp_path / "b.jsonl"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CaseError, match="UTF-8"):
        read([binary])


@pytest.mark.parametrize(("name", "least"), [("essex-2018.jsonl", 120), ("judgements.jsonl", 40)])
def test_the_shipped_cases_are_as_many_and_as_mixed_as_promised(name, least):
    cases = read([DATA / name])
    assert len(cases) >= least
    silent = [c for c in cases if not c.answerable]
    assert 0.33 <= len(silent) / len(cases) <= 0.40
    assert sum(bool(c.history) for c in cases) / len(cases) >= 0.2
    assert any(c.expect == "decline_out_of_scope" for c in cases)
    assert any(c.expect == "correct_the_premise" for c in cases)
    assert len({(c.question, c.history) for c in cases}) == len(cases)


def test_the_form_of_a_shipped_question_does_not_tell_whether_it_is_answerable():
    cases = read([DATA / "essex-2018.jsonl", DATA / "judgements.jsonl"])
    seen: Counter[tuple[str, bool]] = Counter((form(c.question), c.answerable) for c in cases)
    for name in {f for f, _ in seen}:
        both = seen[name, True] + seen[name, False]
        assert 0.25 <= seen[name, True] / both <= 0.85, name


def test_every_shipped_gold_paragraph_holds_its_answer_key():
    digest = DIGEST.read_text(encoding="utf-8")
    lines = {line.split(". ")[0]: line for line in digest.splitlines() if line[:1].isdigit()}
    for case in read([DATA / "essex-2018.jsonl", DATA / "judgements.jsonl"]):
        assert case.report == DIGEST.name
        numbers = [g for g in case.gold_paragraphs if isinstance(g, int)]
        unnumbered = len(numbers) < len(case.gold_paragraphs)
        where = digest if unnumbered else " ".join(lines[str(n)] for n in numbers)
        _holds(case, where)


def _holds(case: Case, where: str) -> None:
    for item in case.answer_key:
        assert any(a.lower() in where.lower() for a in item), (case.id, item)


def test_the_shared_questions_are_read(shared):
    for name in ("train", "dev", "article"):
        cases = read([shared / "questions" / f"{name}.jsonl"])
        assert len(cases) > 10
        assert any(not c.answerable for c in cases)

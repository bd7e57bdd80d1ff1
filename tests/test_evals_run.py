"""Evaluations as a whole: broken assistants score badly, runs repeat, resume, compare and print."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from rich.console import Console

from evals import gate
from evals.metrics.judge import judge_answers
from evals.output.html import page
from evals.output.records import Progress, from_row, to_row
from evals.output.report import document, table, verdict
from evals.run import bound, evaluate
from index.errors import CaseError, SettingsError
from tests.evaluated import (
    CASES,
    SmallAssistant,
    SmallLibrary,
    breaks,
    first_passage,
    misquotes,
    never_answers,
    random_citation,
    sensible,
)


@pytest.fixture
def cases(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in CASES))
    return path


def figures(cases, rule, **options):
    report = evaluate([cases], assistant=SmallAssistant(rule), **options)
    return {f.name: f.value for f in report.figures}


def test_a_sensible_assistant_scores_well_on_everything(cases):
    got = figures(cases, sensible)
    assert got["right"] == 1.0
    assert got["citation_precision"] == got["citation_recall"] == got["first_citation"] == 1.0
    assert got["verbatim"] == 1.0
    assert got["uncited"] == got["false_answer"] == got["false_refusal"] == got["error"] == 0.0
    assert got["abstention_accuracy"] == got["AUROC"] == got["MRR"] == 1.0
    assert got["AURC"] == 0.0
    # the follow-up shares too few words with its paragraph when its history is taken away
    assert got["followup_right"] == 1.0
    assert got["followup_MRR"] >= got["followup_raw_MRR"]
    # it can tell that a question is out of the reports, not that it is out of scope
    assert got["status"] == pytest.approx(8 / 9)


def test_quoting_the_first_passage_always_is_right_once_and_never_silent(cases):
    got = figures(cases, first_passage)
    assert got["right"] == pytest.approx(1 / 9)
    assert got["citation_precision"] == pytest.approx(1 / 6)
    assert got["first_citation"] == pytest.approx(1 / 6)
    assert got["false_answer"] == 1.0
    assert got["false_refusal"] == 0.0
    assert got["abstention_accuracy"] == pytest.approx(6 / 9)
    assert got["AUROC"] == 0.5
    assert got["AURC"] == pytest.approx(8 / 9)
    assert got["ECE"] == pytest.approx(0.99 - 6 / 9)


def test_never_answering_is_right_on_the_unanswerable_alone(cases):
    got = figures(cases, never_answers)
    assert got["right"] == pytest.approx(3 / 9)
    assert got["false_refusal"] == 1.0
    assert got["false_answer"] == 0.0
    assert got["citation_recall"] == got["key_coverage"] == 0.0
    assert "citation_precision" not in got
    assert "AURC" not in got


def test_random_citations_score_as_chance_does(cases):
    got = figures(cases, random_citation)
    assert got["right"] < 0.5
    assert got["citation_precision"] < 0.6
    assert got["false_answer"] == 1.0
    assert got["AURC"] > 0.4


def test_a_changed_word_in_a_quote_is_caught_whatever_the_answer_says_of_itself(cases):
    got = figures(cases, misquotes)
    assert got["verbatim"] == 0.0
    assert got["first_citation"] == 1.0
    assert got["right"] == pytest.approx(3 / 9)


def test_an_assistant_that_fails_is_counted_and_does_not_stop_the_run(cases):
    report = evaluate([cases], assistant=SmallAssistant(breaks))
    assert report.figure("error").value == 1.0
    assert report.figure("right").value == 0.0
    assert report.figure("recall@5").value == 0.0
    assert "the search fell over" in report.results[0].record.error


def test_any_number_of_workers_and_the_same_seed_give_the_same_figures(cases):
    reports = [
        evaluate([cases], assistant=SmallAssistant(sensible), workers=w, seed=7) for w in (1, 4, 4)
    ]
    first, *rest = [replace_times(document(r)) for r in reports]
    for other in rest:
        assert other == first


def replace_times(held):
    held.pop("time")
    for row in held["results"]:
        row["record"].pop("seconds")
    return held


def test_an_interrupted_run_goes_on_where_it_stopped(cases, tmp_path):
    kept = tmp_path / "run.jsonl"

    class StoppedError(Exception):
        pass

    def stop(done, of):
        if done == 4:
            raise StoppedError

    with pytest.raises(StoppedError):
        evaluate([cases], assistant=SmallAssistant(sensible), resume=kept, progress=stop)
    before = len(kept.read_text().splitlines()) - 1
    assert 4 <= before < len(CASES)
    with kept.open("a") as file:
        file.write('{"case_id": "a6", "ans')  # the line that was being written
    second = SmallAssistant(sensible)
    report = evaluate([cases], assistant=second, resume=kept)
    asked_again = [q for q in second.asked if q == CASES[0]["question"]]
    assert not asked_again
    whole = evaluate([cases], assistant=SmallAssistant(sensible))
    assert report.figures == whole.figures
    third = SmallAssistant(sensible)
    evaluate([cases], assistant=third, resume=kept)
    assert third.asked == []


def test_a_progress_file_of_another_library_is_begun_afresh(cases, tmp_path):
    kept = tmp_path / "run.jsonl"
    evaluate([cases], assistant=SmallAssistant(never_answers), resume=kept)
    other = SmallAssistant(sensible, SmallLibrary("small-2"))
    assert evaluate([cases], assistant=other, resume=kept).figure("right").value == 1.0


def test_a_record_survives_being_written_and_read(cases):
    for result in evaluate([cases], assistant=SmallAssistant(sensible)).results:
        assert from_row(json.loads(json.dumps(to_row(result.record)))) == result.record


def test_what_failed_is_tried_again_on_resuming(cases, tmp_path):
    kept = tmp_path / "run.jsonl"
    evaluate([cases], assistant=SmallAssistant(breaks), resume=kept)
    with Progress(kept, "another run") as progress:
        assert progress.done == {}
    evaluate([cases], assistant=SmallAssistant(breaks), resume=kept)
    report = evaluate([cases], assistant=SmallAssistant(sensible), resume=kept)
    assert report.figure("error").value == 0.0


def test_the_interval_holds_the_figure_and_rank_counts_add_up(cases):
    report = evaluate([cases], assistant=SmallAssistant(random_citation))
    for figure in report.figures:
        if figure.low is not None:
            assert figure.low <= figure.value <= figure.high
    assert sum(n for _, n in report.ranks) == 6
    by_kind = [g for g in report.groups if g.by == "kind"]
    assert sum(g.n for g in by_kind) == len(CASES)


def test_two_runs_are_compared_case_by_case(cases, tmp_path):
    base = tmp_path / "base.json"
    evaluate([cases], assistant=SmallAssistant(never_answers), json_out=base)
    report = evaluate([cases], assistant=SmallAssistant(sensible), compare=base)
    comparison = report.comparison
    assert set(comparison.better) == {"a1", "a2", "a3", "a4", "a5", "a6"}
    assert comparison.worse == ()
    change = {d.name: d for d in comparison.differences}
    assert change["right"].change == pytest.approx(6 / 9)
    assert change["right"].p == pytest.approx(2 / 64)
    assert verdict(change["right"]) == "better"
    assert verdict(change["false_refusal"]) == "better"
    assert verdict(change["false_answer"]) == "no clear change"
    same = evaluate([cases], assistant=SmallAssistant(never_answers), compare=base).comparison
    assert all(d.change == 0 and d.p == 1.0 for d in same.differences)
    assert same.better == same.worse == ()


def test_a_base_that_is_no_evaluation_is_refused_before_anything_is_asked(cases, tmp_path):
    wrong = tmp_path / "wrong.json"
    wrong.write_text("[]")
    me = SmallAssistant(sensible)
    with pytest.raises(CaseError, match=r"wrong\.json: not the JSON"):
        evaluate([cases], assistant=me, compare=wrong)
    with pytest.raises(CaseError, match="no such file"):
        evaluate([cases], assistant=me, compare=tmp_path / "none.json")
    assert me.asked == []


def test_bounds_are_floors_or_ceilings_and_unknown_ones_are_refused(cases):
    def passed(rule, *bounds):
        return evaluate([cases], assistant=SmallAssistant(rule), fail_under=bounds).passed

    assert passed(sensible, "right=1.0", "false_answer=0", "AURC=0.1")
    assert not passed(first_passage, "right=0.9")
    assert not passed(first_passage, "false_answer=0.5")
    assert not passed(never_answers, "citation_precision=0.1")  # nothing cited: nothing measured
    with pytest.raises(SettingsError, match=r"write METRIC=VALUE.*recall@5"):
        bound("niceness=1")
    with pytest.raises(SettingsError, match="no number"):
        bound("right=high")
    with pytest.raises(SettingsError, match="METRIC=VALUE"):
        bound("right")


def test_a_report_that_is_not_in_the_library_is_named_before_anything_is_asked(tmp_path):
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps(CASES[0] | {"report": "elsewhere.pdf"}))
    me = SmallAssistant(sensible)
    with pytest.raises(
        CaseError, match=r"line 1: the report 'elsewhere\.pdf' is not in the library"
    ):
        evaluate([path], assistant=me)
    assert me.asked == []


def test_the_gate_fails_on_a_real_drop_and_on_a_broken_promise_only(cases, tmp_path):
    baseline = tmp_path / "baseline.json"
    good = evaluate([cases], assistant=SmallAssistant(sensible))
    gate.renew(good, baseline)
    assert "Meadow" not in baseline.read_text()
    assert gate.check(good, baseline)[1] == ()
    _, drops = gate.check(evaluate([cases], assistant=SmallAssistant(never_answers)), baseline)
    assert "right" in {d.name for d in drops}

    # one case worse among nine is no real drop; one quote that is not exact breaks a promise
    one_worse = _with_scores(good, "a1", right=0.0)
    assert gate.check(one_worse, baseline)[1] == ()
    one_bent = _with_scores(good, "a1", verbatim=0.0)
    assert {d.name for d in gate.check(one_bent, baseline)[1]} == {"verbatim"}


def _with_scores(report, case_id, **scores):
    return replace(
        report,
        results=tuple(
            replace(r, scores={**r.scores, **scores}) if r.case.id == case_id else r
            for r in report.results
        ),
    )


def test_the_gate_says_what_dropped_and_how_to_renew(cases, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gate, "CASES", (cases,))
    baseline = tmp_path / "baseline.json"
    arguments = ["--baseline", str(baseline)]
    assert gate.main(arguments, assistant=SmallAssistant(sensible)) == 2
    assert "no such file" in capsys.readouterr().err
    assert gate.main([*arguments, "--renew"], assistant=SmallAssistant(sensible)) == 0
    assert gate.main(arguments, assistant=SmallAssistant(sensible)) == 0
    capsys.readouterr()
    assert gate.main(arguments, assistant=SmallAssistant(never_answers)) == 1
    printed = capsys.readouterr().out
    assert "DROPPED" in printed
    assert "--renew" in printed


def test_the_page_escapes_what_comes_from_outside_and_needs_no_host(tmp_path):
    hostile = "<script>alert('x')</script> how quickly does the Lantern team answer new calls"
    path = tmp_path / "<b>.jsonl"
    rows = [
        CASES[0] | {"id": "<i>", "question": hostile, "kind": "<u>", "reference_answer": "<em>"},
        *CASES[3:],
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows))
    report = evaluate([path], assistant=SmallAssistant(sensible))
    text = page(report)
    for tag in ("<script", "<i>", "<u>", "<em>", "<b>"):
        assert tag not in text
    assert "&lt;script&gt;" in text
    assert not re.search(r"https?://|src=|@import|url\(", text)
    assert text.count("<svg") >= 4
    assert text.count("<details><summary><span class=") == len(rows)


def test_every_case_on_the_page_opens_to_its_answer_and_evidence(cases, tmp_path):
    out = tmp_path / "report.html"
    report = evaluate([cases], assistant=SmallAssistant(sensible), html_out=out)
    text = out.read_text(encoding="utf-8")
    for result in report.results:
        for cited in result.record.cited:
            assert cited.quote in text
            assert f"paragraph {cited.paragraph}, page" in text


def test_the_page_is_made_of_a_run_in_which_nothing_was_answered(cases):
    text = page(evaluate([cases], assistant=SmallAssistant(never_answers)))
    assert "nothing to plot" in text


def test_the_table_shows_figures_groups_time_comparison_and_gates(cases, tmp_path):
    base = tmp_path / "base.json"
    evaluate([cases], assistant=SmallAssistant(never_answers), json_out=base)
    report = evaluate(
        [cases],
        assistant=SmallAssistant(sensible),
        compare=base,
        fail_under=["right=0.5", "AURC=0.5"],
    )
    console = Console(width=160, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as captured:
        console.print(table(report))
    printed = captured.get()
    for words in (
        "handled rightly",
        "kind: followup",
        "form: why",
        "p95",
        "better: 6",
        "kept: right",
    ):
        assert words in printed


def test_the_json_holds_what_the_report_holds(cases, tmp_path):
    out = tmp_path / "out.json"
    report = evaluate([cases], assistant=SmallAssistant(sensible), json_out=out)
    held = json.loads(out.read_text(encoding="utf-8"))
    assert held["n"] == len(CASES)
    assert held["figures"]["right"]["value"] == report.figure("right").value
    assert held["results"][0]["rank"] == 1
    assert held["risk_coverage"][-1]["coverage"] == pytest.approx(6 / 9)
    assert held["time"]["cold"] is not None


def test_the_judge_model_is_optional_and_its_empty_replies_are_no_figure(cases):
    class Judge:
        def invoke(self, prompt):
            if "Statement:" in prompt:
                return 'Sure: {"supported": true}'
            return '{"relevancy": 0.5}' if "Lantern" in prompt else "I would rather not say"

    report = evaluate([cases], assistant=SmallAssistant(sensible), judge=Judge())
    assert report.figure("faithfulness").value == 1.0
    assert report.figure("answer_relevancy").n == 1
    assert evaluate([cases], assistant=SmallAssistant(sensible)).figure("faithfulness") is None
    silent = type("Silent", (), {"invoke": lambda self, prompt: '{"supported": "maybe"'})()
    results = report.results
    empty = judge_answers(silent, [r.case for r in results], [r.record for r in results])
    assert {v for scores in empty.values() for v in scores.values()} == {None}

"""What a question leaves open is said: a place that is no council, a year without an inspection, another council's name."""

from __future__ import annotations

import pytest

from index.errors import VectorsUnavailableError
from index.library import Library
from rag import Assistant
from rag.unsettled import HALF, NO_FIGURE, other_place

HEAD = """# {council}: inspection of children’s social care services

Inspection dates: 5 November {year} to 16 November {year}

| Judgement | Grade |
|---|---|
| Overall effectiveness | {grade} |

## Summary

{summary}

## What needs to improve

- The time that children wait for a foster carer.
- How often plans are checked.

## What is it like?

1. Social workers carry caseloads that they can manage, in {town} too.

2. Since the last inspection in 2011, fewer children go missing.
"""
SUMMARY = {
    "Inadequate": "Children wait too long for help, and weak leadership has failed them. Staff are friendly and strong in the north.",
    "Good": "Children are helped well and promptly by confident staff. Some plans are poor and late.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unsettled")
    for council, year, grade, town in (
        ("Essex", 2018, "Good", "Harlow"),
        ("Kent", 2022, "Inadequate", "Dover"),
        ("Westmorland and Furness", 2024, "Good", "Kendal"),
    ):
        text = HEAD.format(
            council=council, year=year, grade=grade, town=town, summary=SUMMARY[grade]
        )
        (folder / f"{council}.md").write_text(text, encoding="utf-8")
    library = Library.open(folder / "library")
    assert {row.status for row in library.add(sorted(folder.glob("*.md")))} == {"added"}
    return Assistant(library)


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("caseloads in Preston", "Preston"),
        ("Are social workers busy in Newton Abbot?", "Newton Abbot"),
        ("What are Exeter's caseloads?", "Exeter"),
        ("What was Gloucester judged?", "Gloucester"),
        ("Are caseloads high in Harlow?", None),
        ("What changed in November?", None),
        ("are caseloads high in preston", None),
        ("are caseloads high in wales", "Wales"),
        ("How was London rated?", "London"),
        ("How are children in the north of the county helped?", None),
        ("Does London weighting help to recruit?", None),
        ("How are children living in Northern Ireland visited?", None),
        ("What was Newcastle-under-Lyme judged?", "Newcastle-under-Lyme"),
        ("What did Ofsted say about caseloads?", None),
    ],
)
def test_a_place_that_the_reports_never_print_is_told(question, place):
    assert other_place(question, ["Caseloads are low in Harlow."]) == place


def test_a_place_where_children_live_is_no_place_asked_of():
    question = "How many children are placed in Wales?"
    assert other_place(question, ["Some live in Wales."]) is None


def test_a_place_that_is_no_council_is_never_taken_for_the_default(assistant):
    answer = assistant.ask("What are caseloads like in Preston?")
    assert answer.status == "not_in_reports"
    assert answer.text.startswith("No council called “Preston” is known here. The report on Essex")
    assert answer.considered
    assert answer.citations == ()


@pytest.mark.parametrize("question", ["caseloads in Preston", "And caseloads in Preston?"])
def test_a_talk_of_one_council_answers_for_no_other_place(assistant, question):
    first = assistant.ask("What are caseloads like in Kent?")
    answer = assistant.ask(question, history=[first.turn])
    assert answer.status == "not_in_reports"
    assert "No council called “Preston” is known here." in answer.text


def test_another_subject_in_such_a_place_stays_one(assistant):
    assert assistant.ask("What is the weather like in Preston?").status == "out_of_scope"
    assert assistant.ask("How much is council tax in Chelmsford?").status == "out_of_scope"


def test_without_vectors_such_a_place_is_still_no_council(assistant, monkeypatch):
    def away(*_, **__):
        raise VectorsUnavailableError("The Chroma server does not answer.")

    monkeypatch.setattr("rag.select.select", away)
    answer = assistant.ask("What are caseloads like in Preston?")
    assert answer.status == "not_in_reports"
    assert "“Preston”" in answer.text


def test_a_council_with_a_name_like_the_place_is_asked_back(assistant):
    answer = assistant.ask("What are caseloads like in Gloucester?")
    assert answer.status == "ambiguous"
    assert "Perhaps Gloucestershire" in answer.text


def test_the_default_council_is_said_where_there_are_others(assistant):
    answer = assistant.ask("What are caseloads like?")
    assert {c.report.authority for c in answer.citations} == {"Essex"}
    assert "No council is named, so Essex is meant." in answer.notes
    named = assistant.ask("What are caseloads like in Essex?")
    assert not any("is meant" in note for note in named.notes)
    assert named.statements == answer.statements


def test_a_year_without_an_inspection_is_said(assistant):
    answer = assistant.ask("What were caseloads like in Kent in 2019?")
    assert answer.status == "answered"
    assert any("no inspection of Kent in 2019" in note for note in answer.notes)


def test_a_council_that_stands_for_one_that_is_gone_is_said(assistant):
    answer = assistant.ask("What are caseloads like in Cumbria?")
    assert {c.report.authority for c in answer.citations} == {"Westmorland and Furness"}
    assert any(note.startswith("“Cumbria” may be Cumberland or") for note in answer.notes)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Why was Kent judged inadequate?", "weak leadership has failed them"),
        ("Why is Essex good?", "helped well and promptly"),
        ("What are the strengths of Kent?", "friendly and strong"),
        ("What is Essex doing well?", "helped well and promptly"),
    ],
)
def test_the_report_s_own_summary_gives_reasons_and_strengths(assistant, question, said):
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    assert said in answer.text
    assert len(answer.citations) == 1
    assert any("own summary" in note for note in answer.notes)


@pytest.mark.parametrize(
    "question",
    [
        "What are the weaknesses in Kent?",
        "What criticisms did inspectors make of Kent?",
        "What isn't so good in Kent?",
        "What problems did Ofsted find in Kent?",
        "What went wrong in Kent?",
    ],
)
def test_weaknesses_are_what_is_listed_to_improve(assistant, question):
    answer = assistant.ask(question)
    assert "lists 2 points to improve" in answer.text
    assert "How often plans are checked." in answer.text


def test_both_sides_are_told_where_both_are_asked_for(assistant):
    text = assistant.ask("strengths and weaknesses of Essex").text
    assert "helped well and promptly" in text
    assert "lists 2 points to improve" in text


def test_a_summary_is_the_grades_and_the_beginning_of_the_report_s_own(assistant):
    answer = assistant.ask("Summarise the Kent report")
    assert "Kent was judged inadequate overall" in answer.text
    assert "Children wait too long for help" in answer.text
    assert any("beginning of the report’s own summary" in note for note in answer.notes)


@pytest.mark.parametrize(
    "question", ["What are the weaknesses of fostering in Kent?", "Why was fostering in Kent poor?"]
)
def test_a_matter_of_its_own_is_not_answered_with_the_whole(assistant, question):
    assert "points to improve" not in assistant.ask(question).text


def test_an_earlier_inspection_is_looked_for_in_the_words_of_the_report(assistant):
    answer = assistant.ask("When was the previous inspection of Kent?")
    assert answer.status == "answered", answer.text
    assert "2011" in answer.text


def test_more_of_the_same_is_asked_of_the_same_subject(assistant):
    first = assistant.ask("What is said about caseloads in Kent?")
    more = assistant.ask("Tell me more about that", history=[first.turn])
    assert more.standalone_question == "What else does the report say about caseloads in Kent?"
    assert more.status == "answered"


@pytest.mark.parametrize(
    ("question", "councils"),
    [
        ("Which reports mention Harlow?", {"Essex"}),
        ("Which councils mention “foster carer”?", {"Essex", "Kent", "Westmorland and Furness"}),
        (
            "How many reports talk about fewer children?",
            {"Essex", "Kent", "Westmorland and Furness"},
        ),
    ],
)
def test_the_reports_that_print_a_word_are_counted_and_quoted(assistant, question, councils):
    answer = assistant.ask(question)
    assert {c.report.authority for c in answer.citations} == councils
    assert f"{len(councils)} of the 3 reports here print" in answer.notes[0]
    assert not any("is meant" in note for note in answer.notes)


def test_a_word_that_no_report_prints_is_said_to_be_in_none(assistant):
    answer = assistant.ask("Which reports mention unicorns?")
    assert answer.status == "not_in_reports"
    assert answer.text == "None of the 3 reports here prints the words “unicorns”."


def test_thanks_are_answered_in_kind(assistant):
    answer = assistant.ask("thanks!")
    assert answer.status == "out_of_scope"
    assert "welcome" in answer.text


@pytest.mark.parametrize(
    "message", ["Hello", "hi there!", "help", "hi, help", "Good morning", "what's your name?"]
)
def test_small_talk_is_told_what_can_be_asked(assistant, message):
    answer = assistant.ask(message)
    assert answer.status == "out_of_scope"
    assert answer.text.startswith("Hello. Ask what Ofsted’s inspection reports say")


def test_a_place_that_is_no_council_can_be_compared_with_none(assistant):
    answer = assistant.ask("Is Kent better than Scotland?")
    assert answer.status == "not_in_reports"
    assert (
        answer.text
        == "No council called “Scotland” is known here, so Kent can't be compared with it."
    )


def test_another_council_than_the_one_asked_for_is_not_answered_for(assistant):
    answer = assistant.ask("How are caseloads in Kent?", authority="Essex")
    assert answer.status == "not_in_reports"
    assert "not about Kent" in answer.text


def test_what_the_library_holds_on_a_council_is_told(assistant):
    answer = assistant.ask("Is there a report on Kent?")
    assert "the library does: it holds the report on Kent" in answer.text


def test_the_next_inspection_is_in_no_report(assistant):
    answer = assistant.ask("When will Essex be inspected next?")
    assert answer.status == "not_in_reports"
    assert "next inspection" in answer.text


def test_a_council_that_is_only_mentioned_can_be_asked_about(assistant):
    answer = assistant.ask("Do children placed in Kent get visits?", authority="Essex")
    assert "is not about Kent" not in answer.text
    assert "are not about Kent" not in answer.text


def test_a_council_left_out_is_not_asked_back(assistant):
    answer = assistant.ask("Are caseloads high apart from Kent?")
    assert answer.status != "ambiguous"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many cases do social workers carry in Kent?", True),
        ("Are the caseloads of social workers manageable in Kent?", False),
        ("How many points to improve does Kent have?", False),
    ],
)
def test_a_figure_that_is_asked_for_and_not_quoted_is_said_not_to_be_there(
    assistant, monkeypatch, question, said
):
    answering(monkeypatch)
    answer = assistant.ask(question)
    assert answer.statements
    assert (NO_FIGURE in answer.notes) is said


@pytest.mark.parametrize(
    ("question", "half"),
    [
        ("Are the caseloads of social workers manageable in Kent, and why?", "why"),
        ("Are the caseloads of social workers manageable in Kent and when was that?", "when"),
        ("Why are the caseloads of social workers manageable in Kent?", None),
    ],
)
def test_a_reason_or_a_date_that_is_asked_for_besides_is_missed(
    assistant, monkeypatch, question, half
):
    answering(monkeypatch)
    answer = assistant.ask(question)
    assert answer.statements
    told = [note for note in answer.notes if note in (HALF.format("why"), HALF.format("when"))]
    assert told == ([HALF.format(half)] if half else [])


def answering(monkeypatch):
    """Let the nearest sentences answer, however unlikely that is."""
    from dataclasses import replace

    from rag import select as selecting

    judge = selecting.judge
    monkeypatch.setattr(
        selecting,
        "judge",
        lambda *given, **named: replace(judge(*given, **named), answered=True),
    )

"""What abbreviations stand for, where a report spells them out, and what is said of the grades."""

from __future__ import annotations

import pytest

from index.library import Library
from rag import Assistant
from rag.terms import OF_GRADES
from rag.types import Status

REPORT = """# {council}: inspection of children’s social care services

Inspection dates: 5 November {year} to 16 November {year}

| Judgement | Grade |
|---|---|
| Overall effectiveness | Good |

## What is it like?

1. {one}

2. Foster carers in {council} are given training before a child is placed with them. They like it.
"""
SAID = {
    ("Kent", 2017): "The lamp reading group (LRG) meets. Night owls of the mill (NOMs) keep watch.",
    ("Kent", 2022): "The LRG meets less often (see LRG). Children like it.",
    ("Surrey", 2022): "Every child has a plan for learning (PfL), and most like it. Few lose it.",
    ("Essex", 2022): "Workers carry few cases (CFC is no name for it). They have time.",
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    folder = tmp_path_factory.mktemp("terms")
    for (council, year), one in SAID.items():
        text = REPORT.format(council=council, year=year, one=one)
        (folder / f"{council}-{year}.md").write_text(text, encoding="utf-8")
    library = Library.open(folder / "library")
    library.add(sorted(folder.glob("*.md")))
    yield Assistant(library)
    library.close()


@pytest.mark.parametrize(
    "question",
    [
        "What does LRG stand for?",
        "what does lrg stand for in the report on kent",
        "What is the LRG?",
        "What is “LRG” short for?",
        "and what does the abbreviation LRG mean, please?",
        "meaning of LRG",
    ],
)
def test_an_abbreviation_is_told_as_the_council_s_report_spells_it_out(assistant, question):
    answer = assistant.ask(question, authority="Kent")
    assert answer.status is Status.ANSWERED
    assert [c.quote for c in answer.citations] == ["The lamp reading group (LRG) meets."]


def test_small_words_and_plurals_are_part_of_what_it_stands_for(assistant):
    quotes = {
        "What does NOM stand for?": "Night owls of the mill (NOMs) keep watch.",
        "What are NOMs?": "Night owls of the mill (NOMs) keep watch.",
    }
    for question, quote in quotes.items():
        assert [c.quote for c in assistant.ask(question, authority="Kent").citations] == [quote]


def test_any_report_may_tell_where_no_council_is_named(assistant):
    answer = assistant.ask("What does LRG stand for?")
    assert [c.report.authority for c in answer.citations] == ["Kent"]
    assert len(answer.scope.reports) == len(SAID)


def test_where_another_report_spells_it_out_it_is_named_and_not_quoted(assistant):
    answer = assistant.ask("What does LRG stand for?", authority="Surrey")
    assert answer.status is Status.NOT_IN_REPORTS
    assert answer.text == (
        "“LRG” is not spelt out in the November 2022 report on Surrey; the November 2017 report on Kent does."
    )


@pytest.mark.parametrize(
    "question",
    [
        "What is LRG doing about late trains?",
        "What does CFC stand for?",
        "What is the mill?",
        "What was Kent?",
    ],
)
def test_what_asks_for_more_or_is_spelt_out_nowhere_is_searched_for(assistant, question):
    assert "spelt out" not in assistant.ask(question).text


@pytest.mark.parametrize(
    "question",
    [
        "What does “requires improvement to be good” mean?",
        "what does good mean in an ofsted report",
        "What do the grades mean?",
        "What are Ofsted's four grades?",
        "What's the difference between good and outstanding?",
    ],
)
def test_no_report_explains_the_grades(assistant, question):
    answer = assistant.ask(question)
    assert (answer.status, answer.text) == (Status.NOT_IN_REPORTS, OF_GRADES)


def test_a_grade_that_is_asked_of_a_council_is_no_question_of_its_meaning(assistant):
    assert assistant.ask("What is good in Kent?").text != OF_GRADES
    assert assistant.ask("What was Kent's overall grade?").status is Status.ANSWERED


def test_a_few_words_without_a_mark_are_a_matter_that_is_looked_up(assistant):
    for question in ("foster carers", "given training?", "Given training"):
        answer = assistant.ask(question, authority="Surrey")
        assert answer.citations[0].quote.startswith("Foster carers in Surrey are given training")
    assert assistant.ask("house prices", authority="Surrey").status is Status.OUT_OF_SCOPE

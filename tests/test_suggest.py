"""What is suggested to ask next: made from the reports, and answered when it is asked."""

import pytest

from rag import Assistant, Status
from rag.suggester.matters import matters

EARLIER = """---
title: Essex, an invented earlier inspection
authority: Essex
framework: ILACS
inspected: 2012-03-05 to 2012-03-09
pages: 2
---

## Judgements

| Judgement | Grade | Page |
|---|---|---|
| The impact of leaders | Good | 1 |
| Help and protection | Inadequate | 1 |
| Overall effectiveness | Good | 1 |

## What needs to improve

- How soon letters reach the grandparents of children in Essex. {page 1}

## The impact of leaders

1. Caseloads in Essex are low, and every worker knows each child on the list. {page 2}

2. Supervision in Essex happens every month, and its notes say what was decided. {page 2}
"""
QUESTIONS = (
    "What was Essex judged overall?",
    "What was Essex judged for help and protection in 2012?",
    "What needs to improve?",
    "Who led the inspection?",
    "Are caseloads low?",
    "How many foster carers does Essex have?",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    folder = tmp_path_factory.mktemp("two")
    earlier = folder / "earlier.md"
    earlier.write_text(EARLIER, encoding="utf-8")
    made = Assistant.open(folder / "library")
    assert [row.status for row in made.library.add([earlier])] == ["added"]
    return made


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_suggestion_is_new_and_is_answered_when_it_is_asked(assistant, question):
    answer = assistant.ask(question)
    suggested = assistant.suggest(answer)
    assert 2 <= len(set(suggested)) == len(suggested) <= 3
    assert question not in suggested
    for further in suggested:
        assert assistant.ask(further, history=[answer.turn]).status is Status.ANSWERED


def test_a_judgement_leads_to_the_improvements_and_to_how_it_changed(assistant):
    suggested = assistant.suggest(assistant.ask("What was Essex judged overall?"))
    assert suggested[0] == "What needs to improve in Essex in 2018?"
    assert "How has the overall judgement of Essex changed over time?" in suggested


def test_what_a_report_says_leads_to_a_matter_nearby_or_to_the_other_inspection(assistant):
    answer = assistant.ask("Are caseloads low in Essex in 2012?")
    suggested = assistant.suggest(answer)
    assert "What do inspectors say about supervision in Essex in 2012?" in suggested
    assert "Were caseloads low in Essex in 2018?" in suggested


def test_suggestions_keep_to_the_report_that_was_chosen(assistant):
    (earlier,) = (c.report_id for c in assistant.library.reports() if c.year == 2012)
    answer = assistant.ask("What was Essex judged overall?", report=earlier)
    suggested = assistant.suggest(answer, report=earlier)
    assert suggested
    for further in suggested:
        again = assistant.ask(further, report=earlier, history=[answer.turn])
        assert again.status is Status.ANSWERED
        assert {citation.report.report_id for citation in again.citations} == {earlier}


def test_nothing_is_suggested_where_nothing_came_near(assistant):
    assert assistant.suggest(assistant.ask("What is the council tax in Essex?")) == ()


def test_suggestions_for_one_answer_are_always_the_same(assistant):
    answer = assistant.ask("Are caseloads low?")
    assert assistant.suggest(answer) == assistant.suggest(answer)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Caseloads are low and supervision is monthly.", ("caseloads", "supervision")),
        (
            "Foster carers meet children who go missing.",
            ("foster carers", "children who go missing"),
        ),
        ("The weather was fine.", ()),
    ],
)
def test_the_matters_of_a_text_are_named_in_its_order(text, found):
    assert matters(text) == found

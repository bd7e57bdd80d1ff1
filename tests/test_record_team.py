"""Who was on the inspection team, in the words of the report; what it doesn't print is said to be missing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rag.intent import read
from tests.test_compose import paragraph, report
from tests.test_record import texts, told

LINES = (
    "Deputy lead inspector: Jo Finch",
    "Team inspectors: Kit Reed, Al Dunn (AI)",
    "Senior data analyst: Bo Lane",
    "Quality assurance manager: Vi Holt",
)


def with_team(*lines: str):
    own = report("Westshire")
    listed = [
        replace(
            paragraph(text, f"u7{n}", kind="narrative"),
            section="Information about this inspection – The inspection team",
        )
        for n, text in enumerate(lines)
    ]
    size = paragraph("The inspection team consisted of four inspectors.", "u6", kind="narrative")
    return replace(own, paragraphs=(*own.paragraphs, size, *listed))


TEAM = with_team(*LINES)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who was the deputy lead inspector?", "the deputy lead inspector was Jo Finch."),
        ("Who was the quality assurance manager?", "the quality assurance manager was Vi Holt."),
        ("Name the data analyst", "the senior data analyst was Bo Lane."),
        ("Who were the team inspectors?", "says: “Team inspectors: Kit Reed, Al Dunn (AI)”"),
        ("How many inspectors were there?", "says: “The inspection team consisted of four"),
    ],
)
def test_a_role_is_answered_with_the_line_that_prints_it(question, said):
    (draft,) = told(question, TEAM).drafts
    assert said in draft.text
    assert draft.evidence[0].quote in (*LINES, "The inspection team consisted of four inspectors.")


def test_the_inspectors_are_the_leader_and_the_others_and_the_team_is_everyone():
    assert len(told("Who were the inspectors?", TEAM).drafts) == 3
    everyone = texts(told("Who was on the inspection team?", TEAM))
    assert "the lead inspector was Ada Moss" in everyone[0]
    assert len(everyone) == 5


def test_an_imprint_that_is_glued_to_a_name_is_no_part_of_it():
    own = with_team("Quality assurance manager: Vi Holt Any complaints about the inspection")
    facts = told("Who was the QA manager?", own)
    assert facts.drafts[0].evidence[0].quote == LINES[3]


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Who was the deputy lead inspector?", "who was the deputy lead inspector"),
        ("Who were the team inspectors?", "the names of the team inspectors"),
        ("How many inspectors were there?", "how many inspectors there were"),
    ],
)
def test_what_is_not_printed_is_said(question, missing):
    facts = told(question, report("Westshire"))
    assert facts.drafts == ()
    assert facts.nothing.startswith("The May 2019 report on Westshire does not print")
    assert missing in facts.nothing


def test_the_leader_alone_is_named_where_nobody_else_is():
    facts = told("Who were the inspectors?", report("Westshire"))
    assert len(facts.drafts) == 1
    assert facts.notes == ("No other inspector is named in it as one of the team.",)


@pytest.mark.parametrize(
    "question",
    [
        "Who was the deputy director?",
        "Who is the quality assurance manager for the council?",
        "Who were the inspectors who visited the hub?",
        "How many social workers are on the team?",
    ],
)
def test_others_who_work_there_are_left_to_the_search(question):
    fact = read(question)
    assert fact is None or fact.kind != "team"

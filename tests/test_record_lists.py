"""Some points of a list of improvements: by when they are due, by their place, and the safeguarding board's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.parser.labels import IMPROVE
from index.report import parse
from index.types import Improvement
from rag.intent import read
from tests.sheets import Sheet, source
from tests.test_compose import paragraph, report
from tests.test_record import texts, told

INTRODUCTION = "In order to mend the mill, the council should take the following action."


def listed(*points: tuple[str, str], board: tuple[str, ...] = ()):
    """A report that lists points, each under a heading, and the board's own list."""
    own = report("Westshire")
    found = [
        replace(paragraph(text, f"u5{n}", kind="improvement"), section=f"Improvements – {heading}")
        for n, (heading, text) in enumerate(points)
    ]
    boards = [
        replace(paragraph(text, 80 + n), section="The LSCB – Recommendations")
        for n, text in enumerate(board)
    ]
    return replace(
        own,
        improvements=tuple(Improvement(p.text, 2, None, p.id) for p in found),
        paragraphs=(*own.paragraphs, *found, *boards),
    )


TIMED = listed(
    ("Areas for improvement", INTRODUCTION),
    ("Immediately:", "Mend nets."),
    ("Immediately:", "Dry sails."),
    ("Within three months:", "Oil the winch."),
    board=("The board should meet.", "It should read its minutes."),
)
PLAIN = report("Westshire", improvements=("Mend nets.", "Dry sails."))


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ("What must the council do immediately?", ["Mend nets.", "Dry sails."]),
        ("What are the immediate actions?", ["Mend nets.", "Dry sails."]),
        ("What needs to improve within 3 months?", ["Oil the winch."]),
        ("What must Westshire do within three months?", ["Oil the winch."]),
    ],
)
def test_what_is_due_is_what_stands_under_that_heading(question, points):
    facts = told(question, TIMED)
    assert [draft.evidence[0].quote for draft in facts.drafts] == points


def test_a_list_that_is_not_divided_by_time_is_not_answered_from():
    facts = told("What must the council do within six months?", PLAIN)
    assert facts.drafts == ()
    assert "lists nothing under a heading that says “within six months”." in facts.nothing


@pytest.mark.parametrize(
    ("question", "point"),
    [
        ("What's the second recommendation?", "Dry sails."),
        ("What is the first thing on the list?", "Mend nets."),
        ("What was the first area for improvement?", "Mend nets."),
        ("What's the last point on the list of improvements?", "Oil the winch."),
    ],
)
def test_one_point_is_told_by_its_place(question, point):
    (draft,) = told(question, TIMED).drafts
    assert draft.evidence[0].quote == point


def test_a_place_that_a_list_does_not_reach_is_said_with_its_length():
    facts = told("What is the fifth recommendation?", PLAIN)
    assert (
        facts.nothing == "The May 2019 report on Westshire lists 2 points to improve, and no more."
    )


def test_a_sentence_that_introduces_a_list_is_none_of_its_points():
    assert "lists 3 points" in texts(told("What needs to improve?", TIMED))[0]


def test_the_parser_leaves_the_introduction_out_of_the_improvements():
    cover = Sheet(1).line("Inspection of looked after children", size=26.0)
    rest = Sheet(2).heading("Areas for improvement", size=18.0).numbered(1, INTRODUCTION)
    rest.heading("Immediately:").bullet("mend nets").heading("Within three months:")
    rest.bullet("dry sails")
    made = parse(source(cover, rest))
    assert [item.text for item in made.improvements] == ["mend nets", "dry sails"]
    assert any(INTRODUCTION in p.text and IMPROVE.search(p.section) for p in made.paragraphs)


@pytest.mark.parametrize(
    "question",
    [
        "What must the safeguarding board improve?",
        "What does the LSCB need to improve?",
        "What are the recommendations for the LSCB?",
    ],
)
def test_the_board_has_a_list_of_its_own(question):
    assert texts(told(question, TIMED)) == ["The board should meet.", "It should read its minutes."]


def test_a_report_without_a_list_for_the_board_says_so():
    facts = told("What must the LSCB improve?", PLAIN)
    assert "prints no list of what the safeguarding board must improve" in facts.nothing


@pytest.mark.parametrize(
    "question",
    [
        "What must the council do immediately when a child goes missing?",
        "What did the LSCB recommend?",
        "What must the LSCB do about training?",
        "What were the first two recommendations?",
    ],
)
def test_what_asks_for_more_than_the_list_is_left_alone(question):
    fact = read(question)
    assert fact is None or fact.of_list == type(fact.of_list)()


def test_the_points_of_an_earlier_inspection_are_its_own():
    new = report("Westshire", 2022, improvements=("Paint the hull.", "Wash the deck."))
    for question in (
        "What was the second recommendation of the previous inspection?",
        "What had to improve at the previous inspection?",
    ):
        facts = told(question, new, PLAIN)
        assert facts.drafts[-1].evidence[0].quote == "Dry sails."

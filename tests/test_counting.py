"""A statement that counts is shown by exactly as many citations of the thing counted."""

import dataclasses
from datetime import date

import pytest

from index.types import Period
from rag.verifier.cited import Cited
from rag.verify import check_statement


def graded(council, grade, year=2019, aspect="Overall effectiveness"):
    return Cited(
        f"{aspect} {grade}", council, Period(date(year, 5, 13), date(year, 5, 24)), "Front page"
    )


WEST, EAST, NORTH = (
    graded(name, "Inadequate") for name in ("Westshire", "Eastshire", "Northshire")
)
GOOD = graded("Southshire", "Good")


def holds(text, *quotes):
    return check_statement(text, quotes).supported


def test_as_many_councils_as_are_cited():
    assert holds("3 councils were judged inadequate overall.", WEST, EAST, NORTH)
    assert not holds("4 councils were judged inadequate overall.", WEST, EAST, NORTH)
    assert not holds("2 councils were judged inadequate overall.", WEST, EAST, NORTH)


@pytest.mark.parametrize(
    "text",
    [
        "3 councils were judged good overall.",
        "3 councils were judged inadequate for the impact of leaders.",
        "3 councils were not judged inadequate overall.",
        "None of these 3 councils was judged inadequate overall.",
        "3 councils were judged inadequate or good overall in 2015.",
        "3 large councils were judged inadequate overall.",
    ],
)
def test_another_grade_aspect_or_a_negation_fails(text):
    assert not holds(text, WEST, EAST, NORTH)


def test_one_citation_of_another_grade_fails_the_count():
    assert not holds("3 councils were judged inadequate overall.", WEST, EAST, GOOD)


def test_one_council_cited_twice_is_one():
    again = dataclasses.replace(WEST, inspected=EAST.inspected)
    assert not holds("2 councils were judged inadequate overall.", WEST, again)


def test_none_needs_a_citation_of_each_with_another_grade():
    assert holds("None of these 2 councils was judged good overall.", WEST, EAST)
    assert not holds("None of these 3 councils was judged good overall.", WEST, EAST, GOOD)


def test_care_leavers_may_be_counted_with_children_in_care_only_where_it_is_said():
    both = graded(
        "Westshire", "Good", aspect="The experiences of children in care and care leavers"
    )
    alone = graded("Eastshire", "Good", aspect="The experiences and progress of care leavers")
    said = "2 councils were judged good for care leavers, judged alone or with children in care."
    assert holds(said, both, alone)
    assert not holds("2 councils were judged good for care leavers.", both, alone)


def test_a_year_of_inspections_and_an_inspector_are_counted_alike():
    front = [
        Cited("Lead inspector: Ada Moss", c.authority, c.inspected, "Front page")
        for c in (WEST, EAST)
    ]
    assert holds("2 councils were inspected in 2019.", *front)
    assert not holds("2 councils were inspected in 2018.", *front)
    assert holds("Ada Moss led 2 of the inspections here.", *front)
    assert not holds("Jo Finch led 2 of the inspections here.", *front)


def test_points_to_improve_are_those_of_one_report_and_its_own_section():
    one, two = (
        Cited(words, "Westshire", WEST.inspected, "What needs to improve")
        for words in ("The plans.", "The visits.")
    )
    said = "The May 2019 report on Westshire lists 2 points to improve."
    assert holds(said, one, two)
    assert not holds(said, one)
    assert not holds(said.replace("Westshire", "Eastshire"), one, two)
    assert not holds(said, dataclasses.replace(one, section="Leaders"), two)


def test_several_conditions_are_shown_by_each_councils_own_citations():
    lead = [graded(n, "Good", aspect="The impact of leaders") for n in ("Westshire", "Eastshire")]
    said = "2 councils were judged inadequate overall, and good for the impact of leaders."
    assert holds(said, WEST, EAST, *lead)
    assert not holds(said, WEST, EAST, lead[0])
    assert not holds(said.replace("2 ", "3 "), WEST, EAST, *lead)
    assert not holds(said.replace("good for", "outstanding for"), WEST, EAST, *lead)
    assert not holds(
        said.replace("inadequate overall", "not inadequate overall"), WEST, EAST, *lead
    )


def test_every_aspect_needs_more_than_one_and_all_alike():
    lead = [
        graded(n, "Inadequate", aspect="The impact of leaders") for n in ("Westshire", "Eastshire")
    ]
    said = "2 councils were judged inadequate for every aspect."
    assert holds(said, WEST, EAST, *lead)
    assert not holds(said, WEST, EAST)
    good = graded("Eastshire", "Good", aspect="The impact of leaders")
    assert not holds(said, WEST, EAST, lead[0], good)


@pytest.mark.parametrize(
    ("time", "right"),
    [
        ("in 2019", True),
        ("in May 2019", True),
        ("in June 2019", False),
        ("in 2018", False),
        ("from 2019 on", True),
        ("from June 2019 on", False),
        ("after 2018", True),
        ("after 2019", False),
        ("before 2020", True),
        ("before 2019", False),
        ("up to 2019", True),
        ("from 2017 to 2018", False),
        ("from 2018 to 2020", True),
    ],
)
def test_the_time_that_a_count_names_is_that_of_each_citation(time, right):
    assert holds(f"3 councils were judged inadequate overall {time}.", WEST, EAST, NORTH) is right
    assert holds(f"3 councils were inspected {time}.", WEST, EAST, NORTH) is right

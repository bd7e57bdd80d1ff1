"""Which aspects were given a grade, or the lowest: asked of one council by the grade and not by the aspect."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import Judgement
from rag.facts import answer
from rag.intent import read
from rag.types import Scope
from tests.test_compose import paragraph, report
from tests.test_record import EAST, NORTH, WEST, WEST_BEFORE, texts, told


def with_aspects(own, **grades: str):
    """A report with further judgements beside leadership and overall."""
    names = {"help_protection": "Help and protection", "care_leavers": "Care leavers"}
    rows = [
        paragraph(f"{names[slug]} {grade}", f"u3{n}", report_id=own.card.report_id, kind="table")
        for n, (slug, grade) in enumerate(grades.items())
    ]
    more = [
        Judgement(slug, names[slug], grade, 1, f"{names[slug]} {grade}", row.id)
        for (slug, grade), row in zip(grades.items(), rows, strict=True)
    ]
    return replace(own, judgements=(*own.judgements, *more), paragraphs=(*own.paragraphs, *rows))


MIXED = with_aspects(
    report("Westshire", leadership="Outstanding", overall="Good"),
    help_protection="Good",
    care_leavers="Requires improvement to be good",
)
GOOD = [
    "Westshire was judged good overall and for help and protection at the inspection of 13 to 24 May 2019."
]
LOWEST = [
    "Westshire was judged to require improvement to be good for care leavers "
    "at the inspection of 13 to 24 May 2019."
]


@pytest.mark.parametrize(
    "question",
    [
        "Which areas were judged good?",
        "Which judgements were only good?",
        "What aspects of the service are good?",
        "For which parts was Westshire rated good?",
        "What was Westshire judged good for?",
        "Where was Westshire graded good?",
    ],
)
def test_the_aspects_of_a_grade_are_shown_with_their_receipts_and_no_others(question):
    facts = told(question, MIXED)
    assert texts(facts) == GOOD
    assert len(facts.drafts[0].evidence) == 2


@pytest.mark.parametrize(
    "question",
    [
        "Which areas were judged to require improvement?",
        "Which aspects were rated requires improvement?",
        "What was the lowest grade?",
        "Which area did worst?",
        "Which areas were judged less than good?",
        "Which services were below good?",
    ],
)
def test_a_grade_that_sounds_like_a_list_the_lowest_and_what_is_below_another(question):
    assert texts(told(question, MIXED)) == LOWEST


def test_areas_that_require_improvement_may_be_what_is_listed_and_are_left_so():
    assert read("Which areas require improvement?").kind == "improvements"
    asked = "What should Westshire improve to be judged good?"
    assert read(asked, ("Westshire",)).kind == "improvements"


@pytest.mark.parametrize(
    ("question", "opening"),
    [
        ("Were any areas less than outstanding?", "Yes: Westshire was judged good overall"),
        ("Were any areas inadequate?", "No: Westshire was judged good overall"),
        ("Were all areas good?", "No: Westshire was judged"),
        ("Was any judgement outstanding?", "Yes: Westshire was judged outstanding for the impact"),
    ],
)
def test_yes_or_no_begins_what_is_asked_of_any_or_of_all(question, opening):
    (draft,) = told(question, MIXED).drafts
    assert draft.text.startswith(opening), draft.text


def test_that_none_is_so_is_said_plainly_with_all_the_grades():
    facts = told("Which areas were judged inadequate?", MIXED)
    assert len(facts.drafts[0].evidence) == 4
    assert "None of these areas was judged inadequate." in facts.notes


def test_an_overall_grade_is_no_area():
    facts = told("Were any areas good?", WEST)
    assert facts.drafts[0].text.startswith("Westshire was judged")
    assert "None of these areas was judged good." in facts.notes


def test_a_council_of_which_none_is_so_is_named():
    facts = told("Which areas were judged good in Eastshire and Northshire?", EAST, NORTH)
    assert len(facts.drafts) == 1
    assert "None was judged so in Northshire (May 2018)." in facts.notes


def test_how_many_is_counted_beside_the_grades():
    facts = told("How many areas were judged good?", MIXED)
    assert texts(facts) == GOOD
    assert "That is 2 of the 4 judgements of this inspection." in facts.notes


def test_equal_grades_have_no_lowest():
    facts = told("What was the lowest grade?", WEST_BEFORE)
    assert facts.notes == ("All of these grades are the same.",)


def test_the_lowest_of_several_inspections_is_that_of_each():
    assert len(told("What was Westshire's lowest grade?", WEST, WEST_BEFORE).drafts) == 2
    assert len(told("Which area did worst in Westshire?", WEST, WEST_BEFORE).drafts) == 1


@pytest.mark.parametrize(
    "question",
    [
        "Which areas had good practice?",
        "Which services are good at listening to children?",
        "Which part of the service has the highest caseloads?",
        "Which parts of the city are the worst?",
        "Why were some areas judged good?",
    ],
)
def test_what_is_good_of_its_own_is_left_to_the_search(question):
    fact = read(question)
    assert fact is None or fact.sought is None


@pytest.mark.parametrize(
    "question",
    ["Which areas of social work are inadequate?", "Which areas do children rate as good?"],
)
def test_what_is_good_of_practice_or_to_others_is_no_grade_of_an_area(question):
    asked = read(question)
    assert asked is None or asked.sought is None


def test_of_several_held_one_that_was_looked_at_is_not_said_to_be_the_only_one():
    by_id = {one.card.report_id: one for one in (WEST, WEST_BEFORE)}
    asked = read("Was Westshire ever inadequate?", ("Westshire",))
    assert asked is not None
    scope = Scope(reports=(WEST.card.report_id,), authorities=("Westshire",))
    held = [one.card for one in by_id.values()]
    limited = answer(asked, scope, held, by_id.__getitem__)
    alone = answer(asked, scope, held[:1], by_id.__getitem__)
    assert limited is not None
    assert alone is not None
    assert any("was looked at; the library holds 2" in note for note in limited.notes)
    assert any("the only inspection of Westshire" in note for note in alone.notes)

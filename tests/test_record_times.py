"""Which month names an inspection, "the last" and "last time", and stretches of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.types import Period
from rag.facts import answer
from rag.intent import read
from rag.record.receipts import month, named
from rag.types import Scope
from tests.test_compose import card, report
from tests.test_record import texts, told

ACROSS = Period(date(2013, 11, 19), date(2013, 12, 11))
NEW = report("Westshire", 2022, leadership="Outstanding")
MIDDLE = report("Westshire", 2018, leadership="Good")
OLD = report("Westshire", 2014, leadership="Inadequate")
ALL = (NEW, MIDDLE, OLD)


def test_an_inspection_goes_by_the_month_in_which_it_began_as_its_title_does():
    assert month(card(inspected=ACROSS)) == "November 2013"
    assert named(card(inspected=ACROSS)) == "the November 2013 report on Westshire"


def test_its_days_are_told_in_full_all_the_same():
    own = replace(NEW, card=replace(NEW.card, inspected=ACROSS))
    (draft,) = told("What was Westshire judged overall?", own).drafts
    assert draft.text.endswith("at the inspection of 19 November to 11 December 2013.")


@pytest.mark.parametrize(
    "question", ["What was leadership graded last time?", "leadership last time?"]
)
def test_last_time_is_the_inspection_before_the_newest(question):
    (draft,) = told(question, *ALL).drafts
    assert "May 2018" in draft.text


def test_the_last_inspection_may_be_the_newest_or_the_one_before_and_both_are_shown():
    facts = told("What was leadership graded at the last inspection?", *ALL)
    assert ["May 2018" in texts(facts)[0], "May 2022" in texts(facts)[1]] == [True, True]
    assert any("both are shown" in note for note in facts.notes)
    alone = told("What was leadership graded at the last inspection?", NEW)
    assert "It is the only inspection of Westshire that the library holds." in alone.notes


def test_of_a_report_that_was_asked_for_the_last_inspection_is_another():
    fact = read("What was leadership graded at the last inspection?")
    scope = Scope((NEW.card.report_id,), ("Westshire",), stated="the report asked for")
    facts = answer(fact, scope, [NEW.card], {NEW.card.report_id: NEW}.__getitem__)
    assert facts.drafts == ()
    assert facts.nothing.startswith("Only the report of May 2022 on Westshire was looked at")


def test_an_inspection_of_some_framework_is_not_said_to_be_the_only_one():
    fact = read("What was Westshire's first inspection judged?", ("Westshire",))
    scope = Scope((NEW.card.report_id,), ("Westshire",), framework="ILACS")
    facts = answer(fact, scope, [NEW.card], {NEW.card.report_id: NEW}.__getitem__)
    assert not any("only inspection" in note for note in facts.notes)


def test_a_report_that_came_out_after_a_year_is_not_of_an_inspection_after_it():
    late = replace(MIDDLE, card=replace(MIDDLE.card, published=date(2019, 1, 7)))
    (draft,) = told("What was Westshire judged overall after 2018?", NEW, late).drafts
    assert "May 2022" in draft.text


def test_an_older_inspection_without_that_aspect_is_not_taken_for_all():
    asked = "What was the previous inspection's grade for adoption?"
    assert told(asked, *ALL).nothing == (
        "The May 2018 report on Westshire here gives no grade for adoption."
    )


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("What was Westshire judged before 2018?", ["2014"]),
        ("What was Westshire judged for leadership since 2015?", ["2018", "2022"]),
        ("What was Westshire judged overall after 2018?", ["2022"]),
        ("What was leadership judged between 2014 and 2018?", ["2014", "2018"]),
        ("What was leadership judged until 2018?", ["2014", "2018"]),
    ],
)
def test_a_stretch_of_time_shows_the_inspections_of_it_alone(question, years):
    said = texts(told(question, *ALL))
    assert [year for text in said for year in ("2014", "2018", "2022") if year in text] == years

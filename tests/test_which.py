"""Of several inspections of a council, the one that a question means answers it."""

import pytest

from rag.intent import read
from tests.test_compose import report
from tests.test_record import texts, told

NEW = report("Westshire", 2022, overall="Outstanding")
MIDDLE = report("Westshire", 2018, overall="Inadequate")
OLD = report("Westshire", 2014, overall="Good")
ALL = (NEW, MIDDLE, OLD)


@pytest.mark.parametrize(
    ("question", "year"),
    [
        ("What was Westshire's first inspection judged?", 2014),
        ("What was Westshire judged at its second inspection?", 2018),
        ("What was Westshire's previous inspection judged?", 2018),
        ("What was the inspection before last of Westshire judged?", 2018),
        ("Who led the first inspection of Westshire?", 2014),
        ("When was Westshire first inspected?", 2014),
        ("What was Westshire's latest inspection judged?", 2022),
        ("When was Westshire last judged good?", 2014),
        ("When was Westshire first judged outstanding?", 2022),
        ("When was Westshire judged inadequate?", 2018),
    ],
)
def test_the_inspection_that_is_meant(question, year):
    (draft,) = told(question, *ALL).drafts
    assert str(year) in draft.text


def test_which_one_it_is_of_how_many_is_said():
    facts = told("What was Westshire's first inspection judged?", *ALL)
    assert "It is the first of the 3 inspections of Westshire here." in facts.notes
    assert not any("newest inspection here" in note for note in facts.notes)


def test_an_inspection_that_is_not_here_is_said_with_what_is():
    facts = told("What was Westshire's previous inspection judged?", NEW)
    assert facts.nothing.startswith("The library holds the report of May 2022 on Westshire")


def test_a_grade_that_was_never_given_is_said_so():
    facts = told("When was Westshire last judged adequate?", *ALL)
    assert "none of them gives that grade" in facts.nothing


def test_another_month_of_the_same_year_is_not_answered():
    assert "May 2018" in texts(told("What was Westshire judged in May 2018?", MIDDLE))[0]
    facts = told("What was Westshire judged in August 2018?", MIDDLE)
    assert "none of an inspection in August 2018" in facts.nothing


def test_the_month_in_which_a_report_came_out_will_do():
    assert "May 2018" in texts(told("What was Westshire judged in July 2018?", MIDDLE))[0]


def test_two_years_of_one_council_are_compared():
    facts = told("Compare Westshire 2014 and 2022", NEW, OLD)
    assert len(facts.compared) == 2


def test_a_year_without_an_inspection_is_said_where_years_are_compared():
    facts = told("Compare Westshire 2015 and 2022", NEW)
    assert "2022" in texts(facts)[0]
    assert "The library holds no report of an inspection of Westshire in 2015." in facts.notes


def test_ever_of_a_single_inspection_is_no_plain_no():
    facts = told("Has Westshire ever been inadequate?", NEW)
    assert texts(facts)[0].startswith("Westshire was judged outstanding")
    assert "It is the only inspection of Westshire that the library holds." in facts.notes


def test_how_often_is_counted():
    facts = told("How many times has Westshire been outstanding?", *ALL)
    assert "1 of the 3 inspections here gave that grade." in facts.notes


def test_a_year_counted_from_today_is_asked_by_its_number():
    facts = told("What was Westshire judged last year?", *ALL)
    assert facts.drafts == ()
    assert "Name the year" in facts.nothing


def test_an_inspector_asked_for_by_name_is_found_or_the_right_one_named():
    facts = told("Did Ada Moss inspect Westshire?", NEW)
    assert "Ada Moss" in texts(facts)[0]
    facts = told("Was Jo Finch the lead inspector of Westshire?", NEW)
    assert "Ada Moss" in texts(facts)[0]
    assert "No report here on Westshire names Jo Finch as the lead inspector." in facts.notes


def test_what_was_said_in_general_is_answered_with_the_grades_and_a_hint():
    facts = told("What did Ofsted say about Westshire?", NEW)
    assert "Westshire was judged outstanding overall" in texts(facts)[0]
    assert any("ask about a matter" in note for note in facts.notes)
    assert read("What did inspectors say about leadership in Westshire?", ("Westshire",)) is None


def test_the_worst_grade_is_answered_with_all_of_them():
    facts = told("What was Westshire's worst grade?", *ALL)
    assert len(facts.drafts) == 3


def test_years_counted_from_today_are_not_taken_for_a_limit_where_all_are_shown():
    facts = told("How has Westshire changed over the last five years?", *ALL)
    assert len(facts.compared) == 3
    assert any("every inspection held is shown" in note for note in facts.notes)

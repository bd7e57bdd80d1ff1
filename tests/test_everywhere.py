"""Questions over every council: each condition is honoured, or the reply names the one that is not."""

import pytest

from rag.intent import read
from rag.record.conditions import conditions
from rag.record.times import span
from tests.test_compose import report
from tests.test_record import texts, told

RI = "Requires improvement to be good"
WEST = report("Westshire", 2019, overall="Good", leadership=RI)
EAST = report("Eastshire", 2022, overall="Good", leadership="Good")
NORTH = report("Northshire", 2023, overall="Outstanding", leadership="Outstanding")
SOUTH = report("Southshire", 2018, overall="Inadequate", leadership="Inadequate")
ALL = (NORTH, EAST, WEST, SOUTH)


def asked(question):
    return [(c.grades, c.aspects) for c in conditions(question) or ()]


@pytest.mark.parametrize(
    ("words", "pairs"),
    [
        ("good overall but inadequate for adoption", [(("Good",), ("overall",)), (("Inadequate",), ("adoption",))]),
        ("inadequate councils with good leadership", [(("Inadequate",), ("overall",)), (("Good",), ("leadership",))]),
        ("good or outstanding for leadership", [(("Good", "Outstanding"), ("leadership",))]),
        ("good for leadership and adoption", [(("Good",), ("leadership", "adoption"))]),
        ("at least good", [(("Outstanding", "Good"), ("overall",))]),
        ("good or better", [(("Outstanding", "Good"), ("overall",))]),
        ("better than good", [(("Outstanding",), ("overall",))]),
        ("not good", [((RI, "Adequate", "Inadequate"), ("overall",))]),
        ("aren't outstanding or good", [((RI, "Adequate", "Inadequate"), ("overall",))]),
    ],
)  # fmt: skip
def test_grades_are_read_with_the_aspects_beside_them(words, pairs):
    assert asked(f"Which councils are {words}?") == pairs


@pytest.mark.parametrize(
    "words",
    [
        "good for leadership or adoption",
        "good overall or inadequate for leadership",
        "not visited when good",
        "not less than good",
    ],
)
def test_conditions_that_could_mean_several_things_are_not_guessed(words):
    assert conditions(f"Which councils are {words}?") is None


def test_two_conditions_must_hold_together():
    facts = told("Which councils are good overall but require improvement for leadership?", *ALL)
    (line,) = texts(facts)
    assert line.startswith("Westshire was judged good overall, and to require improvement")


def test_several_councils_that_meet_two_conditions_are_counted_with_both_shown():
    second = report("Midshire", 2020, overall="Good", leadership=RI)
    facts = told(
        "How many councils are good overall but require improvement for leadership?", *ALL, second
    )
    assert texts(facts)[0] == (
        "2 councils were judged good overall, and to require improvement to be good for the impact of leaders."
    )
    assert len(facts.drafts[0].evidence) == 4


def test_every_aspect_means_each_one_that_was_judged():
    second = report("Midshire", 2020, overall="Outstanding", leadership="Outstanding")
    mixed = report("Oldshire", 2021, overall="Outstanding", leadership="Good")
    facts = told("How many councils were judged outstanding for every aspect?", *ALL, second, mixed)
    assert texts(facts)[0] == "2 councils were judged outstanding for every aspect."


def test_no_council_that_meets_two_conditions_is_said_in_words():
    facts = told("Which councils are outstanding overall but inadequate for leadership?", *ALL)
    assert facts.drafts == ()
    assert facts.nothing.startswith("None of these 4 councils was judged outstanding overall, and")


def test_a_denied_grade_counts_the_others_and_names_them():
    facts = told("How many councils are not inadequate?", *ALL)
    assert texts(facts)[0] == "3 councils were judged outstanding or good overall."
    facts = told("Which councils are not good?", *ALL)
    assert texts(facts) == ["Southshire, May 2018: inadequate overall."]


def test_the_year_stands_in_the_count():
    other = report("Midshire", 2022, overall="Good")
    facts = told("How many councils were judged good in 2022?", *ALL, other)
    assert texts(facts)[0] == "2 councils were judged good overall in 2022."


def test_a_year_of_which_there_is_no_inspection_is_said_so():
    facts = told("Which councils were judged good in 2009?", *ALL)
    assert facts.nothing == "No report here is of an inspection in 2009."


@pytest.mark.parametrize(
    ("time", "opening"),
    [
        ("since 2019", "3 councils were inspected from 2019 on."),
        ("before 2020", "2 councils were inspected before 2020."),
        ("after 2018", "3 councils were inspected after 2018."),
        ("between 2018 and 2022", "3 councils were inspected from 2018 to 2022."),
    ],
)
def test_inspections_of_a_stretch_of_time_are_counted(time, opening):
    assert texts(told(f"How many councils have been inspected {time}?", *ALL))[0] == opening


def test_a_month_is_not_its_year():
    assert len(texts(told("Which councils were inspected in May 2022?", *ALL))) == 1
    assert told("Which councils were inspected in June 2022?", *ALL).nothing


def test_a_council_inspected_twice_is_counted_once_and_both_are_listed():
    again = report("Westshire", 2021)
    facts = told(
        "How many councils have been inspected since 2018?", NORTH, EAST, again, WEST, SOUTH
    )
    assert texts(facts)[0] == "4 councils were inspected from 2018 on."
    assert len(facts.drafts) == 6


def test_councils_that_went_from_one_grade_to_another():
    before = report("Northshire", 2016, overall="Inadequate")
    fell = report("Eastshire", 2016, overall="Outstanding")
    facts = told("Which councils went from inadequate to outstanding?", *ALL, before, fell)
    assert texts(facts) == [
        "Northshire, May 2016: inadequate overall.",
        "Northshire, May 2023: outstanding overall.",
    ]
    assert "from inadequate to outstanding" in facts.notes[0]
    improved = told("Which councils improved to good?", *ALL, before, fell)
    assert "none rose to good" in improved.nothing


def test_safeguarding_boards_are_judged_by_the_newest_report_that_judges_them():
    old = report("Westshire", 2014, lscb="Inadequate")
    facts = told("Which LSCBs were judged inadequate?", *ALL, old)
    (line,) = texts(facts)
    assert line.startswith("Westshire, May 2014: inadequate")


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("Which is the best council?", "best"),
        ("Which council is the worst?", "worst"),
        ("Who led the most inspections?", "most"),
        ("Which councils have ever been inadequate?", "ever"),
        ("Which councils are still inadequate?", "still"),
        ("Which London boroughs are outstanding?", "London"),
        ("Which councils were inspected last year?", "last year"),
        ("Which councils were not inspected in 2022?", "not"),
    ],
)
def test_a_condition_that_is_not_understood_is_named_and_what_can_be_asked_is_said(question, word):
    fact = read(question)
    assert fact is not None
    assert fact.kind == "unclear"
    assert f"“{word}”" in fact.instead
    assert "What can be asked of all councils" in fact.instead


def test_what_reports_say_over_all_councils_is_left_to_the_search():
    assert read("Which councils use family group conferences?") is None
    assert read("Which councils have good early help?") is None


def test_an_inspector_with_a_further_condition_is_not_half_answered():
    fact = read("Which councils rated good were led by Ada Moss?")
    assert fact is not None
    assert fact.kind == "unclear"


def test_an_inspectors_inspections_of_one_year():
    facts = told("Which inspections were led by Ada Moss since 2022?", *ALL)
    assert texts(facts)[0] == "Ada Moss led 2 of the inspections here from 2022 on."


def test_kinds_of_council_are_not_told_apart_and_that_is_said():
    facts = told("Which county councils are inadequate?", *ALL)
    assert any("every kind" in note for note in facts.notes)


def test_a_time_is_taken_out_of_the_text_that_names_it():
    found, rest = span("inspected in may 2022?")
    assert found is not None
    assert found.words == "in May 2022"
    assert rest.split() == ["inspected", "?"]
    assert span("inspected?")[0] is None


def test_councils_named_one_by_one_are_held_to_every_condition_too():
    facts = told(
        "Which of Northshire, Eastshire, Westshire and Southshire are good but require improvement for leadership?",
        *ALL,
    )
    (line,) = texts(facts)
    assert line.startswith("Westshire was judged good overall, and to require improvement")


def test_two_years_in_a_row_are_one_stretch():
    facts = told("Which councils were judged good or outstanding in 2022 or 2023?", *ALL)
    assert (
        texts(facts)[0] == "2 councils were judged good or outstanding overall from 2022 to 2023."
    )


def test_a_superlative_is_refused_also_where_it_is_about_a_matter_of_the_reports():
    fact = read("Which council is best at early help?")
    assert fact is not None
    assert fact.kind == "unclear"
    assert read("Which councils know the best practice in early help?") is None


@pytest.mark.parametrize("part", ["the north west", "Yorkshire", "London", "the East Midlands"])
def test_a_part_of_the_country_is_named_as_what_cannot_be_told(part):
    asked = read(f"Which councils in {part} are inadequate?")
    assert asked is not None
    assert asked.kind == "unclear"
    assert part in asked.instead

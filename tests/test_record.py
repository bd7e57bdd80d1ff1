"""Questions for the record, answered from invented reports, and each statement verified."""

from dataclasses import replace

import pytest

from rag.facts import answer
from rag.intent import read
from rag.record.table import table
from rag.types import Scope, Table
from rag.verifier.cited import cited
from rag.verify import check_statement
from rag.writing import Writing
from tests.test_compose import paragraph, report


def told(question, *reports, year=None):
    """The facts for a question over these reports, every draft shown by its evidence."""
    by_id = {r.card.report_id: r for r in reports}
    names = tuple(dict.fromkeys(r.card.authority for r in reports))
    fact = read(question, names)
    assert fact is not None, question
    scope = Scope(reports=tuple(by_id), authorities=names, year=year)
    facts = answer(fact, scope, [r.card for r in reports], by_id.__getitem__)
    for draft in facts.drafts if facts else ():
        verdict = check_statement(draft.text, [cited(item) for item in draft.evidence])
        assert draft.kind == "quote" or verdict.supported, (draft.text, verdict.failures)
    return facts


def texts(facts):
    return [draft.text for draft in facts.drafts]


WEST = report("Westshire", 2019, leadership="Outstanding", overall="Good")
WEST_BEFORE = report("Westshire", 2015, leadership="Inadequate", overall="Inadequate")
EAST = report("Eastshire", 2019, leadership="Good", overall="Inadequate")
NORTH = report("Northshire", 2018, leadership="Outstanding", overall="Inadequate")


def test_all_grades_of_one_inspection_are_one_statement_with_a_receipt_for_each():
    (draft,) = told("What grades did Westshire get?", WEST).drafts
    assert draft.text == (
        "Westshire was judged good overall, and outstanding for the impact of leaders "
        "at the inspection of 13 to 24 May 2019."
    )
    assert [item.quote for item in draft.evidence] == [
        "Overall effectiveness Good",
        "The impact of leaders Outstanding",
    ]


def test_equal_grades_are_named_once():
    (draft,) = told("What grades did Westshire get?", WEST_BEFORE).drafts
    assert draft.text.count("inadequate") == 1


@pytest.mark.parametrize(
    "question",
    [
        "How many councils are inadequate?",
        "Which councils are inadequate?",
        "List all inadequate councils",
        "What proportion of councils were judged inadequate?",
        "number of councils judged inadequate",
    ],
)
def test_a_question_over_councils_opens_with_the_count_and_lists_each_with_its_receipt(question):
    facts = told(question, WEST, EAST, NORTH)
    assert texts(facts) == [
        "2 councils were judged inadequate overall.",
        "Eastshire, May 2019: inadequate overall.",
        "Northshire, May 2018: inadequate overall.",
    ]
    assert "each of 3 councils" in facts.notes[0]
    assert "2 of 3 is 67%." in facts.notes


def test_require_improvement_over_councils_is_a_grade_and_no_list_of_improvements():
    needs = report("Southshire", overall="Requires improvement to be good")
    facts = told("Which authorities require improvement?", WEST, EAST, needs)
    assert texts(facts) == ["Southshire, May 2019: requires improvement to be good overall."]


def test_none_is_shown_by_the_grades_that_were_given():
    facts = told("Which councils are outstanding?", WEST, EAST, NORTH)
    (draft,) = facts.drafts
    assert draft.text == "None of these 3 councils was judged outstanding overall."
    assert len(draft.evidence) == 3


def test_a_year_says_that_only_inspections_of_that_year_are_counted():
    facts = told("Which councils were judged inadequate in 2019?", WEST, EAST, year=2019)
    assert texts(facts) == ["Eastshire, May 2019: inadequate overall."]
    assert "inspected in 2019" in facts.notes[0]
    assert "again since" in facts.notes[0]


def test_the_newest_inspection_that_grades_an_aspect_answers_and_the_newer_silence_is_said():
    silent = report("Westshire", 2022)
    silent = type(silent)(
        silent.card,
        tuple(j for j in silent.judgements if j.aspect == "overall"),
        (),
        silent.paragraphs,
    )
    facts = told("What was Westshire judged for leadership?", silent, WEST)
    assert "2019" in facts.drafts[0].text
    assert "The newest inspection here, of May 2022, gives no grade" in facts.notes[0]


def test_an_aspect_that_no_report_here_grades_is_said_so():
    facts = told("What was Westshire graded for adoption?", WEST)
    assert facts.drafts == ()
    assert facts.nothing == "No report on Westshire here gives a grade for adoption."


def test_how_good_something_is_that_is_not_graded_is_left_to_the_search():
    assert told("How good is adoption in Westshire?", WEST) is None


def test_since_now_and_ever_ask_for_every_inspection_oldest_first():
    for question in (
        "Has Westshire improved since 2015?",
        "Was Westshire inadequate in 2015 and how is it now?",
        "Has Westshire ever been inadequate?",
    ):
        facts = told(question, WEST, WEST_BEFORE)
        assert ["2015" in facts.drafts[0].text, "2019" in facts.drafts[-1].text] == [True, True]


def test_ever_is_answered_with_how_many_inspections_gave_the_grade():
    facts = told("Has Westshire ever been inadequate?", WEST, WEST_BEFORE)
    assert "1 of the 2 inspections here gave that grade." in facts.notes


def test_no_is_not_said_where_the_grade_is_better_than_the_one_asked_about():
    best = report(overall="Outstanding")
    assert told("Is Westshire good?", best).drafts[0].text.startswith("Westshire was judged")


def test_a_reason_for_a_grade_that_was_not_given_is_met_by_the_one_that_was():
    (draft,) = told("Why is Westshire inadequate?", WEST).drafts
    assert "judged good overall" in draft.text


def test_a_reason_for_a_grade_that_only_an_older_inspection_gave_shows_both():
    facts = told("Why was Westshire judged inadequate?", WEST, WEST_BEFORE)
    assert ["judged good" in facts.drafts[0].text, "judged inadequate" in facts.drafts[1].text] == [
        True,
        True,
    ]


def test_councils_that_rose_are_told_from_those_that_fell():
    fell = [
        report("Eastshire", 2022, overall="Inadequate"),
        report("Eastshire", 2016, overall="Good"),
    ]
    rose = told("Which councils have improved?", WEST, WEST_BEFORE, *fell)
    assert texts(rose) == [
        "Westshire, May 2015: inadequate overall.",
        "Westshire, May 2019: good overall.",
    ]
    assert "Of the 2 councils with more than one inspection here, 1 rose" in rose.notes[0]
    worse = told("Which councils got worse?", WEST, WEST_BEFORE, *fell)
    assert [text.split(",")[0] for text in texts(worse)] == ["Eastshire", "Eastshire"]


def test_inspections_of_a_year_are_counted_and_listed():
    facts = told("How many councils were inspected in 2019?", EAST, WEST, year=2019)
    assert texts(facts)[0] == "2 councils were inspected in 2019."
    assert len(facts.drafts) == 3


def test_an_inspectors_inspections_are_listed_by_name():
    facts = told("Which inspections were led by Ada Moss?", EAST, NORTH)
    assert texts(facts)[0] == "Ada Moss led 2 of the inspections here."
    other = told("How many inspections did Jo Finch lead?", EAST, NORTH)
    assert other.nothing == "No report here names Jo Finch as the lead inspector."


def test_the_improvements_of_many_reports_are_cut_and_it_is_said_what_is_left_out():
    many = [report(f"Shire{c}", improvements=("One.", "Two.")) for c in "ABCDEFG"]
    facts = told("What needs to improve?", *many)
    assert len(facts.drafts) == 15
    assert facts.notes == (
        "Left out is what 2 more reports list. Name a council to see its own list.",
    )


def test_points_that_open_lists_of_their_own_are_not_counted():
    listed = report(improvements=("Practice that shows:", "care;", "Supervision."))
    facts = told("What needs to improve?", listed)
    assert texts(facts)[0] == "The May 2019 report on Westshire lists points to improve."


def test_inspections_beside_each_other_are_a_table_whose_cells_lead_to_their_citations():
    facts = told("How have Westshire's grades changed?", WEST, WEST_BEFORE)
    writing = Writing()
    for draft in facts.drafts:
        assert writing.write(draft) is not None
    made = table(facts.compared, writing.citations)
    assert made.columns == ("Westshire, May 2015", "Westshire, May 2019")
    cells = dict(made.rows)
    assert [cell.grade for cell in cells["overall"]] == ["Inadequate", "Good"]
    for _, row in made.rows:
        for cell in row:
            assert writing.citations[cell.citation - 1].quote.endswith(cell.grade)
    assert Table.from_dict(made.to_dict()) == made


def test_one_inspection_is_no_table():
    facts = told("What grades did Westshire get?", WEST)
    assert table(facts.compared, ()) is None


def test_how_often_is_told_by_each_inspection_that_is_held():
    facts = told("How many times has Westshire been inspected?", WEST, WEST_BEFORE)
    assert [draft.text[-40:] for draft in facts.drafts] == [
        "13 to 24 May 2019 (12 days, first to last)."[-40:],
        "13 to 24 May 2015 (12 days, first to last)."[-40:],
    ]
    assert facts.notes == (
        "The library holds 2 inspections of Westshire; there may have been others.",
    )


def test_why_a_part_was_judged_so_is_told_by_what_its_part_begins_with():
    well, ill = (
        "Leaders have an excellent and strong grasp of practice.",
        "Staff records were poor and late.",
    )
    said = [
        replace(paragraph(text, n), section="The impact of leaders: good")
        for n, text in enumerate(
            (f"{well} {ill}", "The staff work with children in three towns here."), 1
        )
    ]
    own = replace(WEST, paragraphs=(*said, *WEST.paragraphs))
    assert texts(told("Why was Westshire judged outstanding for leadership?", own)) == [
        f"The May 2019 report on Westshire says: “{well}”"
    ]
    assert not told("Why was Westshire judged outstanding for adoption?", own).drafts


def test_why_a_grade_was_not_better_takes_none_for_granted():
    said = replace(
        paragraph("Records are poor and often late. Visits are lively and well liked by all.", 1),
        section="Summary",
    )
    own = replace(EAST, paragraphs=(said, *EAST.paragraphs))
    assert texts(told("Why isn't Eastshire rated good overall?", own)) == [
        "The May 2019 report on Eastshire says: “Records are poor and often late.”"
    ]
    assert texts(told("Why is Eastshire only good overall?", own)) == [
        "Eastshire was judged inadequate overall at the inspection of 13 to 24 May 2019."
    ]


def test_a_report_without_a_summary_gives_its_reasons_where_it_speaks_of_the_whole():
    said = replace(
        paragraph("Statutory duties are poorly met and reviews are late.", 8),
        section="Overall effectiveness of services – Grade 4 (inadequate)",
    )
    own = replace(EAST, paragraphs=(said, *EAST.paragraphs))
    assert texts(told("Why was Eastshire judged inadequate?", own)) == [
        "The May 2019 report on Eastshire says: “Statutory duties are poorly met and reviews are late.”"
    ]


def test_what_is_outstanding_has_not_failed():
    assert texts(told("Why did Westshire fail on leadership?", WEST)) == [
        "Westshire was judged outstanding for the impact of leaders at the inspection of 13 to 24 May 2019."
    ]


def test_a_board_that_was_judged_alone_gives_its_reasons_in_the_summary():
    board = report("Northshire", 2016, lscb="Inadequate")
    said = replace(
        paragraph("The board is weak and its plans are poor and late.", 1),
        section="Executive summary",
    )
    judged = tuple(one for one in board.judgements if one.aspect == "lscb")
    own = replace(board, paragraphs=(said, *board.paragraphs), judgements=judged)
    assert texts(told("Why wasn't the safeguarding board in Northshire judged good?", own)) == [
        "The May 2016 report on Northshire says: “The board is weak and its plans are poor and late.”"
    ]

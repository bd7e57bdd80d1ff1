"""Answers without a language model: quotes framed by their report, and facts with receipts."""

from datetime import date

import pytest

from index.types import Improvement, Judgement, Paragraph, Period, Report, ReportCard
from rag.compose import compose
from rag.facts import answer, when
from rag.intent import read
from rag.types import Evidence, Scope


def card(authority="Westshire", year=2019, **changes):
    values = {
        "report_id": f"{authority.lower()}-{year}-05-13",
        "sha256": "0" * 64,
        "name": f"{authority.lower()}.pdf",
        "title": f"{authority}: inspection of children's services, {year}",
        "authority": authority,
        "urn": None,
        "framework": "ILACS",
        "inspected": Period(date(year, 5, 13), date(year, 5, 24)),
        "published": date(year, 7, 1),
        "lead_inspector": "Ada Moss",
        "pages": 9,
    }
    return ReportCard(**{**values, **changes})


def paragraph(text, number=1, *, report_id="westshire-2019-05-13", kind="numbered", page=2):
    return Paragraph(
        f"{report_id}/{number}",
        number if kind == "numbered" else None,
        "Leaders",
        1,
        page,
        page,
        text,
        kind,
    )


def evidence(text, quote, *, score=0.9, number=1, of=None):
    start = text.index(quote)
    return Evidence(of or card(), paragraph(text, number), start, start + len(quote), score)


def report(
    authority="Westshire", year=2019, leadership="Good", overall="Outstanding", improvements=()
):
    front = card(authority, year)
    rows = (
        ("leadership", "The impact of leaders", leadership),
        ("overall", "Overall effectiveness", overall),
    )
    tables = [
        paragraph(f"{name} {grade}", f"u{n}", report_id=front.report_id, kind="table", page=1)
        for n, (_, name, grade) in enumerate(rows)
    ]
    cover = [
        paragraph(
            "Inspection dates: 13 to 24 May " + str(year),
            "u8",
            report_id=front.report_id,
            kind="narrative",
            page=1,
        ),
        paragraph(
            "Lead inspector: Ada Moss", "u9", report_id=front.report_id, kind="narrative", page=1
        ),
    ]
    items = [
        paragraph(text, f"u2{n}", report_id=front.report_id, kind="improvement")
        for n, text in enumerate(improvements)
    ]
    return Report(
        front,
        tuple(
            Judgement(aspect, name, grade, 1, f"{name} {grade}", tables[n].id)
            for n, (aspect, name, grade) in enumerate(rows)
        ),
        tuple(Improvement(item.text, 2, None, item.id) for item in items),
        (*cover, *tables, *items),
    )


def asked(question, *reports, authorities=("Westshire",), **scope):
    by_id = {r.card.report_id: r for r in reports}
    fact = read(question, tuple(r.card.authority for r in reports))
    assert fact is not None
    return answer(
        fact,
        Scope(reports=tuple(by_id), authorities=authorities, **scope),
        [r.card for r in reports],
        by_id.__getitem__,
    )


TEXT = "The hub is quick. It answers within a day. Plans are thorough and reviewed each month."


def test_the_first_quote_names_its_report_and_later_ones_do_not_repeat_it():
    drafts = compose(
        [
            evidence(TEXT, "Plans are thorough and reviewed each month."),
            evidence(TEXT, "The hub is quick.", score=0.8),
        ]
    )
    assert [d.text for d in drafts] == [
        "The May 2019 report on Westshire says: “Plans are thorough and reviewed each month.”",
        "“The hub is quick.”",
    ]


def test_a_quote_that_leans_on_the_sentence_before_takes_it_along():
    (draft,) = compose([evidence(TEXT, "It answers within a day.")])
    assert draft.evidence[0].quote == "The hub is quick. It answers within a day."


def test_a_far_less_sure_quote_is_left_out():
    drafts = compose(
        [
            evidence(TEXT, "The hub is quick."),
            evidence(TEXT, "Plans are thorough and reviewed each month.", score=0.2),
        ]
    )
    assert len(drafts) == 1


def test_the_same_words_are_not_said_twice():
    drafts = compose(
        [evidence(TEXT, "The hub is quick."), evidence(TEXT, "The hub is quick.", number=7)]
    )
    assert len(drafts) == 1


def test_a_grade_comes_with_the_words_that_print_it():
    facts = asked("What was Westshire judged for leadership?", report())
    (draft,) = facts.drafts
    assert draft.text == (
        "Westshire was judged good for the impact of leaders at the inspection of 13 to 24 May 2019."
    )
    assert draft.evidence[0].quote == "The impact of leaders Good"


def test_a_yes_or_no_question_about_a_grade_begins_with_its_answer():
    assert asked("Is Westshire outstanding?", report()).drafts[0].text.startswith("Yes: ")
    assert asked("Is Westshire inadequate?", report()).drafts[0].text.startswith("No: ")


def test_the_newest_inspection_answers_and_the_older_one_is_named():
    facts = asked(
        "What was Westshire judged overall?", report(year=2019), report(year=2015, overall="Good")
    )
    assert len(facts.drafts) == 1
    assert "2019" in facts.drafts[0].text
    assert "2015" in facts.notes[0]


def test_change_over_time_is_told_oldest_first_and_never_in_one_sentence():
    facts = asked(
        "How has Westshire's leadership grade changed?",
        report(year=2019, leadership="Outstanding"),
        report(year=2015, leadership="Inadequate"),
    )
    assert ["2015" in d.text for d in facts.drafts] == [True, False]
    assert ["inadequate" in d.text for d in facts.drafts] == [True, False]


def test_which_councils_are_outstanding_is_counted_over_the_newest_reports():
    facts = asked(
        "Which councils are outstanding for leadership?",
        report("Westshire", leadership="Outstanding"),
        report("Eastshire", leadership="Good"),
        authorities=("Westshire", "Eastshire"),
    )
    assert [d.text.split()[0] for d in facts.drafts] == ["Westshire"]
    assert (
        "Of the 2 councils whose newest report is here, 1 was judged outstanding" in facts.notes[0]
    )


def test_why_a_grade_was_given_is_left_to_the_search_unless_it_was_not_given():
    assert asked("Why was Westshire judged outstanding overall?", report()) is None
    assert asked("Why was Westshire judged inadequate overall?", report()) is not None


def test_improvements_are_listed_in_the_reports_own_order():
    items = ("The quality of plans.", "Supervision of staff.")
    facts = asked("What needs to improve?", report(improvements=items))
    assert tuple(d.text for d in facts.drafts) == items


def test_a_report_without_improvements_gives_no_list():
    assert asked("What needs to improve?", report()) is None


@pytest.mark.parametrize(
    ("question", "words"),
    [
        (
            "Who led the inspection?",
            "In the May 2019 inspection of Westshire, the lead inspector was Ada Moss.",
        ),
        ("When was Westshire inspected?", "from 13 to 24 May 2019 (12 days"),
    ],
)
def test_the_cover_answers_who_and_when(question, words):
    (draft,) = asked(question, report()).drafts
    assert words in draft.text
    assert draft.evidence[0].paragraph.page_start == 1


def test_a_fact_that_no_words_print_is_no_fact():
    assert asked("When was the report published?", report()) is None


def test_dates_are_written_as_people_write_them():
    assert when(Period(date(2018, 11, 19), date(2018, 11, 23))) == "19 to 23 November 2018"
    assert when(Period(date(2018, 1, 29), date(2018, 2, 9))) == "29 January to 9 February 2018"
    assert (
        when(Period(date(2017, 12, 30), date(2018, 1, 5))) == "30 December 2017 to 5 January 2018"
    )
    assert when(Period(date(2018, 3, 5), date(2018, 3, 5))) == "5 March 2018"

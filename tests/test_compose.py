"""Answers without a language model: quotes framed by their report, and facts with receipts."""

from datetime import date

import pytest

from index.types import Improvement, Judgement, Paragraph, Period, Report, ReportCard
from rag.compose import compose, left_out
from rag.facts import answer
from rag.intent import read
from rag.record.receipts import when
from rag.types import Evidence, Scope
from rag.verifier.cited import cited
from rag.verify import check_statement


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
        "What needs to improve" if kind == "improvement" else "Leaders",
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
    authority="Westshire",
    year=2019,
    leadership="Good",
    overall="Outstanding",
    improvements=(),
    lscb=None,
):
    front = card(authority, year)
    rows = (
        ("leadership", "The impact of leaders", leadership),
        ("overall", "Overall effectiveness", overall),
    )
    if lscb:
        rows += (("lscb", "The Local Safeguarding Children Board", lscb),)
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
    assert [d.text for d in facts.drafts] == [
        "Westshire, May 2019: outstanding for the impact of leaders."
    ]
    assert "each of 2 councils" in facts.notes[0]


def test_why_a_grade_was_given_is_left_to_the_search_unless_it_was_not_given():
    assert asked("Why was Westshire judged outstanding overall?", report()) is None
    assert asked("Why was Westshire judged inadequate overall?", report()) is not None


def test_improvements_are_listed_in_the_reports_own_order():
    items = ("The quality of plans.", "Supervision of staff.")
    facts = asked("What needs to improve?", report(improvements=items))
    opening, *listed = facts.drafts
    assert opening.text == "The May 2019 report on Westshire lists 2 points to improve."
    assert opening.evidence == tuple(item.evidence[0] for item in listed)
    assert tuple(d.text for d in listed) == items


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


def test_a_fact_that_no_words_print_is_no_fact_and_it_is_said_that_the_report_does_not_print_it():
    facts = asked("When was the report published?", report())
    assert facts.drafts == ()
    assert facts.nothing == (
        "The May 2019 report on Westshire does not print the day it was published."
    )


def test_dates_are_written_as_people_write_them():
    assert when(Period(date(2018, 11, 19), date(2018, 11, 23))) == "19 to 23 November 2018"
    assert when(Period(date(2018, 1, 29), date(2018, 2, 9))) == "29 January to 9 February 2018"
    assert (
        when(Period(date(2017, 12, 30), date(2018, 1, 5))) == "30 December 2017 to 5 January 2018"
    )
    assert when(Period(date(2018, 3, 5), date(2018, 3, 5))) == "5 March 2018"


def test_a_point_to_improve_is_quoted_as_one():
    item = paragraph("The timeliness of visits.", "u1", kind="improvement")
    (draft,) = compose([Evidence(card(), item, 0, len(item.text), 0.9)])
    assert draft.text == (
        "The May 2019 report on Westshire lists as a point to improve: “The timeliness of visits.”"
    )
    assert check_statement(draft.text, [cited(draft.evidence[0])]).supported
    elsewhere = paragraph(item.text, kind="numbered")
    other = cited(Evidence(card(), elsewhere, 0, len(item.text), 0.9))
    assert not check_statement(draft.text, [other]).supported


def test_evidence_against_what_a_question_takes_for_granted_is_said_to_be_so():
    first, second = compose(
        [
            evidence(TEXT, "Plans are thorough and reviewed each month."),
            evidence(TEXT, "The hub is quick."),
        ],
        contradicted=True,
    )
    assert first.text == (
        "The May 2019 report on Westshire says otherwise: “Plans are thorough and reviewed each month.”"
    )
    assert "otherwise" not in second.text
    assert check_statement(first.text, [cited(first.evidence[0])]).supported


def test_evidence_that_is_qualified_is_not_said_to_be_against_the_question():
    text = "Most visits are timely, but too many are late."
    (draft,) = compose([evidence(text, text)], contradicted=True)
    assert "otherwise" not in draft.text


@pytest.mark.parametrize(
    "leaning",
    [
        "In the meantime, visits are late.",
        "Some of these visits are late.",
        "While this is welcome, visits are late.",
        "Workloads in these teams are high.",
        "Despite that, visits are late.",
    ],
)
def test_what_points_back_takes_along_what_it_points_to(leaning):
    text = f"Two teams are new. {leaning} Plans are good."
    (draft,) = compose([evidence(text, leaning)])
    assert draft.evidence[0].quote == f"Two teams are new. {leaning}"
    assert check_statement(draft.text, [cited(draft.evidence[0])]).supported


@pytest.mark.parametrize(
    "whole",
    [
        "Leaders of this local authority know it well.",
        "Visits to those children who are missing are late.",
        "The two teams are new, and workloads in these teams are high.",
    ],
)
def test_what_explains_itself_is_quoted_alone(whole):
    (draft,) = compose([evidence(f"Plans are good. {whole}", whole)])
    assert draft.evidence[0].quote == whole


def test_what_was_left_out_for_length_is_said():
    long = [f"Number {n} says that {'very ' * 40}much." for n in range(3)]
    items = [evidence(text, text, number=n + 1) for n, text in enumerate(long)]
    drafts = compose(items)
    assert len(drafts) == 2
    assert left_out(items, drafts) == (
        "Left out to keep this short: paragraph 3, page 2 of the May 2019 report on Westshire.",
    )
    assert left_out(items[:2], drafts) == ()


def test_a_quote_that_stands_right_before_the_surest_leads_up_to_it():
    text = "Panels sit weekly. Each sitting takes four hours."
    held = paragraph(text)
    first, second = (0, 18), (19, len(text))
    items = [
        Evidence(card(), held, *second, score=0.9),
        Evidence(card(), held, *first, score=0.8),
    ]
    assert [draft.evidence[0].start for draft in compose(items)] == [0, 19]


PLANS = "Most plans are of high quality. However, a few plans for disabled children drift. They are reviewed late."


def test_a_quote_that_leans_on_what_is_shown_already_is_shown_as_it_is():
    items = [
        evidence(PLANS, "Most plans are of high quality."),
        evidence(PLANS, "However, a few plans for disabled children drift.", score=0.6),
    ]
    drafts = compose(items)
    assert [draft.evidence[0].quote for draft in drafts] == [item.quote for item in items]
    assert left_out(items, drafts) == ()


def test_what_a_quote_leans_on_is_taken_along_up_to_what_is_shown():
    first, second = compose(
        [
            evidence(PLANS, "Most plans are of high quality."),
            evidence(PLANS, "They are reviewed late.", score=0.6),
        ]
    )
    assert first.evidence[0].quote == "Most plans are of high quality."
    assert second.evidence[0].quote == PLANS.removeprefix("Most plans are of high quality. ")


def test_what_goes_on_from_the_surest_stands_right_behind_it():
    earlier = "Panels sit weekly."
    drafts = compose(
        [
            evidence(PLANS, "Most plans are of high quality.", number=11),
            evidence(earlier, earlier, number=5, score=0.7),
            evidence(
                PLANS, "However, a few plans for disabled children drift.", number=11, score=0.6
            ),
        ]
    )
    assert [draft.evidence[0].paragraph.number for draft in drafts] == [11, 11, 5]

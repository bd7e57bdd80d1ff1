"""Questions for a fact of the record are told from questions about what the report says."""

import pytest

from rag.followups.record import same_for
from rag.intent import read
from rag.record.wording import aspects

NAMES = ("Essex", "Kent", "kent")


@pytest.mark.parametrize(
    ("question", "kind", "slugs"),
    [
        ("What was Essex judged overall?", "grade", ("overall",)),
        ("What grade did leadership get?", "grade", ("leadership",)),
        ("help and protection grade?", "grade", ("help_protection",)),
        ("How good are services for care leavers?", "grade", ("care_leavers",)),
        ("how well was Kent rated for children in care", "grade", ("in_care",)),
        ("What rating did Ofsted give Essex for adoption?", "grade", ("adoption",)),
        ("Is Kent inadequate?", "grade", ()),
        ("Which councils are outstanding for leadership?", "grade", ("leadership",)),
        ("How has Essex changed since 2014?", "grade", ()),
        ("Did Kent get better?", "grade", ()),
        ("Who led the inspection?", "inspector", ()),
        ("name of the lead inspector in Kent", "inspector", ()),
        ("When was Essex inspected?", "dates", ()),
        ("How long did the inspection take?", "dates", ()),
        ("How long did the inspectors stay in Essex?", "dates", ()),
        ("How many times has Essex been inspected?", "dates", ()),
        ("Has Kent been inspected before?", "dates", ()),
        ("When was the report published?", "published", ()),
        ("What needs to improve?", "improvements", ()),
        ("what are the recommendations", "improvements", ()),
        ("What needs to change in Kent?", "improvements", ()),
        ("What must be fixed?", "improvements", ()),
        ("Where are improvements needed in Kent?", "improvements", ()),
        ("What does Ofsted say Kent must do better?", "improvements", ()),
        ("what did kent get for children in care and care leavers", "grade", ("care_and_leavers",)),
        (
            "What did Ofsted give Essex for adoption and for care leavers?",
            "grade",
            ("care_leavers", "adoption"),
        ),
        ("What did Kent's care leavers service get?", "grade", ("care_leavers",)),
        ("How did Essex get on overall, area by area?", "grade", ()),
        ("which bits of Kent were good?", "grade", ()),
        ("Kent: was anything less than outstanding?", "grade", ()),
        ("who was the lead inspector when Ofsted went to Essex in May?", "inspector", ()),
        ("Why isn't Essex rated good overall?", "grade", ("overall",)),
        ("Why did help and protection in Kent need to improve?", "grade", ("help_protection",)),
        ("How did Essex slide from good to inadequate?", "grade", ()),
        ("Why was leadership in Kent only marked down to good?", "grade", ("leadership",)),
        ("How did Essex do, right across the board?", "grade", ()),
        ("What rating did the safeguarding board in Essex come away with?", "grade", ("lscb",)),
        ("Which bits of Essex escaped an inadequate?", "grade", ()),
        ("Which part of Essex did least badly?", "grade", ()),
        ("What was the worst mark Kent got, and the best?", "grade", ()),
        ("Was anything in Kent below outstanding?", "grade", ()),
        ("Did Kent get the same mark for everything?", "grade", ()),
        ("Can you run me through the most recent grades of Kent?", "grade", ()),
        ("Why did Kent fail on children in care?", "grade", ("in_care",)),
        ("Why didn't Kent manage a good for help and protection?", "grade", ("help_protection",)),
        ("What overall grade did Kent have before the 2018 inspection?", "grade", ("overall",)),
        ("Who led the review of the safeguarding board in Essex?", "inspector", ()),
        ("Is there anything left to fix in Kent?", "improvements", ()),
        ("In plain terms, how did Kent do with Ofsted?", "grade", ()),
        (
            "Back in 2013, how did Kent's services for children come out overall?",
            "grade",
            ("overall",),
        ),
        ("Was anything in Kent marked below good at the inspection in late 2013?", "grade", ()),
        (
            "was adoption in Essex any good when ofsted looked, what grade did they give",
            "grade",
            ("adoption",),
        ),
        ("What did Ofsted make of Kent overall in summer 2016?", "grade", ("overall",)),
        (
            "Did Kent get the same grade for care leavers as for protecting children from harm?",
            "grade",
            ("care_leavers", "help_protection"),
        ),
        ("Which two areas came out as good when Kent was re-inspected in 2017?", "grade", ()),
        ("What held back Kent's grade for care leavers in 2017?", "grade", ("care_leavers",)),
        (
            "Did any of Kent's four judgements come out higher or lower than the others?",
            "grade",
            (),
        ),
        ("How did Ofsted mark the people at the top in Kent?", "grade", ("leadership",)),
        ("Is Kent really outstanding now, or only in parts?", "grade", ()),
        ("How was Kent graded when Ofsted called in February 2022?", "grade", ()),
        ("Grade-wise, what was the weakest part of Kent?", "grade", ()),
    ],
)
def test_a_question_for_the_record_is_recognised(question, kind, slugs):
    fact = read(question, NAMES)
    assert fact is not None
    assert fact.kind == kind
    if kind == "grade":
        assert fact.aspects == slugs


@pytest.mark.parametrize(
    "question",
    [
        "Is early help good in Essex?",
        "How good is the support for care leavers in custody?",
        "Are caseloads low?",
        "Why is early help failing families?",
        "How good is D-BIT?",
        "What did the judge think of Kent?",
        "What did care leavers get in Essex?",
        "How did Essex get good at listening to children?",
        "Why do children in Kent need help?",
        "Did anything in Kent get better?",
        "How well do they look after them?",
        "How were visits in Kent rated?",
        "What grade did Kent get when inspectors came back?",
        "How good are calls to parents in Kent?",
        "Why was one of the visits marked late in Kent?",
        "Did Kent fail to visit children?",
        "What did inspectors say about leadership?",
        "What needs to improve for disabled children?",
        "Who chairs the improvement board?",
        "Who inspected the children's homes run by charities?",
        "When did the inspector of police visit the custody suite?",
        "Are they any good?",
        "What has improved most since the split?",
        "What's improved since the last inspection?",
        "What improved since 2016?",
        "How often are children visited by inspectors of homes?",
        "What needs to change for disabled children?",
        "What county is Kent in?",
        "Where is Kent?",
        "Who is the chief inspector of Ofsted?",
        "Are leaders good at listening to staff?",
    ],
)
def test_a_question_about_what_the_report_says_is_left_to_the_search(question):
    assert read(question, NAMES) is None


def test_how_often_asks_for_each_inspection():
    assert [
        read(q, NAMES).change for q in ("How often was Kent inspected?", "When was Kent inspected?")
    ] == [
        True,
        False,
    ]


def test_the_longest_aspect_wins():
    assert aspects("children in care and care leavers") == ("care_and_leavers",)
    assert set(aspects("care leavers and children in care")) == {"care_leavers", "in_care"}


def test_the_grade_a_question_names_is_read():
    fact = read("Was Essex rated requires improvement for adoption?", NAMES)
    assert fact is not None
    assert fact.grades == ("Requires improvement to be good",)
    assert fact.yes_no


def test_how_good_names_no_grade():
    fact = read("How good is leadership in Kent?", NAMES)
    assert fact is not None
    assert fact.grades == ()


@pytest.mark.parametrize(
    ("follow_up", "asked", "whole"),
    [
        (
            "And for leadership?",
            "What was Essex judged overall?",
            "What was Essex judged for leadership?",
        ),
        (
            "care leavers?",
            "How was Kent rated for adoption in 2016?",
            "What was Kent judged for care leavers in 2016?",
        ),
        (
            "and overall?",
            "What grade did Essex get for leadership?",
            "What was Essex judged overall?",
        ),
        (
            "And for leadership in Kent?",
            "What was Essex judged overall?",
            "What was Kent judged for leadership?",
        ),
    ],
)
def test_a_follow_up_for_another_aspect_becomes_a_whole_question(follow_up, asked, whole):
    names = ("Kent", "Essex") if "Kent" in follow_up + asked else ("Essex",)
    assert same_for(follow_up, asked, names) == whole


@pytest.mark.parametrize(
    ("follow_up", "asked"),
    [
        ("And for leadership?", "How quick is the hub?"),
        ("How are care leavers in custody supported?", "What was Essex judged overall?"),
        ("What was Essex judged for leadership?", "What was Essex judged overall?"),
    ],
)
def test_other_follow_ups_are_left_alone(follow_up, asked):
    assert same_for(follow_up, asked, ("Essex",)) is None


def test_the_worst_and_the_best_are_told_by_all_the_grades():
    fact = read("What was the worst mark Kent got, and the best?", NAMES)
    assert fact is not None
    assert fact.sought is None
    assert fact.aspects == ()


@pytest.mark.parametrize(
    ("question", "grades"),
    [
        (
            "Why isn't Kent good?",
            {"Outstanding", "Requires improvement to be good", "Adequate", "Inadequate"},
        ),
        ("Why did Kent fail?", {"Inadequate"}),
        (
            "Why does Kent need to improve?",
            {"Requires improvement to be good", "Adequate", "Inadequate"},
        ),
        ("Why was Kent judged good?", {"Good"}),
    ],
)
def test_a_why_takes_a_grade_for_granted(question, grades):
    fact = read(question, NAMES)
    assert fact is not None
    assert fact.why
    assert set(fact.grades) == grades

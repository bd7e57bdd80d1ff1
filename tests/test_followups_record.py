"""Follow-ups that ask the record: of the council just spoken of, of each one compared, in parts."""

import pytest

from rag.condense import condense
from rag.followups.parts import record_parts
from rag.followups.record import of_the_record
from rag.intent import read
from rag.types import Status, Turn


def after(*asked):
    """A conversation of these questions, each answered."""
    return [Turn(question, "It was.", status=Status.ANSWERED) for question in asked]


@pytest.mark.parametrize(
    ("before", "follow_up", "whole"),
    [
        ("What was Essex judged overall in 2014?", "Who led it?", "Who led the inspection of Essex in 2014?"),
        ("What was Halton judged overall?", "What must it improve?", "What must Halton improve?"),
        ("What was Halton judged overall?", "And when was it inspected?", "When was Halton inspected?"),
        ("What was Essex judged?", "What was its previous grade?", "What was Essex's previous grade?"),
        ("What was Essex judged in 2014?", "What is it judged now?", "What is Essex judged now?"),
        ("What was Somerset judged overall?", "Is it better than Devon?", "Is Somerset better than Devon?"),
        ("How are care leavers supported in Derby?", "What was it judged for that?", "What was Derby judged for care leavers?"),
        ("What must Herefordshire improve?", "How many?", "How many points must Herefordshire improve?"),
        ("Compare Essex and Kent", "And for help and protection?", "What were Essex and Kent judged for help and protection?"),
        ("Compare Essex and Kent", "What must they improve?", "What must Essex and Kent improve?"),
        ("What was Herts judged overall?", "Who led it?", "Who led the inspection of Herts?"),
        ("What was Derby judged for care leavers?", "and now?", "What is Derby judged for care leavers now?"),
        ("When was Derby inspected?", "What about now?", "What is Derby judged now?"),
        ("How was Derby judged in 2022?", "and before that?", "What was Derby judged before 2022?"),
        ("Is Derby inadequate?", "what did they get last time", "What was Derby judged at the previous inspection?"),
        ("Why is Derby inadequate?", "was it better before?", "What was Derby judged at the previous inspection?"),
        ("What was Derby judged overall?", "who led theirs?", "Who led the inspection of Derby?"),
        ("Who led the inspection of Derby?", "what grade did they give it", "What grade did Derby get"),
        ("Are plans late in Derby?", "and the grade for care leavers?", "What was Derby judged for care leavers?"),
        ("Are plans late in Derby?", "so why did Kent only get good for adoption?", "why did Kent only get good for adoption?"),
        ("What must Derby improve?", "whats up with the first one", "What is the first recommendation for Derby?"),
        ("What is the first recommendation for Derby?", "and the other one?", "What is the second recommendation for Derby?"),
        ("Why is Derby inadequate?", "anything good at all?", "Anything good at all in Derby?"),
        ("What was Derby judged overall?", "was it always?", "How has Derby been judged overall over time?"),
        ("What was the LSCB in Derby judged?", "What must it do better?", "What must the LSCB in Derby do better?"),
        ("Is Derby inadequate?", "How many times has it been inspected?", "How many times has Derby been inspected?"),
    ],
)  # fmt: skip
def test_it_is_the_council_just_spoken_of(before, follow_up, whole):
    assert of_the_record(follow_up, after(before)) == whole


def test_the_council_of_a_question_that_was_not_answered_stays_the_subject():
    refused = Turn(
        "How are care leavers supported in Derby?", "It does not say.", status=Status.NOT_IN_REPORTS
    )
    history = [*after("How are care leavers supported in Leeds?"), refused]
    assert (
        of_the_record("What was it judged for that?", history)
        == "What was Derby judged for care leavers?"
    )


@pytest.mark.parametrize(
    ("before", "follow_up", "whole"),
    [
        ("Which councils are outstanding?", "And inadequate?", "Which councils are inadequate?"),
        ("Which councils are good for leadership?", "And for adoption?", "Which councils are good for adoption?"),
        ("What was Essex judged overall?", "Which is the best council?", "Which is the best council?"),
    ],
)  # fmt: skip
def test_a_question_over_all_councils_is_asked_again_of_another_grade_or_aspect(
    before, follow_up, whole
):
    assert of_the_record(follow_up, after(before)) == whole


@pytest.mark.parametrize(
    ("before", "follow_up"),
    [
        ("What was Essex judged overall?", "Why is it so slow?"),
        ("Which councils are outstanding?", "What must it improve?"),
        ("Compare Essex and Kent", "Who led it?"),
        ("What was Essex judged overall?", "What was Kent judged?"),
    ],
)
def test_what_asks_nothing_of_one_council_is_left_alone(before, follow_up):
    assert of_the_record(follow_up, after(before)) is None


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What was Halton judged and what must it improve?", ("What was Halton judged?", "What must Halton improve?")),
        ("Who inspected Kent and when?", ("Who inspected Kent?", "When was Kent inspected?")),
        (
            "When was Devon inspected in 2015, who led it and what was it judged?",
            (
                "When was Devon inspected in 2015?",
                "Who led the inspection of Devon in 2015?",
                "What was Devon judged in 2015?",
            ),
        ),
        ("Who led the inspection and what must they improve?", ("Who led the inspection?", "What must the council improve?")),
    ],
)  # fmt: skip
def test_several_questions_of_the_record_are_parted(question, parts):
    assert record_parts(question) == parts


@pytest.mark.parametrize(
    "question",
    [
        "What was Essex judged overall and for leadership?",
        "Was Essex inadequate in 2015 and how is it now?",
        "Who led the inspection and why are caseloads high?",
        "What was Essex judged?",
    ],
)
def test_a_question_that_is_one_stays_whole(question):
    assert record_parts(question) == ()


@pytest.mark.parametrize(
    ("before", "follow_up", "whole"),
    [
        ("What was Devon judged overall?", "Not Devon, Dorset.", "What was Dorset judged overall?"),
        ("What was Devon judged overall?", "I meant Dorset", "What was Dorset judged overall?"),
        (
            "Was Hackney judged good overall?",
            "Was Islington?",
            "Was Islington judged good overall?",
        ),
        ("Who inspected Medway in 2015?", "And now?", "Who inspected Medway?"),
    ],
)
def test_another_council_or_now_takes_the_place_of_the_one_before(before, follow_up, whole):
    assert condense(follow_up, after(before)).standalone == whole


def test_was_it_better_says_more_than_another_council():
    assert (
        condense("Was Kent better?", after("What was Essex judged?")).standalone
        == "Was Kent better?"
    )


@pytest.mark.parametrize("status", [Status.AMBIGUOUS, None])
def test_the_reply_to_which_council_takes_the_place_of_the_words_that_were_unclear(status):
    asked = Turn(
        "What was the overall grade for Cheshire?",
        "Which council do you mean by “Cheshire”?",
        status=status,
    )
    assert (
        condense("Cheshire East", [asked]).standalone
        == "What was the overall grade for Cheshire East?"
    )


def test_a_council_that_was_asked_for_in_vain_brings_no_reports_of_the_one_before():
    answered = Turn(
        "What was Essex judged?",
        "Essex was judged good.",
        status=Status.ANSWERED,
        reports=("essex-2023",),
    )
    refused = Turn(
        "How are foster carers paid in Kent?", "It does not say.", status=Status.NOT_IN_REPORTS
    )
    made = condense("Why is that?", [answered, refused])
    assert made.carried == ()
    assert "Essex" not in made.standalone


def test_the_frame_of_a_quotation_is_no_reason():
    quoted = Turn(
        "What holds visits up in Kent?",
        "The July 2022 report on Kent says: “Visits are late for many children.” [1]",
        status=Status.ANSWERED,
    )
    assert "report on Kent says" not in condense("How many?", [quoted]).standalone
    listed = Turn(
        "What did Kent need to improve first?",
        "The July 2022 report on Kent lists as a point to improve: “The timeliness of visits.” [1]",
        status=Status.ANSWERED,
    )
    assert "lists as a point" not in condense("Why?", [listed]).standalone


@pytest.mark.parametrize(
    ("asked", "follow_up", "whole"),
    [
        ("What was Essex judged?", "Why?", "Why was Essex judged so?"),
        ("How was Essex rated in 2018?", "and why was that?", "Why was Essex judged so in 2018?"),
        (
            "What was Essex judged for leadership?",
            "how come?",
            "Why was Essex judged so for leadership?",
        ),
        ("Who led the inspection of Essex?", "When was it?", "When was Essex inspected?"),
    ],
)
def test_a_bare_why_or_when_asks_it_of_the_fact(asked, follow_up, whole):
    assert of_the_record(follow_up, [Turn(asked, "It was good.")]) == whole


def test_a_bare_why_after_what_a_report_says_asks_no_record():
    said = [Turn("Are caseloads high in Essex?", "Yes, they are.")]
    assert of_the_record("Why?", said) is None


@pytest.mark.parametrize(
    ("before", "follow_up"),
    [
        ("How good is Wigan's virtual school?", "is it outstanding?"),
        ("Do care leavers in Dudley get a personal adviser?", "are they any good?"),
        ("Are return home interviews done in Sefton?", "who does them?"),
        ("Is there a children in care council in Sefton?", "what have they changed?"),
        ("Is there a thresholds document in Surrey?", "when was it published?"),
        ("Is the leaving care service good in Bromley?", "whats wrong with it"),
        ("How many care leavers were in work in Plymouth in 2014?", "what was it in 2012"),
        ("How many care leavers were in work in Plymouth in 2014?", "is it getting better"),
    ],
)
def test_it_is_no_council_where_something_else_was_talked_of(before, follow_up):
    assert of_the_record(follow_up, after(before)) is None


def test_then_is_the_year_that_was_talked_of():
    whole = of_the_record("who led it then?", after("What was Surrey judged in 2015?"))
    assert whole == "Who led the inspection of Surrey in 2015?"


def test_the_inspection_is_that_of_the_council_talked_of():
    whole = of_the_record("who was the inspector", after("How is neglect tackled in Manchester?"))
    assert whole == "Who was the inspector of Manchester?"


@pytest.mark.parametrize(
    "follow_up", ["the second one?", "tell me more about the second point", "and the second"]
)
def test_one_of_the_points_listed_can_be_asked_for(follow_up):
    whole = of_the_record(follow_up, after("What must Luton improve?"))
    assert whole == "What is the second recommendation for Luton?"
    asked = read(whole, ("Luton",))
    assert asked is not None
    assert asked.of_list.place == 1
    assert of_the_record(follow_up, after("How is adoption in Luton?")) is None


def test_before_is_no_grade_where_something_else_was_talked_of():
    assert of_the_record("and before that?", after("Are caseloads high in Derby?")) is None


@pytest.mark.parametrize(
    ("answer", "whole"),
    [
        ("Essex was judged outstanding overall. [1]", "What does outstanding mean?"),
        ("Help was judged good, and leaders inadequate. [1]", "What do the grades mean?"),
    ],
)
@pytest.mark.parametrize(
    "follow_up", ["is that good or bad?", "What does that mean?", "so is it a good one?"]
)
def test_what_a_grade_is_worth_is_asked_of_the_grade(answer, whole, follow_up):
    said = [Turn("How was Essex judged?", answer)]
    assert of_the_record(follow_up, said) == whole


def test_what_a_text_is_worth_is_no_question_of_a_grade():
    said = [Turn("Are caseloads high in Essex?", "Yes, they are, which is not good.")]
    assert of_the_record("is that good?", said) is None


def test_the_time_before_is_asked_for_besides():
    parts = record_parts("What did Derby get overall in 2018 and what was it the time before?")
    assert parts == (
        "What did Derby get overall in 2018?",
        "What was Derby judged overall before 2018?",
    )

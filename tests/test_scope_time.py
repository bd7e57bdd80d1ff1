"""Which inspections a question means, and what is said where a council has none such."""

import pytest

from rag.replies import nothing_found, outside
from rag.scope import Asked, resolve
from rag.scoping.inspections import (
    Meant,
    framework,
    meant,
    the_year,
    without_framework,
    without_place,
    years,
)
from rag.scoping.names import left_out, without_left_out
from rag.scoping.talk import dated
from rag.types import Status, Turn
from tests.test_scope import CARDS, card

ESSEX_2018 = "essex-2018-11-19"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What was Essex judged in 1998?", (1998,)),
        ("in 2018/19", (2018, 2019)),
        ("in 2018–19", (2018, 2019)),
        ("in 11/2018", (2018,)),
        ("essex-2018-11-19.pdf", ()),
        ("the Children Act 1989", ()),
        ("2014 and 2018", (2014, 2018)),
    ],
)
def test_years_are_read_as_people_write_them(text, found):
    assert years(text) == found


def test_a_question_since_a_year_limits_itself_to_none():
    assert the_year("How have things been since 2018?") is None
    assert the_year("Is it better than it was in 2018?") is None
    assert the_year("What did the 2018 report say?") == 2018


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What was Kent judged under ILACS?", "ILACS"),
        ("What did its single inspection framework report find?", "SIF"),
        ("What does ILACS stand for?", None),
        ("Which framework was used?", None),
        ("What was Kent judged?", None),
    ],
)
def test_a_framework_limits_a_question_and_is_not_what_it_asks(text, name):
    assert framework(text) == name


def test_the_framework_is_no_part_of_what_is_searched_for():
    assert without_framework("What was Kent judged under ILACS?").split() == [
        "What",
        "was",
        "Kent",
        "judged",
        "?",
    ]


def test_the_inspection_that_has_chosen_the_report_is_not_searched_for():
    asked = "How were visits at the previous inspection?"
    assert without_place(asked) == "How were visits?"
    assert without_place("How were visits in 2018?") == "How were visits in 2018?"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("What did the first Essex report say about caseloads?", 0),
        ("What needed to improve at Essex's previous inspection?", -2),
        ("In its earliest inspection, how were visits?", 0),
        ("Were the recommendations of the previous inspection acted on?", None),
        ("How have visits changed since the first inspection?", None),
        ("Who was first inspected?", None),
    ],
)
def test_the_first_and_the_one_before_are_meant_where_they_are_asked_of(text, place):
    assert meant(text).place == place


def test_the_first_report_is_searched_where_it_is_asked_of():
    assert resolve("What did the first Essex report say?", CARDS).reports == ("essex-2014-11-19",)


def test_a_council_without_an_inspection_in_the_year_compared_is_missing():
    scope = resolve("Compare Kent and Essex in 2018", CARDS)
    assert scope.reports == (ESSEX_2018,)
    assert scope.absent == ("Kent in 2018",)


def test_a_framework_under_which_there_was_no_inspection_is_said_to_have_none():
    scope = resolve("What was Kent judged under the SIF?", CARDS)
    assert scope.reports == ()
    reply = outside(scope, CARDS)
    assert reply is not None
    assert reply.status is Status.NOT_IN_REPORTS
    assert "Kent under the SIF" in reply.text


def test_only_the_inspections_of_a_framework_are_looked_at():
    sif = [card("Essex", 2018), card("Essex", 2014)]
    object.__setattr__(sif[1], "framework", "SIF")
    assert resolve("What was Essex judged under the SIF?", sif).reports == ("essex-2014-11-19",)
    assert resolve("Which SIF reports are inadequate?", sif).reports == ("essex-2014-11-19",)


def test_the_callers_council_is_not_overridden_by_the_question_nor_the_other_way():
    scope = resolve("Is Hull outstanding?", CARDS, asked=Asked(authority="Kent"))
    assert scope.reports == ("kent-2022-11-19",)
    assert scope.absent == ("Kingston upon Hull",)


def test_the_callers_year_and_another_in_the_question_do_not_meet():
    scope = resolve("What was Essex judged in 2014?", CARDS, asked=Asked(year=2023))
    assert scope.year_unmatched == 2014
    reply = nothing_found(scope, CARDS, None)
    assert "not of 2014, and no other was asked for" in reply.text


def test_councils_left_out_are_not_the_ones_asked_of():
    question = "Which councils other than Essex are outstanding?"
    assert left_out(question) == ("Essex",)
    found = resolve(question, CARDS)
    assert "Essex" not in found.authorities
    assert "Kent" in found.authorities
    assert without_left_out(question).split() == ["Which", "councils", "are", "outstanding?"]


@pytest.mark.parametrize("question", ["What was Narnia Council judged?", "is narnia council good?"])
def test_a_council_that_nobody_knows_is_asked_back_in_small_letters_too(question):
    assert resolve(question, CARDS).unknown.casefold() == "narnia"


@pytest.mark.parametrize("question", ["is the council good?", "is your local council good?"])
def test_a_council_without_a_name_is_no_stranger(question):
    assert resolve(question, CARDS).authorities == ("Essex",)


def test_the_talk_of_a_year_stays_with_it():
    turn = Turn("What was Essex judged in 2018?", "Outstanding.", reports=(ESSEX_2018,))
    talk = {"history": [turn], "carried": (ESSEX_2018,)}
    whole = "What needed to improve in Essex?"
    assert resolve(whole, CARDS, typed="And what needed to improve?", **talk).reports == (
        ESSEX_2018,
    )
    newer = resolve(whole, CARDS, typed="And what needs to improve now?", **talk)
    assert newer.reports[0] == "essex-2023-11-19"


@pytest.mark.parametrize("typed", ["what is still wrong", "what changed", "and now?"])
def test_how_things_are_now_the_newest_inspection_tells(typed):
    turn = Turn("What was Essex judged in 2014?", "Good.", reports=("essex-2014-11-19",))
    scope = resolve("What of it in Essex?", CARDS, history=[turn], typed=typed, leans=True)
    assert scope.reports == ("essex-2023-11-19",)


def test_a_talk_of_now_is_no_longer_of_the_year_before():
    talk = [Turn("What was Essex judged in 2014?", "Good."), Turn("and now?", "Outstanding.")]
    assert not dated(talk, CARDS)
    assert dated(talk[:1], CARDS)


def test_the_talk_of_no_year_is_of_the_council():
    turn = Turn("How is adoption in Essex?", "Good.", reports=("essex-2014-11-19",))
    talk = {"history": [turn], "carried": turn.reports}
    scope = resolve("What was Essex judged?", CARDS, typed="What was it judged?", **talk)
    assert scope.reports[0] == "essex-2023-11-19"


def test_a_council_that_is_not_here_stays_the_subject_of_the_talk():
    refused = Turn(
        "How is Surrey doing?",
        "The library holds no report on Surrey.",
        status=Status.NOT_IN_REPORTS,
    )
    scope = resolve("are caseloads too high?", CARDS, history=[refused])
    assert scope.reports == ()
    assert scope.unknown == "Surrey"


def test_an_abolished_county_council_is_not_its_successor():
    found = resolve("How was Northamptonshire County Council rated?", CARDS)
    assert found.reports == ()
    assert found.unknown == "Northamptonshire"


def test_nothing_is_meant_by_a_plain_question():
    assert meant("How are care leavers supported?") == Meant()


@pytest.mark.parametrize(
    ("question", "report"),
    [
        ("what did the old report say about plans?", "essex-2014-11-19"),
        ("what did the newer report say?", "essex-2023-11-19"),
    ],
)
def test_another_inspection_can_be_meant_in_a_talk(question, report):
    turn = Turn("How are plans in Essex?", "Good.", reports=(ESSEX_2018,))
    cards = [card("Essex", 2023), card("Essex", 2014)] if "old" in question else CARDS
    found = resolve(question, cards, history=[turn], carried=("essex-2023-11-19",))
    assert found.reports[0] == report


def test_who_apart_from_one_is_which_of_the_rest():
    question = "Apart from Essex, who is outstanding?"
    assert without_left_out(question) == "which councils are outstanding?"
    found = resolve(question, CARDS)
    assert "Essex" not in found.authorities
    assert "Kent" in found.authorities


@pytest.mark.parametrize(
    "question",
    ["How does the LSCB review serious cases in Kent?", "What did the LSCB report say in Kent?"],
)
def test_the_boards_own_reviews_are_no_framework(question):
    assert resolve(question, CARDS).reports == ("kent-2022-11-19",)


def test_reading_is_no_other_council_where_the_council_is_fixed():
    assert resolve("Is reading improving?", CARDS, asked=Asked(authority="Kent")).absent == ()

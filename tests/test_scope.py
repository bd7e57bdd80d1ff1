"""Which reports a question is about: never guessed, always said."""

from datetime import date

import pytest

from index.types import Period, ReportCard
from rag.replies import outside
from rag.scope import Asked, resolve
from rag.scoping.every import EVERY_COUNCIL
from rag.scoping.names import councils, in_full
from rag.types import Turn
from rag.unnamed import unnamed


def card(authority, year, *, digest=False, published=None):
    slug = authority.lower().replace(" ", "-")
    return ReportCard(
        report_id=f"{slug}-{year}-11-19" + ("-digest" if digest else ""),
        sha256="0" * 64,
        name=f"{slug}.pdf",
        title=authority,
        authority=authority,
        urn=None,
        framework="ILACS",
        inspected=Period(date(year, 11, 19), date(year, 11, 23)),
        published=published or date(year + 1, 1, 7),
        lead_inspector=None,
        pages=10,
        digest=digest,
    )


CARDS = [
    card("Essex", 2023),
    card("Essex", 2018),
    card("Essex", 2014),
    card("Kent", 2022),
    card("Kingston upon Hull", 2019),
    card("North Northamptonshire", 2022),
    card("West Northamptonshire", 2022),
]


def reports(question, cards=CARDS, **how):
    return resolve(question, cards, **how).reports


def test_essex_is_meant_where_no_council_is_named():
    scope = resolve("How are care leavers supported?", CARDS)
    assert scope.authorities == ("Essex",)
    assert scope.reports == ("essex-2023-11-19", "essex-2018-11-19", "essex-2014-11-19")
    assert "no other council is named" in scope.stated


def test_a_named_council_is_meant():
    assert reports("How are care leavers in Kent supported?") == ("kent-2022-11-19",)


def test_names_as_people_say_them():
    assert reports("Is Hull doing well?") == ("kingston-upon-hull-2019-11-19",)


def test_a_year_is_the_year_of_the_inspection():
    assert reports("What was Essex judged in 2018?") == ("essex-2018-11-19",)


def test_the_year_of_publication_counts_where_no_inspection_matches():
    assert reports("What did the 2019 report on Essex say?") == ("essex-2018-11-19",)


def test_several_years_mean_the_reports_of_those():
    found = reports("Compare Essex in 2014 and 2018")
    assert found == ("essex-2018-11-19", "essex-2014-11-19")


def test_a_year_without_an_inspection_is_said_to_be_unmatched():
    scope = resolve("What was Kent judged in 2016?", CARDS)
    assert scope.year_unmatched == 2016
    assert scope.reports == ("kent-2022-11-19",)


def test_a_name_that_two_councils_share_is_asked_back():
    scope = resolve("How is Northants rated?", CARDS)
    assert scope.reports == ()
    assert set(scope.nearest) == {"North Northamptonshire", "West Northamptonshire"}


def test_a_known_council_without_a_report_here_is_named_as_absent():
    scope = resolve("How is Surrey rated?", CARDS)
    assert scope.reports == ()
    assert scope.unknown == "Surrey"
    assert scope.authorities == ("Surrey",)


def test_of_two_councils_the_one_that_is_not_here_is_named():
    scope = resolve("Compare Kent and Surrey", CARDS)
    assert scope.reports == ("kent-2022-11-19",)
    assert scope.absent == ("Surrey",)


def test_a_council_that_nobody_knows_is_asked_back():
    scope = resolve("What does Ofsted say about Narnia County Council?", CARDS)
    assert scope.reports == ()
    assert scope.unknown == "Narnia"


def test_the_callers_council_wins_over_the_default():
    assert reports("How are care leavers?", asked=Asked(authority="Kent")) == ("kent-2022-11-19",)


def test_a_callers_council_that_is_unknown_is_asked_back_with_the_nearest():
    scope = resolve("How are care leavers?", CARDS, asked=Asked(authority="Esex"))
    assert scope.reports != () or "Essex" in scope.nearest


def test_every_council_is_meant_by_a_question_about_councils():
    assert len(reports("Which councils are outstanding?")) == len(CARDS)


def test_a_digest_steps_back_for_the_official_report():
    cards = [card("Essex", 2018), card("Essex", 2018, digest=True)]
    assert reports("How are care leavers?", cards) == ("essex-2018-11-19",)
    assert reports("How are care leavers?", cards[1:]) == ("essex-2018-11-19-digest",)


def test_a_report_that_is_asked_for_is_the_only_one():
    asked = Asked(reports=("essex-2018-11-19-digest",))
    cards = [card("Essex", 2018), card("Essex", 2018, digest=True)]
    assert reports("How are care leavers?", cards, asked=asked) == ("essex-2018-11-19-digest",)


def test_another_council_than_that_of_the_report_asked_for_is_absent():
    scope = resolve("And how is Kent rated?", CARDS, asked=Asked(reports=("essex-2018-11-19",)))
    assert scope.reports == ("essex-2018-11-19",)
    assert scope.absent == ("Kent",)


def test_another_year_than_that_of_the_report_asked_for_is_unmatched():
    scope = resolve(
        "What was it judged in 2023?", CARDS, asked=Asked(reports=("essex-2018-11-19",))
    )
    assert scope.reports == ("essex-2018-11-19",)
    assert scope.year_unmatched == 2023


def test_the_year_of_the_report_asked_for_is_its_own_and_not_searched_for():
    scope = resolve("Who led in 2018?", CARDS, asked=Asked(reports=("essex-2018-11-19",)))
    assert (scope.year, scope.year_unmatched) == (2018, None)
    assert unnamed("Were there enough workers in Essex in 2018?", scope) == (
        "Were there enough workers?"
    )


def test_the_conversation_keeps_its_subject():
    turn = Turn("How are care leavers in Kent?", "Well supported.")
    assert reports("And disabled children?", history=[turn]) == ("kent-2022-11-19",)


def test_what_the_last_answer_cited_stays_the_subject():
    turn = Turn("How are plans?", "Good.", reports=("essex-2014-11-19",))
    found = reports("And visits?", history=[turn], carried=turn.reports)
    assert found == ("essex-2014-11-19",)


def test_another_year_in_the_conversation_changes_the_report_and_keeps_the_council():
    turn = Turn("How is Essex?", "Outstanding.")
    found = reports("What was it in 2014?", history=[turn], carried=("essex-2018-11-19",))
    assert found == ("essex-2014-11-19",)


def test_without_the_default_council_several_others_are_asked_back():
    scope = resolve("How are care leavers?", [card("Kent", 2022), card("Surrey", 2022)])
    assert scope.reports == ()
    assert scope.unknown == ""
    assert set(scope.nearest) == {"Kent", "Surrey"}


def test_the_only_council_of_a_library_needs_no_name():
    assert reports("How are care leavers?", [card("Kent", 2022)]) == ("kent-2022-11-19",)


@pytest.mark.parametrize(
    "text", ["Is reading a strength?", "How many children went missing?", "Is bath time safe?"]
)
def test_ordinary_words_are_no_councils(text):
    assert councils(text, [card("Reading", 2019), card("Kent", 2022)])[0] == ()


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ("Sheffeild", "Sheffield"),
        ("Herts", "Hertfordshire"),
        ("BANES", "Bath and North East Somerset"),
        ("St. Helens", "St Helens"),
        ("the London Borough of Barnet", "Barnet"),
    ],
)
def test_a_council_is_read_by_its_full_name_however_it_is_written(written, full):
    assert in_full(f"What was {written} judged?", ()) == f"What was {full} judged?"


def test_a_name_that_could_be_two_councils_is_left_as_it_is_written():
    assert in_full("What was Cheshire judged?", ()) == "What was Cheshire judged?"


def test_only_slips_are_changed_where_only_these_are_asked_for():
    text = "Did Sheffeild and Herts improve?"
    assert in_full(text, (), slips_alone=True) == "Did Sheffield and Herts improve?"


@pytest.mark.parametrize(
    ("question", "every"),
    [
        ("Which is the best council?", True),
        ("Who led the most inspections?", True),
        ("Which LSCBs were judged inadequate?", True),
        ("Which London boroughs are outstanding?", True),
        ("What was the council judged?", False),
        ("Which is the worst aspect?", False),
    ],
)
def test_which_questions_are_over_every_council(question, every):
    assert bool(EVERY_COUNCIL.search(question)) is every


def test_a_report_and_another_council_asked_for_together_fit_no_report():
    asked = Asked(reports=("essex-2018-11-19",), authority="Kent")
    scope = resolve("How are care leavers supported?", CARDS, asked=asked)
    assert scope.reports == ()
    reply = outside(scope, CARDS)
    assert reply is not None
    assert reply.status == "not_in_reports"
    assert "is not about Kent" in reply.text


@pytest.mark.parametrize("name", ["Essex", "essex county council"])
def test_a_report_and_its_own_council_asked_for_together_are_that_report(name):
    asked = Asked(reports=("essex-2018-11-19",), authority=name)
    scope = resolve("How are care leavers supported?", CARDS, asked=asked)
    assert scope.reports == ("essex-2018-11-19",)


def test_of_several_reports_those_of_the_council_asked_for_are_meant():
    asked = Asked(reports=("essex-2018-11-19", "kent-2022-11-19"), authority="Kent")
    assert resolve("What about plans?", CARDS, asked=asked).reports == ("kent-2022-11-19",)

"""Follow-up questions become questions that stand alone; the rest is left alone."""

from __future__ import annotations

import json

import pytest

from rag.condense import condense
from rag.followups import topic
from rag.followups.found import OWN_ALONE
from rag.followups.said import without_turning
from rag.followups.standing import stands_alone
from rag.scoping.every import EVERY_COUNCIL
from rag.types import Status, Turn

PLANS = (
    "Are disabled children's plans good enough in Essex?",
    "No, plans for disabled children are too often out of date.",
)
SUPPORT = ("How are disabled children supported?", "Disabled children get prompt assessments [1].")


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "what are leaders doing about it?",
            "What are leaders doing about disabled children's plans in Essex?",
        ),
        ("what about Kent?", "Are disabled children's plans good enough in Kent?"),
        ("and in 2019?", "Are disabled children's plans good enough in Essex in 2019?"),
        ("same for 2023", "Are disabled children's plans good enough in Essex in 2023?"),
        ("why's that?", "Why is it that plans for disabled children are too often out of date?"),
        ("why?", "Why is it that plans for disabled children are too often out of date?"),
        (
            "since when?",
            "Since when has it been that plans for disabled children are too often out of date?",
        ),
    ],
)
def test_a_follow_up_takes_up_what_was_said(question: str, expected: str) -> None:
    assert condense(question, [PLANS]).standalone == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("and for care leavers?", "How are care leavers supported?"),
        ("And foster carers?", "How are foster carers supported?"),
        ("what about hull in 2019?", "How are disabled children supported in Hull in 2019?"),
        ("tell me more", "What else does the report say about disabled children?"),
        ("yes please", "What else does the report say about disabled children?"),
    ],
)
def test_only_what_the_follow_up_changes_is_changed(question: str, expected: str) -> None:
    assert condense(question, [SUPPORT]).standalone == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who led the inspection?",
        "How are care leavers in Kent supported?",
        "night team - does it cover just this borough?",
        "What do inspectors say about caseloads?",
        "apprenticeships?",
        "Is there a waiting list for early help?",
    ],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    condensed = condense(question, [PLANS])
    assert condensed.standalone == question
    assert condensed.search in (question, f"{PLANS[0]} {question}")
    assert not condensed.changed
    assert stands_alone(question)


def test_a_short_question_may_go_on_from_the_last_one() -> None:
    short = condense("apprenticeships?", [PLANS])
    assert short.search == f"{PLANS[0]} apprenticeships?"
    assert short.share == OWN_ALONE
    framed = "What do inspectors say about caseloads?"
    for whole in (framed, "How are care leavers in Kent supported?"):
        assert condense(whole, [PLANS]).search == whole


def test_yes_accepts_what_the_last_answer_offered() -> None:
    offer = (
        "How is adoption?",
        "Adoption is swift. Would you like to know how adopters are trained?",
    )
    expected = "What does the report say about how adopters are trained?"
    assert condense("yes please", [offer]).standalone == expected


def test_refused_turns_never_become_the_topic() -> None:
    refused = Turn(
        "Who mows the lawns?",
        "That is outside what these reports cover.",
        status=Status.OUT_OF_SCOPE,
    )
    expected = "What are leaders doing about disabled children's plans in Essex?"
    assert (
        condense("what are leaders doing about it?", [Turn(*PLANS), refused]).standalone == expected
    )
    plain = ("How many lawns are there?", "The reports do not say.")
    assert condense("what are leaders doing about it?", [PLANS, plain]).standalone == expected


def test_with_nothing_but_refusals_the_question_is_left_as_it_is() -> None:
    refused = Turn("Who mows the lawns?", "Outside.", status=Status.OUT_OF_SCOPE)
    assert condense("and who pays for it?", [refused]).standalone == "and who pays for it?"


def test_the_name_that_was_asked_for_completes_the_question() -> None:
    unclear = Turn(
        "How are care leavers in Northamptonshire?", "Which one?", status=Status.AMBIGUOUS
    )
    assert (
        condense("West Northamptonshire", [unclear]).standalone
        == "How are care leavers in West Northamptonshire?"
    )


def test_evidence_and_reports_of_the_last_answer_are_carried() -> None:
    turn = Turn(*PLANS, status=Status.ANSWERED, reports=("essex",), paragraphs=("essex/11",))
    stays = condense("what are leaders doing about it?", [turn])
    assert stays.carried == ("essex",)
    assert stays.evidence_paragraphs == ("essex/11",)
    assert stays.search == f"{PLANS[0]} what are leaders doing about it?"
    assert stays.own == stays.standalone
    elsewhere = condense("what about Kent?", [turn])
    assert elsewhere.evidence_paragraphs == ()
    assert elsewhere.search == elsewhere.standalone
    assert elsewhere.own == ""


def test_what_an_earlier_follow_up_was_about_stays_the_subject() -> None:
    talk = [PLANS, ("what are leaders doing about it?", "They check the plans each month.")]
    assert condense("since when?", talk[:1]).standalone != "since when?"
    again = condense("is it enough?", talk)
    assert again.search.startswith(condense(talk[1][0], talk[:1]).standalone)
    turns = [Turn(*PLANS), Turn(*talk[1], condense(talk[1][0], talk[:1]).standalone)]
    assert condense("is it enough?", turns) == again


def test_citation_marks_never_reach_the_question() -> None:
    turn = ("Are visits made on time?", "No, visits to children are often late [1][2].")
    assert "[" not in condense("why is that?", [turn]).standalone


def test_a_model_is_asked_first_and_held_to_the_conversation() -> None:
    asked: list[str] = []

    def model(prompt: str) -> str:
        asked.append(prompt)
        return "What are leaders doing about late plans for disabled children?"

    condensed = condense("what are leaders doing about it?", [PLANS], model=model)
    assert condensed.standalone == "What are leaders doing about late plans for disabled children?"
    assert PLANS[0] in asked[0]


@pytest.mark.parametrize(
    "reply", ["What are leaders in Narnia doing about it?", "Were there 48 of them?", "", "x" * 400]
)
def test_a_model_that_invents_or_rambles_is_not_believed(reply: str) -> None:
    expected = condense("what are leaders doing about it?", [PLANS]).standalone
    assert (
        condense("what are leaders doing about it?", [PLANS], model=lambda _: reply).standalone
        == expected
    )


def test_a_model_that_fails_leaves_the_rules() -> None:
    def broken(_: str) -> str:
        raise RuntimeError

    expected = condense("why?", [PLANS]).standalone
    assert condense("why?", [PLANS], model=broken).standalone == expected


def test_most_real_follow_ups_are_noticed_and_hardly_any_other_question_is(shared) -> None:
    lines = (shared / "questions" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    follow = [r for r in rows if r["history"]]
    alone = [r for r in rows if not r["history"]]
    noticed = sum(condense(r["question"], r["history"]).changed for r in follow)
    assert noticed > 0.7 * len(follow)
    assert sum(not stands_alone(r["question"]) for r in alone) < 0.04 * len(alone)


@pytest.mark.parametrize(
    "question",
    ["how does that compare with Kent?", "Compare that to Kent", "is it better than in Kent?"],
)
def test_a_comparison_asks_the_other_council_beside(question: str) -> None:
    asked = "Are plans reviewed on time in Essex?"
    assert (
        condense(question, [(asked, "Yes, they are.")]).standalone
        == "Are plans reviewed on time in Essex and Kent?"
    )


def test_after_two_councils_another_takes_the_place_of_both() -> None:
    asked = "Are plans reviewed on time in Essex and Kent?"
    assert (
        condense("what about Surrey?", [(asked, "Yes, in both.")]).standalone
        == "Are plans reviewed on time in Surrey?"
    )


@pytest.mark.parametrize(
    ("asked", "follow_up", "whole"),
    [
        ("What was Essex judged overall in 2014?", "And the latest?", "What was Essex judged overall?"),
        ("What are Kent's strengths?", "and the weaknesses?", "What are Kent's weaknesses?"),
        ("Which councils are inadequate?", "What about Kent?", "Is Kent inadequate?"),
        ("Are staff happy there?", "what about Leeds?", "Are staff happy in Leeds?"),
        ("Do staff in Kent stay?", "leeds?", "Do staff in Leeds stay?"),
        ("How is early help in Kent?", "thanks, and in Leeds?", "How is early help in Leeds?"),
        ("Is there a youth club in Kent?", "how do they hold it to account?", "On a youth club in Kent: how do they hold it to account?"),
        ("Was the chief executive of Kent blamed?", "and disabled children?", "What about disabled children in Kent?"),
        ("How is adoption in Kent?", "are there plans to put that right?", "Are there plans to put right adoption in Kent?"),
        ("How well does Kent support foster carers?", "how many are there?", "On foster carers in Kent: how many are there?"),
        ("What was said of Kent and Leeds?", "are caseloads an issue in both?", "Are caseloads an issue in Kent and Leeds?"),
        ("Compare Kent and Leeds", "which of the two has lower caseloads?", "Which of Kent and Leeds has lower caseloads?"),
        ("How does Essex tackle neglect?", "is it spotted early?", "Is neglect in Essex spotted early?"),
        ("How quickly are visits to children made in Kent?", "who makes them?", "On visits to children in Kent: who makes them?"),
    ],
)  # fmt: skip
def test_the_last_question_is_taken_up_with_what_changes(asked, follow_up, whole):
    said = "The May 2022 report says: “It is so.” [1]"
    turn = Turn(asked, said, status=Status.ANSWERED)
    assert condense(follow_up, [turn]).standalone == whole


def test_a_question_is_no_group_of_people():
    asked = Turn("When was Kent last inspected?", "In May.", status=Status.ANSWERED)
    assert "inspected for" not in condense("so are kids safe?", [asked]).standalone


@pytest.mark.parametrize("reply", ["the south one", "South", "south please"])
def test_a_reply_picks_one_of_the_councils_offered(reply):
    unclear = Turn(
        "What was Tyneside judged?",
        "Which council do you mean by “Tyneside”? Perhaps North Tyneside or South Tyneside.",
        status=Status.AMBIGUOUS,
    )
    assert condense(reply, [unclear]).standalone == "What was South Tyneside judged?"


def test_a_question_that_nothing_answered_can_be_asked_of_another_council():
    refused = Turn(
        "Does Kent have enough foster carers?", "It does not say.", status=Status.NOT_IN_REPORTS
    )
    for talk in ([refused], [Turn(*PLANS, status=Status.ANSWERED), refused]):
        found = condense("no I meant Leeds", talk)
        assert found.standalone == "Does Leeds have enough foster carers?"


def test_it_is_the_matter_of_a_question_that_nothing_answered_where_nothing_else_was_talked_of():
    refused = Turn(
        "How is neglect spotted in Kent?", "It does not say.", status=Status.NOT_IN_REPORTS
    )
    assert "neglect" in condense("is it getting worse?", [refused]).standalone


def test_words_that_an_answer_quotes_are_no_subject():
    quoting = Turn(
        "How is Kent doing with children who go missing?",
        "The May 2022 report on Kent says: “Strategy meetings are held in time.” [1]",
        status=Status.ANSWERED,
    )
    whole = condense("do they get interviewed?", [quoting]).standalone
    assert "strategy" not in whole.lower()
    assert "children who go missing" in whole


def test_a_bare_why_after_a_question_that_nothing_answered_is_of_that_question():
    refused = Turn(
        "How many live far away in Kent?", "It does not say.", status=Status.NOT_IN_REPORTS
    )
    whole = condense("why?", [Turn(*PLANS, status=Status.ANSWERED), refused]).standalone
    assert "live far away" in whole
    assert "plans" not in whole


def test_what_goes_on_and_on_is_quoted_once():
    said = "The May 2022 report says: “It is so.” [1]"
    first = Turn("How is Kent doing with children who go missing?", said, status=Status.ANSWERED)
    second = condense("do they get interviewed?", [first]).standalone
    talk = [first, Turn("do they get interviewed?", said, second, Status.ANSWERED)]
    assert condense("how quickly?", talk).standalone.count("Following") <= 1


SAID = "The May 2022 report says: “It is so.” [1]"


def talk(*asked):
    """A conversation of these questions, each answered from a report, as it is condensed turn by turn."""
    turns = []
    for question in asked:
        whole = condense(question, turns).standalone
        turns.append(Turn(question, SAID, whole, Status.ANSWERED, ("kent-2018",), ("kent-2018/1",)))
    return turns


@pytest.mark.parametrize(
    ("before", "follow_up", "whole"),
    [
        (("how is the youth hub in Kent", "up to what age", "what about advocacy"), "how many used it", "How many used advocacy in Kent?"),
        (("how is adoption in Kent", "visits?"), "are they late", "On visits in Kent: are they late?"),
        (("what support do care leavers get in Kent", "b&b?"), "is it safe", "Is b&b for care leavers in Kent safe?"),
        (("what support do care leavers get in Kent", "b&b?"), "how many are in work", "On care leavers in Kent: how many are in work?"),
        (("how is housing for care leavers in Kent",), "even if ive been in prison?", "On care leavers in Kent: even if ive been in prison?"),
        (("how is housing for care leavers in Kent",), "do they pay for the gym lol", "On care leavers in Kent: do they pay for the gym?"),
        (("how is housing for care leavers in Kent", "mental health"), "and if i have a baby", "On care leavers in Kent: if i have a baby?"),
        (("how are children in care doing in Kent", "visits?"), "thx. and whats the council doing about placements", "On children in care in Kent: whats the council doing about placements?"),
        (("how is adoption in Kent", "isnt it slow"), "who checks", "On adoption in Kent: who checks?"),
        (("is domestic abuse picked up in Kent",), "and FGM?", "What about FGM in Kent?"),
        (("is there a youth hub in Kent",), "how long did it take to build", "How long did the youth hub in Kent take to build?"),
        (("is there a youth hub in Kent",), "whats it called", "What is the youth hub in Kent called?"),
        (("are there enough social workers in Kent",), "is anyone fixing it", "On social workers in Kent: is anyone fixing it?"),
        (("who chaired the youth board in Kent",), "is it any good", "Is the youth board in Kent any good?"),
        (("how are care leavers in Kent",), "and over 21?", "On care leavers in Kent: over 21?"),
    ],
)  # fmt: skip
def test_what_was_named_last_is_what_the_talk_is_of(before, follow_up, whole):
    assert condense(follow_up, talk(*before)).standalone == whole


@pytest.mark.parametrize(
    ("before", "follow_up", "whole"),
    [
        (("how many care leavers were in work in Kent in 2014",), "is it getting better", "Following “How many care leavers were in work in Kent in 2014?” Is it getting better?"),
        (("how many care leavers were in work in Kent in 2014", "is it getting better"), "what was it in 2012", "Following “How many care leavers were in work in Kent in 2014?” What was it in 2012?"),
        (("how many kids were in care in Kent in the 2015 report",), "and the year before", "How many kids were in care in Kent in the 2015 report, and the year before?"),
        (("how is early help in Kent in 2018",), "what about the year before?", "How is early help in Kent in 2017?"),
        (("how is early help in Kent in 2018",), "and after?", "How is early help in Kent?"),
        (("how is early help in Kent in 2018", "are there enough staff"), "and now?", "Are there enough staff in Kent?"),
        (("what needed to improve in Kent in 2018", "did they fix it"), "and now?", "What needed to improve in Kent?"),
        (("how is early help in Kent in 2018",), "is it getting better", "Is early help in Kent in 2018 getting better?"),
        (("how are care leavers in Kent in 2018",), "are things getting better for them", "Are things getting better for care leavers in Kent in 2018?"),
        (("are there enough care plans in Kent in 2018",), "was that better before", "On care plans in Kent in 2018: was that better before?"),
        (("what was Kent rated",), "before that?", "What was Kent rated at the previous inspection?"),
        (("what was Kent rated", "before that?"), "what changed", "What changed in Kent?"),
        (("what was Kent rated", "before that?", "what changed"), "what still isnt good enough", "What still isnt good enough in Kent?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_of_the_year_or_the_inspection_that_is_meant(before, follow_up, whole):
    assert condense(follow_up, talk(*before)).standalone == whole


def test_what_is_still_so_is_not_looked_for_in_the_report_that_was_talked_of():
    before = talk("what was Kent rated in 2015", "what needed to change")
    assert condense("are visits late", before).carried == ("kent-2018",)
    still = condense("are visits still late", before)
    assert still.carried == still.evidence_paragraphs == ()
    assert still.own


def test_the_people_of_a_talk_are_left_with_their_council():
    before = talk("how is housing for care leavers in Kent", "how is adoption in Leeds", "visits?")
    assert "care leavers" not in condense("is it late", before).standalone


def test_what_a_pronoun_stands_for_is_read_with_the_question():
    filled = condense("is it safe", talk("is there a youth hub in Kent"))
    assert filled.own == filled.standalone == "Is the youth hub in Kent safe?"
    typed = condense("who checks", talk("is there a youth hub in Kent"))
    assert typed.own == "who checks"


@pytest.mark.parametrize(
    ("asked", "follow_up", "whole"),
    [
        ("Are children safe in Derby?", "and the ones who go missing?", "hildren who go missing?"),
        (
            "How are care leavers helped in Derby?",
            "and the homeless ones?",
            "How are homeless care leavers",
        ),
        (
            "How are homeless care leavers helped?",
            "and the homeless ones?",
            "homeless care leavers",
        ),
        ("Which teams are in Derby?", "which ones are good?", "hich ones are good?"),
    ],
)
def test_the_ones_are_the_people_of_the_talk(asked: str, follow_up: str, whole: str) -> None:
    made = condense(follow_up, [Turn(asked, "It is so [1].", status=Status.ANSWERED)]).standalone
    assert whole in made
    assert "missing missing" not in made


@pytest.mark.parametrize(
    ("asked", "phrase"),
    [
        ("Does Derby help families early?", "families"),
        ("Why is leadership outstanding in Derby?", "leadership"),
        ("How long do kids wait?", "kids"),
        ("Are families overloaded?", "families"),
        ("What needs doing?", None),
        ("Is anyone overloaded?", None),
        ("What support do carers get?", "support"),
    ],
)
def test_how_something_is_is_no_part_of_what_was_talked_of(asked, phrase) -> None:
    assert topic.topic(asked) == phrase


def test_an_abbreviation_that_is_known_is_asked_about_in_small_letters_too() -> None:
    made = condense("and pep's?", [Turn("Is supervision good in Derby?", "It is [1].")])
    assert made.standalone == "What about pep's in Derby?"


@pytest.mark.parametrize(
    ("asked", "follow_up", "whole"),
    [
        (
            "How many children are looked after in Derby?",
            "and with foster families?",
            "How many children live with foster families in Derby?",
        ),
        (
            "How many children in need were there in Derby in 2014?",
            "what about on plans?",
            "How many children were on plans in Derby in 2014?",
        ),
        (
            "How many care leavers are in work in Derby?",
            "at university?",
            "How many care leavers are at university in Derby?",
        ),
        (
            "How many children are looked after in Derby?",
            "and in Kent?",
            "How many children are looked after in Kent?",
        ),
    ],
)
def test_those_who_were_counted_are_counted_by_another_condition(asked, follow_up, whole) -> None:
    assert condense(follow_up, [Turn(asked, "There are ten [1].")]).standalone == whole


@pytest.mark.parametrize("follow_up", ["and in total?", "and on average?", "and in 2013?"])
def test_a_total_is_no_other_condition(follow_up) -> None:
    made = condense(follow_up, [Turn("How many children are in care in Derby?", "Ten [1].")])
    assert "children are in total" not in made.standalone
    assert "children are on average" not in made.standalone
    assert "children are in 2013" not in made.standalone


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ok back to essex, how was the fostering", "How was the fostering in Essex?"),
        ("back to North Tyneside - are visits late?", "Are visits late in North Tyneside?"),
        ("different thing, how's the virtual school", "How's the virtual school"),
        ("One more thing: who led it?", "Who led it?"),
        (
            "sorry i meant the young carers, how are they helped",
            "The young carers, how are they helped",
        ),
        ("i meant Kent", "i meant Kent"),
        ("back to school plans, are they any good?", "back to school plans, are they any good?"),
        ("Are children placed back to back?", "Are children placed back to back?"),
    ],
)
def test_a_talk_that_turns_or_returns_asks_what_it_asks(typed, meant) -> None:
    assert without_turning(typed) == meant


@pytest.mark.parametrize(
    ("asked", "follow_up", "whole"),
    [
        ("Does the team in Derby visit?", "ok and fostering", "What about fostering in Derby?"),
        (
            "Does the team in Derby visit?",
            "and the fostering service, have they enough carers?",
            "On the fostering service in Derby: have they enough carers?",
        ),
        (
            "Is supervision of staff in Derby regular?",
            "was it better before?",
            "How was supervision of staff in Derby at the previous inspection?",
        ),
        (
            "Has the night team in Derby closed cases?",
            "who's in charge of that team?",
            "On the night team in Derby: who's in charge of that team?",
        ),
        (
            "Are care leavers in Derby safe?",
            "ok back to Kent, any of them in prison?",
            "On care leavers: any of them in prison in Kent?",
        ),
        (
            "What are the staffed houses in Derby?",
            "for how long?",
            "On the staffed houses in Derby: for how long?",
        ),
        (
            "Does the Derby report say anything about housing for care leavers?",
            "yes please",
            "What else does the report say about housing for care leavers in Derby?",
        ),
    ],
)
def test_what_a_follow_up_leaves_out_is_filled_in(asked, follow_up, whole) -> None:
    said = Turn(asked, "The report on Derby says: “It is so.” [1]", status=Status.ANSWERED)
    assert condense(follow_up, [said]).standalone == whole


@pytest.mark.parametrize(
    ("asked", "follow_up", "whole"),
    [
        ("Are plans in Derby late?", "what needs to happen", "What should they do about plans in Derby?"),
        ("Are plans in Derby late?", "do they say what to do", "What should they do about plans in Derby?"),
        ("Are plans in Derby late?", "so what still needs doing?", "What should they do about plans in Derby?"),
        ("Are disabled children in Derby well served?", "anything positive at all?", "On disabled children in Derby: anything positive at all?"),
        ("Are caseloads of social workers in Derby high?", "what were they aiming for?", "On caseloads of social workers in Derby: what were they aiming for?"),
        ("Are plans in Derby late?", "is there a reason for that", "On plans in Derby: why is that?"),
        ("Are plans in Derby late?", "have they got enough carers?", "Have they got enough carers in Derby?"),
        ("Are plans in Derby late?", "what did the previous report say", "Are plans in Derby late at the previous inspection?"),
        ("Are plans in Derby late?", "visits as well?", "What about visits in Derby?"),
        ("Is the team in Derby busy?", "ta for that. what about fostering btw", "What about fostering in Derby?"),
        ("On the night team in Derby: how many visits were made?", "are they late?", "On visits in Derby: are they late?"),
        ("On the night team in Derby: how many visits were made?", "who runs that team?", "On the night team in Derby: who runs that team?"),
        ("How many kids are in care in Derby?", "outside the county?", "How many kids live outside the county in Derby?"),
    ],
)  # fmt: skip
def test_few_words_are_asked_in_full(asked, follow_up, whole) -> None:
    said = Turn(asked, "The report on Derby says: “It is so.” [1]", status=Status.ANSWERED)
    assert condense(follow_up, [said]).standalone == whole


@pytest.mark.parametrize(
    "asked", ["Was Derby inadequate in 2019?", "Do they talk when they come back to Derby?"]
)
def test_a_grade_a_year_or_a_way_back_is_nothing_that_was_talked_of(asked) -> None:
    assert topic.topic(asked) is None


def test_what_the_council_does_is_no_question_over_councils() -> None:
    assert not EVERY_COUNCIL.search("can they live on what the council apprenticeships pay")
    assert EVERY_COUNCIL.search("what councils are good?")

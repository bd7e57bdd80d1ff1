"""Questions on a subject as such, on a council as such, and on several councils or inspections at once."""

from __future__ import annotations

import pytest

from index.library import Library
from rag import Assistant
from rag.selector.subject import subject, thing, unmet


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What did inspectors say about neglect?", "neglect"),
        ("what does the report say about care leavers", "care leavers"),
        ("Tell me about the MASH", "the MASH"),
        ("Did Ofsted mention anything about private fostering?", "private fostering"),
        ("Does the report mention school nurses?", "school nurses"),
        ("What is said about adoption?", "adoption"),
        ("anything on FGM?", "FGM"),
        ("what about schools?", "schools"),
        ("staff turnover", "staff turnover"),
        ("tell me about domestic abuse please", "domestic abuse"),
        ("What is the quality of supervision?", "supervision"),
        ("how good are the assessments?", "the assessments"),
        ("How effective was the virtual school?", "the virtual school"),
        ("What’s staff morale like?", "staff morale"),
        ("How was the fostering?", "fostering"),
        ("how's the virtual school", "virtual school"),
    ],
)
def test_a_subject_is_read_off_its_frame(question, about):
    assert subject(question) == about


@pytest.mark.parametrize(
    "question",
    [
        "What does the report say about how many children are in care?",
        "tell me about who runs the MASH",
        "Are caseloads high?",
        "average caseload per social worker",
        "navigators - what do they do",
        "anything on offer for violent fathers?",
        "Who led it?",
        "What did they say?",
        "staff turnover?",
        "What is it like?",
        "How are things?",
        "how is the standard of home tuition kept an eye on",
        "What is the state of play?",
    ],
)
def test_a_question_that_asks_something_of_it_is_no_subject(question):
    assert subject(question) is None


@pytest.mark.parametrize(
    ("question", "there"),
    [
        ("Is there a LADO?", "LADO"),
        ("Does it have mockingbird too?", "mockingbird"),
        ("Do they use a tracker as well?", "tracker"),
        ("Has the council got any hubs?", "hubs"),
        ("Is there enough housing?", None),
        ("Are there more foster carers than a year ago?", None),
        ("Has it got better?", None),
        ("Is there anything?", None),
        ("Are caseloads high?", None),
    ],
)
def test_the_thing_whose_being_there_is_asked_for_is_told(question, there):
    assert thing(question) == there


@pytest.mark.parametrize(
    ("about", "missing", "expected"),
    [
        ("horse riding", {"horse", "riding"}, True),
        ("foster carers", {"foster"}, True),
        ("the school nurses", {"nurses", "inspectors"}, True),
        ("children in care homes", {"homes"}, False),
        ("neglect", {"inspectors"}, False),
        ("", {"neglect"}, False),
    ],
)
def test_a_subject_is_unmet_where_nothing_was_found_for_half_of_its_words(about, missing, expected):
    assert unmet(about, missing) is expected


HEAD = """# {council}: inspection of children’s social care services

Inspection dates: 5 November {year} to 16 November {year}

| Judgement | Grade |
|---|---|
| Overall effectiveness | Good |

## What is it like?

"""
SAID = {
    ("Kent", 2022): [
        "Social workers in the north of the county carry high caseloads.",
        "Children who live with neglect are recognised early and seen often.",
        "Care leavers are helped to find a flat, and most keep it.",
    ],
    ("Surrey", 2015): [
        "Social workers carry caseloads that they can manage.",
        "Care leavers wait too long for a flat of their own.",
        "Young carers meet each week in the town's youth centre.",
    ],
    ("Surrey", 2018): [
        "Caseloads have risen sharply, and some social workers carry thirty children.",
        "Neglect is not always recognised, and some children wait for help.",
        "Foster carers are given good training.",
    ],
}


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    folder = tmp_path_factory.mktemp("subjects")
    for (council, year), said in SAID.items():
        text = HEAD.format(council=council, year=year)
        text += "\n\n".join(f"{n}. {one}" for n, one in enumerate(said, 1)) + "\n"
        (folder / f"{council}-{year}.md").write_text(text, encoding="utf-8")
    library = Library.open(folder / "library")
    assert {row.status for row in library.add(sorted(folder.glob("*.md")))} == {"added"}
    return Assistant(library)


@pytest.mark.parametrize(
    "question",
    [
        "What did inspectors say about neglect in Kent?",
        "What does the Kent report say about neglect?",
        "Tell me about neglect in Kent",
        "Kent neglect",
    ],
)
def test_what_names_the_subject_answers(assistant, question):
    answer = assistant.ask(question)
    assert answer.status == "answered", answer.text
    assert [c.paragraph for c in answer.citations] == [2]


@pytest.mark.parametrize(
    "question",
    [
        "What did inspectors say about horse riding in Kent?",
        "Does the Kent report mention robots?",
        "What about the police in Surrey?",
        "Tell me about foster carers in Kent",
    ],
)
def test_a_subject_that_is_not_named_is_not_in_the_reports(assistant, question):
    answer = assistant.ask(question)
    assert answer.status in ("not_in_reports", "out_of_scope")
    assert answer.citations == ()


@pytest.mark.parametrize("question", ["Kent", "kent county council", "Summary of the Kent report"])
def test_a_council_as_such_is_answered_with_its_judgements(assistant, question):
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert "Kent was judged good overall" in answer.text
    assert any("grades alone" in note for note in answer.notes)


def test_each_council_that_is_named_is_asked(assistant):
    answer = assistant.ask("How does Kent compare with Surrey on neglect?")
    assert answer.status == "answered", answer.text
    found = [(c.report.authority, c.paragraph) for c in answer.citations]
    assert found == [("Kent", 2), ("Surrey", 2)]
    for statement in answer.statements:  # two councils are never blended in one statement
        assert len({answer.citations[n - 1].report.authority for n in statement.citations}) == 1


def test_a_council_of_several_that_does_not_say_is_named(assistant):
    answer = assistant.ask("What did inspectors say about foster carers in Kent and Surrey?")
    assert answer.status == "partial", answer.text
    assert {c.report.authority for c in answer.citations} == {"Surrey"}
    assert "Not answered: The report on Kent (November 2022) does not say." in answer.text


def test_a_council_of_several_that_is_not_here_is_named(assistant):
    answer = assistant.ask("What did inspectors say about neglect in Kent and Hull?")
    assert answer.status == "partial", answer.text
    assert {c.report.authority for c in answer.citations} == {"Kent"}
    assert "Not answered for Kingston upon Hull: no report on it is here." in answer.text


def test_each_inspection_whose_year_is_named_is_asked(assistant):
    answer = assistant.ask("How did caseloads change in Surrey between 2015 and 2018?")
    assert answer.status == "answered", answer.text
    assert [c.report.year for c in answer.citations] == [2015, 2018]


@pytest.mark.parametrize(
    "question", ["How many children are in care in Kent?", "What about the police in Kent?"]
)
def test_a_council_s_name_does_not_make_a_question_a_stranger(assistant, question):
    assert assistant.ask(question).status != "out_of_scope"


def test_another_subject_stays_one_where_a_council_is_named(assistant):
    assert assistant.ask("What is the weather like in Kent?").status == "out_of_scope"

"""Questions about the last answer itself: its page, its words, whether it is sure."""

import pytest

from rag import Assistant
from rag.followups.receipts import about_the_answer, asks_for_receipts
from rag.types import Turn

CITED = Turn("How are caseloads?", "Low.", paragraphs=("essex/1",))


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    return Assistant.open(tmp_path_factory.mktemp("receipts") / "library")


@pytest.mark.parametrize(
    "question",
    [
        "What page is that on?",
        "which paragraph?",
        "and which report is that from?",
        "quote it",
        "show me the exact words please",
        "are you sure?",
        "who wrote that?",
        "where does it say that?",
        "source?",
    ],
)
def test_what_asks_about_the_answer_is_told_apart(question):
    assert asks_for_receipts(question, [CITED])
    assert not asks_for_receipts(question, [])
    assert not asks_for_receipts(question, [Turn("How are caseloads?", "The reports do not say.")])


@pytest.mark.parametrize(
    "question",
    [
        "which year?",
        "who leads it?",
        "what is that?",
        "how many paragraphs mention it?",
        "is it good?",
    ],
)
def test_what_asks_for_more_is_not(question):
    assert not asks_for_receipts(question, [CITED])


@pytest.mark.parametrize("question", ["what page is that on?", "quote it", "are you sure?"])
def test_the_last_answer_is_shown_with_its_place(assistant, question):
    first = assistant.ask("What do inspectors say about agency staffing and caseloads?")
    again = assistant.ask(question, history=[first.turn])
    assert again.status == "answered"
    places = {(c.paragraph, c.pages) for c in first.citations}
    assert {(c.paragraph, c.pages) for c in again.citations} <= places
    assert {c.quote for c in again.citations} <= {c.quote for c in first.citations}
    number, pages = next(iter(places))
    assert any(f"paragraph {number}, page {pages[0]}" in note for note in again.notes)


def test_a_fact_is_shown_with_the_words_that_print_it(assistant):
    first = assistant.ask("Who led the inspection?")
    again = assistant.ask("what page is that on?", history=[first.turn])
    assert again.status == "answered"
    assert "Tara Geere" in again.text


def test_a_fact_is_never_its_own_reason(assistant):
    first = assistant.ask("What do inspectors say about agency staffing and caseloads?")
    again = assistant.ask("why?", history=[first.turn])
    assert not {c.quote for c in again.citations} & {c.quote for c in first.citations}


def test_what_asks_about_the_answer_is_no_matter_to_go_on_from(assistant):
    first = assistant.ask("How are caseloads?")
    page = assistant.ask("which page?", history=[first.turn])
    more = assistant.ask("why is that?", history=[first.turn, page.turn])
    assert "page" not in more.standalone_question


def test_an_answer_without_citations_has_none_to_show(assistant):
    refused = assistant.ask("How many unicorns are in care?")
    answer = assistant.ask("which page?", history=[refused.turn])
    assert answer.status == "not_in_reports"
    assert "cited nothing" in answer.text


@pytest.mark.parametrize(
    "question", ["say that in one line", "in a nutshell?", "tl;dr", "put it simply"]
)
def test_a_shorter_answer_is_what_the_last_one_cited(question):
    assert about_the_answer(question)

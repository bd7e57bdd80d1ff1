"""A question is read in the words that what was found for it prints."""

import pytest

from rag.selector.printed import as_printed, of_those_looked_after

PRINTED = "At 31 March 2016, 700 children were being looked after by the local authority."


@pytest.mark.parametrize(
    "question",
    [
        "How many looked after children are there?",
        "how many kids in care were there in 2016",
        "How many children in care does it have?",
        "How many looked-after children?",
    ],
)
def test_the_number_in_care_is_asked_for_as_reports_give_it(question):
    assert "children were being looked after by the local authority" in as_printed(
        question, [PRINTED]
    )
    assert as_printed(question, ["Children in care are well."]) == question


@pytest.mark.parametrize(
    "question",
    [
        "How many children in care went to university?",
        "How many looked after children are placed with relatives?",
        "How well are looked after children helped?",
    ],
)
def test_what_asks_for_some_of_them_or_for_more_is_left_as_it_is(question):
    assert of_those_looked_after(question) == question


def test_the_form_that_more_texts_print_is_taken():
    texts = ["IROs meet children.", "An IRO chairs it.", "Independent reviewing officers are few."]
    assert as_printed("Are independent reviewing officers busy?", texts) == "Are IROs busy?"
    assert as_printed("Are IROs busy?", texts[2:]) == "Are independent reviewing officers busy?"


def test_an_apostrophe_is_one_however_it_is_written():
    texts = [
        "The director of children’s services is new.",
        "The director of children's services led.",
    ]
    asked = "Is the director of children's services new?"
    assert as_printed(asked, [*texts, "The DCS is new."]) == asked
    assert as_printed(asked, ["The DCS is new."]) == "Is the DCS new?"

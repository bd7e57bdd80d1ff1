"""People's words are read as the inspectors': slips, spelling, sayings, abbreviations."""

from __future__ import annotations

import pytest

from index.finder.lexicon import (
    as_printed,
    match_expression,
    put_right,
    read,
    spelt_out,
    without_slips,
)


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("assesment", "assessment"),
        ("exploitaton", "exploitation"),
        ("improvment", "improvement"),
        ("thier", "their"),
        ("organization", "organisation"),
        ("behavior", "behaviour"),
    ],
)
def test_a_slip_is_put_right(slip, word):
    assert put_right(slip) == word


@pytest.mark.parametrize(
    "word",
    [
        "Medway",
        "slowest",
        "breather",
        "chopping",
        "CAMHS",
        "D-BIT",
        "autistic",
        "kids",
        "farmed",
        "16",
    ],
)
def test_a_name_or_a_rare_word_is_left_alone(word):
    assert put_right(word) == word


@pytest.mark.parametrize("word", ["exploitatonexploitatonexpl", "x" * 1900])
def test_an_endless_word_is_left_alone(word, monkeypatch):
    def never(_):
        raise AssertionError("its forms are more than memory holds")

    monkeypatch.setattr("index.finder.lexicon._one_slip", never)
    assert put_right(word) == word
    assert read(f"Is {word} good?").words == (word, "good")


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("Do kids get picked on?", "bullying"),
        ("kicked out of school", "permanently excluded"),
        ("How good is the PLO work?", "public law outline"),
        ("is the public law outline used well?", "plo"),
        ("NEET figures", "not in education, employment or training"),
        ("Any D-BIT?", "divisional-based intervention team"),
        ("staff turnover", "recruitment and retention"),
        ("are foster parents paid?", "foster carers"),
    ],
)
def test_the_inspectors_words_are_searched_for_too(question, phrase):
    assert f'"{phrase}"' in match_expression(read(question))


def test_the_longest_saying_counts_and_not_the_words_in_it():
    said = [saying for saying, _ in read("kids kicked out of school").meanings]
    assert "kicked out of school" in said
    assert "kicked out" not in said


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("what does paragraph 11 say?", (11,)),
        ("paras 3, 4 and 7 please", (3, 4, 7)),
        ("How many of the 11 children came home?", ()),
    ],
)
def test_paragraphs_asked_for_by_number(question, numbers):
    assert read(question).paragraphs == numbers


def test_function_words_are_no_matter():
    assert read("What is it that they do with the files?").words == ("files",)
    assert match_expression(read("what is it?")) == ""


def test_several_of_an_abbreviation_are_read_however_they_are_written():
    assert spelt_out("PEP's") == spelt_out("peps") != "peps"


@pytest.mark.parametrize(
    ("question", "printed", "read_as"),
    [
        ("Do PAs visit?", (), "Do personal advisers visit?"),
        ("Do PAs visit?", ("PAs",), "Do PAs visit?"),
        (
            "Do PAs visit?",
            ("PAs", "personal advisers", "personal advisers"),
            "Do personal advisers visit?",
        ),
        ("Do personal advisers visit?", ("pas",), "Do PAs visit?"),
        (
            "Do personal advisers visit?",
            ("pas", "personal advisers"),
            "Do personal advisers visit?",
        ),
        ("Do personal advisers visit?", (), "Do personal advisers visit?"),
    ],
)
def test_a_question_is_read_in_the_form_that_is_printed_most(question, printed, read_as):
    assert as_printed(question, printed.count) == read_as


def test_a_verb_is_no_abbreviation():
    assert spelt_out("Where do they send SEND pupils?").startswith("Where do they send special")


def test_slips_alone_can_be_put_right():
    assert without_slips("Is supervison good?") == "Is supervision good?"

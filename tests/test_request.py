"""What may be asked from Python; anything else is refused in words, never with a bare error."""

from __future__ import annotations

from typing import Any

import pytest

from index.errors import QuestionError
from rag.request import MAX_TURN_TEXT, MAX_TURNS, request
from rag.types import Turn


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "must be text, not nothing"),
        ({"question": 3}, "must be text, not int"),
        (None, "must be text, not nothing"),
        (7, "must be text, not int"),
        ({"question": "Why?", "year": "2023"}, "whole number such as 2018, not '2023'"),
        ({"question": "Why?", "year": True}, "whole number"),
        ({"question": "Why?", "report": []}, "at least one report"),
        ({"question": "Why?", "report": [3]}, "at least one report"),
        ({"question": "Why?", "report": 3}, "an id or several, not int"),
        ({"question": "Why?", "authority": 3}, "a council's name, not int"),
        ({"question": "Why?", "history": "Well."}, "pairs of text"),
        ({"question": "Why?", "history": ["ab", "cd"]}, "pairs of text"),
        ({"question": "Why?", "history": {"ab": 1}}, "pairs of text"),
        ({"question": "Why?", "history": [(None, None)]}, "pairs of text"),
        ({"question": "Why?", "history": 5}, "pairs of text"),
        ({"question": "Why?", "year": 20}, "four digits"),
        ({"question": "Why?", "year": -5}, "four digits"),
        ({"question": "Why?", "year": 0}, "four digits"),
        ({"question": "Why?", "yaer": 2018, 3: 4}, "no yaer, 3; what may be given is question, h"),
        ("Why\ud83d?", "no valid Unicode: character 4"),
        (b"Why \xff?".decode("utf-8", "surrogateescape"), "no valid Unicode: character 5"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(asked: Any, said: str) -> None:
    with pytest.raises(QuestionError, match=said):
        request(asked)


def test_no_history_is_an_empty_one() -> None:
    assert request({"question": "Why?", "history": None}).history == ()


def test_history_takes_turns_and_pairs() -> None:
    turn = Turn("How?", "Well.")
    made = request({"question": "Why?", "history": [turn, ("Who?", "Ada."), ["When?", "In May."]]})
    assert made.history == (turn, Turn("Who?", "Ada."), Turn("When?", "In May."))


def test_one_report_and_several_are_ids() -> None:
    assert request({"question": "Why?", "report": "a"}).asked.reports == ("a",)
    assert request({"question": "Why?", "report": ["a", "b"]}).asked.reports == ("a", "b")
    assert request("Why?").asked.reports is None


def test_a_long_talk_goes_on_with_its_newest_turns_and_endless_texts_are_cut() -> None:
    talk = [(f"Why {n}?", "word " * 20_000) for n in range(500)]
    made = request({"question": "And then?", "history": talk}).history
    assert len(made) == MAX_TURNS
    assert made[-1].question == "Why 499?"
    assert made[-1].answer == ("word " * 20_000)[:MAX_TURN_TEXT]


def test_half_a_character_in_the_history_does_not_end_the_talk() -> None:
    turn = Turn("How\ud83d?", "Well\udc00.", "How\ud83d is Essex?", reports=("essex-2018",))
    (made,) = request({"question": "And then?", "history": [turn]}).history
    assert made == Turn("How??", "Well?.", "How? is Essex?", reports=("essex-2018",))

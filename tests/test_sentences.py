"""Sentences end where a reader would say they end."""

import itertools

import pytest

from index.finder.sentences import sentences


def split(text):
    spans = sentences(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plans are clear. Visits are regular.", ["Plans are clear.", "Visits are regular."]),
        (
            "Support, e.g. Dr. Hall's clinic, works. It grows.",
            ["Support, e.g. Dr. Hall's clinic, works.", "It grows."],
        ),
        (
            "Enquiries under s.47 are quick. Section 2.1 says so.",
            ["Enquiries under s.47 are quick.", "Section 2.1 says so."],
        ),
        ("Ms J. Smith leads. A. Jones helps.", ["Ms J. Smith leads.", "A. Jones helps."]),
        (
            "The plan for Child A. The mother agreed.",
            ["The plan for Child A.", "The mother agreed."],
        ),
        (
            "One said, ‘I feel safe.’ Another agreed.",
            ["One said, ‘I feel safe.’", "Another agreed."],
        ),
        (
            "They ask: ‘Why me?’ and get an answer. Good.",
            ["They ask: ‘Why me?’ and get an answer.", "Good."],
        ),
        (
            "The board met weekly.1 Its chair is new.",
            ["The board met weekly.1", "Its chair is new."],
        ),
        (
            "Numbers rose to 2.5 per cent. They fell by 3. Then they rose.",
            ["Numbers rose to 2.5 per cent.", "They fell by 3.", "Then they rose."],
        ),
        (
            "Three things help: \uf06e warm tea \uf06e long walks \uf06e a friend.",
            ["Three things help:", "warm tea", "long walks", "a friend."],
        ),
        (
            "Three things help:\n- warm tea;\n- long walks.\nAll are free.",
            ["Three things help:", "warm tea;", "long walks.", "All are free."],
        ),
        ("14. Leaders listen. Staff stay.", ["14. Leaders listen.", "Staff stay."]),
        (
            "Homes, schools, etc. are near. Shops, etc. The rest is far.",
            ["Homes, schools, etc. are near.", "Shops, etc.", "The rest is far."],
        ),
        ("Care (which is kind.) Help is near.", ["Care (which is kind.)", "Help is near."]),
        (
            "A line\nwraps here. Next\nline wraps too.",
            ["A line\nwraps here.", "Next\nline wraps too."],
        ),
        (
            "Inspected 3 Feb. 2020 by four people. They left.",
            ["Inspected 3 Feb. 2020 by four people.", "They left."],
        ),
        ("No stop at all", ["No stop at all"]),
        ("", []),
        (" \n ", []),
        ("Really?! Yes.", ["Really?!", "Yes."]),
    ],
)
def test_a_sentence_ends_where_a_reader_says(text, expected):
    assert split(text) == expected


def test_nothing_but_space_and_list_marks_is_lost():
    text = "First. Second (see p. 4). \uf06e third; \uf06e fourth. ‘Fifth.’ 6. Sixth"
    kept = "".join(split(text))
    letters = [c for c in text if c.isalnum()]
    assert [c for c in kept if c.isalnum()] == letters

"""Whether a question names what reports print as a name."""

import pytest

from rag.stranger import prints_a_name

PROSE = (
    "The carers say that the Mockingbird scheme helps them, and the foyer is open to all of them."
)
TEAM = "Her Majesty’s Inspectors: Nigel Parkes, Anne Waterman, Pauline Higham, Stella Elliott and David Collins"


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("does it have mockingbird too", True),
        ("Does it have a foyer?", False),
        ("What do you think of Nigel Farage?", False),
        ("Is there a zoo?", False),
        ("Who won the race?", False),
    ],
)
def test_a_scheme_by_its_name_is_no_other_subject(question, named):
    assert prints_a_name([PROSE, TEAM], question) is named


def test_a_word_that_is_printed_small_as_well_is_no_name():
    small = "A mockingbird was seen by the children in the garden of the home last summer."
    assert not prints_a_name([PROSE, small], "does it have mockingbird too")
    assert not prints_a_name([small, PROSE], "does it have mockingbird too")


def test_a_council_is_no_such_name():
    text = "The children of this town say that Luton is good, and that they are happy to live here."
    assert not prints_a_name([text], "where is Luton")

"""The sentence after one that answers is shown with it where it is a part of what is asked."""

from __future__ import annotations

import pytest

from index.finder.sentences import sentences
from index.library import Library
from rag.select import select
from rag.selector.choosing import Found, quote_end
from rag.selector.following import LEAST, goes_on

HALF = "However, some leavers never saw the booklet."
CAUSE = "This was in response to an audit of neglect."
CHANGE = "This is an increase from 890 a year before."
LATER = "By September 2017, this had risen to 90%."
EARLY = "It is too early to comment on the impact of this."


@pytest.mark.parametrize(
    ("question", "after"),
    [
        ("Why were new thresholds brought in?", CAUSE),
        ("Is help for care leavers getting better, and why?", "This is a result of more staff."),
        ("Why do adoptions take long?", "These reasons include poor recording."),
        ("How come reviewers hold back?", "This is partially the result of their caseloads."),
        ("Do all care leavers get the booklet?", HALF),
        ("Do runaways get an interview?", "Such a service is now in place for some of them."),
        ("Has pressing the districts worked?", EARLY),
        ("Did more or fewer children have a plan than the year before?", CHANGE),
        ("Has the number of plans gone up?", CHANGE),
        ("What proportion of doctors now take part?", LATER),
    ],
)
def test_what_is_asked_for_is_taken_along(question: str, after: str) -> None:
    assert goes_on(question, after, LEAST)


@pytest.mark.parametrize(
    ("question", "after"),
    [
        ("Why were new thresholds brought in?", HALF),
        ("When were new thresholds brought in?", CAUSE),
        ("Do all care leavers get the booklet?", CAUSE),
        ("Do care leavers get the booklet?", "However, recruitment of foster carers lacks energy."),
        ("Are leavers in touch?", "This has a positive impact on them."),
        ("Who hands out the booklet?", HALF),
        ("Are children housed well?", EARLY),
        ("Who does the interviews?", EARLY),
        ("How many children have a plan?", CHANGE),
        ("Has the number of plans gone up?", "This is a concern to partners."),
        ("How many doctors take part?", "By September 2017, more had joined."),
        ("Which doctors take part?", LATER),
    ],
)
def test_what_is_not_asked_for_is_not(question: str, after: str) -> None:
    assert not goes_on(question, after, 0.9)


@pytest.mark.parametrize(
    ("question", "after"),
    [
        ("Do all care leavers get the booklet?", HALF),
        ("What proportion of doctors now take part?", LATER),
    ],
)
def test_what_does_not_name_the_thing_asked_for_must_be_somewhat_sure(
    question: str, after: str
) -> None:
    assert not goes_on(question, after, LEAST / 2)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory):
    """A library with one report of two paragraphs."""
    folder = tmp_path_factory.mktemp("following")
    texts = (
        "The partnership brought in new thresholds for early help in April 2013. "
        "This was in response to an audit that found much neglect. Plans are clear.",
        "Foster carers say that training is lively. It takes place in the town hall.",
    )
    listed = "\n\n".join(f"{n}. {text}" for n, text in enumerate(texts, 1))
    (folder / "ambridge.md").write_text(
        f"# Inspection of Ambridge children’s services\n\nInspection dates: 3 May 2021 to 14 May 2021\n\n## Findings\n\n{listed}\n",
        encoding="utf-8",
    )
    with Library.open(folder / "library") as library:
        assert [outcome.status for outcome in library.add(folder / "ambridge.md")] == ["added"]
        yield library


def test_the_quote_is_the_text_of_both_sentences_and_is_shown_once(shelf) -> None:
    found = select("Why did the partnership bring in new thresholds for early help?", shelf)
    shown = [item for item in found.evidence if "in response to" in item.quote]
    assert len(shown) == 1
    assert shown[0].quote == shown[0].paragraph.text[shown[0].start : shown[0].end]
    alone = select("When did the partnership bring in new thresholds for early help?", shelf)
    assert alone.evidence[0].quote.endswith("April 2013.")


def test_only_the_sentence_right_behind_is_taken_along(shelf) -> None:
    (hit,) = shelf.search("thresholds for early help", 1)
    text = hit.passage.text
    first, cause, last = sentences(text)
    item, behind = Found(0, *first, 0.9, 0.5), Found(0, *cause, 0.1, 0.1)
    question = "Why were the thresholds brought in?"
    assert quote_end(question, item, [item, behind], [item], [hit]) == cause[1]
    assert quote_end(question, item, [item, behind], [item, behind], [hit]) == first[1]
    apart = Found(0, cause[0], last[1], 0.1, 0.1)
    early = Found(0, 0, first[1] - 20, 0.9, 0.5)
    assert quote_end(question, early, [early, apart], [early], [hit]) == early.end

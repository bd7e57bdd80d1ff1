"""What a follow-up leans on and its own words find passages together."""

from __future__ import annotations

import pytest

from index.types import Hit, Passage
from rag.followups.found import OWN, OWN_ALONE, found_by_both

SCORES = {
    "What of caseloads? And visits?": {"caseloads": 0.9, "visits": 0.85, "schools": 0.2},
    "And visits?": {"visits": 0.9, "caseloads": 0.3},
}


class Searched:
    """Finds by a table: query -> passage -> score."""

    def search(self, query, k=5, reports=None):
        return [Hit(_passage(name), score) for name, score in SCORES[query].items()][:k]


def _passage(name):
    return Passage(
        id=name,
        report_id="essex-2018",
        authority="Essex",
        paragraph_id=name,
        paragraph=1,
        section="",
        part=1,
        pages=(1,),
        text=name,
        start=0,
        end=len(name),
    )


def _found(share=OWN):
    leaning, own = SCORES
    return found_by_both(Searched(), leaning, own, 3, share=share)


def test_the_follow_ups_own_words_change_the_ranking():
    assert [hit.passage.id for hit in _found()] == ["visits", "caseloads", "schools"]
    assert [hit.passage.id for hit in _found(0.0)] == ["caseloads", "visits", "schools"]


def test_what_may_stand_alone_is_scored_by_both():
    assert _found()[0].score == SCORES["What of caseloads? And visits?"]["visits"]
    both = 0.4 * 0.85 + 0.6 * 0.9
    assert _found(OWN_ALONE)[0].score == pytest.approx(both)

"""What a follow-up leans on and its own words find passages together."""

from __future__ import annotations

from index.types import Hit, Passage
from rag.followups import found
from rag.followups.found import found_by_both

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


def _found():
    leaning, own = SCORES
    return [hit.passage.id for hit in found_by_both(Searched(), leaning, own, 3)]


def test_the_follow_ups_own_words_change_the_ranking(monkeypatch):
    assert _found() == ["visits", "caseloads", "schools"]
    monkeypatch.setattr(found, "OWN", 0.0)
    assert _found() == ["caseloads", "visits", "schools"]

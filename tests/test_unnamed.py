"""Councils and years that choose the reports: searched in, not searched for."""

from __future__ import annotations

import json
import subprocess

import pytest

from index.errors import QuestionError
from index.library import Library
from rag import Assistant
from rag.types import Scope
from rag.unnamed import unnamed
from tests.test_cli import COMMAND

SCOPE = Scope(reports=(), authorities=("Kent", "Essex"), year=2018)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("In Kent, are caseloads too high?", "are caseloads too high?"),
        ("Kent: are caseloads high?", "are caseloads high?"),
        ("How good is Kent's leadership?", "How good is leadership?"),
        ("caseloads in Kent", "caseloads"),
        ("What did the 2018 Essex inspection say about neglect?", None),
        ("Do they listen to children (Kent)?", "Do they listen to children?"),
        ("Has neglect got worse in Kent since 2018?", "Has neglect got worse since 2018?"),
        ("How does Hull do for Kent?", "How does Hull do?"),
        ("How many moved home in Kent during 2018?", "How many moved home during 2018?"),
        ("How many children live outside Kent?", "How many children live out of area?"),
        ("Are many placed out of Kent?", "Are many placed out of area?"),
    ],
)
def test_what_chose_the_reports_is_left_out(question, left):
    left = left or "What did the inspection say about neglect?"
    assert unnamed(question, SCOPE) == left


@pytest.mark.parametrize("question", ["Kent?", "Kent 2018", "What about Kent?", "Is Hull good?"])
def test_a_question_stays_whole_where_nothing_else_is_asked(question):
    assert unnamed(question, SCOPE) == question


REPORT = """# {council}: inspection of children’s social care services

Inspection dates: 5 November {year} to 16 November {year}

| Judgement | Grade |
|---|---|
| Overall effectiveness | Good |

## What is it like?

1. {one}

2. Foster carers in {council} are given training before a child is placed with them.
"""


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    folder = tmp_path_factory.mktemp("three")
    said = {
        ("Kent", 2017): "Social workers carry heavy caseloads.",
        ("Kent", 2022): "Social workers now carry caseloads that they can manage.",
        ("Surrey", 2022): "Social workers carry heavy caseloads of thirty children.",
    }
    for (council, year), one in said.items():
        text = REPORT.format(council=council, year=year, one=one)
        (folder / f"{council}-{year}.md").write_text(text, encoding="utf-8")
    library = Library.open(folder / "library")
    rows = library.add(sorted(folder.glob("*.md")))
    assert {row.status for row in rows} == {"added"}
    return Assistant(library)


def _places(hits):
    years = {"2017": 2017, "2022": 2022}
    return [
        (h.passage.authority, next(y for k, y in years.items() if k in h.passage.report_id))
        for h in hits
    ]


def test_a_search_keeps_to_the_council_that_it_names(three):
    hits = three.search("heavy caseloads in Surrey")
    assert {hit.passage.authority for hit in hits} == {"Surrey"}
    assert "thirty" in hits[0].passage.text
    asked = three.search("heavy caseloads", authority="surrey county council")
    assert [hit.passage.id for hit in asked] == [hit.passage.id for hit in hits]


def test_a_search_that_names_nothing_is_in_every_report(three):
    found = {hit.passage.authority for hit in three.search("caseloads", k=10)}
    assert found == {"Kent", "Surrey"}


def test_of_a_council_s_inspections_the_newest_comes_first_unless_a_year_is_asked_for(three):
    question = "What are caseloads like in Kent?"
    assert _places(three.search(question))[0] == ("Kent", 2022)
    assert ("Kent", 2017) in _places(three.search(question, k=10))
    assert set(_places(three.search(question, year=2017))) == {("Kent", 2017)}
    assert set(_places(three.search("What were caseloads like in Kent in 2017?"))) == {
        ("Kent", 2017)
    }
    assert set(_places(three.search("caseloads in Kent's latest report", k=10))) == {("Kent", 2022)}
    scores = [hit.score for hit in three.search(question, k=10)]
    assert scores == sorted(scores, reverse=True)


def test_a_council_that_is_not_here_finds_nothing(three):
    assert three.search("caseloads in Hull") == []
    with pytest.raises(QuestionError, match="holds no report on Kingston upon Hull"):
        three.search("caseloads", authority="Hull")
    with pytest.raises(QuestionError, match="Which council do you mean"):
        three.search("caseloads", authority="Nowhereshire")


def test_the_retriever_takes_the_same_scope(three):
    documents = three.as_retriever(k=3, authority="Kent", year=2017).invoke("caseloads")
    assert {d.metadata["report_id"] for d in documents} == {
        hit.passage.report_id for hit in three.search("caseloads", authority="Kent", year=2017)
    }
    named = three.as_retriever(k=3).invoke("caseloads in Surrey")
    assert {d.metadata["authority"] for d in named} == {"Surrey"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"authority": "Kent", "year": 1999}, "no report of an inspection of Kent in 1999"),
        ({"year": 1999}, "no report of an inspection in 1999"),
        ({"authority": "Kent", "year": 20}, "four digits"),
        ({"k": 0}, "at least 1"),
        ({"k": 2.5}, "at least 1"),
        ({"k": "3"}, "at least 1"),
    ],
)
def test_what_is_not_here_or_cannot_be_meant_is_said_and_nothing_else_is_found(three, asked, said):
    with pytest.raises(QuestionError, match=said):
        three.search("caseloads", **asked)
    with pytest.raises(QuestionError, match=said):
        three.as_retriever(**asked).invoke("caseloads")


def test_a_report_of_another_year_than_asked_for_is_not_searched(three):
    report = three.search("caseloads", authority="Kent", year=2022)[0].passage.report_id
    with pytest.raises(QuestionError, match="2017"):
        three.search("caseloads", report=report, year=2017)


def test_an_unknown_key_is_refused_by_the_runnable(three):
    with pytest.raises(QuestionError, match="no council; what may be given is question"):
        three.as_runnable().invoke({"question": "Are caseloads high?", "council": "Kent"})


def test_the_command_takes_a_council_and_a_year(three):
    def search(*more):
        asked = [COMMAND, "search", "caseloads", *more, "--library", str(three.library.path)]
        return subprocess.run(asked, capture_output=True, text=True, timeout=120)

    done = search("--authority", "Kent", "--year", "2017", "--json")
    assert done.returncode == 0
    assert {row["authority"] for row in json.loads(done.stdout)} == {"Kent"}
    lost = search("--authority", "Hull")
    assert lost.returncode == 2
    assert "judgements add FILE" in lost.stderr


def test_an_answer_is_the_same_whether_its_council_is_named_or_chosen(three):
    named = three.ask("Are social workers' caseloads heavy in Surrey?")
    chosen = three.ask("Are social workers' caseloads heavy?", authority="Surrey")
    assert named.status is chosen.status
    assert [c.quote for c in named.citations] == [c.quote for c in chosen.citations]
    assert named.citations

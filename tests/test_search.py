"""Search on two small invented reports, with the real model: what people ask finds what answers."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from index.errors import QuestionError, VectorsUnavailableError
from index.finder.lexicon import match_expression, read
from index.library import Library
from index.search import LONG, find, search
from tests.covers import LEADERS, OVERALL, PROTECTION, cover

FINDINGS = [
    "Boys and girls rarely report being bullied; workers act at once when one of them is.",
    "Caseloads have come down to fourteen for each social worker, and supervision is monthly.",
    "Care leavers are offered a flat of their own and a personal adviser until they are 25.",
    "Permanent exclusions from school are falling because the virtual school steps in early.",
    "Unaccompanied asylum-seeking children are placed with carers who share their language.",
    "Return home interviews take place within three days and say why a child went missing.",
    "The emergency duty team answers calls through the night and at weekends without delay.",
    "Assessments describe the risks to the child well, but few of them mention the father.",
    "Too few foster carers come forward, so some brothers and sisters live apart.",
    "The designated officer deals swiftly with allegations against adults who work with children.",
    "Turnover among social workers is high and families must tell their story again and again.",
    "Children take part in their reviews and an independent reviewing officer writes to them.",
]


def markdown(place: str, year: int, findings: list[str]) -> str:
    listed = "\n\n".join(f"{number}. {text}" for number, text in enumerate(findings, 1))
    graded = dict.fromkeys((LEADERS, PROTECTION, OVERALL), "Good")
    dates = f"3 June {year} to 14 June {year}"
    return f"""{cover(graded, council=place, dates=dates, lead="Ada Example")}
Services in {place} are good. Leaders know them well.

## The experiences and progress of children in need of help and protection: good

{listed}
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory):
    folder: Path = tmp_path_factory.mktemp("search")
    (folder / "files").mkdir()
    (folder / "files" / "amberley.md").write_text(
        markdown("Amberley", 2019, FINDINGS), encoding="utf-8"
    )
    other = [
        text.replace("fourteen", "thirty").replace("three days", "a month")
        for text in FINDINGS[::-1]
    ]
    (folder / "files" / "bramford.md").write_text(
        markdown("Bramford", 2022, other), encoding="utf-8"
    )
    with Library.open(folder / "library") as opened:
        assert [o.status for o in opened.add(folder / "files")] == ["added", "added"]
        yield opened


def first(library: Library, question: str) -> str:
    report = library.resolve("amberley")
    return search(library, question, 1, [report])[0].passage.text


@pytest.mark.parametrize(
    ("question", "finding"),
    [
        ("Do kids get picked on?", 0),
        ("how many cases does each worker have", 1),
        ("What happens to youngsters once they've left care?", 2),
        ("are pupils kicked out of school?", 3),
        ("What about UASC?", 4),
        ("RHIs", 5),
        ("who do I ring on a Saturday night", 6),
        ("are the assesments any good", 7),
        ("Can siblings stay together?", 8),
        ("LADO", 9),
        ("staff turnover", 10),
        ("What do IROs do?", 11),
    ],
)
def test_a_question_in_plain_words_finds_the_paragraph_that_answers(library, question, finding):
    assert first(library, question) == FINDINGS[finding]


def test_scores_fall_from_first_to_last_and_stay_between_0_and_1(library):
    hits = search(library, "How are children who go missing helped?", 30)
    assert all(a.score >= b.score for a, b in itertools.pairwise(hits))
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_only_reports_in_scope_are_found(library):
    report = library.resolve("bramford")
    hits = search(library, "caseloads", 30, [report])
    assert {hit.passage.report_id for hit in hits} == {report}
    assert "thirty" in hits[0].passage.text


def test_without_a_scope_both_reports_are_found(library):
    hits = search(library, "caseloads of social workers", 4)
    assert len({hit.passage.report_id for hit in hits}) == 2


def test_an_empty_scope_finds_nothing(library):
    assert search(library, "caseloads", 5, []) == []


def test_no_more_hits_than_asked_for(library):
    assert len(search(library, "children", 3)) == 3


@pytest.mark.parametrize(
    "asked", ["what does paragraph 5 say?", "para 5", "Read me paragraphs 5 and 2"]
)
def test_a_paragraph_asked_for_by_number_comes_first(library, asked):
    report = library.resolve("amberley")
    hits = search(library, asked, 5, [report])
    assert hits[0].passage.paragraph == 5
    assert hits[0].score == 1.0
    if "2" in asked:
        assert hits[1].passage.paragraph == 2


def test_a_question_of_function_words_alone_is_still_answered(library):
    assert search(library, "what is it about?", 3)


def test_punctuation_and_operators_of_the_keyword_index_do_no_harm(library):
    for odd in ('"NEAR(a b)" AND *', "???", "caseloads^2 OR -x", "children's", "ﬀ ☃"):
        search(library, odd, 3)


def test_the_words_that_found_their_match_are_named(library):
    found = find(library, "How big are caseloads on Mars?", 1, [library.resolve("amberley")]).found[
        0
    ]
    strength = dict(found.words)
    assert strength["caseloads"] > strength["mars"]
    assert set(strength) <= {"big", "caseloads", "mars"}


def test_keyword_search_answers_alone_when_the_vectors_are_away(library, monkeypatch):
    class Away:
        def __get__(self, *_):
            raise VectorsUnavailableError("The Chroma server does not answer.")

    monkeypatch.setattr(Library, "vectors", Away())
    finding = find(library, "staff turnover", 3, [library.resolve("amberley")])
    assert finding.keyword_only
    assert finding.found[0].passage.text == FINDINGS[10]
    monkeypatch.undo()


def test_an_empty_library_finds_nothing(tmp_path):
    with Library.open(tmp_path / "none") as empty:
        assert search(empty, "caseloads") == []


def test_keyword_search_in_a_scope_finds_what_it_finds_without(library):
    report = library.resolve("amberley")
    reading = read("how do social workers keep children safe")
    everywhere = dict(library.store.keyword(match_expression(reading), 100))
    scoped = dict(library.store.keyword(match_expression(reading), 100, [report]))
    assert scoped
    assert scoped == {name: score for name, score in everywhere.items() if name.startswith(report)}


def test_the_keyword_score_of_a_long_question_puts_another_passage_first(library, monkeypatch):
    question = (
        "My boss sold the shop, the roof leaks, trains are late, grandad snores and the dog barks and the lamp broke."
        " How many cases does each worker have, and why do they tell their story again?"
    )
    report = [library.resolve("amberley")]
    assert len(read(question).words) > 2 * LONG
    assert search(library, question, 1, report)[0].passage.text == FINDINGS[10]
    monkeypatch.setattr("index.search.LONG", 10_000)  # so that it counts as for a short one
    assert search(library, question, 1, report)[0].passage.text == FINDINGS[1]


def test_the_keyword_score_is_part_of_what_a_passage_scores(library, monkeypatch):
    query = "designated officer"
    (first, *others) = find(library, query, 24).found
    monkeypatch.setattr("index.search.KEYWORD", 0.0)
    without = {f.passage.id: f.score for f in find(library, query, 24).found}
    assert first.score > without[first.passage.id]
    unnamed = [f for f in others if not {"designated", "officer"} & set(f.passage.text.split())]
    assert unnamed
    assert all(f.score == pytest.approx(without[f.passage.id]) for f in unnamed)


def test_what_cannot_be_searched_for_is_refused_in_words(library):
    with pytest.raises(QuestionError, match="a list of ids"):
        library.search("caseloads", reports="amberley")
    with pytest.raises(QuestionError, match="half of one"):
        library.search("case\udcffloads")
    for k in (0, -1, 2.5, "5", True, None):
        with pytest.raises(QuestionError, match="at least 1"):
            library.search("caseloads", k=k)

"""The mutation suite makes false what it says it makes false, counts rightly, and the goals hold."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from evals import mutations
from evals.falsifier import falsify, reprint
from evals.falsifier.matchers import MATCHERS
from evals.falsifier.mutation_figures import Result, Tally, document, table
from evals.falsifier.subtle import SUBTLE_CHANGES
from index.read import read_report
from index.types import Report
from rag.verifier.wording import find_quote
from rag.verify import Cited, check_statement

DIGEST = Path(__file__).parent.parent / "index" / "reports" / "essex-2018.md"
SENTENCE = (
    "Most care leavers, who are ‘well-known’ to social workers and their managers, do not wait more than "
    "14 days for a good plan, the five teams said in March 2018, and staff may see 6% of children in care."
)


@pytest.fixture(scope="module")
def digest() -> Report:
    return read_report(DIGEST)


@pytest.mark.parametrize("kind", falsify.WORD_CHANGES)
def test_every_falsehood_changes_the_words_by_little(kind: str) -> None:
    for seed in range(30):
        words = falsify.WORD_CHANGES[kind](SENTENCE, Random(seed))
        assert words is not None
        assert words != SENTENCE
        assert abs(len(words) - len(SENTENCE)) < 40
        assert find_quote(words, SENTENCE) is None


SUBTLE = (
    "Although up to 12 older children had moved from foster care to 18-plus homes before the first review, "
    "they are no longer unable to plan, and most are improving, including two girls and 16-year-olds."
)


@pytest.mark.parametrize("kind", SUBTLE_CHANGES)
def test_every_subtle_falsehood_changes_the_words_and_does_not_pass(kind: str) -> None:
    quote = Cited(SUBTLE)
    assert check_statement(SUBTLE, [quote]).supported
    for seed in range(10):
        words = SUBTLE_CHANGES[kind](SUBTLE, Random(seed))
        assert words is not None
        assert words != SUBTLE
        assert not check_statement(words, [quote]).supported, words


@pytest.mark.parametrize("kind", reprint.PRINTINGS)
def test_every_reprint_keeps_the_letters(kind: str) -> None:
    words = reprint.PRINTINGS[kind](
        SENTENCE.replace("teams", "staffing teams – first –"), Random(1)
    )
    assert words is not None
    letters = "".join(c for c in words if c.isalnum())
    letters = letters.replace("ﬀ", "ff").replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬃ", "ffi")
    assert letters == "".join(
        c for c in SENTENCE.replace("teams", "staffing teams – first –") if c.isalnum()
    )


def test_respelling_leaves_longer_numbers_alone() -> None:
    text = "Forty two of two hundred and five; two-thirds, eighty-eight, and six left."
    turned = reprint.figures_respelt(text, Random(0))
    assert turned == "Forty two of two hundred and five; two-thirds, eighty-eight, and 6 left."


def test_the_same_seed_gives_the_same_figures_twice(digest: Report) -> None:
    once, again = (
        mutations.measure(mutations.pairs_of([digest], 40, 7), 7, compare_every=10)
        for _ in range(2)
    )
    assert document(once) == document(again)


def test_the_goals_hold_on_the_digest_that_ships(digest: Report) -> None:
    pairs = mutations.pairs_of([digest], 150, 1)
    result = mutations.measure(pairs, 1, compare_every=10)
    assert result.missed_goals == (), [
        t.wrong for t in (*result.caught.values(), *result.alarms.values())
    ]
    assert {kind for _, kind in result.caught} >= {
        "grade", "number", "negation", "council", "service area", "quantity", "date", "word dropped",
        "hyphen lost", "moved to another paragraph", "spliced from two sentences", "invented citation",
        "who did what",
    }  # fmt: skip


def test_the_goals_hold_on_official_reports(shared: Path) -> None:
    paths = [
        p for p in sorted((shared / "reports").glob("*.pdf")) if p.read_bytes().startswith(b"%PDF")
    ]
    reports = [read_report(path) for path in Random(5).sample(paths, 6)]
    result = mutations.measure(mutations.pairs_of(reports, 250, 5), 5)
    # splices are of two true halves, and now and then still true
    missed = [goal for goal in result.missed_goals if "spliced" not in goal]
    assert missed == [], [t.wrong for t in (*result.caught.values(), *result.alarms.values())]


def test_a_verifier_that_accepts_all_fails_every_goal(
    digest: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutations, "_quote_failure", lambda *_: "")
    monkeypatch.setattr(mutations, "_statement_failure", lambda *_: "")
    result = mutations.measure(mutations.pairs_of([digest], 20, 1), 1)
    assert len(result.missed_goals) == len(result.caught)


def test_a_verifier_that_refuses_all_fails_on_false_alarms(
    digest: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutations, "_quote_failure", lambda *_: "no")
    monkeypatch.setattr(mutations, "_statement_failure", lambda *_: "no")
    result = mutations.measure(mutations.pairs_of([digest], 20, 1), 1)
    assert len(result.missed_goals) == len(result.alarms)


def test_the_usual_matchers_pass_what_turns_the_meaning() -> None:
    said = "The nine porters do not carry the heavy trunks of the older lodgers."
    for turned in (said.replace(" not", ""), said.replace("nine", "ninety")):
        assert all(matcher(turned, said) for matcher in MATCHERS.values())


def test_the_table_and_the_document_say_the_same() -> None:
    result = Result(3, {("quote", "grade"): Tally(4, 3)}, {("quote", "dashes"): Tally(2, 1)})
    assert "| false quote | grade | 4 | 75.00% |" in table(result)
    assert json.loads(json.dumps(document(result)))["false"][0]["turned_away"] == 3
    assert len(result.missed_goals) == 2


def test_the_command_writes_its_figures(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "figures.json"
    code = mutations.main([str(DIGEST), "--pairs", "25", "--json", str(out)])
    assert "25 true pairs" in capsys.readouterr().out
    assert json.loads(out.read_text())["pairs"] == 25
    assert code in (0, 1)

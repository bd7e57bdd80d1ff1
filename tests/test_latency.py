"""The race from a question to its evidence: our own times are taken, and a recipe that can't run says why."""

import sys

import pytest

from evals.fixtures.invented import write_reports
from evals.latency import compare
from index.errors import CaseError
from index.library import Library


@pytest.fixture
def shelf(tmp_path):
    with Library.open(tmp_path / "library") as library:
        library.add(write_reports(tmp_path / "reports", 3))
    return tmp_path / "library"


def test_our_times_are_taken_and_a_recipe_without_its_libraries_says_so(shelf):
    found = compare(shelf, ["When are families rung back?", "Who pays?"], sys.executable)
    assert found["questions"] == 2
    assert 0 < found["evidence"]["p50_ms"] <= found["evidence"]["p95_ms"]
    assert found["answer"]["p50_ms"] > 0
    if "failed" in found["recipe"]:
        assert (
            "langchain_classic" in found["recipe"]["failed"]
            or "No module" in found["recipe"]["failed"]
        )
        assert "share_p50" not in found
    else:
        assert found["share_p50"] > 0


def test_no_question_is_a_clear_mistake(shelf):
    with pytest.raises(CaseError, match="at least one case"):
        compare(shelf, [], sys.executable)

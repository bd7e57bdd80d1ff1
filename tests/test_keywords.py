"""Keyword search term by term ranks exactly as SQLite's own BM25 over the whole question."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.fixtures.invented import HashedWords, write_reports
from index.library import Library
from index.storage.keywords import alternatives
from index.storage.store import FEW

QUESTIONS = (
    '"lantern1" OR "letters" OR "grandparents"',
    '"children" OR "social workers" OR "harbour office"',
    '"care" OR "care" OR "nothing of the kind"',
    '"quince0"',
)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_reports(tmp_path / "files", FEW + 4)


@pytest.fixture
def library(files: list[Path], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("index.embed.open_embedder", lambda _: HashedWords())
    with Library.open() as opened:
        opened.add(files[:-1])
        yield opened


def by_sqlite(library: Library, match: str, k: int, reports: list[str] | None):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.storage.store.alternatives", lambda _: ())
        return library.store.keyword(match, k, reports)


@pytest.mark.parametrize("match", QUESTIONS)
@pytest.mark.parametrize("k", [3, 40])
def test_every_question_ranks_as_sqlite_ranks_it(library: Library, match: str, k: int) -> None:
    expected = by_sqlite(library, match, k, None)
    assert expected
    for _ in range(2):  # the second time every term is known
        found = library.store.keyword(match, k)
        assert [name for name, _ in found] == [name for name, _ in expected]
        assert [s for _, s in found] == pytest.approx([s for _, s in expected], rel=1e-12)


def test_a_scope_of_many_reports_leaves_out_the_others(library: Library) -> None:
    some = [card.report_id for card in library.reports()][: FEW + 1]
    found = library.store.keyword('"children" OR "letters"', 200, some)
    assert {name.split(":")[0] for name, _ in found} == set(some)
    assert found == by_sqlite(library, '"children" OR "letters"', 200, some)


def test_what_is_added_and_removed_shows_at_the_next_question(
    library: Library, files: list[Path]
) -> None:
    new = len(files) - 1
    before = library.store.keyword('"harbour"', 100)
    library.add(files)
    after = library.store.keyword('"harbour"', 100)
    assert len(after) == len(before) + 1
    library.remove(library.resolve(f"saltmere-{new}"))
    assert library.store.keyword('"harbour"', 100) == before


@pytest.mark.parametrize(
    ("match", "terms"),
    [
        ('"a b" OR "c"', ('"a b"', '"c"')),
        ('"a" AND "b"', ()),
        ("children", ()),
        ('"a" OR b', ()),
    ],
)
def test_only_alternatives_of_quoted_phrases_are_taken_apart(match: str, terms: tuple) -> None:
    assert alternatives(match) == terms

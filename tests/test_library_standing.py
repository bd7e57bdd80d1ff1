"""Which reading of an inspection stands: a whole report is never replaced by an excerpt of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.fixtures.invented import HashedWords
from index.library import Library
from tests.covers import LEADERS, OVERALL, cover

WHOLE = cover({LEADERS: "Good", OVERALL: "Good"})
WHOLE += """## The experiences and progress of children in need of help and protection

1. Families wait ten days for a first visit.

2. Plans for disabled children are vague.
"""
WHOLE += "".join(
    f"\n{n}. Team {n} asks carers and children what they think.\n" for n in range(3, 15)
)

EXCERPT = """Inspection of Fernshire local authority children's services

Inspection dates: 4 to 8 March 2024

Our own summary says that most of it went well.
"""


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr("index.embed.open_embedder", lambda _: HashedWords())
    with Library.open() as opened:
        yield opened


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return written(tmp_path / "whole.md", WHOLE)


def written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def without_table(text: str) -> str:
    return "".join(line for line in text.splitlines(True) if not line.startswith("|"))


def without_paragraphs(text: str) -> str:
    return text.split("1. Families")[0]


@pytest.mark.parametrize(
    "text",
    [EXCERPT, without_table(WHOLE), without_paragraphs(WHOLE)],
    ids=["three lines", "no judgements", "under half of the paragraphs"],
)
def test_an_excerpt_does_not_take_the_place_of_the_whole_report(
    library, whole, tmp_path, text: str
) -> None:
    (added,) = library.add([whole])
    before = library.report(added.report_id)
    (row,) = library.add([written(tmp_path / "excerpt.md", text)])
    assert row.status == "failed"
    assert row.error == (
        f"This reads like an excerpt of {added.report_id}, which is here already. "
        "Remove that one first if this is to stand for it."
    )
    assert library.report(added.report_id) == before
    assert [f.name for f in (library.path / "originals").iterdir()] == [before.card.sha256]


def test_an_excerpt_added_in_the_same_run_does_not_either(library, whole, tmp_path) -> None:
    rows = library.add([whole, written(tmp_path / "excerpt.txt", EXCERPT)])
    assert [row.status for row in rows] == ["added", "failed"]
    assert library.reports()[0].name == whole.name


def test_the_whole_report_takes_the_place_of_an_excerpt(library, whole, tmp_path) -> None:
    excerpt = written(tmp_path / "excerpt.txt", EXCERPT)
    assert [row.status for row in library.add([excerpt])] == ["added"]
    assert [row.status for row in library.add([whole])] == ["replaced"]
    assert len(library.report(library.reports()[0].report_id).judgements) == 2


def test_an_excerpt_is_added_where_the_whole_report_was_removed_first(
    library, whole, tmp_path
) -> None:
    (added,) = library.add([whole])
    excerpt = written(tmp_path / "excerpt.txt", EXCERPT)
    library.remove(added.report_id)
    assert [row.status for row in library.add([excerpt])] == ["added"]


def test_bytes_that_were_replaced_say_by_what_when_they_come_again(library, whole) -> None:
    first = whole.read_bytes()
    library.add([whole])
    written(whole, f"{WHOLE}\n7. A seventh paragraph was added.\n")
    (second,) = library.add([whole])
    assert (second.status, second.notes) == ("replaced", ())
    whole.write_bytes(first)
    (again,) = library.add([whole])
    assert (again.status, again.report_id) == ("unchanged", second.report_id)
    assert again.notes == (
        f"This was replaced by {second.report_id}, and is kept for old citations alone; "
        "remove that first if this is to stand for it.",
    )
    library.remove(second.report_id)
    assert [row.status for row in library.add([whole])] == ["added"]

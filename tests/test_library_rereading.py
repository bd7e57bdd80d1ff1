"""When the parser changes, a library reads its originals again, and old citations still resolve."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from evals.fixtures.invented import HashedWords, write_reports
from index.errors import LibraryError
from index.library import Library

OLD = "plans written at the harbour office name nobody"


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embed.open_embedder", lambda _: HashedWords())


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_reports(tmp_path / "files", 3)


@pytest.fixture
def library(files: list[Path]):
    with Library.open() as opened:
        opened.add(files)
        yield opened


def misread(library: Library, number: int) -> tuple[str, str]:
    """Make the library one that an older parser filled, and its reading of a paragraph another one."""
    report = library.report(library.resolve(f"saltmere-{number}"))
    paragraph = next(p for p in report.paragraphs if p.number == 2)
    with sqlite3.connect(library.store.path) as connection:
        connection.execute(
            "UPDATE reports SET parser = 'older' WHERE sha256 = ?", (report.card.sha256,)
        )
        connection.execute("UPDATE paragraphs SET text = ? WHERE id = ?", (OLD, paragraph.id))
        connection.execute("DELETE FROM passages WHERE paragraph_id = ?", (paragraph.id,))
        connection.execute(
            "DELETE FROM improvements WHERE report = (SELECT row FROM reports WHERE sha256 = ?)",
            (report.card.sha256,),
        )
    return paragraph.id, report.card.sha256


def unwell(library: Library) -> dict[str, str]:
    return {check.name: check.detail for check in library.doctor() if not check.ok}


@pytest.mark.parametrize("mend", ["add", "fix"])
def test_what_an_older_parser_read_is_read_again_from_the_original(
    library: Library, files: list[Path], mend: str
) -> None:
    before = library.report(library.resolve("saltmere-1"))
    paragraph, sha256 = misread(library, 1)
    assert before.card.report_id in unwell(library)["library readings"]
    files[1].unlink()  # the library's own copy is what is read
    if mend == "add":
        assert [o.status for o in library.add([files[0], files[2]])] == ["unchanged"] * 2
    else:
        library.rebuild()
    assert library.report(before.card.report_id) == before
    assert unwell(library) == {}
    assert library.paragraph(paragraph, sha256)[1] in before.paragraphs


def test_a_citation_of_the_older_reading_still_leads_to_its_words(
    library: Library, files: list[Path]
) -> None:
    paragraph, sha256 = misread(library, 1)
    library.add(files)
    card, kept = library.paragraph(paragraph, sha256, quote="harbour office name nobody")
    assert (card.sha256, kept.text) == (sha256, OLD)
    newer = library.paragraph(paragraph, sha256, quote="name a person and a date")[1]
    assert newer.text != OLD
    assert library.superseded_by(sha256) is None


def test_reading_again_embeds_only_what_now_reads_differently(
    library: Library, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(library.store.path) as connection:
        connection.execute("UPDATE reports SET parser = 'older'")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("nothing is to be embedded")

    monkeypatch.setattr(HashedWords, "encode_passages", refuse)
    assert {o.status for o in library.add(files)} == {"unchanged"}
    assert unwell(library) == {}


def test_a_report_whose_original_is_lost_stays_as_it_was_read(
    library: Library, files: list[Path]
) -> None:
    paragraph, sha256 = misread(library, 1)
    library.original(library.resolve("saltmere-1")).unlink()
    library.add(files[:1])
    assert library.paragraph(paragraph, sha256)[1].text == OLD
    assert "library readings" in unwell(library)


def test_a_new_reading_that_cannot_be_committed_leaves_the_old_one(
    library: Library, files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    paragraph, sha256 = misread(library, 1)
    monkeypatch.setattr("index.storage.chroma_child.run", lambda *_: ["a vector is another one"])
    with pytest.raises(LibraryError, match="did not pass"):
        library.add(files)
    assert library.paragraph(paragraph, sha256)[1].text == OLD


def test_a_library_of_the_first_layout_is_brought_up_to_date(
    library: Library, files: list[Path]
) -> None:
    path, cards = library.store.path, library.reports()
    library.close()
    with sqlite3.connect(path) as connection:
        connection.execute("ALTER TABLE reports DROP COLUMN parser")
        connection.execute("DROP TABLE earlier_paragraphs")
        connection.execute("PRAGMA user_version = 1")
    with Library.open(path.parent) as again:
        assert again.reports() == cards
        assert len(again.store.read_otherwise("2026")) == 3
        again.add(files)
        assert unwell(again) == {}

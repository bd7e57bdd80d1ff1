"""A library that was damaged says so, and one that was interrupted is whole."""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.drill import drill
from evals.drilling.blows import NO_DISK
from evals.fixtures.invented import HashedWords, report_text, write_reports
from index.embed import open_embedder
from index.errors import JudgementsError, LibraryError, VectorsUnavailableError
from index.library import Library
from index.search import find


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embed.open_embedder", lambda _: HashedWords())


@pytest.fixture
def real_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embed.open_embedder", open_embedder)


@pytest.fixture
def library(tmp_path: Path):
    with Library.open() as opened:
        assert {o.status for o in opened.add(write_reports(tmp_path / "files", 3))} == {"added"}
        yield opened


def unwell(library: Library) -> dict[str, str]:
    return {check.name: check.detail for check in library.doctor() if not check.ok}


def a_vector_file(library: Library) -> Path:
    return library.path / "vectors" / library.vectors.manifest.reports[0][1]


def chroma_folder(library: Library) -> Path:
    return library.vectors.folder / "chroma"


def flip_a_vector(library: Library) -> None:
    path = a_vector_file(library)
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    # another file in its place: the old one may still be mapped
    path.unlink()
    path.write_bytes(data)


def lose_a_vector_file(library: Library) -> None:
    a_vector_file(library).unlink()


def cut_a_vector_file(library: Library) -> None:
    path = a_vector_file(library)
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(data[: len(data) // 2])


def lose_chroma(library: Library) -> None:
    shutil.rmtree(chroma_folder(library))


def break_chromas_index(library: Library) -> None:
    for path in chroma_folder(library).glob("*/*.bin"):
        path.write_bytes(b"\xff" * path.stat().st_size)
    (chroma_folder(library) / "chroma.sqlite3").write_bytes(b"no database at all")


def change_a_vector_in_chroma(library: Library) -> None:
    from index.storage.chroma import Collection

    generation = library.vectors
    opened = Collection.open(generation.folder, generation.manifest)
    report, segment = next(iter(generation.segments.items()))
    opened.put_all([(report, segment.ids[0])], segment.dense[1:2])
    opened.close()


def take_a_passage_from_chroma(library: Library) -> None:
    from index.storage.chroma import Collection

    generation = library.vectors
    opened = Collection.open(generation.folder, generation.manifest)
    opened.take_out([next(iter(generation.segments.values())).ids[0]])
    opened.close()


def lose_the_generation(library: Library) -> None:
    shutil.rmtree(library.path / "generations")


@pytest.mark.parametrize(
    "damage",
    [
        flip_a_vector,
        lose_a_vector_file,
        cut_a_vector_file,
        lose_chroma,
        break_chromas_index,
        change_a_vector_in_chroma,
        take_a_passage_from_chroma,
        lose_the_generation,
    ],
)
def test_damage_to_what_can_be_rebuilt_is_found_and_mended(
    library: Library, damage: Callable[[Library], None]
) -> None:
    damage(library)
    assert unwell(library)
    library.rebuild()
    assert unwell(library) == {}


@pytest.mark.parametrize("damage", [lose_a_vector_file, lose_chroma, lose_the_generation])
def test_adding_mends_what_is_missing(
    library: Library, damage: Callable[[Library], None], tmp_path: Path
) -> None:
    damage(library)
    library.add(write_reports(tmp_path / "files", 3))
    assert unwell(library) == {}


@pytest.mark.parametrize("change", ["lost", "changed"])
def test_a_lost_or_changed_original_is_named(library: Library, change: str) -> None:
    card = library.reports()[0]
    path = library.original(card.report_id)
    if change == "lost":
        path.unlink()
        with pytest.raises(LibraryError, match="missing"):
            library.original(card.report_id)
    else:
        path.write_bytes(b"something else")
    assert card.report_id in unwell(library)["library originals"]


def test_a_keyword_index_that_disagrees_with_the_text_is_found(library: Library) -> None:
    with sqlite3.connect(library.store.path) as connection:
        connection.execute("DELETE FROM words_data WHERE id > 10")
    assert "library database" in unwell(library)


def test_a_passage_that_does_not_stand_in_its_paragraph_is_found(library: Library) -> None:
    with sqlite3.connect(library.store.path) as connection:
        connection.execute("UPDATE passages SET start = start + 1 WHERE row = 3")
    assert "library text" in unwell(library)


def test_without_vectors_keyword_search_still_answers(real_model, library: Library) -> None:
    assert not find(library, "lantern1 letters").keyword_only
    lose_the_generation(library)
    with Library.open(library.path) as again:
        finding = find(again, "lantern1 letters")
        assert finding.keyword_only
        assert "lantern1" in finding.found[0].passage.text


def test_a_question_is_never_compared_with_another_models_vectors(
    real_model, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_embedder()
    other.fingerprint = "other weights"
    monkeypatch.setattr("index.embed.open_embedder", lambda _: other)
    with Library.open(library.path) as again:
        with pytest.raises(VectorsUnavailableError, match="was built with the model"):
            again.vectors  # noqa: B018
        assert find(again, "lantern1 letters").keyword_only
        again.rebuild(anew=False)
        assert not find(again, "lantern1 letters").keyword_only


def test_a_build_that_fails_its_check_changes_nothing(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = library.generation
    monkeypatch.setattr("index.storage.chroma_child.run", lambda *_: ["a vector is another one"])
    outcomes = library.add(write_reports(tmp_path / "files", 4))
    assert [o.status for o in outcomes] == ["unchanged"] * 3 + ["failed"]
    assert "did not pass" in (outcomes[3].error or "")
    assert library.generation == before
    assert len(library.reports()) == 3


def test_a_crash_of_chroma_is_an_error_of_ours(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    crash = "import ctypes; ctypes.string_at(0)"
    monkeypatch.setattr("index.storage.chroma_child._PROGRAM", crash)
    outcomes = library.add(write_reports(tmp_path / "files", 4))
    assert "status -11" in (outcomes[3].error or "")
    monkeypatch.undo()
    monkeypatch.setattr("index.embed.open_embedder", lambda _: HashedWords())
    assert [o.status for o in library.add(write_reports(tmp_path / "files", 4))][3] == "added"
    assert unwell(library) == {}


def test_a_run_that_is_interrupted_goes_on_where_it_was(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    files = write_reports(tmp_path / "files", 5)
    with monkeypatch.context() as patch:

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr("index.storage.generations.Generations.build", interrupt)
        with pytest.raises(KeyboardInterrupt):
            library.add(files)
    assert len(library.reports()) == 3
    assert unwell(library) == {}
    embedded: list[str] = []
    encode = HashedWords.encode_passages
    monkeypatch.setattr(
        HashedWords,
        "encode_passages",
        lambda self, texts, progress=None: embedded.extend(texts) or encode(self, texts, progress),
    )
    assert [o.status for o in library.add(files)] == ["unchanged"] * 3 + ["added"] * 2
    assert embedded == []
    assert unwell(library) == {}


def test_a_library_travels_as_one_file(library: Library, tmp_path: Path) -> None:
    files = write_reports(tmp_path / "files", 3)
    files[1].write_text(report_text(1, edition=2), encoding="utf-8")
    old = library.report(library.resolve("saltmere-1"))
    library.add(files)
    archive = library.export(tmp_path / "library.zip")
    with Library.restore(archive, tmp_path / "elsewhere") as copy:
        assert copy.reports() == library.reports()
        for card in library.reports():
            assert copy.report(card.report_id) == library.report(card.report_id)
            assert copy.original(card.report_id).read_bytes() == (
                library.original(card.report_id).read_bytes()
            )
        assert copy.paragraph(old.paragraphs[3].id, old.card.sha256)[1] == old.paragraphs[3]
        vector = library.embedder().embed_query("plans name a person")
        assert copy.vectors.nearest(vector, 5) == library.vectors.nearest(vector, 5)
        assert unwell(copy) == {}
        assert {o.status for o in copy.add(files)} == {"unchanged"}


def test_an_import_never_embeds_what_was_exported(
    library: Library, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive = library.export(tmp_path / "library.zip")

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr(HashedWords, "encode_passages", refuse)
    with Library.restore(archive, tmp_path / "elsewhere") as copy:
        assert len(copy.reports()) == 3


def test_an_import_refuses_a_folder_in_use_and_a_damaged_file(
    library: Library, tmp_path: Path
) -> None:
    archive = library.export(tmp_path / "library.zip")
    with pytest.raises(LibraryError, match="not empty"):
        Library.restore(archive, library.path)
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    archive.write_bytes(data)
    with pytest.raises(LibraryError, match="damaged"):
        Library.restore(archive, tmp_path / "elsewhere")
    archive.write_bytes(b"no archive")
    with pytest.raises(LibraryError, match="no export"):
        Library.restore(archive, tmp_path / "elsewhere")
    assert not (tmp_path / "elsewhere").exists()
    assert list(tmp_path.glob(".elsewhere*")) == []


def test_an_import_writes_nowhere_but_into_its_folder(tmp_path: Path) -> None:
    archive = tmp_path / "evil.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("archive.json", '{"format": 1, "members": {"../outside": "00"}}')
        made.writestr("../outside", b"x")
    with pytest.raises(LibraryError, match="no library has"):
        Library.restore(archive, tmp_path / "inside" / "deep")
    assert not (tmp_path / "inside" / "outside").exists()


def test_errors_of_a_broken_database_are_ours(library: Library) -> None:
    path = library.store.path
    library.close()
    for leftover in path.parent.glob(path.name + "-*"):
        leftover.unlink()
    path.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    with pytest.raises(JudgementsError, match=r"library\.sqlite3"):
        Library.open(path.parent)


@pytest.mark.timeout(900)
def test_the_drill_loses_nothing_and_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    counts = {"killed": 3, "interrupted": 2, "disk_full": 2, "raced": 2}
    keep = tmp_path / "drill.jsonl"
    first = drill(counts | {"killed": 1}, 8, fast=True, seed=7, keep=keep)
    blows = drill(counts, 8, fast=True, seed=7, keep=keep)
    assert all(blow in blows for blow in first)
    assert len(keep.read_text().splitlines()) == 1 + sum(counts.values())
    # mounting a small disk needs rights that not every machine gives
    assert [what for blow in blows for what in blow.wrong if what != NO_DISK] == []
    assert all(blow.hit for blow in blows if blow.kind in ("killed", "interrupted"))

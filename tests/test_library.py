"""The library as its users see it, on invented reports; a model of hashed words where speed matters."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.fixtures.invented import WORDS, HashedWords, report_text, write_reports
from index.errors import LibraryBusyError, LibraryError, UnknownReportError
from index.library import Library
from index.read import read_report


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Put hashed words in the place of the model; call it to change the model's weights."""

    def use(fingerprint: str) -> None:
        monkeypatch.setattr("index.embed.open_embedder", lambda _: HashedWords(fingerprint))

    use("hashed-words-1")
    return use


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return write_reports(tmp_path / "files", 4)


def statuses(library: Library, files: list[Path]) -> list[str]:
    return [outcome.status for outcome in library.add(files)]


def unwell(library: Library) -> list[str]:
    return [f"{check.name}: {check.detail}" for check in library.doctor() if not check.ok]


def own_word(number: int) -> str:
    return WORDS[number % len(WORDS)] + str(number)


def found(library: Library, number: int) -> bool:
    card = library.report(library.resolve(f"saltmere-{number}")).card
    passage = next(
        p for p in library.store.passages_of(card.report_id) if own_word(number) in p.text
    )
    vector = library.embedder().embed_query(passage.text)
    by_vector = library.vectors.nearest(vector, 1)[0][0]
    by_word = library.store.keyword(own_word(number), 1)[0][0]
    return by_vector == passage.id and by_word.startswith(card.report_id + ":")


def test_threads_that_ended_leave_no_connection_open(tmp_path: Path, model, files) -> None:
    with Library.open(tmp_path / "library") as library:
        library.add(files[:1])
        for _ in range(20):
            reader = threading.Thread(target=library.reports)
            reader.start()
            reader.join()
        assert len(library.store._open) <= 3  # this thread's, the last reader's, one a writer left


def test_what_was_read_comes_back_exactly(tmp_path: Path, model, files) -> None:
    with Library.open() as library:
        assert statuses(library, files) == ["added"] * 4
        for file in files:
            read, kept = read_report(file), library.report(library.resolve(file.name))
            assert kept.paragraphs == read.paragraphs
            assert kept.judgements == read.judgements
            assert kept.improvements == read.improvements
            assert kept.problems == read.problems
            assert kept.card.sha256 == read.card.sha256
            assert library.original(kept.card.report_id).read_bytes() == file.read_bytes()
        assert unwell(library) == []


def test_every_report_is_found_by_its_own_words(model, files) -> None:
    with Library.open() as library:
        library.add(files)
        assert all(found(library, number) for number in range(4))


def test_the_real_model_finds_every_report_by_its_own_words(files) -> None:
    with Library.open() as library:
        library.add(files[:2])
        assert found(library, 0)
        assert found(library, 1)
        assert unwell(library) == []
        tokens = library.vectors.tokens([p for p, _ in library.store.keyword("harbour", 3)])
        assert len(tokens) == 2
        assert all(rows.dtype == "int8" and len(rows) > 5 for rows in tokens.values())


def test_adding_again_changes_nothing(model, files) -> None:
    with Library.open() as library:
        library.add(files)
        before = library.generation
        assert statuses(library, files) == ["unchanged"] * 4
        assert library.generation == before


def test_the_same_bytes_under_another_name_are_unchanged(tmp_path: Path, model, files) -> None:
    twin = tmp_path / "twin.md"
    twin.write_bytes(files[0].read_bytes())
    with Library.open() as library:
        outcomes = library.add([files[0], twin])
        assert [o.status for o in outcomes] == ["added", "unchanged"]
        assert outcomes[0].report_id == outcomes[1].report_id
        assert len(library.reports()) == 1


def test_new_bytes_for_an_inspection_replace_it_and_old_citations_still_resolve(
    model, files
) -> None:
    with Library.open() as library:
        (first,) = library.add(files[:1])
        old = library.report(first.report_id or "")
        files[0].write_text(report_text(0, edition=2), encoding="utf-8")
        (second,) = library.add(files[:1])
        assert (second.status, second.report_id) == ("replaced", first.report_id)
        assert len(library.reports()) == 1
        for paragraph in old.paragraphs:
            card, again = library.paragraph(paragraph.id, old.card.sha256)
            assert again == paragraph
            assert card.sha256 == old.card.sha256
        newer = library.superseded_by(old.card.sha256)
        assert newer
        assert newer.sha256 != old.card.sha256
        assert library.superseded_by(newer.sha256) is None
        assert library.resolve(old.card.sha256[:12]) == first.report_id
        assert library.store.keyword("tyres", 5)
        assert unwell(library) == []


def test_a_third_edition_supersedes_the_first_two(model, files) -> None:
    with Library.open() as library:
        library.add(files[:1])
        first = library.reports()[0]
        for edition in (2, 3):
            files[0].write_text(report_text(0, edition=edition), encoding="utf-8")
            library.add(files[:1])
        last = library.reports()[0]
        assert library.superseded_by(first.sha256) == last
        assert len(library.store.superseded(last.sha256)) == 2


def test_another_inspection_that_would_share_the_id_gets_one_of_its_own(
    tmp_path: Path, model, files
) -> None:
    board = tmp_path / "board.md"
    board.write_text(
        "---\nframework: LSCB\nauthority: Saltmere\n---\n\n" + report_text(0), encoding="utf-8"
    )
    with Library.open() as library:
        first, second = library.add([files[0], board])
        assert (first.status, second.status) == ("added", "added")
        assert second.report_id == f"{first.report_id}-2"
        report = library.report(second.report_id or "")
        assert all(p.id.startswith(report.card.report_id) for p in report.paragraphs)
        names = {None, *(p.id for p in report.paragraphs)}
        assert {j.paragraph_id for j in report.judgements} <= names
        assert unwell(library) == []


def test_removing_takes_out_text_vectors_and_original(model, files) -> None:
    with Library.open() as library:
        library.add(files)
        gone = library.resolve("saltmere-1")
        original = library.original(gone)
        library.remove(gone)
        assert len(library.reports()) == 3
        assert not original.exists()
        assert library.store.keyword(own_word(1), 5) == []
        assert gone not in library.vectors.segments
        with pytest.raises(UnknownReportError, match="nearest"):
            library.report(gone)
        assert unwell(library) == []
        assert statuses(library, files) == ["unchanged", "added", "unchanged", "unchanged"]


def test_removing_the_last_report_leaves_an_empty_library(model, files) -> None:
    with Library.open() as library:
        library.add(files[:1])
        library.remove(library.reports()[0].report_id)
        assert library.reports() == ()
        assert unwell(library) == []
        assert statuses(library, files[:1]) == ["added"]


def test_a_file_that_cannot_be_read_is_a_row_and_the_others_go_on(
    tmp_path: Path, model, files
) -> None:
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing follows")
    with Library.open() as library:
        outcomes = library.add([files[0], bad, tmp_path / "absent.pdf", files[1]])
        assert [o.status for o in outcomes] == ["added", "failed", "failed", "added"]
        assert all(o.error for o in outcomes if o.status == "failed")
        assert len(library.reports()) == 2


def test_only_the_new_report_is_embedded(monkeypatch, model, files) -> None:
    with Library.open() as library:
        library.add(files[:3])
        seen: list[str] = []
        encode = HashedWords.encode_passages
        monkeypatch.setattr(
            HashedWords,
            "encode_passages",
            lambda self, texts, progress=None: seen.extend(texts) or encode(self, texts, progress),
        )
        library.add(files)
        new = library.store.passages_of(library.resolve("saltmere-3"))
        assert seen == [passage.text for passage in new]
        assert unwell(library) == []


def test_another_model_rebuilds_everything_and_nothing_is_mixed(model, files) -> None:
    with Library.open() as library:
        library.add(files)
        before = library.vectors
    model("hashed-words-2")
    with Library.open() as library:
        assert any("model" in fault for fault in unwell(library))
        assert statuses(library, files) == ["unchanged"] * 4
        after = library.vectors
        assert after.id != before.id
        assert after.fingerprint == "hashed-words-2"
        names = {file for _, file in before.manifest.reports}
        assert names.isdisjoint(file for _, file in after.manifest.reports)
        assert unwell(library) == []


@pytest.mark.parametrize("stamp", ["index.storage.adding.RULES", "index.storage.chroma.version"])
def test_other_rules_or_another_chroma_rebuild(monkeypatch, model, files, stamp: str) -> None:
    with Library.open() as library:
        library.add(files)
        before = library.generation
        monkeypatch.setattr(stamp, "other" if stamp.endswith("RULES") else lambda: "9.9.9")
        library.add(files)
        assert library.generation != before
        assert all(found(library, number) for number in range(4))


def test_an_open_reader_keeps_its_generation_and_sees_the_next_one_after(model, files) -> None:
    with Library.open() as writer, Library.open() as reader:
        writer.add(files[:2])
        held = reader.vectors
        writer.add(files[2:])
        vector = reader.embedder().embed_query(f"{own_word(0)} letters")
        assert held.folder.exists()
        assert held.nearest(vector, 3)
        assert reader.vectors.id == writer.generation != held.id
        assert len(reader.reports()) == 4
        folder = held.folder
        del held
        writer.add([*files, *write_reports(files[0].parent, 5)])
        assert not folder.exists()


def test_the_scope_is_applied_before_the_search(model, files) -> None:
    with Library.open() as library:
        library.add(files)
        wanted = library.resolve("saltmere-2")
        vector = library.embedder().embed_query(f"{own_word(0)} letters reach grandparents")
        hits = library.vectors.nearest(vector, 5, [wanted])
        assert len(hits) == 5
        assert all(name.startswith(wanted + ":") for name, _ in hits)
        words = library.store.keyword("children", 5, [wanted])
        assert words
        assert all(name.startswith(wanted + ":") for name, _ in words)
        assert library.vectors.nearest(vector, 5, []) == []
        assert [s for _, s in hits] == sorted((s for _, s in hits), reverse=True)


def test_chroma_finds_the_same_as_the_exact_pass(monkeypatch, model, files) -> None:
    with Library.open() as library:
        library.add(files)
        generation = library.vectors
        texts = [p.text for p in library.store.passages_of(library.resolve("saltmere-0"))]
        for text in texts:
            vector = library.embedder().embed_query(text)
            for scope in (None, [library.resolve("saltmere-0")]):
                exact = generation.nearest(vector, 5, scope)
                with monkeypatch.context() as patch:
                    patch.setattr("index.vectors.EXACT", 0)
                    by_chroma = generation.nearest(vector, 5, scope)
                assert [s for _, s in by_chroma] == pytest.approx([s for _, s in exact], abs=1e-5)


def test_a_question_of_another_dimension_is_refused(model, files) -> None:
    with Library.open() as library:
        library.add(files[:1])
        with pytest.raises(LibraryError, match="dimensions"):
            library.vectors.nearest([1.0, 0.0], 3)


def test_names_resolve_and_unknown_ones_name_the_nearest(model, files) -> None:
    with Library.open() as library:
        library.add(files[:2])
        card = library.reports()[0]
        for name in (card.report_id, card.name, Path(card.name).stem, card.sha256, card.sha256[:8]):
            assert library.resolve(name) == card.report_id
        with pytest.raises(UnknownReportError, match=card.report_id):
            library.resolve(card.report_id[:-1] + "x")
        with pytest.raises(UnknownReportError):
            library.resolve(card.sha256[:7])


def test_reports_come_newest_inspection_first(model, files) -> None:
    with Library.open() as library:
        library.add(files)
        days = [card.inspected.start for card in library.reports() if card.inspected]
        assert len(days) == 4
        assert days == sorted(days, reverse=True)


def test_a_second_writer_is_told_who_holds_the_lock(model, files) -> None:
    import os

    from index.storage.writing import writing

    with Library.open() as library, writing(library.path):
        with pytest.raises(LibraryBusyError, match=f"process {os.getpid()} on .* since"):
            library.add(files)
        assert unwell(library) == []


def test_many_threads_read_while_one_writes(model, files) -> None:
    more = write_reports(files[0].parent, 8)
    wrong: list[object] = []
    with Library.open() as library:
        library.add(files)
        vector = library.embedder().embed_query("children in care")
        stop = threading.Event()

        def read() -> None:
            while not stop.is_set():
                try:
                    cards = library.reports()
                    hits = library.vectors.nearest(vector, 5)
                    if len(cards) < 4 or len(hits) != 5:
                        wrong.append((len(cards), hits))
                    library.judgements()
                    library.report(cards[-1].report_id)
                except Exception as error:
                    wrong.append(error)

        threads = [threading.Thread(target=read) for _ in range(4)]
        for thread in threads:
            thread.start()
        for count in (5, 6, 8):
            library.add(more[:count])
        library.remove(library.resolve("saltmere-7"))
        stop.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert len(library.reports()) == 7


def test_a_folder_with_something_else_is_no_library(tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"")
    with pytest.raises(LibraryError, match="no library"):
        Library.open(tmp_path)
    assert not Library.exists(tmp_path)


def test_a_library_of_a_newer_version_is_left_alone(model, files) -> None:
    import sqlite3

    with Library.open() as library:
        library.add(files[:1])
        path = library.store.path
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(LibraryError, match="newer version"):
        Library.open()


def test_a_library_that_cannot_be_written_can_be_read(monkeypatch, model, files) -> None:
    import os

    with Library.open() as library:
        library.add(files)
    monkeypatch.setattr(os, "access", lambda *_: False)
    with Library.open() as library:
        assert all(found(library, number) for number in range(4))
        assert library.store.faults() == ()


def test_opening_and_reading_facts_imports_nothing_heavy(model, files) -> None:
    with Library.open() as library:
        library.add(files)
        path = library.path
    script = (
        "import sys; from index.library import Library\n"
        f"l = Library.open({str(path)!r}); l.reports(); l.judgements(); l.generation\n"
        "l.report(l.reports()[0].report_id); l.store.keyword('children', 3)\n"
        "heavy = {'torch', 'chromadb', 'numpy', 'langchain_core', 'sentence_transformers'}\n"
        "sys.exit(','.join(heavy & set(sys.modules)) or 0)"
    )
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")

"""What a command is given beside its words: a library is made when there is something to put into it."""

from __future__ import annotations

import pytest

from index.errors import FetchError, LibraryError
from index.library import Library
from index.storage.writing import writing
from rag import Assistant
from ui.given import downloads, no_library, open_assistant


def _cut_off(folder):
    """A download of which one file came and the next did not."""
    (folder / "kent-2022.pdf").write_bytes(b"%PDF")
    raise FetchError("The site does not answer.")


def test_what_was_downloaded_before_it_was_cut_off_is_kept_in_a_new_library(tmp_path):
    with pytest.raises(FetchError), downloads(tmp_path / "new") as folder:
        _cut_off(folder)
    assert Library.exists(tmp_path / "new")
    with downloads(tmp_path / "new") as folder:
        assert folder == tmp_path / "new" / "downloads"
        assert [path.name for path in folder.iterdir()] == ["kent-2022.pdf"]


def test_nothing_is_made_where_nothing_was_downloaded(tmp_path):
    with downloads(tmp_path / "new"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_other_things_is_refused_before_anything_is_downloaded(tmp_path):
    (tmp_path / "cat.jpg").write_bytes(b"cat")
    assert no_library(tmp_path) == ""
    with pytest.raises(LibraryError), downloads(tmp_path):
        pytest.fail("downloads into somebody's photos")


def test_a_library_that_never_held_a_report_gets_the_digest_and_says_so(tmp_path, capsys):
    Library.open(tmp_path / "new").close()
    with open_assistant(tmp_path / "new").library as library:
        assert [card.digest for card in library.reports()] == [True]
    assert f"No report was in {tmp_path / 'new'}: a new library was made" in capsys.readouterr().err
    assert not Assistant.open(tmp_path / "new").begun


def test_a_library_that_another_process_is_filling_is_left_to_it(tmp_path):
    Library.open(tmp_path / "new").close()
    with writing(tmp_path / "new"):
        assistant = Assistant.open(tmp_path / "new")
    assert not assistant.begun
    assert assistant.library.reports() == ()

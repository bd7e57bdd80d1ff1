"""Memory that was freed is given back where the system can."""

from __future__ import annotations

import ctypes

import pytest

from index.storage.freed import give_back


def test_the_c_library_is_asked_to_return_all_it_can(monkeypatch):
    asked = []

    class Glibc:
        def malloc_trim(self, keep):
            asked.append(keep)

    monkeypatch.setattr(ctypes, "CDLL", lambda _: Glibc())
    give_back()
    assert asked == [0]


@pytest.mark.parametrize("trouble", [OSError("none"), TypeError("a name is needed")])
def test_a_system_without_it_is_no_trouble(monkeypatch, trouble):
    def missing(_):
        raise trouble

    monkeypatch.setattr(ctypes, "CDLL", missing)
    give_back()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    give_back()


def test_adding_gives_memory_back_after_it_embedded(monkeypatch, tmp_path):
    import index.storage.embedding as embedding
    from evals.fixtures.invented import report_text
    from index.library import Library

    asked = []
    monkeypatch.setattr(embedding, "give_back", lambda: asked.append(True))
    file = tmp_path / "report.md"
    file.write_text(report_text(1), encoding="utf-8")
    with Library.open(tmp_path / "library") as library:
        library.add([file])
        assert asked
        before = len(asked)
        library.add([file])
    assert len(asked) == before

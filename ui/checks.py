"""The `verify` and `doctor` commands: what was checked, line by line, and whether all of it holds."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from index.errors import JudgementsError
from ui.configured import Row, configured, default_council

LIBRARIES = ("langchain-core", "chromadb", "sentence-transformers", "torch", "gradio", "pypdfium2")


def doctor_command(
    library: Path | None, *, fix: bool = False
) -> tuple[list[str], list[dict[str, Any]], bool]:
    """Lines, the same as a document, and whether everything is well."""
    if fix:
        _repair(library)
    rows = [*_installed(), *_models(), *configured(), *_library(library)]
    lines = [f"{'ok  ' if row.ok else 'WRONG'} {row.name}: {row.detail}" for row in rows]
    for index, row in reversed(list(enumerate(rows))):
        if row.fix and not row.ok:
            lines.insert(index + 1, f"      {row.fix}")
    return lines, [asdict(row) for row in rows], all(row.ok for row in rows)


def _mend(path: Path | None) -> None:
    """Build the vectors anew from the truth, where they are missing, damaged or of another model."""
    from index.library import Library
    from rag.settings import from_environment
    from ui.progress import adding

    settings = from_environment()
    chosen = path or settings.library
    if not Library.exists(chosen):
        return
    with (
        Library.open(chosen, embedding=settings.embedding, chroma=settings.chroma) as library,
        adding() as progress,
    ):
        library.rebuild(progress=progress, anew=False)


def _installed() -> Iterator[Row]:
    enough = sys.version_info >= (3, 11)
    yield Row("python", enough, platform.python_version(), "Python 3.11 or newer is needed.")
    for name in LIBRARIES:
        try:
            yield Row(name, True, version(name))
        except PackageNotFoundError:
            yield Row(name, False, "not installed", f"pip install {name}, or run: make chat")


def _models() -> Iterator[Row]:
    """The files of trained numbers that ship: each is opened, and the reader reads a sentence."""
    from index.embed import open_embedder
    from rag.selector.reader import open_reader
    from rag.selector.weighing import load

    yield _opened("finder", open_embedder)
    yield _opened("reader", lambda: open_reader().read("Who?", [("Ada.", [(0, 4)])]))
    yield _opened("selector", load)


def _opened(name: str, attempt: Callable[[], object]) -> Row:
    try:
        attempt()
    except JudgementsError as error:
        return Row(name, False, "can't be opened", str(error))
    return Row(name, True, "opens")


def _library(path: Path | None) -> Iterator[Row]:
    from index.library import Library
    from rag.settings import from_environment

    try:
        settings = from_environment()
        chosen = path or settings.library
        if not Library.exists(chosen):
            yield Row("library", True, "none yet: the first question builds one from the digest")
            yield from default_council(settings, ())
            return
        with Library.open(chosen, embedding=settings.embedding, chroma=settings.chroma) as library:
            free = shutil.disk_usage(library.path).free // 2**20
            yield Row("disk", free > 200, f"{free} MB free", "Make room where the library lies.")
            for check in library.doctor():
                yield Row(check.name, check.ok, check.detail, check.fix)
            yield from default_council(settings, library.reports())
    except JudgementsError as error:
        yield Row("library", False, "can't be opened", str(error))


def _repair(path: Path | None) -> None:
    """Rebuild the library's vectors where any check fails; files and text are never touched."""
    from index.library import Library
    from rag.settings import from_environment

    settings = from_environment()
    chosen = path or settings.library
    if Library.exists(chosen):
        with Library.open(chosen, embedding=settings.embedding, chroma=settings.chroma) as library:
            if not all(check.ok for check in library.doctor()):
                library.rebuild()


def verify_command(
    pack: Path, files: list[Path], library: Path | None
) -> tuple[list[str], dict[str, Any], bool]:
    """Lines, the same as a document, and whether every citation of the pack still holds."""
    from rag.pack import verify_pack

    verdict = verify_pack(pack, files, library=library)
    lines = [
        f"{'verified' if row.ok else 'FAILED  '} {row.name}: {row.detail}" for row in verdict.rows
    ]
    lines.append("Every citation holds." if verdict.ok else "This pack does not hold.")
    document = {"ok": verdict.ok, "rows": [asdict(row) for row in verdict.rows]}
    return lines, document, verdict.ok

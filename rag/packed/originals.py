"""The original files that a saved answer was made from, known by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import JudgementsError, PackError
from index.library import folder_of

if TYPE_CHECKING:
    from index.types import Report

_SHIPPED = Path("reports")


def hashed(files: Sequence[str | Path]) -> dict[str, Path]:
    """Files, and those in folders, by the SHA-256 of their bytes; PackError where one can't be read."""
    found: dict[str, Path] = {}
    for path in _each(files):
        try:
            found[hashlib.sha256(path.read_bytes()).hexdigest()] = path
        except OSError as error:
            msg = f"{path} can't be read: {error.strerror}. Check the path."
            raise PackError(msg) from error
    return found


def _each(files: Sequence[str | Path]) -> Iterable[Path]:
    for path in map(Path, files):
        if path.is_dir():
            yield from sorted(inner for inner in path.rglob("*") if inner.is_file())
        else:
            yield path


class Originals:
    """The original files by their SHA-256, each parsed once.

    `given` are the only ones where there are any; else they are the library's, and those that ship.
    """

    def __init__(self, given: dict[str, Path] | None, library: str | Path | None) -> None:
        self._given = given
        self._library = folder_of(library)
        self._reports: dict[str, Report | str] = {}

    def report(self, sha256: str, name: str) -> Report | str:
        """The report with these bytes parsed anew, or why there is none."""
        if sha256 not in self._reports:
            self._reports[sha256] = self._read(sha256, name)
        return self._reports[sha256]

    def _read(self, sha256: str, name: str) -> Report | str:
        from index.read import read_source
        from index.report import parse

        path = self._path(sha256)
        if path is None:
            if self._given is not None:
                return (
                    f"none of the files given has the SHA-256 {sha256[:16]}…: "
                    "the original is missing, or was changed"
                )
            return (
                f"the original with the SHA-256 {sha256[:16]}… is not in the library; "
                "give the file after the pack"
            )
        try:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() != sha256:
                return f"{path} does not have the SHA-256 {sha256[:16]}… any more: it was changed"
            return parse(read_source(data, Path(name).name or path.name))
        except (OSError, JudgementsError) as error:
            return f"{path} can't be read as a report: {error}"

    def _path(self, sha256: str) -> Path | None:
        if self._given is not None:
            return self._given.get(sha256)
        if len(sha256) == 64 and sha256.isalnum():
            kept = self._library / "originals" / sha256
            if kept.is_file():
                return kept
        import index

        for path in (Path(index.__file__).parent / _SHIPPED).glob("*.md"):
            if hashlib.sha256(path.read_bytes()).hexdigest() == sha256:
                return path
        return None

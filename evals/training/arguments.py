"""What the scripts that train the finder and the reader are told: gathering can be parted from learning."""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from index.errors import CaseError
from index.library import Library

Held = TypeVar("Held")
DEVICES = ("cpu", "cuda")


def parse(
    arguments: Sequence[str] | None,
    about: str | None,
    out: Path,
    *,
    sources: Callable[[Path], Sequence[Path]],
    modules: Sequence[str] = (),
) -> argparse.Namespace:
    """Read the command line, and look first for all that is only used at the end or after minutes.

    `sources` are the files of the shared folder that are gathered from, `modules` packages that are needed.
    Exits with status 2, saying why, where something is missing.
    """
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    parser.add_argument("--library", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--keep", type=Path, help="write there what is learned from")
    parser.add_argument("--from", type=Path, dest="kept", help="what --keep wrote")
    parser.add_argument("--resume", type=Path, help="keep each pass there, and go on from there")
    parser.add_argument("--out", type=Path, default=out)
    parser.add_argument("--device", choices=DEVICES, default="cpu")
    chosen = parser.parse_args(arguments)
    if chosen.kept is None and chosen.library is None:
        parser.error("give the library to learn from with --library, or a file with --from")
    for trouble in _troubles(chosen, sources, modules):
        parser.error(trouble)
    return chosen


def _troubles(
    chosen: argparse.Namespace,
    sources: Callable[[Path], Sequence[Path]],
    modules: Sequence[str],
) -> list[str]:
    """What keeps a training from running to its end."""
    found = [f"{name} is needed: pip install {name}" for name in modules if find_spec(name) is None]
    if chosen.device == "cuda" and not _has_gpu():
        found.append("PyTorch finds no GPU here: leave out --device cuda")
    if chosen.kept is None:
        found += missing(chosen.library, sources(chosen.shared))
    elif not chosen.kept.is_file():
        found.append(f"there is no file {chosen.kept}: --from takes what --keep wrote")
    for name, path in (("--keep", chosen.keep), ("--resume", chosen.resume)):
        if path and not path.absolute().parent.is_dir():
            found.append(f"there is no folder {path.parent} for {name}")
    return found


def missing(library: Path, files: Sequence[Path]) -> list[str]:
    """In words, the library and the files of the shared folder that are not there."""
    found = [f"there is no file {file}: check --shared" for file in files if not file.is_file()]
    if not Library.exists(library):
        found.insert(0, f"there is no library in {library}: check --library")
    return found


def _has_gpu() -> bool:
    import torch

    return bool(torch.cuda.is_available())


def learned_from(
    chosen: argparse.Namespace,
    gather: Callable[[Path, Path], Held],
    load: Callable[[Path], Held],
    save: Callable[[Held, Path], None],
) -> Held:
    """What is learned from: gathered, or read from a file; written where --keep says.

    Raises CaseError where the file is of another kind, LibraryError for an empty library.
    """
    held = _read(chosen.kept, load) if chosen.kept else gather(chosen.library, chosen.shared)
    if chosen.keep:
        save(held, chosen.keep)
    return held


def _read(path: Path, load: Callable[[Path], Held]) -> Held:
    try:
        return load(path)
    except (OSError, EOFError, ValueError, LookupError, TypeError, zipfile.BadZipFile) as error:
        raise CaseError(f"{path} is not what --keep of this script wrote ({error}).") from error

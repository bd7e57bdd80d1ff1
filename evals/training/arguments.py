"""What the scripts that train the finder and the reader are told: gathering can be parted from learning."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

Held = TypeVar("Held")
DEVICES = ("cpu", "cuda")


def parse(arguments: Sequence[str] | None, about: str | None, out: Path) -> argparse.Namespace:
    """Read the command line; where neither a library nor a file to learn from is given, say so and exit."""
    parser = argparse.ArgumentParser(description=(about or "").splitlines()[0])
    parser.add_argument("--library", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--keep", type=Path, help="write there what is learned from")
    parser.add_argument("--from", type=Path, dest="kept", help="what --keep wrote")
    parser.add_argument("--out", type=Path, default=out)
    parser.add_argument("--device", choices=DEVICES, default="cpu")
    chosen = parser.parse_args(arguments)
    if chosen.kept is None and chosen.library is None:
        parser.error("give the library to learn from with --library, or a file with --from")
    return chosen


def learned_from(
    chosen: argparse.Namespace,
    gather: Callable[[Path, Path], Held],
    load: Callable[[Path], Held],
    save: Callable[[Held, Path], None],
) -> Held:
    """What is learned from: gathered, or read from a file; written where --keep says."""
    held = load(chosen.kept) if chosen.kept else gather(chosen.library, chosen.shared)
    if chosen.keep:
        save(held, chosen.keep)
    return held

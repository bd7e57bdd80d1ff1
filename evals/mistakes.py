"""Mistakes at a script's command line: said in one line, with exit status 2, before anything is made."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path

from index.errors import JudgementsError, LibraryError
from index.library import Library, folder_of

Main = Callable[[Sequence[str] | None], int]


def told(main: Main) -> Callable[..., int]:
    """`main`, with an error of this product as a line on stderr and exit status 2."""

    @wraps(main)
    def run(arguments: Sequence[str] | None = None) -> int:
        try:
            return main(arguments)
        except JudgementsError as error:
            sys.stderr.write(f"{error}\n")
            return 2

    return run


def opened(path: str | Path | None) -> Library:
    """The library in a folder; LibraryError, and nothing is made, where there is none or no report in it."""
    if not Library.exists(path):
        raise LibraryError(
            f"There is no library in {folder_of(path)}. Check the name, or make one with: "
            f"judgements add FILE --library {folder_of(path)}"
        )
    library = Library.open(path)
    if not library.reports():
        library.close()
        raise LibraryError(
            f"The library in {folder_of(path)} holds no report. Add some with: "
            f"judgements add FILE --library {folder_of(path)}"
        )
    return library


def count(text: str) -> int:
    """A number of things from the command line; ValueError, which argparse says, where it is not 1 or more."""
    if int(text) < 1:
        raise ValueError(text)
    return int(text)

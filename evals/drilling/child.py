"""The process that a blow falls on: it adds files to a library, and that is all it does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

_ADD = "from evals.drilling.child import add; add()"


def add() -> None:
    """Add the files of the command line to a library; ends with 1 or 2 as `judgements add` does."""
    library, fast, *files = sys.argv[1:]
    if fast == "fast":
        use_fast_model()
    from index.errors import JudgementsError
    from index.library import Library

    try:
        with Library.open(library) as opened:
            rows = opened.add(files)
    except JudgementsError as error:
        sys.stdout.write(json.dumps({"error": str(error)}))
        sys.exit(2)
    failed = [row.error for row in rows if row.status == "failed"]
    sys.stdout.write(json.dumps({"failed": failed}))
    sys.exit(1 if failed else 0)


def use_fast_model() -> None:
    """Put a model of hashed words in the place of the real one: same vectors every time, at once."""
    import index.embed as embed
    from evals.fixtures.invented import HashedWords

    vars(embed)["open_embedder"] = lambda _: HashedWords()


def run(library: Path, files: Sequence[Path], *, fast: bool) -> int:
    """Add files in a process of its own and wait; returns its exit status."""
    with started(library, files, fast=fast) as child:
        return child.wait()


@contextmanager
def started(
    library: Path, files: Sequence[Path], *, fast: bool, after: float = 0.0
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that adds files, `after` so many seconds."""
    time.sleep(after)
    root = str(Path(__file__).resolve().parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", _ADD, str(library), "fast" if fast else "real", *map(str, files)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": root},
        start_new_session=True,  # a signal to its group reaches its children, as Ctrl-C does
    ) as child:
        yield child

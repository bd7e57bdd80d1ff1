"""The child process that reads files, one after another, as `index.readers.children` starts it.

A file that hangs, crashes or swallows memory takes this process down, and nothing else. The limits
bound time and memory; they are no sandbox against code that a file might smuggle in.
"""

from __future__ import annotations

import importlib
import os
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Literal

from index.errors import JudgementsError
from index.limits import Limits
from index.types import Report

READER = "index.read:read_report"


@dataclass(frozen=True, slots=True)
class Task:
    """One file to read, and the function that reads it as "module:name"."""

    path: str
    limits: Limits
    reader: str = READER


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a task: a report, or a reason. "memory" asks for another try in a fresh process."""

    kind: Literal["report", "error", "memory"]
    report: Report | None = None
    reason: str = ""


def main() -> None:
    """Answer tasks on the connection whose file number is the argument, until the parent goes away."""
    connection: Connection[Reply, Task] = Connection(int(sys.argv[1]))
    _be_quiet()
    while True:
        try:
            task = connection.recv()
        except (EOFError, OSError):
            return
        _limit(task.limits)
        connection.send(_reply(task))


def _reply(task: Task) -> Reply:
    try:
        module, _, name = task.reader.partition(":")
        read = getattr(importlib.import_module(module), name)
        return Reply("report", report=read(task.path, limits=task.limits))
    except MemoryError:
        return Reply("memory")
    except JudgementsError as error:
        return Reply("error", reason=str(error))
    except RecursionError:
        return Reply(
            "error", reason="The file is nested too deeply to be read. Save it as PDF and add that."
        )
    except Exception as error:  # one file's trouble is that file's row, whatever it is
        return Reply(
            "error", reason=f"The file could not be read ({type(error).__name__}: {error})."
        )


def _limit(limits: Limits) -> None:
    """Bound this process's memory, and its processor time for the next file."""
    try:
        import resource
    except ImportError:  # not on Windows: the parent's clock remains
        return
    _lower(resource.RLIMIT_AS, limits.max_memory_megabytes * 1024 * 1024)
    # The parent's clock strikes first; this is for a parent that was killed.
    used = resource.getrusage(resource.RUSAGE_SELF)
    _lower(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + limits.max_seconds + 5)


def _lower(which: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(which)
    soft = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (soft, hard))


def _be_quiet() -> None:
    """Keep what libraries print away from the parent's own output."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)

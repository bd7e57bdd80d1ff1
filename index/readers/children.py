"""Reading processes as their parent sees them: start one, hand it a file, wait for any, stop it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection, Pipe, wait
from typing import TYPE_CHECKING

from index.limits import Limits, raise_it
from index.readers.reading_child import Reply, Task

if TYPE_CHECKING:
    from collections.abc import Sequence

# Not `-m`: what the module sends must be known to both sides by the module's own name.
_PROGRAM = "from index.readers.reading_child import main; main()"
# How libraries in C end themselves when they are given no more memory.
_OUT_OF_MEMORY = (-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL)
REPLACED_AFTER = 250  # files; whatever a library leaks in them goes with the process


class Child:
    """One reading process.

    It is started by name, not by fork and not by multiprocessing, so that it neither inherits the
    parent's threads and memory nor runs the parent's main module again.
    """

    def __init__(self) -> None:
        ours, theirs = Pipe()
        self.connection: Connection[Task, Reply] = ours
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _PROGRAM, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
            )
        finally:
            theirs.close()
        self.files = 0
        self.task: Task | None = None
        self.position = -1
        self.deadline = 0.0

    def give(self, position: int, task: Task) -> None:
        """Hand over the file at `position`; its clock starts now."""
        self.position, self.task = position, task
        self.deadline = time.monotonic() + task.limits.max_seconds
        self.files += 1
        with contextlib.suppress(OSError):  # it is gone already: collecting the reply says so
            self.connection.send(task)

    def take(self) -> Reply | None:
        """The reply, or None where the process died over the file."""
        self.task = None
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            return None
        except Exception:  # bytes that are no reply: the process is not to be trusted any more
            return None

    def stop(self) -> int:
        """End the process and return its exit status (negative: the signal that ended it)."""
        if self._process.poll() is None and self.connection.closed is False:
            self.connection.close()
            try:
                self._process.wait(2.0 if self.task is None else 0)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self.connection.close()
        return self._process.wait()


def ready(children: Sequence[Child]) -> tuple[list[Child], list[Child]]:
    """Wait until a busy child has answered (or died) or has run out of time: (answered, overdue)."""
    busy = [child for child in children if child.task is not None]
    if not busy:
        return [], []
    patience = max(0.0, min(child.deadline for child in busy) - time.monotonic())
    spoken = wait([child.connection for child in busy], patience)
    answered = [child for child in busy if child.connection in spoken]
    now = time.monotonic()
    return answered, [child for child in busy if child not in answered and child.deadline <= now]


def reason_of_death(status: int, limits: Limits) -> str:
    """Why a reading process ended, for the row of the file that it was reading."""
    if status == -signal.SIGXCPU:
        return too_slow(limits)
    if status == -signal.SIGKILL:
        return (
            "Reading the file was stopped by the system, most likely for using too much memory. "
            "Add it when less else is running, or save it again from the program that made it."
        )
    how = f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
    crashed = f"The program that reads files crashed on this one ({how})."
    if status in _OUT_OF_MEMORY:
        return (
            f"{crashed} The file is damaged, or needs more than {limits.max_memory_megabytes:,} MB of memory: "
            "get a fresh copy, or save it again as PDF."
        )
    return f"{crashed} The file is probably damaged: get a fresh copy, or save it again as PDF."


def too_slow(limits: Limits) -> str:
    """The reason for a file that took too long."""
    return (
        f"Reading the file took longer than {limits.max_seconds} seconds and was stopped. "
        + raise_it("max_seconds")
    )


def too_big_for_memory(limits: Limits) -> str:
    """The reason for a file that asked for too much memory."""
    return (
        f"Reading the file needed more than {limits.max_memory_megabytes:,} MB of memory and was stopped. "
        + raise_it("max_memory_megabytes")
    )

"""One writer at a time: a lock on the library that says who holds it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from index.errors import LibraryBusyError, LibraryError


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the library's write lock.

    The lock is the operating system's: it goes when the process that holds it ends, however it ends.

    Raises:
        LibraryBusyError: another process holds it; the message says which, where and since when.
    """
    from filelock import FileLock, Timeout

    lock, note = FileLock(folder / "writer.lock", timeout=0), folder / "writer.json"
    try:
        lock.acquire()
    except Timeout as error:
        raise LibraryBusyError(
            f"Another process is writing to the library {folder} ({holder(note)})."
            " Wait until it is done, then run the command again; what is finished is kept."
        ) from error
    except (OSError, NotImplementedError) as error:
        msg = f"The library {folder} can't be locked for writing: {error}."
        raise LibraryError(msg) from error
    try:
        mine = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(sep=" ", timespec="seconds"),
        }
        note.write_text(json.dumps(mine), encoding="utf-8")
        yield
    except OSError as error:
        raise LibraryError(disk_trouble(folder, error)) from error
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def busy(folder: Path) -> bool:
    """Whether a process holds the library's write lock."""
    from filelock import FileLock, Timeout

    if not (folder / "writer.lock").exists():
        return False
    try:
        with FileLock(folder / "writer.lock", timeout=0):
            return False
    except Timeout:
        return True
    except (OSError, NotImplementedError):
        return False


def holder(note: Path) -> str:
    """Say in words who wrote the note beside the lock."""
    try:
        who = json.loads(note.read_text(encoding="utf-8"))
        return f"process {who['pid']} on {who['host']}, since {who['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "it has just begun"


def disk_trouble(folder: Path, error: OSError) -> str:
    """Say what to do about a failure to write."""
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk with {folder} is full. Make room and run the command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"The library {folder} can't be written: {error.strerror}. Check who owns it."
    return f"The library {folder} could not be written: {error}."

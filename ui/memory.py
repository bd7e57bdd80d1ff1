"""The server's memory: how much it holds, and how it gives back what it no longer uses.

The C library keeps freed memory for itself, and many threads leave it full of holes; without being
asked to, it would not return to what it was before a crowd came.
"""

from __future__ import annotations

import ctypes
import gc
import os
import threading
from contextlib import suppress
from pathlib import Path

AFTER = 10.0  # seconds from a page's leaving, so that a crowd that leaves is cleared up after once
_M_ARENA_MAX = -8  # malloc.h of the GNU C library
_due = threading.Lock()


def resident() -> int | None:
    """Resident memory in bytes; None where the system doesn't say it as Linux does."""
    try:
        fields = Path("/proc/self/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, IndexError, ValueError):
        return None


def share_one_heap() -> None:
    """Let all threads take memory from the same few heaps; call it before they start.

    By default each new thread may open a heap of its own, of which little is ever given back.
    """
    with suppress(AttributeError, OSError):  # another C library may have its own ways
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)


def give_back_soon(after: float = AFTER) -> bool:
    """Return freed memory to the system in a while; False where that is about to be done already."""
    if not _due.acquire(blocking=False):
        return False
    timer = threading.Timer(after, _give_back)
    timer.daemon = True
    timer.start()
    return True


def _give_back() -> None:
    _due.release()
    gc.collect()
    with suppress(AttributeError, OSError):  # another C library may have its own ways
        ctypes.CDLL(None).malloc_trim(0)

"""Memory that was freed, given back to the system."""

from __future__ import annotations

import ctypes
from contextlib import suppress


def give_back() -> None:
    """Have the C library return what it keeps for later, where it can (glibc).

    Texts are embedded in batches of many shapes; what one frees seldom fits the next, so that a long
    run would hold a third more than it uses.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)

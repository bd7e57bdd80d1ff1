"""An iterator that works ahead of whoever takes from it."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Generator
from typing import TypeVar

T = TypeVar("T")


def ahead(
    begin: Callable[[], Generator[T, None, None]], depth: int = 32
) -> Generator[T, None, None]:
    """Run a generator in a thread of its own, up to `depth` items ahead; its errors come out here.

    Whoever stops taking is not kept waiting: the generator is closed with the item that it is at.
    """
    made: queue.Queue[tuple[T] | BaseException] = queue.Queue(depth)
    stopped = threading.Event()

    def work() -> None:
        try:
            with contextlib.closing(begin()) as items:
                for item in items:
                    _put(made, (item,), stopped)
                    if stopped.is_set():
                        return
            _put(made, StopIteration(), stopped)
        except BaseException as error:
            _put(made, error, stopped)

    threading.Thread(target=work, name="ahead", daemon=True).start()
    try:
        while True:
            found = made.get()
            if isinstance(found, StopIteration):
                return
            if isinstance(found, BaseException):
                raise found
            yield found[0]
    finally:
        stopped.set()


def _put(
    made: queue.Queue[tuple[T] | BaseException],
    what: tuple[T] | BaseException,
    stopped: threading.Event,
) -> None:
    while not stopped.is_set():
        with contextlib.suppress(queue.Full):
            made.put(what, timeout=0.2)
            return

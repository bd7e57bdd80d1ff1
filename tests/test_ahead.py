"""A generator that works ahead of whoever takes from it."""

from __future__ import annotations

import threading
from collections.abc import Generator

import pytest

from index.storage.ahead import ahead


def test_items_come_in_order_and_are_made_before_they_are_asked_for() -> None:
    made = threading.Event()

    def items() -> Generator[int, None, None]:
        yield from range(5)
        made.set()

    taken = ahead(items)
    assert next(taken) == 0
    assert made.wait(30)  # all five are made, though one was taken
    assert list(taken) == [1, 2, 3, 4]


def test_an_error_comes_out_after_the_items_before_it() -> None:
    def items() -> Generator[int, None, None]:
        yield 1
        raise OSError("the disk is full")

    taken = ahead(items)
    assert next(taken) == 1
    with pytest.raises(OSError, match="disk is full"):
        next(taken)


def test_whoever_stops_taking_has_the_generator_closed() -> None:
    closed = threading.Event()

    def items() -> Generator[int, None, None]:
        try:
            number = 0
            while True:
                yield number
                number += 1
        finally:
            closed.set()

    taken = ahead(items, depth=2)
    assert next(taken) == 0
    taken.close()
    assert closed.wait(30)


def test_no_more_is_made_than_was_allowed_ahead() -> None:
    made: list[int] = []

    def items() -> Generator[int, None, None]:
        for number in range(100):
            made.append(number)
            yield number

    taken = ahead(items, depth=3)
    for _ in range(10):
        next(taken)
    assert len(made) <= 10 + 3 + 2
    taken.close()

"""What a question asks of the record, as values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rag.record.times import Span

Kind = Literal[
    "grade", "inspector", "dates", "published", "improvements", "strengths", "weaknesses", "both_sides", "framework", "inspected_in", "led_by", "team", "unclear"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Condition:
    """That an inspection gave one of these grades (any, where none is named) for all of these aspects.

    `every` means each aspect that was judged, whichever they were.
    """

    grades: tuple[str, ...]
    aspects: tuple[str, ...] = ("overall",)
    every: bool = False


@dataclass(frozen=True, slots=True)
class Which:
    """The inspection that a question means, of several of one council.

    `place` counts from the newest where it is negative (-1 the newest, -2 the one before), else from
    the oldest (0 the first); `or_newest` that the words may mean the newest as well. With `graded` it counts among those that gave a grade asked for; a
    `place` of None then means all of these.
    """

    place: int | None
    graded: bool = False
    or_newest: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """What is sought among the grades of one inspection: some grades, or its lowest or highest.

    `grades` of () without an `end` means that all are to be shown. `every` asks whether each is so;
    `areas` says that parts are meant, and not the overall grade.
    """

    grades: tuple[str, ...] = ()
    end: Literal["best", "worst"] | None = None
    every: bool = False
    areas: bool = True


@dataclass(frozen=True, slots=True)
class OfList:
    """Which points of a list of improvements are meant: all of them, where nothing is set.

    `place` counts from 0, or from the last where it is negative; `due` is what the heading above
    the points must say ("within six months"); `board` that the safeguarding board's list is meant.
    """

    place: int | None = None
    due: str = ""
    board: bool = False


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """What a question asks of the record.

    `aspects` are slugs (empty: all of them), `grades` the grades it names, `change` that it asks
    how things were before or have moved, `yes_no` that it wants a yes or a no, `count` a number,
    `why` a reason, `whole` what the report comes to. `judged` says that it speaks of judging in so many words, so that no other
    answer will do; `name` whose inspections are meant; `which` and `span` which inspection, and of
    what time, `years` every year it names. `sought` is what is
    sought among the grades of an inspection, `of_list` which points of a list, `role` who of the inspection team.

    `conditions` are the grades and aspects that must hold together, None where they can't be told
    for sure. `councils` says that it asks which councils; then `moved` whether up or down, `began` and `ended` the grades moved from and to. Where the kind is
    "unclear", `instead` says what can't be answered and what to ask; `remark` goes with any answer.
    """

    kind: Kind
    aspects: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()
    change: bool = False
    yes_no: bool = False
    count: bool = False
    whole: bool = False
    why: bool = False
    judged: bool = False
    councils: bool = False
    moved: Literal["up", "down"] | None = None
    name: str = ""
    which: Which | None = None
    span: Span | None = None
    sought: Sought | None = None
    of_list: OfList = OfList()
    role: str = ""
    years: tuple[int, ...] = ()
    conditions: tuple[Condition, ...] | None = ()
    began: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    instead: str = ""
    remark: str = ""

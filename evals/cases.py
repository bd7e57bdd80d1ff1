"""Evaluation cases from JSON Lines: the contract's shape, checked line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast, get_args

from evals.types import Case, Expect, Gold, Support
from index.errors import CaseError

_KNOWN = {
    "id",
    "question",
    "expect",
    "history",
    "report",
    "gold_paragraphs",
    "also_acceptable",
    "gold_pages",
    "answer_key",
    "support",
    "gold_text",
    "kind",
    "authority",
    "reference_answer",
}


def read(paths: Iterable[str | Path]) -> tuple[Case, ...]:
    """Every case of the files, in order; raises CaseError naming file and line.

    An id must be unique over all the files, since runs are compared and resumed by it.
    """
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for path in paths:
        for case in _file(Path(path)):
            if case.id in seen:
                raise CaseError(
                    f"{case.place}: the id {case.id!r} was used before, at {seen[case.id]}; ids must differ"
                )
            seen[case.id] = case.place
            cases.append(case)
    if not cases:
        raise CaseError("no case was given: name a file of cases, one JSON object per line")
    return tuple(cases)


def parse(line: str, place: str) -> Case:
    """One case from one line; `place` ("file, line 3") opens the message of a CaseError."""
    try:
        row = json.loads(line)
    except ValueError as err:
        raise CaseError(f"{place}: not JSON ({err})") from None
    if not isinstance(row, dict):
        raise CaseError(f"{place}: a case is a JSON object, this is {_type(row)}")
    expect = _text(row, "expect", place)
    if expect not in get_args(Expect):
        raise CaseError(f"{place}: expect is {expect!r}; use one of {', '.join(get_args(Expect))}")
    return Case(
        id=_text(row, "id", place),
        question=_text(row, "question", place),
        expect=cast(Expect, expect),
        history=_history(row, place),
        report=_optional(row, "report", place),
        gold_paragraphs=_golds(row, "gold_paragraphs", place),
        also_acceptable=_golds(row, "also_acceptable", place),
        gold_pages=_pages(row, place),
        answer_key=_key(row, place),
        support=_support(row, place),
        gold_text=tuple(str(text) for text in _list(row, "gold_text", place)),
        kind=_optional(row, "kind", place) or "other",
        authority=_optional(row, "authority", place),
        reference_answer=_optional(row, "reference_answer", place),
        place=place,
        other={name: value for name, value in row.items() if name not in _KNOWN},
    )


def _file(path: Path) -> Iterable[Case]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CaseError(
            f"{path}: no such file; name a file of cases, one JSON object per line"
        ) from None
    except (OSError, UnicodeDecodeError) as err:
        raise CaseError(f"{path}: can't be read as text in UTF-8 ({err})") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield parse(line, f"{path}, line {number}")


def _text(row: dict[str, Any], name: str, place: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise CaseError(f"{place}: {name} must be a text that is not empty, this is {_type(value)}")
    return value


def _optional(row: dict[str, Any], name: str, place: str) -> str | None:
    value = row.get(name)
    if value is None or isinstance(value, str):
        return value or None
    raise CaseError(f"{place}: {name} must be a text or null, this is {_type(value)}")


def _list(row: dict[str, Any], name: str, place: str) -> list[Any]:
    value = row.get(name)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise CaseError(f"{place}: {name} must be a list, this is {_type(value)}")


def _history(row: dict[str, Any], place: str) -> tuple[tuple[str, str], ...]:
    turns = _list(row, "history", place)
    for turn in turns:
        if not (
            isinstance(turn, list) and len(turn) == 2 and all(isinstance(t, str) for t in turn)
        ):
            raise CaseError(f'{place}: history must hold ["question", "answer"] pairs')
    return tuple((q, a) for q, a in turns)


def _golds(row: dict[str, Any], name: str, place: str) -> tuple[Gold, ...]:
    golds: list[Gold] = []
    for value in _list(row, name, place):
        if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
            raise CaseError(
                f'{place}: {name} must hold paragraph numbers or names such as "summary", not {_type(value)}'
            )
        golds.append(int(value) if isinstance(value, str) and value.isdecimal() else value)
    return tuple(dict.fromkeys(golds))


def _pages(row: dict[str, Any], place: str) -> tuple[int, ...]:
    pages = _list(row, "gold_pages", place)
    if any(isinstance(p, bool) or not isinstance(p, int) for p in pages):
        raise CaseError(f"{place}: gold_pages must hold page numbers")
    return tuple(pages)


def _key(row: dict[str, Any], place: str) -> tuple[tuple[str, ...], ...]:
    items: list[tuple[str, ...]] = []
    for item in _list(row, "answer_key", place):
        alternatives = [item] if isinstance(item, str) else item
        if (
            not isinstance(alternatives, list)
            or not alternatives
            or not all(isinstance(a, str) and a.strip() for a in alternatives)
        ):
            raise CaseError(f"{place}: answer_key must hold texts or lists of alternative texts")
        items.append(tuple(alternatives))
    return tuple(items)


def _support(row: dict[str, Any], place: str) -> tuple[Support, ...]:
    found: list[Support] = []
    for item in _list(row, "support", place):
        try:
            found.append(Support(item["paragraph"], str(item["starts"]), str(item["ends"])))
        except (TypeError, KeyError):
            raise CaseError(
                f'{place}: support must hold objects with "paragraph", "starts" and "ends"'
            ) from None
    return tuple(found)


def _type(value: object) -> str:
    return {
        "NoneType": "missing",
        "str": "a text",
        "int": "a number",
        "float": "a number",
        "bool": "true or false",
        "list": "a list",
        "dict": "an object",
    }.get(type(value).__name__, type(value).__name__)

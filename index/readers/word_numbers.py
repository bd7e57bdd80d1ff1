"""The numbers that Word prints before paragraphs and does not store with them (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Numbering:
    """Counts a document's automatic lists: ask for each paragraph's marker, once, in order."""

    def __init__(self, element: Any) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()
        if element is None:
            return
        for abstract in element.iterchildren(_W + "abstractNum"):
            key = abstract.get(_W + "abstractNumId")
            self._levels[key] = {
                _number(level.get(_W + "ilvl"), 0): (
                    _value(level, "numFmt", "decimal"),
                    _value(level, "lvlText", ""),
                    _number(_value(level, "start", "1"), 1),
                )
                for level in abstract.iterchildren(_W + "lvl")
            }
        for num in element.iterchildren(_W + "num"):
            key = num.get(_W + "numId")
            self._lists[key] = _value(num, "abstractNumId", "")
            for override in num.iterchildren(_W + "lvlOverride"):
                start = override.find(_W + "startOverride")
                if start is not None:
                    level = _number(override.get(_W + "ilvl"), 0)
                    self._restarts[(key, level)] = _number(start.get(_W + "val"), 1)

    def marker(self, paragraph: Any, style: Any) -> tuple[str, int]:
        """What Word prints before `paragraph` ("7. ", "- ", or nothing) and its level from 0."""
        number, level = _reference(paragraph.find(f"{_W}pPr/{_W}numPr"))
        steps = 0
        while number is None and style is not None and steps < 20:
            number, level = _reference(style.element.find(f"{_W}pPr/{_W}numPr"))
            style = getattr(style, "base_style", None)
            steps += 1
        if number is None or number not in self._lists:
            return "", 0
        abstract = self._lists[number]
        levels = self._levels.get(abstract, {})
        if level not in levels:
            return "", 0
        form, pattern, start = levels[level]
        counts = self._counts[abstract]  # lists of one definition go on counting together
        if number not in self._begun:
            self._begun.add(number)
            for (of, at), value in self._restarts.items():
                if of == number:
                    counts[at] = value - 1
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [at for at in counts if at > level]:
            del counts[deeper]
        if form == "bullet":
            return "- ", level
        if form == "none":
            return "", level

        def printed(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            kind, _, first = levels.get(at, ("decimal", "", 1))
            return _printed(counts.get(at, first), kind)

        text = re.sub(r"%([1-9])", printed, pattern).strip()
        return (f"{text} " if text else ""), level


def _reference(properties: Any) -> tuple[str | None, int]:
    """(list, level) that a paragraph or a style refers to; list "0" switches numbering off."""
    if properties is None:
        return None, 0
    found = properties.find(_W + "numId")
    level = _number(_value(properties, "ilvl", "0"), 0)
    return (found.get(_W + "val") if found is not None else None), level


def _value(parent: Any, tag: str, default: str) -> str:
    found = parent.find(_W + tag)
    return default if found is None else found.get(_W + "val") or default


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() else default


def _printed(value: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter") and value >= 1:
        letter = chr(ord("a") + (value - 1) % 26) * min((value - 1) // 26 + 1, 9)
        return letter if form == "lowerLetter" else letter.upper()
    if form in ("lowerRoman", "upperRoman") and 1 <= value < 4000:
        roman = _roman(value)
        return roman if form == "upperRoman" else roman.lower()
    return f"{value:02d}" if form == "decimalZero" else str(value)


def _roman(value: int) -> str:
    text = ""
    for worth, letters in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        count, value = divmod(value, worth)
        text += letters * count
    return text

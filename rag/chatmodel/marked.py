"""Statements out of what a chat model writes, one by one while it is still writing.

Three forms are read: JSON objects `{"text": ..., "passages": [...]}` in an array or bare (what tools
and structured output give, fenced or not), and lines of text that end in their passages' marks,
"Most plans are clear. [k7fd][m2qx]". Pure; standard library only.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """A statement as a model wrote it, and the marks of the passages it says it rests on."""

    text: str
    marks: tuple[str, ...]


# A letter first and a figure in it: no year, no number, no word looks like a mark.
_MARK = r"(?=[a-z]*\d)[a-z][a-z0-9]{3}"
_MARKS = re.compile(rf"\s*\[({_MARK}(?:\s*[,;]\s*{_MARK})*)\]")
_BULLET = re.compile(r"^\s*(?:[-*\u2022]|\d+[.)])\s+")


class Reader:
    """Takes the text of a model piece by piece and gives each statement once it is complete."""

    def __init__(self) -> None:
        self._held = ""
        self._json: bool | None = None
        # of JSON: how far it is read, where its open objects begin, and whether a string is open
        self._at = 0
        self._open: list[int] = []
        self._inside = False

    def feed(self, piece: str) -> tuple[Written, ...]:
        """Add a piece; the statements that it completed."""
        self._held += piece
        if self._json is None:
            start = self._held.lstrip()
            if not start or "```".startswith(start):
                return ()
            self._json = start[0] in "{[" or start.startswith("```")
        return tuple(self._objects() if self._json else self._lines())

    def close(self) -> tuple[Written, ...]:
        """The statement that stood last, where only the end of the text completes it.

        Half a JSON object is no statement; a last line without its marks is none either.
        """
        if self._json or not self._held.strip():
            return ()
        line, self._held = self._held, ""
        return tuple(s for s in [_line(line)] if s is not None and s.marks)

    def _lines(self) -> list[Written]:
        *whole, self._held = self._held.split("\n")
        return [statement for line in whole if (statement := _line(line)) is not None]

    def _objects(self) -> list[Written]:
        found: list[Written] = []
        while self._at < len(self._held):
            char = self._held[self._at]
            if self._inside and char == "\\":
                if self._at + 1 == len(self._held):
                    break  # what it escapes is still to come
                self._at += 1
            elif char == '"' and self._open:
                self._inside = not self._inside
            elif char == "{" and not self._inside:
                self._open.append(self._at)
            elif char == "}" and not self._inside and self._open:
                statement = _object(self._held[self._open.pop() : self._at + 1])
                found += [statement] if statement is not None else []
            self._at += 1
        return found


def _object(text: str) -> Written | None:
    try:
        held = json.loads(text, strict=False)
    except ValueError:
        return None
    said, marks = held.get("text"), held.get("passages", held.get("citations", []))
    if not isinstance(said, str) or not said.strip():
        return None
    marks = [marks] if isinstance(marks, str) else marks
    known = (
        tuple(m.strip("[] ") for m in marks if isinstance(m, str))
        if isinstance(marks, list)
        else ()
    )
    inline = _line(said)
    if inline is None:
        return None
    return Written(inline.text, tuple(dict.fromkeys([*known, *inline.marks])))


def _line(line: str) -> Written | None:
    text = _BULLET.sub("", line).strip().strip("*_#` ")
    marks = [m for found in _MARKS.finditer(text) for m in re.split(r"\s*[,;]\s*", found.group(1))]
    said = _MARKS.sub("", text).strip()
    if not any(char.isalnum() for char in said) or (said.endswith(":") and not marks):
        return None  # nothing, or words that only lead to the list
    return Written(" ".join(said.split()), tuple(dict.fromkeys(marks)))

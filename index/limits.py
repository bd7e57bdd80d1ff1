"""How much one file may ask for before it is refused: size, pages, time and memory."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from index.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "JUDGEMENTS_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that one file may take; each is also a variable, JUDGEMENTS_ and its name in capitals.

    The longest report of its kind has 58 pages and takes well under a second.
    """

    max_file_megabytes: int = 100
    max_pages: int = 2_000
    max_seconds: int = 120
    max_memory_megabytes: int = 2_048

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Limits:
        """The limits as the environment sets them; raises SettingsError for a value that can't work."""
        values = os.environ if environment is None else environment
        chosen: dict[str, int] = {}
        for field in fields(cls):
            variable = PREFIX + field.name.upper()
            text = values.get(variable, "").strip()
            if not text:
                continue
            if not text.isdecimal() or int(text) < 1:
                raise SettingsError(
                    f"{variable} is {text!r}, but it must be a whole number of at least 1."
                )
            chosen[field.name] = int(text)
        return cls(**chosen)


def raise_it(field: str) -> str:
    """The sentence that tells how to raise the limit called `field`."""
    return f"Set {PREFIX}{field.upper()} higher if it is a real report."

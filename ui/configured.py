"""What is configured, for `doctor`: every setting is read, and what it names is tried."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from index.errors import JudgementsError, SettingsError

if TYPE_CHECKING:
    from index.types import ReportCard
    from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Row:
    """One thing looked at: whether it is well, and what to do where it is not."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def configured() -> Iterator[Row]:
    """A row for the settings, one for each that can't work or is unknown, and one for the chat model."""
    from index.limits import Limits
    from rag.settings import PREFIX, Settings, from_environment
    from ui.server import from_environment as serving

    settings = Settings()
    troubles: list[Row] = []
    try:
        settings = from_environment()
    except SettingsError as error:
        troubles.append(Row("settings", False, "a setting can't work", str(error)))
    troubles += _tried("limits", Limits.from_environment)
    troubles += _tried("web chat", serving)
    troubles += _reached(settings)
    troubles += _unknown()
    given = sorted(name for name in os.environ if name.startswith(PREFIX))
    if not troubles:
        yield Row("settings", True, ", ".join(given) or "all at their defaults")
    yield from troubles
    if settings.model is None:
        yield Row("chat model", True, "none: answers are composed without one")
        return
    from rag.chatmodel.models import open_model

    try:
        open_model(settings.model)
    except JudgementsError as error:
        yield Row("chat model", False, settings.model, str(error))
    else:
        yield Row("chat model", True, settings.model)


def default_council(settings: Settings, cards: Sequence[ReportCard]) -> Iterator[Row]:
    """Trouble with JUDGEMENTS_AUTHORITY: no council by that name, several, and no report here on it either."""
    from index.councils.authorities import find_authority, nearest

    name = settings.authority
    known = find_authority(name)
    if len(known) == 1 or any(card.authority.casefold() == name.casefold() for card in cards):
        return
    near = ", or ".join(known or nearest(name))
    detail = f"{name} {'could be several councils' if known else 'is no council that is known'}"
    yield Row("default council", False, detail, f"Set JUDGEMENTS_AUTHORITY to {near}, or unset it.")


def _reached(settings: Settings) -> Iterator[Row]:
    """Trouble with the address of the Chroma server and with another embedding model."""
    if chroma := settings.chroma:
        from index.storage.chroma import server_address

        yield from _tried("Chroma server", lambda: server_address(chroma))
    if embedding := settings.embedding:
        from index.embed import open_embedder

        yield from _tried("embedding model", lambda: open_embedder(embedding))


def _tried(name: str, attempt: Callable[[], object]) -> list[Row]:
    try:
        attempt()
    except JudgementsError as error:
        return [Row(name, False, "a setting can't work", str(error))]
    return []


def _unknown() -> Iterator[Row]:
    """Variables that look like settings and are none, each with the nearest that is one."""
    from index.limits import Limits
    from rag.settings import PREFIX, Settings
    from ui.server import VARIABLES

    own = [PREFIX + field.name.upper() for of in (Settings, Limits) for field in fields(of)]
    known = [*own, *VARIABLES, f"{PREFIX}CHROMA_TOKEN"]
    for name in sorted(os.environ):
        if name.startswith(PREFIX) and name not in known:
            (near,) = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
            yield Row(name, False, "is no setting", f"The nearest is {near}. Rename or unset it.")

"""What can be set: values only, read from the environment, every one with a default that works."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from index.errors import SettingsError

PREFIX = "JUDGEMENTS_"


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings by name; the environment variable is the name in capitals behind `JUDGEMENTS_`.

    library: folder of the library; None is the user's data folder.
    embedding: a sentence-transformers model, by path or name; None is the one that ships.
    chroma: address of a Chroma server, `http://host:8000`; None keeps vectors in the library.
    model: a chat model as `provider:name`; None composes answers without one.
    authority: the council meant where a question and its conversation name none.
    model_timeout: seconds a chat model may take for one answer.
    """

    library: Path | None = None
    embedding: str | None = None
    chroma: str | None = None
    model: str | None = None
    authority: str = "Essex"
    model_timeout: float = 60.0


def from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; an empty variable counts as unset.

    Raises SettingsError where a value can't be what it should.
    """
    source = os.environ if environment is None else environment
    given = {f.name: source.get(PREFIX + f.name.upper(), "").strip() for f in fields(Settings)}
    settings = Settings()
    for name, value in given.items():
        if not value:
            continue
        if name == "library":
            settings = replace(settings, library=Path(value).expanduser())
        elif name == "model_timeout":
            settings = replace(settings, model_timeout=_seconds(value))
        elif name == "model" and ":" not in value:
            raise SettingsError(
                f"{PREFIX}MODEL is “{value}”; write it as provider:name, for example openai:gpt-4o, "
                "or unset it to answer without a chat model."
            )
        else:
            settings = replace(settings, **{name: value})  # type: ignore[arg-type]  # text fields alone
    return settings


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise SettingsError(
            f"{PREFIX}MODEL_TIMEOUT is “{value}”; give a number of seconds above 0."
        )
    return seconds

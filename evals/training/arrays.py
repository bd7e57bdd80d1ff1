"""Lists of arrays of different lengths as two arrays, so that a compressed file can hold them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np


def joined(name: str, parts: Iterable[Any]) -> dict[str, Any]:
    """The parts one after the other under `name`, and their lengths."""
    held = list(parts)
    return {name: np.concatenate(held), f"{name}_length": np.array([len(part) for part in held])}


def parted(held: dict[str, Any], name: str) -> list[Any]:
    """The parts that `joined` put under `name`."""
    return np.split(held[name], np.cumsum(held[f"{name}_length"])[:-1])

"""The seal of a saved answer: a SHA-256 over everything it says, so that no byte changes unseen.

Anyone can make a new seal; it shows accidents and careless edits. What a forger can't make is an
original file with other words and the same SHA-256, and every citation is checked against that.
Standard library only.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SEAL = "seal"


def seal_of(document: Mapping[str, Any]) -> str:
    """SHA-256 over the document in canonical form, any seal it has left out, in hexadecimal.

    Order of fields and white space between them make no difference.
    """
    bare = {name: value for name, value in document.items() if name != SEAL}
    text = json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def sealed(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document with its seal as the last field."""
    return {**document, SEAL: seal_of(document)}

"""The files that were added, kept whole by the SHA-256 of their bytes."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from index.errors import LibraryError


def hash_of(item: str) -> str | None:
    """The SHA-256 of a local file's bytes; None for addresses and what can't be opened."""
    path = Path(item)
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return None


def original(library: Path, sha256: str) -> Path:
    """Where the bytes of a report are kept."""
    return library / "originals" / sha256


def keep_original(source: Path, library: Path, sha256: str) -> None:
    """Copy a file's bytes into the library, and make sure that they are the ones that were read.

    Raises:
        LibraryError: the file has changed since.
    """
    target = original(library, sha256)
    if target.exists() and hash_of(str(target)) == sha256:
        return
    target.parent.mkdir(exist_ok=True)
    draft = target.with_name(f".{sha256}.{secrets.token_hex(4)}")
    digest = hashlib.sha256()
    try:
        with source.open("rb") as old, draft.open("wb") as new:
            while block := old.read(1 << 20):
                digest.update(block)
                new.write(block)
            new.flush()
            os.fsync(new.fileno())
        if digest.hexdigest() != sha256:
            raise LibraryError("The file changed while it was being read. Add it again.")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)

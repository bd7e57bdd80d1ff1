"""A library as one file: everything that can't be rebuilt, and the vectors, which are slow to make.

A zip archive with `archive.json` first: the version of this layout and the SHA-256 of every member.
Chroma's database is left out; it is rebuilt from the vectors and checked when the archive is opened.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from index.errors import LibraryError
from index.storage.store import Store
from index.storage.writing import disk_trouble

FORMAT = 1
DATABASE = "library.sqlite3"

_MEMBER = re.compile(r"library\.sqlite3|originals/[0-9a-f]{64}|vectors/[0-9a-f]{32}\.vec")


def export(library: Path, store: Store, target: Path) -> Path:
    """Write the library's archive to `target`, whole or not at all."""
    if target.is_dir():
        raise LibraryError(f"{target} is a folder. Name the file to write in it.")
    if not target.parent.is_dir():
        raise LibraryError(
            f"There is no folder {target.parent} to write {target.name} in. Make it."
        )
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with tempfile.TemporaryDirectory(prefix="judgements-") as folder:
            database = Path(folder) / DATABASE
            store.copy_to(database)
            # the copy decides what belongs to it; a writer may have gone on since
            copied = Store(database)
            try:
                members = [database, *_files(library, copied)]
            finally:
                copied.close()
            names = {path: _name(path) for path in members}
            heading = {
                "format": FORMAT,
                "members": {names[path]: _sha256(path) for path in members},
            }
            with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                archive.writestr("archive.json", json.dumps(heading, indent=1))
                for path in members:
                    # vectors hardly get smaller
                    how = zipfile.ZIP_STORED if path.suffix == ".vec" else None
                    archive.write(path, names[path], compress_type=how)
        draft.replace(target)
    except OSError as error:
        msg = f"The export {target} could not be written: {disk_trouble(target.parent, error)}"
        raise LibraryError(msg) from error
    finally:
        draft.unlink(missing_ok=True)
    return target


def unpack(source: Path, folder: Path) -> None:
    """Unpack an archive into an empty folder, checking every byte; nothing is left on failure.

    Raises:
        LibraryError: the folder is not empty, or the archive is damaged, or is none.
    """
    if not source.is_file():
        raise LibraryError(
            f"There is no file {source}. Name one that judgements export has written."
        )
    try:
        if folder.exists() and any(folder.iterdir()):
            msg = f"The folder {folder} is not empty. Choose one that is, or a new one."
            raise LibraryError(msg)
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"No library can be made in {folder}: {error.strerror}. Choose another folder."
        raise LibraryError(msg) from error
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        with zipfile.ZipFile(source) as archive:
            members = _heading(archive, source)["members"]
            for name, sha256 in members.items():
                # names come from outside: only our own three kinds, so none leads out of the folder
                if not _MEMBER.fullmatch(name):
                    raise LibraryError(f"{source} has a member that no library has: {name!r}.")
                path = draft / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as packed, path.open("wb") as file:
                    shutil.copyfileobj(packed, file, 1 << 20)
                if _sha256(path) != sha256:
                    raise LibraryError(f"{source} is damaged: {name} differs. Export it again.")
        if DATABASE not in members:
            raise LibraryError(f"{source} is no export of a library.")
        if folder.exists():
            folder.rmdir()
        draft.rename(folder)
    except (zipfile.BadZipFile, KeyError, EOFError) as error:
        raise LibraryError(f"{source} is no export of a library, or is damaged.") from error
    except OSError as error:
        raise LibraryError(disk_trouble(folder, error)) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _files(library: Path, store: Store) -> list[Path]:
    """The originals and vectors that a copy of the database refers to."""
    found = [
        library / "originals" / one.sha256
        for card in store.cards()
        for one in (card, *store.superseded(card.sha256))
    ]
    live = store.meta("generation")
    manifest = library / "generations" / (live or "") / "manifest.json"
    if live and manifest.exists():
        reports = json.loads(manifest.read_text(encoding="utf-8"))["reports"]
        found += [library / "vectors" / file for _, file in reports]
    return [path for path in dict.fromkeys(found) if path.exists()]


def _heading(archive: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    try:
        found = json.loads(archive.read("archive.json"))
        if found["format"] == FORMAT and isinstance(found["members"], dict):
            return dict(found)
    except (ValueError, TypeError) as error:
        raise LibraryError(f"{source} is no export of a library, or is damaged.") from error
    msg = f"{source} was exported by another version of this program (format {found['format']})."
    raise LibraryError(msg)


def _name(path: Path) -> str:
    return path.name if path.name == DATABASE else f"{path.parent.name}/{path.name}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

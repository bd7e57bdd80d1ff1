"""Generations: built beside the live one, checked, swapped in, and cleared when nobody reads them.

Which generation is live is one row of the SQLite file, written in the same transaction as the reports it
covers: facts, keyword search and vectors change together or not at all.
"""

from __future__ import annotations

import contextlib
import fcntl
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import index.storage.chroma as chroma
import index.storage.chroma_child as chroma_child
import index.storage.segments as segments
from index.errors import LibraryError, VectorsUnavailableError
from index.vectors import Manifest


@dataclass(frozen=True, slots=True)
class Making:
    """What vectors are made with: the embedding model and the rules that cut passages."""

    model: str
    fingerprint: str
    dimension: int
    rules: str


class Generations:
    """The generations of a library, as its one writer sees them."""

    def __init__(self, library: Path, server: str | None = None) -> None:
        self._library = library
        self._server = server
        self.vectors = library / "vectors"
        self._spare: chroma_child.Child | None = None
        self._builder: chroma_child.Child | None = None

    def prepare(self) -> None:
        """Start the process that the next `build` needs; it loads Chroma meanwhile."""
        if self._spare is None:
            self._spare = chroma_child.Child()

    def abandon(self) -> None:
        """End a `build` that runs in another thread, which then fails."""
        if self._builder is not None:
            self._builder.kill()

    def close(self) -> None:
        """End a process that was prepared and not used."""
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.close()

    def folder(self, name: str) -> Path:
        """Where a generation stands."""
        return self._library / "generations" / name

    def manifest(self, name: str | None) -> Manifest | None:
        """The manifest of a generation, or None where there is none that can be read."""
        if name is None:
            return None
        try:
            return Manifest.read(self.folder(name))
        except VectorsUnavailableError:
            return None

    def current(self, live: Manifest | None, making: Making) -> bool:
        """Whether a generation was made as one would be made now."""
        now = (making.fingerprint, making.rules, chroma.version(), self._server)
        return live is not None and live.stamp == now

    def whole(self, live: Manifest | None) -> bool:
        """Whether all files of a generation are there; `doctor` looks into them."""
        if live is None:
            return False
        database = self.folder(live.id) / "chroma" / "chroma.sqlite3"
        return (live.server is not None or database.exists()) and all(
            (self.vectors / file).exists() for _, file in live.reports
        )

    def build(self, making: Making, files: Mapping[str, str], live: Manifest | None) -> Manifest:
        """Build and check a generation of the reports' vector `files`; it is not live yet.

        Raises:
            LibraryError: it could not be built, or differs from the vectors; nothing has changed.
        """
        number = int(live.id.split("-")[0]) + 1 if live else 1
        manifest = Manifest(
            id=f"{number:06d}-{secrets.token_hex(4)}",
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            model=making.model,
            fingerprint=making.fingerprint,
            dimension=making.dimension,
            rules=making.rules,
            chroma=chroma.version(),
            server=self._server,
            reports=tuple(sorted(files.items())),
            count=sum(len(segments.read(self.vectors / f).ids) for f in files.values()),
        )
        folder = self.folder(manifest.id)
        try:
            folder.mkdir(parents=True)
            (folder / "lock").touch()
            manifest.write(folder)
            base = self._base(manifest, live)
            self.prepare()
            self._builder, self._spare = self._spare, None
            faults = chroma_child.run("build", folder, self.vectors, base, self._builder)
        except BaseException:
            self._discard(folder, manifest)
            raise
        if faults:
            self._discard(folder, manifest)
            msg = (
                f"The new vectors did not pass their check ({faults[0]}; {len(faults)} in all), so"
                " nothing was changed. Run the command again; if it stays, run: judgements doctor"
            )
            raise LibraryError(msg)
        return manifest

    def check(self, manifest: Manifest) -> list[str]:
        """Say what is wrong with a generation's collection; empty when nothing is."""
        try:
            return chroma_child.run("check", self.folder(manifest.id), self.vectors)
        except VectorsUnavailableError as error:
            return [str(error)]

    def clear(self, live: str | None, *, keep_vectors: bool = False) -> None:
        """Delete the generations that are not live and not read, and vectors that no other needs.

        `keep_vectors` spares vectors that no generation has yet: a run that was stopped left them,
        and the next one takes them up.
        """
        needed: set[str] = set()
        for folder in sorted((self._library / "generations").glob("*")):
            manifest = self.manifest(folder.name)
            if folder.name == live or not self._unread(folder):
                needed |= {file for _, file in manifest.reports} if manifest else set()
                continue
            self._discard(folder, manifest)
        for file in self.vectors.glob("*"):
            draft = file.name.startswith(".")
            if draft or not (keep_vectors or file.name in needed):
                file.unlink(missing_ok=True)

    def _base(self, manifest: Manifest, live: Manifest | None) -> Path | None:
        """The generation to start from, where most of it can be kept."""
        if live is None or live.server or manifest.server or live.stamp != manifest.stamp:
            return None
        kept = len(set(live.reports) & set(manifest.reports))
        # Chroma only marks what is taken out: after many removals a fresh index is better
        if kept < len(live.reports) * 0.75 or kept < len(manifest.reports) * 0.25:
            return None
        folder = self.folder(live.id)
        return folder if (folder / "chroma").is_dir() else None

    def _unread(self, folder: Path) -> bool:
        try:
            with (folder / "lock").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # gone while still locked: a reader that waits for it finds no manifest
                (folder / "manifest.json").rename(folder / "cleared.json")
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True

    def _discard(self, folder: Path, manifest: Manifest | None) -> None:
        if manifest and manifest.server:
            # a server that is away keeps a collection that nobody uses; nothing is wrong with that
            with contextlib.suppress(LibraryError):
                chroma.drop(folder, manifest)
        shutil.rmtree(folder, ignore_errors=True)

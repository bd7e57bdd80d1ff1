"""Files into the library: read, cut, embed, build a generation, and commit all of it at once.

Work that was done is never done again: a file is known by the SHA-256 of its bytes, vectors by what they
were made from. Reports become part of the library in steps of about a minute, each of them whole; a
run that is stopped between two steps leaves the library as the last step made it.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import index.storage.segments as segments
from index.errors import JudgementsError, LibraryError
from index.passages import RULES, embedding_text, passages
from index.storage.generations import Generations, Making
from index.storage.identity import inspection, renamed
from index.storage.originals import hash_of, keep_original, original
from index.storage.store import Store
from index.storage.writing import disk_trouble
from index.types import Outcome, Passage, Report, ReportCard

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.read import Read

GROUP = 768
"""Passages embedded in one go: enough to sort them by length, few enough to show progress."""

STEP = 60.0
"""Seconds between two commits of a long run, and more where a commit itself takes long."""

Status = Literal["added", "unchanged", "replaced", "failed"]


Progress = Callable[[str, int, int, str], None]
"""Called with (what is done, how many, of how many, a few words); totals may grow."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """A report that is to become part of the library, or whose passages are cut anew."""

    report: Report
    cut: tuple[Passage, ...]
    file: str
    at: int | None
    replaces: str | None = None

    @property
    def texts(self) -> list[str]:
        return [embedding_text(passage, self.report.card) for passage in self.cut]


class Adding:
    """One run of `add` or of a rebuild, under the writer's lock."""

    def __init__(
        self,
        library: Path,
        store: Store,
        generations: Generations,
        open_embedder: Callable[[], Embedder],
        progress: Progress | None = None,
    ) -> None:
        self._library = library
        self._store = store
        self._generations = generations
        self._open_embedder = open_embedder
        self._progress = progress
        self._next_commit = time.monotonic() + STEP
        self._outcomes: list[Outcome] = []
        self._waiting: list[_Plan] = []
        self._embedded: list[_Plan] = []
        self._files = 0
        self._read_so_far = 0
        self._pace = ""
        self._vectors = [0, 0]
        self._live = generations.manifest(store.meta("generation"))
        self._cards = {card.sha256: card for card in store.cards()}

    def add(self, paths: Sequence[str | Path]) -> list[Outcome]:
        """Bring the library up to date with its model and rules, then add the files."""
        from index.read import collect

        # a run that was killed may have left a generation half built
        self._generations.clear(self._store.meta("generation"), keep_vectors=True)
        self.refresh()
        items = collect(paths)
        self._outcomes = [Outcome(printable(item), "failed") for item in items]
        self._files = len(items)
        fresh: list[tuple[int, str]] = []
        first: dict[str, int] = {}
        for at, item in enumerate(items):
            sha256 = hash_of(item)
            known = self._store.stored(sha256=sha256) if sha256 else None
            if known:
                self._settle(at, "unchanged", known.card.report_id)
                self._tell_reading()
            elif sha256 and sha256 in first:
                self._settle(at, "unchanged")  # its id is known once the first one is read
            else:
                first[sha256 or item] = at
                fresh.append((at, item))
        self._read(fresh)
        for at, item in enumerate(items):
            row = self._outcomes[at]
            if row.status == "unchanged" and row.report_id is None:
                twin = self._outcomes[first[hash_of(item) or item]]
                what: Status = "failed" if twin.status == "failed" else "unchanged"
                self._settle(at, what, twin.report_id, twin.error)
        return self._outcomes

    def refresh(self, *, anew: bool = False) -> bool:
        """Rebuild where the model, the rules, Chroma or the files have changed; says whether."""
        making = self._making()
        cards = self._store.cards()
        if not cards:
            return False
        if not anew and self._generations.current(self._live, making) and self._healthy():
            return False
        self._live = None
        for card in cards:
            stored = self._store.stored(sha256=card.sha256)
            if stored:
                self._plan(self._store.report(stored.row), None, None)
        self._finish()
        self._generations.clear(self._store.meta("generation"))
        return True

    def without(self, report_id: str) -> None:
        """Take out a report; the others keep their vectors."""
        self.refresh()
        stored = self._store.stored(report_id=report_id)
        if stored is None:
            return
        files = {r: f for r, f in (self._live.reports if self._live else ()) if r != report_id}
        manifest = self._generations.build(self._making(), files, self._live)
        with self._store.transaction() as connection:
            gone = self._store.delete(connection, stored.row)
            self._store.set_meta(connection, {"generation": manifest.id})
        for sha256 in gone:
            original(self._library, sha256).unlink(missing_ok=True)
        self._live = manifest
        self._generations.clear(manifest.id)

    # -- reading

    def _read(self, fresh: list[tuple[int, str]]) -> None:
        if not fresh:
            return
        with closing(_reads([item for _, item in fresh], self._paced)) as reads:
            for (at, _), read in zip(fresh, reads, strict=True):
                self._take(at, read)
                self._tell_reading()
                if sum(len(plan.cut) for plan in self._waiting) >= GROUP:
                    self._embed()
                if time.monotonic() > self._next_commit:
                    self._finish()
        self._finish()
        self._sweep()

    def _take(self, at: int, read: Read) -> None:
        """Plan one file that was read, or settle why not."""
        if read.report is None or read.data_path is None:
            self._settle(at, "failed", error=read.error or "The file could not be read.")
            return
        try:
            report = complete(read.report)
            sha256 = report.card.sha256
            known = self._store.stored(sha256=sha256)
            if known or sha256 in self._cards:
                card = known.card if known else self._cards[sha256]
                self._settle(at, "unchanged", card.report_id)
                return
            keep_original(read.data_path, self._library, sha256)
            old = next(
                (c for c in self._cards.values() if inspection(c) == inspection(report.card)), None
            )
            report = renamed(report, old.report_id if old else self._free_id(report.card))
            self._plan(report, at, old.sha256 if old else None)
        except JudgementsError as error:
            self._settle(at, "failed", error=str(error))
        except OSError as error:
            self._settle(at, "failed", error=disk_trouble(self._library, error))

    def _plan(self, report: Report, at: int | None, replaces: str | None) -> None:
        cut = passages(report)
        if len({p.id for p in cut}) < len(cut) or len({p.id for p in report.paragraphs}) < len(
            report.paragraphs
        ):
            msg = "Two paragraphs of the report came out under one name; please report this file."
            raise LibraryError(msg)
        pairs = [(p.id, embedding_text(p, report.card)) for p in cut]
        file = segments.name_of(self._making().fingerprint, RULES, pairs)
        plan = _Plan(report, cut, file, at, replaces)
        self._waiting.append(plan)
        self._vectors[1] += len(cut)
        if at is not None:
            self._cards.pop(replaces or "", None)
            self._cards[report.card.sha256] = report.card

    def _free_id(self, card: ReportCard) -> str:
        taken = {c.report_id for c in self._cards.values()}
        name, number = card.report_id, 2
        while name in taken:
            name, number = f"{card.report_id}-{number}", number + 1
        return name

    # -- embedding and committing

    def _finish(self) -> None:
        """Embed and commit what is waiting; on failure its files are settled as failed."""
        self._embed()
        done, self._embedded = self._embedded, []
        if not done:
            return
        begun = time.monotonic()
        try:
            self._commit(done)
        except (JudgementsError, OSError) as error:
            self._fail(done, error)
        took = time.monotonic() - begun
        self._next_commit = begun + took + max(STEP, 10 * took)

    def _embed(self) -> None:
        """Write the vectors' files of the reports that wait, embedding only what is new."""
        plans, self._waiting = self._waiting, []
        try:
            missing = [plan for plan in plans if not self._has_vectors(plan)]
            base = self._vectors[0] + sum(len(p.cut) for p in plans if p not in missing)
            if missing:
                texts = [text for plan in missing for text in plan.texts]
                begun = time.monotonic()

                def tell(done: int, _: int) -> None:
                    self._tell_embedding(base + done, done / (time.monotonic() - begun + 1e-9))

                encoded = self._embedder.encode_passages(texts, progress=tell)
                start = 0
                self._generations.vectors.mkdir(exist_ok=True)
                for plan in missing:
                    end = start + len(plan.cut)
                    segments.write(
                        self._generations.vectors / plan.file,
                        [passage.id for passage in plan.cut],
                        encoded.dense[start:end],
                        encoded.tokens[start:end],
                    )
                    start = end
            self._vectors[0] += sum(len(plan.cut) for plan in plans)
            self._embedded += plans
        except (JudgementsError, OSError) as error:
            self._fail(plans, error)

    def _has_vectors(self, plan: _Plan) -> bool:
        path = self._generations.vectors / plan.file
        try:
            found = segments.read(path)
        except LibraryError:
            return False
        return found.whole() and found.ids == tuple(passage.id for passage in plan.cut)

    def _commit(self, plans: list[_Plan]) -> None:
        """Make the plans part of the library: the one moment at which anything changes."""
        files = dict(self._live.reports) if self._live else {}
        files |= {plan.report.card.report_id: plan.file for plan in plans}
        self._check_sample(plans)
        manifest = self._generations.build(self._making(), files, self._live)
        with self._store.transaction() as connection:
            for plan in plans:
                sha256 = plan.report.card.sha256
                stored = self._store.stored(sha256=sha256)
                if plan.at is None:
                    if stored:
                        self._store.put_passages(connection, stored.row, plan.cut)
                    continue
                before = self._store.stored(sha256=plan.replaces) if plan.replaces else None
                if before:
                    self._store.supersede(connection, before.row, sha256)
                self._store.insert(connection, plan.report, plan.cut)
            self._store.set_meta(connection, {"generation": manifest.id})
        self._live = manifest
        self._generations.clear(manifest.id, keep_vectors=True)
        for plan in plans:
            if plan.at is not None:
                what: Status = "replaced" if plan.replaces else "added"
                self._settle(plan.at, what, plan.report.card.report_id)

    def _sweep(self) -> None:
        """Delete vectors and originals that nothing refers to, left by runs that were stopped."""
        self._generations.clear(self._store.meta("generation"))
        for file in (self._library / "originals").glob("*"):
            if self._store.stored(sha256=file.name) is None:
                file.unlink(missing_ok=True)

    def _check_sample(self, plans: list[_Plan]) -> None:
        """Embed a few passages again, each for itself, and compare with what was written."""
        import numpy as np

        some = [(plan, at) for plan in plans for at in range(len(plan.cut))]
        for plan, at in random.Random(len(some)).sample(some, min(3, len(some))):
            found = segments.read(self._generations.vectors / plan.file).dense[at]
            again = self._embedder.embed_documents([plan.texts[at]])[0]
            if float(np.dot(found, np.asarray(again, np.float32))) < 0.99:
                msg = (
                    f"The vector of {plan.cut[at].id} could not be reproduced, so nothing was"
                    " changed. Run the command again."
                )
                raise LibraryError(msg)

    def _fail(self, plans: list[_Plan], error: Exception) -> None:
        said = disk_trouble(self._library, error) if isinstance(error, OSError) else str(error)
        if any(plan.at is None for plan in plans):
            raise LibraryError(said) from error
        for plan in plans:
            if plan.at is not None:
                self._settle(plan.at, "failed", error=said)
        self._cards = {card.sha256: card for card in self._store.cards()}
        for plan in [*self._waiting, *self._embedded]:
            self._cards.pop(plan.replaces or "", None)
            self._cards[plan.report.card.sha256] = plan.report.card

    # -- small things

    @property
    def _embedder(self) -> Embedder:
        return self._open_embedder()

    def _making(self) -> Making:
        model = self._embedder
        return Making(model.name, model.fingerprint, model.dimension, RULES)

    def _healthy(self) -> bool:
        """Whether all files of the live generation are there; `doctor` looks into them."""
        live = self._live
        if live is None:
            return False
        folder = self._generations.folder(live.id)
        return (live.server is not None or (folder / "chroma" / "chroma.sqlite3").exists()) and all(
            (self._generations.vectors / file).exists() for _, file in live.reports
        )

    def _settle(
        self, at: int, status: Status, report_id: str | None = None, error: str | None = None
    ) -> None:
        self._outcomes[at] = Outcome(self._outcomes[at].path, status, report_id, error)

    def _tell_reading(self) -> None:
        self._read_so_far += 1
        if self._progress:
            self._progress("reading", self._read_so_far, self._files, self._pace or "files")

    def _paced(self, done: int, total: int, pages: int, seconds: float) -> None:
        del done, total
        self._pace = f"{pages / seconds:.0f} pages/s" if seconds > 0 and pages else ""

    def _tell_embedding(self, done: int, speed: float) -> None:
        if self._progress:
            self._progress("embedding", done, self._vectors[1], f"{speed:.0f} passages/s")


def complete(report: Report) -> Report:
    """Fill in what the catalogue of published reports knows."""
    from index.councils.catalogue import complete as fill

    return fill(report)


def printable(text: str) -> str:
    """A path as text that can be printed."""
    return os.fsencode(text).decode("utf-8", errors="replace")


def _reads(
    items: Sequence[str], paced: Callable[[int, int, int, float], None]
) -> Generator[Read, None, None]:
    from index.read import read_files

    yield from read_files(items, progress=paced)

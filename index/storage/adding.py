"""Files into the library: read, cut, embed, build a generation, and commit all of it at once.

Work that was done is never done again: a file is known by the SHA-256 of its bytes, vectors by what they
were made from. Reports become part of the library in steps of about a minute, each of them whole; a
run that is stopped between two steps leaves the library as the last step made it. Reading, embedding
and building go on side by side.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Self

import index.storage.records as records
from index.councils.catalogue import complete
from index.errors import JudgementsError, LibraryError
from index.passages import RULES
from index.read import printable
from index.report import PARSER
from index.storage.ahead import ahead
from index.storage.committing import Committing
from index.storage.embedding import check_sample, embed
from index.storage.generations import Generations, Making
from index.storage.identity import inspection, renamed
from index.storage.originals import hash_of, original
from index.storage.plan import Plan, planned
from index.storage.reading import read_and_keep
from index.storage.standing import excerpt, was_replaced
from index.storage.store import Store, Stored
from index.storage.telling import Progress, Telling
from index.storage.writing import disk_trouble
from index.types import Outcome, Report, ReportCard

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.read import Read

GROUP = 768
"""Passages embedded in one go: enough to sort them by length, few enough to show progress."""

STEP = 60.0
"""Seconds between two commits of a long run, and more where a commit itself takes long."""

Status = Literal["added", "unchanged", "replaced", "failed"]


class Adding:
    """One run of `add` or of a rebuild, under the writer's lock; use it as a context."""

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
        self._telling = Telling(progress)
        self._next_commit = time.monotonic() + STEP
        self._outcomes: list[Outcome] = []
        self._waiting: list[Plan] = []
        self._embedded: list[Plan] = []
        self._commits = Committing(store, generations)
        self._cards = {card.sha256: card for card in store.cards()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._commits.close()
        self._generations.close()

    def add(self, paths: Sequence[str | Path]) -> list[Outcome]:
        """Bring the library up to date with its model and rules, then add the files."""
        from index.read import collect

        # a run that was killed may have left a generation half built
        self._generations.clear(self._store.meta("generation"), keep_vectors=True)
        self.refresh()
        items = collect(paths)
        self._outcomes = [Outcome(printable(item), "failed") for item in items]
        self._telling.expect(files=len(items))
        fresh: list[tuple[int, str]] = []
        first: dict[str, int] = {}
        for at, item in enumerate(items):
            sha256 = hash_of(item)
            known = self._store.stored(sha256=sha256) if sha256 else None
            if known:
                self._settle_known(at, known)
                self._telling.read()
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
                self._settle(at, what, twin.report_id, twin.error, twin.notes)
        return self._outcomes

    def refresh(self, *, anew: bool = False) -> bool:
        """Read again and rebuild where the parser, the model, the rules, Chroma or the files have changed.

        Returns whether anything was done.
        """
        cards = self._store.cards()
        if not cards:
            return False
        live = self._commits.live
        whole = anew or not (
            self._generations.current(live, self._making()) and self._generations.whole(live)
        )
        again = self._read_again()
        if not (whole or again):
            return False
        if whole:
            self._commits.live = None
        for card in cards:
            new = again.get(card.sha256)
            stored = self._store.stored(sha256=card.sha256)
            if stored and (whole or new):
                report = new or self._store.report(stored.row)
                self._wait(self._planned(report, reread=new is not None))
                self._embed_if_many()
        self._finish()
        self._generations.clear(self._store.meta("generation"))
        self._cards = {card.sha256: card for card in self._store.cards()}
        return True

    def without(self, report_id: str) -> None:
        """Take out a report; the others keep their vectors."""
        self.refresh()
        stored = self._store.stored(report_id=report_id)
        if stored is None:
            return
        live = self._commits.live
        files = {r: f for r, f in (live.reports if live else ()) if r != report_id}
        manifest = self._generations.build(self._making(), files, live)
        with self._store.transaction() as connection:
            gone = records.delete(connection, stored.row)
            records.set_meta(connection, {"generation": manifest.id})
        for sha256 in gone:
            original(self._library, sha256).unlink(missing_ok=True)
        self._commits.live = manifest
        self._generations.clear(manifest.id)

    # -- reading

    def _read_again(self) -> dict[str, Report]:
        """The reports that another parser read, as this one reads them."""
        stale = self._store.read_otherwise(PARSER)
        if not stale:
            return {}
        from index.storage.rereading import read_again

        self._telling.expect(files=len(stale))
        return read_again(self._library, stale, complete, self._telling.read)

    def _read(self, fresh: list[tuple[int, str]]) -> None:
        if not fresh:
            return
        paths = [path for _, path in fresh]
        reading = partial(read_and_keep, self._library, paths, self._telling.paced)
        with closing(ahead(reading)) as reads:
            for (at, _), (read, trouble) in zip(fresh, reads, strict=True):
                self._take(at, read, trouble)
                self._telling.read()
                self._embed_if_many()
                if self._commits.ready:
                    self._settle_commit()
                if not self._commits.under_way and time.monotonic() > self._next_commit:
                    self._begin_commit()
        self._finish()
        self._sweep()

    def _take(self, at: int, read: Read, trouble: Exception | None) -> None:
        """Plan one file that was read and kept, or settle why not."""
        if read.report is None:
            self._settle(at, "failed", error=read.error or "The file could not be read.")
            return
        try:
            report = complete(read.report)
            sha256 = report.card.sha256
            known = self._store.stored(sha256=sha256)
            if known:
                self._settle_known(at, known)
                return
            if sha256 in self._cards:
                self._settle(at, "unchanged", self._cards[sha256].report_id)
                return
            if trouble is not None:
                raise trouble
            old = next(
                (c for c in self._cards.values() if inspection(c) == inspection(report.card)), None
            )
            if old and (why := excerpt(report, self._reading(old))):
                self._settle(at, "failed", error=why)
                return
            report = renamed(report, old.report_id if old else self._free_id(report.card))
            self._wait(self._planned(report, at=at, replaces=old.sha256 if old else None))
        except JudgementsError as error:
            self._settle(at, "failed", error=str(error))
        except OSError as error:
            self._settle(at, "failed", error=disk_trouble(self._library, error))

    def _reading(self, card: ReportCard) -> Report:
        """A report that is here, or that this run is adding."""
        for plan in (*self._waiting, *self._embedded, *self._commits.plans):
            if plan.report.card.sha256 == card.sha256:
                return plan.report
        stored = self._store.stored(sha256=card.sha256)
        if stored is None:
            raise LibraryError(f"The report {card.report_id} is not in the library any more.")
        return self._store.report(stored.row)

    def _planned(
        self,
        report: Report,
        *,
        at: int | None = None,
        replaces: str | None = None,
        reread: bool = False,
    ) -> Plan:
        fingerprint = self._embedder.fingerprint
        return planned(report, fingerprint, RULES, at=at, replaces=replaces, reread=reread)

    def _wait(self, plan: Plan) -> None:
        self._waiting.append(plan)
        self._telling.expect(passages=len(plan.cut))
        if plan.at is not None:
            self._cards.pop(plan.replaces or "", None)
            self._cards[plan.report.card.sha256] = plan.report.card

    def _free_id(self, card: ReportCard) -> str:
        taken = {c.report_id for c in self._cards.values()}
        name, number = card.report_id, 2
        while name in taken:
            name, number = f"{card.report_id}-{number}", number + 1
        return name

    # -- embedding and committing

    def _finish(self) -> None:
        """Embed and commit all that is waiting; on failure its files are settled as failed."""
        if self._waiting:
            self._generations.prepare()
        self._embed()
        self._settle_commit()
        self._begin_commit()
        self._settle_commit()

    def _embed_if_many(self) -> None:
        if sum(len(plan.cut) for plan in self._waiting) >= GROUP:
            self._embed()

    def _embed(self) -> None:
        """Write the vectors' files of the reports that wait, embedding only what is new."""
        plans, self._waiting = self._waiting, []
        try:
            folder = self._generations.vectors
            embed(plans, folder, self._embedder, self._telling.embedding())
            self._embedded += plans
        except (JudgementsError, OSError) as error:
            self._fail(plans, error)

    def _begin_commit(self) -> None:
        """Let the generation with the reports that are embedded be built, while others go on."""
        plans, self._embedded = self._embedded, []
        if not plans:
            return
        self._next_commit = time.monotonic() + STEP
        try:
            check_sample(plans, self._generations.vectors, self._embedder)
            self._commits.begin(plans, self._making())
        except (JudgementsError, OSError) as error:
            self._fail(plans, error)

    def _settle_commit(self) -> None:
        """Make the reports of the generation that is built part of the library."""
        plans = self._commits.plans
        try:
            self._commits.finish()
        except (JudgementsError, OSError) as error:
            self._fail(plans, error)
            return
        for plan in plans:
            if plan.at is not None:
                what: Status = "replaced" if plan.replaces else "added"
                report = plan.report
                self._settle(plan.at, what, report.card.report_id, notes=report.problems)

    def _sweep(self) -> None:
        """Delete vectors and originals that nothing refers to, left by runs that were stopped."""
        self._generations.clear(self._store.meta("generation"))
        for file in (self._library / "originals").glob("*"):
            if self._store.stored(sha256=file.name) is None:
                file.unlink(missing_ok=True)

    def _fail(self, plans: Sequence[Plan], error: Exception) -> None:
        said = disk_trouble(self._library, error) if isinstance(error, OSError) else str(error)
        if any(plan.at is None for plan in plans):
            raise LibraryError(said) from error
        for plan in plans:
            if plan.at is not None:
                self._settle(plan.at, "failed", error=said)
        self._cards = {card.sha256: card for card in self._store.cards()}
        for plan in (*self._waiting, *self._embedded, *self._commits.plans):
            self._cards.pop(plan.replaces or "", None)
            self._cards[plan.report.card.sha256] = plan.report.card

    # -- small things

    @property
    def _embedder(self) -> Embedder:
        return self._open_embedder()

    def _making(self) -> Making:
        model = self._embedder
        return Making(model.name, model.fingerprint, model.dimension, RULES)

    def _settle_known(self, at: int, known: Stored) -> None:
        """Settle a file whose bytes the library has already, as the reading that counts or an older one."""
        newer = self._store.stored(sha256=known.superseded_by) if known.superseded_by else None
        card = newer.card if newer else known.card
        notes = (was_replaced(card.report_id),) if newer else ()
        self._settle(at, "unchanged", card.report_id, notes=notes)

    def _settle(
        self,
        at: int,
        status: Status,
        report_id: str | None = None,
        error: str | None = None,
        notes: Sequence[str] = (),
    ) -> None:
        path = self._outcomes[at].path
        self._outcomes[at] = Outcome(path, status, report_id, error, tuple(notes))

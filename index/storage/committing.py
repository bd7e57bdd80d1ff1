"""Making reports part of the library: a generation built in the background, then one transaction.

Building and checking a generation is Chroma's work in a process of its own; meanwhile the reports that
come after are read and embedded. One generation is built at a time, and the transaction that
makes it live runs in the caller's thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import index.storage.records as records
from index.storage.generations import Generations, Making
from index.storage.plan import Plan
from index.storage.store import Store
from index.vectors import Manifest


class Committing:
    """The live generation of a library, and the one that is being built to follow it.

    `live` is the generation to build on; `plans` are the reports in the one being built.
    """

    def __init__(self, store: Store, generations: Generations) -> None:
        self._store = store
        self._generations = generations
        self.live: Manifest | None = generations.manifest(store.meta("generation"))
        self.plans: tuple[Plan, ...] = ()
        self._pool = ThreadPoolExecutor(1, "generation")
        self._building: Future[Manifest] | None = None

    def close(self) -> None:
        """Let go; a generation that was not committed is left to be cleared."""
        if self._building is not None:
            self._generations.abandon()
        self._pool.shutdown()

    @property
    def under_way(self) -> bool:
        """Whether a generation was begun and not yet committed."""
        return self._building is not None

    @property
    def ready(self) -> bool:
        """Whether the one under way is built, so that `finish` need not wait."""
        return self._building is not None and self._building.done()

    def begin(self, plans: Sequence[Plan], making: Making) -> None:
        """Build the generation that has these reports too; nothing may be under way."""
        assert self._building is None, "one generation at a time"
        files = dict(self.live.reports) if self.live else {}
        files |= {plan.report.card.report_id: plan.file for plan in plans}
        self.plans = tuple(plans)
        self._building = self._pool.submit(self._generations.build, making, files, self.live)

    def finish(self) -> tuple[Plan, ...]:
        """Wait for the generation, and commit it with its reports: the one moment of change.

        Returns the reports that are now part of the library.

        Raises:
            LibraryError: the generation could not be built or differs; nothing has changed.
        """
        if self._building is None:
            return ()
        try:
            manifest = self._building.result()
            with self._store.transaction() as connection:
                for plan in self.plans:
                    self._put(connection, plan)
                records.set_meta(connection, {"generation": manifest.id})
            self.live = manifest
            self._generations.clear(manifest.id, keep_vectors=True)
            return self.plans
        finally:
            self._building, self.plans = None, ()

    def _put(self, connection: sqlite3.Connection, plan: Plan) -> None:
        stored = self._store.stored(sha256=plan.report.card.sha256)
        if plan.at is not None:
            before = self._store.stored(sha256=plan.replaces) if plan.replaces else None
            if before:
                records.supersede(connection, before.row, plan.report.card.sha256)
            records.insert(connection, plan.report, plan.cut)
        elif stored and plan.reread:
            records.read_again(connection, stored.row, plan.report, plan.cut)
        elif stored:
            records.put_passages(connection, stored.row, plan.cut)

"""The library on disk: what is in it, add, remove, search, open.

    library.sqlite3    the truth: reports, paragraphs, judgements, passages, full text
    originals/         the files that were added, by the SHA-256 of their bytes
    vectors/           the embeddings, one file per report
    generations/       Chroma's databases; one of them is live
    writer.lock        held by the one process that writes

Everything but the first two can be rebuilt from them.
"""

from __future__ import annotations

import difflib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index.errors import LibraryError, UnknownReportError, VectorsUnavailableError
from index.given import check_ids, valid, whole_number
from index.storage.store import Store
from index.types import Hit, Improvement, Judgement, Outcome, Paragraph, Report, ReportCard

if TYPE_CHECKING:
    from index.embed import Embedder
    from index.storage.adding import Adding
    from index.storage.checks import Check
    from index.storage.telling import Progress
    from index.vectors import Generation

_DATABASE = "library.sqlite3"


class Library:
    """A library of reports; open one with `Library.open`. Safe to share between threads.

    Whatever another process adds or removes shows at the next call. A search that has begun goes on
    in the vectors with which it began.
    """

    def __init__(self, path: Path, store: Store, embedding: str | None, chroma: str | None) -> None:
        self.path = path
        self.store = store
        self._embedding = embedding
        self._server = chroma
        self._guard = threading.RLock()
        self._last = threading.local()
        self._embedder: Embedder | None = None
        self._vectors: Generation | None = None

    @classmethod
    def open(
        cls,
        path: str | Path | None = None,
        *,
        embedding: str | None = None,
        chroma: str | None = None,
    ) -> Library:
        """Open the library in a folder; a folder that is missing or empty becomes an empty library.

        Without `path` it is JUDGEMENTS_LIBRARY's, else the user's own. `embedding` names another
        model than the one that ships, `chroma` a Chroma server (else JUDGEMENTS_CHROMA).

        Raises:
            LibraryError: the folder holds something else, or can't be read.
        """
        folder = folder_of(path)
        database = folder / _DATABASE
        if not database.exists():
            try:
                folder.mkdir(parents=True, exist_ok=True)
                if any(entry.name != _DATABASE for entry in folder.iterdir()):
                    msg = (
                        f"The folder {folder} holds something, but no library. Choose an empty one."
                    )
                    raise LibraryError(msg)
            except OSError as error:
                msg = (
                    f"No library can be made in {folder}: {error.strerror}. Choose another folder."
                )
                raise LibraryError(msg) from error
        server = chroma or os.environ.get("JUDGEMENTS_CHROMA") or None
        return cls(folder, _store(database), embedding, server)

    @staticmethod
    def exists(path: str | Path | None = None) -> bool:
        """Whether there is a library in the folder that `open` would use."""
        return (folder_of(path) / _DATABASE).exists()

    def close(self) -> None:
        """Let go of the files; the library object can't be used afterwards."""
        with self._guard:
            self._vectors = None
            self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # -- what is in it

    def reports(self) -> tuple[ReportCard, ...]:
        """The card of every report, newest inspection first."""
        return self.store.cards()

    def report(self, report_id: str) -> Report:
        """One report as parsed.

        Raises:
            UnknownReportError: no report has this id.
        """
        stored = self.store.stored(report_id=report_id)
        if stored is None:
            raise self._unknown(report_id)
        return self.store.report(stored.row)

    def paragraph(
        self, paragraph_id: str, sha256: str | None = None, quote: str = ""
    ) -> tuple[ReportCard, Paragraph]:
        """A paragraph and the card of the report it was read from.

        `sha256` asks for the reading of exactly those bytes, `quote` for one that has these words, as
        a citation names them. A reading that was replaced still answers; `superseded_by` says so.

        Raises:
            UnknownReportError: no reading in the library has the paragraph.
        """
        found = self.store.paragraph(paragraph_id, sha256, quote)
        if found is None:
            msg = f"The library has no paragraph {paragraph_id!r}; its report was never here or was removed."
            raise UnknownReportError(msg)
        return found

    def superseded_by(self, sha256: str) -> ReportCard | None:
        """The report that replaced the reading of these bytes; None where it is the current one."""
        stored = self.store.stored(sha256=sha256)
        if stored is None or stored.superseded_by is None:
            return None
        newer = self.store.stored(sha256=stored.superseded_by)
        return newer.card if newer else None

    def judgements(self) -> tuple[tuple[ReportCard, Judgement], ...]:
        """Every judgement of every report, newest inspection first."""
        return self.store.judgements()

    def improvements(self, report_id: str) -> tuple[Improvement, ...]:
        """What a report says must improve, in its order."""
        if self.store.stored(report_id=report_id) is None:
            raise self._unknown(report_id)
        return self.store.improvements(report_id)

    def resolve(self, name: str) -> str:
        """The id of the report that is meant by an id, a file name or its stem, or a SHA-256.

        Of a SHA-256 the first 8 digits are enough. A reading that was replaced leads to what replaced it.

        Raises:
            UnknownReportError: nothing, or more than one report, goes by that name.
        """
        wanted = name.strip().casefold()
        cards = self.store.cards()
        ids = [card.report_id for card in cards if card.report_id.casefold() == wanted]
        files = [
            card.report_id
            for card in cards
            if wanted in (card.name.casefold(), Path(card.name).stem.casefold())
        ]
        for found in (ids, files):
            if len(found) == 1:
                return found[0]
        return self._by_bytes(wanted, cards)

    def original(self, report_id: str) -> Path:
        """The file that a report was read from, byte for byte.

        Raises:
            UnknownReportError: no report has this id.
            LibraryError: the file is gone.
        """
        from index.storage.originals import original

        stored = self.store.stored(report_id=report_id)
        if stored is None:
            raise self._unknown(report_id)
        path = original(self.path, stored.card.sha256)
        if not path.exists():
            msg = f"The original of {report_id} is missing from the library. Run: judgements doctor"
            raise LibraryError(msg)
        return path

    # -- search

    @property
    def generation(self) -> str:
        """The id of the live generation; it changes whenever anything is added or removed."""
        return self.store.meta("generation") or "empty"

    @property
    def vectors(self) -> Generation:
        """The live generation, open for reading. Keep it for as long as one search takes.

        Raises:
            VectorsUnavailableError: there is none, it can't be opened, or another model made it.
        """
        from index.vectors import Generation

        live = self.store.meta("generation")
        opened = self._vectors
        if opened is not None and opened.id == live:
            return opened
        with self._guard:
            for _ in range(5):
                # a writer may swap and clear between the look and the opening: look again
                live = self.store.meta("generation")
                if live is None:
                    break
                try:
                    opened = Generation(self.path, live, self._server)
                except VectorsUnavailableError:
                    if live == self.store.meta("generation"):
                        raise
                    continue
                self._refuse_another_model(opened)
                self._vectors = opened
                return opened
        raise VectorsUnavailableError("The library is empty. Add reports with: judgements add")

    def embedder(self) -> Embedder:
        """The embedding model, loaded once."""
        with self._guard:
            if self._embedder is None:
                from index.embed import open_embedder

                self._embedder = open_embedder(self._embedding)
            return self._embedder

    def search(
        self, query: str, k: int = 5, reports: Sequence[str] | None = None
    ) -> tuple[Hit, ...]:
        """The `k` passages that answer a query best, best first; `reports` are the ids to search in.

        Raises QuestionError for a query, a number or ids that can't be searched with.
        """
        from index.search import find

        check_ids(reports)
        finding = find(self, valid(query), whole_number(k), reports)
        self._last.keyword_only = finding.keyword_only
        return tuple(Hit(found.passage, found.score) for found in finding.found)

    @property
    def keyword_only(self) -> bool:
        """Whether the last search of this thread had to do without the vectors."""
        return bool(getattr(self._last, "keyword_only", False))

    # -- changing it

    def add(
        self, paths: Sequence[str | Path] | str | Path, *, progress: Progress | None = None
    ) -> list[Outcome]:
        """Read files, folders and addresses into the library; one outcome for each file, in order.

        A file that can't be read is an outcome, not an error; the others are added all the same.
        Another model or other rules than the library was built with rebuild it first; reports that
        another version of the parser read are read again from their originals.

        Raises:
            LibraryBusyError: another process is writing.
            LibraryError: the library can't be written.
        """
        from index.storage.writing import writing

        items = [paths] if isinstance(paths, str | Path) else list(paths)
        with writing(self.path), self._adding(progress) as adding:
            return adding.add(items)

    def remove(self, report_id: str) -> None:
        """Take out a report, with its original and the readings it had replaced.

        Raises:
            UnknownReportError: no report has this id.
            LibraryBusyError: another process is writing.
        """
        from index.storage.writing import writing

        with writing(self.path), self._adding(None) as adding:
            if self.store.stored(report_id=report_id) is None:
                raise self._unknown(report_id)
            adding.without(report_id)

    def rebuild(self, *, progress: Progress | None = None, anew: bool = True) -> bool:
        """Build a new generation from the truth; with `anew=False` only where one is needed."""
        from index.storage.writing import writing

        with writing(self.path), self._adding(progress) as adding:
            return adding.refresh(anew=anew)

    def doctor(self) -> tuple[Check, ...]:
        """Compare every part of the library with the one it must agree with; changes nothing."""
        from index.storage.checks import checks

        return tuple(checks(self.path, self.store, self._server, self.embedder))

    def export(self, path: str | Path) -> Path:
        """Write the whole library into one file that another machine can open with `restore`.

        Raises:
            LibraryError: the file can't be written.
        """
        from index.storage.archive import export

        # held open, so that no writer clears the vectors while they are copied
        opened = None if self.store.meta("generation") is None else self.vectors
        try:
            return export(self.path, self.store, Path(path))
        finally:
            del opened

    @classmethod
    def restore(
        cls,
        archive: str | Path,
        path: str | Path | None = None,
        *,
        embedding: str | None = None,
        chroma: str | None = None,
    ) -> Library:
        """Make a library in an empty folder from an exported file, check it, and open it.

        Raises:
            LibraryError: the folder is in use, or the file is damaged or no export.
        """
        from index.storage.archive import unpack

        unpack(Path(archive), folder_of(path))
        library = cls.open(path, embedding=embedding, chroma=chroma)
        library.rebuild(anew=False)
        return library

    def _refuse_another_model(self, opened: Generation) -> None:
        """Vectors of two models mean nothing to each other, whatever their dimensions."""
        model = self.embedder()
        if model.fingerprint != opened.fingerprint:
            msg = (
                f"The library was built with the model {opened.manifest.model}"
                f" ({opened.fingerprint}), and the one to search with is {model.name}"
                f" ({model.fingerprint}). Run: judgements doctor --fix"
            )
            raise VectorsUnavailableError(msg)

    def _adding(self, progress: Progress | None) -> Adding:
        from index.storage.adding import Adding
        from index.storage.generations import Generations

        return Adding(
            self.path, self.store, Generations(self.path, self._server), self.embedder, progress
        )

    def _by_bytes(self, name: str, cards: Sequence[ReportCard]) -> str:
        if len(name) >= 8 and set(name) <= set("0123456789abcdef"):
            found = {card.report_id for card in cards if card.sha256.startswith(name)}
            for card in cards:
                older = self.store.superseded(card.sha256)
                found |= {card.report_id for old in older if old.sha256.startswith(name)}
            if len(found) == 1:
                return found.pop()
        raise self._unknown(name)

    def _unknown(self, name: str) -> UnknownReportError:
        names = [card.report_id for card in self.store.cards()]
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.0)
        hint = f" The nearest is {near[0]!r}." if near else " The library is empty."
        return UnknownReportError(f"The library has no report {name!r}.{hint}")


def _store(database: Path) -> Store:
    """Open the database for writing where that can be, else for reading alone."""
    if not database.exists():
        return Store(database)
    if not os.access(database.parent, os.W_OK):
        return Store(database, read_only=True)
    try:
        return Store(database)
    except LibraryError:
        # SQLite needs room for its shared index even to read; on a full disk a database whose last
        # writer has finished can still be read without one
        log = database.with_name(f"{database.name}-wal")
        if log.exists() and log.stat().st_size:
            raise
        return Store(database, read_only=True)


def folder_of(path: str | Path | None) -> Path:
    """The folder that is meant: the one given, else JUDGEMENTS_LIBRARY's, else the user's own."""
    chosen = path or os.environ.get("JUDGEMENTS_LIBRARY")
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_data_path

    return user_data_path("essex-judgements", appauthor=False)

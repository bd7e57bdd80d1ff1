"""Chroma behind our terms: build a collection, check it against the vectors' files, and query it.

Local folders are written and checked in a child process (see `chroma_child`): a broken folder can end the
process that opens it, or panic past `except Exception`, and neither may reach the library.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import index.storage.segments as segments
from index.errors import SettingsError, VectorsUnavailableError
from index.vectors import Manifest

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

BATCH = 5000
"""Vectors in one call; Chroma refuses more than 5461."""

SERVER_BATCH = 1000
"""Vectors in one call to a server, which bounds the size of a request."""

SEARCHED = 64
"""How many vectors must find themselves when a collection is checked."""

_HNSW = {"space": "cosine", "ef_construction": 128, "ef_search": 1000, "max_neighbors": 32}


def version() -> str:
    """Chroma's version, without importing it."""
    return importlib.metadata.version("chromadb")


def load() -> None:
    """Import Chroma, which takes most of a second, before it is needed."""
    import chromadb

    del chromadb


def collection_name(manifest: Manifest) -> str:
    """The collection of a generation."""
    return f"judgements-{manifest.id}"


class Collection:
    """The collection of one generation."""

    def __init__(self, client: Any, collection: Any, where: str) -> None:
        self._client = client
        self._collection = collection
        self._where = where

    @classmethod
    def open(cls, folder: Path, manifest: Manifest, address: str | None = None) -> Collection:
        """Open the collection of a generation, in its folder or on its server.

        `address` is where this machine sees the server, if not where the writer saw it.
        """
        server = manifest.server and (address or manifest.server)
        where = server or str(folder / "chroma")
        with _translated(where):
            client = _client(folder, server)
            found = client.get_collection(collection_name(manifest), embedding_function=None)
            return cls(client, found, where)

    @classmethod
    def create(cls, folder: Path, manifest: Manifest) -> Collection:
        """Make an empty collection for a generation; one half made before is dropped."""
        where = manifest.server or str(folder / "chroma")
        with _translated(where):
            client = _client(folder, manifest.server)
            name = collection_name(manifest)
            if name in {c.name for c in client.list_collections()}:
                client.delete_collection(name)
            made = client.create_collection(
                name, embedding_function=None, configuration={"hnsw": dict(_HNSW)}
            )
            return cls(client, made, where)

    def close(self) -> None:
        """Let go of the folder or the connection."""
        self._client.close()

    def nearest(self, query: Floats, count: int, reports: Sequence[str] | None) -> list[str]:
        """Propose the ids of about the `count` nearest passages."""
        scope = None if reports is None else {"report": {"$in": list(reports)}}
        with _translated(self._where):
            found = self._collection.query(
                query_embeddings=query[None], n_results=count, where=scope, include=[]
            )
        return list(found["ids"][0])

    def put(self, report: str, ids: Sequence[str], dense: Floats) -> None:
        """Put in the passages of one report."""
        self.put_all([(report, name) for name in ids], dense)

    def put_all(self, rows: Sequence[tuple[str, str]], dense: Floats) -> None:
        """Put in rows of `(report id, passage id)` with their vectors."""
        size = SERVER_BATCH if self._where.startswith("http") else BATCH
        with _translated(self._where):
            for start in range(0, len(rows), size):
                some = rows[start : start + size]
                self._collection.upsert(
                    ids=[name for _, name in some],
                    embeddings=dense[start : start + size],
                    metadatas=[{"report": report} for report, _ in some],
                )

    def take_out(self, ids: Sequence[str]) -> None:
        """Take out passages."""
        with _translated(self._where):
            for start in range(0, len(ids), BATCH):
                self._collection.delete(ids=list(ids[start : start + BATCH]))

    def faults(self, parts: dict[str, segments.Segment]) -> list[str]:
        """Compare all that the collection holds with the vectors' files; empty when they agree.

        Every id and every vector is compared, and a sample of vectors must find themselves by search.
        """
        import numpy as np

        ids = [name for segment in parts.values() for name in segment.ids]
        reports = [report for report, segment in parts.items() for _ in segment.ids]
        places = {name: at for at, name in enumerate(ids)}
        truth = np.concatenate([s.dense for s in parts.values()]) if ids else np.zeros((0, 1))
        seen: set[str] = set()
        wrong: list[str] = []
        with _translated(self._where):
            count = self._collection.count()
            if count != len(ids):
                wrong.append(f"it holds {count} passages instead of {len(ids)}")
            for start in range(0, count, BATCH):
                page = self._collection.get(
                    limit=BATCH, offset=start, include=["embeddings", "metadatas"]
                )
                seen.update(page["ids"])
                wrong += [f"{n} does not belong there" for n in page["ids"] if n not in places]
                known = [at for at, name in enumerate(page["ids"]) if name in places]
                rows = [places[page["ids"][at]] for at in known]
                held = np.asarray(page["embeddings"])[known]
                if rows and held.shape[1] != truth.shape[1]:
                    return [*wrong, f"its vectors have {held.shape[1]} dimensions"]
                # also true of a vector that is no number
                differs = [
                    at
                    for at, row in enumerate(rows)
                    if not np.abs(held[at] - truth[row]).max() <= 1e-4
                ]
                wrong += [f"the vector of {ids[rows[at]]} is another one" for at in differs]
                wrong += [
                    f"{ids[row]} is filed under another report"
                    for at, row in zip(known, rows, strict=True)
                    if page["metadatas"][at].get("report") != reports[row]
                ]
            wrong += [f"{name} is missing" for name in sorted(places.keys() - seen)[:20]]
            for at in range(0, len(ids), max(1, len(ids) // SEARCHED)):
                found = self.nearest(truth[at], 10, None)
                # twins (the same sentence in two reports) may come before it
                near = [truth[places[f]] @ truth[at] for f in found if f in places]
                if ids[at] not in found and max(near, default=0.0) < 0.9999:
                    wrong.append(f"{ids[at]} is not found by its own vector")
        return wrong


def build(folder: Path, manifest: Manifest, vectors: Path, base: Path | None) -> list[str]:
    """Build the collection of a generation, from another one where that is quicker, and check it.

    Returns what is wrong with the result, empty when it agrees with the vectors' files.
    """
    parts = {report: segments.read(vectors / file) for report, file in manifest.reports}
    if base is not None:
        wrong = _from_base(folder, manifest, vectors, base, parts)
        if not wrong:
            return []
        # what it was copied from may be damaged: from the vectors alone, then
        shutil.rmtree(folder / "chroma", ignore_errors=True)
    made = Collection.create(folder, manifest)
    try:
        _fill(made, parts)
        return made.faults(parts)
    finally:
        made.close()


def check(folder: Path, manifest: Manifest, vectors: Path) -> list[str]:
    """Say what is wrong with a generation's collection, looking at a copy where it is a folder.

    Opening a Chroma folder writes to it, and a generation is never changed.
    """
    parts = {report: segments.read(vectors / file) for report, file in manifest.reports}
    with tempfile.TemporaryDirectory(prefix="judgements-") as copy:
        if manifest.server is None:
            with _translated(str(folder)):
                shutil.copytree(folder / "chroma", Path(copy) / "chroma")
        found = Collection.open(Path(copy), manifest)
        try:
            return found.faults(parts)
        finally:
            found.close()


def drop(folder: Path, manifest: Manifest) -> None:
    """Delete the collection of a generation from its server."""
    with _translated(str(manifest.server)):
        client = _client(folder, manifest.server)
        try:
            client.delete_collection(collection_name(manifest))
        finally:
            client.close()


def _from_base(
    folder: Path,
    manifest: Manifest,
    vectors: Path,
    base: Path,
    parts: dict[str, segments.Segment],
) -> list[str]:
    """Copy another generation's folder and bring it up to date."""
    before = Manifest.read(base)
    old, new = dict(before.reports), dict(manifest.reports)
    shutil.copytree(base / "chroma", folder / "chroma")
    try:
        made = Collection.open(folder, before)
    except VectorsUnavailableError as error:
        return [str(error)]
    try:
        gone = [
            name
            for report, file in old.items()
            if new.get(report) != file
            for name in segments.read(vectors / file).ids
        ]
        if gone:
            made.take_out(gone)
        _fill(made, {r: part for r, part in parts.items() if old.get(r) != new[r]})
        with _translated(str(folder)):
            made._collection.modify(name=collection_name(manifest))
        return made.faults(parts)
    except VectorsUnavailableError as error:
        return [str(error)]
    finally:
        made.close()


def _fill(made: Collection, parts: dict[str, segments.Segment]) -> None:
    import numpy as np

    rows: list[tuple[str, str]] = []
    dense: list[Floats] = []
    for report, part in parts.items():
        rows += [(report, name) for name in part.ids]
        dense.append(part.dense)
        if len(rows) >= BATCH:
            made.put_all(rows, np.concatenate(dense))
            rows, dense = [], []
    if rows:
        made.put_all(rows, np.concatenate(dense))


def server_address(server: str) -> tuple[str, int, bool]:
    """Host, port and whether to use TLS, of a Chroma server's address; SettingsError where it is none."""
    try:
        address = urlsplit(server)
        host, port, secure = address.hostname, address.port, address.scheme == "https"
    except ValueError:
        host, port, secure = None, None, False
    if not host or not server.lower().startswith(("http://", "https://")):
        raise SettingsError(f"JUDGEMENTS_CHROMA must look like http://host:8000, not {server!r}.")
    return host, port or (443 if secure else 8000), secure


def _client(folder: Path, server: str | None) -> Any:
    import chromadb
    from chromadb.config import Settings

    if server is None:
        path = folder / "chroma"
        path.mkdir(exist_ok=True)
        return chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))
    host, port, secure = server_address(server)
    token = os.environ.get("JUDGEMENTS_CHROMA_TOKEN")
    return chromadb.HttpClient(
        host=host,
        port=port,
        ssl=secure,
        headers={"Authorization": f"Bearer {token}", "X-Chroma-Token": token} if token else None,
        settings=Settings(anonymized_telemetry=False),
    )


@contextmanager
def _translated(where: str) -> Iterator[None]:
    """Turn Chroma's errors into ours; its panics are no `Exception`."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, SettingsError, VectorsUnavailableError):
        raise
    except BaseException as error:
        what = "The Chroma server at" if where.startswith("http") else "The Chroma folder"
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        msg = f"{what} {where} does not answer as it should ({first})."
        raise VectorsUnavailableError(msg) from error

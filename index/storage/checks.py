"""What `doctor` looks at in a library: each part against the one it must agree with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import index.storage.chroma as chroma
import index.storage.segments as segments
from index.errors import JudgementsError, LibraryError
from index.passages import RULES
from index.report import PARSER
from index.storage.generations import Generations
from index.storage.originals import hash_of, original
from index.storage.store import Store
from index.storage.writing import busy, holder
from index.vectors import Manifest

if TYPE_CHECKING:
    from index.embed import Embedder

REBUILD = (
    "Add any report, or the same one again: that rebuilds what is broken (judgements add FILE)."
)
RESTORE = "Restore the library from an export (judgements import FILE), or add the files anew."

READ_AGAIN = "Run: judgements doctor --fix. It reads the kept originals again."


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: whether it is well, what was seen, and what to do where it is not."""

    name: str
    ok: bool
    detail: str
    fix: str = ""


def checks(
    library: Path, store: Store, server: str | None, open_embedder: Callable[[], Embedder]
) -> Iterator[Check]:
    """Look at everything in a library, without changing any of it."""
    faults = store.faults()
    yield _check("library database", faults, f"{len(store.cards())} reports", RESTORE)
    if faults:
        return
    yield _writer(library)
    yield _check("library originals", _originals(library, store), "every file as added", RESTORE)
    yield _check("library text", _offsets(store), f"{store.count()} passages", RESTORE)
    yield _check("library readings", _readings(store), "all by this version's parser", READ_AGAIN)
    if not store.cards():
        return
    live = store.meta("generation")
    generations = Generations(library, server)
    manifest = generations.manifest(live)
    if manifest is None:
        yield Check("library vectors", False, f"the generation {live} is missing", REBUILD)
        return
    yield _current(manifest, server, open_embedder)
    faults = tuple(_vectors(library, store, manifest))
    yield _check("library vectors", faults, f"generation {manifest.id}, {manifest.count}", REBUILD)
    if not faults:
        where = manifest.server or "in the library"
        yield _check("library Chroma", generations.check(manifest), where, REBUILD)
    yield _check(
        "library model",
        _sample(library, store, manifest, open_embedder),
        "a sample of vectors was reproduced",
        REBUILD,
    )


def _writer(library: Path) -> Check:
    if busy(library):
        return Check("library writer", True, f"being written ({holder(library / 'writer.json')})")
    return Check("library writer", True, "nobody is writing")


def _originals(library: Path, store: Store) -> Iterator[str]:
    for card in store.cards():
        for sha256 in (card.sha256, *(old.sha256 for old in store.superseded(card.sha256))):
            found = hash_of(str(original(library, sha256)))
            if found is None:
                yield f"the file of {card.report_id} is missing"
            elif found != sha256:
                yield f"the file of {card.report_id} has changed"


def _offsets(store: Store) -> Iterator[str]:
    for card in store.cards():
        stored = store.stored(report_id=card.report_id)
        if stored is None:
            continue
        texts = {p.id: p.text for p in store.report(stored.row).paragraphs}
        for passage in store.passages_of(card.report_id):
            if texts.get(passage.paragraph_id, "")[passage.start : passage.end] != passage.text:
                yield f"the passage {passage.id} does not stand in its paragraph"


def _readings(store: Store) -> Iterator[str]:
    for card in store.read_otherwise(PARSER):
        yield f"{card.report_id} was read by another version of the parser"


def _current(
    manifest: Manifest, server: str | None, open_embedder: Callable[[], Embedder]
) -> Check:
    name = "library generation"
    try:
        fingerprint = open_embedder().fingerprint
    except JudgementsError as error:
        return Check(name, False, "the embedding model can't be opened", str(error))
    for built, now, what in (
        (manifest.fingerprint, fingerprint, f"model {manifest.model} of fingerprint"),
        (manifest.rules, RULES, "passage rules"),
        (manifest.chroma, chroma.version(), "Chroma"),
        (manifest.server or "its folder", server or "its folder", "vectors in"),
    ):
        if built != now:
            return Check(name, False, f"built with {what} {built}, now {now}", REBUILD)
    return Check(name, True, f"{manifest.model}, rules {manifest.rules}, Chroma {manifest.chroma}")


def _vectors(library: Path, store: Store, manifest: Manifest) -> Iterator[str]:
    truth = store.passage_ids()
    files = dict(manifest.reports)
    if truth.keys() != files.keys():
        strangers = sorted(truth.keys() ^ files.keys())
        yield f"the reports differ: {', '.join(strangers[:5])}"
    for report, file in files.items():
        try:
            found = segments.read(library / "vectors" / file)
        except LibraryError as error:
            yield str(error)
            continue
        if found.ids != truth.get(report, ()):
            yield f"the vectors of {report} belong to other passages"
        elif found.dense.shape[1] != manifest.dimension:
            yield f"the vectors of {report} have another dimension"
        elif not found.whole():
            yield f"the vectors of {report} have changed on disk"


def _sample(
    library: Path, store: Store, manifest: Manifest, open_embedder: Callable[[], Embedder]
) -> Iterator[str]:
    """Embed the first passage of a few reports again."""
    import numpy as np

    from index.passages import embedding_text

    try:
        model = open_embedder()
        if model.fingerprint != manifest.fingerprint:
            return
        for report, file in manifest.reports[:: max(1, len(manifest.reports) // 3)]:
            stored = store.stored(report_id=report)
            cut = store.passages_of(report)
            if stored is None or not cut:
                continue
            again = model.embed_documents([embedding_text(cut[0], stored.card)])[0]
            dense = segments.read(library / "vectors" / file).dense[0]
            if float(np.dot(dense, np.asarray(again, np.float32))) < 0.99:
                yield f"the vector of {cut[0].id} is not the model's"
    except JudgementsError as error:
        yield str(error)


def _check(name: str, faults: Iterable[str], detail: str, fix: str) -> Check:
    found = list(faults)
    if not found:
        return Check(name, True, detail)
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    return Check(name, False, "; ".join(found[:3]) + more, fix)

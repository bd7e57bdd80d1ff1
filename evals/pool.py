"""A library made of plain documents, so that a public set runs through the product's own search."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from index.library import Library
from index.passages import passages
from index.types import Paragraph, Report, ReportCard


@dataclass(frozen=True, slots=True)
class Pool:
    """The library, and under which report and paragraph each document stands."""

    library: Library
    places: dict[str, tuple[str, str]]

    @property
    def documents(self) -> dict[str, str]:
        """The document of each paragraph id."""
        return {paragraph: document for document, (_, paragraph) in self.places.items()}


def pool(folder: str | Path, documents: Sequence[tuple[str, str]], *, apart: bool = False) -> Pool:
    """A library of (id, text) documents in a new or matching folder, embedded by the product's model.

    Each document is a numbered paragraph, all of one report, or with `apart` each of its own.
    """
    library = Library.open(folder)
    groups = [[document] for document in documents] if apart else [list(documents)]
    made = [_report(f"pool-{n}", group) for n, group in enumerate(groups)]
    places = {
        document: (report.card.report_id, paragraph.id)
        for report, group in zip(made, groups, strict=True)
        for (document, _), paragraph in zip(group, report.paragraphs, strict=True)
    }
    held = {card.sha256 for card in library.reports()}
    if held != {report.card.sha256 for report in made}:
        if held:
            raise ValueError(f"the folder {folder} holds another library; give an empty one")
        with library.store.transaction() as connection:
            for report in made:
                library.store.insert(connection, report, passages(report))
        library.rebuild()
    return Pool(library, places)


def _report(name: str, documents: Sequence[tuple[str, str]]) -> Report:
    digest = hashlib.sha256()
    for document, text in documents:
        digest.update(f"{name}\0{document}\0{text}\0".encode())
    card = ReportCard(
        report_id=name,
        sha256=digest.hexdigest(),
        name=f"{name}.txt",
        title=name,
        authority="Essex",
        urn=None,
        framework="other",
        inspected=None,
        published=None,
        lead_inspector=None,
        pages=1,
    )
    held = tuple(
        Paragraph(f"{name}/{n}", n, "", 1, 1, 1, text) for n, (_, text) in enumerate(documents, 1)
    )
    return Report(card, (), (), held)

"""Reports that an older parser read, read again from the originals that the library keeps."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from index.read import read_files
from index.storage.identity import renamed
from index.storage.originals import original
from index.types import Report, ReportCard


def read_again(
    library: Path,
    cards: Sequence[ReportCard],
    complete: Callable[[Report], Report],
    tell: Callable[[], None],
) -> dict[str, Report]:
    """Read the originals of these reports; by SHA-256 those that could be read.

    A report keeps its id, whatever the parser now makes of its front page, so that what refers to it goes on
    leading to it. One whose original is lost, or can't be read any more, stays as it was read.
    """
    found: dict[str, Report] = {}
    with tempfile.TemporaryDirectory(prefix="judgements-") as folder:
        # readers go by a file's name too, and originals are kept under their hash
        links = [
            _named(Path(folder) / str(number), card, library) for number, card in enumerate(cards)
        ]
        for card, read in zip(cards, read_files(links), strict=True):
            tell()
            if read.report is not None and read.report.card.sha256 == card.sha256:
                found[card.sha256] = renamed(complete(read.report), card.report_id)
    return found


def _named(folder: Path, card: ReportCard, library: Path) -> Path:
    folder.mkdir()
    link = folder / (card.name or card.sha256)
    link.symlink_to(original(library.absolute(), card.sha256))
    return link

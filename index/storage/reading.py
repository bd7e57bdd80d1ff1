"""Files on their way in: each is read, and its bytes are kept."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import JudgementsError
from index.storage.originals import keep_original

if TYPE_CHECKING:
    from index.read import Read


def read_and_keep(
    library: Path, items: Sequence[str], paced: Callable[[int, int, int, float], None]
) -> Generator[tuple[Read, Exception | None], None, None]:
    """Read files and keep their bytes in the library; of each, what was read and why it can't be kept."""
    from index.read import read_files

    for read in read_files(items, progress=paced):
        trouble: Exception | None = None
        if read.report is not None and read.data_path is not None:
            try:
                keep_original(read.data_path, library, read.report.card.sha256)
            except (JudgementsError, OSError) as error:
                trouble = error
        yield read, trouble

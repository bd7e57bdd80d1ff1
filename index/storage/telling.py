"""How far a run has come, told to whoever draws a progress bar."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[str, int, int, str], None]
"""Called with (what is done, how many, of how many, a few words); totals may grow."""


class Telling:
    """Counts files and passages, and tells `progress` of both with their pace."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress or (lambda *_: None)
        self._read = self._files = 0
        self._embedded = self._passages = 0
        self._pages = "files"

    def expect(self, *, files: int = 0, passages: int = 0) -> None:
        """So many more are to be read, or embedded."""
        self._files += files
        self._passages += passages

    def read(self) -> None:
        """One file more was read, or need not be."""
        self._read += 1
        self._progress("reading", self._read, self._files, self._pages)

    def paced(self, done: int, total: int, pages: int, seconds: float) -> None:
        """So many pages were read so far, in so many seconds."""
        del done, total
        if seconds > 0 and pages:
            self._pages = f"{pages / seconds:.0f} pages/s"

    def embedding(self) -> Callable[[int], None]:
        """A group is begun; what is returned hears how many of its passages are done."""
        begun, before = time.monotonic(), self._embedded

        def tell(done: int) -> None:
            self._embedded = before + done
            pace = done / (time.monotonic() - begun + 1e-9)
            self._progress("embedding", self._embedded, self._passages, f"{pace:.0f} passages/s")

        return tell

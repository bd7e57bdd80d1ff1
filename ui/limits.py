"""How much one person, and everybody together, may ask of the page at a time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Limits:
    """Counts what each person has under way; refuses in words what is over the limit.

    answers_at_once: answers being made at the same moment, for everybody together.
    queue: questions that may wait, for everybody together.
    per_person: questions that one page may have under way.
    files, megabytes: of one upload, and of one file.
    pages: open pages that the server remembers, at some hundred kB each.
    """

    def __init__(
        self,
        *,
        answers_at_once: int = 4,
        queue: int = 64,
        per_person: int = 2,
        files: int = 20,
        megabytes: int = 25,
        pages: int = 1000,
    ) -> None:
        self.answers_at_once = answers_at_once
        self.queue = queue
        self.per_person = per_person
        self.files = files
        self.megabytes = megabytes
        self.pages = pages
        self._lock = threading.Lock()
        self._busy: Counter[str] = Counter()

    @contextmanager
    def one_of(self, request: Any) -> Iterator[str | None]:
        """Hold one place for whoever makes `request`; yields why there is none, or None."""
        person = str(getattr(request, "session_hash", None) or "somebody")
        with self._lock:
            full = self._busy[person] >= self.per_person
            if not full:
                self._busy[person] += 1
        if full:
            yield (
                f"{self.per_person} questions of yours are being answered already. "
                "Wait for one of them, or stop it."
            )
            return
        try:
            yield None
        finally:
            with self._lock:
                self._busy[person] -= 1
                if not self._busy[person]:
                    del self._busy[person]

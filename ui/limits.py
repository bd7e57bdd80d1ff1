"""How much one person, and everybody together, may ask of the page at a time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

#: Small things of one page that may wait beside its questions: opening a page, a filter, a choice.
CLICKS = 6


class Limits:
    """Counts what each person has under way; refuses in words what is over the limit.

    answers_at_once: answers being made at the same moment, for everybody together.
    queue: questions that may wait, for everybody together; half of them from one address.
    per_person: questions that one page may have under way; as many again, and a few clicks, may wait.
    files, megabytes: of one upload, and of one file.
    pages: open pages that the server remembers, at about 700 kB each; closed ones it forgets.
    """

    def __init__(
        self,
        *,
        answers_at_once: int = 4,
        queue: int = 64,
        per_person: int = 2,
        files: int = 20,
        megabytes: int = 25,
        pages: int = 300,
    ) -> None:
        self.answers_at_once = answers_at_once
        self.queue = queue
        self.per_person = per_person
        self.files = files
        self.megabytes = megabytes
        self.pages = pages
        self._lock = threading.Lock()
        self._busy: Counter[str] = Counter()

    def crowded(self, *, of_page: int, of_address: int) -> str | None:
        """Why one event more can't wait beside those of its page and address, or None."""
        if of_page >= self.per_person + CLICKS:
            return "Too much of yours is waiting already. Give it a moment."
        if of_address >= max(self.queue // 2, 1):
            return "Too many questions from your network are waiting. Please try again in a minute."
        return None

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

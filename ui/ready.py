"""The page comes up first, the models after: one background loading, and everybody's view of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from index.errors import JudgementsError

if TYPE_CHECKING:
    from rag.assistant import Assistant


_log = logging.getLogger("judgements.chat")


class NotReadyError(JudgementsError):
    """The assistant is still being loaded, or could not be loaded; the message says which."""


class Desk:
    """Holds the one assistant that everybody asks, from before it is loaded.

    `start` loads it in a background thread, once; `assistant` waits for it. Nothing else is shared
    between people: conversations are values that travel with each request.
    """

    def __init__(self, factory: Callable[[], Assistant]) -> None:
        self._factory = factory
        self._done = threading.Event()
        self._once = threading.Lock()
        self._thread: threading.Thread | None = None
        self._assistant: Assistant | None = None
        self._failure: str | None = None

    def start(self) -> None:
        """Begin to load, unless that has begun already."""
        with self._once:
            if self._thread is None:
                self._thread = threading.Thread(target=self._load, name="load", daemon=True)
                self._thread.start()

    @property
    def ready(self) -> bool:
        """Whether questions can be answered now."""
        return self._assistant is not None

    @property
    def failure(self) -> str | None:
        """Why loading failed, in words for a reader, else None."""
        return self._failure

    @property
    def settled(self) -> bool:
        """Whether loading has ended, well or badly."""
        return self._done.is_set()

    def assistant(self, timeout: float = 300.0) -> Assistant:
        """The assistant, waiting at most `timeout` seconds for it.

        Raises:
            NotReadyError: it is not loaded by then, or loading failed.
        """
        self.start()
        self._done.wait(timeout)
        if self._assistant is not None:
            return self._assistant
        raise NotReadyError(
            self._failure or "The assistant is still getting ready. Please try again in a minute."
        )

    def _load(self) -> None:
        try:
            assistant = self._factory()
            assistant.warm_up()
            self._assistant = assistant
        except JudgementsError as error:
            self._failure = str(error)
            _log.warning("the assistant could not be loaded", extra={"error": str(error)})
        except Exception as error:  # a failure that nobody foresaw must not leave the page waiting
            _log.exception("the assistant could not be loaded")
            self._failure = (
                "The assistant could not be loaded. Run `judgements doctor` where it is served "
                f"to see why ({type(error).__name__})."
            )
        finally:
            self._done.set()

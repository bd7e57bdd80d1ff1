"""What every tab is given: the assistant's desk, the counters, the limits, the ledger."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

from index.errors import JudgementsError
from index.storage.ledger import Entry, Ledger, Verdict
from ui.limits import Limits
from ui.metrics import Metrics
from ui.ready import Desk
from ui.session import Conversation, from_document
from ui.shelf import Shelf
from ui.text import escape

#: For every event handler: programs use the documented endpoints, never the page's own wiring.
PRIVATE: dict[str, Any] = {"api_visibility": "private"}
VERDICTS: dict[str, Verdict] = {"right": "right", "wrong": "wrong", "not_enough": "not_enough"}


@dataclass(frozen=True, slots=True)
class Backstage:
    """Shared by all pages of one server; holds nothing of any conversation."""

    desk: Desk
    metrics: Metrics = field(default_factory=Metrics)
    limits: Limits = field(default_factory=Limits)
    uploads: bool = True
    log: ClassVar[logging.Logger] = logging.getLogger("judgements.chat")

    @staticmethod
    def key(value: Any) -> tuple[int, int]:
        """A citation's key "2-3" as exchange 2, citation 3; (0, 0) for anything else."""
        index, _, n = str(value).partition("-")
        good = index.isascii() and index.isdigit() and n.isascii() and n.isdigit()
        return (int(index[:6]), int(n[:6])) if good else (0, 0)

    def told(self, conversation: Conversation | None, kept: Any) -> Conversation:
        """The conversation of a page, from what its browser kept where the server has forgotten it."""
        if conversation is not None:
            return conversation
        return from_document(kept, self.desk.assistant().library) if self.desk.ready else ()

    def shelf(self, draw: Callable[[Shelf], str], waiting: str) -> str:
        """Draw something of the library, or say that it is not there yet, or what went wrong."""
        if not self.desk.ready:
            return waiting
        try:
            return draw(Shelf(self.desk.assistant().library))
        except JudgementsError as error:
            return f'<p role="alert">{escape(str(error))}</p>'

    def rate(
        self, conversation: Conversation, index: int, n: int, verdict: str, reader: str
    ) -> str:
        """Write a reader's verdict on one citation into the ledger; returns what to tell them."""
        answer = conversation[index - 1].answer if 0 < index <= len(conversation) else None
        citation = next((c for c in answer.citations if c.n == n), None) if answer else None
        if answer is None or citation is None or verdict not in VERDICTS:
            return "That citation is no longer in this conversation."
        statement = next((s.text for s in answer.statements if n in s.citations), "")
        entry = Entry(
            said=datetime.now(UTC).isoformat(timespec="seconds"),
            reader=reader,
            verdict=VERDICTS[verdict],
            question=answer.standalone_question or answer.question,
            statement=statement,
            report_id=citation.report.report_id,
            sha256=citation.report.sha256,
            paragraph_id=citation.paragraph_id,
            paragraph=citation.paragraph,
            pages=citation.pages,
            quote=citation.quote,
            start=citation.start,
            end=citation.end,
            library=answer.library,
            model=answer.model,
        )
        try:
            Ledger(self.desk.assistant().library.path).record(entry)
        except JudgementsError as error:
            return f"Your view could not be kept. {error}"
        self.metrics.count("feedback_total", verdict=verdict)
        return f"Noted: citation {n} is {verdict.replace('_', ' ')}. Thank you."

"""What every tab is given: the assistant's desk, the counters, the limits, the ledger."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ui.limits import Limits
from ui.metrics import Metrics
from ui.ready import Desk
from ui.session import Conversation

#: For every event handler: programs use the documented endpoints, never the page's own wiring.
PRIVATE: dict[str, Any] = {"api_visibility": "private"}


@dataclass(frozen=True, slots=True)
class Backstage:
    """Shared by all pages of one server; holds nothing of any conversation."""

    desk: Desk
    metrics: Metrics = field(default_factory=Metrics)
    limits: Limits = field(default_factory=Limits)
    uploads: bool = True

    @staticmethod
    def key(value: Any) -> tuple[int, int]:
        """A citation's key "2-3" as exchange 2, citation 3; (0, 0) for anything else."""
        index, _, n = str(value).partition("-")
        return (int(index), int(n)) if index.isdigit() and n.isdigit() else (0, 0)

    def rate(self, conversation: Conversation, index: int, n: int, verdict: str) -> str:
        """Write a reader's verdict on one citation into the ledger; returns what to tell them."""
        return "Thank you."

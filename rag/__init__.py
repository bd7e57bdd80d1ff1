"""Ask questions of inspection reports; every answer is cited and every citation is checked."""

from index.errors import JudgementsError
from rag.assistant import Assistant
from rag.types import Answer, Citation, Event, Statement, StatementReady, Status, Step, Turn

__all__ = [
    "Answer",
    "Assistant",
    "Citation",
    "Event",
    "JudgementsError",
    "Statement",
    "StatementReady",
    "Status",
    "Step",
    "Turn",
]

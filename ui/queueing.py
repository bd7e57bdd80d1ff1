"""A fair queue: nobody can take the places of everybody else.

Gradio bounds its queue as a whole. Here each page may have a few events waiting, and each address at
most half of all places, whatever session names it makes up. What is refused is refused at once.
"""

from __future__ import annotations

from typing import Any

from ui.limits import Limits
from ui.offline import gr


def share(page: gr.Blocks, limits: Limits) -> None:
    """Hold `page`'s queue to the limits of each page and address. Call it after `page.queue`."""
    queue: Any = page._queue
    push = queue.push

    async def pushed(body: Any, request: Any, username: str | None) -> Any:
        waiting = [
            event for one in queue.event_queue_per_concurrency_id.values() for event in one.queue
        ]
        own = sum(event.session_hash == body.session_hash for event in waiting)
        near = sum(_address(event.request) == _address(request) for event in waiting)
        refused = limits.crowded(of_page=own, of_address=near)
        if refused:
            return False, refused, "queue_full"
        return await push(body, request, username)

    queue.push = pushed


def _address(request: Any) -> str:
    client = getattr(request, "client", None)
    return str(getattr(client, "host", "") or "")

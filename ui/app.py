"""The web chat: its tabs put together, and served."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Any

from ui import about, add_tab, ask_tab, endpoints, queueing, render, reports_tab, server
from ui.ask_layout import AskTab
from ui.asking import scope_choices
from ui.memory import give_back_soon, share_one_heap
from ui.offline import gr
from ui.ready import Desk
from ui.session import from_document
from ui.shelf import Shelf
from ui.text import escape
from ui.theme import MASTHEAD, TITLE
from ui.wiring import PRIVATE, Backstage

if TYPE_CHECKING:
    from rag.assistant import Assistant


def create_app(
    assistant_factory: Callable[[], Assistant], backstage: Backstage | None = None
) -> gr.Blocks:
    """The page, asking the one assistant that `assistant_factory` makes in the background."""
    shared = backstage or Backstage(Desk(assistant_factory))
    shared.desk.start()
    page: gr.Blocks = gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True)
    # the oldest open pages beyond this are forgotten here; their browsers keep the conversation
    page.state_session_capacity = shared.limits.pages
    with page:
        gr.HTML(MASTHEAD)
        readiness = gr.HTML(ready_line(shared.desk), elem_classes="readiness")
        with gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab("Ask", id="ask", elem_id="ask-tab"):
                asked = ask_tab.build(shared)
            shelves = reports_tab.build(shared)
            if shared.uploads:
                with gr.Tab("Add reports", elem_id="add-tab"):
                    add_tab.build(
                        shared,
                        [asked.scope, *shelves.all],
                        lambda: _library(shared, asked, shelves),
                    )
            with gr.Tab("About", elem_id="about-tab"):
                gr.HTML(about.PAGE)
        endpoints.build(shared)

        def ask_this(event: gr.SelectData) -> tuple[Any, Any]:
            return gr.Tabs(selected="ask"), gr.Dropdown(value=str(event.value))

        shelves.table.select(ask_this, None, [tabs, asked.scope], queue=False, **PRIVATE).then(
            None, js="() => document.querySelector('#question textarea')?.focus()", **PRIVATE
        )

        async def arrive(kept: Any) -> AsyncIterator[dict[Any, Any]]:
            while not shared.desk.settled:
                yield {readiness: ready_line(shared.desk)}
                await asyncio.sleep(0.5)
            yield {readiness: ready_line(shared.desk), **_filled(shared, asked, shelves, kept)}

        page.load(
            arrive,
            asked.kept,
            [
                readiness,
                asked.scope,
                asked.conversation,
                asked.chat,
                asked.evidence,
                *shelves.all,
            ],
            concurrency_limit=None,
            show_progress="hidden",
            **PRIVATE,
        )

        def leave(request: gr.Request) -> None:
            _forget(page, str(request.session_hash))

        page.unload(leave)
    page.queue(
        max_size=shared.limits.queue, default_concurrency_limit=shared.limits.answers_at_once
    )
    queueing.share(page, shared.limits)
    return page


def _forget(page: gr.Blocks, session: str) -> None:
    """Drop what the server holds of a page that was closed: Gradio would keep it until restarted."""
    page.state_holder.session_data.pop(session, None)
    page.state_holder.time_last_used.pop(session, None)
    give_back_soon()


def _library(shared: Backstage, asked: AskTab, shelves: reports_tab.ReportsTabs) -> dict[Any, Any]:
    """What a page shows of the library as it is now."""
    if not shared.desk.ready:
        return {}
    assistant = shared.desk.assistant()
    shelf = Shelf(assistant.library)
    return {
        asked.scope: gr.Dropdown(scope_choices(shelf.cards())),
        **reports_tab.filled(shelves, shelf, assistant.settings.authority),
    }


def _filled(
    shared: Backstage, asked: AskTab, shelves: reports_tab.ReportsTabs, kept: Any
) -> dict[Any, Any]:
    """What a page shows once the assistant is there: the reports, and the kept conversation."""
    changes = _library(shared, asked, shelves)
    told = from_document(kept, shared.desk.assistant().library) if changes else ()
    if changes:
        changes[asked.evidence] = render.evidence(told, shared.desk.assistant().library)
    if told:
        changes |= {asked.conversation: told, asked.chat: render.messages(told)}
    return changes


def ready_line(desk: Desk) -> str:
    """Whether questions can be answered yet, in a sentence."""
    if desk.ready:
        return '<p role="status"></p>'
    if desk.failure:
        return f'<p class="bad" role="alert">{escape(desk.failure)}</p>'
    return (
        '<p role="status">Getting ready: the reports and models are being loaded. You can type '
        "your question now; it is answered as soon as they are there.</p>"
    )


def serve(
    assistant_factory: Callable[[], Assistant],
    host: str = "127.0.0.1",
    port: int = 7860,
    serving: server.Serving | None = None,
) -> None:
    """Serve the page until interrupted; port 0 takes any free one.

    The address is written to stderr. Raises SettingsError where it can't be served so.
    """
    share_one_heap()
    how = serving or server.from_environment()
    shared = Backstage(Desk(assistant_factory), uploads=how.uploads)
    server.write_logs(questions=how.log_questions)
    bound = server.listen(host, port)
    app = server.assemble(create_app(assistant_factory, shared), shared, how)
    name = host if ":" not in host else f"[{host}]"
    sys.stderr.write(
        f"Open http://{name}:{bound.getsockname()[1]}{how.root_path or '/'} in a browser; "
        "Ctrl+C ends the chat.\n"
    )
    server.run(app, bound)

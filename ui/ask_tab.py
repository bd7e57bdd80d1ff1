"""The tab where questions are asked: its layout, and which handler answers which event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.errors import JudgementsError
from ui import asking, export, pages, render
from ui.asking import EVERYTHING, LONGEST_QUESTION, View
from ui.offline import gr
from ui.session import Conversation, to_document
from ui.text import clip, escape
from ui.wiring import PRIVATE, Backstage

EXAMPLES = (
    "What was Essex judged overall?",
    "How good are services for care leavers?",
    "What needs to improve?",
)
SUGGESTIONS = 3
#: The panel's clicks arrive as Gradio events: "select" opens a page, "like" rates a citation.
PANEL_SCRIPT = """
element.id = element.id || 'evidence-live';
const root = element.closest('#evidence') || element;
if (!root.dataset.wired) {
  root.dataset.wired = '1';
  root.addEventListener('judgements', (event) => {
    const d = event.detail;
    if (d.name === 'page') trigger('select', { index: 0, value: d.key });
    else trigger('like', { index: 0, value: d.key, liked: d.verdict });
  });
}
"""


@dataclass(frozen=True, slots=True)
class AskTab:
    """The components that the rest of the page reads or fills."""

    conversation: gr.State
    kept: gr.BrowserState
    scope: gr.Dropdown
    chat: gr.Chatbot
    box: gr.Textbox
    evidence: gr.HTML
    announce: gr.HTML
    suggestions: tuple[gr.Button, ...]


def build(backstage: Backstage) -> AskTab:
    """Lay the tab out and connect it."""
    conversation = gr.State((), time_to_live=6 * 3600)
    # The secret only keeps the storage unreadable at a glance: it is the reader's own browser.
    kept = gr.BrowserState([], storage_key="judgements-conversation", secret="kept-by-the-browser")
    asked = gr.State("")
    parcel = gr.Textbox(visible="hidden")
    announce = gr.HTML(announced(""), elem_id="announce")
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=340):
            scope = gr.Dropdown(
                [("All reports", EVERYTHING)],
                value=EVERYTHING,
                label="Reports to ask",
                info="A council or year named in your question narrows this further.",
                elem_id="scope",
                filterable=True,
            )
            chat = gr.Chatbot(
                label="Conversation",
                show_label=False,
                elem_id="chat",
                height="calc(100vh - 510px)",
                min_height=340,
                layout="panel",
                buttons=[],
                allow_tags=False,
                latex_delimiters=[],
                feedback_options=None,
                sanitize_html=True,
                placeholder="<p>Ask about a judgement, a service, a concern or a date.</p>",
            )
            box = gr.Textbox(
                label="Your question",
                placeholder="What do inspectors say about caseloads?",
                elem_id="question",
                lines=1,
                max_lines=6,
                max_length=LONGEST_QUESTION
                * 4,  # longer than allowed, so that the limit can be said
                submit_btn="Ask",
            )
            gr.HTML('<p class="hint">Or ask one of these</p>')
            with gr.Row(elem_id="suggestions"):
                suggestions = tuple(
                    gr.Button(text, elem_classes="ask-next", min_width=200)
                    for text in EXAMPLES[:SUGGESTIONS]
                )
            with gr.Row(elem_classes="quiet"):
                again = gr.Button("Ask again", size="sm", min_width=110)
                edit = gr.Button("Edit last question", size="sm", min_width=110)
                copy = gr.Button("Copy with citations", size="sm", min_width=110)
                new = gr.Button("New conversation", size="sm", min_width=110)
            with gr.Row(elem_classes="quiet"):
                save = [
                    (kind, gr.Button(f"Download {words}", size="sm", min_width=110))
                    for kind, words in export.KINDS.items()
                ]
        with gr.Column(scale=2, min_width=320):
            evidence = gr.HTML(render.empty_evidence(), elem_id="evidence", js_on_load=PANEL_SCRIPT)
    page = gr.HTML("", elem_id="page")
    tab = AskTab(conversation, kept, scope, chat, box, evidence, announce, suggestions)

    def answer(
        question: str, told: Conversation, where: str | None, request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        with backstage.limits.one_of(request) as refused:
            if refused:
                yield shown(tab, asking.refused(told, question, refused))
                return
            for view in asking.converse(backstage.desk, backstage.metrics, question, told, where):
                yield shown(tab, view)

    answering = []

    def asks(trigger: Any, take: Any, inputs: list[Any]) -> None:
        """Connect a trigger whose `take` gives the question to ask and the conversation so far."""
        running = trigger(take, inputs, [asked, conversation, box], queue=False, **PRIVATE).then(
            answer,
            [asked, conversation, scope],
            [conversation, chat, evidence, announce, box, kept, *suggestions],
            concurrency_id="answers",
            concurrency_limit=backstage.limits.answers_at_once,
            show_progress="hidden",
            **PRIVATE,
        )
        answering.append(running)

    asks(box.submit, lambda text, told: (text or "", told, busy()), [box, conversation])
    for button in suggestions:
        asks(button.click, lambda text, told: (text, told, busy()), [button, conversation])
    asks(
        again.click,
        lambda told: (told[-1].question if told else "", told[:-1], busy()),
        [conversation],
    )

    def stop(question: str, told: Conversation) -> tuple[Any, ...]:
        return render.messages(told), idle(question), announced("Stopped.")

    box.stop(
        stop,
        [asked, conversation],
        [chat, box, announce],
        cancels=answering,
        queue=False,
        **PRIVATE,
    )

    def edit_last(told: Conversation) -> tuple[Any, ...]:
        last, before = (told[-1].question, told[:-1]) if told else ("", told)
        return (
            before,
            render.messages(before),
            gr.Textbox(value=last),
            panel(before),
            to_document(before),
        )

    edit.click(
        edit_last, conversation, [conversation, chat, box, evidence, kept], queue=False, **PRIVATE
    ).then(None, js="() => document.querySelector('#question textarea')?.focus()", **PRIVATE)

    def begin_anew() -> tuple[Any, ...]:
        fresh = [gr.Button(text, visible=True) for text in EXAMPLES[:SUGGESTIONS]]
        return (), [], idle(), panel(()), [], announced("New conversation."), *fresh

    gr.on(
        [new.click, chat.clear],
        begin_anew,
        None,
        [conversation, chat, box, evidence, kept, announce, *suggestions],
        cancels=answering,
        queue=False,
        **PRIVATE,
    )

    def panel(told: Conversation, index: int | None = None) -> str:
        if not backstage.desk.ready:
            return render.empty_evidence()
        return render.evidence(told, backstage.desk.assistant().library, index)

    def pack(told: Conversation, kind: str) -> str | None:
        return json.dumps(export.parcel(told, kind)) if told else None

    deliver = "(parcel) => window.judgements.deliver(parcel)"
    for kind, button in [("copy", copy), *save]:
        button.click(
            lambda told, kind=kind: pack(told, kind), conversation, parcel, queue=False, **PRIVATE
        ).then(None, parcel, None, js=deliver, **PRIVATE)

    def open_page(told: Conversation, event: gr.SelectData) -> tuple[str, str]:
        index, n = backstage.key(event.value)
        try:
            shown_page = pages.dialog(told, index, n, backstage.desk.assistant().library)
        except JudgementsError as error:
            shown_page = pages.failed(str(error))
        return shown_page, panel(told, index)

    evidence.select(
        open_page,
        conversation,
        [page, evidence],
        concurrency_limit=2,
        show_progress="hidden",
        **PRIVATE,
    ).then(None, js="() => setTimeout(() => window.judgements.open(), 60)", **PRIVATE)

    def rate(told: Conversation, request: gr.Request, event: gr.LikeData) -> str:
        index, n = backstage.key(event.value)
        reader = str(request.session_hash or "")
        return announced(backstage.rate(told, index, n, str(event.liked), reader))

    evidence.like(rate, conversation, announce, queue=False, show_progress="hidden", **PRIVATE)
    return tab


def shown(tab: AskTab, view: View) -> dict[Any, Any]:
    """A view as changes to the components."""
    changes: dict[Any, Any] = {
        tab.chat: view.messages,
        tab.announce: announced(view.announcement),
    }
    if view.evidence is not None:
        changes[tab.evidence] = view.evidence
    if view.done:
        changes[tab.conversation] = view.conversation
        changes[tab.kept] = to_document(view.conversation)
        changes[tab.box] = idle()
    if view.suggestions is not None:
        asked = {e.question.casefold() for e in view.conversation}
        offered = [t for t in (*view.suggestions, *EXAMPLES) if t.casefold() not in asked]
        for button, text in zip(tab.suggestions, [*offered, "", "", ""], strict=False):
            changes[button] = gr.Button(clip(text, 200), visible=bool(text))
    return changes


def busy() -> gr.Textbox:
    """The box while an answer is being made: empty, with a way to stop."""
    return gr.Textbox(value="", submit_btn=False, stop_btn="Stop")


def idle(text: str | None = None) -> gr.Textbox:
    """The box when a question can be asked."""
    if text is None:
        return gr.Textbox(submit_btn="Ask", stop_btn=False)
    return gr.Textbox(value=text, submit_btn="Ask", stop_btn=False)


def announced(text: str) -> str:
    """What the page's one live line is to say."""
    return f'<p class="sr" data-say>{escape(text)}</p>'

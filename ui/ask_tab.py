"""The tab where questions are asked: which handler answers which event."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from index.errors import JudgementsError
from ui import asking, export, pages, render
from ui.ask_layout import EXAMPLES, AskTab, announced, busy, idle, lay_out
from ui.asking import View
from ui.offline import gr
from ui.session import Conversation, to_document
from ui.text import clip
from ui.wiring import PRIVATE, Backstage

Known = Conversation | None
QUICK: dict[str, Any] = {"queue": False, "show_progress": "hidden", **PRIVATE}
TOO_MANY = (
    "The question was not taken on, because too many are waiting. Please ask again in a minute."
)
FOCUS = "() => document.querySelector('#question textarea')?.focus()"


def build(backstage: Backstage) -> AskTab:
    """Lay the tab out and connect it."""
    tab = lay_out()
    running = _connect_questions(tab, backstage)
    _connect_changes(tab, backstage, running)
    _connect_taking_away(tab, backstage)
    _connect_evidence(tab, backstage)
    return tab


def _connect_questions(tab: AskTab, backstage: Backstage) -> list[Any]:
    """Connect everything that asks; returns the running events, for whatever stops them."""

    def answer(
        question: str, known: Known, where: str | None, kept: Any, request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        told = backstage.told(known, kept)
        with backstage.limits.one_of(request) as refused:
            if refused:
                yield shown(tab, asking.refused(told, question, refused))
                return
            for view in asking.converse(backstage.desk, backstage.metrics, question, told, where):
                yield shown(tab, view)

    def take(question: str | None, known: Known) -> tuple[Any, ...]:
        return question or "", known, busy(), *_pressable(tab, possible=False)

    def take_again(known: Known, kept: Any) -> tuple[Any, ...]:
        told = backstage.told(known, kept)
        return take(told[-1].question if told else "", told[:-1])

    def suggest(told: Known, where: str | None) -> list[gr.Button]:
        return _offered(tab, told or (), asking.suggestions(backstage.desk, told or (), where))

    def give_up(question: str) -> tuple[Any, ...]:
        return idle(question), announced(TOO_MANY), *_pressable(tab, possible=True)

    buttons = [*tab.suggestions, tab.again, tab.edit]
    sources: list[tuple[Any, Any, list[Any]]] = [
        (tab.box.submit, take, [tab.box, tab.conversation]),
        *((b.click, take, [b, tab.conversation]) for b in tab.suggestions),
        (tab.again.click, take_again, [tab.conversation, tab.kept]),
    ]
    running = [
        trigger(taking, inputs, [tab.asked, tab.conversation, tab.box, *buttons], **QUICK).then(
            answer,
            [tab.asked, tab.conversation, tab.scope, tab.kept],
            [tab.conversation, tab.chat, tab.evidence, tab.announce, tab.box, tab.kept, *buttons],
            concurrency_id="answers",
            concurrency_limit=backstage.limits.answers_at_once,
            show_progress="hidden",
            **PRIVATE,
        )
        for trigger, taking, inputs in sources
    ]
    for answering in running:
        answering.failure(give_up, tab.asked, [tab.box, tab.announce, *buttons], **QUICK)
        answering.success(
            suggest,
            [tab.conversation, tab.scope],
            list(tab.suggestions),
            concurrency_id="suggestions",
            concurrency_limit=1,  # a courtesy that must not slow down anybody's answer
            show_progress="hidden",
            **PRIVATE,
        )
    return running


def _connect_changes(tab: AskTab, backstage: Backstage, running: list[Any]) -> None:
    """Connect what stops, edits or begins the conversation anew."""

    def stop(question: str, known: Known, kept: Any) -> tuple[Any, ...]:
        told = backstage.told(known, kept)
        still = _pressable(tab, possible=True)
        return render.messages(told), idle(question), announced("Stopped."), *still

    def edit_last(known: Known, kept: Any) -> tuple[Any, ...]:
        told = backstage.told(known, kept)
        last, before = (told[-1].question, told[:-1]) if told else ("", told)
        panel = _panel(backstage, before)
        return before, render.messages(before), idle(last), panel, to_document(before)

    def begin_anew() -> tuple[Any, ...]:
        fresh = [gr.Button(text, visible=True, interactive=True) for text in EXAMPLES]
        said = announced("New conversation.")
        usable = [gr.Button(interactive=True)] * 2
        return (), [], idle(), _panel(backstage, ()), [], said, *fresh, *usable

    tab.box.stop(
        stop,
        [tab.asked, tab.conversation, tab.kept],
        [tab.chat, tab.box, tab.announce, *tab.suggestions, tab.again, tab.edit],
        cancels=running,
        **QUICK,
    )
    whole = [tab.conversation, tab.chat, tab.box, tab.evidence, tab.kept]
    tab.edit.click(edit_last, [tab.conversation, tab.kept], whole, **QUICK).then(
        None, js=FOCUS, **PRIVATE
    )
    gr.on(
        [tab.new.click, tab.chat.clear],
        begin_anew,
        None,
        [*whole, tab.announce, *tab.suggestions, tab.again, tab.edit],
        cancels=running,
        **QUICK,
    )


def _connect_taking_away(tab: AskTab, backstage: Backstage) -> None:
    """Connect copying and the downloads; the browser does both, so nothing is left on the server."""

    def pack(kind: str) -> Any:
        def packed(known: Known, kept: Any) -> str | None:
            told = backstage.told(known, kept)
            return json.dumps(export.parcel(told, kind)) if told else None

        return packed

    deliver = "(parcel) => window.judgements.deliver(parcel)"
    for kind, button in (("copy", tab.copy), *tab.save):
        whole = [tab.conversation, tab.kept]
        button.click(pack(kind), whole, tab.parcel, **QUICK).then(
            None, tab.parcel, None, js=deliver, **PRIVATE
        )


def _connect_evidence(tab: AskTab, backstage: Backstage) -> None:
    """Connect opening a citation's page, and a reader's view on a citation."""

    def open_page(known: Known, kept: Any, event: gr.SelectData) -> tuple[str, str]:
        told = backstage.told(known, kept)
        index, n = backstage.key(event.value)
        try:
            dialog = pages.dialog(told, index, n, backstage.desk.assistant().library)
        except JudgementsError as error:
            dialog = pages.failed(str(error))
        return dialog, _panel(backstage, told, index)

    def rate(known: Known, kept: Any, request: gr.Request, event: gr.LikeData) -> str:
        told = backstage.told(known, kept)
        index, n = backstage.key(event.value)
        reader = str(request.session_hash or "")
        return announced(backstage.rate(told, index, n, str(event.liked), reader))

    tab.evidence.select(
        open_page,
        [tab.conversation, tab.kept],
        [tab.page, tab.evidence],
        concurrency_limit=2,
        show_progress="hidden",
        **PRIVATE,
    ).then(None, js="() => setTimeout(() => window.judgements.open(), 60)", **PRIVATE)
    tab.evidence.like(rate, [tab.conversation, tab.kept], tab.announce, **QUICK)


def _panel(backstage: Backstage, told: Conversation, index: int | None = None) -> str:
    if not backstage.desk.ready:
        return render.empty_evidence()
    return render.evidence(told, backstage.desk.assistant().library, index)


def _pressable(tab: AskTab, *, possible: bool) -> list[gr.Button]:
    """Whether the buttons that ask or edit can be pressed: two answers at once would lose one."""
    return [gr.Button(interactive=possible) for _ in (*tab.suggestions, tab.again, tab.edit)]


def shown(tab: AskTab, view: View) -> dict[Any, Any]:
    """A view as changes to the components."""
    changes: dict[Any, Any] = {tab.chat: view.messages, tab.announce: announced(view.announcement)}
    if view.evidence is not None:
        changes[tab.evidence] = view.evidence
    if view.done:
        changes |= {
            tab.conversation: view.conversation,
            tab.kept: to_document(view.conversation),
            tab.box: idle(),
            tab.again: gr.Button(interactive=True),
            tab.edit: gr.Button(interactive=True),
        }
    return changes


def _offered(tab: AskTab, told: Conversation, further: tuple[str, ...]) -> list[gr.Button]:
    """What can be asked next: what goes on from the answer, else the examples not yet asked."""
    asked = {exchange.question.casefold() for exchange in told}
    texts = [text for text in further or EXAMPLES if text.casefold() not in asked]
    return [
        gr.Button(clip(text, 200), visible=bool(text), interactive=True)
        for _, text in zip(tab.suggestions, [*texts, "", "", ""], strict=False)
    ]

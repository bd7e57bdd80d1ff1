"""What the tab of questions is made of: its components and how they lie."""

from __future__ import annotations

from dataclasses import dataclass

from ui import export, render
from ui.asking import EVERYTHING, LONGEST_QUESTION
from ui.offline import gr
from ui.text import escape

EXAMPLES = (
    "What was Essex judged overall?",
    "How good are services for care leavers?",
    "What needs to improve?",
)
WELCOME = (
    '<div class="welcome"><p class="large">What would you like to know?</p>'
    "<p>Ask about a judgement, a service, a concern or a date. You get what the report says, "
    "and where it says so.</p></div>"
)
#: The panel's clicks arrive as Gradio events: "select" opens a page, "like" rates a citation.
PANEL_SCRIPT = """
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
    """The components of the tab.

    `asked` holds the question that is being answered, `parcel` what the browser is to copy or save,
    `kept` what the browser remembers of the conversation.
    """

    conversation: gr.State
    asked: gr.State
    kept: gr.BrowserState
    parcel: gr.Textbox
    announce: gr.HTML
    scope: gr.Dropdown
    chat: gr.Chatbot
    box: gr.Textbox
    suggestions: tuple[gr.Button, ...]
    again: gr.Button
    edit: gr.Button
    copy: gr.Button
    new: gr.Button
    save: tuple[tuple[str, gr.Button], ...]
    evidence: gr.HTML
    page: gr.HTML


def lay_out() -> AskTab:
    """Make the components, in two columns: the conversation, and the evidence beside it."""
    # None is a page that the server does not know, or has forgotten: the browser remembers it
    conversation, asked = gr.State(None, time_to_live=2 * 3600), gr.State("")
    # The secret only keeps the storage unreadable at a glance: it is the reader's own browser.
    kept = gr.BrowserState([], storage_key="judgements-conversation", secret="kept-by-the-browser")
    parcel = gr.Textbox(visible="hidden")
    announce = gr.HTML(announced(""), elem_id="announce")
    with gr.Row(equal_height=False):
        with gr.Column(scale=3, min_width=340):
            scope, chat, box = _scope(), _chat(), _box()
            with gr.Row(elem_id="suggestions"):
                suggestions = tuple(gr.Button(text, elem_classes="ask-next") for text in EXAMPLES)
            with gr.Row(elem_id="tools"):
                again, edit, new, copy = (
                    gr.Button(words, size="sm")
                    for words in (
                        "Ask again",
                        "Edit last question",
                        "New conversation",
                        "Copy with citations",
                    )
                )
                save = tuple(
                    (kind, gr.Button(f"Download {words}", size="sm"))
                    for kind, words in export.KINDS.items()
                )
        with gr.Column(scale=2, min_width=320):
            evidence = gr.HTML(render.empty_evidence(), elem_id="evidence", js_on_load=PANEL_SCRIPT)
    page = gr.HTML("", elem_id="page")
    return AskTab(
        conversation,
        asked,
        kept,
        parcel,
        announce,
        scope,
        chat,
        box,
        suggestions,
        again,
        edit,
        copy,
        new,
        save,
        evidence,
        page,
    )


def _scope() -> gr.Dropdown:
    return gr.Dropdown(
        [("All reports", EVERYTHING)],
        value=EVERYTHING,
        label="Reports to ask",
        elem_id="scope",
        filterable=True,
    )


def _chat() -> gr.Chatbot:
    return gr.Chatbot(
        label="Conversation",
        show_label=False,
        elem_id="chat",
        height="calc(100vh - 415px)",
        min_height=320,
        layout="panel",
        buttons=[],
        allow_tags=False,
        latex_delimiters=[],
        feedback_options=None,
        sanitize_html=True,
        placeholder=WELCOME,
    )


def _box() -> gr.Textbox:
    return gr.Textbox(
        label="Your question",
        placeholder="Ask a question",
        elem_id="question",
        lines=1,
        max_lines=6,
        max_length=LONGEST_QUESTION * 4,  # longer than allowed, so that the limit can be said
        submit_btn="Ask",
    )


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

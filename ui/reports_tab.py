"""The tabs that show the library: its reports, a council over time, two reports side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index.errors import JudgementsError
from ui.offline import gr
from ui.shelf import Shelf
from ui.text import escape, short_name
from ui.wiring import PRIVATE, Backstage

WAITING = '<p role="status">The reports are shown here as soon as they are loaded.</p>'
#: "Ask this report" arrives as the table's "select" event, its value a choice of the scope.
TABLE_SCRIPT = """
const root = element.closest('#library') || element;
if (!root.dataset.wired) {
  root.dataset.wired = '1';
  root.addEventListener('judgements', (event) => trigger('select', { index: 0, value: event.detail.key }));
}
"""


@dataclass(frozen=True, slots=True)
class ReportsTabs:
    """The components that are filled when the library is there or has changed."""

    council: gr.Dropdown
    timeline: gr.HTML
    table: gr.HTML
    left: gr.Dropdown
    right: gr.Dropdown
    comparison: gr.HTML

    @property
    def all(self) -> list[Any]:
        """Every component, for an event's outputs."""
        return [
            self.council,
            self.timeline,
            self.table,
            self.left,
            self.right,
            self.comparison,
        ]


def build(backstage: Backstage) -> ReportsTabs:
    """Lay the two tabs out and connect them."""
    with gr.Tab("Reports", elem_id="reports-tab"):
        gr.HTML("<h2>A council over time</h2>")
        council = gr.Dropdown([], label="Council", elem_id="council", filterable=True)
        timeline = gr.HTML(WAITING, elem_id="timeline")
        gr.HTML("<h2>Every report in the library</h2>")
        wanted = gr.Textbox(
            label="Show only", placeholder="A council, a year", max_length=200, elem_id="wanted"
        )
        table = gr.HTML(WAITING, elem_id="library", js_on_load=TABLE_SCRIPT)
    with gr.Tab("Compare", elem_id="compare-tab"):
        gr.HTML("<h2>Two reports side by side</h2>")
        with gr.Row():
            left = gr.Dropdown([], label="First report", elem_id="left", filterable=True)
            right = gr.Dropdown([], label="Second report", elem_id="right", filterable=True)
        comparison = gr.HTML(WAITING, elem_id="comparison")
    tabs = ReportsTabs(council, timeline, table, left, right, comparison)

    def draw_timeline(authority: str | None) -> str:
        return backstage.shelf(lambda shelf: shelf.timeline(authority or ""), WAITING)

    def draw_table(words: str) -> str:
        return backstage.shelf(lambda shelf: shelf.table(words or ""), WAITING)

    def draw_comparison(first: str | None, second: str | None) -> str:
        if not first or not second:
            return "<p>Choose two reports.</p>"
        return backstage.shelf(lambda shelf: shelf.compare(first, second), WAITING)

    council.input(draw_timeline, council, timeline, show_progress="hidden", **PRIVATE)
    wanted.change(
        draw_table, wanted, table, show_progress="hidden", trigger_mode="always_last", **PRIVATE
    )
    for choice in (left, right):
        choice.input(draw_comparison, [left, right], comparison, show_progress="hidden", **PRIVATE)
    return tabs


def filled(tabs: ReportsTabs, shelf: Shelf, home: str) -> dict[Any, Any]:
    """What the tabs show of a library when a page opens: first the council `home`, if it is there."""
    cards = shelf.cards()
    authorities = list(dict.fromkeys(c.authority for c in cards if c.authority))
    # else the council with most inspections, which has most to show
    first = max(
        authorities,
        key=lambda a: (a.casefold() == home.casefold(), sum(c.authority == a for c in cards)),
        default=None,
    )
    own = [c.report_id for c in cards if c.authority == first]
    choices = [(short_name(c), c.report_id) for c in cards]
    older = own[1] if len(own) > 1 else next((r for _, r in choices if r not in own), None)
    pair = (older, own[0]) if own and older else (own[0] if own else None, None)
    try:
        comparison = shelf.compare(pair[0], pair[1]) if pair[0] and pair[1] else NEED_TWO
    except JudgementsError as error:
        comparison = f"<p>{escape(str(error))}</p>"
    return {
        tabs.council: gr.Dropdown(authorities, value=first),
        tabs.timeline: shelf.timeline(first or ""),
        tabs.table: shelf.table(),
        tabs.left: gr.Dropdown(choices, value=pair[0]),
        tabs.right: gr.Dropdown(choices, value=pair[1]),
        tabs.comparison: comparison,
    }


NEED_TWO = "<p>The library holds one report. Add another to compare them.</p>"

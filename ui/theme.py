"""The look of the page: Gradio's theme in our colours, the style sheet, the script, the masthead."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from ui.offline import gr

TITLE = "Essex Judgements"
MASTHEAD = (
    '<a class="skip" href="#question">Skip to the question box</a>'
    f'<div class="masthead"><h1>{TITLE}</h1>'
    "<p>What Ofsted’s inspection reports say about children’s services, "
    "every statement cited and checked.</p></div>"
)
FONT = ["system-ui", "-apple-system", "Segoe UI", "Helvetica Neue", "Arial", "sans-serif"]


#: Gradio puts its own container in front of every selector of `css`, so none there reaches outside it.
NARROW = (
    "<style>@media (max-width: 760px) { main.fillable { padding: 6px 14px !important; } }</style>"
)


def appearance() -> dict[str, Any]:
    """What `launch` and `mount_gradio_app` take for the look: theme, css, js and head."""
    return {"theme": theme(), "css": _text("chat.css"), "js": _text("chat.js"), "head": NARROW}


def theme() -> gr.Theme:
    """Gradio's plain theme with our ink, paper and accent, in light and in dark."""
    plain = gr.themes.Base(font=FONT, font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"])
    return plain.set(
        body_background_fill="#ffffff",
        body_background_fill_dark="#15191e",
        body_text_color="#14181d",
        body_text_color_dark="#f1f3f5",
        body_text_color_subdued="#434b55",
        body_text_color_subdued_dark="#c2cad3",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#15191e",
        background_fill_secondary="#f4f6f8",
        background_fill_secondary_dark="#1d232a",
        block_background_fill="#ffffff",
        block_background_fill_dark="#15191e",
        block_label_text_color="#14181d",
        block_label_text_color_dark="#f1f3f5",
        block_title_text_color="#14181d",
        block_title_text_color_dark="#f1f3f5",
        block_info_text_color="#434b55",
        block_info_text_color_dark="#c2cad3",
        border_color_primary="#b9c1ca",
        border_color_primary_dark="#55606c",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1d232a",
        input_border_color="#66707b",
        input_border_color_dark="#8b96a2",
        input_border_width="1px",
        input_placeholder_color="#434b55",
        input_placeholder_color_dark="#c2cad3",
        link_text_color="#14508c",
        link_text_color_dark="#9ccaff",
        link_text_color_hover="#0b3a68",
        link_text_color_hover_dark="#c9e2ff",
        color_accent="#14508c",
        color_accent_soft="#e3eefa",
        color_accent_soft_dark="#22364b",
        button_primary_background_fill="#14508c",
        button_primary_background_fill_dark="#9ccaff",
        button_primary_background_fill_hover="#0b3a68",
        button_primary_background_fill_hover_dark="#c9e2ff",
        button_primary_text_color="#ffffff",
        button_primary_text_color_dark="#0c1116",
        button_secondary_background_fill="#f4f6f8",
        button_secondary_background_fill_dark="#1d232a",
        button_secondary_background_fill_hover="#e3eefa",
        button_secondary_background_fill_hover_dark="#22364b",
        button_secondary_text_color="#14181d",
        button_secondary_text_color_dark="#f1f3f5",
        button_secondary_border_color="#66707b",
        button_secondary_border_color_dark="#8b96a2",
    )


def _text(name: str) -> str:
    return files("ui").joinpath(name).read_text(encoding="utf-8")

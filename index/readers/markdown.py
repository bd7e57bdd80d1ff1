"""Markdown by markdown-it-py: headings, lists and tables kept, emphasis and links reduced to their text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.readers.flow import Flow
from index.readers.html import hides
from index.readers.text import decode
from index.types import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_DECLARED = re.compile(r"([A-Za-z][\w -]*?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)")


def read_markdown(data: bytes, name: str, sha256: str) -> Source:
    """Read a Markdown file; its front matter (`key: value` between `---`) becomes `Source.declared`.

    Raw HTML is text here: it is shown as written and never interpreted. Only comments and elements
    that a page made of the file would not show (scripts, hidden spans) are left out.
    """
    from markdown_it import MarkdownIt

    declared, body = front_matter(decode(data))
    body = _without_hidden(body)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    flow = Flow()
    _set(parser.parse(body), flow)
    return Source(
        name=name, format="markdown", sha256=sha256, pages=(flow.page(),), declared=declared
    )


_COMMENT = ("<!--", "-->")
_OPENING = re.compile(
    r"<(script|style|template|noscript)\b[^<>]{0,500}>"
    r"|<([a-z][a-z0-9]*)\b(?=[^<>]{0,500}>)[^<>]{0,500}?(?:\bhidden\b|style\s*=\s*(?:\"([^\"<>]{0,400})\"|'([^'<>]{0,400})'))[^<>]{0,500}>",
    re.IGNORECASE,
)


def _without_hidden(text: str) -> str:
    """The text without comments and hidden elements; what is never closed hides nothing."""
    kept: list[str] = []
    at = 0
    while (start := text.find(_COMMENT[0], at)) >= 0:
        end = text.find(_COMMENT[1], start)
        if end < 0:
            break
        kept.append(text[at:start])
        at = end + len(_COMMENT[1])
    text, kept, at = "".join([*kept, text[at:]]), [], 0
    lower = text.lower()
    while opening := _OPENING.search(text, at):
        styled = opening[3] or opening[4]
        closing = f"</{(opening[1] or opening[2]).lower()}>"
        end = -1 if styled is not None and not hides(styled) else lower.find(closing, opening.end())
        kept.append(text[at : opening.start() if end >= 0 else opening.end()])
        at = end + len(closing) if end >= 0 else opening.end()
    return "".join([*kept, text[at:]])


def front_matter(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Split `text` into its declared facts and the rest; a block that is not all facts stays text."""
    found = _FRONT_MATTER.match(text)
    if not found:
        return (), text
    facts: list[tuple[str, str]] = []
    for line in found.group(1).splitlines():
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        fact = _DECLARED.fullmatch(stripped)
        if not fact:
            return (), text
        value = (fact.group(2) or "").strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        facts.append((fact.group(1).lower(), value))
    return tuple(facts), text[found.end() :]


def _set(tokens: Sequence[Token], flow: Flow) -> None:
    """Walk the flat list of block tokens and set their lines."""
    depth = 0
    marker = ""
    ordered: list[bool] = []
    heading = 0
    cells: list[str] | None = None
    for token in tokens:
        match token.type:
            case "heading_open":
                heading = int(token.tag[1:])
            case "heading_close":
                heading = 0
            case "bullet_list_open" | "ordered_list_open":
                ordered.append(token.type == "ordered_list_open")
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                ordered.pop()
                depth -= 1
                flow.paragraph()
            case "list_item_open":
                # info is the number as written: a list that skips from 14 to 16 keeps its 16
                marker = f"{token.info}{token.markup} " if ordered[-1] else "- "
            case "paragraph_open" | "table_open" | "table_close":
                flow.paragraph()
            case "tr_open":
                cells = []
            case "tr_close":
                flow.row(cells or [])
                cells = None
            case "inline" if cells is not None:
                cells.append(" ".join(_words(token)))
            case "inline" if heading:
                flow.heading(" ".join(_words(token)), heading)
            case "inline":
                for line in _words(token):
                    marker = _item_line(flow, marker, line, depth)
            case "fence" | "code_block":
                flow.paragraph()
                for line in token.content.splitlines():
                    marker = _item_line(flow, marker, line, depth)
                flow.paragraph()
            case _:
                pass


def _item_line(flow: Flow, marker: str, line: str, depth: int) -> str:
    """Set a line, behind its list marker where it is the item's first; returns the marker still due."""
    if marker:
        flow.paragraph()
    inset = 12.0 if depth and not marker else 0.0
    flow.line(marker + line, level=depth, inset=inset)
    return ""


def _words(token: Token) -> list[str]:
    """The lines of an inline token as a reader sees them."""
    lines = [""]
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            lines.append("")
        elif child.type == "image":
            lines[-1] += "".join(_words(child))
        else:
            lines[-1] += child.content
    return lines

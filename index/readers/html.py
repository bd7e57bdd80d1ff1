"""Web pages by lxml: what a reader would see, in order; nothing is run and nothing is loaded."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from typing import Any

from index.errors import ReportFileError
from index.readers.flow import Flow
from index.readers.text import decode
from index.types import Source

_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "iframe",
        "object",
        "embed",
        "svg",
        "canvas",
        "audio",
        "video",
        "select",
        "button",
        "input",
        "textarea",
        "nav",
        "dialog",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hr",
        "html",
        "legend",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "ul",
    ]
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0*\.?0*\s*(?:;|$)"
    r"|font-size\s*:\s*[01]?(?:\.\d+)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)"
    r"|(?:left|top|right|bottom|text-indent|margin-left)\s*:\s*-\d{3,}",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![\w-])color\s*:\s*(?:white|#fff(?:fff)?|rgba?\(\s*255\s*,\s*255\s*,\s*255\b[^)]*\))\s*(?:;|!|$)",
    re.IGNORECASE,
)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,2000})\}")
_SELECTOR = re.compile(r"\s*[\w*-]*([.#])([\w-]+)\s*")


@dataclass(slots=True)
class _List:
    """A list being read: the number of its next item, or None for bullets."""

    number: int | None
    letter: str = ""


@dataclass(slots=True)
class _State:
    """Where the walk stands: open lists, the open table row, and text not yet set."""

    flow: Flow
    text: str = ""
    lists: list[_List] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)  # open table rows, the innermost last
    marker: str = ""
    heading: int = 0
    pre: int = 0
    concealed: frozenset[str] = frozenset()  # ".class" and "#id" that style sheets hide

    def end_line(self, *, paragraph: bool) -> None:
        """Set the text gathered so far."""
        text, self.text = self.text, ""
        if self.rows:
            cells = self.rows[-1]
            if cells or text.strip():
                cells[-1:] = [(cells[-1] if cells else "") + " " + text]
            return
        if text.strip():
            if self.heading:
                self.flow.heading(text, self.heading)
            else:
                if self.marker:
                    self.flow.paragraph()
                inset = 12.0 if self.lists and not self.marker else 0.0
                for piece in text.split("\n") if self.pre else (text,):
                    self.flow.line(self.marker + piece, level=len(self.lists), inset=inset)
                    self.marker = ""
        if paragraph:
            self.flow.paragraph()


def read_html(data: bytes, name: str, sha256: str) -> Source:
    """Read a web page: headings, paragraphs, list items and table rows in their order.

    Raises ReportFileError where the page holds no markup at all.
    """
    from lxml import etree, html

    parser = html.HTMLParser(
        remove_comments=True, remove_pis=True, no_network=True, encoding="utf-8", huge_tree=True
    )
    try:
        root = html.document_fromstring(_text(data).encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise ReportFileError(name, f"The web page could not be read: {error}.") from error
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):
        # lxml goes on with what it has so far; half a report would look like a whole one
        raise ReportFileError(
            name,
            "The web page is nested too deeply to be read. Save it as PDF or plain text and add that.",
        )
    state = _State(Flow(), concealed=_concealed(root))
    _walk(root, state)
    state.end_line(paragraph=True)
    title = " ".join((root.findtext(".//title") or "").split())
    declared = (("title", title),) if title else ()
    return Source(
        name=name, format="html", sha256=sha256, pages=(state.flow.page(),), declared=declared
    )


def _text(data: bytes) -> str:
    """The page's text: by byte order mark or UTF-8, else as the page itself declares."""
    declared = re.search(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            try:
                return data.decode(_encoding(declared[1].decode("ascii")), errors="replace")
            except (LookupError, UnicodeError):
                pass  # a name that no one knows, or no page's encoding: guess as for plain text
    return decode(data).replace("\x00", "")


def _encoding(label: str) -> str:
    """The encoding that browsers take for a label: what says Latin-1 holds Windows-1252's quotes."""
    named = codecs.lookup(label).name
    return "cp1252" if named in ("ascii", "iso8859-1") else named


def _walk(root: Any, state: _State) -> None:
    """Walk the tree without recursion, so that depth cannot exhaust the stack."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if _unseen(element, tag, state.concealed):
                walk.skip_subtree()
            else:
                _open(element, tag, state)
                _say(element.text, state)
        else:
            if not _unseen(element, tag, state.concealed):
                _close(tag, state)
            if element is not root:
                _say(element.tail, state)


def _unseen(element: Any, tag: str, concealed: frozenset[str]) -> bool:
    if not tag or tag in _UNSEEN:
        return True
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if hides(element.get("style") or ""):
        return True
    if not concealed:
        return False
    names = [f".{name}" for name in (element.get("class") or "").split()]
    return not concealed.isdisjoint([*names, f"#{element.get('id')}"])


def hides(style: str) -> bool:
    """Whether a style keeps what it is put on from being seen; white counts where no ground is set."""
    if _HIDDEN_STYLE.search(style):
        return True
    return bool(_WHITE.search(style)) and "background" not in style.lower()


def _concealed(root: Any) -> frozenset[str]:
    """The classes and ids that the page's own style sheets hide, by rules of one simple selector."""
    found: set[str] = set()
    for sheet in root.iter("style"):
        for rule in _RULE.finditer(sheet.text or ""):
            if hides(rule[2]):
                simple = (_SELECTOR.fullmatch(one) for one in rule[1].split(","))
                found.update(match[1] + match[2] for match in simple if match)
    return frozenset(found)


def _say(text: str | None, state: _State) -> None:
    if text:
        state.text += text if state.pre else re.sub(r"\s+", " ", text)


def _open(element: Any, tag: str, state: _State) -> None:
    if tag == "br":
        state.end_line(paragraph=False)
    elif tag == "tr":
        state.end_line(paragraph=False)
        state.rows.append([])
    elif tag in ("td", "th") and state.rows:
        state.end_line(paragraph=False)
        state.rows[-1].append("")
    elif tag == "li":
        state.end_line(paragraph=True)
        state.marker = _marker(element, state.lists[-1] if state.lists else _List(None))
    elif tag in _BLOCKS:
        state.end_line(paragraph=True)
        if tag in ("ul", "ol"):
            state.lists.append(
                _List(
                    _integer(element.get("start"), 1) if tag == "ol" else None,
                    element.get("type") or "",
                )
            )
        elif tag == "pre":
            state.pre += 1
    elif re.fullmatch(r"h[1-6]", tag):
        state.end_line(paragraph=True)
        state.heading = int(tag[1])


def _close(tag: str, state: _State) -> None:
    if tag == "tr" and state.rows:
        state.end_line(paragraph=False)
        cells = state.rows.pop()
        if state.rows:
            state.text += " ".join(cells)  # a table in a cell is that cell's text
        else:
            state.flow.row(cells)
    elif tag in ("td", "th") and state.rows:
        state.end_line(paragraph=False)
    elif tag in _BLOCKS or tag == "li":
        state.end_line(paragraph=True)
        if tag in ("ul", "ol") and state.lists:
            state.lists.pop()
        elif tag == "pre":
            state.pre -= 1
        elif tag == "li":
            state.marker = ""
    elif re.fullmatch(r"h[1-6]", tag):
        state.end_line(paragraph=True)
        state.heading = 0


def _marker(element: Any, inside: _List) -> str:
    """What stands before a list item: "- ", or its number as a browser would show it."""
    if inside.number is None:
        return "- "
    number = _integer(element.get("value"), inside.number)
    inside.number = number + 1
    if inside.letter in ("a", "A") and 1 <= number <= 26:
        return f"{chr(ord(inside.letter) + number - 1)}. "
    return f"{number}. "


def _integer(text: str | None, default: int) -> int:
    try:
        return int(text) if text else default
    except ValueError:
        return default

"""Plain text: lines as they stand, blank lines between paragraphs, form feeds between pages."""

from __future__ import annotations

import re

from index.readers.flow import Flow
from index.types import Source

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LINE_END = re.compile(r"\r\n|\r|\n|\x85|\u2028|\u2029")


def decode(data: bytes) -> str:
    """The text of `data`: by its byte order mark, else UTF-8, else Windows-1252. Never raises.

    Windows-1252 is what older Windows programs write; it gives every byte a reading, so wrongly
    declared bytes come out as odd letters, not as an error.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_text(data: bytes, name: str, sha256: str) -> Source:
    """Read a text file: one line per line, indentation kept as the left edge."""
    pages = []
    for number, sheet in enumerate(decode(data).split("\f"), start=1):
        flow = Flow(number)
        for line in _LINE_END.split(sheet):
            wide = line.expandtabs(4)
            indent = len(wide) - len(wide.lstrip())
            flow.line(line, inset=min(indent, 60) * 5.0)
        pages.append(flow.page())
    if len(pages) > 1 and not pages[-1].lines:
        pages.pop()  # many tools end the last page with a form feed too
    return Source(name=name, format="text", sha256=sha256, pages=tuple(pages))

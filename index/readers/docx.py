"""Word documents by python-docx: paragraphs, automatic numbers, tables and footnotes, in order."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from index.errors import ReportFileError
from index.readers.flow import BODY_SIZE, Flow
from index.readers.word_numbers import Numbering
from index.types import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_ENTRIES = 5_000
MAX_UNPACKED = 256 * 1024 * 1024
MAX_RATIO = 100  # text in Word's XML packs 5 to 20 times; zeros pack 1,000 times
RATIO_FROM = 16 * 1024 * 1024  # a small file may pack as well as it likes

_DAMAGED = "The Word document is damaged. Save it again, or save it as PDF."

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

# deleted and moved-away text, and the codes behind fields, are not what a reader sees
_UNSEEN = frozenset(
    [_MC_FALLBACK, *(_W + tag for tag in ("del", "moveFrom", "instrText", "delText", "rPr", "pPr"))]
)


def read_docx(data: bytes, name: str, sha256: str) -> Source:
    """Read a Word document (.docx).

    Raises ReportFileError for a damaged file, for one that unpacks to far more than it holds, and
    for a Word file without a document in it.
    """
    guard(data, name)
    import docx
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        document = docx.Document(io.BytesIO(data))
        flow = Flow()
        reader = _Reader(document, flow)
        reader.blocks(document.element.body)
        reader.footnotes()
    except (
        OpcError,
        zipfile.BadZipFile,
        etree.XMLSyntaxError,
        KeyError,
        ValueError,
        AttributeError,
        EOFError,
    ) as error:
        raise ReportFileError(name, _DAMAGED) from error
    title = (document.core_properties.title or "").strip()
    declared = (("title", title),) if title else ()
    return Source(name=name, format="docx", sha256=sha256, pages=(flow.page(),), declared=declared)


def guard(data: bytes, name: str) -> None:
    """Refuse an archive that would unpack to too much, before anything is unpacked.

    The sizes are those the archive declares; `zipfile` never unpacks more of an entry than that.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReportFileError(name, _DAMAGED) from error
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    if (
        len(entries) > MAX_ENTRIES
        or unpacked > MAX_UNPACKED
        or (unpacked > RATIO_FROM and unpacked / packed > MAX_RATIO)
    ):
        raise ReportFileError(
            name,
            f"The file would unpack to {unpacked / 1024**2:,.0f} MB in {len(entries):,} parts, which no report needs; "
            "it was not opened. Save it as PDF if it is a real report.",
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise ReportFileError(
            name, "The Word document is protected with a password. Save a copy without one."
        )


class _Reader:
    """Walks the document's XML itself.

    python-docx's own iterators leave out content controls, accepted insertions and text boxes.
    """

    def __init__(self, document: Any, flow: Flow) -> None:
        self._document = document
        self._flow = flow
        self._styles = {style.style_id: style for style in document.styles if style.style_id}
        self._numbering = Numbering(_part_element(document, "numbering"))

    def blocks(self, parent: Any) -> None:
        """Set every paragraph and table below `parent`."""
        for child in parent.iterchildren():
            if child.tag == _W + "p":
                self._paragraph(child)
            elif child.tag == _W + "tbl":
                self._table(child)
            elif child.tag in (
                _W + "sdt",
                _W + "sdtContent",
                _W + "customXml",
                _W + "ins",
                _W + "moveTo",
            ):
                self.blocks(child)

    def footnotes(self) -> None:
        """Set the footnotes' text after the document, in small print."""
        element = _part_element(self._document, "footnotes")
        for note in element.iterchildren(_W + "footnote") if element is not None else ():
            if note.get(_W + "type") in (None, "normal"):
                self._flow.paragraph()
                for paragraph in note.iterchildren(_W + "p"):
                    for line in _lines(paragraph):
                        self._flow.line(line, size=8.0)
        self._flow.paragraph()

    def _paragraph(self, paragraph: Any) -> None:
        style = self._style(paragraph)
        lines = _lines(paragraph)
        marker, level = self._numbering.marker(paragraph, style)
        heading = _heading_level(style, paragraph)
        text = "".join(lines).strip()
        self._flow.paragraph()
        if text and heading:
            self._flow.heading(marker + " ".join(lines), heading)
        elif text:
            depth = level + 1 if marker else 0
            bold = _all_bold(paragraph)
            for index, line in enumerate(lines):
                inset = 12.0 if marker and index else 0.0
                lead = marker if index == 0 else ""
                self._flow.line(lead + line, level=depth, bold=bold, size=BODY_SIZE, inset=inset)
        self._flow.paragraph()
        for box in paragraph.iter(_W + "txbxContent"):
            if not any(above.tag == _MC_FALLBACK for above in box.iterancestors()):
                self.blocks(box)

    def _table(self, table: Any) -> None:
        self._flow.paragraph()
        for row in table.iter(_W + "tr"):
            if next(row.iterancestors(_W + "tbl")) is not table:
                continue  # the row of a table in a cell: that cell's text
            cells = []
            for cell in row.iter(_W + "tc"):
                if next(cell.iterancestors(_W + "tr")) is row:
                    texts = (" ".join(_lines(paragraph)) for paragraph in cell.iter(_W + "p"))
                    cells.append(" ".join(text for text in texts if text.strip()))
            self._flow.row(cells)
        self._flow.paragraph()

    def _style(self, paragraph: Any) -> Any:
        found = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return self._styles.get(found.get(_W + "val")) if found is not None else None


def _part_element(document: Any, kind: str) -> Any:
    """The root of a part that belongs to the document (numbering, footnotes), or None."""
    from docx.oxml import parse_xml

    for relation in document.part.rels.values():
        if relation.reltype.endswith("/" + kind) and not relation.is_external:
            part = relation.target_part
            element = getattr(part, "element", None)
            return element if element is not None else parse_xml(part.blob)
    return None


def _lines(paragraph: Any) -> list[str]:
    """The printed lines of a paragraph: its text, broken where the author broke it."""
    lines = [""]
    for tag, text in _pieces(paragraph):
        if tag in ("br", "cr"):
            lines.append("")
        else:
            lines[-1] += text
    return lines


def _pieces(parent: Any) -> Iterator[tuple[str, str]]:
    """(tag, text) of everything that prints below `parent`, text boxes excepted."""
    for child in parent.iterchildren():
        tag = child.tag
        if not isinstance(tag, str) or tag in _UNSEEN or tag == _W + "txbxContent":
            continue
        if tag == _W + "r" and child.find(f"{_W}rPr/{_W}vanish") is not None:
            continue
        if tag == _W + "t":
            yield "t", child.text or ""
        elif tag == _W + "tab":
            yield "t", " "
        elif tag == _W + "noBreakHyphen":
            yield "t", "-"
        elif tag in (_W + "br", _W + "cr"):
            yield "br", ""
        else:
            yield from _pieces(child)


def _all_bold(paragraph: Any) -> bool:
    """Whether every run with text is bold by itself: a heading that has no heading style."""
    runs = [
        run
        for run in paragraph.iter(_W + "r")
        if any((t.text or "").strip() for t in run.iter(_W + "t"))
    ]
    return bool(runs) and all(_on(run.find(f"{_W}rPr/{_W}b")) for run in runs)


def _on(element: Any) -> bool:
    return element is not None and element.get(_W + "val") not in ("0", "false", "off")


def _heading_level(style: Any, paragraph: Any) -> int:
    """1 to 9 for a heading, 0 for body text: by outline level, else by the style's name."""
    outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    seen = 0
    while outline is None and style is not None and seen < 20:
        name = (style.name or "").lower()
        if name == "title":
            return 1
        if name.startswith("heading ") and name[8:9].isdigit():
            return int(name[8])
        outline = style.element.find(f"{_W}pPr/{_W}outlineLvl")
        style = getattr(style, "base_style", None)
        seen += 1
    if outline is None:
        return 0
    value = outline.get(_W + "val") or "9"
    return int(value) + 1 if value.isdigit() and int(value) < 9 else 0

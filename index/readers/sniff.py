"""What a file is: by its content first, by its name second."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from index.errors import ReportFileError, UnsupportedFormatError

Format = Literal["pdf", "html", "docx", "markdown", "text"]

READABLE: dict[str, Format] = {
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
}
"""Extensions that are read when a whole folder is added."""

_ADD = "Add reports as PDF, HTML, DOCX, Markdown or text."
_PICTURE = (
    "This is a picture, which holds no text. Make a searchable PDF of it with an OCR program "
    "(for example ocrmypdf) and add that."
)
_ARCHIVE = "This is a packed archive. Unpack it and add the reports in it."
_BINARY = f"This is not a document in a format that is read. {_ADD}"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"\x1f\x8b", _ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", _ARCHIVE),
    (b"Rar!", _ARCHIVE),
    (b"BZh", _ARCHIVE),
    (b"\xfd7zXZ\x00", _ARCHIVE),
    (
        b"{\\rtf",
        "This is a rich text file (RTF). Open it in a word processor and save it as DOCX or PDF.",
    ),
)
_TEXT_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_WEB_PAGE = re.compile(
    rb"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])",
    re.I | re.S,
)
_CONTROL = frozenset(range(32)) - {*b"\t\n\r\f\x0b\x1b"}


def sniff(data: bytes, name: str) -> Format:
    """The format of a file, from its bytes and its name.

    Raises ReportFileError where the file is empty or is not what its name says, and
    UnsupportedFormatError, with what to do, for formats that are not read.
    """
    extension = PurePath(name).suffix.lower()
    head = data[:4096]
    if not data.strip(b"\x00 \t\r\n"):
        raise ReportFileError(name, "The file is empty. Get a fresh copy of the report.")
    text = _as_text(head)
    if _WEB_PAGE.match(text):
        if extension == ".pdf":
            raise ReportFileError(
                name,
                "This is a web page saved as PDF, most often an error page that a server sent "
                "instead of the report; download the report again.",
            )
        return "html"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _packed(data, name, extension)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise UnsupportedFormatError(name, _old_office(extension))
    for signature, reason in _SIGNATURES:
        if head.startswith(signature):
            raise UnsupportedFormatError(name, reason)
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise UnsupportedFormatError(name, _PICTURE)
    if not _is_text(head):
        raise UnsupportedFormatError(name, _BINARY)
    return _of_text(name, extension)


def _of_text(name: str, extension: str) -> Format:
    """The format of a file that holds text, by its name; text under a binary format's name is refused."""
    if extension == ".pdf":
        raise ReportFileError(
            name, "This is called PDF, but it is not one. Download the report again."
        )
    if extension in (".docx", ".doc"):
        raise ReportFileError(
            name,
            f"This is called {extension[1:].upper()}, but it is not a Word document. "
            "If it is plain text, rename it to .txt.",
        )
    return READABLE.get(extension, "text")


def _packed(data: bytes, name: str, extension: str) -> Format:
    """The format of a ZIP container: a Word document, or something that is not read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist()[:20_000])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        if extension == ".docx":
            return "docx"  # its reader says that it is damaged
        raise UnsupportedFormatError(name, _ARCHIVE) from None
    if any(entry.startswith("word/") for entry in names):
        return "docx"
    if any(entry.startswith("xl/") for entry in names):
        raise UnsupportedFormatError(
            name, "This is a spreadsheet. Reports are documents: save it as PDF to add it."
        )
    if any(entry.startswith("ppt/") for entry in names):
        raise UnsupportedFormatError(name, "This is a presentation. Save it as PDF and add that.")
    if "content.xml" in names and "mimetype" in names:
        raise UnsupportedFormatError(
            name, "This is an OpenDocument file. Save it as DOCX or PDF and add that."
        )
    if "META-INF/container.xml" in names:
        raise UnsupportedFormatError(
            name, "This is an e-book. Save it as PDF or HTML and add that."
        )
    if extension == ".docx":
        raise ReportFileError(
            name, "This is called DOCX, but there is no document in it. Save it again from Word."
        )
    raise UnsupportedFormatError(name, _ARCHIVE)


def _old_office(extension: str) -> str:
    if extension == ".docx":
        return "This Word document is protected with a password (or is an old .doc renamed). Save a plain copy as DOCX or PDF."
    if extension == ".xls":
        return "This is an old spreadsheet. Save it as PDF to add it."
    return "This is an old Office file, from before 2007. Open it in a word processor and save it as DOCX or PDF."


def _as_text(head: bytes) -> bytes:
    """`head` as UTF-8, so that a page in UTF-16 is recognised too."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="ignore").encode("utf-8")
    return head.removeprefix(b"\xef\xbb\xbf")


def _is_text(head: bytes) -> bool:
    """Whether bytes look like text: a byte order mark, or hardly any control characters."""
    if head.startswith(_TEXT_MARKS):
        return True
    return b"\x00" not in head and sum(byte in _CONTROL for byte in head) <= len(head) // 100

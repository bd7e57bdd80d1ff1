"""The original page behind a citation: drawn on the server with the quote outlined, or its text.

The PDF is drawn by pypdfium2 and the outline added here, so that the browser needs no PDF script.
PDFium is not safe to use from two threads, so one lock guards it.
"""

from __future__ import annotations

import base64
import io
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import JudgementsError
from index.types import Report
from rag.types import Citation
from ui.render import marked, official_link
from ui.session import Conversation, Reports
from ui.text import citation_place, clip, escape, pages

if TYPE_CHECKING:
    import pypdfium2

SCALE = 1.7  # pixels per PDF point: A4 becomes about 1000 pixels wide
KEPT = 24  # drawn pages held in memory, about 150 kB each
_lock = threading.Lock()
Box = tuple[float, float, float, float]  # left, bottom, right, top in PDF points


def dialog(conversation: Conversation, index: int, n: int, library: Reports) -> str:
    """The page of citation `n` of answer `index` as a dialog, ready to be opened."""
    answer = conversation[index - 1].answer if 0 < index <= len(conversation) else None
    citation = next((c for c in answer.citations if c.n == n), None) if answer else None
    if citation is None:
        return failed("That citation is no longer in this conversation.")
    report = library.report(citation.report.report_id)
    body = _image(library, citation) or _text(report, citation)
    head = f"{escape(citation.report.title)}: {escape(citation_place(citation))}"
    return _dialog(head, f"<p>{official_link(citation.report, citation.pages)}</p>{body}")


def failed(message: str) -> str:
    """A dialog that says why there is no page."""
    return _dialog("The page can’t be shown", f"<p>{escape(message)}</p>")


def _dialog(head: str, body: str) -> str:
    return (
        '<dialog class="page" aria-labelledby="page-title"><header>'
        f'<h2 id="page-title">{head}</h2>'
        '<button type="button" class="act" data-close>Close</button></header>'
        f'<div class="body">{body}</div></dialog>'
    )


def _image(library: Reports, citation: Citation) -> str | None:
    if not citation.pages or citation.report.digest:
        return None
    try:
        path = library.original(citation.report.report_id)
    except JudgementsError:
        return None
    if not is_pdf(path):
        return None
    drawn: list[tuple[int, bytes, float | None]] = []
    for number in citation.pages:
        try:
            picture, spot = draw(path, number, citation.quote)
        except JudgementsError:
            return None  # the file has gone or is damaged: its text is shown instead
        drawn.append((number, picture, spot))
    outlined = [d for d in drawn if d[2] is not None] or drawn[:1]
    return "".join(_figure(*row, citation) for row in outlined)


def _figure(number: int, picture: bytes, spot: float | None, citation: Citation) -> str:
    data = base64.b64encode(picture).decode("ascii")
    said = (
        "the quote could not be located on the picture"
        if spot is None
        else "with the quote outlined"
    )
    here = "" if spot is None else f'<span class="spot" data-focus style="top:{spot:.0%}"></span>'
    return (
        f'<figure>{here}<img alt="Page {number} of the original report, {said}. '
        f'The quote: {escape(clip(citation.quote, 300))}" src="data:image/png;base64,{data}">'
        f"<figcaption>{pages((number,)).capitalize()} of the original file, {said}.</figcaption></figure>"
    )


def _text(report: Report, citation: Citation) -> str:
    at = next((i for i, p in enumerate(report.paragraphs) if p.id == citation.paragraph_id), None)
    if at is None:
        return f"<blockquote>{escape(citation.quote)}</blockquote>"
    shown = []
    for paragraph in report.paragraphs[max(0, at - 2) : at + 3]:
        number = f"<strong>{paragraph.number}</strong> " if paragraph.number is not None else ""
        if paragraph.id == citation.paragraph_id:
            body = marked(paragraph.text, citation.start, citation.end)
            shown.append(f'<p class="here" data-focus>{number}{body}</p>')
        else:
            shown.append(f"<p>{number}{escape(clip(paragraph.text, 4000))}</p>")
    return f'<div class="textpage">{"".join(shown)}</div>'


def is_pdf(path: Path) -> bool:
    """Whether the file there begins as a PDF does."""
    try:
        with path.open("rb") as file:
            return b"%PDF-" in file.read(1024)
    except OSError:
        return False


@lru_cache(maxsize=KEPT)
def draw(path: Path, number: int, quote: str) -> tuple[bytes, float | None]:
    """Page `number` (from 1) as PNG, the quote outlined; and how far down the quote begins.

    That is a share of the page's height, or None where the quote was not found on the page.

    Raises:
        JudgementsError: the file can't be read, or has no such page.
    """
    import pypdfium2
    from PIL import Image, ImageDraw

    with _lock:
        try:
            document = pypdfium2.PdfDocument(path)
        except (pypdfium2.PdfiumError, OSError) as error:
            raise JudgementsError("The original file can't be opened any more.") from error
        try:
            if not 1 <= number <= len(document):
                raise JudgementsError(f"The original file has no page {number}.")
            page = document[number - 1]
            picture: Image.Image = page.render(scale=SCALE).to_pil().convert("RGB")
            height = page.get_height()
            boxes = find(page, quote)
        finally:
            document.close()
    pen = ImageDraw.Draw(picture, "RGBA")
    for left, bottom, right, top in boxes:
        outline = (
            (left - 2) * SCALE,
            (height - top - 2) * SCALE,
            (right + 2) * SCALE,
            (height - bottom + 2) * SCALE,
        )
        pen.rectangle(outline, fill=(255, 221, 0, 70), outline=(156, 28, 23, 255), width=3)
    out = io.BytesIO()
    picture.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue(), (height - boxes[0][3]) / height if boxes else None


def find(page: pypdfium2.PdfPage, quote: str) -> list[Box]:
    """One box per printed line of the quote, or of as much of it as stands on this page."""
    text = page.get_textpage()
    letters, places = _letters(text.get_text_range())
    wanted, _ = _letters(quote)
    at, length = _longest(letters, wanted)
    if not length:
        return []
    boxes: list[Box] = []
    for place in places[at : at + length]:
        box: Box = text.get_charbox(place)
        if boxes and abs(boxes[-1][1] - box[1]) < 6 and box[0] >= boxes[-1][0]:
            last = boxes[-1]
            boxes[-1] = (last[0], min(last[1], box[1]), max(last[2], box[2]), max(last[3], box[3]))
        else:
            boxes.append(box)
    return boxes


def _letters(text: str) -> tuple[str, list[int]]:
    """Letters and digits alone, lower case, each with its place: layout and dashes fall away."""
    letters, places = [], []
    for place, character in enumerate(text):
        for plain in unicodedata.normalize("NFKC", character).casefold():
            if plain.isalnum():
                letters.append(plain)
                places.append(place)
    return "".join(letters), places


def _longest(letters: str, wanted: str) -> tuple[int, int]:
    """Where `wanted` stands in `letters` and how much of it: all, or its head or tail over a page break."""
    at = letters.find(wanted) if wanted else -1
    if at >= 0:
        return at, len(wanted)
    least = max(12, len(wanted) // 10)
    for length in range(len(wanted) - 1, least - 1, -1):
        if letters.endswith(wanted[:length]):
            return len(letters) - length, length
        if letters.startswith(wanted[-length:]):
            return 0, length
    for length in range(len(wanted) - 1, least - 1, -1):
        for piece in (wanted[:length], wanted[-length:]):  # a footer or number stands between
            at = letters.find(piece)
            if at >= 0:
                return at, length
    return 0, 0

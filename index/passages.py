"""A report cut into passages: what is embedded, searched and shown."""

from __future__ import annotations

import re

from index.finder.sentences import sentences
from index.types import Paragraph, Passage, Report, ReportCard

RULES = "2026-11-b"
"""Version of the rules in this module; a library built under another version is rebuilt."""

LONGEST = 230
"""The most word pieces in a passage, by estimate; the model reads 256 with its own marks."""

_PIECE = re.compile(r"\w+|[^\w\s]")


def passages(report: Report) -> tuple[Passage, ...]:
    """Cut every citable paragraph of `report` into passages, in the report's order.

    A paragraph is one passage; one too long for the model is cut at sentence ends into stretches
    of about equal length. Boilerplate and empty paragraphs give none. Offsets are exact:
    `passage.text == paragraph.text[passage.start:passage.end]`.
    """
    return tuple(
        _passage(report.card, paragraph, start, end)
        for paragraph in report.paragraphs
        if paragraph.kind != "boilerplate"
        for start, end in stretches(paragraph.text)
    )


def embedding_text(passage: Passage, card: ReportCard) -> str:
    """Return what the model reads for `passage`."""
    del card
    return passage.text


def stretches(text: str, longest: int = LONGEST) -> tuple[tuple[int, int], ...]:
    """Return `(start, end)` of the stretches of `text` that fit `longest` word pieces each."""
    spans = [part for span in sentences(text) for part in _fitting(text, span, longest)]
    if not spans:
        return ()
    sizes = [pieces(text[start:end]) for start, end in spans]
    left = sum(sizes)
    count = -(-left // longest)
    cut: list[tuple[int, int]] = []
    (begin, end), size = spans[0], 0
    for (start, stop), here in zip(spans, sizes, strict=True):
        share = (size + left) / max(count, 1)
        # a new stretch where this one is full, or nearer its fair share without the sentence
        full = size and pieces(text[begin:stop]) > longest  # with what lies between the sentences
        if size and (full or (count > 1 and size + here / 2 > share)):
            cut.append((begin, end))
            begin, size, count = start, 0, count - 1
        size, left, end = size + here, left - here, stop
    cut.append((begin, end))
    return tuple(cut)


def pieces(text: str) -> int:
    """Estimate how many word pieces the model makes of `text`, rather too many than too few."""
    return sum(1 + (len(match.group()) - 1) // 8 for match in _PIECE.finditer(text))


def _fitting(text: str, span: tuple[int, int], longest: int) -> list[tuple[int, int]]:
    """Cut a sentence that is too long by itself at the last space that fits."""
    start, end = span
    cut: list[tuple[int, int]] = []
    size, begin, space = 0, start, None
    for match in _PIECE.finditer(text, start, end):
        here = 1 + (len(match.group()) - 1) // 8
        if size + here > longest:
            at = space if space is not None else match.start()
            cut.append((begin, len(text[:at].rstrip())))
            begin, size, space = at, pieces(text[at : match.start()]), None
        if match.start() > begin and text[match.start() - 1].isspace():
            space = match.start()
        size += here
    return [*cut, (begin, end)]


def _passage(card: ReportCard, paragraph: Paragraph, start: int, end: int) -> Passage:
    return Passage(
        id=f"{card.report_id}:{paragraph.id}:{start}",
        report_id=card.report_id,
        authority=card.authority,
        paragraph_id=paragraph.id,
        paragraph=paragraph.number,
        section=paragraph.section,
        part=paragraph.part,
        pages=paragraph.pages,
        text=paragraph.text[start:end],
        start=start,
        end=end,
        kind=paragraph.kind,
    )

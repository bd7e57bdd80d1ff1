"""The nouns of this floor: what a report is, what is cut from it, and what a search returns.

Standard library only; every other module may import this one. All offsets count characters
(Python code points), all pages are physical pages counted from 1, all positions are PDF points
from the top left corner of the page.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Framework = Literal["ILACS", "SIF", "LAC", "LSCB", "other"]
ParagraphKind = Literal[
    "numbered",  # a paragraph that the inspectors numbered
    "narrative",  # running text without a number: opening narrative, summaries, area facts
    "improvement",  # an unnumbered item of "what needs to improve"
    "list",  # an unnumbered bullet outside the improvements
    "table",  # a table row read as text, the judgement table included
    "footnote",  # the text of a footnote
    "boilerplate",  # contact page, licence, definitions of grades: known, shown, never cited
]


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line and where it stands on its page.

    `marks` are the (start, end) offsets in `text` of footnote marks: figures set small and raised.
    Formats without positions leave every number at 0.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    bold: bool = False
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page as a reader sees it; lines in reading order. Formats without pages are one page.

    `hidden` counts the letters that the file holds on this page and does not show; no line has them.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader hands to the parser: positioned lines, and facts the file declares of itself."""

    name: str
    format: Literal["pdf", "html", "docx", "markdown", "text"]
    sha256: str
    pages: tuple[Page, ...]
    declared: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day of an inspection, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Judgement:
    """One aspect and its grade, with the page and the words that print it."""

    aspect: str
    name: str
    grade: str
    page: int
    quote: str
    paragraph_id: str | None = None


@dataclass(frozen=True, slots=True)
class Improvement:
    """One thing the report says must improve, in the report's own order."""

    text: str
    page: int
    paragraph: int | None
    paragraph_id: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of a report that can be cited; `number` is the printed number or None.

    `part` tells apart two reports bound in one file (1, then 2). `official_*` lead from a digest to
    the paragraph of the official report that it summarises.
    """

    id: str
    number: int | None
    section: str
    part: int
    page_start: int
    page_end: int
    text: str
    kind: ParagraphKind = "numbered"

    @property
    def pages(self) -> tuple[int, ...]:
        """Every page the paragraph stands on."""
        return tuple(range(self.page_start, self.page_end + 1))


@dataclass(frozen=True, slots=True)
class ReportCard:
    """What the front page of a report says: enough to name it, choose it and cite it.

    `digest` marks a summary in our own words that stands in for the official report: its paragraph
    and page numbers are the official report's, and `link` leads there.
    """

    report_id: str
    sha256: str
    name: str
    title: str
    authority: str
    urn: str | None
    framework: Framework
    inspected: Period | None
    published: date | None
    lead_inspector: str | None
    pages: int
    digest: bool = False
    link: str | None = None

    @property
    def year(self) -> int | None:
        """The year of the inspection, else of publication, else None."""
        day = self.inspected.start if self.inspected else self.published
        return day.year if day else None


@dataclass(frozen=True, slots=True)
class Report:
    """A report as parsed: its card, judgements, improvements and every citable paragraph.

    `problems` says in words what the parser could not reconcile (a gap in the numbering, a heading
    that disagrees with the table); it is empty for a clean reading.
    """

    card: ReportCard
    judgements: tuple[Judgement, ...]
    improvements: tuple[Improvement, ...]
    paragraphs: tuple[Paragraph, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded and found: a paragraph, or a stretch of a long one.

    `text == paragraph_text[start:end]` for the paragraph named by `paragraph_id`.
    """

    id: str
    report_id: str
    authority: str
    paragraph_id: str
    paragraph: int | None
    section: str
    part: int
    pages: tuple[int, ...]
    text: str
    start: int
    end: int
    kind: ParagraphKind = "numbered"


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage and how well it matches; higher is better, always."""

    passage: Passage
    score: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file that was added.

    `error` says why it failed; `notes` say what else there is to know, such as pages that were left out.
    """

    path: str
    status: Literal["added", "unchanged", "replaced", "failed"]
    report_id: str | None = None
    error: str | None = None
    notes: tuple[str, ...] = ()

"""Words for the page: text from outside made safe to show, and places and dates as a reader says them.

Everything that did not come from this package (reports, file names, questions, error messages) goes
through `escape` before it stands in HTML, and through `plain` before it stands in Markdown.
"""

from __future__ import annotations

import html
import re
import unicodedata
from datetime import date

from index.types import Period, ReportCard
from rag.types import Citation

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&])")
_SPACE = re.compile(r"[^\S\n]+")
#: Characters that turn or hide the text around them (Unicode Technical Report 36, section 2.10).
_HIDDEN = frozenset("\u00ad\u061c\u180e\ufeff\u2028\u2029")


def visible(text: str) -> str:
    """The text with every character that hides or reverses its neighbours named, as ⟦U+202E⟧."""
    return "".join(_named(c) for c in text)


def _named(character: str) -> str:
    if character in "\n\t":
        return " "
    if character in _HIDDEN or unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Zl"}:
        return f"⟦U+{ord(character):04X}⟧"
    return character


def escape(text: str) -> str:
    """The text as one line of HTML that shows it and does nothing else."""
    return html.escape(_SPACE.sub(" ", visible(text)), quote=True)


def plain(text: str) -> str:
    """The text as Markdown that shows it and does nothing else."""
    return _MARKDOWN.sub(r"\\\1", _SPACE.sub(" ", visible(text)).strip())


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, the cut marked by an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def day(when: date | None) -> str:
    """A date as it is said in Britain, or an empty string."""
    return f"{when.day} {when:%B %Y}" if when else ""


def span(period: Period | None) -> str:
    """The days of an inspection, without saying month or year twice."""
    if period is None:
        return ""
    start, end = period.start, period.end
    if start == end:
        return day(end)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {day(end)}"
    if start.year == end.year:
        return f"{start.day} {start:%B} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def pages(numbers: tuple[int, ...]) -> str:
    """Pages as said: "page 10", "pages 10 to 11", or nothing where none is known."""
    if not numbers:
        return ""
    first, last = min(numbers), max(numbers)
    return f"page {first}" if first == last else f"pages {first} to {last}"


def place(paragraph: int | None, numbers: tuple[int, ...], *, digest: bool = False) -> str:
    """Where a text stands, for people: "paragraph 47, page 10".

    A digest's places are the official report's and say so.
    """
    where = f"paragraph {paragraph}" if paragraph is not None else "unnumbered text"
    said = ", ".join(part for part in (where, pages(numbers)) if part)
    return f"official report, {said}" if digest else said


def citation_place(citation: Citation) -> str:
    """Where a citation's quote stands, for people."""
    said = place(citation.paragraph, citation.pages, digest=citation.report.digest)
    return said if citation.part == 1 else f"{said} (report {citation.part} of the file)"


def short_name(card: ReportCard) -> str:
    """A report in few words: council, year of inspection, and whether it is our digest."""
    year = f" {card.year}" if card.year else ""
    return f"{card.authority or card.title}{year}{' (digest)' if card.digest else ''}"


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: "1 citation", "3 citations"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def safe_link(link: str | None) -> str | None:
    """The link if it leads to a web page, else None: a report's text may name any scheme."""
    if link and re.match(r"https?://[^\s\"'<>]+\Z", link):
        return link
    return None

"""Whether a place in a report is the one a case names, and whether words stand in a text. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evals.types import Case, Cited, Found, Gold

_SECTIONS = {
    "summary": re.compile(r"summary|about this|opening|overview|key findings|introduction", re.I),
    "judgements": re.compile(r"judgement|judgment|grade", re.I),
    "improvements": re.compile(r"improve|recommendation|priority", re.I),
    "about": re.compile(r"about|information", re.I),
}
_KINDS = {
    "summary": ("narrative",),
    "judgements": ("table",),
    "improvements": ("improvement",),
    "about": ("narrative", "boilerplate"),
}
_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
        "\u00ad": "", "\u200b": "", "\u2026": "...",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case, plain quotes and hyphens, single spaces: typography never decides a score."""
    plain = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY)
    return " ".join(plain.lower().split())


def contains(text: str, words: str) -> bool:
    """Whether the words stand in the text, typography and case aside.

    They must begin at a word; the last may go on by up to four letters ("strengthen" is found in
    "strengthening"), a number may not go on ("14" is not found in "141").
    """
    needle = fold(words)
    ending = "[a-z]{0,4}" if needle[-1:].isalpha() else ""
    return bool(needle) and bool(
        re.search(rf"(?<!\w){re.escape(needle)}{ending}(?!\w)", fold(text))
    )


def matches(place: Found | Cited, case: Case, report_id: str | None, golds: Iterable[Gold]) -> bool:
    """Whether the place is one of the golds, in the case's report.

    A number matches the printed number. A name matches unnumbered text: by page where the case gives
    pages, else by what the section or the paragraph is called. Where the case gives its gold as text,
    a citation is also right if its quote is part of that text or holds it.
    """
    if report_id is not None and place.report_id != report_id:
        return False
    for gold in golds:
        if isinstance(gold, int):
            if place.paragraph == gold:
                return True
        elif place.paragraph is None and _named(place, gold, case.gold_pages):
            return True
    if case.gold_text and isinstance(place, Cited):
        quote = fold(place.quote)
        return any(quote in fold(t) or fold(t) in quote for t in case.gold_text if t.strip())
    return False


def right(place: Found | Cited, case: Case, report_id: str | None) -> bool:
    """Whether the place answers: a gold paragraph or one that is acceptable too."""
    return matches(place, case, report_id, (*case.gold_paragraphs, *case.also_acceptable))


def has_place(case: Case) -> bool:
    """Whether the case says where its answer stands, so that places can be scored."""
    known = any(isinstance(g, int) or g in _SECTIONS for g in case.gold_paragraphs)
    return known or bool(case.gold_text)


def _named(place: Found | Cited, name: str, pages: tuple[int, ...]) -> bool:
    if name not in _SECTIONS:
        return False
    if pages:
        return bool(set(pages) & set(place.pages))
    return place.kind in _KINDS[name] or bool(_SECTIONS[name].search(place.section))

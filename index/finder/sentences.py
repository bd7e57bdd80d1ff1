"""Where sentences begin and end in a paragraph, as offsets into it."""

from __future__ import annotations

import re

BULLETS = "\u2022\u25cf\u25cb\u25e6\u25aa\u25ab\u25a0\u25a1\u25fc\u25fb\u25b6\u25ba\u2043\u2219\u27a2\uf06e\uf0a7\uf0b7\uf02d\uf0be\uf0d8"
"""Marks that open an item of a list, those that Word's symbol fonts print included."""

_CLOSERS = "\"'\u2019\u201d\u00bb)\\]"
_OPENERS = "\"'\u2018\u201c\u00ab(\\["
_STOP = re.compile(
    rf"""
    (?P<mark>\.{{3}}|[.!?\u2026]+)
    (?P<closers>[{_CLOSERS}]*)
    (?P<note>(?<=[a-z)\u2019'.\u201d])\d{{1,2}}(?=\s))?      # a footnote's number glued to the stop
    (?=\s|$)
    """,
    re.VERBOSE,
)
_ITEM = re.compile(
    rf"(?:(?<=\s)|^)[{BULLETS}]\s*|\n\s*(?:[-\u2013\u2014\u2212*\u2500\u2015o]\s+|\(?(?:\d{{1,2}}|[a-z]|[ivx]+)[.)]\s+)|\n[ \t]*\n"
)
_WORD_BEFORE = re.compile(r"[^\s(\[\"'\u2018\u201c]+$")
_NEXT = re.compile(rf"\s*[{_OPENERS}]*(?P<word>[^\s]+)")


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NEVER_LAST = _words(
    "mr mrs ms dr prof rev hon cllr st fr sr jr messrs mx sgt supt insp "
    "e.g eg i.e ie cf viz vs v approx incl esp resp c ca "
    "para paras p pp fig figs sec s ss reg regs art arts ch chap vol ed eds ref refs"
)
"""Abbreviations that are always followed by what they introduce."""

_RARELY_LAST = _words("etc al inc ltd co plc dept govt asst dept hons no nos a.m p.m am pm")
"""Abbreviations that end a sentence only where a usual opening word follows."""

_MONTHS = _words("jan feb mar apr jun jul aug sep sept oct nov dec")

_USUAL_OPENERS = _words(
    "the a an this that these those there it its they their he she his her we our you your i "
    "in on at for from with without by to as of and but or so if when while where whether although "
    "however therefore moreover furthermore nevertheless consequently overall since after before "
    "during once until most many some several few all both each every no not none children child "
    "young social care staff leaders managers senior inspectors practice"
)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return `(start, end)` of each sentence of `text`, in order, without surrounding space.

    An item of a bulleted list is a sentence, its mark left out; the words that lead into the list
    are one too. A stop ends a sentence unless it belongs to an abbreviation ("e.g."), an initial
    ("J. Smith"), a number ("2.1", "s. 47") or a list's own number; closing quotation marks,
    brackets and a footnote's glued number go with the sentence that they close.
    """
    # where a sentence ends, and where the next may begin
    edges = [item.span() for item in _ITEM.finditer(text)]
    edges += [(stop.end(), stop.end()) for stop in _STOP.finditer(text) if _ends(text, stop)]
    spans: list[tuple[int, int]] = []
    begin = 0
    for end, resume in sorted(edges):
        _keep(text, begin, end, spans)
        begin = max(begin, resume)
    _keep(text, begin, len(text), spans)
    return tuple(spans)


def _keep(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not any(character.isalnum() for character in text[start:end]):
        if spans and end > start and start - spans[-1][1] <= 1:
            spans[-1] = (spans[-1][0], end)  # a stray closing mark stays with its sentence
        return
    spans.append((start, end))


def _ends(text: str, stop: re.Match[str]) -> bool:
    following = _NEXT.match(text, stop.end())
    if following is None:
        return True
    next_word = following["word"]
    first = next_word[0]
    if stop["mark"] != ".":
        return not first.islower()
    if first.islower():
        return False
    if first in BULLETS:
        return True
    found = _WORD_BEFORE.search(text, max(0, stop.start() - 40), stop.start())
    before = found.group() if found else ""
    if stop["closers"] or stop["note"]:
        return True
    folded = before.lower()
    opener = re.sub(r"[^a-z]", "", next_word.lower()) in _USUAL_OPENERS
    if folded in _NEVER_LAST or folded in _MONTHS:
        return False
    if folded in _RARELY_LAST:
        return opener
    if len(before) == 1 and before.isupper():  # an initial, unless a sentence plainly follows
        return opener
    if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", before):  # U.K. and its like
        return opener
    # "1. First item" at the start of the text or of a line is the item's number, not a sentence.
    line_start = text.rfind("\n", 0, stop.start()) + 1
    return not (
        re.fullmatch(r"\d{1,3}", before)
        and not text[line_start : stop.start() - len(before)].strip()
    )

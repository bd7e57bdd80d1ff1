"""Words as printed, and how two printings of the same words are told from two different wordings.

Typography is folded (curly and straight quotation marks, dashes of the same kind, ligatures,
no-break spaces), and so are white space and hyphens at line ends. Letters, case, digits, decimals,
percent signs and the hyphens inside words and numbers never are: "re-sign" is not "resign", and
"1-2 months" is not "12 months". Pure; standard library only.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Kept apart: hyphens join a compound or a range, dashes part a sentence.
_HYPHENS = "-\u2010\u2011"
_TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc`\u00b4", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f", '"'),
        **dict.fromkeys(_HYPHENS, "-"),
        **dict.fromkeys("\u2012\u2013\u2014\u2015", "\u2013"),
    }
)
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\u2026": "...",
}
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff"
# What needs care beyond one-to-one replacement: runs of white space, invisible characters,
# ligatures, combining marks, and hyphens at a line end.
_CARE = re.compile(
    rf"(?P<line>[{_HYPHENS}\u00ad][^\S\n\r]*[\n\r]\s*)"
    rf"|(?P<soft>\u00ad)|(?P<space>\s+)|(?P<invisible>[{_INVISIBLE}]+)"
    rf"|(?P<ligature>[{''.join(_LIGATURES)}])"
    r"|(?P<marked>.[\u0300-\u036f]+)",
    re.DOTALL,
)
# A hyphen at a line end: put there by the break alone, perhaps, or kept with or without a space
# ("decision-/making", "short-/and long-term"); beside a figure it is always kept.
_MAYBE_HYPHEN = "\x00"
_KEPT_HYPHEN = "\x01"
_BROKEN = re.compile(rf"[{_MAYBE_HYPHEN}{_KEPT_HYPHEN}]")
_WORD_JOIN = frozenset("-'")
_DIGIT_JOIN = frozenset(".,-\u2013/:")
_MONEY = frozenset("\u00a3$\u20ac")


@lru_cache(maxsize=512)
def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """The text with typography folded, and for each character the offset it came from.

    The offsets have one entry more than the text: the length of the original.
    """
    folded: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _CARE.finditer(text):
        folded.extend(text[at : match.start()].translate(_TYPOGRAPHY))
        offsets.extend(range(at, match.start()))
        at = match.end()
        piece = _careful(match, text)
        folded.extend(piece)
        offsets.extend([match.start()] * len(piece))
    folded.extend(text[at:].translate(_TYPOGRAPHY))
    offsets.extend(range(at, len(text)))
    offsets.append(len(text))
    return _spaced_hyphens("".join(folded)), tuple(offsets)


def _careful(match: re.Match[str], text: str) -> str:
    kind, piece = match.lastgroup, match.group()
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    if kind == "line":
        if before.isalpha() and after.isalpha():
            return _MAYBE_HYPHEN
        if piece[0] == "\u00ad":
            return ""
        return _KEPT_HYPHEN if before.isalnum() and after.isalnum() else "- "
    if kind == "space":
        return " "
    if kind == "ligature":
        return _LIGATURES[piece]
    if kind == "marked":
        return unicodedata.normalize("NFC", piece)
    return ""


def _spaced_hyphens(text: str) -> str:
    # " - " between words is a typed dash; between figures it may be a minus or a range.
    return re.sub(r"(?<=[^\W\d]|[.,;:!?)'\"]) - (?=[^\W\d]|['\"(])", " \u2013 ", text)


def find_quote(quote: str, text: str) -> tuple[int, int] | None:
    """Where the words of the quote stand in the text, word for word: offsets in `text`, or None.

    A match never begins or ends inside a word, a compound or a figure: "adequate" is not found in
    "inadequate", "5%" not in "14.5%", "2 months" not in "1-2 months". Where the words stand
    several times, the first is given.
    """
    return next(iter(find_quotes(quote, text)), None)


def find_quotes(quote: str, text: str) -> tuple[tuple[int, int], ...]:
    """Every place where the words of the quote stand in the text, as offsets in `text`."""
    needle = fold(quote.strip())[0].strip()
    if not any(char.isalnum() for char in needle):
        return ()
    haystack, offsets = fold(text)
    places = []
    for start, end in _places(needle, haystack):
        if whole_words(haystack, start, end):
            places.append((offsets[start], _end(offsets, end)))
    return tuple(places)


def _end(offsets: tuple[int, ...], end: int) -> int:
    # The folded characters before `end` may stand for several original ones (a ligature split in
    # three, say); the match ends where the last of them ends.
    last = offsets[end - 1]
    for offset in offsets[end:]:
        if offset > last:
            return offset
    return offsets[-1]


def _places(needle: str, haystack: str) -> list[tuple[int, int]]:
    broken = bool(_BROKEN.search(haystack))
    if broken or _BROKEN.search(needle):
        return [match.span() for match in _line_end_pattern(needle, broken).finditer(haystack)]
    places, at = [], haystack.find(needle)
    while at >= 0:
        places.append((at, at + len(needle)))
        at = haystack.find(needle, at + 1)
    return places


@lru_cache(maxsize=256)
def _line_end_pattern(needle: str, broken: bool) -> re.Pattern[str]:
    """The needle as a pattern; `broken` where the text that is searched has words parted by lines."""
    parts = []
    for index, char in enumerate(needle):
        if char == _MAYBE_HYPHEN:
            parts.append(rf"(?:- ?|{_MAYBE_HYPHEN})?")
        elif char == _KEPT_HYPHEN:
            parts.append(rf"(?:- ?|{_KEPT_HYPHEN})")
        elif broken and char == "-":
            parts.append(rf"(?:-|{_BROKEN.pattern})")
        elif broken and char == " " and needle[index - 1] == "-":
            parts.append(rf"(?: |(?<={_BROKEN.pattern}))")
        else:
            if broken and index and char.isalpha() and needle[index - 1].isalpha():
                parts.append(f"{_MAYBE_HYPHEN}?")
            parts.append(re.escape(char))
    return re.compile("".join(parts))


def mend(text: str, vocabulary: str) -> str:
    """The text folded, with words that a line end parted put together as the vocabulary has them."""
    folded = fold(text)[0]
    if not _BROKEN.search(folded):
        return folded
    known = fold(vocabulary)[0]

    def together(match: re.Match[str]) -> str:
        parted = match.group()
        pattern = _line_end_pattern(parted, bool(_BROKEN.search(known))).pattern
        found = re.search(rf"(?<![\w-]){pattern}(?!\w)", known)
        whole = found.group() if found else parted
        return whole.replace(_MAYBE_HYPHEN, "").replace(_KEPT_HYPHEN, "-")

    return re.sub(rf"[\w'-]+(?:{_BROKEN.pattern}[\w'-]+)+", together, folded)


def whole_words(text: str, start: int, end: int) -> bool:
    """Whether text[start:end] begins and ends between words, compounds and figures of the text."""
    return not (_joined(text, start) or _joined(text, end))


def _joined(text: str, at: int) -> bool:
    """Whether the characters on both sides of the cut belong to one word or figure."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if _BROKEN.match(left) or _BROKEN.match(right):
        return True
    if left.isalnum() and right.isalnum():
        return True
    if (left.isdigit() and right == "%") or (left in _MONEY and right.isdigit()):
        return True
    before = text[at - 2] if at > 1 else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if left.isalnum() and after.isalnum():
        return _inner(left, right, after)
    if right.isalnum() and before.isalnum():
        return _inner(before, left, right)
    return False


def _inner(before: str, join: str, after: str) -> bool:
    if join in _WORD_JOIN:
        return True
    return before.isdigit() and after.isdigit() and join in _DIGIT_JOIN

"""The words that change what a sentence of an inspection report means, as comparable tokens.

Negation, quantity, hedging, time, figures, dates, grades and services are told apart from other
words, spelt one way ("four" is "4", "20 per cent" is "20%", "isn't" is "is not") and kept whole
("requires improvement to be good" holds no "good"). Pure; standard library only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rag.verifier.lexicon import (
    FRACTION,
    GLUE,
    GLUE_KEPT,
    GRADES,
    HEDGE,
    HEDGE_BEFORE,
    NEGATION,
    PARTS,
    QUANTITY,
    SAME,
    SCALES,
    SERVICES,
    STEM_AS,
    TENS,
    TIME,
    UNITS,
)
from rag.verifier.wording import mend

Kind = Literal[
    "word", "glue", "negation", "quantity", "hedge", "time", "figure", "grade", "service", "stop"
]

#: Kinds that neither side may add or leave out.
WEIGHTY: frozenset[Kind] = frozenset(
    {"negation", "quantity", "hedge", "time", "figure", "grade", "service"}
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or figure: how it is compared, what kind it is, and how it was written."""

    key: str
    kind: Kind
    text: str
    start: int
    end: int


_TOKEN = re.compile(
    r"(?P<figure>[\u00a3$\u20ac]?\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|[\u00a3$\u20ac]?\d+(?:\.\d+)?)"
    r"(?P<ordinal>(?:st|nd|rd|th)(?![a-z]))?(?P<percent>\s?%|\s+per\s?cent(?![a-z]))?"
    r"|(?P<phrase>(?<![\w-])(?:"
    + "|".join(
        f"(?P<p{index}>{pattern})" for index, (pattern, _) in enumerate((*GRADES, *SERVICES, *SAME))
    )
    + r")(?:'s)?(?![\w]|-\w))"
    r"|(?P<word>[^\W\d_]+(?:['\-][^\W\d_]+)*)"
    # a dash between figures is a range, not the end of a clause
    r"|(?P<stop>[.;:!?()\",]|(?<!\d)\u2013|\u2013(?!\d))",
    re.IGNORECASE,
)
_PHRASES: tuple[tuple[Kind, str], ...] = (
    *(("grade", key) for _, key in GRADES),
    *(("service", key) for _, key in SERVICES),
    *(("word", key) for _, key in SAME),
)


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """Every word, figure and stop of the text, in order; offsets are into the folded text."""
    folded = mend(text, "")
    found: list[Token] = []
    for match in _TOKEN.finditer(folded):
        found.extend(_read(match, folded))
    return tuple(_number_words(found))


def _read(match: re.Match[str], text: str) -> list[Token]:
    written, start, end = match.group(), match.start(), match.end()
    if match["figure"]:
        value = _plain(match["figure"])
        if match["percent"]:
            value += "%"
        elif match["ordinal"]:
            # the day of a date is the same day with or without "th"
            value += "" if _month_beside(text, start, end) else "th"
        return [Token(value, "figure", written, start, end)]
    if match["phrase"]:
        index = next(i for i in range(len(_PHRASES)) if match[f"p{i}"])
        kind, key = _PHRASES[index]
        return [Token(key, kind, written, start, end)]
    if match["stop"]:
        return [Token(written, "stop", written, start, end)]
    return _word(written, text, start, end)


def _word(written: str, text: str, start: int, end: int) -> list[Token]:
    lower = written.lower()
    if lower.endswith("n't") or lower in {"cannot"}:
        base = {"can't": "can", "cannot": "can", "won't": "will", "shan't": "shall"}.get(
            lower, lower[:-3]
        )
        return [
            Token(base, _kind(base), written, start, end),
            Token("not", "negation", written, start, end),
        ]
    if lower.endswith("'s"):
        lower = lower[:-2]
    elif lower.endswith(("'re", "'ve", "'ll")):
        lower = lower[:-3]
    if lower == "may" and _is_month(written, text, start, end):
        return [Token("may (month)", "time", written, start, end)]
    fraction = FRACTION.fullmatch(lower)
    if fraction:
        return [Token(f"{UNITS[fraction[1]]}/{PARTS[fraction[2]]}", "figure", written, start, end)]
    number, _, rest = lower.partition("-")
    if rest and number in UNITS and rest not in UNITS:
        # "six-monthly" is "6-monthly"
        split = start + len(number)
        return [
            Token(str(UNITS[number]), "figure", number, start, split),
            *_word(written[len(number) + 1 :], text, split + 1, end),
        ]
    kind = _kind(lower)
    following = text[end + 1 : end + 3].lower()
    if lower in HEDGE_BEFORE.get(following, ()):
        kind = "hedge"
    return [Token(_key(lower, kind), kind, written, start, end)]


def _kind(word: str) -> Kind:
    if word in NEGATION:
        return "negation"
    if word in HEDGE:
        return "hedge"
    if word in TIME:
        return "time"
    if word in QUANTITY:
        return "quantity"
    if word in GLUE and word not in GLUE_KEPT:
        return "glue"
    return "word"


def _key(word: str, kind: Kind) -> str:
    return word if kind == "glue" else stem(word)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without the ending that number, person and tense give it."""
    if word in STEM_AS:
        return STEM_AS[word]
    for ending, put, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            base = word[: len(word) - len(ending)] + put
            return _undouble(base) if ending in {"ed", "ing"} else base.removesuffix("e")
    return word.removesuffix("e") if len(word) > 3 else word


_ENDINGS = (
    ("ies", "y", 2), ("ied", "y", 2), ("ically", "ic", 3), ("sses", "ss", 1), ("ches", "ch", 2),
    ("shes", "sh", 2), ("ing", "", 3), ("ed", "", 3), ("ly", "", 4), ("ss", "ss", 1),
    ("us", "us", 1), ("is", "is", 1), ("s", "", 3),
)  # fmt: skip


def _undouble(base: str) -> str:
    if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "aeiouls":
        return base[:-1]
    return base.removesuffix("e")


def _plain(figure: str) -> str:
    figure = figure.replace(",", "")
    if "." in figure:
        figure = figure.rstrip("0").rstrip(".")
    return figure


_MONTH = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.I,
)


def _month_beside(text: str, start: int, end: int) -> bool:
    after = re.match(r"\s+(?:of\s+)?", text[end:])
    return bool(after and _MONTH.match(text, end + after.end())) or bool(
        re.search(rf"(?:{_MONTH.pattern})\s+$", text[:start], re.I)
    )


def _is_month(written: str, text: str, start: int, end: int) -> bool:
    if not written[0].isupper():
        return False
    beside = text[max(0, start - 4) : start] + text[end : end + 5]
    before = re.search(
        r"\b(?:in|of|since|from|to|until|by|during|before|after|early|late)\s+$", text[:start]
    )
    return bool(re.search(r"\d", beside)) or (bool(before) and written == "May")


def _number_words(found: list[Token]) -> list[Token]:
    """Join number words into figures ("one hundred and five") and scales ("2.5 million")."""
    joined: list[Token] = []
    index = 0
    while index < len(found):
        token = found[index]
        value, after = _number_at(found, index)
        if value is None:
            joined.append(token)
            index += 1
            continue
        last = found[after - 1]
        if after < len(found) and found[after].key in {"percent"}:
            value += "%"
            after += 1
        elif (
            after + 1 < len(found) and found[after].key == "per" and found[after + 1].key == "cent"
        ):
            value += "%"
            after += 2
        joined.append(Token(value, "figure", token.text, token.start, last.end))
        index = after
    return joined


def _number_at(found: list[Token], index: int) -> tuple[str | None, int]:
    token = found[index]
    if token.kind == "figure":
        following = found[index + 1].text.lower() if index + 1 < len(found) else ""
        scale = SCALES.get(following)
        if scale and not token.key.endswith(("%", "th")):
            sign = token.key[0] if not token.key[0].isdigit() else ""
            return sign + _plain(f"{float(token.key.removeprefix(sign)) * scale:.4f}"), index + 2
        return (None, index) if following not in {"percent"} else (token.key, index + 1)
    total, part, after, any_word = 0, 0, index, False
    while after < len(found):
        word = found[after].text.lower()
        value = _simple(word)
        if value is not None:
            if (
                any_word
                and not (20 <= part % 100 <= 90 and part % 10 == 0 and value < 10)
                and part % 100
            ):
                break
            part, any_word = part + value, True
        elif any_word and word in SCALES:
            if word == "hundred":
                part *= 100
            else:
                total, part = total + part * SCALES[word], 0
        elif not (
            any_word
            and word == "and"
            and found[after - 1].text.lower() in SCALES
            and after + 1 < len(found)
            and _simple(found[after + 1].text.lower()) is not None
        ):
            break
        after += 1
    return (str(total + part), after) if any_word else (None, index)


def _simple(word: str) -> int | None:
    if word in UNITS:
        return UNITS[word]
    if word in TENS:
        return TENS[word]
    tens, _, unit = word.partition("-")
    if unit in UNITS and tens in TENS:
        return TENS[tens] + UNITS[unit]
    return None

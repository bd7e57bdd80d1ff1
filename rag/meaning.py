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

from rag.wording import fold

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


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEGATION = _set(
    "not no never none neither nor nobody nothing nowhere without lack lacks lacked lacking fail "
    "fails failed failing failure failures unable cannot hardly barely scarcely seldom rarely absent "
    "absence stop stops stopped cease ceased prevent prevents prevented avoid avoids avoided refuse refused "
    "refuses deny denied denies insufficient insufficiently unlike instead except excluding despite"
)
_QUANTITY = _set(
    "few fewer fewest little less least some several many most more much all every each any both "
    "either majority minority half third thirds quarter quarters double twice once only solely "
    "always usually often sometimes occasionally frequently regularly consistently inconsistently "
    "generally mostly mainly largely partly partially almost nearly entirely fully wholly "
    "completely virtually too enough sufficiently very particularly increasingly single dozen "
    "hundreds thousands proportion number numbers up over under around approximately about "
    "higher lower highest lowest better worse best worst above below increase increases increased "
    "increasing decrease decreased decreases decreasing reduce reduced reduces reducing reduction "
    "rise rises rose risen rising fall falls fell fallen falling drop dropped drops grow grew grown "
    "growing improve improves improved improving improvement improvements deteriorate deteriorated "
    "deteriorating deterioration decline declined declining worsen worsened worsening strengthen "
    "strengthened strengthening weaken weakened minimum maximum significant significantly substantial "
    "substantially considerable considerably relatively"
)
_HEDGE = _set(
    "may might could should would must will shall can ought planned intend intends "
    "intended intention intends propose proposed proposes aim aims aimed hope hopes hoped want wants wanted "
    "expect expects expected try tries tried trying attempt attempts attempted begin begins began "
    "begun beginning start starts started starting likely unlikely possible possibly potential "
    "potentially perhaps appear appears appeared seem seems seemed alleged allegedly apparently if "
    "unless whether when until provided where suggest suggests suggested believe believes believed think "
    "thinks thought claim claims claimed future"
)
# These hedge only before "to" or "of": "plans to visit", "at risk of harm".
_HEDGE_BEFORE = {
    "to": _set("plan plans planning need needs needed able ability ready due"),
    "of": _set("risk risks possibility likelihood"),
}
_TIME = _set(
    "previously previous former formerly earlier prior recently recent currently current now today "
    "already yet still longer historically historic past last next new newly long before after since "
    "during january february march april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter "
    "day days week weeks month months year years hour hours minute minutes daily weekly monthly "
    "annual annually yearly quarterly early late later soon immediately promptly"
)
# Words that carry no claim of their own; they are skipped on both sides.
_GLUE = (
    _set(
        "a an the this that these those there here it its they them their theirs he him his she her "
        "hers we us our you your i me my who whom whose which what how why is are was were be been being am "
        "has have had having do does did doing done of in on at to for from with by as and or but "
        "so than then also while whilst whereas although though because therefore however through into onto "
        "within across between among such other own same well get gets got becoming become becomes became "
        "make makes made use uses used using including include includes towards toward regarding about "
        "upon per via overall out off down et al eg ie e.g i.e"
    )
    - _QUANTITY
    - _NEGATION
)
_GLUE_KEPT = frozenset({"well"})  # "well" says how good something is

_UNITS = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
_TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_FRACTION = re.compile(rf"({'|'.join(_UNITS)})-({'|'.join(_PARTS)})s?")
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}

_GRADES = (
    (r"requir(?:es?|ed|ing)\s+improvement(?:\s+to\s+be\s+good)?", "requires improvement"),
    (r"(?:inadequate)", "inadequate"),
    (r"(?:outstanding)", "outstanding"),
    (r"(?:adequate)", "adequate"),
    (r"(?:good)", "good"),
)
_SERVICES = (
    (r"children\s+in\s+care\s+and\s+care\s+leavers", "children in care and care leavers"),
    (r"children\s+in\s+care|child\s+in\s+care|(?:looked[\s-]after\s+(?:children|child))|"
     r"(?:children|child)\s+(?:who\s+are\s+)?looked\s+after", "children in care"),
    (r"care[\s-]leavers?|care[\s-]experienced(?:\s+young)?\s+(?:people|adults|person)", "care leavers"),
    (r"(?:need\s+(?:of\s+)?)?help\s+and\s+protection", "help and protection"),
    (r"children\s+in\s+need|child\s+in\s+need", "children in need"),
    (r"child\s+protection", "child protection"),
    (r"early\s+help", "early help"),
    (r"(?:disabled\s+(?:children|child)|(?:children|child)\s+with\s+disabilities|(?:children|child)\s+with\s+a\s+disability)",
     "disabled children"),
    (r"unaccompanied(?:\s+asylum[\s-]seeking)?\s+children", "unaccompanied children"),
    (r"(?:edge|edges)\s+of\s+care", "edge of care"),
    (r"adopti(?:on|ve)|adopters?|adopted", "adoption"),
    (r"foster(?:ing)?(?:\s+carers?|\s+care|\s+families|\s+family)?", "fostering"),
    (r"private(?:ly)?\s+foster\w*", "private fostering"),
    (r"leadership", "leadership"),
    (r"local\s+safeguarding\s+children\s+board|lscb", "safeguarding board"),
    (r"youth\s+offending|youth\s+justice", "youth justice"),
    (r"(?:public\s+law\s+outline|plo|pre-proceedings)", "pre-proceedings"),
)  # fmt: skip
_SAME = (
    (r"local\s+authorit(?:y|ies)|councils?|authorit(?:y|ies)", "council"),
    (r"social\s+workers?", "social worker"),
    (r"personal\s+advis[eo]rs?|pas?(?=\W)", "personal adviser"),
    (r"head\s?teachers?", "headteacher"),
)
_TOKEN = re.compile(
    r"(?P<figure>[\u00a3$\u20ac]?\d+(?:,\d{3})+(?:\.\d+)?(?!\d)|[\u00a3$\u20ac]?\d+(?:\.\d+)?)"
    r"(?P<ordinal>(?:st|nd|rd|th)(?![a-z]))?(?P<percent>\s?%|\s+per\s?cent(?![a-z]))?"
    r"|(?P<phrase>(?<![\w-])(?:"
    + "|".join(
        f"(?P<p{index}>{pattern})"
        for index, (pattern, _) in enumerate((*_GRADES, *_SERVICES, *_SAME))
    )
    + r")(?:'s)?(?![\w]|-\w))"
    r"|(?P<word>[^\W\d_]+(?:['\-][^\W\d_]+)*)"
    r"|(?P<stop>[.;:!?\u2013()\"]|,)",
    re.IGNORECASE,
)
_PHRASES: tuple[tuple[Kind, str], ...] = (
    *(("grade", key) for _, key in _GRADES),
    *(("service", key) for _, key in _SERVICES),
    *(("word", key) for _, key in _SAME),
)
_STEM_AS = {
    "children": "child", "people": "person", "families": "family", "men": "man", "women": "woman",
    "lives": "life", "their": "they", "kept": "keep", "met": "meet", "seen": "see", "saw": "see",
    "known": "know", "knew": "know", "given": "give", "gave": "give", "taken": "take", "took": "take",
    "led": "lead", "held": "hold", "found": "find", "left": "leave", "sent": "send", "built": "build",
    "felt": "feel", "heard": "hear", "written": "write", "wrote": "write", "shown": "show",
    "chosen": "choose", "brought": "bring", "spent": "spend", "understood": "understand",
    "youngsters": "child", "kids": "child", "kid": "child", "staffing": "staffing",
}  # fmt: skip


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[Token, ...]:
    """Every word, figure and stop of the text, in order; offsets are into the folded text."""
    folded = fold(text)[0].replace("\x00", "")
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
    fraction = _FRACTION.fullmatch(lower)
    if fraction:
        return [
            Token(f"{_UNITS[fraction[1]]}/{_PARTS[fraction[2]]}", "figure", written, start, end)
        ]
    kind = _kind(lower)
    following = text[end + 1 : end + 3].lower()
    if lower in _HEDGE_BEFORE.get(following, ()):
        kind = "hedge"
    return [Token(_key(lower, kind), kind, written, start, end)]


def _kind(word: str) -> Kind:
    if word in _NEGATION:
        return "negation"
    if word in _HEDGE:
        return "hedge"
    if word in _TIME:
        return "time"
    if word in _QUANTITY:
        return "quantity"
    if word in _GLUE and word not in _GLUE_KEPT:
        return "glue"
    return "word"


def _key(word: str, kind: Kind) -> str:
    return word if kind == "glue" else stem(word)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """The word without the ending that number, person and tense give it."""
    if word in _STEM_AS:
        return _STEM_AS[word]
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
        scale = _SCALES.get(following)
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
        elif any_word and word in _SCALES:
            if word == "hundred":
                part *= 100
            else:
                total, part = total + part * _SCALES[word], 0
        elif not (
            any_word
            and word == "and"
            and found[after - 1].text.lower() in _SCALES
            and after + 1 < len(found)
            and _simple(found[after + 1].text.lower()) is not None
        ):
            break
        after += 1
    return (str(total + part), after) if any_word else (None, index)


def _simple(word: str) -> int | None:
    if word in _UNITS:
        return _UNITS[word]
    if word in _TENS:
        return _TENS[word]
    tens, _, unit = word.partition("-")
    if unit in _UNITS and tens in _TENS:
        return _TENS[tens] + _UNITS[unit]
    return None

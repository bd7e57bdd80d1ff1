"""True words made false by a change that a careful reader could miss.

These kinds were written after the verifier had been finished, to see what it had not been made for.
The word lists are this module's own; the verifier knows nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Change = Callable[[str, Random], str | None]

_BOUND = re.compile(
    r"\b(?:up to|at least|at most|more than|less than|fewer than|over|under|nearly|almost|around|about|approximately|only|just)"
    r" (?=(?:\d[\d.,]*%?|a (?:third|quarter|half)|half|one|two|three|four|five|six|ten|all)(?!\w))",
    re.I,
)
_FIGURE = re.compile(r"(?<![\w./-])(?=\d+(?:\.\d+)?%?(?![\w/-])|(?:two|three|four|five|six|ten) )")
_NEAR_QUANTITIES = (
    ("most", "almost all"), ("almost all", "all"), ("many", "most"), ("some", "many"), ("a few", "some"),
    ("a small number of", "some"), ("the majority of", "almost all"), ("several", "many"), ("a minority of", "some"),
    ("mostly", "always"), ("usually", "always"), ("often", "usually"), ("generally", "always"), ("largely", "fully"),
    ("sometimes", "often"), ("nearly all", "all"), ("too many", "many"), ("too few", "few"), ("not all", "most"),
    ("not always", "not"), ("consistently", "usually"), ("regularly", "occasionally"), ("rarely", "never"),
)  # fmt: skip
_TURNED_ROUND = re.compile(
    r"\b(?P<a>[a-z-]+(?: [a-z-]+)?) (?P<join>rather than|instead of|before|after|more than|as well as) (?P<b>[a-z-]+)\b"
)
_FROM_TO = re.compile(r"\bfrom (?P<a>[\w%’'-]+(?: [\w%’'-]+)?) to (?P<b>[\w%’'-]+)\b")
_PAST = (
    ("had", "have"),
    ("was", "is"),
    ("were", "are"),
    ("did not", "do not"),
    ("has been", "is being"),
)
_FUTURE = (("have", "will have"), ("are", "will be"), ("is", "will be"), ("has", "will have"))
_CONNECTED = (
    ("despite", "because of"), ("although", "because"), ("because", "although"), ("due to", "despite"),
    ("as a result of", "despite"), ("because of", "despite"), ("so that", "although"), ("therefore", "nevertheless"),
    ("before", "after"), ("after", "before"), ("until", "since"), ("since", "until"), ("during", "after"),
    ("where", "although"), ("when", "although"), ("unless", "if"), ("if", "even if"),
)  # fmt: skip
_ADVERBS = ("no longer", "only", "still", "already", "yet", "again", "now", "not yet", "once")
_RESTRICTED = re.compile(
    r"\b(?:older|younger|disabled|vulnerable|newly qualified|senior|homeless|missing|exploited|male|female"
    r"|experienced|permanent|temporary|agency|unaccompanied|pregnant|complex|some of the|most of the|local|new|recent)"
    r" (?=(?:children|child|young people|social workers|workers|staff|managers|leaders|parents|carers|cases|teams?)\b)",
    re.I,
)
_AGES = re.compile(r"(?<![\w.])(1[5-9]|2[0-5])(?=-(?:year|and|or| )|st\b|nd\b|rd\b|th\b)")
_ORDINALS = ("first", "second", "third", "fourth")
_INCLUDED = (
    ("including", "only"), ("such as", "only"), ("for example", "exclusively"), ("and", "or"), ("or", "and"),
    ("both", "either"), ("either", "both"), ("all of", "any of"), ("between", "beyond"),
)  # fmt: skip
_COMPARED = (
    ("better", "best"), ("good", "very good"), ("improved", "greatly improved"), ("strong", "very strong"),
    ("improving", "improved"), ("improved", "improving"), ("developing", "developed"), ("emerging", "established"),
    ("becoming", "being"), ("increasingly", "fully"), ("reducing", "low"), ("underdeveloped", "undeveloped"),
    ("limited", "no"), ("delayed", "refused"), ("not sufficiently", "not"), ("not consistently", "not"),
    ("not fully", "not"), ("not well", "not"), ("variable", "poor"), ("inconsistent", "poor"),
)  # fmt: skip
_DOUBLED = (
    ("without delay", "not without delay"), ("do not", "do not fail to"), ("does not", "does not fail to"),
    ("is not", "is not without being"), ("are not", "are no longer not"), ("no evidence of", "no lack of evidence of"),
    ("lack of", "no lack of"), ("lacks", "does not lack"), ("fail to", "do not fail to"),
    ("few", "no few"), ("rarely", "not rarely"), ("unable to", "not unable to"), ("insufficient", "not insufficient"),
)  # fmt: skip


def bound_dropped(text: str, rng: Random) -> str | None:
    """Turn: "Up to 12" becomes "12"."""
    return _one(list(_BOUND.finditer(text)), text, rng, lambda _: "")


def bound_added(text: str, rng: Random) -> str | None:
    """Turn: "12" becomes "more than 12"."""
    words = rng.choice(["up to", "at least", "more than", "almost", "fewer than", "only"])
    found = [
        m
        for m in _FIGURE.finditer(text)
        if not re.search(
            r"(?:than|to|least|over|only|aged|January|February|March|April|May|June|July|August|September|October|November|December) $",
            text[: m.start()],
        )
    ]
    return _one(found, text, rng, lambda _: words + " ")


def near_quantity(text: str, rng: Random) -> str | None:
    """Turn: "Most" becomes "almost all"."""
    return _swap(_NEAR_QUANTITIES, text, rng)


def turned_round(text: str, rng: Random) -> str | None:
    """Turn: "A rather than B" becomes "B rather than A", "from 8 to 12" "from 12 to 8"."""
    found = [*_TURNED_ROUND.finditer(text), *_FROM_TO.finditer(text)]
    found = [m for m in found if m["a"].lower() != m["b"].lower()]
    if not found:
        return None
    one = rng.choice(found)
    (a, b), (first, last) = (one["a"], one["b"]), (one.span("a"), one.span("b"))
    return text[: first[0]] + b + text[first[1] : last[0]] + a + text[last[1] :]


def past_as_present(text: str, rng: Random) -> str | None:
    """Turn: "Had" becomes "have": what was so, told as if it were so still."""
    return _swap(_PAST, text, rng)


def present_as_future(text: str, rng: Random) -> str | None:
    """Turn: "Are" becomes "will be"."""
    return _swap(_FUTURE, text, rng)


def connection(text: str, rng: Random) -> str | None:
    """Turn: "Despite" becomes "because of", "before" "after"."""
    return _swap(_CONNECTED, text, rng)


def adverb_dropped(text: str, rng: Random) -> str | None:
    """Turn: "No longer", "only", "still" and the like left out."""
    found = [m for word in _ADVERBS for m in re.finditer(rf"\b{word} ", text) if m.start()]
    return _one(found, text, rng, lambda _: "")


def adverb_added(text: str, rng: Random) -> str | None:
    """Turn: "No longer", "only", "still" and the like put in after a verb."""
    found = list(re.finditer(r"(?<=\b(?:are|was|has) )|(?<=\b(?:were|have) )|(?<=\bis )", text))
    found = [m for m in found if not re.match(r"(?:not|no)\b", text[m.start() :])]
    word = rng.choice(["no longer", "only", "still", "not yet", "already", "never"])
    return _one(found, text, rng, lambda _: word + " ")


def restriction_dropped(text: str, rng: Random) -> str | None:
    """Turn: "Older children" become "children"."""
    return _one(list(_RESTRICTED.finditer(text)), text, rng, lambda _: "")


def hyphened_figure(text: str, rng: Random) -> str | None:
    """Turn: "16- and 17-year-olds" become "18- and 17-year-olds", "21st" "25th"."""
    return _one(
        list(_AGES.finditer(text)), text, rng, lambda f: str(int(f) + rng.choice([-1, 1, 2, 10]))
    )


def ordinal(text: str, rng: Random) -> str | None:
    """Turn: "First" becomes "second"."""
    pairs = tuple((one, two) for one in _ORDINALS for two in _ORDINALS if one != two)
    return _swap(pairs, text, rng)


def inclusion(text: str, rng: Random) -> str | None:
    """Turn: "Including" becomes "only", "or" "and"."""
    return _swap(_INCLUDED, text, rng)


def degree(text: str, rng: Random) -> str | None:
    """Turn: "Improving" becomes "improved", "not sufficiently" "not"."""
    return _swap(_COMPARED, text, rng)


def double_negation(text: str, rng: Random) -> str | None:
    """Turn: "Fail to" becomes "do not fail to"."""
    return _swap(_DOUBLED, text, rng)


def _one(
    found: list[re.Match[str]], text: str, rng: Random, other: Callable[[str], str]
) -> str | None:
    if not found:
        return None
    one = rng.choice(found)
    turned = text[: one.start()] + other(one.group()) + text[one.end() :]
    return turned[:1].upper() + turned[1:] if text[:1].isupper() else turned


def _swap(pairs: tuple[tuple[str, str], ...], text: str, rng: Random) -> str | None:
    found = [
        (match, new)
        for old, new in pairs
        for match in re.finditer(rf"\b{old}\b", text, re.I)
        if match.group()[0].islower() or match.start() == 0
    ]
    if not found:
        return None
    match, word = rng.choice(found)
    if match.group()[0].isupper():
        word = word[0].upper() + word[1:]
    return text[: match.start()] + word + text[match.end() :]


#: Changes of the words of one sentence, by name.
SUBTLE_CHANGES: dict[str, Change] = {
    "bound dropped": bound_dropped,
    "bound added": bound_added,
    "near quantity": near_quantity,
    "turned round": turned_round,
    "past as present": past_as_present,
    "present as future": present_as_future,
    "connection": connection,
    "adverb dropped": adverb_dropped,
    "adverb added": adverb_added,
    "restriction dropped": restriction_dropped,
    "hyphened figure": hyphened_figure,
    "ordinal": ordinal,
    "inclusion": inclusion,
    "degree": degree,
    "double negation": double_negation,
}

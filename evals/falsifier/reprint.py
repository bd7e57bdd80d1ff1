"""The same words printed differently: what a check must not mistake for a change."""

from __future__ import annotations

import re
from random import Random

from evals.falsifier.falsify import NUMBER_WORD, NUMBER_WORDS, Change


def curly(text: str, _: Random) -> str | None:
    """Straight quotation marks for curly ones, or the other way."""
    straight = text.translate(str.maketrans("‘’“”", "''\"\""))
    if straight != text:
        return straight
    turned = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    return turned if turned != text else None


def dashes(text: str, _: Random) -> str | None:
    """A dash or hyphen of the same kind."""
    turned = text.replace("–", "—") if "–" in text else text.replace("-", "\u2011")
    return turned if turned != text else None


def spaces(text: str, rng: Random) -> str | None:
    """Line breaks, double, no-break and thin spaces for some of the spaces."""
    kinds = ["\u00a0", "  ", "\n", "\u2009", " \n ", "\t", "\u202f", "\r\n"]
    return re.sub(r" ", lambda _: rng.choice(kinds) if rng.random() < 0.4 else " ", text)


def line_end_hyphens(text: str, rng: Random) -> str | None:
    """Words broken over lines, at a hyphen of their own or inside."""
    turned = re.sub(r"(?<=[^\W\d])-(?=[^\W\d])", "-\n", text)
    words = list(re.finditer(r"\b[a-z]{7,}\b", turned))
    for found in sorted(rng.sample(words, min(2, len(words))), key=lambda m: -m.start()):
        at = found.start() + rng.randint(3, len(found.group()) - 3)
        mark = rng.choice(["-\n", "\u00ad", "\u00ad\n", "-\n  ", "\u2010\n"])
        turned = turned[:at] + mark + turned[at:]
    return turned if turned != text else None


def ligatures(text: str, _: Random) -> str | None:
    """Ligatures as a PDF may print them."""
    turned = text.replace("ffi", "\ufb03").replace("fi", "\ufb01").replace("fl", "\ufb02")
    return turned if turned != text else None


#: Printings of the same words, harmless in a quote and in a statement.
PRINTINGS: dict[str, Change] = {
    "quotation marks": curly,
    "dashes": dashes,
    "white space": spaces,
    "line-end hyphens": line_end_hyphens,
    "ligatures": ligatures,
}


def figures_respelt(text: str, _: Random) -> str | None:
    """Numbers as figures for words, "per cent" for "%"."""
    turned = re.sub(
        NUMBER_WORD.pattern + rf"(?![- ](?:\w+ )?(?:{_LARGER})s?\b)",
        lambda m: m.group() if _within(m) else _VALUES[m.group().lower()],
        text,
        flags=re.I,
    )
    turned = re.sub(r"(\d)%", r"\1 per cent", turned)
    return turned if turned != text else None


# What makes a number word a part of a longer number or of a fraction.
_LARGER = (
    "hundred|thousand|million|one|two|three|four|five|six|seven|eight|nine|half|third|quarter|fifth"
)
_SMALLER = re.compile(
    r"(?:-|\b(?:hundred|thousand|million)(?: and)? |\b(?:twen|thir|for|fif|six|seven|eigh|nine)ty )$",
    re.I,
)


def _within(match: re.Match[str]) -> bool:
    return bool(_SMALLER.search(match.string[: match.start()]))


def contracted(text: str, _: Random) -> str | None:
    """Short forms: "isn't" for "is not"."""
    turned = re.sub(r"\b(is|are|was|were|has|have|does|do|did) not\b", r"\1n’t", text)
    return turned if turned != text else None


_VALUES = dict(zip(NUMBER_WORDS, map(str, (*range(2, 13), 15, 20, 30, 50)), strict=True))

#: Rewordings that say the same, harmless in a statement (a quote must keep its words).
REWORDINGS: dict[str, Change] = {"figures respelt": figures_respelt, "contractions": contracted}

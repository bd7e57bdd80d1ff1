"""The councils that a text names, as the library's reports name them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from index.councils.authorities import Mention, authorities, mentions
from index.types import ReportCard
from rag.scoping.inspections import years

_COUNCIL = re.compile(r"\bcouncil\b", re.I)
_EXCEPT = re.compile(
    r"\b(?:other than|apart from|except(?:ing)?(?: for)?|excluding|besides|not counting|leaving out)\s+(?:the\s+)?$",
    re.I,
)


def councils(
    text: str, cards: Sequence[ReportCard]
) -> tuple[tuple[str, ...], tuple[str, tuple[str, ...]] | None]:
    """The councils that a text names, and one that could be several as (words, names).

    Those that it leaves out ("other than Essex") are not among them.
    """
    held = {same_council(card.authority): card.authority for card in cards if card.authority}
    found: list[str] = []
    for mention in mentions(text):
        options = meant(text, mention, held)
        if len(options) > 1:
            return (), (text[mention.start : mention.end], options)
        if not _EXCEPT.search(text[: mention.start]):
            found.append(options[0])
    for key, name in held.items():
        if key not in {same_council(n) for n in found} and not mentions(name):
            pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
            if re.search(pattern, text, re.I):
                found.append(name)
    return tuple(dict.fromkeys(found)), None


def left_out(text: str) -> tuple[str, ...]:
    """The councils that a text leaves out: "which councils other than Essex"."""
    return tuple(
        name
        for mention in mentions(text)
        if _EXCEPT.search(text[: mention.start])
        for name in mention.names
    )


def without_left_out(text: str) -> str:
    """The text without the councils that it leaves out; "who" is then which of the rest."""
    if left_out(text):
        text = re.sub(r"\bwho (?:is|was|are|were)\b", "which councils are", text, flags=re.I)
    for mention in reversed(mentions(text)):
        head = text[: mention.start]
        if _EXCEPT.search(head):
            text = _EXCEPT.sub("", head) + text[mention.end :]
    return text.lstrip(" ,")


def in_full(text: str, cards: Sequence[ReportCard], *, slips_alone: bool = False) -> str:
    """The text with each council it surely means in the council's full name, however it is spelt there.

    With `slips_alone` only what is misspelt is changed.
    """
    held = {same_council(card.authority) for card in cards if card.authority}
    for mention in reversed(mentions(text)):
        options = meant(text, mention, held)
        if len(options) == 1 and not (slips_alone and mention.exact):
            text = text[: mention.start] + options[0] + text[mention.end :]
    return text


def meant(
    text: str, mention: Mention, held: Sequence[str] | set[str] | dict[str, str]
) -> tuple[str, ...]:
    """Which councils a mention may mean: the abolished one it names in full, else those in the library."""
    gone = _abolished(text, mention)
    if gone:
        return gone
    here = tuple(name for name in mention.names if same_council(name) in held)
    if here or len(mention.names) == 1:
        return here or mention.names
    words = text[mention.start : mention.end].casefold()
    # none is here: a council that is no more is absent under its own name, and not asked back
    return tuple(name for name in mention.names if name.casefold() == words) or mention.names


def _abolished(text: str, mention: Mention) -> tuple[str, ...]:
    """The council that is no more and is surely meant: as "County Council", or in a year when it was there."""
    words = text[mention.start : mention.end]
    for one in authorities():
        if one.until is None or one.name not in mention.names or len(mention.names) == 1:
            continue
        said = years(text)
        if _COUNCIL.search(words) or (said and max(said) < one.until):
            return (one.name,)
    return ()


@lru_cache(maxsize=4096)
def same_council(name: str) -> str:
    """A key under which the spellings of one council's name meet."""
    found = mentions(name)
    best = found[0].names[0] if found and len(found[0].names) == 1 else name
    return re.sub(r"[^a-z]+", "-", best.casefold().replace("&", "and")).strip("-")


def of_cards(cards: Sequence[ReportCard]) -> tuple[str, ...]:
    """The councils that reports are on, each once, in the reports' order."""
    return tuple(dict.fromkeys(card.authority for card in cards if card.authority))

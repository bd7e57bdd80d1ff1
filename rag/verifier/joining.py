"""The small words between the words that were found: what they point to, join, concede, and when.

"Either or both", "because" and "although", "had" and "have" weigh nothing by themselves, and change
what the words around them say. Pure; standard library only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.verifier.meaning import Token

_DIRECTION = frozenset({"from", "by", "against", "to", "for"})
_ALWAYS_SAID = frozenset({"from", "by", "against"})
_CAUSE = frozenset({"because", "therefore", "so"})
_CONCESSION = frozenset({"although", "though", "while", "whilst", "whereas", "however", "but"})
JOINING = _CAUSE | _CONCESSION | {"and", "or"}
"""Words that join one clause to another."""
_REASONS = frozenset({"because", "therefore", "although", "though"})
_PRESENT = frozenset({"is", "are", "has", "have", "do", "does"})
_PAST = frozenset({"was", "were", "had", "did"})


def joins(claim: Sequence[Token], said: Sequence[Token], found: dict[int, int]) -> list[str]:
    """What the claim's small words say otherwise than the report's; `found` pairs the other words."""
    failures: list[str] = []
    for mine, theirs, after in _gaps(claim, said, found):
        turned = _turned(_keys(mine), _keys(theirs)) | _still_so(mine, theirs)
        failures += [
            f"“{word}” before “{after}” does not agree with the cited words"
            for word in sorted(turned)
        ]
    return failures + [
        f"“{claim[m].text}” tells what the report calls “{said[t].text}”"
        for m, t in sorted(found.items())
        if _ending(claim[m]) and _ending(said[t]) and _ending(claim[m]) != _ending(said[t])
    ]


def _gaps(
    claim: Sequence[Token], said: Sequence[Token], found: dict[int, int]
) -> Iterator[tuple[Sequence[Token], Sequence[Token], str]]:
    """The small words between neighbours that were found, on both sides, and the word after them."""
    order = sorted(found)
    for left, right in pairwise([-1, *order]):
        start = found[left] if left >= 0 else _clause(said, found[right])
        mine, theirs = claim[left + 1 : right], said[start + 1 : found[right]]
        if any(map(_claims, mine)) or any(map(_claims, theirs)):
            continue
        yield mine, theirs, claim[right].text
    last = order[-1]
    rest, end = claim[last + 1 :], found[last] + 1
    comma = any(token.key == "," for token in rest)
    while end < len(said) and not _claims(said[end]):
        if said[end].kind == "stop" and not (comma and said[end].key == ","):
            break
        end += 1
    if rest and not any(map(_claims, rest)):
        yield rest, said[found[last] + 1 : end], "the end"


def _clause(said: Sequence[Token], at: int) -> int:
    """Where the small words before a word begin: after the last word of weight or a stop.

    A comma is none, unless a word that joins two clauses follows.
    """
    at -= 1
    while at >= 0 and not _claims(said[at]):
        if said[at].kind == "stop" and (said[at].key != "," or said[at + 1].key in JOINING):
            break
        at -= 1
    return at


def _turned(mine: frozenset[str], theirs: frozenset[str]) -> set[str]:
    """Small words that one side has and that the other's do not stand for."""
    wrong = (mine - theirs) & _DIRECTION | (theirs - mine) & _ALWAYS_SAID
    wrong |= (mine ^ theirs) & {"or"}
    if mine & _CAUSE and not theirs & _CAUSE:
        wrong |= mine & _CAUSE
    if mine & _CONCESSION and theirs & _CAUSE and not theirs & _CONCESSION:
        wrong |= mine & _CONCESSION
    if "being" in mine and "being" not in theirs and "been" in theirs:
        wrong |= {"being"}
    return set(wrong)


def _still_so(mine: Sequence[Token], theirs: Sequence[Token]) -> set[str]:
    """Words that say of now what the report says of then; "are" may be told as "were"."""
    here, there = (Counter(token.key for token in side) for side in (mine, theirs))
    if sum(there[word] for word in _PAST) <= sum(here[word] for word in _PAST):
        return set()
    said = {word for word in _PRESENT if here[word] > there[word]}
    return said | (here.keys() & {"has", "have"} if "had" in there else set())


def unsaid_reasons(claim: Sequence[Token], said: Sequence[Token]) -> list[str]:
    """Words that join two clauses as reason or concession and that the report does not have."""
    known = _keys(said)
    return [
        f"“{token.text}” is not in the cited words"
        for token in claim
        if token.key in _REASONS and token.key not in known
    ]


def _ending(token: Token) -> str:
    """Whether a word tells what is under way ("ing") or done ("ed"); "" where neither."""
    if token.kind not in ("word", "quantity", "hedge"):
        return ""
    text = token.text.lower()
    return next((ending for ending in ("ing", "ed") if text.endswith(ending)), "")


def _keys(tokens: Sequence[Token]) -> frozenset[str]:
    return frozenset(token.key for token in tokens)


def _claims(token: Token) -> bool:
    return token.kind not in ("glue", "stop")

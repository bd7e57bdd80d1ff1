"""Whether one sentence in other words says what a sentence of the report says.

The words of the claim are laid along the words of the report in the same order. Every word must
be found; every word that changes meaning (negation, quantity, hedging, time, figures, grades,
services) that the report has beside them must be in the claim too. What can't be laid so is not
shown. Pure; standard library only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rag.verifier.joining import joins
from rag.verifier.meaning import WEIGHTY, Token

_TURNS = frozenset({"but", "while", "whilst", "although", "though", "because", "whereas", "which", "who", "however", "so", "where", "when", "if", "unless"})  # fmt: skip
# A clause that begins so stands beside the main one and does not limit it.
_SETS_ASIDE = frozenset({"although", "though", "while", "whilst", "whereas", "because", "since", "despite", "given", "following"})  # fmt: skip
# What begins so says where, when or for whom the rest holds.
_LIMITS = frozenset({"in", "for", "within", "among", "at", "on", "with", "where", "when", "if", "during", "outside", "under", "until", "of", "unless", "who", "that", "from", "across", "about", "between", "beyond", "without", "against", "per", "whose"})  # fmt: skip
_LEADS_ON = frozenset({"addition", "particular", "result", "example", "instance", "response", "consequence", "contrast", "general", "short", "turn", "however", "consequently", "additionally", "furthermore", "moreover", "overall", "positively", "encouragingly"})  # fmt: skip
_ASIDES = frozenset({"which", "who", "where", "including", "such", "as", "for"})
_RELATIVE = frozenset({"who", "which", "where", "that"})
_PRONOUNS = frozenset({"it", "they", "this", "these", "he", "she"})
# Of these an adjective says which are meant: "older children" are not "children".
_COUNTED = frozenset({"young", "child", "person", "family", "parent", "carer", "leader", "manager", "worker", "social worker", "staff", "personal adviser", "team", "case", "practitioner", "partner", "girl", "boy", "baby", "plan", "assessment"})  # fmt: skip
_DETERMINERS = frozenset({"a", "an", "the", "their", "its", "his", "her", "and"})
_BE = frozenset({"is", "are", "was", "were", "be", "been", "being", "am", "get", "gets", "got"})
_AUXILIARY = _BE | frozenset({"has", "have", "had", "do", "does", "did", "will", "can", "may", "could", "should", "would"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Agreement:
    """What kept a claim from being shown; nothing, where it is shown. `cost` ranks near misses."""

    failures: tuple[str, ...]
    cost: int = 0


def agree(claim: Sequence[Token], said: Sequence[Token], known: frozenset[int]) -> Agreement:
    """Lay the claim's tokens along one sentence of the report.

    `known` are the places in the claim of words that the citation itself carries (its council): the
    claim may have them where the report's sentence does not.
    """
    mine = [i for i, token in enumerate(claim) if _claims(token)]
    theirs = [i for i, token in enumerate(said) if _claims(token)]
    pairs = _align([claim[i].key for i in mine], [said[i].key for i in theirs])
    found = {mine[a]: theirs[b] for a, b in pairs}
    failures: list[str] = []
    keys = {said[i].key for i in theirs}
    for index in mine:
        if index in found or (index in known and claim[index].key not in keys):
            continue
        failures.append(_missing(claim[index], keys, [said[i] for i in theirs]))
    if not found:
        failures.append("nothing of it stands in the cited words")
        return Agreement(tuple(dict.fromkeys(failures)), 1000)
    window = _window(said, min(found.values()), max(found.values()))
    failures += _left_out(said, window, set(found.values()))
    failures += _subject(claim, said, found)
    failures += _roles(claim, said, found)
    failures += joins(claim, said, found)
    cost = len(failures) * 10 + len(mine) - len(found)
    return Agreement(tuple(dict.fromkeys(failures)), cost)


def _claims(token: Token) -> bool:
    return token.kind not in ("glue", "stop")


def _align(mine: list[str], theirs: list[str]) -> list[tuple[int, int]]:
    """The longest common subsequence, and among those the one with the fewest gaps."""
    rows, columns = len(mine), len(theirs)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        row, below = best[i], best[i + 1]
        for j in range(columns - 1, -1, -1):
            score = max(below[j], row[j + 1])
            if mine[i] == theirs[j]:
                near = i + 1 < rows and j + 1 < columns and mine[i + 1] == theirs[j + 1]
                score = max(score, below[j + 1] + 100 + near)
            row[j] = score
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if mine[i] == theirs[j]:
            near = i + 1 < rows and j + 1 < columns and mine[i + 1] == theirs[j + 1]
            if best[i][j] == best[i + 1][j + 1] + 100 + near and best[i][j] > best[i][j + 1]:
                pairs.append((i, j))
                i, j = i + 1, j + 1
                continue
        if best[i][j] == best[i][j + 1]:
            j += 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            pairs.append((i, j))
            i, j = i + 1, j + 1
    return pairs


def _missing(token: Token, keys: set[str], said: Sequence[Token]) -> str:
    word = f"“{token.text.strip()}”"
    if token.key in keys:
        return f"{word} is said of something else in the cited words"
    if token.kind in ("grade", "figure", "service"):
        others = dict.fromkeys(t.text.strip() for t in said if t.kind == token.kind)
        instead = f"; they say {', '.join(f'“{o}”' for o in others)}" if others else ""
        return f"{word} is not in the cited words{instead}"
    return f"{word} is not in the cited words"


def _window(said: Sequence[Token], first: int, last: int) -> range:
    """The clauses around the words found: as far as a negation or a condition reaches."""
    start = first
    while start > 0 and not _parts(said, start - 1, leftward=True):
        start -= 1
    end = last + 1
    while end < len(said) and not _parts(said, end, leftward=False):
        end += 1
    return range(start, end)


def _parts(said: Sequence[Token], at: int, *, leftward: bool) -> bool:
    """Whether a clause ends at this token."""
    token = said[at]
    if token.kind == "stop":
        if token.key in ".;:!?\u2013":
            return True
        if token.key == "," and not leftward:
            return True
        # A comma to the left parts clauses only after an opening that sets no condition.
        return token.key == "," and leftward and not _conditional(said, at)
    if token.key in _TURNS and token.key not in ("if", "unless", "when", "where"):
        return True
    return token.key == "and" and _two_verbs(said, at)


def _conditional(said: Sequence[Token], comma: int) -> bool:
    """Whether what stands before the comma bears on what follows it."""
    start = comma
    while start > 0 and said[start - 1].key not in (".", ";", ":", "!", "?", "\u2013"):
        start -= 1
    opening = said[start:comma]
    if not opening or opening[0].key in _SETS_ASIDE or _only_leads(opening):
        return False
    if opening[0].key in _LIMITS:
        return True
    return any(
        token.kind in ("negation", "quantity", "hedge") and token.key not in ("over", "up")
        for token in opening
    )


def _only_leads(opening: Sequence[Token]) -> bool:
    """Whether an opening only leads on from the sentence before ("In addition", "For example")."""
    spoken = [token.text.lower() for token in opening if _claims(token)]
    return len(spoken) <= 1 and all(word in _LEADS_ON for word in spoken)


def _until_stop(said: Sequence[Token], start: int) -> Sequence[Token]:
    end = start
    while end < len(said) and said[end].kind != "stop":
        end += 1
    return said[start:end]


def _auxiliary(token: Token) -> bool:
    return token.key in _AUXILIARY


def _two_verbs(said: Sequence[Token], at: int) -> bool:
    """Whether "and" joins two clauses, each with a verb and the second with a subject of its own."""
    before = any(_auxiliary(token) for token in said[:at])
    after = list(_until_stop(said, at + 1))
    return (
        before and len(after) > 1 and not _auxiliary(after[0]) and any(map(_auxiliary, after[1:]))
    )


def _left_out(said: Sequence[Token], window: range, found: set[int]) -> list[str]:
    inner = range(min(found), max(found) + 1)
    failures = []
    for index in window:
        token = said[index]
        if index in found or token.kind not in WEIGHTY:
            continue
        if token.kind == "service" and index not in inner:
            continue
        failures.append(f"leaves out “{token.text.strip()}” of the cited words")
    return failures + _gaps(said, found) + _cut_short(said, max(found))


def _gaps(said: Sequence[Token], found: set[int]) -> list[str]:
    """What may be left out between words that are kept: an aside between stops, or one adjective.

    Not even that after a quantity: "most vulnerable children" are not "most children".
    """
    failures: list[str] = []
    counted = False
    for left, right in pairwise(sorted(found)):
        counted = (counted or said[left].kind in ("quantity", "negation")) and not _auxiliary(
            said[left + 1]
        )
        skipped = said[left + 1 : right]
        lost = [token for token in skipped if _claims(token)]
        if not lost or _aside(skipped):
            continue
        glue = {token.key for token in skipped if not _claims(token)}
        which = said[right].key in _COUNTED or said[right].kind == "service"
        plain = glue <= _DETERMINERS and skipped[-1].kind == "word"
        if len(lost) > 1 or counted or which or not plain:
            failures.append(f"leaves out “{lost[0].text.strip()}” of the cited words")
    return failures


def _aside(skipped: Sequence[Token]) -> bool:
    """Whether everything lost stands in brackets, between dashes, or in a clause between commas."""
    stops = [i for i, token in enumerate(skipped) if token.kind == "stop"]
    if len(stops) < 2:
        return False
    first, last = stops[0], stops[-1]
    outside = [*skipped[:first], *skipped[last + 1 :]]
    opens = skipped[first].key != "," or skipped[first + 1].key in _ASIDES
    return opens and not any(_claims(token) for token in outside)


def _cut_short(said: Sequence[Token], last: int) -> list[str]:
    """Nothing may be cut off at the end that says where, when or for whom the rest holds."""
    if last + 1 < len(said) and said[last + 1].key in _LIMITS:
        rest = next((t.text for t in said[last + 1 :] if _claims(t)), "")
        if rest:
            return [f"is cut short before “{said[last + 1].text} … {rest}”"]
    return []


def _subject(claim: Sequence[Token], said: Sequence[Token], found: dict[int, int]) -> list[str]:
    """A claim must begin where a clause of the report begins: with whoever did it."""
    at = min(found.values()) - 1
    while at >= 0 and (said[at].kind != "stop" or (said[at].key == "," and _conditional(said, at))):
        if said[at].key in _RELATIVE:
            # "which prepares them": only a pronoun may stand for what is left out
            if claim[0].text.lower() in _PRONOUNS:
                return []
        elif said[at].kind != "stop" and _parts(said, at, leftward=False):
            return []
        if _claims(said[at]):
            return [f"leaves out “{said[at].text}”, of which the cited words say it"]
        at -= 1
    return []


def _roles(claim: Sequence[Token], said: Sequence[Token], found: dict[int, int]) -> list[str]:
    """Who did what to whom: the passive."""
    return [
        f"“{claim[mine].text}” turns round who did it (the report: “{said[theirs].text}”)"
        for mine, theirs in sorted(found.items())
        if claim[mine].kind in ("word", "quantity", "hedge")
        and _passive(claim, mine) != _passive(said, theirs)
    ]


def _passive(sentence: Sequence[Token], index: int) -> bool:
    if not sentence[index].text.lower().endswith(("ed", "en")):
        return False
    at = index - 1
    while at >= 0 and (
        sentence[at].kind in ("negation", "quantity", "time")
        or sentence[at].text.lower().endswith("ly")
    ):
        at -= 1
    return at >= 0 and sentence[at].key in _BE

"""What an answer says of its source, and not of the council's services: the framing of a statement.

"The November 2018 report on Essex says:" claims nothing but what the citation carries, and is
taken off before the rest is compared with the quote. A council, month, year, page or paragraph that
is not the citation's is no framing, so it stays and fails. Pure; standard library only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rag.verifier.cited import MONTHS, Cited
from rag.verifier.joining import JOINING
from rag.verifier.lexicon import words
from rag.verifier.meaning import Token, stem


def _stems(listed: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(listed))


_SOURCE = _stems(
    "report inspection inspector inspectors ofsted digest paragraph page section answer summary"
)
_SAYING = _stems(
    "say said says find found finds note notes noted state stated states judge judged describe describes "
    "described record records recorded conclude concluded add adds according see saw observe observed "
    "identify identified list lists name names inspect inspected publish published lead led "
    "date dates"
)
_AROUND = words(
    "in on of at the a an it its that this also here there by to from for and with as about was were is"
)
_KINDS_OF_COUNCIL = words(
    "council county city borough london royal metropolitan district unitary authority"
)
_YES_NO = frozenset({"yes", "no", "partly"})
_LEADS = frozenset({":", ",", "that", "\u2013"})


def unframed(claim: Sequence[Token], quote: Cited) -> tuple[Sequence[Token], ...]:
    """What the claim may come to without framing: as it is, and with either end or both taken off.

    Framing alone leaves nothing, which is then the only reading: `((),)`.
    """
    body = claim[_yes_or_no(claim) :]
    if _framing_alone(body, quote):
        return ((),)
    start, end = _opening(body, quote), _closing(body, quote)
    readings = (body[start:], body[start:end], body, body[:end], claim)
    return tuple(dict.fromkeys(tuple(reading) for reading in readings))


def _framing_alone(body: Sequence[Token], quote: Cited) -> bool:
    said = {token.text.lower() for token in body}
    if "published" in said and not said & {"inspected", "inspection"}:
        quote = replace(quote, inspected=None)
    elif said & {"inspected", "inspection"} and "published" not in said:
        quote = replace(quote, published=None)
    led = bool(said & {"led", "lead"})
    return all(_framing(body, i, quote) or (led and quote.led(body, i)) for i in range(len(body)))


def _yes_or_no(claim: Sequence[Token]) -> int:
    if (
        len(claim) > 1
        and claim[0].text.lower() in _YES_NO
        and claim[1].key in (",", ":", ".", ";", "\u2013")
    ):
        return 2
    return 1 if len(claim) == 1 and claim[0].text.lower() in _YES_NO else 0


def _opening(claim: Sequence[Token], quote: Cited) -> int:
    """How many tokens at the start are framing: up to the last colon, comma or "that" they reach."""
    cut, source = 0, False
    for index, token in enumerate(claim):
        if token.key in _LEADS and (source or token.key != "that"):
            cut = index + 1 if source else cut
        elif not _framing(claim, index, quote):
            break
        source = source or _names_source(claim, index, quote)
    return cut


def _closing(claim: Sequence[Token], quote: Cited) -> int:
    """Where the framing at the end begins: after a comma, a dash or an opening bracket.

    ", and this is also seen by inspectors" is a clause of its own.
    """
    cut, source = len(claim), False
    for index in range(len(claim) - 1, -1, -1):
        token = claim[index]
        if token.key in (",", "(", "\u2013"):
            clause = index + 1 < len(claim) and claim[index + 1].key in JOINING
            cut = index if source and not clause else cut
        elif token.kind != "stop" and not _framing(claim, index, quote):
            break
        source = source or _names_source(claim, index, quote)
    return cut


def _names_source(claim: Sequence[Token], index: int, quote: Cited) -> bool:
    token = claim[index]
    return (
        token.key in _SOURCE
        or token.key in _SAYING
        or quote.named(claim, index)
        or (len(token.key) == 4 and token.key.isdigit() and quote.carries_date(claim, index))
    )


def _framing(claim: Sequence[Token], index: int, quote: Cited) -> bool:
    token = claim[index]
    if token.kind == "stop":
        return True
    if token.kind == "figure" or token.key in MONTHS:
        return quote.carries_date(claim, index)
    if token.text.lower() in _AROUND or quote.named(claim, index):
        return True
    if token.kind == "glue" and 0 < index < len(claim) - 1:
        # "upon" in "Richmond upon Thames"
        return quote.named(claim, index - 1) and quote.named(claim, index + 1)
    if token.text.lower() in _KINDS_OF_COUNCIL:
        near = range(max(0, index - 3), min(len(claim), index + 4))
        return any(quote.named(claim, i) for i in near if i != index)
    if token.kind not in ("word", "glue", "time", "hedge"):
        return False
    if token.key == "day" and index and claim[index - 1].kind == "figure":
        return quote.carries_date(claim, index - 1)
    if token.key in ("first", "last"):
        return [t.key for t in claim[max(0, index - 2) : index + 3]].count("to") == 1 and {
            "first",
            "last",
        } <= {t.key for t in claim[max(0, index - 2) : index + 3]}  # "5 days, first to last"
    return token.key in _SOURCE or token.key in _SAYING or token.text.lower() in ("para", "p")


def framing_word(claim: Sequence[Token], index: int, quote: Cited) -> bool:
    """Whether a word says something of the source alone, or of what the citation carries."""
    return _framing(claim, index, quote)

"""The questions of the record that one question asks: "who led it and when?". Pure."""

from __future__ import annotations

import re

from rag.followups.council import about
from rag.followups.swap import named
from rag.followups.times import at_another_time
from rag.intent import read
from rag.scoping.inspections import PRESENT

_BARE = (
    (re.compile(r"when", re.I), "When was {} inspected?"),
    (re.compile(r"(?:by )?who(?:m)?", re.I), "Who inspected {}?"),
    (re.compile(r"(?:for )?how long", re.I), "How long did the inspection of {} last?"),
)
_NEXT = re.compile(
    r"\s*[?;,]\s*(?:(?:and|but)\s+)?(?:also\s+)?(?=(?:who|what|when|which|how|by whom|was|is|did|has)\b)"
    r"|\s+(?:and|but)\s+(?:also\s+)?(?=(?:who|what|when|which|how|by whom|was|is|did|has)\b)",
    re.I,
)
MOST = 4
"""At most so many questions of the record are parted from each other."""


def record_parts(question: str) -> tuple[str, ...]:
    """The questions of the record that one question asks ("who led it and when?"); () where it is no such.

    Each stands alone: the council that the first one names is put where the others lean on it.
    """
    pieces = [piece.strip(" ?!.,;") for piece in _NEXT.split(question) if piece.strip(" ?!.,;")]
    if not 1 < len(pieces) <= MOST:
        return ()
    names = named(pieces[0])
    council = names[0] if len(names) == 1 else "the council"
    if len(names) > 1:
        return ()
    made = [f"{pieces[0][:1].upper()}{pieces[0][1:]}?"]
    for piece in pieces[1:]:
        bare = next((whole for pattern, whole in _BARE if pattern.fullmatch(piece)), None)
        whole = (
            bare.format(council)
            if bare
            else (None if PRESENT.search(piece) else at_another_time(piece, pieces[0], council))
            or about(piece, council, pieces[0])
            or piece
        )
        if bare and (year := re.search(r"\b20\d\d\b", pieces[0])):
            whole = f"{whole.rstrip('?')} in {year.group()}?"
        made.append(f"{whole[:1].upper()}{whole[1:].rstrip('?')}?")
    return tuple(made) if all(read(one, named(one)) for one in made) else ()

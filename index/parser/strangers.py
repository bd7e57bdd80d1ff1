"""Reports that have nothing to do with the file's first one: they are left out, and said. Pure."""

from __future__ import annotations

from index.parser.cover import Cover
from index.parser.part import Part


def stranger(part: Part, first: Part) -> bool:
    """Whether a part is on another council than the file's first, or of another inspection.

    The review of a council's safeguarding board is bound with its inspection and belongs to it,
    whenever it was made.
    """
    if part is first:
        return False
    own, its = first.cover, part.cover
    if its.authority and own.authority and _key(its) != _key(own):
        return True
    if its.framework == "LSCB":
        return False
    return bool(its.inspected and own.inspected and its.inspected.start != own.inspected.start)


def left_out(part: Part) -> str:
    """The problem that names the pages of a part that was left out."""
    first, last = part.rows[0].page, part.rows[-1].page
    where = f"Page {first} is" if first == last else f"Pages {first} to {last} are"
    cover = part.cover
    day = cover.inspected.start if cover.inspected else None
    about = [cover.authority, f"inspected from {day.day} {day:%B %Y}" if day else ""]
    which = ", ".join(words for words in about if words) or "on another council"
    return (
        f"{where} another report ({which}) and left out. Save it as a file of its own and add that."
    )


def _key(cover: Cover) -> str:
    return "".join(filter(str.isalpha, cover.authority.casefold().replace("&", "and")))

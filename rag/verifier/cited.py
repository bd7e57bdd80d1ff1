"""A quote as a statement cites it, with what its citation carries of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.parser import dates
from index.types import Period
from rag.types import Evidence
from rag.verifier.meaning import Token, tokens


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote that a statement cites, with what its citation carries of itself.

    `gradings` are (aspect, grade) pairs that the quote prints; left empty they are read from it.
    """

    quote: str
    authority: str = ""
    inspected: Period | None = None
    section: str = ""
    published: date | None = None
    lead_inspector: str | None = None
    paragraph: int | None = None
    pages: tuple[int, ...] = ()
    gradings: tuple[tuple[str, str], ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Keys of the words of the council's name, in order."""
        return tuple(t.key for t in tokens(self.authority) if t.kind not in ("stop", "glue"))

    def named(self, claim: Sequence[Token], index: int) -> bool:
        """Whether the token at `index` belongs to the council's name, given in full."""
        name = self.names
        if claim[index].key not in name:
            return False
        said = [i for i, t in enumerate(claim) if t.kind not in ("stop", "glue")]
        for at in range(len(said) - len(name) + 1):
            run = said[at : at + len(name)]
            if index in run and tuple(claim[i].key for i in run) == name:
                return True
        return False

    def led(self, claim: Sequence[Token], index: int) -> bool:
        """Whether the token at `index` belongs to the lead inspector's name."""
        return claim[index].key in {
            t.key for t in tokens(self.lead_inspector or "") if t.kind == "word"
        }

    @property
    def days(self) -> tuple[date, ...]:
        """The dates that the citation carries: first and last day of the inspection, publication."""
        inspected = (self.inspected.start, self.inspected.end) if self.inspected else ()
        return (*inspected, *((self.published,) if self.published else ()))

    def carries_date(self, claim: Sequence[Token], index: int) -> bool:
        """Whether the figure or month at `index` is, where it stands, a date of the citation."""
        token = claim[index]
        if token.key in {str(day.year) for day in self.days}:
            return _no_month_before(claim, index) or self._dated(claim, index - 1)
        if token.key in MONTHS:
            return self._dated(claim, index)
        month = _month_after(claim, index)
        if month is not None and token.key.isdigit():
            last = claim[month - 1].key
            if month - index == 3 and last.isdigit() and int(token.key) > int(last):
                return False  # "23 to 19 November"
            return any(
                str(day.day) == token.key and _month_key(day) == claim[month].key
                for day in self.days
            ) or self._starts(claim, index, month)
        if token.key.isdigit() and index + 1 < len(claim) and claim[index + 1].key == "day":
            return (
                bool(self.inspected)
                and int(token.key)
                == (
                    self.inspected.end - self.inspected.start  # type: ignore[union-attr]
                ).days
                + 1
            )
        return self._place(claim, index)

    def _dated(self, claim: Sequence[Token], index: int) -> bool:
        """Whether the month at `index`, with the year after it if one is given, is a known one."""
        after = claim[index + 1].key if index + 1 < len(claim) else ""
        year = after if len(after) == 4 and after.isdigit() else None
        return any(
            _month_key(day) == claim[index].key and (year is None or str(day.year) == year)
            for day in self.days
        )

    def _starts(self, claim: Sequence[Token], index: int, month: int) -> bool:
        # "5 to 16 November": the month is printed once
        return bool(
            self.inspected
            and month - index > 1
            and str(self.inspected.start.day) == claim[index].key
            and _month_key(self.inspected.start) == claim[month].key
        )

    def _place(self, claim: Sequence[Token], index: int) -> bool:
        before = claim[index - 1].key if index else ""
        if before in ("paragraph", "para"):
            return self.paragraph is not None and claim[index].key == str(self.paragraph)
        return before == "pag" and claim[index].key in {str(page) for page in self.pages}


MONTHS = (frozenset(dates.MONTHS) - {"may"}) | {"may (month)"}


def _month_key(day: date) -> str:
    name = day.strftime("%B").lower()
    return "may (month)" if name == "may" else name


def _month_after(claim: Sequence[Token], index: int) -> int | None:
    """The month that a day at `index` belongs to: next, or after "to" and another day."""
    for ahead in range(index + 1, min(index + 4, len(claim))):
        key = claim[ahead].key
        if key in MONTHS:
            return ahead
        if not (key.isdigit() or key in ("to", "and", "\u2013", "of", "the")):
            return None
    return None


def _no_month_before(claim: Sequence[Token], index: int) -> bool:
    return not (index and claim[index - 1].key in MONTHS)


def cited(evidence: Evidence) -> Cited:
    """What a statement that rests on this evidence cites."""
    card, paragraph = evidence.report, evidence.paragraph
    return Cited(
        quote=evidence.quote,
        authority=card.authority,
        inspected=card.inspected,
        section=paragraph.section,
        published=card.published,
        lead_inspector=card.lead_inspector,
        paragraph=paragraph.number,
        pages=paragraph.pages,
    )

"""Statements that count: how many councils were judged so, were inspected in a year, how many points.

Such a statement is shown by all of its citations together: there must be exactly as many councils (or
inspections, or places) among them as it says, and each must show the thing counted. That
there are no more than these is a matter of the library, which a note beside the answer states.
Pure; standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.grades import known_aspect
from rag.verifier.cited import Cited
from rag.verifier.framing import unframed
from rag.verifier.gradings import gradings_of
from rag.verifier.meaning import tokens
from rag.verifier.periods import TIME, within
from rag.verifier.wording import find_quote

_JUDGED = re.compile(
    r"(?:(?P<none>None of these (?P<all>\d+))|(?P<n>\d+)) councils? (?:was|were) judged (?P<what>.+?)"
    rf"(?: (?P<time>{TIME}))?\.$"
)
_ASPECT = re.compile(r"\b(overall|for [^,]+?)(?P<together>, judged alone or with .+)?$")
_INSPECTED = re.compile(rf"(?P<n>\d+) councils were inspected (?P<time>{TIME})\.$")
_LED = re.compile(
    r"(?P<name>[A-Z][\w'-]+(?: [\w'-]+)+) led (?P<n>\d+) of the inspections here"
    rf"(?: (?P<time>{TIME}))?\.$"
)
_POINTS = re.compile(r"(?P<frame>.+ lists) (?:(?P<n>\d+) )?points to improve\.$")
_EVERY = " for every aspect"
_STANDARD = {"Requires improvement to be good": "requires improvement"}


def check_count(text: str, quotes: Sequence[Cited]) -> tuple[str, ...] | None:
    """What is wrong with a statement that counts; () if nothing, None if it is no such statement."""
    judged = _JUDGED.fullmatch(text)
    if judged:
        return _judged(judged, quotes)
    inspected = _INSPECTED.fullmatch(text)
    if inspected:
        return _number(inspected["n"], quotes, {q.authority for q in quotes}) or _then(
            inspected, quotes
        )
    led = _LED.fullmatch(text)
    if led:
        shown = all(find_quote(led["name"], q.quote) and "nspector" in q.quote for q in quotes)
        return (
            _number(led["n"], quotes, {(q.authority, q.inspected) for q in quotes})
            or _unless(shown, f"not every citation names {led['name']} as an inspector")
            or _then(led, quotes)
        )
    points = _POINTS.fullmatch(text)
    if points:
        framed = all(unframed(tokens(points["frame"]), q) == ((),) for q in quotes)
        asked = all(re.search(r"improve|recommend|action", q.section, re.I) for q in quotes)
        return _number(points["n"] or str(len(quotes)), quotes, set(quotes)) or _unless(
            framed and asked, "not every citation is of what this report lists to improve"
        )
    return None


def _judged(found: re.Match[str], quotes: Sequence[Cited]) -> tuple[str, ...]:
    clauses = found["what"].split(", and ")
    councils: dict[str, list[Cited]] = {}
    for quote in quotes:
        councils.setdefault(quote.authority, []).append(quote)
    if len(clauses) == 1 and not clauses[0].endswith(_EVERY):
        if len(councils) != len(quotes):
            return ("two of its citations are of the same council or place",)
    elif found["none"]:
        return ("that no council meets several conditions is not shown by citations",)
    for clause in clauses:
        for own in councils.values():
            wrong = _clause(clause, own, none=bool(found["none"]))
            if wrong:
                return wrong
    said = found["all"] or found["n"]
    counted = _unless(int(said) == len(councils), f"“{said}”: it cites {len(councils)}")
    return counted or _then(found, quotes)


def _clause(clause: str, own: Sequence[Cited], *, none: bool) -> tuple[str, ...]:
    """What is wrong with "good overall", said of the council whose citations these are."""
    asked = {t.key for t in tokens(clause) if t.kind == "grade"}
    who = own[0].authority
    if asked and clause.endswith(_EVERY) and not none:
        every = [grade for quote in own for _, grade in gradings_of(quote)]
        alike = len(every) > 1 and {_STANDARD.get(grade, grade) for grade in every} <= asked
        return _unless(alike, f"the citations of {who} do not show that grade for every aspect")
    aspect = _ASPECT.search(clause)
    plain = aspect and not [
        t for t in tokens(clause[: aspect.start()]) if t.kind in ("negation", "figure")
    ]
    if aspect is None or not asked or not plain:
        return ("it does not say plainly which grade was given, and for what",)
    slug = "overall" if aspect[1] == "overall" else known_aspect(aspect[1])
    slugs = {slug}
    if aspect["together"] and slug in ("in_care", "care_leavers"):
        slugs.add("care_and_leavers")
    given = {
        _STANDARD.get(grade, grade)
        for quote in own
        for of, grade in gradings_of(quote)
        if of in slugs
    }
    if len(given) != 1:
        return (f"the citation of {who} does not show one grade {aspect[1]}",)
    if bool(given & asked) == none:
        return (f"the citation of {who} says “{next(iter(given))}”",)
    return ()


def _then(found: re.Match[str], quotes: Sequence[Cited]) -> tuple[str, ...]:
    """What is wrong with the time that a statement counts over."""
    time = found["time"]
    shown = not time or all(within(time, quote.inspected) for quote in quotes)
    return _unless(shown, f"not every citation is of an inspection {time}")


def _number(said: str, quotes: Sequence[Cited], different: set[object]) -> tuple[str, ...]:
    if len(different) != len(quotes):
        return ("two of its citations are of the same council or place",)
    return _unless(int(said) == len(quotes), f"“{said}”: it cites {len(quotes)}")


def _unless(shown: bool, failure: str) -> tuple[str, ...]:
    return () if shown else (failure,)

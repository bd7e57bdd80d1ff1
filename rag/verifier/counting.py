"""Statements that count: how many councils were judged so, were inspected in a year, how many points.

Such a statement is shown by all of its citations together: there must be exactly as many as it
says, each of another council (or inspection, or place), and each must show the thing counted. That
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
from rag.verifier.wording import find_quote

_JUDGED = re.compile(
    r"(?:(?P<none>None of these (?P<all>\d+))|(?P<n>\d+)) councils? (?:was|were) judged (?P<what>.+)\.$"
)
_ASPECT = re.compile(r"\b(overall|for [^,]+?)(?P<together>, judged alone or with .+)?$")
_INSPECTED = re.compile(r"(?P<n>\d+) councils were inspected in (?P<year>20\d\d)\.$")
_LED = re.compile(r"(?P<name>[A-Z][\w'-]+(?: [\w'-]+)+) led (?P<n>\d+) of the inspections here\.$")
_POINTS = re.compile(r"(?P<frame>.+ lists) (?:(?P<n>\d+) )?points to improve\.$")
_STANDARD = {"Requires improvement to be good": "requires improvement"}


def check_count(text: str, quotes: Sequence[Cited]) -> tuple[str, ...] | None:
    """What is wrong with a statement that counts; () if nothing, None if it is no such statement."""
    judged = _JUDGED.fullmatch(text)
    if judged:
        return _judged(judged, quotes)
    inspected = _INSPECTED.fullmatch(text)
    if inspected:
        year = inspected["year"]
        shown = all(
            q.inspected and year in (str(q.inspected.start.year), str(q.inspected.end.year))
            for q in quotes
        )
        return _number(inspected["n"], quotes, {q.authority for q in quotes}) or _unless(
            shown, f"not every citation is of an inspection in {year}"
        )
    led = _LED.fullmatch(text)
    if led:
        shown = all(find_quote(led["name"], q.quote) and "nspector" in q.quote for q in quotes)
        return _number(led["n"], quotes, {(q.authority, q.inspected) for q in quotes}) or _unless(
            shown, f"not every citation names {led['name']} as an inspector"
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
    aspect = _ASPECT.search(found["what"])
    asked = {t.key for t in tokens(found["what"]) if t.kind == "grade"}
    rest = (
        [t for t in tokens(found["what"][: aspect.start()]) if t.kind in ("negation", "figure")]
        if aspect
        else []
    )
    if aspect is None or not asked or rest:
        return ("it does not say plainly which grade was given, and for what",)
    slug = "overall" if aspect[1] == "overall" else known_aspect(aspect[1])
    slugs = (
        {slug, "care_and_leavers"}
        if aspect["together"] and slug in ("in_care", "care_leavers")
        else {slug}
    )
    for quote in quotes:
        given = {_STANDARD.get(grade, grade) for of, grade in gradings_of(quote) if of in slugs}
        if len(given) != 1:
            return (f"the citation of {quote.authority} does not show one grade {aspect[1]}",)
        if bool(given & asked) == bool(found["none"]):
            return (f"the citation of {quote.authority} says “{next(iter(given))}”",)
    return _number(found["all"] or found["n"], quotes, {q.authority for q in quotes})


def _number(said: str, quotes: Sequence[Cited], different: set[object]) -> tuple[str, ...]:
    if len(different) != len(quotes):
        return ("two of its citations are of the same council or place",)
    return _unless(int(said) == len(quotes), f"“{said}”: it cites {len(quotes)}")


def _unless(shown: bool, failure: str) -> tuple[str, ...]:
    return () if shown else (failure,)

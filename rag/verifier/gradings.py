"""Statements of judgements: which grade, for which aspect, of which council, when.

Such a statement is not laid along the words of its quote; each of its (council, year, aspect,
grade) is looked up among the gradings that its citations print. Pure; standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.finder.sentences import sentences
from index.grades import grade_at_end, known_aspect
from rag.verifier.cited import Cited
from rag.verifier.framing import framing_word
from rag.verifier.lexicon import words
from rag.verifier.meaning import Token, stem, tokens


def _stems(listed: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(listed))


_GRADE_KEYS = {
    "Outstanding": "outstanding",
    "Good": "good",
    "Requires improvement to be good": "requires improvement",
    "Adequate": "adequate",
    "Inadequate": "inadequate",
}
_RANK = {"outstanding": 4, "good": 3, "requires improvement": 2, "adequate": 2, "inadequate": 1}
_SERVICE_ASPECTS = {
    "children in care and care leavers": "care_and_leavers",
    "children in care": "in_care",
    "care leavers": "care_leavers",
    "help and protection": "help_protection",
    "adoption": "adoption",
    "leadership": "leadership",
    "safeguarding board": "lscb",
}
_UP = _stems("improved improve improving rose risen up better rise")
_DOWN = _stems("fell fallen down worse declined deteriorated dropped worsened")
_SAME = _stems("unchanged same remained stayed remains")
_GRADING_WORDS = _stems(
    "judged judgement judgment rated rating graded grade given overall effectiveness service services "
    "child children social care aspect impact leader leaders leadership management governance practice "
    "work family families experience experiences progress need both each all then now had were been "
    "performance young people person its their safeguarding board"
) | {"council"}


@dataclass(frozen=True, slots=True)
class _Said:
    """A grade as a statement gives it; None for what it leaves to the context."""

    grade: Token
    aspects: tuple[str, ...]
    years: tuple[str, ...]
    names: tuple[str, ...]


def check_grading(claim: Sequence[Token], quotes: Sequence[Cited]) -> tuple[str, ...] | None:
    """What is wrong with a statement of grades; () if nothing, None if it is no such statement."""
    grades = [i for i, token in enumerate(claim) if token.kind == "grade"]
    if not grades or not all(_of_a_grading(claim, i, quotes) for i in range(len(claim))):
        return None
    printed = [(quote, pair) for quote in quotes for pair in gradings_of(quote)]
    if not printed:
        return None
    failures: list[str] = []
    for said in _said(claim, grades, quotes):
        for aspect in said.aspects or ("overall",):
            failures += _look_up(said, aspect, printed)
    return tuple(dict.fromkeys([*failures, *_direction(claim, grades)]))


def gradings_of(quote: Cited) -> tuple[tuple[str, str], ...]:
    """The (aspect, grade) pairs that a citation prints, in standard wording."""
    if quote.gradings:
        return quote.gradings
    spans = sentences(quote.quote)
    found = [pair for start, end in spans for pair in _printed(quote.quote[start:end])]
    return tuple(dict.fromkeys([*_printed(quote.quote), *found]))


def _printed(text: str) -> tuple[tuple[str, str], ...]:
    printed = " ".join(text.split())
    grades = [token.key for token in tokens(printed) if token.kind == "grade"]
    if len(grades) != 1 or any(token.kind == "negation" for token in tokens(printed)):
        return ()
    ending = grade_at_end(printed)
    aspect = known_aspect(ending[0] if ending else printed)
    if aspect is None and re.search(r"overall|children.s (?:social care )?services", printed, re.I):
        aspect = "overall"
    return ((aspect, grades[0]),) if aspect and (ending or aspect == "overall") else ()


def _of_a_grading(claim: Sequence[Token], index: int, quotes: Sequence[Cited]) -> bool:
    token = claim[index]
    if token.kind in ("grade", "glue", "stop") or token.key in _GRADING_WORDS:
        return True
    if token.key in _UP | _DOWN | _SAME or token.key in _SERVICE_ASPECTS:
        return True
    if index == 0 and token.text.lower() in ("yes", "no"):
        return True
    return any(framing_word(claim, index, quote) for quote in quotes)


def _said(claim: Sequence[Token], grades: list[int], quotes: Sequence[Cited]) -> list[_Said]:
    aspects = _aspects(claim)
    grade_first = bool(aspects) and grades[0] < aspects[0][0]
    all_names = {quote.names for quote in quotes}
    year_first = any(_year(claim, i) for i in range(grades[0]))
    years: tuple[str, ...] = ()
    said = []
    for order, at in enumerate(grades):
        before = grades[order - 1] if order else -1
        after = grades[order + 1] if order + 1 < len(grades) else len(claim)
        if grade_first:
            mine = [slug for place, slug in aspects if at < place < after]
        else:
            mine = [slug for place, slug in aspects if before < place < at]
        if not mine and len({slug for _, slug in aspects}) == 1:
            mine = [aspects[0][1]]
        span = range(before + 1, at) if year_first else range(at, after)
        # a grade without a year of its own is of the year given last
        years = tuple(claim[i].key for i in span if _year(claim, i)) or years
        named = [n for n in all_names if _named(claim, before + 1, at, n)]
        named = named or [n for n in all_names if _named(claim, at, after, n)]
        named = named or [n for n in all_names if _named(claim, 0, len(claim), n)]
        said.append(
            _Said(
                claim[at],
                tuple(mine),
                years,
                named[0] if len(named) == 1 else (),
            )
        )
    return said


def _aspects(claim: Sequence[Token]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for index, token in enumerate(claim):
        slug = _SERVICE_ASPECTS.get(token.key)
        if token.key == stem("leaders") and not (found and found[-1][1] == "leadership"):
            slug = "leadership"
        if token.text.lower() == "overall":
            slug = "overall"
        if slug:
            found.append((index, slug))
    return found


def _year(claim: Sequence[Token], index: int) -> bool:
    key = claim[index].key
    return claim[index].kind == "figure" and len(key) == 4 and key.isdigit()


def _named(claim: Sequence[Token], start: int, end: int, names: tuple[str, ...]) -> bool:
    return bool(names) and set(names) <= {claim[i].key for i in range(start, end)}


def _look_up(said: _Said, aspect: str, printed: list[tuple[Cited, tuple[str, str]]]) -> list[str]:
    failures: list[str] = []
    for year in said.years or (None,):
        of_aspect = [
            (quote, _GRADE_KEYS.get(grade, grade))
            for quote, (slug, grade) in printed
            if slug == aspect
            and (not said.names or quote.names == said.names)
            and (year is None or year in {str(day.year) for day in quote.days})
        ]
        failures += _agrees(said, aspect.replace("_", " "), of_aspect)
    return failures


def _agrees(said: _Said, aspect: str, of_aspect: list[tuple[Cited, str]]) -> list[str]:
    grades = {grade for _, grade in of_aspect}
    if not grades:
        return [f"“{said.grade.text}”: the cited words give no grade for {aspect}"]
    if said.grade.key not in grades:
        return [f"“{said.grade.text}” for {aspect}: the cited words say “{of_aspect[0][1]}”"]
    if len(grades) > 1:
        return [f"“{said.grade.text}”: the statement does not say of which council and year"]
    return []


def _direction(claim: Sequence[Token], grades: list[int]) -> list[str]:
    """A word of change must agree with the order of the grades it stands between or before."""
    words = [t for t in claim if t.key in _UP | _DOWN | _SAME and t.kind != "grade"]
    if not words:
        return []
    if len(grades) != 2:
        return [f"“{words[0].text}” is not shown by the cited grades"]
    first, second = (_RANK[claim[i].key] for i in grades)
    for word in words:
        held = (word.key in _UP and second > first) or (word.key in _DOWN and second < first)
        if not (held or (word.key in _SAME and first == second)):
            return [f"“{word.text}” does not agree with the cited grades"]
    return []

"""Which grades a question over councils asks for, for which aspects: "good overall but not for adoption". Pure.

A condition is read as a whole or not at all: where the words could mean several things, None.
"""

from __future__ import annotations

import re

from rag.record.question import Condition
from rag.record.vocabulary import ANY_GRADE, ASPECTS, GRADES
from rag.record.wording import no_ask

_BEST_FIRST = ("Outstanding", "Good", "Requires improvement to be good", "Adequate", "Inadequate")
_ASPECT = "|".join(f"(?:{pattern})" for _, pattern in ASPECTS)
_TOKEN = re.compile(
    r"(?P<every>\b(?:every|each|all)(?: of)?(?: the| its| their)? (?:single )?(?:aspects?|areas?|judge?ments?|categor(?:y|ies)|grades?)\b"
    r"|\bacross the board\b|\bin everything\b)"
    rf"|(?P<aspect>\b(?:{_ASPECT})(?!\w))"
    r"|(?P<after>\bor (?P<way>better|above|higher|worse|below|lower)\b)"
    rf"|(?P<grade>\b(?:{ANY_GRADE})\b)"
    r"|(?P<least>\bat least\b)|(?P<most>\bat (?:most|best)\b)"
    r"|(?P<under>\b(?:less|worse|lower) than\b|\bbelow\b)"
    r"|(?P<over>\b(?:better|higher|more) than\b|\babove\b)"
    r"|(?P<not>\b(?:escape[ds]?|avoid(?:ed|s)?|missed)\b|\bnot\b|n't\b|\bneither\b|\bother than\b|\banything but\b)"
    r"|(?P<or>\b(?:n?or)\b)|(?P<but>\b(?:but|yet|though|although|while|whereas)\b)"
    r"|(?P<word>[\w']+)",
    re.I,
)
_BESIDE = frozenset(
    [
        "judged",
        "rated",
        "graded",
        "found",
        "a",
        "an",
        "be",
        "been",
        "being",
        "yet",
        "to",
        "considered",
        "deemed",
    ]
)
_JOINS = frozenset(["and", "or", "nor", "either"])
_MODIFIERS = ("least", "most", "under", "over", "not")

_Unit = tuple[str, tuple[str, ...], bool]
"""What stands in a row: "grade" or "aspect", the grades or slugs, and whether they are denied."""


def conditions(text: str) -> tuple[Condition, ...] | None:
    """What must hold together; () where no grade is named, None where it can't be told for sure."""
    units = _units(no_ask(text))
    if units is None:
        return None
    if not any(kind == "grade" for kind, _, _ in units):
        return ()
    made: list[Condition] = []
    for run in _runs(units):
        pairs = _pairs(run)
        if pairs is None:
            return None
        made += pairs
    return tuple(made)


def without_comparing(text: str) -> str:
    """The text without the words by which grades are denied and compared ("not", "at least")."""

    def bare(found: re.Match[str]) -> str:
        taken = any(found[kind] for kind in (*_MODIFIERS, "after", "every"))
        return " " if taken else found.group()

    return _TOKEN.sub(bare, _parted(text))


def _parted(text: str) -> str:
    """The text with "n't" as a word of its own."""
    return re.sub(r"\b(do|does|did|is|are|was|were|has|have|had)n't\b", r"\1 n't", text, flags=re.I)


def _units(text: str) -> list[_Unit] | None:
    """Grades and aspects in the order of the text, neighbours that belong together as one."""
    units: list[_Unit] = []
    modifier = ""
    between: list[str] = []
    for found in _TOKEN.finditer(_parted(text)):
        kind = next(name for name in _TOKEN.groupindex if found[name] and name != "way")
        word = found.group().lower()
        if kind in _MODIFIERS:
            if modifier:
                return None
            modifier = kind
        elif kind == "grade":
            if not _add_grade(units, _grades(word, modifier), modifier == "not", between):
                return None
            modifier, between = "", []
        elif kind in ("aspect", "every"):
            if modifier or not _add_aspect(
                units, _slug(word) if kind == "aspect" else "every", between
            ):
                return None
            between = []
        elif kind == "after":
            if not units or units[-1][0] != "grade" or len(units[-1][1]) != 1 or modifier:
                return None
            way = "least" if found["way"].lower() in ("better", "above", "higher") else "most"
            units[-1] = ("grade", _range(units[-1][1][0], way), False)
        elif modifier and word not in _BESIDE:
            return None  # it is not the grade that is denied or compared
        else:
            between.append(word)
    return None if modifier else units


def _add_grade(
    units: list[_Unit], grades: tuple[str, ...], denied: bool, between: list[str]
) -> bool:
    """Put a grade beside the one before it where nothing but "or" and "and" lies between."""
    if units and units[-1][0] == "aspect" and {"or", "nor"} & set(between):
        return False  # "good overall or inadequate for leadership"
    if units and units[-1][0] == "grade" and set(between) <= _JOINS and between:
        _, known, before = units[-1]
        if before:  # "not good or outstanding": neither
            if not {"or", "nor"} & set(between):
                return False
            known = tuple(g for g in _BEST_FIRST if g not in _denied_of(known) | set(grades))
            units[-1] = ("grade", known, True)
            return True
        if denied:
            return False
        units[-1] = ("grade", (*known, *grades), False)
        return True
    units.append(("grade", grades, denied))
    return True


def _add_aspect(units: list[_Unit], slug: str, between: list[str]) -> bool:
    if units and units[-1][0] == "aspect":
        if {"or", "nor"} & set(between):
            return False  # "good for leadership or adoption"
        units[-1] = ("aspect", (*units[-1][1], slug), False)
    else:
        units.append(("aspect", (slug,), False))
    return True


def _runs(units: list[_Unit]) -> list[list[_Unit]]:
    """The units parted where two grades follow each other: "inadequate councils with good adoption"."""
    runs: list[list[_Unit]] = [[]]
    for unit in units:
        if runs[-1] and runs[-1][-1][0] == unit[0] == "grade":
            runs.append([])
        runs[-1].append(unit)
    return runs


def _pairs(run: list[_Unit]) -> list[Condition] | None:
    """Each grade of a run with the aspects beside it; a grade alone is the overall one."""
    if len(run) == 1:
        kind, grades, _ = run[0]
        return [Condition(grades)] if kind == "grade" else None
    if len(run) % 2:
        return None
    made: list[Condition] = []
    for first, second in zip(run[::2], run[1::2], strict=True):
        grades, slugs = (first[1], second[1]) if first[0] == "grade" else (second[1], first[1])
        every = "every" in slugs
        if every and len(slugs) > 1:
            return None
        made.append(Condition(grades, () if every else slugs, every))
    return made


def _grades(word: str, modifier: str) -> tuple[str, ...]:
    """The grades that a word for one means after a word such as "not" or "at least"."""
    grade = next(grade for grade, pattern in GRADES if re.fullmatch(pattern, word, re.I))
    if modifier == "not":
        # who asks which are not good means those that are worse
        return _range(grade, "under") if grade == "Good" else _others(grade)
    return _range(grade, modifier) if modifier else (grade,)


def _range(grade: str, way: str) -> tuple[str, ...]:
    at = _BEST_FIRST.index(grade)
    return {
        "least": _BEST_FIRST[: at + 1],
        "over": _BEST_FIRST[:at],
        "most": _BEST_FIRST[at:],
        "under": _BEST_FIRST[at + 1 :],
    }[way]


def _others(grade: str) -> tuple[str, ...]:
    return tuple(other for other in _BEST_FIRST if other != grade)


def _denied_of(left: tuple[str, ...]) -> set[str]:
    return set(_BEST_FIRST) - set(left)


def _slug(word: str) -> str:
    return next(slug for slug, pattern in ASPECTS if re.fullmatch(pattern, word, re.I))

"""The vocabulary of judgements: what inspectors grade, the grades they give, and under which rules.

Pure, standard library only. Printed wordings vary over the years; the words used here are those of
the published inspection frameworks.
"""

from __future__ import annotations

import re

from index.types import Framework

OUTSTANDING = "Outstanding"
GOOD = "Good"
REQUIRES_IMPROVEMENT = "Requires improvement to be good"
ADEQUATE = "Adequate"
INADEQUATE = "Inadequate"
NOT_JUDGED = "Not judged"

#: Best first. Adequate was a grade until 2013, requires improvement has been one since.
GRADES = (OUTSTANDING, GOOD, REQUIRES_IMPROVEMENT, ADEQUATE, INADEQUATE, NOT_JUDGED)

# Longest wording first: "requires improvement to be good" holds "good", "inadequate" "adequate".
_WORDINGS = (
    (r"requir(?:es?|ing)\s+improvement(?:\s+to\s+be\s+good)?", REQUIRES_IMPROVEMENT),
    (r"not\s+(?:yet\s+)?judged|no\s+judgement", NOT_JUDGED),
    (r"inadequate", INADEQUATE),
    (r"outstanding", OUTSTANDING),
    (r"adequate", ADEQUATE),
    (r"good", GOOD),
)
#: Any grade's wording, for use inside a larger pattern (case is to be ignored).
GRADE_PATTERN = "(?:" + "|".join(f"(?:{wording})" for wording, _ in _WORDINGS) + ")"
_EXACT = tuple((re.compile(wording, re.IGNORECASE), grade) for wording, grade in _WORDINGS)
_AT_END = re.compile(rf"(?<!\w)({GRADE_PATTERN})[\s.:;*]*$", re.IGNORECASE)


def normalise_grade(text: str) -> str | None:
    """The grade that `text` names and nothing else, in its standard wording; None if it is none."""
    words = " ".join(text.split()).strip(" .:;*")
    for pattern, grade in _EXACT:
        if pattern.fullmatch(words):
            return grade
    return None


def grade_at_end(text: str) -> tuple[str, str] | None:
    """What precedes a grade at the end of `text`, and that grade in its standard wording."""
    found = _AT_END.search(text)
    if not found:
        return None
    grade = normalise_grade(found.group(1))
    return (text[: found.start()].rstrip(), grade) if grade else None


# Order matters: the first pattern that is found names the aspect.
_ASPECTS = (
    (r"safeguarding\s+children\s+board|\blscb\b", "lscb"),
    (r"overall\s+effectiveness|overall\s+judgement", "overall"),
    (r"impact\s+of\s+leaders|leadership", "leadership"),
    (r"adoption\s+performance|\badoption\b", "adoption"),
    (r"help\s+and\s+protection", "help_protection"),
    (r"in\s+care\s+and\s+care\s+leavers", "care_and_leavers"),
    (r"care\s+leavers", "care_leavers"),
    (r"children\s+in\s+care|looked\s+after\s+and\s+achieving\s+permanence", "in_care"),
)
_ASPECT_PATTERNS = tuple((re.compile(words, re.IGNORECASE), slug) for words, slug in _ASPECTS)


def known_aspect(name: str) -> str | None:
    """The slug of an aspect that the frameworks judge, from its printed name; None if unknown."""
    words = " ".join(name.split())
    for pattern, slug in _ASPECT_PATTERNS:
        if pattern.search(words):
            return slug
    return None


def aspect_slug(name: str) -> str:
    """The slug of any aspect: a known one, else the name in lower case joined by underscores."""
    return known_aspect(name) or slug(name, "_") or "unnamed"


def slug(text: str, joiner: str = "-") -> str:
    """`text` in lower case letters and figures, everything else one `joiner`."""
    plain = re.sub(r"[’'`]", "", text.casefold())
    return re.sub(r"[^a-z0-9]+", joiner, plain).strip(joiner)


_FRAMEWORKS: tuple[tuple[str, Framework], ...] = (
    (r"services\s+for\s+children\s+in\s+need\s+of\s+help\s+and\s+protection", "SIF"),
    (r"inspection\s+of\s+(?:services\s+for\s+)?looked\s+after\s+children", "LAC"),
    (r"review\s+of\s+the\s+effectiveness\s+of\s+the\s+local\s+safeguarding", "LSCB"),
    (r"inspection\s+of\b.{0,80}\bchildren.?s\s+(?:social\s+care\s+)?services", "ILACS"),
    (r"(?:focused|monitoring)\s+visit", "ILACS"),
)
_FRAMEWORK_PATTERNS = tuple(
    (re.compile(words, re.IGNORECASE | re.DOTALL), name) for words, name in _FRAMEWORKS
)


def framework_of(title: str) -> Framework:
    """The framework that a title block belongs to; "other" when it is of none of them."""
    words = " ".join(title.split())
    for pattern, name in _FRAMEWORK_PATTERNS:
        if pattern.search(words):
            return name
    return "other"


def framework_named(name: str) -> Framework:
    """The framework that a file declares by name ("ilacs", "SIF"); "other" when it is none."""
    known: dict[str, Framework] = {"ILACS": "ILACS", "SIF": "SIF", "LAC": "LAC", "LSCB": "LSCB"}
    return known.get(name.strip().upper(), "other")

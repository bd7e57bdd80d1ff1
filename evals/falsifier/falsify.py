"""True words made false, one change at a time.

Each falsehood is of the sort that a careless reader would miss: another grade, "not" gone, 14 for
41. The word lists here are this module's own; the verifier knows nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

Change = Callable[[str, Random], str | None]

_GRADES = ("outstanding", "good", "requires improvement to be good", "inadequate")
_GRADE = re.compile(
    r"\b(outstanding|requires? improvement(?: to be good)?|inadequate|adequate|good)\b", re.I
)
NUMBER_WORDS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "fifteen",
    "twenty",
    "thirty",
    "fifty",
]
NUMBER_WORD = re.compile(r"\b(" + "|".join(NUMBER_WORDS) + r")\b", re.I)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DATE = re.compile(
    r"\b(" + "|".join(m for m in _MONTHS if m != "May") + r"|May(?= \d))\b|\b(20[012]\d)\b"
)
_SERVICES = (
    ("children in care", "looked after children", "children looked after"),
    ("care leavers",),
    ("disabled children", "children with disabilities"),
    ("early help",),
    ("child protection",),
    ("adoption",),
    ("fostering",),
    ("children in need",),
    ("unaccompanied children",),
)
_QUANTITIES = (
    ("almost all", "a minority of"), ("a small minority of", "the vast majority of"),
    ("the vast majority of", "a small minority of"), ("the majority of", "a few"),
    ("a small number of", "most"), ("a few", "nearly all"), ("not all", "all"), ("too few", "enough"),
    ("too many", "very few"), ("most", "few"), ("many", "few"), ("some", "all"), ("all", "some"),
    ("few", "many"), ("several", "hardly any"), ("every", "scarcely any"), ("always", "sometimes"),
    ("usually", "seldom"), ("often", "never"), ("sometimes", "always"), ("increasingly", "decreasingly"),
    ("consistently", "occasionally"), ("mostly", "wholly"), ("generally", "invariably"),
    ("nearly", "over"), ("more", "less"), ("only", "not only"), ("largely", "barely"),
)  # fmt: skip
_OPPOSITES = (
    ("effective", "ineffective"), ("strong", "weak"), ("timely", "late"), ("improved", "worsened"),
    ("high", "low"), ("positive", "negative"), ("clear", "unclear"), ("appropriate", "inappropriate"),
    ("safe", "unsafe"), ("well", "badly"), ("increased", "decreased"), ("before", "after"),
    ("stable", "unstable"), ("quickly", "slowly"), ("successful", "unsuccessful"), ("better", "worse"),
    ("detailed", "sketchy"), ("robust", "flimsy"), ("regular", "irregular"), ("sufficient", "insufficient"),
    ("within", "beyond"), ("poor", "excellent"), ("skilled", "unskilled"), ("first", "last"),
    ("reduced", "raised"), ("current", "former"), ("confident", "hesitant"), ("helpful", "unhelpful"),
)  # fmt: skip
_PEOPLE = (
    "social workers", "managers", "children", "parents", "leaders", "carers", "foster carers",
    "personal advisers", "young people", "families", "staff", "partners", "schools", "the police",
    "senior leaders", "elected members", "care leavers", "practitioners",
)  # fmt: skip
_TURNED = (
    ("without", "with"), ("no", "every"), ("never", "always"), ("neither", "both"),
    ("cannot", "can"), ("unable", "able"), ("with", "without"),
)  # fmt: skip
_PERSON = re.compile(
    r"\b(" + "|".join(sorted(_PEOPLE, key=len, reverse=True)) + r")\b(?!['’])", re.I
)
_AUXILIARY = re.compile(
    r"\b(is|are|was|were|has|have|had|does|do|did|can|will|should)\b(?! not\b)(?!n['’]t)"
)
_HYPHENATED = re.compile(r"(?<=\w)[-\u2010\u2011](?=\w)")


def grade(text: str, rng: Random) -> str | None:
    """Another of the four grades in place of the one that is named."""

    def other(found: str) -> str:
        if found.lower().startswith("require"):
            return rng.choice([g for g in _GRADES if not g.startswith("require")])
        return rng.choice([g for g in _GRADES if g != found.lower()])

    return _replace_one(_GRADE, text, rng, other)


def number(text: str, rng: Random) -> str | None:
    """Another figure: digits swapped, one more, ten times, a decimal, or another number word."""
    figures = [
        m
        for m in re.finditer(r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w.,/]*\d)", text)
        if not re.fullmatch(r"20[012]\d", m.group())
    ]
    words = list(NUMBER_WORD.finditer(text))
    if not figures and not words:
        return None
    found = rng.choice(figures + words)
    return text[: found.start()] + _other_number(found.group(), rng) + text[found.end() :]


def _other_number(found: str, rng: Random) -> str:
    if found[0].isalpha():
        return rng.choice([w for w in NUMBER_WORDS if w != found.lower()])
    turned = found[::-1]
    value = float(found.replace(",", ""))
    others = [
        str(int(value) + 1),
        str(int(value) * 10 or 7),
        f"{int(value)}.5",
        str(int(value) + 100),
    ]
    if turned != found and "." not in found and "," not in found and turned[0] != "0":
        others.append(turned)
    return rng.choice(others)


def date(text: str, rng: Random) -> str | None:
    """Another month or another year."""

    def other(found: str) -> str:
        if found in _MONTHS:
            return rng.choice([m for m in _MONTHS if m != found])
        return str(int(found) + rng.choice([-2, -1, 1, 2]))

    return _replace_one(_DATE, text, rng, other)


def negation(text: str, rng: Random) -> str | None:
    """A "not" put in or taken out, "no" for "every", "without" for "with"."""
    ways = [
        text[: found.start(1)] + text[found.end(1) :]
        for found in re.finditer(
            r"\b(?:is|are|was|were|has|have|do|does|did|can|could|should|will|would)( not\b|n['’]t\b)",
            text,
        )
    ]
    for old, new in _TURNED:
        ways += [
            text[: f.start()] + new + text[f.end() :]
            for f in re.finditer(rf"\b{old}\b(?! regard| a view)", text)
        ]
    if not ways or rng.random() < 0.5:
        for found in _AUXILIARY.finditer(text):
            form = rng.choice([" not", "n’t", " never", " rarely"])
            if form == "n’t" and found.group() in ("can", "will"):
                form = " not"
            ways.append(text[: found.end()] + form + text[found.end() :])
    return rng.choice(ways) if ways else None


def quantity(text: str, rng: Random) -> str | None:
    """Few for most, all for some, sometimes for always."""
    return _swap_words(_QUANTITIES, text, rng)


def opposite(text: str, rng: Random) -> str | None:
    """A word turned to its opposite: effective, ineffective."""
    return _swap_words(_OPPOSITES, text, rng)


def service(text: str, rng: Random) -> str | None:
    """Another service in place of the one that is named."""
    names = [name for group in _SERVICES for name in group]
    pattern = re.compile(r"\b(" + "|".join(sorted(names, key=len, reverse=True)) + r")\b", re.I)

    def other(found: str) -> str:
        mine = next(group for group in _SERVICES if found.lower() in group)
        return rng.choice([group[0] for group in _SERVICES if group != mine])

    return _replace_one(pattern, text, rng, other)


def roles(text: str, rng: Random) -> str | None:
    """Two groups of people changing places: who did it, and to whom."""
    found = list(_PERSON.finditer(text))
    pairs = [
        (one, two)
        for i, one in enumerate(found)
        for two in found[i + 1 :]
        if one.group().lower() != two.group().lower() and not _listed(text[one.end() : two.start()])
    ]
    if not pairs:
        return None
    one, two = rng.choice(pairs)
    first, second = two.group(), one.group()
    if one.start() == 0:
        first, second = first[0].upper() + first[1:], second[0].lower() + second[1:]
    return text[: one.start()] + first + text[one.end() : two.start()] + second + text[two.end() :]


def _listed(between: str) -> bool:
    # "children and families" says the same either way round
    words = re.findall(r"\w+", between)
    return len(words) <= 3 and (
        not words or "," in between or bool({"and", "or", "with"} & set(words))
    )


def unit(text: str, rng: Random) -> str | None:
    """Weeks for days, fortnights for months; a figure without its percent sign."""
    if "%" in text and rng.random() < 0.5:
        return text.replace("%", "", 1)
    units = ("hours", "days", "weeks", "months", "years")
    pattern = re.compile(r"\b(?:" + "|".join(units) + r")\b")
    return _replace_one(pattern, text, rng, lambda u: rng.choice([x for x in units if x != u]))


def intention(text: str, rng: Random) -> str | None:
    """What is meant, needed or possible told as what is: "plans to" and its like left out."""
    pattern = re.compile(
        r"\b(?:plans? to|intends? to|aims? to|hopes? to|needs? to|is due to|are due to|may|might|could|should|must|"
        r"is expected to|are expected to|want to|wants to|is likely to|are likely to|is beginning to|are beginning to|"
        r"if|unless|until|potentially|possibly|almost|nearly|partly|previously|no longer|not yet) ",
    )
    return _replace_one(pattern, text, rng, lambda _: "")


def dropped_word(text: str, rng: Random) -> str | None:
    """One word left out of the middle."""
    words = list(re.finditer(r"\S+", text))
    if len(words) < 5:
        return None
    found = rng.choice(words[1:-1])
    return text[: found.start()] + text[found.end() :].lstrip()


def hyphen_lost(text: str, rng: Random) -> str | None:
    """A hyphen left out: "1-2" becomes "12", "re-sign" "resign"."""
    return _replace_one(_HYPHENATED, text, rng, lambda _: rng.choice(["", " "]))


def _replace_one(
    pattern: re.Pattern[str], text: str, rng: Random, other: Callable[[str], str]
) -> str | None:
    found = list(pattern.finditer(text))
    if not found:
        return None
    one = rng.choice(found)
    word = other(one.group())
    if one.group()[:1].isupper() and word:
        word = word[0].upper() + word[1:]
    return text[: one.start()] + word + text[one.end() :]


def _swap_words(pairs: tuple[tuple[str, str], ...], text: str, rng: Random) -> str | None:
    found = [
        (match, new)
        for old, new in pairs
        for match in re.finditer(rf"\b{old}\b", text, re.I)
        if match.group()[0].islower() or match.start() == 0
    ]
    if not found:
        return None
    match, word = rng.choice(found)
    if match.group()[0].isupper():
        word = word[0].upper() + word[1:]
    return text[: match.start()] + word + text[match.end() :]


def splice(one: str, other: str, rng: Random) -> str | None:
    """The beginning of one sentence run on into the end of another, cut inside their clauses."""
    left, right = one.split(" "), other.split(" ")
    if min(len(left), len(right)) < 10:
        return None
    cuts = [i for i in range(3, len(left) - 4) if _inside(left, i)]
    resumes = [i for i in range(4, len(right) - 3) if _inside(right, i)]
    if not cuts or not resumes:
        return None
    return " ".join(left[: rng.choice(cuts)] + right[rng.choice(resumes) :])


def _inside(words: list[str], at: int) -> bool:
    # not where one clause ends and another begins: joining there may well be true
    near = words[at - 2 : at + 2]
    return all(word[-1].isalpha() for word in near) and not _JOINS & {w.lower() for w in near}


_JOINS = frozenset(
    [
        "and",
        "or",
        "but",
        "because",
        "which",
        "who",
        "while",
        "whilst",
        "although",
        "though",
        "so",
        "as",
        "when",
        "if",
        "that",
        "where",
    ]
)


#: Changes of the words of one sentence.
WORD_CHANGES: dict[str, Change] = {
    "grade": grade,
    "number": number,
    "date": date,
    "negation": negation,
    "quantity": quantity,
    "service area": service,
    "who did what": roles,
    "opposite": opposite,
    "unit": unit,
    "intention or condition": intention,
    "word dropped": dropped_word,
    "hyphen lost": hyphen_lost,
}

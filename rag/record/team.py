"""Who was on the inspection team besides its leader, and how many: as the report prints it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.types import Paragraph, Report
from rag.record.cover import all_named, as_printed, led
from rag.record.question import FactQuestion
from rag.record.receipts import Facts, month, who
from rag.record.wording import left_over
from rag.types import Draft, Evidence

_ROLES = (
    ("deputy lead inspector", r"deputy(?: lead(?:ing)?)? inspectors?|deputy lead\b(?! member)"),
    ("quality assurance manager", r"(?:quality[- ]assurance|QA) managers?"),
    ("data analyst", r"(?:senior )?(?:data analysts?|analytical officers?)"),
    ("shadow inspector", r"shadow inspectors?"),
    ("associate inspector", r"associate inspectors?"),
    ("team inspectors", r"team inspectors?"),
)
_LABELS = {
    "deputy lead inspector": r"deputy lead inspectors?",
    "quality assurance manager": r"quality assurance managers?",
    "data analyst": r"(?:senior )?(?:data analysts?|analytical officers?)",
    "shadow inspector": r"shadow inspectors?",
    "associate inspector": r"associate inspectors?",
    "team inspectors": r"team inspectors?",
    "inspectors": r"(?:deputy lead |team |shadow |associate )inspectors?",
    "team": r"[a-z][a-z ]{3,40}",
}
_WHO = re.compile(r"\b(?:who|whose|names?|named|which|list)\b", re.I)
_INSPECTORS = re.compile(
    r"\bwho (?:were|are) (?:the|all the|its|their)? ?(?:other )?inspectors\b|\b(?:which|what) (?:other )?inspectors\b"
    r"|\bnames? of (?:the|all the|all) (?:other )?inspectors\b|\blist (?:the|all the) inspectors\b",
    re.I,
)
_TEAM = re.compile(
    r"\bwho (?:else )?(?:was|were|is|are) (?:(?:on|in|part of|members of) )?the (?:inspection|inspecting|inspectors'|ofsted) team\b"
    r"|\bwho (?:else )?(?:was|were) (?:on|in) the team\b|\b(?:members|names) of the inspection team\b",
    re.I,
)
_NUMBER = re.compile(
    r"\bhow many (?:\w+ )?inspectors\b|\bnumber of inspectors\b|\bhow (?:big|large) was the (?:inspection )?team\b"
    r"|\bsize of the inspection team\b|\bhow many (?:people )?(?:were )?(?:on|in) the inspection team\b",
    re.I,
)
_OF_THE_COUNCIL = re.compile(
    r"\b(?:for|of|at|in) the (?:council|local authority|authority)\b|\b(?:council|authority)['’]s\b",
    re.I,
)
_WORDS = (
    "name names named list else other others member members number many big large size took take people inspecting inspectors' "
    "sent send carried came come visited visit went"
)
_THE_TEAM = re.compile(r"\binspection team\b", re.I)
_CONSISTED = re.compile(r"[^.\n]*\binspection team consisted of\b[^.\n]*\.?", re.I)
_LINE = re.compile(
    r"(?P<label>[A-Z][A-Za-z ]{3,40}?)\s*:\s*(?P<names>\S[^\n]*?)(?=\s+Any complaints\b|\n|$)"
)
_ONE_NAME = re.compile(r"[A-Z][\w’'-]+(?: (?!HMI|SHMI|AI)[A-Z][\w’'-]+){1,3}")
_NOT_PRINTED = {
    "number": "how many inspectors there were",
    "team": "who else was on the inspection team",
    "team inspectors": "the names of the team inspectors",
}
_NO_OTHER = "No other inspector is named in it as one of the team."


def role(text: str, names: tuple[str, ...]) -> str:
    """The role on the inspection team that a question asks for; "" where it asks for none."""
    if _OF_THE_COUNCIL.search(text) and "inspection" not in text.lower():
        return ""
    for asked, pattern in _ROLES:
        found = re.search(rf"\b(?:{pattern})", text, re.I)
        if found and _WHO.search(text):
            rest = f"{text[: found.start()]} {text[found.end() :]}"
            return "" if left_over(rest, names, extra=f"{_WORDS} team") else asked
    for asked, question in (("number", _NUMBER), ("team", _TEAM), ("inspectors", _INSPECTORS)):
        if question.search(text) and not left_over(text, names, extra=f"{_WORDS} team"):
            return asked
    return ""


def team(question: FactQuestion, reports: Sequence[Report]) -> Facts:
    """Who had the role asked for, in the report's own words; `nothing` where none prints it."""
    drafts: list[Draft] = []
    for report in reports:
        drafts += _numbered(report) if question.role == "number" else _named(report, question.role)
    if drafts:
        return Facts(tuple(drafts))
    if question.role == "inspectors":
        leaders = tuple(draft for report in reports if (draft := led(report)))
        return Facts(leaders, (_NO_OTHER,)) if leaders else _nothing(reports, "team")
    return _nothing(reports, question.role)


def _nothing(reports: Sequence[Report], asked: str) -> Facts:
    verb = "does" if len(reports) == 1 else "do"
    what = _NOT_PRINTED.get(asked, f"who was the {asked} of the inspection")
    return Facts((), nothing=f"{all_named(reports)} {verb} not print {what}.")


def _named(report: Report, asked: str) -> list[Draft]:
    """A statement for each line of the team that is asked for, after who led it where all are."""
    whole = asked in ("team", "inspectors")
    made = [
        _said(report, found, place)
        for found, place in _lines(report)
        if re.fullmatch(_LABELS[asked], found["label"], re.I)
        and not (whole and re.fullmatch(r"lead inspectors?", found["label"], re.I))
    ]
    leader = led(report) if whole and made else None
    return [leader, *made] if leader else made


def _said(report: Report, found: re.Match[str], place: Evidence) -> Draft:
    """One line in a sentence; where it names several people, as it is printed."""
    label, name = found["label"].lower(), found["names"].rstrip(". ")
    if _ONE_NAME.fullmatch(name):
        card = report.card
        one = re.sub(r"s$", "", label)
        text = f"In the {month(card)} inspection of {who(card)}, the {one} was {name}."
        return Draft(text, (place,), kind="fact")
    return as_printed(report, place)


def _lines(report: Report) -> Iterator[tuple[re.Match[str], Evidence]]:
    """The lines that name the members of the team, each with its place."""
    for paragraph in report.paragraphs:
        if not _of_the_team(paragraph):
            continue
        for found in _LINE.finditer(paragraph.text):
            yield found, Evidence(report.card, paragraph, found.start(), found.end(), 1.0)


def _of_the_team(paragraph: Paragraph) -> bool:
    """Whether a paragraph names members of the team: under that heading, or as a role and a name."""
    if _THE_TEAM.search(paragraph.section):
        return True
    label = "|".join(_LABELS[name] for name, _ in _ROLES)
    return bool(re.match(rf"(?:{label}):", paragraph.text, re.I))


def _numbered(report: Report) -> list[Draft]:
    """The sentence that says of how many the team consisted."""
    for paragraph in report.paragraphs:
        found = _CONSISTED.search(paragraph.text)
        if found:
            start = found.start() + len(found.group()) - len(found.group().lstrip())
            place = Evidence(report.card, paragraph, start, found.end(), 1.0)
            return [as_printed(report, place)]
    return []

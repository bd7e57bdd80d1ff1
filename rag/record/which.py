"""Which of a council's inspections a question means: the first, the one before last, the last that was good. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.types import Report, ReportCard
from rag.listing import listed
from rag.record.question import FactQuestion, Which
from rag.record.receipts import judgement_for, month, who
from rag.scoping.inspections import BEFORE, FIRST

_NOUN = r"(?:ofsted )?(inspections?|reports?|judge?ments?|grades?|ratings?|results?|visits?|time)\b"
_MEANT: tuple[tuple[str, int], ...] = (
    (rf"\b(?:very )?(?:{FIRST})(?: ever)? {_NOUN}", 0),
    (r"\b(?:first|originally) (inspected|visited)\b", 0),
    (rf"\bsecond {_NOUN}", 1),
    (rf"\bthird {_NOUN}", 2),
    (r"\b(inspection|report|visit|one) before last\b", -2),
    (rf"\b(?:last but one|penultimate|second[- ](?:to[- ])?last) {_NOUN}", -2),
    (rf"\b(?:{BEFORE}) {_NOUN}", -2),
    (r"\b(?:(?:at|on) )?(?:the )?last (time)(?: around| round)?\W*$", -2),
)
_GRADED = re.compile(
    r"\b(?P<end>last|first|ever) (?P<verb>judged|rated|graded|found|given|become|became|get|got)\b",
    re.I,
)
_WHEN = re.compile(r"^\W*(?:and |so |but )?(?:when|(?:in )?(?:what|which) year)\b", re.I)
_BECAME = re.compile(r"\b(?:became|become|turn(?:ed)?)\b", re.I)
_COMPARES = re.compile(
    r"\b(?:compar\w*|chang\w*|(?<!to )(?<!must )(?<!should )improved?|improving|since|better|worse|than|differ\w*|same|and (?:the|at|its)|versus|vs)\b",
    re.I,
)
_LEFT = re.compile(
    r"\b(?:first|second|third|fourth|oldest|earliest|penultimate|before last)\b", re.I
)
_LAST = re.compile(r"\blast (?:ofsted )?(?:inspection|report|visit)\b(?! but\b)", re.I)
_EITHER = "“The last inspection” may be the newest or the one before it: both are shown."
_ORDER = ("first", "second", "third")


def which(text: str, *, grades: bool) -> tuple[Which | None, str] | None:
    """The inspection that a text means, and the text without saying so; None where it can't be told.

    `grades` says that the text names a grade: then "when" and "last" ask for the inspections that gave it.
    """
    if not _COMPARES.search(text):
        for pattern, place in _MEANT:
            found = re.search(pattern, text, re.I)
            if found:
                rest = f"{text[: found.start()]}{found[1]}{text[found.end() :]}"
                return None if _LEFT.search(rest) else (Which(place), rest)
    told = _GRADED.search(text)
    when = _WHEN.search(text)
    if grades and (when or (told and told["end"].lower() == "last")):
        rest = f"{text[: told.start()]}{told['verb']}{text[told.end() :]}" if told else text
        first = (told and told["end"].lower() == "first") or (not told and _BECAME.search(text))
        last = told and told["end"].lower() == "last"
        asked = Which(0 if first else -1 if last else None, graded=True)
        return None if _LEFT.search(rest) else (asked, rest)
    if _LEFT.search(re.sub(r"\b(?:in|at) the first place\b", " ", text, flags=re.I)):
        return None
    return None, text


def last_or_before(text: str) -> bool:
    """Whether a text asks for "the last inspection", which may be the newest or the one before it."""
    return bool(_LAST.search(text)) and not _COMPARES.search(text)


def meant(
    question: FactQuestion,
    chosen: Sequence[ReportCard],
    load: Callable[[str], Report],
    *,
    one_alone: bool = False,
    some_alone: bool = False,
) -> tuple[list[ReportCard], tuple[str, ...]]:
    """The inspections that a question means, newest first, and in words which they are of how many.

    `one_alone` says that the caller named the reports, so that "the last inspection" is one before;
    `some_alone` that these are not all of a council's, so that none is said to be the only one.
    """
    own: dict[str, list[ReportCard]] = {}
    for card in chosen:
        own.setdefault(who(card), []).append(card)
    found: list[ReportCard] = []
    notes: list[str] = []
    for name, cards in own.items():
        mine, note = _of_one(
            question, name, cards, load, one_alone=one_alone, some_alone=some_alone
        )
        found += mine
        notes.append(note)
    return found, tuple(note for note in notes if note)


def _of_one(
    question: FactQuestion,
    name: str,
    cards: list[ReportCard],
    load: Callable[[str], Report],
    *,
    one_alone: bool,
    some_alone: bool,
) -> tuple[list[ReportCard], str]:
    asked = question.which
    held = f"The library holds {_reports(cards)} on {name}"
    if one_alone:
        held = f"Only {_reports(cards)} on {name} was looked at"
    if question.span:
        within = [card for card in cards if question.span.holds(card) or _published(question, card)]
        if not within:
            return [], f"{held}, and none of an inspection {question.span.words}."
        cards = within
    if asked is None:
        return cards, ""
    if not asked.graded:
        place = asked.place or 0
        oldest_first = list(reversed(cards))
        if asked.or_newest and len(cards) > 1:
            return cards[:2], _EITHER
        if not -len(cards) <= place < len(cards) and (one_alone or not asked.or_newest):
            return [], f"{held}, so there is none here for what was asked."
        if len(cards) == 1 and (one_alone or some_alone):
            return cards, f"{held}." if one_alone else ""
        if len(cards) == 1:
            return cards, f"It is the only inspection of {name} that the library holds."
        where = f"the {_ORDER[place]}" if place >= 0 else "the one before the newest"
        return [
            oldest_first[place]
        ], f"It is {where} of the {len(cards)} inspections of {name} here."
    gave = [card for card in cards if _gave(question, load(card.report_id))]
    if not gave:
        return [], f"{held}, and none of them gives that grade."
    note = f"{len(gave)} of the {len(cards)} inspections of {name} here gave that grade."
    if asked.place is None:
        return gave, note
    return [gave[0] if asked.place < 0 else gave[-1]], note


def _gave(question: FactQuestion, report: Report) -> bool:
    """Whether a report gives a grade that is asked for, for one of the aspects that are asked of."""
    if question.sought:
        return any(judgement.grade in question.grades for judgement in report.judgements)
    of = [judgement_for(report, aspect) for aspect in question.aspects or ("overall",)]
    return any(judgement.grade in question.grades for judgement in of if judgement)


def _published(question: FactQuestion, card: ReportCard) -> bool:
    """Whether its report came out in the month that is named: people know it by that as well."""
    day, span = card.published, question.span
    in_it = span is not None and span.words.startswith("in ")
    return bool(day and span and in_it and span.first <= day <= span.last)


def _reports(cards: Sequence[ReportCard]) -> str:
    months = [month(card) or card.title for card in cards]
    return f"the report{'s' if len(cards) > 1 else ''} of {listed(months)}"

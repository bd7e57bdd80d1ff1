"""The grades of one inspection, of several councils beside each other, and over time. Pure.

Each statement is of one inspection alone; each grade in it has its own receipt, in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from index.types import Judgement, Report, ReportCard
from rag.listing import listed
from rag.record.by_grade import matching, remarks, yes_or_no
from rag.record.question import FactQuestion, Sought
from rag.record.receipts import (
    Facts,
    Receipt,
    judgement_for,
    month,
    newest_of_each,
    rank,
    receipt,
    when,
    who,
)
from rag.types import Draft, Scope

ASPECT_WORDS = {
    "overall": "overall",
    "leadership": "for the impact of leaders",
    "help_protection": "for help and protection",
    "care_and_leavers": "for children in care and care leavers",
    "in_care": "for children in care",
    "care_leavers": "for care leavers",
    "adoption": "for adoption",
    "lscb": "for its Local Safeguarding Children Board",
}
GRADE_WORDS = {"Requires improvement to be good": "to require improvement to be good"}
_ORDER = tuple(ASPECT_WORDS)
_Told = list[tuple[ReportCard, list[Receipt]]]


def grades(
    question: FactQuestion,
    scope: Scope,
    chosen: list[ReportCard],
    load: Callable[[str], Report],
    held: int,
) -> Facts | None:
    """What the inspections in scope were judged; None where that is no answer to the question."""
    sought = question.sought
    wanted = question.aspects or (() if sought or not question.grades else ("overall",))
    several = len(scope.authorities) > 1
    if several and not wanted and not sought and len(scope.authorities) > 3:
        wanted = ("overall",)
    if sought and sought.end and not sought.areas and not several:
        question = replace(question, change=len(chosen) > 1)  # the lowest of all, or of each
    alone: tuple[str, ...] = ()
    if question.change and not several and len(chosen) < 2:
        if not (question.yes_no and question.grades):
            return None
        question = replace(question, change=False, yes_no=False)  # one inspection is no "ever"
        alone = (_the_only_one(chosen[0], held),)
    if question.change:
        shown = list(reversed(chosen))
    elif len(wanted) == 1:
        shown = [_newest_judged(own, wanted[0], load) for own in _by_council(chosen)]
    else:
        shown = newest_of_each(chosen)
    given = [(card, receipts(load(card.report_id), wanted)) for card in shown]
    told = _sought(given, sought) if sought else given
    drafts = [draft for card, found in told for draft in sentences(card, found)]
    if not drafts:
        words = " or ".join(ASPECT_WORDS[slug] for slug in wanted if slug in ASPECT_WORDS)
        name = " or ".join(scope.authorities) or "this council"
        limited = len(chosen) == 1 and bool(scope.year or question.which or question.span)
        of = f"The {month(chosen[0])} report" if limited else "No report"
        gives = f"gives {'no' if limited else 'a'} grade"
        nothing = f"{of} on {name} here {gives} {words}." if question.judged else ""
        return Facts((), nothing=nothing) if nothing and words else None
    if question.why:
        return _premise(question, wanted, chosen, load)
    notes = _coverage(question, scope, chosen, shown, wanted, [found for _, found in given])
    if sought:
        named = [GRADE_WORDS.get(grade, grade.lower()) for grade in sought.grades]
        told_of = remarks([found for _, found in given], sought, named, count=question.count)
        notes = (*told_of, *_without(given, told), *notes)
    compared = tuple((card, tuple(found)) for card, found in told if found)
    return Facts(
        _decided(question, given, drafts) if sought else _answer_first(question, told, drafts),
        (*notes, *alone),
        compared=compared if len(compared) > 1 else (),
    )


def _sought(given: Sequence[tuple[ReportCard, list[Receipt]]], sought: Sought) -> _Told:
    """The inspections with the judgements sought alone; all of them with all, where none is so."""
    told = [(card, found) for card, all_ in given if (found := matching(all_, sought))]
    return told or list(given)


def _without(given: _Told, told: _Told) -> tuple[str, ...]:
    """Which inspections are left out, as none of their aspects was judged so."""
    shown = {card.report_id for card, _ in told}
    left = [f"{who(card)} ({month(card)})" for card, _ in given if card.report_id not in shown]
    return (f"None was judged so in {listed(left)}.",) if left else ()


def _decided(question: FactQuestion, given: _Told, drafts: Sequence[Draft]) -> tuple[Draft, ...]:
    """Begin with yes or no where that is asked of the aspects of one inspection."""
    if not (question.sought and question.yes_no and len(drafts) == 1 == len(given)):
        return tuple(drafts)
    word = yes_or_no(given[0][1], question.sought)
    return (replace(drafts[0], text=word + drafts[0].text),)


def _the_only_one(card: ReportCard, held: int) -> str:
    """That nothing else was compared, because there is none, or because the question means this one alone."""
    if held == 1:
        return f"It is the only inspection of {who(card)} that the library holds."
    return f"Only the inspection of {month(card)} was looked at; the library holds {held} of {who(card)}."


def receipts(report: Report, wanted: Sequence[str]) -> list[Receipt]:
    """The judgements asked for (all where none is) that the report prints, each with its place."""
    slugs = wanted or sorted(
        {j.aspect for j in report.judgements},
        key=lambda a: _ORDER.index(a) if a in _ORDER else len(_ORDER),
    )
    found: list[Receipt] = []
    for slug in slugs:
        judgement = judgement_for(report, slug)
        if judgement is None or any(judgement == known for known, _ in found):
            continue
        evidence = receipt(report, judgement.quote, judgement.paragraph_id)
        if evidence is not None:
            found.append((judgement, evidence))
    return found


def sentences(card: ReportCard, found: Sequence[Receipt]) -> list[Draft]:
    """One statement for the grades of one inspection; what it is no grade of stands apart."""
    plain = [r for r in found if r[0].aspect in ASPECT_WORDS and rank(r[0].grade)]
    drafts: list[Draft] = []
    if plain:
        grouped: dict[str, list[Receipt]] = {}
        for own in plain:
            grouped.setdefault(own[0].grade, []).append(own)
        said = [
            f"{_graded(grade)} {listed([ASPECT_WORDS[j.aspect] for j, _ in own])}"
            for grade, own in grouped.items()
        ]
        text = f"{who(card)} was judged {', and '.join(said)}{_at(card)}."
        in_order = tuple(evidence for own in grouped.values() for _, evidence in own)
        drafts.append(Draft(text, in_order, kind="fact"))
    for judgement, evidence in found:
        if (judgement, evidence) not in plain:
            drafts.append(Draft(_alone(card, judgement), (evidence,), kind="fact"))
    return drafts


def short(card: ReportCard, receipt_: Receipt) -> Draft:
    """One grade as a line of a list: "Kent, May 2022: outstanding overall."."""
    judgement, evidence = receipt_
    grade = judgement.grade[0].lower() + judgement.grade[1:]
    text = f"{who(card)}, {month(card)}: {grade} {ASPECT_WORDS[judgement.aspect]}."
    return Draft(text, (evidence,), kind="fact")


def _graded(grade: str) -> str:
    return GRADE_WORDS.get(grade, grade[0].lower() + grade[1:])


def _at(card: ReportCard) -> str:
    return f" at the inspection of {when(card.inspected)}" if card.inspected else ""


def _alone(card: ReportCard, judgement: Judgement) -> str:
    words = ASPECT_WORDS.get(judgement.aspect, f"for “{judgement.name}”")
    verb = "was" if judgement.grade == "Not judged" else "was judged"
    return f"{who(card)} {verb} {_graded(judgement.grade)} {words}{_at(card)}."


def _by_council(cards: Sequence[ReportCard]) -> list[list[ReportCard]]:
    own: dict[str, list[ReportCard]] = {}
    for card in cards:
        own.setdefault(card.authority or card.report_id, []).append(card)
    return list(own.values())


def _newest_judged(
    cards: Sequence[ReportCard], aspect: str, load: Callable[[str], Report]
) -> ReportCard:
    """The newest of one council's reports that grades the aspect; the newest where none does."""
    return next((c for c in cards if receipts(load(c.report_id), (aspect,))), cards[0])


def _premise(
    question: FactQuestion,
    wanted: Sequence[str],
    chosen: Sequence[ReportCard],
    load: Callable[[str], Report],
) -> Facts | None:
    """For a "why": the grades that were given, where the one it takes for granted is not the newest."""
    if not question.grades:
        return None
    aspects = wanted or ("overall",)
    drafts: list[Draft] = []
    for card in chosen:
        found = receipts(load(card.report_id), aspects)
        drafts += sentences(card, found)
        if any(judgement.grade in question.grades for judgement, _ in found):
            break
    newest = receipts(load(chosen[0].report_id), aspects)
    if not newest or any(judgement.grade in question.grades for judgement, _ in newest):
        return None
    return Facts(tuple(drafts))


def _answer_first(
    question: FactQuestion,
    told: Sequence[tuple[ReportCard, Sequence[Receipt]]],
    drafts: Sequence[Draft],
) -> tuple[Draft, ...]:
    """Begin with yes or no where one judgement decides it."""
    if not (question.yes_no and len(question.grades) == 1 and drafts):
        return tuple(drafts)
    asked = question.grades[0]
    given = [found[0][0].grade for _, found in told if found]
    if len(drafts) == 1 == len(given):
        # "No: outstanding" to "is it good?" would mislead
        better = rank(given[0]) > rank(asked) and asked == "Good"
        word = "Yes: " if given[0] == asked else "" if better else "No: "
        return (replace(drafts[0], text=word + drafts[0].text),)
    return tuple(drafts)


def _coverage(
    question: FactQuestion,
    scope: Scope,
    chosen: Sequence[ReportCard],
    shown: Sequence[ReportCard],
    wanted: Sequence[str],
    told: Sequence[Sequence[Receipt]],
) -> tuple[str, ...]:
    """What the answer does not cover: other inspections here, aspects that were not judged then."""
    notes: list[str] = []
    if question.change and question.yes_no and question.grades and len(scope.authorities) == 1:
        given = sum(any(j.grade in question.grades for j, _ in found) for found in told)
        notes.append(f"{given or 'None'} of the {len(told)} inspections here gave that grade.")
    single = len(scope.authorities) <= 1 and not question.change
    if single and shown[0] != chosen[0]:
        words = ASPECT_WORDS.get(wanted[0], "for this") if wanted else "for this"
        notes.append(
            f"The newest inspection here, of {month(chosen[0])}, gives no grade {words}; "
            f"that of {month(shown[0])} is the newest that does."
        )
    elif single and scope.year is None and len(chosen) > 1:
        older = ", ".join(str(card.year) for card in chosen[1:] if card.year)
        if older:
            notes.append(f"This is the newest inspection here; the library also holds {older}.")
    graded = [card for card, found in zip(shown, told, strict=True) if found]
    frameworks = dict.fromkeys(card.framework for card in graded)
    if len(frameworks) > 1:
        notes.append(
            f"These inspections follow different frameworks ({' and '.join(frameworks)}), so their "
            "aspects are not the same measure."
        )
    year = scope.year
    if year and single and shown[0].inspected and shown[0].published:
        inspected = shown[0].inspected
        if year not in (inspected.start.year, inspected.end.year):
            notes.append(f"The inspection was in {inspected.end.year}; its report is of {year}.")
    return tuple(notes)

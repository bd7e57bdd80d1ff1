"""Questions over many councils: which were judged so, moved up or down, were inspected then or by whom.

Pure. Each line has its own receipt; the count that opens is shown by all of them together, and a
note says of how many councils the library holds a report at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from index.types import Report, ReportCard
from rag.record.cover import inspected, led
from rag.record.grades import ASPECT_WORDS, GRADE_WORDS, receipts, sentences, short
from rag.record.question import Condition, FactQuestion
from rag.record.receipts import Facts, Receipt, rank, who
from rag.record.times import Span
from rag.record.vocabulary import FALL_BACK
from rag.types import Draft

TOGETHER = {
    "in_care": "for children in care, judged alone or with care leavers",
    "care_leavers": "for care leavers, judged alone or with children in care",
}
"""Until 2023 the two were judged as one; a count over years covers both ways."""

_EVERY = frozenset(ASPECT_WORDS) - {"lscb"}
"""What is judged of a council itself."""
_OF_OLD = frozenset({"adoption", "lscb"})
"""What has not been judged since 2018: the newest report that judges it counts."""

Load = Callable[[str], Report]


def judged(question: FactQuestion, chosen: Sequence[ReportCard], load: Load) -> Facts | None:
    """Which councils' newest report meets every condition, how many do, and how many reports are silent."""
    asked = question.conditions or (Condition(question.grades, question.aspects or ("overall",)),)
    wanted = tuple(_apart(condition) for condition in asked)
    old = {a for c in wanted for a in c.aspects} & _OF_OLD
    newest = [_newest(own, wanted if old else (), load) for own in _by_council(chosen)]
    cards = sorted(newest, key=who)
    told = {card: found for card in cards if (found := _given(load(card.report_id), wanted))}
    matching = [card for card in told if _meets(told[card], wanted)]
    notes = [_of_which(cards, question.span, old), *_silent(len(cards) - len(told), wanted)]
    known = {judgement.grade for found in told.values() for judgement, _ in found}
    said = _said(wanted, question.span, known)
    graded = any(condition.grades for condition in wanted)
    single = len(wanted) == 1 and len(wanted[0].aspects) == 1
    if graded and told and not matching:
        opening = f"None of these {len(told)} councils was judged {said}."
        if single:
            return Facts((_over(opening, [found[0] for found in told.values()]),), tuple(notes))
        return Facts((), nothing=" ".join([opening, *notes]))
    if not matching:
        return None
    lines = tuple(
        draft
        for card in matching
        for draft in ([short(card, told[card][0])] if single else sentences(card, told[card]))
    )
    if not graded or len(matching) == 1:
        return Facts(lines, tuple(notes))
    opening = f"{len(matching)} councils were judged {said.replace('for its ', 'for their ')}."
    share = f"{len(matching)} of {len(told)} is {round(100 * len(matching) / len(told))}%."
    return Facts(
        (_over(opening, [r for card in matching for r in told[card]]), *lines), (*notes, share)
    )


def moved(question: FactQuestion, chosen: Sequence[ReportCard], load: Load) -> Facts:
    """Which councils' grade rose or fell between their oldest and newest inspection here.

    Where the question names the grade moved from or to, any two inspections in a row count.
    """
    aspect = (question.aspects or ("overall",))[0]
    several = {who(own[0]): own for own in _by_council(chosen) if len(own) > 1}
    named = bool(question.began or question.ended)
    lines: list[Draft] = []
    count = 0
    for name in sorted(several):
        own = several[name]
        pairs = list(zip(own[1:], own, strict=False)) if named else [(own[-1], own[0])]
        mine = [pair for pair in pairs if _went(question, pair, aspect, load)]
        count += bool(mine)
        shown = dict.fromkeys(card for pair in reversed(mine) for card in pair)
        lines += [short(card, receipts(load(card.report_id), (aspect,))[0]) for card in shown]
    way = {"up": "rose", "down": "fell", None: "moved"}[question.moved]
    words = ASPECT_WORDS.get(aspect, "")
    for link, grades in (("from", question.began), ("to", question.ended)):
        way += f" {link} {' or '.join(grade.lower() for grade in grades)}" if grades else ""
    time = f" {question.span.words}" if question.span else ""
    between = "two of them in a row" if named else "the oldest and the newest of them"
    note = (
        f"Of the {len(several)} councils with more than one inspection here{time}, {count or 'none'} {way} {words} "
        f"between {between}."
    )
    return Facts(tuple(lines), (note,), nothing="" if lines else note)


def inspected_then(
    question: FactQuestion, chosen: Sequence[ReportCard], load: Load
) -> Facts | None:
    """Which councils were inspected in a stretch of time, the newest inspection of each first."""
    if question.span is None:
        return None
    cards = sorted(chosen, key=who)
    lines = [line for card in cards if (line := inspected(load(card.report_id)))]
    if not lines:
        return None
    notes = ("Only inspections whose report the library holds are counted.",)
    newest = {line.evidence[0].report.authority: line for line in reversed(lines)}
    if len(newest) == 1:
        return Facts(tuple(lines), notes)
    opening = f"{len(newest)} councils were inspected {question.span.words}."
    first = Draft(opening, tuple(newest[n].evidence[0] for n in sorted(newest)), kind="fact")
    return Facts((first, *lines), notes)


def led_by(question: FactQuestion, chosen: Sequence[ReportCard], load: Load) -> Facts:
    """Which inspections here a named inspector led."""
    name = question.name.casefold()
    cards = [card for card in chosen if name in (card.lead_inspector or "").casefold()]
    lines = [line for card in cards if (line := led(load(card.report_id), question.name))]
    note = "Only inspections whose report the library holds are counted."
    time = f" {question.span.words}" if question.span else ""
    if not lines:
        nothing = f"No report here{' of an inspection' + time if time else ''} names {question.name} as the lead inspector."
        return Facts((), nothing=nothing)
    if len(lines) == 1:
        return Facts(tuple(lines), (note,))
    opening = f"{question.name} led {len(lines)} of the inspections here{time}."
    first = Draft(opening, tuple(line.evidence[0] for line in lines), kind="fact")
    return Facts((first, *lines), (note,))


def _by_council(cards: Sequence[ReportCard]) -> list[list[ReportCard]]:
    own: dict[str, list[ReportCard]] = {}
    for card in cards:
        own.setdefault(who(card), []).append(card)
    return list(own.values())


def _newest(cards: Sequence[ReportCard], wanted: Sequence[Condition], load: Load) -> ReportCard:
    """The newest report that grades what is asked for; the newest where none does, or nothing is."""
    graded = (card for card in cards if wanted and _given(load(card.report_id), wanted))
    return next(graded, cards[0])


def _apart(condition: Condition) -> Condition:
    """Children in care and care leavers as the two that they have been since 2023."""
    slugs = dict.fromkeys(
        slug
        for aspect in condition.aspects
        for slug in (("in_care", "care_leavers") if aspect == "care_and_leavers" else (aspect,))
    )
    return replace(condition, aspects=tuple(slugs))


def _given(report: Report, wanted: Sequence[Condition]) -> list[Receipt]:
    """The judgements that decide the conditions; none where the report lacks one of them."""
    found: list[Receipt] = []
    for condition in wanted:
        if condition.every:
            own = [r for r in receipts(report, ()) if r[0].aspect in _EVERY]
            if len(own) < 2:
                return []
            found += own
        for aspect in condition.aspects:
            own = receipts(report, (aspect,))
            if not own:
                return []
            found += own
    return list(dict.fromkeys(found))


def _meets(found: Sequence[Receipt], wanted: Sequence[Condition]) -> bool:
    """Whether judgements that decide the conditions meet each of them."""
    for condition in wanted:
        for judgement, _ in found:
            mine = condition.every or any(
                judgement.aspect in FALL_BACK.get(aspect, (aspect,)) for aspect in condition.aspects
            )
            if mine and condition.grades and judgement.grade not in condition.grades:
                return False
    return True


def _said(wanted: Sequence[Condition], time: Span | None, known: set[str]) -> str:
    """The conditions in words: "good overall, and inadequate for adoption in 2019".

    Of several grades only those are named that some report gives: "adequate" is of old.
    """
    said = []
    for condition in wanted:
        given = [grade for grade in condition.grades if grade in known] or condition.grades
        graded = " or ".join(_graded(grade) for grade in given)
        if condition.every:
            said.append(f"{graded} for every aspect")
        said += [f"{graded} {TOGETHER.get(a, ASPECT_WORDS.get(a, ''))}" for a in condition.aspects]
    return ", and ".join(said) + (f" {time.words}" if time else "")


def _went(
    question: FactQuestion, pair: tuple[ReportCard, ReportCard], aspect: str, load: Load
) -> bool:
    """Whether the grade moved as asked between an older inspection and a newer."""
    old, new = (receipts(load(card.report_id), (aspect,)) for card in pair)
    if not old or not new:
        return False
    before, after = old[0][0].grade, new[0][0].grade
    step = rank(after) - rank(before)
    right_way = question.moved is None or (step > 0) == (question.moved == "up")
    named = before in (question.began or (before,)) and after in (question.ended or (after,))
    return bool(step) and right_way and named


def _over(text: str, found: Iterable[Receipt]) -> Draft:
    return Draft(text, tuple(evidence for _, evidence in found), kind="fact")


def _graded(grade: str) -> str:
    return GRADE_WORDS.get(grade, grade.lower())


def _of_which(cards: Sequence[ReportCard], time: Span | None, old: set[str]) -> str:
    one = len(cards) == 1
    if time:
        return (
            f"Counted {'is' if one else 'are'} the {len(cards)} council{'' if one else 's'} inspected {time.words} whose report "
            "is here; some of them may have been inspected again since."
        )
    newest = "the newest report here that gives this grade" if old else "the newest report here"
    return f"Counted is {newest} on each of {len(cards)} council{'' if one else 's'}, of whatever year."


def _silent(silent: int, wanted: Sequence[Condition]) -> list[str]:
    if not silent:
        return []
    slugs = dict.fromkeys(aspect for condition in wanted for aspect in condition.aspects)
    words = " or ".join(ASPECT_WORDS.get(slug, "") for slug in slugs) or "for more than one aspect"
    return [f"{silent} of these reports {'gives' if silent == 1 else 'give'} no grade {words}."]

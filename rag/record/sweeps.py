"""Questions over many councils: which were judged so, moved up or down, were inspected then or by whom.

Pure. Each line has its own receipt; the count that opens is shown by all of them together, and a
note says of how many councils the library holds a report at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from index.types import Report, ReportCard
from rag.intent import FactQuestion
from rag.record.cover import inspected, led
from rag.record.grades import ASPECT_WORDS, GRADE_WORDS, rank, receipts, short
from rag.record.receipts import Facts, Receipt, newest_of_each, who
from rag.types import Draft, Scope

TOGETHER = {
    "in_care": "for children in care, judged alone or with care leavers",
    "care_leavers": "for care leavers, judged alone or with children in care",
}
"""Until 2023 the two were judged as one; a count over years covers both ways."""

Load = Callable[[str], Report]


def judged(
    question: FactQuestion, scope: Scope, chosen: Sequence[ReportCard], load: Load
) -> Facts | None:
    """Which councils' newest report gives a grade for an aspect, how many, and how many give none."""
    aspect = (question.aspects or ("overall",))[0]
    words = TOGETHER.get(aspect, ASPECT_WORDS.get(aspect, ""))
    cards = sorted(newest_of_each(chosen), key=who)
    told = {
        card: found[0] for card in cards if (found := receipts(load(card.report_id), (aspect,)))
    }
    wanted = question.grades
    matching = [card for card in told if not wanted or told[card][0].grade in wanted]
    covered = _of_which(cards, scope)
    notes = [covered, *_silent(len(cards) - len(told), words)]
    graded = " or ".join(_graded(grade) for grade in wanted)
    if wanted and not matching and told:
        opening = f"None of these {len(told)} councils was judged {graded} {words}."
        return Facts((_over(opening, told.values()),), tuple(notes))
    if not matching:
        return None
    lines = tuple(short(card, told[card]) for card in matching)
    if not wanted or len(matching) == 1:
        return Facts(lines, tuple(notes))
    opening = f"{len(matching)} councils were judged {graded} {words}."
    share = f"{len(matching)} of {len(told)} is {round(100 * len(matching) / len(told))}%."
    return Facts((_over(opening, [told[c] for c in matching]), *lines), (*notes, share))


def moved(question: FactQuestion, chosen: Sequence[ReportCard], load: Load) -> Facts:
    """Which councils' grade rose or fell between their oldest and newest inspection here."""
    aspect = (question.aspects or ("overall",))[0]
    own: dict[str, list[ReportCard]] = {}
    for card in chosen:
        own.setdefault(who(card), []).append(card)
    several = {name: cards for name, cards in own.items() if len(cards) > 1}
    lines: list[Draft] = []
    count = 0
    for name in sorted(several):
        newest, oldest = several[name][0], several[name][-1]
        new = receipts(load(newest.report_id), (aspect,))
        old = receipts(load(oldest.report_id), (aspect,))
        if not new or not old:
            continue
        step = rank(new[0][0].grade) - rank(old[0][0].grade)
        if (step > 0) == (question.moved == "up") and step:
            count += 1
            lines += [short(oldest, old[0]), short(newest, new[0])]
    way = "rose" if question.moved == "up" else "fell"
    words = ASPECT_WORDS.get(aspect, "")
    note = (
        f"Of the {len(several)} councils with more than one inspection here, {count or 'none'} {way} {words} "
        "between the oldest and the newest of them."
    )
    return Facts(tuple(lines), (note,), nothing="" if lines else note)


def in_year(scope: Scope, chosen: Sequence[ReportCard], load: Load) -> Facts | None:
    """Which councils were inspected in a year."""
    if scope.year is None:
        return None
    cards = [card for card in sorted(chosen, key=who) if card.inspected]
    lines = [line for card in cards if (line := inspected(load(card.report_id)))]
    if not lines:
        return None
    notes = ("Only inspections whose report the library holds are counted.",)
    councils = len({line.evidence[0].report.authority for line in lines})
    if len(lines) == 1 or councils != len(lines):
        return Facts(tuple(lines), notes)
    opening = f"{councils} councils were inspected in {scope.year}."
    first = Draft(opening, tuple(line.evidence[0] for line in lines), kind="fact")
    return Facts((first, *lines), notes)


def led_by(question: FactQuestion, chosen: Sequence[ReportCard], load: Load) -> Facts:
    """Which inspections here a named inspector led."""
    name = question.name.casefold()
    cards = [card for card in chosen if name in (card.lead_inspector or "").casefold()]
    lines = [line for card in cards if (line := led(load(card.report_id), question.name))]
    note = "Only inspections whose report the library holds are counted."
    if not lines:
        return Facts((), nothing=f"No report here names {question.name} as the lead inspector.")
    if len(lines) == 1:
        return Facts(tuple(lines), (note,))
    opening = f"{question.name} led {len(lines)} of the inspections here."
    first = Draft(opening, tuple(line.evidence[0] for line in lines), kind="fact")
    return Facts((first, *lines), (note,))


def _over(text: str, found: Iterable[Receipt]) -> Draft:
    return Draft(text, tuple(evidence for _, evidence in found), kind="fact")


def _graded(grade: str) -> str:
    return GRADE_WORDS.get(grade, grade.lower())


def _of_which(cards: Sequence[ReportCard], scope: Scope) -> str:
    if scope.year:
        return (
            f"Counted are the {len(cards)} councils inspected in {scope.year} whose report is here; "
            "some of them may have been inspected again since."
        )
    return f"Counted is the newest report here on each of {len(cards)} councils, of whatever year."


def _silent(silent: int, words: str) -> list[str]:
    if not silent:
        return []
    one = silent == 1
    return [
        f"{silent} of these reports {'gives' if one else 'give'} no grade {words.split(',')[0]}."
    ]

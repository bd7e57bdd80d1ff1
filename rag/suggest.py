"""What to ask next: short questions made from what the answer rests on, each of them answerable.

Without a model. The candidates come from the report itself: its other judgements, its
improvements, the same question at another inspection, a matter named in a passage nearby. Each is
tried before it is offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from index.grades import known_aspect
from index.types import Report, ReportCard
from rag.followups.standing import stands_alone
from rag.intent import read
from rag.record.grades import ASPECT_WORDS
from rag.record.wording import aspects
from rag.scope import Asked
from rag.scoping.inspections import newest_first
from rag.suggester.ground import Ground, ground
from rag.suggester.matters import matters
from rag.types import Answer

if TYPE_CHECKING:
    from index.library import Library

MOST = 3
SEARCHES = 3  # candidates that only a search can try, for one answer
NEARBY = 4  # paragraphs before and after the cited one
_LONGEST = 110  # characters of a question that is carried to another inspection
_YEARS = re.compile(r"\s*\b(?:in|at|of|from|for|during)?\s*(?<![\d/.-])20\d\d(?![\d/-])")
_PAST = {"are": "were", "is": "was", "do": "did", "does": "did", "have": "had", "has": "had"}


def suggest(
    answer: Answer, asked: Asked, library: Library, answered: Callable[[str, str, Asked], bool]
) -> tuple[str, ...]:
    """Up to three questions that go on from an answer, best first.

    `asked` is what the question was asked of. `answered(generation, question, asked)` says whether
    the library answers a question; only questions for which it does are given.
    """
    stands_on = ground(answer, _may_be_asked(asked, library), library.report)
    if stands_on is None or not stands_on.report.card.authority:
        return ()
    done = _plain(answer.standalone_question)
    generation = library.generation
    given: list[str] = []
    searches = 0
    for question in dict.fromkeys(_candidates(stands_on)):
        if _plain(question) == done or not stands_alone(question):
            continue
        searches += read(question, stands_on.names) is None
        if searches <= SEARCHES and answered(generation, question, asked):
            given.append(question)
        if len(given) == MOST:
            break
    return tuple(given)


def _may_be_asked(asked: Asked, library: Library) -> list[ReportCard]:
    if asked.year:
        return []  # another inspection would be another year
    ids = None if asked.reports is None else {library.resolve(name) for name in asked.reports}
    return [c for c in newest_first(library.reports()) if ids is None or c.report_id in ids]


def _candidates(ground: Ground) -> Iterator[str]:
    fact = read(ground.question, ground.names)
    card = ground.report.card
    when = _when(card, ground.others)
    who = card.authority
    if fact is None:
        nearby = _nearby(ground)
        yield from (f"What do inspectors say about {m} in {who}{when}?" for m in nearby[:2])
        yield from _again(ground, who)
        section = known_aspect(ground.place.section) if ground.place else None
        yield from _judged(ground.report, who, when, [section] if section else [])
        yield f"What needs to improve in {who}{when}?"
        yield from (f"What do inspectors say about {m} in {who}{when}?" for m in nearby[2:])
        return
    if fact.kind == "grade":
        yield f"What needs to improve in {who}{when}?"
        if ground.others and not fact.change and len(ground.names) == 1:
            yield f"How has the {_judgement_of(ground)} changed over time?"
        yield from _judged(ground.report, who, when, _other_aspects(ground))
        return
    yield f"What was {who} judged overall{when}?"
    if fact.kind == "improvements":
        yield from (f"What needed to improve in {who} in {o.year}?" for o in ground.others[:1])
        yield from (
            f"What do inspectors say about {m} in {who}{when}?" for m in matters(ground.quoted)
        )
    else:
        yield f"What needs to improve in {who}{when}?"
    yield from _judged(ground.report, who, when, _other_aspects(ground))


def _judged(report: Report, who: str, when: str, wanted: Sequence[str]) -> Iterator[str]:
    graded = {j.aspect for j in report.judgements}
    for aspect in (*wanted, "overall"):
        if aspect in ASPECT_WORDS and (aspect in graded or aspect in wanted):
            yield f"What was {who} judged {ASPECT_WORDS[aspect]}{when}?"


def _judgement_of(ground: Ground) -> str:
    """The judgement that was asked for, as in: judgement of Essex for care leavers."""
    named = [a for a in aspects(ground.question) if a != "overall"]
    who = ground.report.card.authority
    return (
        f"judgement of {who} {ASPECT_WORDS[named[0]]}"
        if len(named) == 1
        else f"overall judgement of {who}"
    )


def _other_aspects(ground: Ground) -> list[str]:
    """The aspects not asked for: those graded otherwise than the rest first, they say most."""
    asked = set(aspects(ground.question))
    grades = {j.aspect: j.grade for j in ground.report.judgements}
    usual = grades.get("overall")
    rest = [a for a in ASPECT_WORDS if a in grades and a not in asked and a != "overall"]
    return sorted(rest, key=lambda a: grades[a] == usual)


def _again(ground: Ground, who: str) -> Iterator[str]:
    """The same question of the inspection before or after."""
    question = _YEARS.sub("", ground.question).strip().rstrip("?. ")
    if len(question) > _LONGEST or re.search(r"[:“”?;]", question):
        return
    words = question.split()
    for at, word in enumerate(words[:3]):
        if word.lower() in _PAST:
            past = _PAST[word.lower()]
            words[at] = past.capitalize() if word[0].isupper() else past
            break
    there = "" if re.search(rf"(?<!\w){re.escape(who)}(?!\w)", question, re.I) else f" in {who}"
    for card in ground.others[:1]:
        yield f"{' '.join(words)}{there} in {card.year}?"


def _nearby(ground: Ground) -> list[str]:
    """Matters of the passages around the cited one, nearest first, that were not asked or said."""
    if ground.place is None:
        return []
    paragraphs = [p for p in ground.report.paragraphs if p.kind in {"numbered", "narrative"}]
    at = next((i for i, p in enumerate(paragraphs) if p.id == ground.place.id), None)
    if at is None:
        return []
    around = [at, *(n for d in range(1, NEARBY + 1) for n in (at + d, at - d))]
    said = set(matters(ground.question)) | set(matters(ground.quoted))
    found = (m for n in around if 0 <= n < len(paragraphs) for m in matters(paragraphs[n].text))
    return [m for m in dict.fromkeys(found) if m not in said]


def _when(card: ReportCard, others: Sequence[ReportCard]) -> str:
    """The year, where the council was inspected more than once."""
    return f" in {card.year}" if card.year and others else ""


def _plain(question: str) -> str:
    return re.sub(r"\W+", " ", question).casefold().strip()

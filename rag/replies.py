"""What is said when nothing is answered: which council, not here, off the subject, nothing found.

Pure. Each reply says why, and shows what was looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.types import Hit, ReportCard
from rag.listing import listed
from rag.record.receipts import month, place
from rag.types import Considered, Scope, Selection, Status

SHOWN = 5

KEYWORDS_ALONE = (
    "The vectors can't be searched just now: passages were found by their words alone, and better ones"
    " may have been missed."
)
"""The remark that goes with an answer found without the vectors."""

EXAMPLES = (
    "These are the passages that come nearest, as examples: what the reports say of this was not compared council by"
    " council, so others may say the same."
)
"""The remark that goes with passages found for a question over all councils."""

OF_THE_LIBRARY = re.compile(
    r"^\W*(?:how many|which|what) (?:local )?(?:councils|authorities|reports|inspections) (?:are there(?: in england)?|do you (?:have|hold|know|cover)"
    r"|are (?:here|held|covered|in (?:the|this|your) library)|does (?:the|this) library (?:have|hold))(?: (?:on|of|for|about) [^?]{3,40})?\W*$"
    r"|^\W*(?:which|what|how many) (?:reports|inspections) (?:on|of|for|about) [^?]{3,40} (?:do you (?:have|hold)|are (?:there|here|held))\W*$"
    r"|^\W*(?:is|are) there (?:a|an|any) (?:\w+ )?(?:reports?|inspections?) (?:on|of|for|about) [^?]{3,40}\W*$"
    r"|^\W*(?:do|have) you (?:have |got |hold )+(?:a|an|any|the) (?:\w+ )?reports? (?:on|of|for|about) [^?]{3,40}\W*$",
    re.I,
)
"""A question about the library itself, which no report answers."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An outcome without statements: its status, its words, and the passages that were looked at."""

    status: Status
    text: str
    considered: tuple[Considered, ...] = ()


def outside(scope: Scope, cards: Sequence[ReportCard]) -> Reply | None:
    """The reply where no report here is in scope; None where one is."""
    if scope.reports:
        return None
    if scope.framework and scope.authorities:
        return none_under(scope, cards)
    if scope.unknown and scope.authorities:
        return absent_council(scope, cards)
    return which_council(scope, cards)


def unanswered(question: str, reply: Reply) -> str:
    """One part of a question that is not answered, as a remark: which one, and what was looked at.

    Without a `question` the reply says itself of whom it speaks.
    """
    return f"Not answered: “{question}” {reply.text}" if question else f"Not answered: {reply.text}"


def which_council(scope: Scope, cards: Sequence[ReportCard]) -> Reply:
    """Ask back: the council could be several, is not known, or none was named."""
    if not cards:
        return Reply(
            Status.NOT_IN_REPORTS,
            "The library holds no report yet. Add one with: judgements add FILE.",
        )
    names = listed(scope.nearest, "or")
    if scope.unknown:
        text = f"Which council do you mean by “{scope.unknown}”?"
        text += f" Perhaps {names}." if names else " No council of that name is known here."
    else:
        text = f"Which council do you mean? The library holds reports on {names}."
    return Reply(Status.AMBIGUOUS, text)


def none_under(scope: Scope, cards: Sequence[ReportCard]) -> Reply:
    """Say that the library holds no report of an inspection under the framework asked for, and which it holds."""
    own = [card for card in cards if card.authority in scope.authorities]
    text = f"The library holds no report of an inspection of {listed(scope.authorities, 'or')} under the {scope.framework}."
    return Reply(Status.NOT_IN_REPORTS, f"{text} It holds {_reports(own)}." if own else text)


def absent_council(scope: Scope, cards: Sequence[ReportCard]) -> Reply:
    """Say that the library holds no report on the council asked for, and what it holds."""
    held = list(dict.fromkeys(card.authority for card in cards if card.authority))
    if scope.absent:
        name = listed(scope.absent)
        return Reply(
            Status.NOT_IN_REPORTS,
            f"The report{'s' if len(scope.reports) > 1 else ''} asked for "
            f"{'are' if len(scope.reports) > 1 else 'is'} not about {name}, so nothing can be said about "
            f"{'them' if len(scope.absent) > 1 else 'it'}.",
        )
    shown = ", ".join(held[:SHOWN]) + (
        f" and {len(held) - SHOWN} more" if len(held) > SHOWN else ""
    )
    name = scope.unknown or ""
    several = len(scope.authorities) > 1
    text = (
        f"The library holds no report on {listed(scope.authorities, 'or') or name}, "
        f"so nothing can be said about {'them' if several else 'it'}."
    )
    if shown:
        text += f" It holds reports on {shown}."
    text += f" To add one: judgements fetch “{name}”, or judgements add FILE."
    return Reply(Status.NOT_IN_REPORTS, text)


def not_comparable(name: str, scope: Scope) -> Reply:
    """Say that a place is no council, so that the councils in scope can't be compared with it."""
    with_it = f"so {listed(scope.authorities)} can't be compared with it"
    return Reply(Status.NOT_IN_REPORTS, f"No council called “{name}” is known here, {with_it}.")


def not_printed(words: str) -> Reply:
    """Say that the record of the reports searched does not hold the fact that was asked for."""
    return Reply(Status.NOT_IN_REPORTS, words)


def in_library(cards: Sequence[ReportCard], scope: Scope) -> Reply:
    """Say what the library holds, of the councils in scope where they are few: that is no matter of the reports."""
    own = [card for card in cards if card.report_id in set(scope.reports)]
    if 0 < len(scope.authorities) <= SHOWN and not scope.assumed:
        text = f"No report says that, but the library does: it holds {_reports(own)}."
        return Reply(Status.NOT_IN_REPORTS, text)
    councils = len({card.authority for card in cards if card.authority})
    text = (
        f"No report says that, but the library does: it holds {len(cards)} report{'' if len(cards) == 1 else 's'} on "
        f"{councils} council{'' if councils == 1 else 's'}. To see them: judgements list."
    )
    return Reply(Status.NOT_IN_REPORTS, text)


def welcome() -> Reply:
    """Answer thanks; there was nothing to look up."""
    return Reply(Status.OUT_OF_SCOPE, "You’re welcome. Ask on, whenever there is more to look up.")


def hello() -> Reply:
    """Greet, and say what can be asked."""
    return Reply(
        Status.OUT_OF_SCOPE,
        "Hello. Ask what Ofsted’s inspection reports say of a council: how it was judged, what must improve, about help and protection, "
        "children in care, care leavers, leaders or staff.",
    )


def nothing_cited() -> Reply:
    """Say that the last answer came without citations, so that none can be shown."""
    text = "The last answer cited nothing that can be shown here. Ask about the matter itself."
    return Reply(Status.NOT_IN_REPORTS, text)


def off_topic() -> Reply:
    """Say that the question is not one that inspection reports on children's services answer."""
    return Reply(
        Status.OUT_OF_SCOPE,
        "That is outside what Ofsted's reports on children's services cover. Ask about the judgements, "
        "about help and protection, children in care, care leavers, leaders, staff, or what must improve.",
    )


def nothing_found(scope: Scope, cards: Sequence[ReportCard], selection: Selection | None) -> Reply:
    """Say that the reports searched do not answer, which they were, and what came nearest."""
    by_id = {card.report_id: card for card in cards}
    searched = [by_id[report_id] for report_id in scope.reports if report_id in by_id]
    if scope.year_unmatched:
        who = listed(scope.authorities) or "the council asked for"
        if scope.year != scope.year_unmatched:  # the caller asked for another year, or for reports
            text = f"{_reports(searched, capital=True)} {'is' if len(searched) == 1 else 'are'} not of {scope.year_unmatched}"
            return Reply(Status.NOT_IN_REPORTS, f"{text}, and no other was asked for.")
        text = f"The library holds no report of an inspection of {who} in {scope.year_unmatched}."
        if searched:
            text += f" It holds {_reports(searched)}."
        return Reply(Status.NOT_IN_REPORTS, text)
    text = "The reports don't say."
    if searched:
        text = (
            f"{_reports(searched, capital=True)} {'does' if len(searched) == 1 else 'do'} not say."
        )
    looked = considered(selection)
    if selection is not None and selection.missing:
        text += f" Nothing was found for {listed([f'“{word}”' for word in selection.missing[:3]], 'or')}."
    if looked:
        text += f" The nearest passage is {_where(looked[0], by_id)}: {looked[0].why_not}."
    return Reply(Status.NOT_IN_REPORTS, text, looked)


def by_keywords(hits: Sequence[Hit], cards: Sequence[ReportCard], trouble: str) -> Reply:
    """Say that without vectors no sentence can be chosen, why, and which passages have the words."""
    looked = tuple(_considered(hit, "found by its words alone") for hit in hits[:SHOWN])
    text = f"No answer can be chosen, because the library's vectors can't be read. {trouble}"
    if looked:
        where = _where(looked[0], {card.report_id: card for card in cards})
        text += f" By its words alone, the nearest passage is {where}."
    return Reply(Status.NOT_IN_REPORTS, text, looked)


def considered(selection: Selection | None) -> tuple[Considered, ...]:
    """The passages that were looked at and not used, best first, each with the reason."""
    if selection is None:
        return ()
    return tuple(_considered(hit, why) for hit, why in selection.passed_over[:SHOWN])


def _considered(hit: Hit, why_not: str) -> Considered:
    passage = hit.passage
    return Considered(
        report_id=passage.report_id,
        paragraph=passage.paragraph,
        pages=passage.pages,
        score=hit.score,
        why_not=why_not.rstrip("."),
        text=passage.text,
    )


def _where(item: Considered, by_id: dict[str, ReportCard]) -> str:
    return place(item.paragraph, item.pages, by_id.get(item.report_id))


def _reports(cards: Sequence[ReportCard], *, capital: bool = False) -> str:
    """Name the reports, as in: the report on Essex (November 2018); count them where they are many."""
    the = "The" if capital else "the"
    if len(cards) > SHOWN:
        return f"{the} {len(cards)} reports searched"
    names = [
        f"{card.authority or card.title} ({month(card)})" if month(card) else card.title
        for card in cards
    ]
    return f"{the} report{'s' if len(cards) > 1 else ''} on {listed(names)}"

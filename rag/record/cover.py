"""What a report's front page says: who led the inspection, when it was, what kind it was. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Report
from rag.listing import listed
from rag.record.question import FactQuestion
from rag.record.receipts import Facts, line_with, month, named, when, who
from rag.types import Draft, Evidence

_TWO_VISITS = re.compile(r"(\d[^\n]*?\d{4}) and (\d[^\n]*?\d{4})")
_NOT_PRINTED = {
    "published": "the day it was published",
    "inspector": "a lead inspector",
    "dates": "the days of the inspection",
    "framework": "under which framework it was made",
}
_FRAMEWORKS = {
    "ILACS": "an inspection of local authority children’s services (ILACS), the framework used since 2018",
    "SIF": "a single inspection (SIF), the framework used from 2013 to 2018",
    "LAC": "an inspection of services for looked after children, as made in 2013",
    "LSCB": "a review of a Local Safeguarding Children Board",
}


def cover(question: FactQuestion, reports: Sequence[Report]) -> Facts:
    """The fact asked for from each report's front page; `nothing` where none prints it."""
    made = {
        "inspector": led,
        "dates": inspected,
        "published": published,
        "framework": titled,
    }[question.kind]
    drafts = tuple(draft for report in reports if (draft := made(report)))
    if drafts:
        return Facts(drafts, _kinds(reports) if question.kind == "framework" else ())
    verb = "does" if len(reports) == 1 else "do"
    nothing = f"{all_named(reports)} {verb} not print {_NOT_PRINTED[question.kind]}."
    return Facts((), nothing=nothing)


def led(report: Report, name: str = "") -> Draft | None:
    """Who led the inspection; one of several where `name` says which."""
    card = report.card
    if not card.lead_inspector:
        return None
    names = re.split(r"\s*(?:,|;| and |&)\s*", card.lead_inspector)
    mine = [n for n in names if name.casefold() in n.casefold()] if name else names
    if not mine:
        return None
    evidence = line_with(report, mine[0])
    if evidence is None:
        return None
    both = [n for n in mine if n in evidence.quote]
    many = len(both) > 1
    said = f"s were {' and '.join(both)}" if many else f" was {mine[0]}"
    text = f"In the {month(card)} inspection of {who(card)}, the lead inspector{said}."
    return Draft(text, (evidence,), kind="fact")


def led_here(name: str, reports: Sequence[Report]) -> Facts:
    """Which of these inspections a named inspector led; who led the newest where none is theirs."""
    theirs = tuple(draft for report in reports if (draft := led(report, name)))
    if theirs:
        return Facts(theirs)
    councils = " or ".join(dict.fromkeys(who(report.card) for report in reports))
    note = f"No report here on {councils} names {name} as the lead inspector."
    newest = led(reports[0])
    return Facts((newest,), (note,)) if newest else Facts((), nothing=note)


def inspected(report: Report) -> Draft | None:
    """The days of the inspection."""
    card = report.card
    if card.inspected is None:
        return None
    evidence = line_with(report, str(card.inspected.end.year), near="nspect")
    if evidence is None:
        return None
    days = (card.inspected.end - card.inspected.start).days + 1
    if _TWO_VISITS.search(
        evidence.quote
    ):  # the days between two visits were none of the inspection
        return as_printed(report, evidence)
    if days == 1:
        text = f"{who(card)} was inspected on {when(card.inspected)}."
    else:
        text = (
            f"{who(card)} was inspected from {when(card.inspected)} ({days} days, first to last)."
        )
    return Draft(text, (evidence,), kind="fact")


def every_inspection(reports: Sequence[Report]) -> Facts | None:
    """The days of each inspection that the library holds, and how many these are; None where none prints them."""
    told = {draft.text: draft for report in reports if (draft := inspected(report))}
    councils = listed(list(dict.fromkeys(who(report.card) for report in reports)))
    count = f"{len(told)} inspection{'' if len(told) == 1 else 's'}"
    note = f"The library holds {count} of {councils}; there may have been others."
    return Facts(tuple(told.values()), (note,)) if told else None


def published(report: Report) -> Draft | None:
    """The day the report was published, where it prints that."""
    card = report.card
    evidence = (
        line_with(report, str(card.published.year), near="ublish") if card.published else None
    )
    if evidence is None or card.published is None:
        return None
    day = f"{card.published.day} {card.published:%B %Y}"
    return Draft(f"Ofsted published the report on {who(card)} on {day}.", (evidence,), kind="fact")


def titled(report: Report) -> Draft | None:
    """What the report calls itself, from which its framework is told."""
    for paragraph in report.paragraphs:
        if paragraph.page_start == 1 and re.search(r"nspection of|eview of", paragraph.text):
            evidence = line_with(report, "nspection of") or line_with(report, "eview of")
            if evidence is not None:
                return as_printed(report, evidence)
    return None


def as_printed(report: Report, evidence: Evidence) -> Draft:
    """What a report prints, in its own words."""
    where = named(report.card)
    return Draft(
        f"{where[0].upper()}{where[1:]} says: “{' '.join(evidence.quote.split())}”", (evidence,)
    )


def all_named(reports: Sequence[Report]) -> str:
    """Reports as the beginning of a sentence: "The November 2018 report on Essex"."""
    names = " and ".join(named(r.card) for r in reports[:3])
    return names[:1].upper() + names[1:]


def _kinds(reports: Sequence[Report]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            f"By its title this is {_FRAMEWORKS[report.card.framework]}."
            for report in reports
            if report.card.framework in _FRAMEWORKS
        )
    )

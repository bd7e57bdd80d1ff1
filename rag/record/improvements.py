"""What a report lists as needing to improve: the whole list, some points of it, or the safeguarding board's. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.parser.labels import IMPROVE, INTRODUCES
from index.types import Improvement, Paragraph, Report
from rag.compose import quoted
from rag.record.cover import all_named
from rag.record.question import OfList
from rag.record.receipts import Facts, month, named, receipt, who
from rag.types import Draft, Evidence

_OPENS_A_LIST = re.compile(r":\s*$|\bfollowing\b[^.]*\.?\s*$")
_BOARD = re.compile(r"\bLSCB\b|safeguarding children(?:[’']s)? board", re.I)
_SUB = " – "
_FOR_THE_BOARD = "what the safeguarding board must improve"
_ASK_FOR_ALL = "To see the whole list, ask what needs to improve."


def improvements(reports: Sequence[Report], wanted: OfList, most: int = 5) -> Facts | None:
    """What is meant of the lists of these reports; None where the record doesn't tell it apart."""
    if wanted.board:
        return _of_boards(reports[:most])
    if wanted.due:
        return _due(reports[:most], wanted.due)
    if wanted.place is not None:
        return _at(reports[:most], wanted.place)
    return _whole(reports, most)


def _whole(reports: Sequence[Report], most: int) -> Facts | None:
    """What each report lists as needing to improve, in its own order; of at most `most` reports.

    Where none has a list, what stands under that heading is quoted; a whole report without even that
    lists nothing. None where this is not known from the record.
    """
    drafts: list[Draft] = []
    listing = [report for report in reports if points(report)]
    if not listing:
        return _unlisted(reports[:most])
    for report in listing[:most]:
        items = [
            Draft(item.text, (evidence,), kind="quote")
            for item in points(report)
            if (evidence := receipt(report, item.text, item.paragraph_id))
        ]
        if len(items) > 1:
            card = report.card
            kind = "digest of the" if card.digest else ""
            # a point that opens a list of its own makes the number a matter of view
            plain = not any(_OPENS_A_LIST.search(item.text) for item in items)
            many = f"{len(items)} points" if plain else "points"
            text = f"The {kind} {month(card)} report on {who(card)} lists {many} to improve."
            opening = " ".join(text.split())
            drafts.append(Draft(opening, tuple(i.evidence[0] for i in items), kind="fact"))
        drafts += items if len(items) > 1 else [quoted(item.evidence[0]) for item in items]
    left = len(listing) - most
    notes = (
        (f"Left out is what {left} more reports list. Name a council to see its own list.",)
        if left > 0
        else ()
    )
    return Facts(tuple(drafts), notes) if drafts else None


def _unlisted(reports: Sequence[Report]) -> Facts | None:
    """What reports without a list say under the heading that announces one."""
    drafts = tuple(
        Draft(evidence.quote, (evidence,), kind="quote")
        for report in reports
        for paragraph in report.paragraphs
        if paragraph.kind == "narrative" and IMPROVE.match(paragraph.section)
        if (evidence := receipt(report, paragraph.text, paragraph.id))
    )
    if drafts:
        return Facts(drafts)
    if not reports or not all(report.judgements for report in reports):
        return None  # an excerpt or a letter may say it elsewhere, in other words
    verb = "lists" if len(reports) == 1 else "list"
    return Facts((), nothing=f"{all_named(reports)} {verb} nothing that needs to improve.")


def points(report: Report) -> tuple[Improvement, ...]:
    """What a report lists, without a sentence that only introduces the list."""
    return tuple(item for item in report.improvements if not INTRODUCES.search(item.text))


def _due(reports: Sequence[Report], due: str) -> Facts | None:
    """The points under a heading that says by when; that there is none, where lists have no such heading."""
    listed = [place for report in reports for place in _places(report)]
    places = [place for place in listed if due in place.paragraph.section.casefold()]
    if places or not listed:
        return _quoted(places)
    verb = "lists" if len(reports) == 1 else "list"
    said = f"{all_named(reports)} {verb} nothing under a heading that says “{due}”."
    return Facts((), nothing=f"{said} {_ASK_FOR_ALL}")


def _at(reports: Sequence[Report], at: int) -> Facts | None:
    """The point at one place of each list; that there are fewer, where all lists are shorter."""
    held = [(report, places) for report in reports if (places := _places(report))]
    if not held:
        return None
    found = [places[at] for _, places in held if -len(places) <= at < len(places)]
    if found:
        return _quoted(found)
    said = " ".join(_of_length(report, len(places)) for report, places in held)
    return Facts((), nothing=said)


def _of_length(report: Report, length: int) -> str:
    which = named(report.card)
    many = "one point" if length == 1 else f"{length} points"
    return f"{which[:1].upper()}{which[1:]} lists {many} to improve, and no more."


def _places(report: Report) -> list[Evidence]:
    """The points of a list in order; one that has points of its own beneath it is shown whole."""
    by_id = {paragraph.id: paragraph for paragraph in report.paragraphs}
    ids = dict.fromkeys(item.paragraph_id for item in points(report))
    if None in ids:
        return []
    return [_all_of(report, by_id[key]) for key in ids if key in by_id]


def _of_boards(reports: Sequence[Report]) -> Facts | None:
    """What the safeguarding board must improve; that no list says so, where whole reports have none."""
    places = [
        place
        for report in reports
        for place in (_places(report) if report.card.framework == "LSCB" else _of_board(report))
    ]
    if places or not reports or not all(report.judgements for report in reports):
        return _quoted(places)
    verb = "prints" if len(reports) == 1 else "print"
    return Facts((), nothing=f"{all_named(reports)} {verb} no list of {_FOR_THE_BOARD}.")


def _of_board(report: Report) -> list[Evidence]:
    council = {item.paragraph_id for item in report.improvements}
    return [
        _all_of(report, paragraph)
        for paragraph in report.paragraphs
        if paragraph.kind in ("numbered", "list", "improvement")
        and paragraph.id not in council
        and _heads_a_boards_list(paragraph.section)
    ]


def _heads_a_boards_list(section: str) -> bool:
    headings = section.split(_SUB)
    return bool(_BOARD.search(headings[0])) and any(IMPROVE.match(h) for h in headings)


def _all_of(report: Report, paragraph: Paragraph) -> Evidence:
    start = len(paragraph.text) - len(paragraph.text.lstrip("• "))
    return Evidence(report.card, paragraph, start, len(paragraph.text), 1.0)


def _quoted(places: Sequence[Evidence]) -> Facts | None:
    """Each place as a quote; with the report it is of, but for several of one report."""
    if not places:
        return None
    of_one = len({place.report.report_id for place in places}) == 1 < len(places)
    return Facts(
        tuple(Draft(place.quote, (place,)) if of_one else quoted(place) for place in places)
    )

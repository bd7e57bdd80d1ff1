"""Evidence to readable statements with no language model: deciding sentences as quotes, best first.

Pure. Two inspections are never blended in one statement; every statement names its report once. What
a quote leans on ("this", "these teams", "in the meantime") comes along with it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.finder.sentences import sentences
from index.types import ReportCard
from rag.contradiction import speaks_well
from rag.record.receipts import month, named, place
from rag.types import Draft, Evidence

MAX_QUOTES = 3
MAX_WORDS = 110
RELATIVE = 0.3
"""A further quote must be at least this sure, relative to the first."""
MAX_BEFORE = 2
"""At most so many sentences are taken along from before a quote."""
_DANGLING = re.compile(
    r"^(?:This|These|Those|That|They|Their|Them|It|Its|Such|He|She|His|Her|Both|However|Therefore|Thus|"
    r"Consequently|As a result|As such|In addition|Additionally|Furthermore|Moreover|Also|Nevertheless|"
    r"Nonetheless|For (?:example|these|this|others)|For instance|Similarly|Likewise|Here|Meanwhile|"
    r"In the meantime|Instead|Otherwise|Conversely|In contrast|By contrast|Since then|Even so|At the same time|"
    r"On the other hand|In (?:these|this|those|such|most|many|some) (?:cases?|instances?|circumstances?|way|respects?)|"
    r"(?:Despite|Because of|As part of|Due to|Following|Through|With|Alongside|Given) (?:this|these|those|that)|"
    r"(?:To|In|For|By) [a-z]+ (?:this|these|that|them|it),|"
    r"(?:Some|Many|Most|All|None|Few|One|Two|Several|Each|Much) of (?:these|those|them|this|it)|"
    r"(?:Although|While|Whilst|When|Where|Once|If|As|Because|Since|Until|To address|In response to) "
    r"(?:this|these|those|they|it|he|she)|Other(?:s)?(?= (?:children|are|were|have|do|remain))|Another)\b"
)
_POINTS_BACK = re.compile(r"\b(?:this|these|those|such) (?P<noun>[a-z][a-z-]+)", re.I)
# What these point to is the report itself, its council, or the time of writing.
_KNOWN = frozenset(
    [
        "local",
        "authority",
        "council",
        "inspection",
        "report",
        "area",
        "year",
        "time",
        "point",
        "city",
        "borough",
        "county",
        "end",
        "means",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "can",
        "may",
        "will",
        "is",
        "that",
        "in",
        "as",
        "and",
    ]
)


def compose(evidence: Sequence[Evidence], *, contradicted: bool = False) -> tuple[Draft, ...]:
    """Drafts for a question that the evidence answers: quotes, each framed by its report.

    The surest comes first; those of one report follow in reading order. A quote that leans on the
    sentence before takes it along. `contradicted` says that the question takes something bad for
    granted and the evidence seems to say the opposite: where the first quote plainly speaks well, its
    statement tells that the report says otherwise.
    """
    chosen = _in_order(_choose(evidence))
    contradicted = contradicted and bool(chosen) and speaks_well(chosen[0].quote)
    drafts: list[Draft] = []
    framed: str | None = None
    for item in chosen:
        if item.report.report_id != framed or item.paragraph.kind == "improvement":
            drafts.append(quoted(item, otherwise=contradicted and not drafts))
        else:
            drafts.append(Draft(f"“{_one_line(item.quote)}”", (item,)))
        framed = item.report.report_id
    return tuple(drafts)


def quoted(evidence: Evidence, *, otherwise: bool = False) -> Draft:
    """One piece of evidence as a quote that names its report, and what the report says it as."""
    improvement = evidence.paragraph.kind == "improvement"
    verb = "lists as a point to improve" if improvement else "says"
    if otherwise and not improvement:
        verb = "says otherwise"
    return Draft(f"{_framing(evidence.report, verb)} “{_one_line(evidence.quote)}”", (evidence,))


def left_out(evidence: Sequence[Evidence], drafts: Sequence[Draft]) -> tuple[str, ...]:
    """A remark on evidence that is sure enough to be shown and was left out to keep the answer short."""
    used = [item for draft in drafts for item in draft.evidence]
    if not used:
        return ()
    surest = max(item.score for item in evidence)
    rest = [
        item
        for item in evidence
        if item.score >= RELATIVE * surest and not any(_overlap(item, other) for other in used)
    ]
    if not rest:
        return ()
    places = ", ".join(dict.fromkeys(_place(item) for item in rest))
    return (f"Left out to keep this short: {places}.",)


def _choose(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The surest, then further ones that are nearly as sure, without repetition, within the limits.

    Each comes with what it leans on, unless that is shown already.
    """
    chosen: list[Evidence] = []
    words = 0
    for found in evidence:
        item = _with_context(found, chosen)
        length = len(item.quote.split())
        if chosen and (
            len(chosen) >= MAX_QUOTES
            or words + length > MAX_WORDS
            or item.score < RELATIVE * chosen[0].score
            or any(_overlap(item, other) for other in chosen)
        ):
            continue
        chosen.append(item)
        words += length
    return chosen


def _in_order(chosen: Sequence[Evidence]) -> list[Evidence]:
    """The surest first; the rest by report as found, and in each in reading order.

    What stands right before the surest leads up to it, and what stands right behind goes on from it.
    """
    if not chosen:
        return []
    reports = list(dict.fromkeys(item.report.report_id for item in chosen))
    rest = sorted(
        chosen[1:],
        key=lambda e: (
            reports.index(e.report.report_id),
            e.paragraph.page_start,
            e.paragraph.number or 0,
            e.paragraph.id,
            e.start,
        ),
    )
    run = [chosen[0]]
    for item in reversed(rest):
        if _right_before(item, run[0]):
            run.insert(0, item)
    for item in rest:
        if _right_before(run[-1], item):
            run.append(item)
    return [*run, *(item for item in rest if item not in run)]


def _right_before(one: Evidence, other: Evidence) -> bool:
    """Whether a quote ends where another begins, in the same paragraph."""
    between = one.paragraph.text[one.end : other.start]
    return one.paragraph.id == other.paragraph.id and one.end <= other.start and not between.strip()


def _overlap(one: Evidence, other: Evidence) -> bool:
    if one.paragraph.id == other.paragraph.id:
        return one.start < other.end and other.start < one.end
    return _one_line(one.quote).casefold() == _one_line(other.quote).casefold()


def _with_context(item: Evidence, shown: Sequence[Evidence]) -> Evidence:
    """Begin a sentence or two earlier where the quote leans on what stands before it and is not shown."""
    before = [span for span in sentences(item.paragraph.text) if span[1] <= item.start]
    for start, _ in reversed(before[-MAX_BEFORE:]):
        earlier = replace(item, start=start)
        if not _leans(item.quote) or any(_overlap(earlier, other) for other in shown):
            break
        item = earlier
    return item


def _leans(quote: str) -> bool:
    """Whether a quote begins with, or points with "these teams" to, what stands before it."""
    if _DANGLING.match(quote):
        return True
    for found in _POINTS_BACK.finditer(quote):
        noun = found["noun"].lower()
        said = quote[: found.start()].lower()
        if noun not in _KNOWN and noun.rstrip("s") not in said:
            # "those children who": the clause that follows says which
            clause = re.match(
                r"\s+(?:who|whose|that|which|with|in|at|on|where|aged)\b", quote[found.end() :]
            )
            if clause and found.group().lower().startswith(("these", "those", "such")):
                continue
            return not said.strip() or len(said.split()) < 12
    return False


def _framing(card: ReportCard, verb: str) -> str:
    # a title is no word of the passage: the citation names it
    report = (
        named(card) if card.authority else " ".join(filter(None, ["the", month(card), "report"]))
    )
    of = f"the digest of {report}" if card.digest else report
    return f"{of[0].upper()}{of[1:]} {verb}:"


def _place(item: Evidence) -> str:
    return place(item.paragraph.number, item.paragraph.pages, item.report)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()

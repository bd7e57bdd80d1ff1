"""From drafts to statements: nothing is shown that was not checked against the report first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from index.types import ReportCard
from rag.replies import considered
from rag.types import Citation, Considered, Draft, Evidence, Selection, Statement, StatementReady
from rag.verify import check_quote, check_statement, cited

LONG_RUN = 8
"""From more citations than this a statement's marks are written as a range."""


class Writing:
    """The answer as it grows: verified statements, their numbered citations, and notes.

    A draft whose quotes are not word for word in their paragraphs, or whose words its quotes do not
    show, is not written; `rejected` keeps it with the reason. Nothing is said twice: `repeated` is set
    where a draft was left out for that.
    """

    def __init__(self) -> None:
        self.statements: tuple[Statement, ...] = ()
        self.citations: tuple[Citation, ...] = ()
        self.notes: tuple[str, ...] = ()
        self.rejected: tuple[tuple[Draft, str], ...] = ()
        self.repeated = False

    def write(self, draft: Draft) -> StatementReady | None:
        """Add a draft if every quote and the statement itself hold; what was added, or None."""
        if self.says(draft.text):
            self.repeated = True
            return None
        failure = _failure(draft)
        if failure:
            self.rejected = (*self.rejected, (draft, failure))
            return None
        own = tuple(self._cite(item) for item in draft.evidence)
        statement = Statement(draft.text, tuple(dict.fromkeys(citation.n for citation in own)))
        self.statements = (*self.statements, statement)
        return StatementReady(statement, own)

    def says(self, text: str) -> bool:
        """Whether a statement of these words is there already."""
        return any(text == statement.text for statement in self.statements)

    def note(self, words: str) -> None:
        """Add a remark about the answer, such as what it covers; it claims nothing of a report."""
        if words not in self.notes:
            self.notes = (*self.notes, words)

    @property
    def text(self) -> str:
        """The statements as one text, each followed by the numbers of its citations."""
        return "\n".join(f"{s.text} {marks(s.citations)}" for s in self.statements)

    def _cite(self, item: Evidence) -> Citation:
        paragraph = item.paragraph
        for known in self.citations:
            if (known.paragraph_id, known.start, known.end) == (paragraph.id, item.start, item.end):
                return known
        citation = Citation(
            n=len(self.citations) + 1,
            report=item.report,
            paragraph_id=paragraph.id,
            paragraph=paragraph.number,
            section=paragraph.section,
            pages=paragraph.pages,
            quote=item.quote,
            start=item.start,
            end=item.end,
            part=paragraph.part,
        )
        self.citations = (*self.citations, citation)
        return citation


def marks(numbers: Sequence[int]) -> str:
    """Citation numbers as marks: "[1][2]"; a long run as its ends, "[1]–[30]"."""
    run = len(numbers) > LONG_RUN and list(numbers) == list(range(numbers[0], numbers[-1] + 1))
    return f"[{numbers[0]}]–[{numbers[-1]}]" if run else "".join(f"[{n}]" for n in numbers)


def superseded(cards: Sequence[ReportCard], citations: Sequence[Citation]) -> tuple[str, ...]:
    """A remark for each council of which a newer report than those cited is here."""
    remarks: list[str] = []
    newest: dict[str, date] = {}
    for citation in citations:
        if citation.report.inspected:
            began = citation.report.inspected.start
            newest[citation.report.authority] = max(
                began, newest.get(citation.report.authority, began)
            )
    for citation in citations:
        mine = citation.report
        if not (mine.inspected and mine.authority):
            continue
        newer = [
            card.inspected.start.year
            for card in cards
            if card.authority == mine.authority
            and card.inspected
            and card.inspected.start > newest[mine.authority]
        ]
        if newer:
            remarks.append(
                f"The {mine.inspected.start.year} inspection of {mine.authority} has been superseded: "
                f"the library also holds {max(newer)}."
            )
    return tuple(dict.fromkeys(remarks))


def passed_over(
    selection: Selection | None, citations: Sequence[Citation]
) -> tuple[Considered, ...]:
    """What was looked at and not cited, each with the reason."""
    used = {(c.report.report_id, c.paragraph) for c in citations if c.paragraph is not None}
    return tuple(c for c in considered(selection) if (c.report_id, c.paragraph) not in used)


def _failure(draft: Draft) -> str:
    for item in draft.evidence:
        paragraph = item.paragraph
        verdict = check_quote(
            item.quote, paragraph.id, item.start, item.end, {paragraph.id: paragraph.text}
        )
        if verdict.kind != "verified":
            return verdict.reason
    verdict_on_words = check_statement(draft.text, [cited(item) for item in draft.evidence])
    return "" if verdict_on_words.supported else "; ".join(verdict_on_words.failures)

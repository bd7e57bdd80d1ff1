"""A small assistant over invented reports, for tests of the page: real types, no models.

It answers by the words of the question, so that a test can ask for each kind of ending. Nothing in
it is text of a real report.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from index.errors import QuestionError, UnknownReportError
from index.storage.telling import Progress
from index.types import (
    Hit,
    Improvement,
    Judgement,
    Outcome,
    Paragraph,
    Passage,
    Period,
    Report,
    ReportCard,
)
from rag.settings import Settings
from rag.types import (
    Answer,
    Citation,
    Considered,
    Event,
    Scope,
    Statement,
    StatementReady,
    Status,
    Step,
    Turn,
)

SENTENCES = {
    1: "Leaders in Northmere meet every Tuesday to look at the oldest cases. "
    "They write down what they decide.",
    2: "Most workers hold 14 cases or fewer. Two teams hold more, and managers know why.",
    3: "Young people who left care like their advisers. Nine in ten have somewhere safe to live.",
    4: "Plans for disabled children are clear. Some are reviewed later than they should be.",
}


def report(
    year: int,
    *,
    authority: str = "Northmere",
    overall: str = "Good",
    digest: bool = False,
    paragraphs: dict[int, str] | None = None,
    title: str | None = None,
    name: str | None = None,
) -> Report:
    """An invented report of one year, its paragraphs two to a page."""
    report_id = f"{authority.lower()}-{year}"
    texts = paragraphs or SENTENCES
    card = ReportCard(
        report_id=report_id,
        sha256=f"{year:064x}",
        name=name or f"{report_id}.pdf",
        title=title or f"{authority}: inspection of children's services, {year}",
        authority=authority,
        urn="80999",
        framework="ILACS" if year >= 2018 else "SIF",
        inspected=Period(date(year, 11, 5), date(year, 11, 16)),
        published=date(year + 1, 1, 7),
        lead_inspector="Pat Example",
        pages=3,
        digest=digest,
        link="https://example.org/official.pdf" if digest else None,
    )
    grades = {"overall": overall, "leadership": "Outstanding", "help_protection": "Good"}
    names = {
        "overall": "Overall effectiveness",
        "leadership": "The impact of leaders",
        "help_protection": "The experiences of children who need help",
    }
    return Report(
        card=card,
        judgements=tuple(
            Judgement(a, names[a], g, 1, f"{names[a]} {g}") for a, g in grades.items()
        ),
        improvements=(Improvement(f"Reviews on time, said in {year}.", 2, None),),
        paragraphs=tuple(
            Paragraph(
                id=f"{report_id}-p{n}",
                number=n,
                section="How leaders work" if n < 3 else "Children and young people",
                part=1,
                page_start=1 + (n - 1) // 2,
                page_end=1 + (n - 1) // 2,
                text=text,
            )
            for n, text in texts.items()
        ),
    )


class FakeLibrary:
    """Reports in memory behind the library's methods that the page uses."""

    def __init__(
        self,
        reports: Iterable[Report],
        originals: dict[str, Path] | None = None,
        path: Path | None = None,
    ) -> None:
        self.path = path or Path("/nowhere")
        self._reports = {r.card.report_id: r for r in reports}
        self._originals = originals or {}

    def reports(self) -> tuple[ReportCard, ...]:
        return tuple(r.card for r in self._reports.values())

    def report(self, report_id: str) -> Report:
        if report_id not in self._reports:
            raise UnknownReportError(f"The library holds no report {report_id!r}.")
        return self._reports[report_id]

    def judgements(self) -> tuple[tuple[ReportCard, Judgement], ...]:
        return tuple((r.card, j) for r in self._reports.values() for j in r.judgements)

    def paragraph(
        self, paragraph_id: str, sha256: str | None = None, quote: str = ""
    ) -> tuple[ReportCard, Paragraph]:
        for r in self._reports.values():
            for p in r.paragraphs:
                if p.id == paragraph_id:
                    return r.card, p
        raise UnknownReportError(f"The library has no paragraph {paragraph_id!r}.")

    def original(self, report_id: str) -> Path:
        if report_id not in self._originals:
            raise UnknownReportError(f"The library has no report {report_id!r}.")
        return self._originals[report_id]

    def add(self, paths: Sequence[str | Path], *, progress: Progress) -> list[Outcome]:
        rows = []
        for at, path in enumerate(map(Path, paths)):
            progress("reading", at, len(paths), path.name)
            if path.read_bytes()[:5] != b"%PDF-":
                rows.append(Outcome(str(path), "failed", error=f"{path.name} is not a report."))
                continue
            added = report(2021, authority="Addford", name=path.name)
            self._reports[added.card.report_id] = added
            self._originals[added.card.report_id] = path
            rows.append(Outcome(str(path), "added", added.card.report_id))
        return rows


class FakeAssistant:
    """Streams answers made of whole sentences of the invented reports."""

    def __init__(self, library: FakeLibrary | None = None, *, pause: float = 0.0) -> None:
        self.library = library or FakeLibrary([report(2014, overall="Inadequate"), report(2018)])
        self.pause = pause
        self.settings = Settings(authority="Northmere")

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Turn | tuple[str, str]] = (),
        report: str | Sequence[str] | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> Iterator[Event]:
        if not question.strip():
            raise QuestionError("The question is empty. Type a question and send it again.")
        if "explode" in question:
            raise RuntimeError("a secret of the inside")
        wanted = [report] if isinstance(report, str) else report
        held = [self.library.report(c.report_id) for c in self.library.reports()]
        chosen = [
            r
            for r in held
            if (not wanted or r.card.report_id in wanted)
            and (not authority or r.card.authority == authority)
        ]
        scope = Scope(
            reports=tuple(r.card.report_id for r in chosen),
            authorities=tuple(dict.fromkeys(r.card.authority for r in chosen)),
            stated="chosen above" if wanted or authority else "every report in the library",
        )
        yield Step("Reading the question")
        time.sleep(self.pause)
        yield Step("Looking in the reports")
        time.sleep(self.pause)
        lower = question.lower()
        if "council tax" in lower:
            yield self._silent(question, scope, chosen[-1])
            return
        number = next(
            (
                n
                for n, word in {2: "caseload", 3: "care leaver", 4: "disabled"}.items()
                if word in lower
            ),
            1,
        )
        if lower.startswith("and ") and history:
            number = 4
        paragraphs = [(r, p) for r in reversed(chosen) for p in r.paragraphs if p.number == number]
        citations: list[Citation] = []
        statements: list[Statement] = []
        for at, (source, paragraph) in enumerate(paragraphs[:3], start=1):
            end = paragraph.text.find(". ") + 1 or len(paragraph.text)
            citations.append(
                Citation(
                    n=at,
                    report=source.card,
                    paragraph_id=paragraph.id,
                    paragraph=paragraph.number,
                    section=paragraph.section,
                    pages=paragraph.pages,
                    quote=paragraph.text[:end],
                    start=0,
                    end=end,
                )
            )
            statements.append(Statement(paragraph.text[:end], (at,)))
            yield StatementReady(statements[-1], tuple(citations))
            time.sleep(self.pause)
        yield Answer(
            question=question,
            standalone_question=f"{question} (about {scope.authorities[0]})"
            if history
            else question,
            status=Status.ANSWERED,
            text=" ".join(s.text for s in statements),
            statements=tuple(statements),
            citations=tuple(citations),
            scope=scope,
            confidence=0.9,
            library="generation-1",
        )

    def suggest(self, answer: Answer, **options: object) -> tuple[str, ...]:
        if answer.status is not Status.ANSWERED:
            return ()
        return ("How are care leavers supported?", "And disabled children?")

    def warm_up(self) -> None:
        time.sleep(self.pause)

    def ask(self, question: str, **options: object) -> Answer:
        *_, last = self.stream(question, **options)  # type: ignore[arg-type]
        assert isinstance(last, Answer)
        return last

    def search(
        self,
        query: str,
        k: int = 5,
        report: str | Sequence[str] | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> tuple[Hit, ...]:
        hits = []
        for card in self.library.reports():
            if authority not in (None, card.authority) or year not in (None, card.year):
                continue
            for p in self.library.report(card.report_id).paragraphs:
                passage = Passage(
                    id=p.id,
                    report_id=card.report_id,
                    authority=card.authority,
                    paragraph_id=p.id,
                    paragraph=p.number,
                    section=p.section,
                    part=p.part,
                    pages=p.pages,
                    text=p.text,
                    start=0,
                    end=len(p.text),
                )
                words = set(query.lower().split())
                hits.append(Hit(passage, float(len(words & set(p.text.lower().split())))))
        return tuple(sorted(hits, key=lambda h: -h.score)[:k])

    def _silent(self, question: str, scope: Scope, nearest: Report) -> Answer:
        paragraph = nearest.paragraphs[0]
        return Answer(
            question=question,
            standalone_question=question,
            status=Status.NOT_IN_REPORTS,
            text="The reports don't say.",
            considered=(
                Considered(
                    report_id=nearest.card.report_id,
                    paragraph=paragraph.number,
                    pages=paragraph.pages,
                    score=0.2,
                    why_not="It says nothing of council tax.",
                    text=paragraph.text,
                ),
            ),
            scope=scope,
        )


def renamed(source: Report, **changes: object) -> Report:
    """The same report with other words on its card."""
    return replace(source, card=replace(source.card, **changes))  # type: ignore[arg-type]

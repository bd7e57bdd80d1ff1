"""An invented report, a library that searches it by shared words, and assistants good and broken."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from index.errors import UnknownReportError
from index.types import Hit, Paragraph, Passage, Period, Report, ReportCard
from rag.types import Answer, Citation, Considered, Scope, Statement, Status, Turn

TEXTS = {
    1: "The Lantern team in Brackenshire answers new calls within two hours.",
    2: "Fourteen carers joined the Meadow scheme last spring, more than ever before.",
    3: "Managers read every plan, but notes of their talks with staff are thin.",
    4: "Children choose who sits at the table when their plan is reviewed.",
    5: "Older teenagers get a flat, a mentor and a bus pass when they move out.",
    6: "Sickness among workers rose in winter, so visits to some homes were late.",
}


def paragraph(
    number: int | None, text: str, kind: str = "numbered", section: str = "Help"
) -> Paragraph:
    """A paragraph of the invented report; two numbered ones stand on a page."""
    page = 1 if number is None else 2 + (number - 1) // 2
    name = f"p{number}" if number is not None else f"u-{kind}-{section}"
    return Paragraph(name, number, section, 1, page, page, text, kind)  # type: ignore[arg-type]


CARD = ReportCard(
    report_id="brackenshire-2021",
    sha256="0" * 64,
    name="brackenshire.md",
    title="Brackenshire 2021",
    authority="Brackenshire",
    urn=None,
    framework="ILACS",
    inspected=Period(date(2021, 5, 10), date(2021, 5, 21)),
    published=date(2021, 7, 1),
    lead_inspector="Pat Example",
    pages=5,
)
REPORT = Report(
    card=CARD,
    judgements=(),
    improvements=(),
    paragraphs=(
        paragraph(None, "Overall effectiveness Good", "table", "Judgements"),
        paragraph(
            None,
            "Services here have grown steadily since they moved house.",
            "narrative",
            "Summary",
        ),
        *(paragraph(n, text) for n, text in TEXTS.items()),
    ),
)


@dataclass
class SmallLibrary:
    """One report in memory, searched by how many words a paragraph shares with the question."""

    generation: str = "small-1"

    def reports(self) -> Sequence[ReportCard]:
        return [CARD]

    def report(self, report_id: str) -> Report:
        self.resolve(report_id)
        return REPORT

    def resolve(self, name: str) -> str:
        if name not in (CARD.report_id, CARD.name):
            raise UnknownReportError(f"no report {name!r}")
        return CARD.report_id

    def search(self, query: str, k: int) -> list[Hit]:
        asked = set(re.findall(r"\w+", query.lower()))
        hits = [
            Hit(_passage(p), len(asked & set(re.findall(r"\w+", p.text.lower()))))
            for p in REPORT.paragraphs
        ]
        return sorted(hits, key=lambda h: -h.score)[:k]


@dataclass
class SmallAssistant:
    """Answers by a rule given as a function; counts what it was asked."""

    rule: Callable[[SmallAssistant, str, str], Answer]
    library: SmallLibrary = field(default_factory=SmallLibrary)
    asked: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn | tuple[str, str]] = (),
        report: str | Sequence[str] | None = None,
    ) -> Answer:
        with self.lock:
            self.asked.append(question)
        earlier = " ".join(next(iter(turn)) for turn in history)
        return self.rule(self, question, f"{earlier} {question}".strip())

    def search(
        self, query: str, k: int = 5, report: str | Sequence[str] | None = None
    ) -> list[Hit]:
        return self.library.search(query, k)


def answer(
    question: str, alone: str, places: Sequence[Paragraph], confidence: float, **changes: object
) -> Answer:
    """An answer that quotes each place in full."""
    citations = tuple(
        Citation(n, CARD, p.id, p.number, p.section, p.pages, p.text, 0, len(p.text))
        for n, p in enumerate(places, start=1)
    )
    made = {
        "question": question,
        "standalone_question": alone,
        "status": Status.ANSWERED if places else Status.NOT_IN_REPORTS,
        "text": " ".join(c.quote for c in citations) or "The report does not say.",
        "statements": tuple(Statement(c.quote, (c.n,)) for c in citations),
        "citations": citations,
        "considered": (Considered(CARD.report_id, 1, (2,), 0.1, "says nothing of it"),),
        "scope": Scope((CARD.report_id,)),
        "confidence": confidence,
        "seconds": {"search": 0.01, "select": 0.002},
    }
    return Answer(**(made | changes))  # type: ignore[arg-type]


def sensible(me: SmallAssistant, question: str, alone: str) -> Answer:
    """Quotes the best hit where enough words are shared, and else abstains."""
    best = me.library.search(alone, 1)[0]
    sure = min(best.score / 6, 1.0)
    return answer(question, alone, [_place(best)] if best.score >= 3 else [], sure)


def first_passage(me: SmallAssistant, question: str, alone: str) -> Answer:
    """Always quotes the first paragraph, very sure of itself."""
    return answer(question, alone, [REPORT.paragraphs[2]], 0.99)


def never_answers(me: SmallAssistant, question: str, alone: str) -> Answer:
    """Always says that the reports don't say."""
    return answer(question, alone, [], 0.01)


def random_citation(me: SmallAssistant, question: str, alone: str) -> Answer:
    """Quotes a paragraph drawn by the question, as sure as a die."""
    die = random.Random(alone)
    return answer(question, alone, [die.choice(REPORT.paragraphs[2:])], die.random())


def misquotes(me: SmallAssistant, question: str, alone: str) -> Answer:
    """The sensible answer with a word of its quote changed."""
    good = sensible(me, question, alone)
    bent = tuple(
        Citation(
            c.n,
            c.report,
            c.paragraph_id,
            c.paragraph,
            c.section,
            c.pages,
            c.quote + " indeed",
            c.start,
            c.end,
        )
        for c in good.citations
    )
    return answer(question, alone, [], good.confidence or 0.0, status=good.status, citations=bent)


def breaks(me: SmallAssistant, question: str, alone: str) -> Answer:
    """Fails at every question."""
    raise RuntimeError("the search fell over")


def _place(hit: Hit) -> Paragraph:
    return next(p for p in REPORT.paragraphs if p.id == hit.passage.paragraph_id)


def _passage(p: Paragraph) -> Passage:
    return Passage(
        id=p.id,
        report_id=CARD.report_id,
        authority=CARD.authority,
        paragraph_id=p.id,
        paragraph=p.number,
        section=p.section,
        part=1,
        pages=p.pages,
        text=p.text,
        start=0,
        end=len(p.text),
        kind=p.kind,
    )


CASES = [
    {"id": "a1", "question": "how quickly does the Lantern team answer new calls", "expect": "answer",
     "gold_paragraphs": [1], "gold_pages": [2], "answer_key": ["two hours"], "kind": "fact"},
    {"id": "a2", "question": "how many carers joined the Meadow scheme", "expect": "answer",
     "gold_paragraphs": [2], "gold_pages": [2], "answer_key": [["14", "fourteen"]], "kind": "fact"},
    {"id": "a3", "question": "are notes of talks with staff thin", "expect": "answer",
     "gold_paragraphs": [3], "gold_pages": [3], "answer_key": ["thin"], "kind": "yesno"},
    {"id": "a4", "question": "and who sits at the table?", "history": [["Do children have a say when their plan is reviewed?", "Yes."]],
     "expect": "answer", "gold_paragraphs": [4], "gold_pages": [3], "answer_key": ["children choose"], "kind": "followup"},
    {"id": "a5", "question": "why were visits to some homes late", "expect": "answer",
     "gold_paragraphs": [6], "also_acceptable": [3], "gold_pages": [4], "answer_key": ["sickness"], "kind": "fact"},
    {"id": "a6", "question": "Why do older teenagers get no flat and no mentor?", "expect": "correct_the_premise",
     "gold_paragraphs": [5], "gold_pages": [4], "answer_key": ["mentor"], "kind": "false_premise"},
    {"id": "u1", "question": "how much money went into roads", "expect": "say_not_in_report", "kind": "unanswerable"},
    {"id": "u2", "question": "who is mayor", "expect": "say_not_in_report", "kind": "unanswerable"},
    {"id": "u3", "question": "is it raining", "expect": "decline_out_of_scope", "kind": "out_of_scope"},
]  # fmt: skip
for _case in CASES:
    _case["report"] = "brackenshire.md"
    _case["authority"] = "Brackenshire"

"""The nouns of this floor: a case, what an assistant did with it, and the figures drawn from both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from index.types import Hit, ReportCard
from index.types import Report as InspectionReport
from rag.types import Answer, Turn

Expect = Literal["answer", "say_not_in_report", "decline_out_of_scope", "correct_the_premise"]
Gold = int | str
"""A printed paragraph number, or the name of unnumbered text: "summary", "judgements", ..."""


@dataclass(frozen=True, slots=True)
class Support:
    """A sentence that answers, by its paragraph and its first and last words as printed."""

    paragraph: Gold
    starts: str
    ends: str


@dataclass(frozen=True, slots=True)
class Case:
    """A question, what a right answer does, and where the answer stands.

    `report` is a report id or a file name, None for the whole library. Each item of `answer_key`
    holds alternatives, one of which an answer must contain. `gold_text` are the words that answer,
    for sources without numbered paragraphs. `other` keeps fields of the file that this reader does
    not know.
    """

    id: str
    question: str
    expect: Expect
    history: tuple[tuple[str, str], ...] = ()
    report: str | None = None
    gold_paragraphs: tuple[Gold, ...] = ()
    also_acceptable: tuple[Gold, ...] = ()
    gold_pages: tuple[int, ...] = ()
    answer_key: tuple[tuple[str, ...], ...] = ()
    support: tuple[Support, ...] = ()
    gold_text: tuple[str, ...] = ()
    kind: str = "other"
    authority: str | None = None
    reference_answer: str | None = None
    place: str = ""
    other: Mapping[str, Any] = field(default_factory=dict)

    @property
    def answerable(self) -> bool:
        """Whether the reports hold an answer; a false premise can be corrected, so it counts."""
        return self.expect in ("answer", "correct_the_premise")


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that retrieval returned: enough to tell whether it is gold."""

    report_id: str
    paragraph: int | None
    section: str
    kind: str
    pages: tuple[int, ...]
    score: float
    paragraph_id: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation of an answer. `verbatim` is our own check of its offsets against the library."""

    report_id: str
    paragraph: int | None
    section: str
    kind: str
    pages: tuple[int, ...]
    quote: str
    verbatim: bool
    paragraph_id: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What the assistant did with one case; every figure is drawn from cases and records alone.

    `answer` is the document of `Answer.to_dict()`. `report_id` is the report that the case is scoped
    to. The three lists of `Found` are best first: in the case's report, in the whole library, and in
    the case's report by the raw last question of a follow-up. `raw_*` is what became of a follow-up
    that was asked without its history. `error` is set where asking failed.
    """

    case_id: str
    answer: Mapping[str, Any]
    cited: tuple[Cited, ...] = ()
    report_id: str | None = None
    hits: tuple[Found, ...] = ()
    library_hits: tuple[Found, ...] = ()
    raw_hits: tuple[Found, ...] = ()
    raw_answer: Mapping[str, Any] | None = None
    raw_cited: tuple[Cited, ...] = ()
    seconds: float = 0.0
    error: str | None = None

    @property
    def status(self) -> str:
        """The answer's status, or "error"."""
        return str(self.answer.get("status", "error"))

    @property
    def text(self) -> str:
        """The answer as a reader sees it."""
        return str(self.answer.get("text", ""))

    @property
    def confidence(self) -> float | None:
        """The stated probability that the reports answer the question, where one is stated."""
        value = self.answer.get("confidence")
        return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class Result:
    """A case, what became of it, and its scores by the metric's name; None where one doesn't apply."""

    case: Case
    record: Record
    scores: Mapping[str, float | None]
    form: str
    judged: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def right(self) -> bool:
        """Answered rightly, or rightly not answered."""
        return self.scores.get("right") == 1.0


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure over the cases it applies to (`n`), with its 95 % interval where one was drawn."""

    name: str
    value: float
    n: int
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of a part of the cases: `by` is "kind", "authority" or "form"."""

    by: str
    name: str
    n: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """Seconds that one stage of answering took, over the warm questions."""

    name: str
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: the first question of the process, the same again, the stages, and the throughput."""

    cold: float | None
    warm: float | None
    stages: tuple[Stage, ...] = ()
    questions_per_second: float | None = None
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Difference:
    """One metric in two runs over the cases that both hold: paired, with its test.

    `change` is now minus base; `p` the two-sided probability of a change at least as large by chance.
    """

    name: str
    base: float
    now: float
    change: float
    low: float
    high: float
    p: float
    n: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs case by case; `better` and `worse` are ids of cases that changed sides."""

    base: str
    differences: tuple[Difference, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]
    only_now: tuple[str, ...] = ()
    only_base: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """A figure that was held against a bound, and whether it kept it."""

    metric: str
    bound: float
    value: float | None
    passed: bool


@dataclass(frozen=True, slots=True)
class Report:
    """An evaluation: the figures, the curves behind them, and every case with its answer."""

    cases: tuple[str, ...]
    library: str
    model: str | None
    seed: int
    figures: tuple[Figure, ...]
    groups: tuple[Group, ...]
    curve: tuple[tuple[float, float], ...]
    calibration: tuple[tuple[float, float, int], ...]
    ranks: tuple[tuple[str, int], ...]
    timing: Timing
    results: tuple[Result, ...]
    comparison: Comparison | None = None
    gates: tuple[Gate, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every gate that was set was met."""
        return all(gate.passed for gate in self.gates)

    def figure(self, name: str) -> Figure | None:
        """The figure of that name, or None where no case bears on it."""
        return next((f for f in self.figures if f.name == name), None)


class Holds(Protocol):
    """What the evaluation asks of a library."""

    @property
    def generation(self) -> str:
        """Which state of the library is open."""
        ...

    def reports(self) -> Sequence[ReportCard]:
        """The reports it holds."""
        ...

    def report(self, report_id: str) -> InspectionReport:
        """One report as parsed."""
        ...

    def resolve(self, name: str) -> str:
        """The id of a report by id or file name; raises UnknownReportError."""
        ...


class Asks(Protocol):
    """What the evaluation asks of an assistant; `rag.Assistant` is one."""

    @property
    def library(self) -> Holds:
        """Where its answers come from."""
        ...

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Turn | tuple[str, str]] = (),
        report: str | Sequence[str] | None = None,
    ) -> Answer:
        """One answer."""
        ...

    def search(
        self, query: str, k: int = 5, report: str | Sequence[str] | None = None
    ) -> Sequence[Hit]:
        """The passages that retrieval would use, best first."""
        ...

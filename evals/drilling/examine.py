"""What is looked at in a library after a blow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from evals.drilling.child import use_fast_model
from evals.fixtures.invented import WORDS
from index.errors import JudgementsError

if TYPE_CHECKING:
    from index.library import Library
    from index.types import ReportCard


def faults(library: Path, expected: int | None, *, fast: bool) -> tuple[int, list[str]]:
    """How many reports a library lists, and what is wrong with it."""
    from index.library import Library

    if fast:
        use_fast_model()
    wrong: list[str] = []
    try:
        with Library.open(library) as opened:
            wrong += [f"{c.name}: {c.detail}" for c in opened.doctor() if not c.ok]
            cards = opened.reports()
            if expected is not None and len(cards) != expected:
                wrong.append(f"{len(cards)} reports instead of {expected}")
            for card in cards:
                wrong += _wrong_with(opened, card)
            return len(cards), wrong
    except JudgementsError as error:
        return 0, [*wrong, f"{type(error).__name__}: {error}"]


def _wrong_with(library: Library, card: ReportCard) -> Iterator[str]:
    from rag.assistant import Assistant

    number = int(Path(card.name).stem.split("-")[-1])
    word = WORDS[number % len(WORDS)] + str(number)
    passage = next(p for p in library.store.passages_of(card.report_id) if word in p.text)
    by_word = library.store.keyword(word, 5)
    if not by_word or by_word[0][0].split(":")[0] != card.report_id:
        yield f"{card.report_id} is not found by its word {word}"
    near = library.vectors.nearest(library.embedder().embed_query(passage.text), 1)
    if not near or near[0][0] != passage.id:
        yield f"{card.report_id} is not found by its vector"
    grade = next(
        j.grade for j in library.report(card.report_id).judgements if j.aspect == "overall"
    )
    asked = f"What was {card.authority} judged overall?"
    answer = Assistant(library).ask(asked, report=card.report_id)
    cited = {citation.report.report_id for citation in answer.citations}
    quoted = " ".join(citation.quote for citation in answer.citations)
    if grade.lower() not in quoted.lower() or cited != {card.report_id}:
        yield f"{card.report_id} does not answer a question about itself: {answer.text!r}"
    library.original(card.report_id)

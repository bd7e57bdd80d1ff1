"""The last step: statements are composed or generated, and each is verified before it is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from time import perf_counter

from rag.compose import compose, left_out, quoted
from rag.record.table import table
from rag.replies import Reply, nothing_found, unanswered
from rag.request import Parts, Work
from rag.types import Answer, Considered, Draft, Event, Status, Step, Table
from rag.unsettled import remarks
from rag.writing import Writing, passed_over, superseded

SHOWN = 8
"""At most so many receipts are quoted where a wording of them can't be shown."""
FEW = 3
"""Up to so many councils are remarked on one by one."""


def answer(parts: Parts, work: Work) -> Iterator[Event]:
    """Statements as soon as they hold, and the whole Answer last."""
    begun = perf_counter()
    writing = Writing()
    asked = work.parts or ((work.condensed.standalone, work),)
    open_: list[tuple[str, Reply]] = []
    if any(own.reply is None for _, own in asked):
        yield Step("Writing and checking the answer")
    for number, (text, own) in enumerate(asked):
        left = parts.model_timeout - (perf_counter() - begun)
        reply = own.reply
        if reply is None:
            before, writing.repeated = len(writing.statements), False
            yield from _write(parts, own, writing, left / (len(asked) - number))
            if len(writing.statements) == before and not writing.repeated:
                reply = nothing_found(own.scope, own.cards, own.selection)
        if reply is not None:
            open_.append((text, reply))
    _remark(work, writing)
    yield _whole(parts, work, writing, open_, perf_counter() - begun)


def _whole(
    parts: Parts, work: Work, writing: Writing, open_: list[tuple[str, Reply]], seconds: float
) -> Answer:
    """The Answer: what was written, and of what was asked what is not answered and why."""
    asked = work.parts or (("", work),)
    missing = tuple(unanswered(text, reply) for text, reply in open_)
    if writing.statements:
        absent = dict.fromkeys(n for own in (work, *(w for _, w in asked)) for n in _absent(own))
        if absent:
            fixed = work.request.asked.reports or work.request.asked.authority
            why = (
                "only the reports asked for were looked at" if fixed else "no report on it is here"
            )
            missing += (f"Not answered for {', '.join(absent)}: {why}.",)
        status = Status.PARTIAL if missing else Status.ANSWERED
        text = "\n".join([writing.text, *missing])
    else:
        reply = open_[0][1]
        status, text, missing = reply.status, reply.text, ()
    selections = [own.selection for _, own in asked if own.selection is not None]
    return Answer(
        question=work.request.question,
        standalone_question=work.condensed.standalone,
        status=status,
        text=text,
        statements=writing.statements,
        citations=writing.citations,
        considered=_considered(work, writing, open_),
        scope=work.scope,
        confidence=min((s.answerable for s in selections), default=None),
        notes=writing.notes,
        unanswered=missing,
        table=_table(asked, writing),
        model=parts.model_name if selections else None,
        library=parts.library.generation,
        seconds={**work.seconds, "answer": seconds},
    )


def _absent(work: Work) -> tuple[str, ...]:
    """Councils that were asked for beside others and are not here."""
    asked = work.request.asked
    free = asked.reports is None and asked.authority is None
    return work.scope.absent if work.facts or free else ()


def _table(asked: Sequence[tuple[str, Work]], writing: Writing) -> Table | None:
    """The table of the first part that compares inspections."""
    tables = (table(own.facts.compared, writing.citations) for _, own in asked if own.facts)
    return next((made for made in tables if made), None)


def _considered(
    work: Work, writing: Writing, open_: list[tuple[str, Reply]]
) -> tuple[Considered, ...]:
    """What was looked at: for the parts that are not answered first, then what was passed over."""
    looked = [item for _, reply in open_ for item in reply.considered]
    if writing.statements or not open_:
        for _, own in work.parts or (("", work),):
            if own.reply is None:
                looked += passed_over(own.selection, writing.citations)
    return tuple(dict.fromkeys(looked))


def _drafts(parts: Parts, work: Work, seconds: float) -> Iterator[Draft | str]:
    """Statements to verify; a plain string is a note for the reader."""
    if work.facts is not None:
        yield from work.facts.drafts
        yield from work.facts.notes
        return
    if work.selection is None:
        return
    if parts.model is not None:
        from rag.generate import written

        question = work.condensed.standalone
        yield from written(question, work.selection.evidence, parts.model, max(0.0, seconds))
        return
    from rag.selector.mood import premise

    takes_for_bad = premise(work.condensed.standalone) < 0
    contradicted = takes_for_bad and work.selection.premise == "contradicted"
    drafts = compose(work.selection.evidence, contradicted=contradicted)
    yield from drafts
    yield from left_out(work.selection.evidence, drafts)


def _write(parts: Parts, work: Work, writing: Writing, seconds: float) -> Iterator[Event]:
    """Each draft that holds, as soon as it is checked; the composed answer where a model's fails."""
    before = len(writing.statements)
    for draft in _drafts(parts, work, seconds):
        if isinstance(draft, str):
            writing.note(draft)
        elif (ready := writing.write(draft)) is not None:
            yield ready
        elif draft.kind == "fact" and not writing.says(draft.text):
            # the record's own words, where our wording of them can't be shown
            for item in draft.evidence[:SHOWN]:
                if (ready := writing.write(quoted(item))) is not None:
                    yield ready
    if len(writing.statements) == before and work.selection is not None and parts.model is not None:
        for draft in compose(work.selection.evidence):
            if (ready := writing.write(draft)) is not None:
                yield ready


def _remark(work: Work, writing: Writing) -> None:
    """Say how what is cited was found, and which inspections have been superseded by a newer one here."""
    asked = work.parts or (("", work),)
    if not writing.statements:
        return
    open_ended = remarks(work, [citation.quote for citation in writing.citations])
    for remark in dict.fromkeys((*open_ended, *(r for _, own in asked for r in own.remarks))):
        writing.note(remark)
    for _, own in asked:
        few = len(own.scope.authorities) <= FEW
        if own.facts is None or (few and own.scope.year):
            for remark in superseded(own.cards, writing.citations):
                writing.note(remark)

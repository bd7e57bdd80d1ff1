"""Runs cases through an assistant and makes the report: resumable, with any number of workers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import replace
from pathlib import Path
from typing import Any

from evals import compare as comparing
from evals import figures as drawing
from evals.asking import ask
from evals.cases import read
from evals.output.records import Progress, fingerprint
from evals.query_path import query_path
from evals.types import Asks, Case, Gate, Record, Report, Result, Stage, Timing
from index.errors import CaseError, SettingsError, UnknownReportError

Reporter = Callable[[int, int], None]
"""Called with how many cases are done and how many there are."""


def evaluate(
    cases_paths: Sequence[str | Path],
    *,
    library: str | Path | None = None,
    json_out: str | Path | None = None,
    html_out: str | Path | None = None,
    compare: str | Path | None = None,
    fail_under: Iterable[str] = (),
    workers: int = 1,
    seed: int = 0,
    resume: str | Path | None = None,
    progress: Reporter | None = None,
    assistant: Asks | None = None,
    opened: Callable[[], Asks] | None = None,
    judge: Any = None,
) -> Report:
    """Evaluate an assistant on the cases of the files, and write what was asked for.

    `library` is a library folder, as for `Assistant.open`; `assistant` one that is open already, and
    `opened` opens one where cases and settings are well.
    `compare` is the JSON of an earlier run; `fail_under` holds METRIC=VALUE, a floor, or a ceiling
    where lower is better; `resume` a file from which a run that was broken off goes on; `judge` a
    LangChain chat model for the two figures that need one. The figures are the same for any number
    of workers, and for the same seed twice. Raises CaseError, SettingsError, LibraryError.
    """
    cases = read(cases_paths)
    bounds = tuple(bound(text) for text in fail_under)
    base = comparing.load(compare) if compare is not None else None
    if workers < 1:
        raise SettingsError(f"workers must be 1 or more, not {workers}")
    if assistant is None:
        from rag.assistant import Assistant

        assistant = opened() if opened is not None else Assistant.open(library)
    check_reports(cases, assistant)
    records, timing = run(cases, assistant, workers=workers, resume=resume, progress=progress)
    judged: dict[str, Mapping[str, float | None]] = {}
    if judge is not None:
        from evals.metrics.judge import judge_answers

        judged = judge_answers(judge, cases, records)
    report = make(
        tuple(str(p) for p in cases_paths),
        cases,
        records,
        assistant,
        timing,
        seed=seed,
        judged=judged,
    )
    if base is not None:
        report = replace(report, comparison=comparing.compare(base, report, seed=seed))
    report = replace(report, gates=tuple(_held(name, value, report) for name, value in bounds))
    if json_out is not None:
        from evals.output.report import write_json

        write_json(report, json_out)
    if html_out is not None:
        from evals.output.html import write_html

        write_html(report, html_out)
    return report


def bound(text: str) -> tuple[str, float]:
    """METRIC=VALUE as its two parts; raises SettingsError for an unknown metric or no number."""
    name, equals, value = text.partition("=")
    if not equals or name.strip() not in drawing.NAMES:
        raise SettingsError(
            f"{text!r} is no bound; write METRIC=VALUE with one of: {', '.join(drawing.NAMES)}"
        )
    try:
        return name.strip(), float(value)
    except ValueError:
        raise SettingsError(f"{text!r}: {value!r} is no number") from None


def check_reports(cases: Iterable[Case], assistant: Asks) -> None:
    """Raise CaseError before the first question where a case's report is not in the library."""
    unknown: dict[str, str] = {}
    known: set[str] = set()
    for case in cases:
        if case.report is None or case.report in known or case.report in unknown:
            continue
        try:
            assistant.library.resolve(case.report)
            known.add(case.report)
        except UnknownReportError:
            unknown[case.report] = case.place
    if unknown:
        first, place = next(iter(unknown.items()))
        more = (
            f", nor are {len(unknown) - 1} others that the cases name" if len(unknown) > 1 else ""
        )
        raise CaseError(
            f"{place}: the report {first!r} is not in the library{more}; add it with `judgements add`"
        )


def run(
    cases: Sequence[Case],
    assistant: Asks,
    *,
    workers: int = 1,
    resume: str | Path | None = None,
    progress: Reporter | None = None,
) -> tuple[tuple[Record, ...], Timing]:
    """Ask every case once; records in the order of the cases."""
    settings = getattr(assistant, "settings", None)
    model = getattr(settings, "model", None)
    mark = fingerprint(cases, assistant.library.generation, model)
    with Progress(resume, mark) as kept:
        cold = warm = None
        todo = [case for case in cases if case.id not in kept.done]
        done = len(cases) - len(todo)
        if todo:
            # the first question loads the models: timed alone, then again, so that it slows no other
            cold = ask(assistant, todo[0]).seconds
            again = ask(assistant, todo[0])
            warm = again.seconds
            kept.add(again)
            done += 1
        if progress is not None:
            progress(done, len(cases))
        begun = time.perf_counter()
        rest = todo[1:]
        with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="case") as pool:
            waiting = [pool.submit(ask, assistant, case) for case in rest]
            try:
                for finished in as_completed(waiting):
                    kept.add(finished.result())
                    done += 1
                    if progress is not None:
                        progress(done, len(cases))
            except BaseException:
                pool.shutdown(wait=True, cancel_futures=True)
                raise
        took = time.perf_counter() - begun
        records = tuple(kept.done[case.id] for case in cases)
    asked = sum(2 if case.history else 1 for case in rest) if todo else 0
    rate = asked / took if asked and took > 0 else None
    asked_for = [str(r.answer.get("standalone_question") or "") for r in records]
    parts = query_path(assistant.library, [question for question in asked_for if question])
    return records, Timing(cold, warm, (*_stages(records), *parts), rate, workers)


def make(
    files: tuple[str, ...],
    cases: Sequence[Case],
    records: Sequence[Record],
    assistant: Asks,
    timing: Timing,
    *,
    seed: int = 0,
    judged: Mapping[str, Mapping[str, float | None]] | None = None,
) -> Report:
    """The report of cases and records."""
    results: tuple[Result, ...] = tuple(
        drawing.result(case, record, (judged or {}).get(case.id))
        for case, record in zip(cases, records, strict=True)
    )
    models = {m for r in records if (m := r.answer.get("model"))}
    return Report(
        cases=files,
        library=assistant.library.generation,
        model=", ".join(sorted(str(m) for m in models)) or None,
        seed=seed,
        figures=drawing.figures(results, seed),
        groups=drawing.groups(results),
        curve=drawing.curve(results),
        calibration=drawing.calibration(results),
        ranks=drawing.ranks(results),
        timing=timing,
        results=results,
    )


def _held(name: str, limit: float, report: Report) -> Gate:
    figure = report.figure(name)
    if figure is None:
        return Gate(
            name, limit, None, passed=False
        )  # a bound that nothing was measured for is not met
    lower = name in drawing.LOWER_IS_BETTER
    kept = figure.value <= limit + 1e-12 if lower else figure.value >= limit - 1e-12
    return Gate(name, limit, figure.value, kept)


def _stages(records: Sequence[Record]) -> tuple[Stage, ...]:
    times: dict[str, list[float]] = {}
    for record in records:
        if record.error is None:
            for name, value in record.answer.get("seconds", {}).items():
                times.setdefault(str(name), []).append(float(value))
            times.setdefault("whole question", []).append(record.seconds)
    return tuple(Stage(n, _quantile(v, 0.5), _quantile(v, 0.95)) for n, v in times.items())


def _quantile(values: Sequence[float], part: float) -> float:
    """The value below which `part` of the values lie, by linear interpolation."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)

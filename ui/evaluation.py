"""The `eval` command: run an evaluation, print its figures, and say whether its gates held."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.output.report import table
from evals.run import evaluate


def evaluation_command(
    cases: Sequence[Path],
    *,
    library: Path | None,
    json_out: Path | None,
    html_out: Path | None,
    compare: Path | None,
    fail_under: Sequence[str],
    workers: int,
    seed: int,
    resume: Path | None,
) -> bool:
    """Evaluate and print; True where every gate held."""
    from rich.console import Console

    from ui.given import open_assistant
    from ui.progress import adding

    with adding() as progress:
        report = evaluate(
            cases,
            opened=lambda: open_assistant(library),
            json_out=json_out,
            html_out=html_out,
            compare=compare,
            fail_under=fail_under,
            workers=workers,
            seed=seed,
            resume=resume,
            progress=lambda done, total: progress("Questions", done, total, ""),
        )
    Console().print(table(report))
    return all(gate.passed for gate in report.gates)

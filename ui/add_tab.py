"""The tab where reports are added: limits said beforehand, one outcome line for each file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from index.errors import JudgementsError
from index.types import Outcome
from ui.offline import gr
from ui.text import clip, count, escape
from ui.wiring import PRIVATE, Backstage

FORMATS = (".pdf", ".html", ".htm", ".docx", ".md", ".txt")
SAID = {
    "added": ("✓", "Added"),
    "unchanged": ("=", "Already in the library"),
    "replaced": ("✓", "Added in place of an earlier version"),
    "failed": ("✕", "Not added"),
}


def build(backstage: Backstage, changed: list[Any], refill: Callable[[], dict[Any, Any]]) -> None:
    """Lay the tab out; `refill` gives what `changed` components show once reports were added."""
    limits = backstage.limits
    gr.HTML(
        "<h2>Add reports</h2><p>Inspection reports as PDF, HTML, Word, Markdown or text. "
        f"At most {limits.files} files at a time, {limits.megabytes} MB each. A report is read on "
        "this server and becomes part of the library that everybody who uses this page asks.</p>"
    )
    files = gr.File(
        label="Choose reports",
        file_count="multiple",
        file_types=list(FORMATS),
        elem_id="files",
        height=170,
    )
    send = gr.Button("Add to the library", variant="primary", elem_id="add")
    outcome = gr.HTML("", elem_id="outcome")

    def add(paths: list[str] | None, progress: Any = gr.Progress()) -> Iterator[dict[Any, Any]]:  # noqa: B008  # where Gradio looks for it
        for line in adding(backstage, [Path(p) for p in paths or []], progress):
            yield {outcome: line}
        yield {files: None, **refill()}

    send.click(
        add,
        files,
        [outcome, files, *changed],
        concurrency_id="uploads",
        concurrency_limit=1,  # one library, one writer: others wait their turn in the queue
        show_progress_on=[outcome],
        **PRIVATE,
    )


def adding(backstage: Backstage, paths: list[Path], progress: Callable[..., Any]) -> Iterator[str]:
    """Add the files one by one; yields the list of outcomes after each.

    A file that fails leaves the others alone; nothing is raised for a reader to see.
    """
    if not paths:
        yield '<p role="status">Choose at least one file first.</p>'
        return
    if len(paths) > backstage.limits.files:
        yield (
            f'<p role="alert">{len(paths)} files were chosen; {backstage.limits.files} is the most '
            "at a time. Nothing was added.</p>"
        )
        return
    rows: list[Outcome] = []
    for at, path in enumerate(paths):
        progress((at, len(paths)), desc=f"Reading {clip(path.name, 60)}")
        rows.append(_one(backstage, path))
        backstage.metrics.count("uploads_total", status=rows[-1].status)
        yield outcomes(rows, len(paths))


def _one(backstage: Backstage, path: Path) -> Outcome:
    try:
        return backstage.desk.assistant().library.add([path])[0]
    except JudgementsError as error:
        return Outcome(str(path), "failed", error=str(error))
    except Exception as error:  # one bad file must never end another person's upload
        backstage.log.exception("a file failed", extra={"error": type(error).__name__})
        return Outcome(
            str(path), "failed", error="It could not be read, for a reason now in the server's log."
        )


def outcomes(rows: list[Outcome], total: int) -> str:
    """One line for each file: its name, a sign, a word, and what is wrong if something is."""
    done = f"{len(rows)} of {count(total, 'file')} done."
    lines = "".join(
        f'<tr><th scope="row">{escape(clip(Path(r.path).name, 200))}</th>'
        f'<td class="{r.status}"><span aria-hidden="true">{SAID[r.status][0]}</span> '
        f"{SAID[r.status][1]}</td><td>{escape(clip(r.error or '', 600))}</td></tr>"
        for r in rows
    )
    return (
        f'<p role="status">{done}</p><table class="plain-table"><caption>Files</caption><thead><tr>'
        '<th scope="col">File</th><th scope="col">Outcome</th><th scope="col">Why</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )

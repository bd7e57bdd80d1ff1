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
    with gr.Row(equal_height=True):
        council = gr.Textbox(
            label="Or a council whose official reports are to be downloaded",
            info="Needs the internet where this page is served; asks Ofsted’s own site.",
            placeholder="For example: Kent",
            max_length=100,
            elem_id="fetch-council",
            scale=3,
        )
        fetch = gr.Button("Download and add", elem_id="fetch", scale=1, min_width=180)
    outcome = gr.HTML("", elem_id="outcome")

    def add(paths: list[str] | None, progress: Any = gr.Progress()) -> Iterator[dict[Any, Any]]:  # noqa: B008  # where Gradio looks for it
        for line in adding(backstage, [Path(p) for p in paths or []], progress):
            yield {outcome: line}
        yield {files: None, **refill()}

    def download(name: str, progress: Any = gr.Progress()) -> Iterator[dict[Any, Any]]:  # noqa: B008  # where Gradio looks for it
        for line in fetching(backstage, name or "", progress):
            yield {outcome: line}
        yield refill()

    for button, act, given in ((send, add, files), (fetch, download, council)):
        button.click(
            act,
            given,
            [outcome, files, *changed],
            concurrency_id="uploads",
            concurrency_limit=1,  # one library, one writer: others wait their turn in the queue
            show_progress_on=[outcome],
            **PRIVATE,
        )


def adding(backstage: Backstage, paths: list[Path], progress: Callable[..., Any]) -> Iterator[str]:
    """Add the files; yields what to show: what is being done, then one outcome for each.

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
    yield f'<p role="status">Reading {count(len(paths), "file")} …</p>'

    def told(_stage: str, done: int, of: int, words: str) -> None:
        progress((done, of), desc=clip(words, 80))

    rows = _added(backstage, paths, told)
    for row in rows:
        backstage.metrics.count("uploads_total", status=row.status)
    backstage.log.info("added", extra={"files": [r.status for r in rows]})
    yield outcomes(rows)


def fetching(backstage: Backstage, name: str, progress: Callable[..., Any]) -> Iterator[str]:
    """Download a council's official reports and add them; yields what to show."""
    from index.councils.fetch import fetch

    wanted = name.strip()
    if not wanted:
        yield '<p role="status">Name a council first.</p>'
        return
    yield f'<p role="status">Downloading the official reports on {escape(clip(wanted, 80))} …</p>'
    try:
        folder = backstage.desk.assistant().library.path / "downloads"
        files = fetch(clip(wanted, 100), folder)
    except JudgementsError as error:
        yield f'<p role="alert">{escape(str(error))}</p>'
        return
    yield from adding(backstage, list(files)[: backstage.limits.files], progress)


def _added(
    backstage: Backstage, paths: list[Path], told: Callable[[str, int, int, str], None]
) -> list[Outcome]:
    """Add the files together; what fails for all of them becomes the outcome of each."""
    try:
        return list(backstage.desk.assistant().library.add(paths, progress=told))
    except JudgementsError as error:
        why = str(error)
    except Exception as error:  # one person's upload must never end another's page
        backstage.log.exception("an upload failed", extra={"error": type(error).__name__})
        why = "It could not be read, for a reason now in the server's log."
    return [Outcome(str(path), "failed", error=why) for path in paths]


def outcomes(rows: list[Outcome]) -> str:
    """One line for each file: its name, a sign, a word, and what is wrong if something is."""
    good = sum(r.status != "failed" for r in rows)
    done = f"{good} of {count(len(rows), 'file')} can be asked now."
    lines = "".join(
        f'<tr><th scope="row">{escape(clip(Path(r.path).name, 200))}</th>'
        f'<td class="{r.status}"><span aria-hidden="true">{SAID[r.status][0]}</span> '
        f"{SAID[r.status][1]}</td><td>{escape(clip(r.error or ' '.join(r.notes), 600))}</td></tr>"
        for r in rows
    )
    return (
        f'<p role="status">{done}</p><table class="plain-table"><caption>Files</caption><thead><tr>'
        '<th scope="col">File</th><th scope="col">Outcome</th><th scope="col">Why</th></tr></thead>'
        f"<tbody>{lines}</tbody></table>"
    )

"""Files in, reports out: each file read in a child process, several at a time, none able to hang the run."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import FetchError, ReportFileError
from index.limits import Limits, raise_it
from index.readers.children import (
    REPLACED_AFTER,
    Child,
    ready,
    reason_of_death,
    too_big_for_memory,
    too_slow,
)
from index.readers.reading_child import READER, Reply, Task
from index.readers.sniff import READABLE, sniff

if TYPE_CHECKING:
    from index.types import Report, Source

Progress = Callable[[int, int, int, float], None]
"""Called after every file with (files done, files in all, pages read so far, seconds so far)."""


@dataclass(frozen=True, slots=True)
class Read:
    """What became of one file: a report, or the reason why there is none.

    `path` is the file or address as given, fit to be printed. `data_path` is where the bytes lie; for
    an address it is a temporary copy that goes away when the iteration moves on. `sha256` is of the
    bytes that were read: compare it after copying them.
    """

    path: str
    data_path: Path | None = None
    sha256: str | None = None
    report: Report | None = None
    error: str | None = None


def read_source(data: bytes, name: str, *, max_pages: int | None = None) -> Source:
    """Read a file's bytes as positioned lines; raises ReportFileError with the reason and what to do."""
    sha256 = hashlib.sha256(data).hexdigest()
    match sniff(data, name):
        case "pdf":
            from index.readers.pdf import read_pdf

            return read_pdf(data, name, sha256, max_pages=max_pages)
        case "html":
            from index.readers.html import read_html

            source = read_html(data, name, sha256)
        case "docx":
            from index.readers.docx import read_docx

            source = read_docx(data, name, sha256)
        case "markdown":
            from index.readers.markdown import read_markdown

            source = read_markdown(data, name, sha256)
        case "text":
            from index.readers.text import read_text

            source = read_text(data, name, sha256)
    lines = (line.text for page in source.pages for line in page.lines)
    if not any(character.isalnum() for text in lines for character in text):
        raise ReportFileError(name, "There is no text in the file. Get a fresh copy of the report.")
    return source


def read_report(path: str | Path, *, limits: Limits | None = None) -> Report:
    """Read and parse one file in this process.

    Raises ReportFileError, with what happened and what to do, for anything that is not a readable report.
    """
    from index.report import parse

    limits = limits or Limits.from_environment()
    data = read_bytes(Path(path), limits)
    return parse(read_source(data, printable(Path(path).name), max_pages=limits.max_pages))


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The bytes of a regular file within the size limit; raises ReportFileError otherwise."""
    reason = refusal(path, limits)
    most = limits.max_file_megabytes * 1024 * 1024
    if reason is None:
        try:
            with path.open("rb") as file:
                data = file.read(most + 1)
        except OSError as error:
            reason = _cannot_open(error)
        else:
            if len(data) <= most:
                return data
            reason = _too_big(len(data), limits)
    raise ReportFileError(printable(str(path)), reason)


def refusal(path: Path, limits: Limits) -> str | None:
    """Why a path can't be read, seen from outside and without opening it; None where it may be tried."""
    try:
        status = path.stat()
    except FileNotFoundError:
        return "There is no such file. Check the spelling of the path."
    except (OSError, ValueError) as error:
        return _cannot_open(error)
    if stat.S_ISDIR(status.st_mode):
        return f"The folder holds no file that can be read ({', '.join(READABLE)})."
    if not stat.S_ISREG(status.st_mode):
        return "This is not a regular file. Add a PDF, HTML, DOCX, Markdown or text file."
    if status.st_size > limits.max_file_megabytes * 1024 * 1024:
        return _too_big(status.st_size, limits)
    return None


def collect(items: Iterable[str | Path]) -> list[str]:
    """The files and addresses that `items` name, each once, in a stable order.

    A folder gives its readable files, recursively and by name, without hidden ones. A file that is
    named itself is kept whatever its name; so are missing paths and folders with nothing to
    read, which become failed rows when they are read.
    """
    found: dict[str, None] = {}
    for item in items:
        text = os.fspath(item)
        path = Path(text)
        if is_address(text) or not path.is_dir():
            found.setdefault(text)
            continue
        inside = sorted(_inside(path))
        found.update(dict.fromkeys(inside or [text]))
    return list(found)


def is_address(text: str) -> bool:
    """Whether `text` is a web address and not a path."""
    return text.lower().startswith(("https://", "http://"))


def printable(text: str) -> str:
    """A file name as text that can always be printed, whatever bytes the name holds."""
    return os.fsencode(text).decode("utf-8", errors="replace")


def read_files(
    items: Iterable[str | Path],
    *,
    jobs: int | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
    reader: str = READER,
) -> Iterator[Read]:
    """Read files, folders and addresses, several at a time, and give one `Read` for each, in order.

    Each file is read in a child process with limits on time and memory; a file that hangs, crashes or
    asks for too much is an error in its own row and the others go on. `jobs` is the number of
    processes (by default one for each processor), `reader` the function they call, as "module:name".
    """
    paths = collect(items)
    limits = limits or Limits.from_environment()
    with ExitStack() as stack:
        work = _Work(paths, limits, reader, stack)
        jobs = max(1, min(jobs or _processors(), len(paths)))
        begun = time.monotonic()
        pages = 0
        for done, read in enumerate(work.run(jobs), start=1):
            pages += read.report.card.pages if read.report else 0
            if progress:
                progress(done, len(paths), pages, time.monotonic() - begun)
            yield read


class _Work:
    """The files still to read, the processes reading them, and the rows not yet handed over."""

    def __init__(self, paths: list[str], limits: Limits, reader: str, stack: ExitStack) -> None:
        self._paths = paths
        self._limits = limits
        self._reader = reader
        self._stack = stack
        self._todo = deque(range(len(paths)))
        self._tried: set[int] = set()
        self._rows: dict[int, Read] = {}
        self._files: dict[int, Path] = {}
        self._children: list[Child] = []
        stack.callback(self._stop)

    def run(self, jobs: int) -> Iterator[Read]:
        """Every row, in the order of the paths."""
        for position in range(len(self._paths)):
            while position not in self._rows:
                self._feed(jobs)
                self._wait()
            yield self._rows.pop(position)

    def _feed(self, jobs: int) -> None:
        """Give every idle process a file, and start processes while there are files for them."""
        while self._todo:
            idle = next((child for child in self._children if child.task is None), None)
            if idle is None and len(self._children) >= jobs:
                return
            position = self._todo.popleft()
            try:
                path = self._local(position)
            except (FetchError, ReportFileError) as error:
                self._rows[position] = Read(printable(self._paths[position]), error=str(error))
                continue
            if (
                idle is None
                or idle.files >= REPLACED_AFTER
                or (position in self._tried and idle.files)
            ):
                if idle is not None:
                    self._drop(idle)
                idle = Child()
                self._children.append(idle)
            idle.give(position, Task(str(path), self._limits, self._reader))

    def _wait(self) -> None:
        answered, overdue = ready(self._children)
        for child in answered:
            position, reply = child.position, child.take()
            if reply is None or reply.kind == "memory":
                status = self._drop(child)
                if child.files > 1 and position not in self._tried:
                    # Perhaps an earlier file left the process in a bad way: try once in a fresh one.
                    self._tried.add(position)
                    self._todo.appendleft(position)
                    continue
                too_much = too_big_for_memory(self._limits)
                reason = too_much if reply else reason_of_death(status, self._limits)
                reply = Reply("error", reason=reason)
            self._settle(position, reply)
        for child in overdue:
            self._drop(child)
            self._settle(child.position, Reply("error", reason=too_slow(self._limits)))

    def _settle(self, position: int, reply: Reply) -> None:
        report = reply.report
        self._rows[position] = Read(
            printable(self._paths[position]),
            data_path=self._files[position],
            sha256=report.card.sha256 if report else None,
            report=report,
            error=None if report else reply.reason,
        )

    def _local(self, position: int) -> Path:
        """The file to read at `position`, downloaded first where an address was given."""
        item = self._paths[position]
        if position not in self._files:
            if is_address(item):
                from index.councils.download import download

                folder = self._stack.enter_context(
                    tempfile.TemporaryDirectory(prefix="judgements-")
                )
                self._files[position] = download(
                    item, Path(folder), max_megabytes=self._limits.max_file_megabytes
                )
            else:
                self._files[position] = Path(item)
        reason = refusal(self._files[position], self._limits)
        if reason:
            raise ReportFileError(printable(item), reason)
        return self._files[position]

    def _drop(self, child: Child) -> int:
        self._children.remove(child)
        return child.stop()

    def _stop(self) -> None:
        for child in self._children:
            child.stop()


def _processors() -> int:
    """How many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def _inside(folder: Path) -> Iterator[str]:
    """The readable files below a folder."""
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in files:
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in READABLE:
                yield str(Path(where) / name)


def _too_big(size: int, limits: Limits) -> str:
    return (
        f"The file has {size / 1024**2:,.0f} MB; at most {limits.max_file_megabytes:,} MB are read. "
        + raise_it("max_file_megabytes")
    )


def _cannot_open(error: OSError | ValueError) -> str:
    why = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"The file can't be opened: {why}."

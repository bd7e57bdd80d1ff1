"""Reads and parses the real reports that may lie beside the repository, in two processes."""

from __future__ import annotations

import csv
import multiprocessing
import re
import shutil
import subprocess
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from index.errors import ReportFileError
from index.readers.pdf import read_pdf
from index.report import parse
from index.types import Paragraph, Report

# What a page printed by poppler may hold between two words of one paragraph: white space, list
# marks, and footnote marks glued to the word before.
_BETWEEN = re.compile(r"[\s\u2022\u25a0-\u25ff\u2212\u00ad\ue000-\uf8ff\u0335\u0336]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """One file: its report or the reason why there is none, and the paragraphs poppler lacks."""

    name: str
    report: Report | None
    reason: str
    unfound: tuple[Paragraph, ...]


def known(folder: Path) -> dict[str, dict[str, str]]:
    """What is known of each file, by its name."""
    with (folder / "reports.csv").open(encoding="utf-8", newline="") as rows:
        return {row["file"]: row for row in csv.DictReader(rows)}


@cache
def readings(folder: Path) -> dict[str, Reading]:
    """Every PDF in the folder, read and parsed."""
    paths = sorted(folder.glob("*.pdf"))
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        return {reading.name: reading for reading in pool.map(_read, paths, chunksize=6)}


def _read(path: Path) -> Reading:
    data = path.read_bytes()
    try:
        report = parse(read_pdf(data, path.name, sha256(data).hexdigest()))
    except ReportFileError as error:
        return Reading(path.name, None, str(error), ())
    return Reading(path.name, report, "", _unfound(path, report))


def _unfound(path: Path, report: Report) -> tuple[Paragraph, ...]:
    poppler = shutil.which("pdftotext")
    if poppler is None:
        return ()
    done = subprocess.run(
        [poppler, "-layout", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True
    )
    pages = [_solid(page) for page in done.stdout.decode("utf-8").split("\f")]
    return tuple(
        p
        for p in report.paragraphs
        if p.number is not None and not _found(_solid(p.text), pages[p.page_start - 1 : p.page_end])
    )


def _solid(text: str) -> str:
    return _BETWEEN.sub("", text)


def _found(text: str, pages: list[str]) -> bool:
    """Whether a page prints the text, or two pages in a row its beginning and the rest."""
    if any(text in page for page in pages):
        return True
    for page, following in pairwise(pages):
        cut = _longest_beginning(text, page)
        if any(
            text[:at] in page and text[at:] in following for at in range(cut, max(0, cut - 6), -1)
        ):
            return True
    return False


def _longest_beginning(text: str, page: str) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in page else (low, middle - 1)
    return low

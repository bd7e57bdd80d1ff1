"""Every file gets its row: a report, or a reason that says what to do. Real files, real processes."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from index.errors import ReportFileError, SettingsError, UnsupportedFormatError
from index.limits import Limits
from index.read import Read, collect, read_files, read_report
from index.readers.sniff import sniff
from tests.pdf_files import encrypted_pdf, image_pdf, long_pdf, pdf, stream, text_pdf

LINES = [
    "Inspection of Fernshire local authority",
    "1. Children in Fernshire wait too long for help.",
]
MISBEHAVE = "tests.hostile_readers:misbehave"


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def rows(paths: list[Path], **limits: int) -> dict[str, Read]:
    read = list(read_files(paths, jobs=2, limits=Limits(**limits)))
    assert [row.path for row in read] == [str(path) for path in paths]
    return {Path(row.path).name: row for row in read}


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        with archive.open("word/document.xml", "w") as part:
            for _ in range(300):
                part.write(bytes(1024 * 1024))
    return out.getvalue()


def packed(**entries: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def test_every_hostile_file_gets_a_row_with_a_reason_and_the_good_one_is_read(tmp_path: Path):
    good = text_pdf(LINES)
    huge = write(tmp_path, "huge.txt", b"")
    with huge.open("r+b") as file:
        file.truncate(200 * 1024 * 1024)  # sparse: refused by its size before a byte is read
    paths = [
        write(tmp_path, "empty.pdf", b""),
        write(tmp_path, "blank.txt", b" \r\n \n"),
        write(tmp_path, "truncated.pdf", good[: len(good) // 3]),
        write(tmp_path, "encrypted.pdf", encrypted_pdf()),
        write(tmp_path, "image.pdf", image_pdf()),
        write(tmp_path, "bomb.docx", bomb()),
        write(tmp_path, "page.pdf", b"\n<!DOCTYPE html><html><body>Page not found</body></html>"),
        write(tmp_path, "long.pdf", long_pdf(5_000)),
        write(tmp_path, "sheet.xlsx", packed(xl__workbook="x")),
        write(tmp_path, "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        write(tmp_path, "photo.jpg", b"\xff\xd8\xff\xe0" + bytes(600)),
        huge,
        tmp_path / "missing.pdf",
        write(tmp_path, "good.pdf", good),
    ]
    found = rows(paths)
    reasons = {
        "empty.pdf": "empty",
        "blank.txt": "empty",
        "truncated.pdf": "damaged",
        "encrypted.pdf": "password",
        "image.pdf": "OCR",
        "bomb.docx": "unpack",
        "page.pdf": "web page saved as PDF",
        "long.pdf": "JUDGEMENTS_MAX_PAGES",
        "sheet.xlsx": "spreadsheet",
        "old.doc": "DOCX or PDF",
        "photo.jpg": "OCR",
        "huge.txt": "JUDGEMENTS_MAX_FILE_MEGABYTES",
        "missing.pdf": "no such file",
    }
    for name, reason in reasons.items():
        row = found[name]
        assert row.report is None, name
        assert row.error is not None, name
        assert reason in row.error, f"{name}: {row.error}"
    read = found["good.pdf"]
    assert read.error is None
    assert read.report is not None
    assert read.report.card.pages == 1
    assert any("wait too long" in paragraph.text for paragraph in read.report.paragraphs)
    assert read.sha256 == read.report.card.sha256
    assert read.data_path == paths[-1]


@pytest.mark.parametrize(
    "name",
    [
        "with space.txt",
        'it\'s "quoted".txt',
        "отчёт – 报告.txt",
        "back\\slash.txt",
        "line\nbreak.txt",
    ],
)
def test_a_file_name_may_hold_anything(tmp_path: Path, name: str):
    (row,) = read_files([write(tmp_path, name, b"The council has a plan.\n")], jobs=1)
    assert row.error is None
    assert row.report is not None
    assert row.path.endswith(name)


def test_a_file_name_that_is_no_text_can_still_be_printed(tmp_path: Path):
    path = os.path.join(os.fsencode(tmp_path), b"caf\xe9.txt")  # noqa: PTH118 - a name in bytes
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(b"The council has a plan.\n")
    (row,) = read_files([tmp_path], jobs=1)
    assert row.error is None
    assert row.path.encode("utf-8").endswith("caf\ufffd.txt".encode())


def test_scripts_in_a_web_page_are_dropped_and_its_text_is_read(tmp_path: Path):
    page = b"<html><body><script>steal()</script><p onclick='x()'>Visits are regular.</p></body></html>"
    report = read_report(write(tmp_path, "page.html", page))
    text = " ".join(paragraph.text for paragraph in report.paragraphs)
    assert "Visits are regular." in text
    assert "steal" not in text


def test_a_reader_that_hangs_crashes_or_swallows_memory_costs_only_its_own_row(tmp_path: Path):
    names = [
        "a",
        "hangs",
        "b",
        "crashes",
        "c",
        "swallows",
        "d",
        "exits",
        "e",
        "raises",
        "f",
        "refuses",
        "g",
    ]
    paths = [write(tmp_path, f"{name}.txt", b"x") for name in names]
    limits = Limits(max_seconds=4, max_memory_megabytes=512)
    read = {
        Path(row.path).stem: row
        for row in read_files(paths, jobs=2, limits=limits, reader=MISBEHAVE)
    }
    assert list(read) == names
    for name in "abcdefg":
        assert read[name].report is not None, read[name].error
    reasons = {
        "hangs": "longer than 4 seconds",
        "crashes": "SIGSEGV",
        "swallows": "more than 512 MB of memory",
        "exits": "crashed",
        "raises": "a fault in the reader",
        "refuses": "refused with a reason",
    }
    for name, reason in reasons.items():
        error = read[name].error
        assert error is not None
        assert reason in error


def test_a_pdf_that_unpacks_to_more_than_the_memory_allowed_is_stopped(tmp_path: Path):
    squeeze = zlib.compressobj(9)
    content = b"".join(squeeze.compress(bytes(1024 * 1024)) for _ in range(700)) + squeeze.flush()
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>"
    tree = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page,
    ]
    path = write(tmp_path, "bomb.pdf", pdf([*tree, stream(content, b"/Filter /FlateDecode")]))
    assert path.stat().st_size < 1024 * 1024
    (row,) = read_files([path], limits=Limits(max_memory_megabytes=512))
    assert row.error is not None
    assert "512 MB of memory" in row.error


def test_importing_the_reading_loads_no_heavy_library():
    heavy = "lxml docx pypdfium2 markdown_it numpy torch chromadb"
    code = f"import sys, index.read, index.councils.catalogue, index.councils.fetch; print([m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_reader_that_only_computes_is_stopped_as_well(tmp_path: Path):
    limits = Limits(max_seconds=2)
    (row,) = read_files([write(tmp_path, "spins.txt", b"x")], limits=limits, reader=MISBEHAVE)
    assert row.error is not None
    assert "JUDGEMENTS_MAX_SECONDS" in row.error


def test_one_process_reads_many_files(tmp_path: Path):
    paths = [write(tmp_path, f"{number}.txt", b"x") for number in range(6)]
    readers = {
        row.report.card.title for row in read_files(paths, jobs=1, reader=MISBEHAVE) if row.report
    }
    assert len(readers) == 1  # the misbehaving reader titles its reports with its process number


def test_a_crash_in_a_used_process_is_tried_again_in_a_fresh_one(tmp_path: Path):
    paths = [write(tmp_path, f"{name}.txt", b"x") for name in ("a", "only-fresh", "b")]
    assert [row.error for row in read_files(paths, jobs=1, reader=MISBEHAVE)] == [None, None, None]


def test_no_process_is_left_when_the_caller_stops_early(tmp_path: Path):
    paths = [write(tmp_path, f"{name}.txt", b"x") for name in ("a", "hangs", "b")]
    reading = read_files(paths, jobs=2, reader=MISBEHAVE)
    next(reading)
    assert children()
    reading.close()
    assert not children()


def children() -> list[str]:
    """The reading processes that this process has started and that still run."""
    mine = []
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            command = Path("/proc", child, "cmdline")
            if command.exists() and b"reading_child" in command.read_bytes():
                mine.append(child)
    return mine


def test_reading_works_in_a_thread(tmp_path: Path):
    path = write(tmp_path, "plan.txt", b"The council has a plan.\n")
    got: list[Read] = []
    thread = threading.Thread(target=lambda: got.extend(read_files([path], jobs=1)))
    thread.start()
    thread.join()
    assert [row.error for row in got] == [None]


def test_progress_counts_files_pages_and_seconds(tmp_path: Path):
    paths = [write(tmp_path, "one.pdf", text_pdf(LINES)), tmp_path / "missing.pdf"]
    seen: list[tuple[int, int, int, float]] = []
    begun = time.monotonic()
    list(read_files(paths, progress=lambda *figures: seen.append(figures)))
    assert [figures[:3] for figures in seen] == [(1, 2, 1), (2, 2, 1)]
    assert 0 < seen[-1][3] <= time.monotonic() - begun


def test_a_folder_gives_its_readable_files_in_a_stable_order_without_hidden_ones(tmp_path: Path):
    (tmp_path / "b").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name in (
        "z.pdf",
        "a.md",
        "b/c.HTML",
        "b/data.csv",
        ".x.pdf",
        ".hidden/y.pdf",
        "~$lock.docx",
    ):
        write(tmp_path, name, b"x")
    found = collect([tmp_path, tmp_path / "a.md", tmp_path / "b" / "data.csv"])
    assert [os.path.relpath(path, tmp_path) for path in found] == [
        "a.md",
        "b/c.HTML",
        "z.pdf",
        "b/data.csv",
    ]


def test_a_folder_with_nothing_to_read_says_so(tmp_path: Path):
    (row,) = read_files([tmp_path])
    assert row.error is not None
    assert "folder holds no file that can be read" in row.error


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    (row,) = read_files([tmp_path / "pipe.txt"])
    assert row.error is not None
    assert "not a regular file" in row.error


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"%PDF-1.7 ...", "report", "pdf"),
        (b"\x00\x00%PDF-1.7 ...", "report.txt", "pdf"),
        (b"<!-- saved --><html><p>Hi", "report.txt", "html"),
        ("<html><p>Hi".encode("utf-16"), "report.htm", "html"),
        (b'<?xml version="1.0"?>\n<html xmlns="x">', "a.xhtml", "html"),
        (b"<p>part of a page", "part.html", "html"),
        (b"# Heading", "notes.md", "markdown"),
        (b"# Heading", "notes", "text"),
        ("Grüße".encode("cp1252"), "old.txt", "text"),
        (packed(word__document="x"), "renamed.pdf", "docx"),
    ],
)
def test_content_decides_before_the_name_does(data: bytes, name: str, expected: str):
    assert sniff(data, name) == expected


@pytest.mark.parametrize(
    ("data", "name", "way_out"),
    [
        (packed(ppt__slides="x"), "a.pptx", "PDF"),
        (packed(notes="x"), "a.zip", "Unpack"),
        (packed(mimetype="x", content_xml="x"), "a.zip", "Unpack"),
        (b"{\\rtf1 hello}", "a.rtf", "DOCX"),
        (b"\x89PNG\r\n\x1a\n", "a.pdf", "OCR"),
        (b"\x7fELF" + bytes(100), "a.txt", "PDF"),
    ],
)
def test_a_format_that_is_not_read_is_named_with_the_way_out(data: bytes, name: str, way_out: str):
    with pytest.raises(UnsupportedFormatError, match=way_out):
        sniff(data, name)


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.doc"])
def test_text_under_another_formats_name_is_refused(name: str):
    with pytest.raises(ReportFileError, match=r"is called (?:PDF|DOCX|DOC),"):
        sniff(b"just words", name)


def test_limits_come_from_the_environment():
    assert Limits.from_environment({"JUDGEMENTS_MAX_PAGES": "10"}) == Limits(max_pages=10)
    with pytest.raises(SettingsError, match="JUDGEMENTS_MAX_SECONDS"):
        Limits.from_environment({"JUDGEMENTS_MAX_SECONDS": "soon"})

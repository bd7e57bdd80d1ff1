"""Readers that misbehave, for the child process to run: the files' paths choose what they do."""

from __future__ import annotations

import ctypes
import os
import time
from datetime import date
from pathlib import Path

from index.errors import ReportFileError
from index.limits import Limits
from index.types import Report, ReportCard

_seen = 0


def misbehave(path: str, *, limits: Limits) -> Report:
    """Hang, crash, swallow memory or die, as the file's name says; else read it."""
    global _seen
    _seen += 1
    name = Path(path).stem
    if name == "hangs":
        time.sleep(600)
    if name == "spins":
        while True:
            pass
    if name == "crashes":
        ctypes.string_at(0)
    if name == "swallows":
        return [bytearray(64 * 1024 * 1024) for _ in range(1_000)]  # type: ignore[return-value]
    if name == "exits":
        os._exit(3)
    if name == "raises":
        raise RuntimeError("a fault in the reader")
    if name == "refuses":
        raise ReportFileError(path, "refused with a reason")
    if name == "only-fresh" and _seen > 1:
        os._exit(4)
    return report(name, os.getpid())


def report(name: str, pid: int) -> Report:
    card = ReportCard(
        report_id=name,
        sha256="0" * 64,
        name=name,
        title=str(pid),
        authority="Invented",
        urn=None,
        framework="other",
        inspected=None,
        published=date(2020, 1, 2),
        lead_inspector=None,
        pages=3,
    )
    return Report(card, (), (), ())

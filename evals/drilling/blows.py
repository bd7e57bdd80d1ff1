"""The blows: a process killed or interrupted, a disk that fills up, two writers at once."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from evals.drilling.child import run, started
from evals.drilling.examine import faults

TRIES = 6
"""How often a blow that came too late is dealt again."""

NO_DISK = "no small disk could be mounted (needs root on Linux); not tried"


@dataclass(slots=True)
class Blow:
    """One blow: whether it hit a run at all, how many reports were there after it, what was wrong."""

    kind: str
    at: int
    hit: bool = False
    reports_seen: int = 0
    wrong: list[str] = field(default_factory=list)


class Drill:
    """Deals blows to libraries of the same files in a folder of its own."""

    def __init__(self, folder: Path, files: list[Path], *, fast: bool) -> None:
        self._folder = folder
        self._files = files
        self._fast = fast

    def kill(self, at: int, chance: random.Random) -> Blow:
        """SIGKILL at a random moment of a run."""
        return self._signalled(Blow("killed", at), signal.SIGKILL, chance)

    def interrupt(self, at: int, chance: random.Random) -> Blow:
        """SIGINT to a run and its children at a random moment, as Ctrl-C sends it."""
        return self._signalled(Blow("interrupted", at), signal.SIGINT, chance)

    def _signalled(self, blow: Blow, what: signal.Signals, chance: random.Random) -> Blow:
        library = self._folder / blow.kind
        for _ in range(TRIES):
            shutil.rmtree(library, ignore_errors=True)
            # every third blow falls on a library that already holds some of the reports
            if blow.at % 3 == 2:
                run(library, self._files[: len(self._files) // 2], fast=self._fast)
            begun = time.monotonic()
            with started(library, self._files, fast=self._fast) as child:
                try:
                    child.wait(chance.uniform(0.02, 1.0) * self._time_of_one_run)
                except subprocess.TimeoutExpired:
                    blow.hit = True
                    if what is signal.SIGINT:
                        os.killpg(child.pid, what)
                    else:
                        child.send_signal(what)
                child.wait()
            if blow.hit:
                break
            # it was done before the blow fell: the machine is less busy than it was
            self._time_of_one_run = time.monotonic() - begun
        self._examine(blow, library)
        return blow

    def fill_the_disk(self, at: int, chance: random.Random) -> Blow:
        """A disk that gets full during a run, and has room again for the next."""
        blow = Blow("disk_full", at)
        needed = self._size_of_one_run
        with _small_disk(self._folder / "disk", needed * 4) as disk:
            if disk is None:
                blow.wrong.append(NO_DISK)
                return blow
            library = disk / "library"
            if at % 2:  # every second disk fills up while a library on it grows
                run(library, self._files[: len(self._files) // 2], fast=self._fast)
            used = sum(p.stat().st_size for p in disk.rglob("*") if p.is_file())
            _resize(disk, used + int(needed * chance.uniform(0.05, 0.6)))
            blow.hit = run(library, self._files, fast=self._fast) != 0
            # a first run may not even have got room for an empty library; else it must be whole
            blow.reports_seen, wrong = faults(library, None, fast=self._fast)
            if at % 2 and blow.reports_seen < len(self._files) // 2:
                blow.wrong.append(f"{blow.reports_seen} reports left")
            early = at % 2 == 0 and not blow.reports_seen
            blow.wrong += [what for what in wrong if not (early and "is full" in what)]
            _resize(disk, needed * 4)
            self._examine(blow, library)
        return blow

    def race(self, at: int, chance: random.Random) -> Blow:
        """Two runs at once over files that overlap."""
        blow, library = Blow("raced", at), self._folder / "raced"
        shutil.rmtree(library, ignore_errors=True)
        third, late = len(self._files) // 3, chance.uniform(0, 0.3)
        with (
            started(library, self._files[: third * 2], fast=self._fast) as one,
            started(library, self._files[third:], fast=self._fast, after=late) as two,
        ):
            statuses = one.wait(), two.wait()
        blow.hit = statuses != (0, 0)
        if 0 not in statuses:
            blow.wrong.append("neither finished")
        self._examine(blow, library)
        return blow

    def _examine(self, blow: Blow, library: Path) -> None:
        """Look at the library as the blow left it, finish the run, and look again."""
        if (library / "library.sqlite3").exists():
            seen, wrong = faults(library, None, fast=self._fast)
            blow.reports_seen = max(blow.reports_seen, seen)
            blow.wrong += wrong
        if run(library, self._files, fast=self._fast) != 0:
            blow.wrong.append("adding again did not finish")
        after = faults(library, len(self._files), fast=self._fast)[1]
        blow.wrong += [f"after adding again: {what}" for what in after]

    @cached_property
    def _time_of_one_run(self) -> float:
        library = self._folder / "timed"
        begun = time.monotonic()
        run(library, self._files, fast=self._fast)
        return time.monotonic() - begun

    @cached_property
    def _size_of_one_run(self) -> int:
        library = self._folder / "measured"
        run(library, self._files, fast=self._fast)
        return sum(path.stat().st_size for path in library.rglob("*") if path.is_file())


def _resize(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


@contextmanager
def _small_disk(folder: Path, size: int) -> Iterator[Path | None]:
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "drill", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)

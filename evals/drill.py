"""Break a library in every way that can be arranged, and count what is lost or wrong.

`python -m evals.drill` adds reports in a process of its own and kills it at random moments, fills
the disk under it, and lets two of them race. After each blow the library must open, its own
doctor must find it whole, every report that it lists must be found by its own words through vectors and
through keywords, and adding again must finish. The result is one JSON document; the exit status
is 1 where anything was lost or wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from evals.fixtures.invented import WORDS, write_reports

_ADD = "from evals.drill import add; add()"


@dataclass(slots=True)
class Tally:
    """One kind of blow: how many were dealt, how many really hit a run, and what was wrong after."""

    blows: int = 0
    hit: int = 0
    reports_seen: int = 0
    wrong: list[str] = field(default_factory=list)


def drill(
    kills: int, full: int, races: int, reports: int, *, fast: bool, seed: int
) -> dict[str, Tally]:
    """Deal all the blows to libraries in a temporary folder."""
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        files = write_reports(Path(folder) / "reports", reports)
        return {
            "killed": _killed(Path(folder), files, kills, chance, fast=fast),
            "disk_full": _disk_full(Path(folder), files, full, chance, fast=fast),
            "raced": _raced(Path(folder), files, races, chance, fast=fast),
        }


def add() -> None:
    """Add the files of the command line to a library: what the drill's child processes do."""
    library, fast, *files = sys.argv[1:]
    if fast == "fast":
        use_fast_model()
    from index.errors import JudgementsError
    from index.library import Library

    try:
        with Library.open(library) as opened:
            rows = opened.add(files)
    except JudgementsError as error:
        sys.stdout.write(json.dumps({"error": str(error)}))
        sys.exit(2)
    failed = [row.error for row in rows if row.status == "failed"]
    sys.stdout.write(json.dumps({"failed": failed}))
    sys.exit(1 if failed else 0)


def use_fast_model() -> None:
    """Put a model of hashed words in the place of the real one: same vectors every time, at once."""
    import index.embed as embed
    from evals.fixtures.invented import HashedWords

    vars(embed)["open_embedder"] = lambda _: HashedWords()


def faults(library: Path, expected: int | None, *, fast: bool) -> tuple[int, list[str]]:
    """How many reports a library lists, and what is wrong with it."""
    from index.errors import JudgementsError
    from index.library import Library

    if fast:
        use_fast_model()
    wrong: list[str] = []
    try:
        with Library.open(library) as opened:
            wrong += [f"{c.name}: {c.detail}" for c in opened.doctor() if not c.ok]
            cards = opened.reports()
            if expected is not None and len(cards) != expected:
                wrong.append(f"{len(cards)} reports instead of {expected}")
            for card in cards:
                number = int(Path(card.name).stem.split("-")[-1])
                word = WORDS[number % len(WORDS)] + str(number)
                passage = next(
                    p for p in opened.store.passages_of(card.report_id) if word in p.text
                )
                by_word = opened.store.keyword(word, 5)
                if not by_word or by_word[0][0].split(":")[0] != card.report_id:
                    wrong.append(f"{card.report_id} is not found by its word {word}")
                vector = opened.embedder().embed_query(passage.text)
                near = opened.vectors.nearest(vector, 1)
                if not near or near[0][0] != passage.id:
                    wrong.append(f"{card.report_id} is not found by its vector")
                opened.original(card.report_id)
            return len(cards), wrong
    except JudgementsError as error:
        return 0, [*wrong, f"{type(error).__name__}: {error}"]


def _killed(
    folder: Path, files: list[Path], count: int, chance: random.Random, *, fast: bool
) -> Tally:
    tally = Tally()
    library = folder / "killed"
    whole = _time_of_one_run(library, files, fast=fast)
    for at in range(count):
        # every third blow falls on a library that already holds some of the reports
        shutil.rmtree(library, ignore_errors=True)
        if at % 3 == 2:
            _run(library, files[: len(files) // 2], fast=fast)
        with _child(library, files, fast=fast) as child:
            try:
                child.wait(chance.uniform(0.02, 1.0) * whole)
            except subprocess.TimeoutExpired:
                tally.hit += 1
            child.kill()
            child.wait()
        _examine(tally, f"kill {at}", library, files, fast=fast)
    return tally


def _disk_full(
    folder: Path, files: list[Path], count: int, chance: random.Random, *, fast: bool
) -> Tally:
    tally = Tally()
    needed = _size_of_one_run(folder / "measured", files, fast=fast)
    for at in range(count):
        with _small_disk(folder / "disk", needed * 4) as disk:
            if disk is None:
                tally.wrong.append(
                    "no small disk could be mounted (needs root on Linux); not tried"
                )
                return tally
            if at % 2:  # every second disk fills up while a library on it grows
                _run(disk / "library", files[: len(files) // 2], fast=fast)
            used = sum(p.stat().st_size for p in disk.rglob("*") if p.is_file())
            _resize(disk, used + int(needed * chance.uniform(0.05, 0.6)))
            tally.hit += _run(disk / "library", files, fast=fast) != 0
            tally.blows += 1
            # a first run may not even have got room for an empty library; else it must be whole
            seen, wrong = faults(disk / "library", None, fast=fast)
            tally.reports_seen += seen
            if at % 2 and seen < len(files) // 2:
                tally.wrong.append(f"full {at}: {seen} reports left")
            early = at % 2 == 0 and not seen
            tally.wrong += [
                f"full {at}: {what}" for what in wrong if not (early and "is full" in what)
            ]
            _resize(disk, needed * 4)
            tally.blows -= 1
            _examine(tally, f"full {at}, then room", disk / "library", files, fast=fast)
    return tally


def _resize(disk: Path, size: int) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True)


def _raced(
    folder: Path, files: list[Path], count: int, chance: random.Random, *, fast: bool
) -> Tally:
    tally = Tally()
    library = folder / "raced"
    half = len(files) // 3
    for at in range(count):
        shutil.rmtree(library, ignore_errors=True)
        with (
            _child(library, files[: half * 2], fast=fast) as one,
            _child(library, files[half:], fast=fast, after=chance.uniform(0, 0.3)) as two,
        ):
            first, second = one.wait(), two.wait()
        tally.hit += (first, second) != (0, 0)
        if 0 not in (first, second):
            tally.wrong.append(f"race {at}: neither finished")
        _examine(tally, f"race {at}", library, files, fast=fast)
    return tally


def _examine(tally: Tally, name: str, library: Path, files: list[Path], *, fast: bool) -> None:
    """Look at the library as the blow left it, finish the run, and look again."""
    tally.blows += 1
    if (library / "library.sqlite3").exists():
        seen, wrong = faults(library, None, fast=fast)
        tally.reports_seen += seen
        tally.wrong += [f"{name}: {what}" for what in wrong]
    if _run(library, files, fast=fast) != 0:
        tally.wrong.append(f"{name}: adding again did not finish")
    tally.wrong += [f"{name}, after: {w}" for w in faults(library, len(files), fast=fast)[1]]


def _time_of_one_run(library: Path, files: list[Path], *, fast: bool) -> float:
    shutil.rmtree(library, ignore_errors=True)
    begun = time.monotonic()
    _run(library, files, fast=fast)
    return time.monotonic() - begun


def _size_of_one_run(library: Path, files: list[Path], *, fast: bool) -> int:
    _run(library, files, fast=fast)
    return sum(path.stat().st_size for path in library.rglob("*") if path.is_file())


def _run(library: Path, files: Sequence[Path], *, fast: bool) -> int:
    with _child(library, files, fast=fast) as child:
        return child.wait()


@contextmanager
def _child(
    library: Path, files: Sequence[Path], *, fast: bool, after: float = 0.0
) -> Iterator[subprocess.Popen[bytes]]:
    time.sleep(after)
    root = str(Path(__file__).resolve().parents[1])
    with subprocess.Popen(
        [sys.executable, "-c", _ADD, str(library), "fast" if fast else "real", *map(str, files)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": root},
    ) as child:
        yield child


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


def main() -> None:
    """Run the drill from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--full", type=int, default=10)
    parser.add_argument("--races", type=int, default=20)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fast", action="store_true", help="a model of hashed words")
    asked = parser.parse_args()
    found = drill(
        asked.kills, asked.full, asked.races, asked.reports, fast=asked.fast, seed=asked.seed
    )
    sys.stdout.write(json.dumps({k: asdict(v) for k, v in found.items()}, indent=2) + "\n")
    sys.exit(1 if any(tally.wrong for tally in found.values()) else 0)


if __name__ == "__main__":
    main()

"""Break a library in every way that can be arranged, and count what is lost or wrong.

`python -m evals.drill` adds reports in a process of its own and kills it at random moments, stops
it as Ctrl-C does, fills the disk under it, and lets two of them race. After each blow the library must open,
its own doctor must find it whole, every report that it lists must be found by its own words through
vectors and through keywords and answer a question about itself, and adding again must finish.

`--keep FILE` writes down every blow as it is dealt; the same command goes on from there. The result is one
JSON document; the exit status is 1 where anything was lost or wrong.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path

from evals.drilling.blows import Blow, Drill
from evals.fixtures.invented import write_reports


def drill(
    counts: Mapping[str, int],
    reports: int,
    *,
    fast: bool,
    seed: int,
    keep: Path | None = None,
) -> tuple[Blow, ...]:
    """Deal `counts` blows of each kind to libraries of so many reports, in a temporary folder.

    Each blow has its own seed, so that one dealt after an interruption is the one that was due.
    """
    done = _kept(keep, (fast, seed, reports))
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        files = write_reports(Path(folder) / "reports", reports)
        drill = Drill(Path(folder), files, fast=fast)
        kinds: dict[str, Callable[[int, random.Random], Blow]] = {
            "killed": drill.kill,
            "interrupted": drill.interrupt,
            "disk_full": drill.fill_the_disk,
            "raced": drill.race,
        }
        for kind, count in counts.items():
            for at in range(count):
                if (kind, at) not in done:
                    blow = kinds[kind](at, random.Random(f"{seed} {kind} {at}"))
                    done[kind, at] = blow
                    _keep(keep, blow)
    return tuple(done[kind, at] for kind, count in counts.items() for at in range(count))


def summary(blows: tuple[Blow, ...]) -> dict[str, dict[str, object]]:
    """Of each kind how many blows were dealt, how many really hit a run, and what was wrong after."""
    return {
        kind: {
            "blows": len(some),
            "hit": sum(blow.hit for blow in some),
            "reports_seen": sum(blow.reports_seen for blow in some),
            "wrong": [f"{blow.at}: {what}" for blow in some for what in blow.wrong],
        }
        for kind in dict.fromkeys(blow.kind for blow in blows)
        if (some := [blow for blow in blows if blow.kind == kind])
    }


def _kept(keep: Path | None, settings: tuple[object, ...]) -> dict[tuple[str, int], Blow]:
    """The blows that an earlier run wrote down; a file of another drill is refused."""
    first = json.dumps(list(settings))
    if keep is None or not keep.exists():
        if keep is not None:
            keep.write_text(first + "\n", encoding="utf-8")
        return {}
    head, *lines = keep.read_text(encoding="utf-8").splitlines()
    if head != first:
        raise SystemExit(f"{keep} is of a drill with other settings; give another file.")
    blows: list[Blow] = []
    for line in lines:
        try:
            blows.append(Blow(**json.loads(line)))
        except ValueError:
            break  # the line at which the drill itself was stopped
    return {(blow.kind, blow.at): blow for blow in blows}


def _keep(keep: Path | None, blow: Blow) -> None:
    if keep is not None:
        with keep.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(blow)) + "\n")


def main() -> None:
    """Run the drill from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--interrupts", type=int, default=20)
    parser.add_argument("--full", type=int, default=10)
    parser.add_argument("--races", type=int, default=20)
    parser.add_argument("--reports", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fast", action="store_true", help="a model of hashed words")
    parser.add_argument("--keep", type=Path, help="write down each blow, and go on from there")
    asked = parser.parse_args()
    counts = {
        "killed": asked.kills,
        "interrupted": asked.interrupts,
        "disk_full": asked.full,
        "raced": asked.races,
    }
    blows = drill(counts, asked.reports, fast=asked.fast, seed=asked.seed, keep=asked.keep)
    sys.stdout.write(json.dumps(summary(blows), indent=2) + "\n")
    sys.exit(1 if any(blow.wrong for blow in blows) else 0)


if __name__ == "__main__":
    main()

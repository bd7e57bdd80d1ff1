"""How fast and in how much memory a folder of reports is taken in, beside the usual recipes.

`python -m evals.speed FOLDER [--against langchain]...` runs each program in a process of its own, one
after the other on the same cores, with the same model weights, and prints one JSON document. A
recipe's libraries are no dependency of this product: `--python` names the interpreter that has
them, and a recipe that can't run there is in the document with what it said. `--again` also measures
what a second run over the same folder costs, and what one report more does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.speed_recipes import RECIPES

_SCRIPT = Path(__file__).with_name("speed_recipes.py")
_ROOT = str(Path(__file__).resolve().parents[1])
_ADD = "import sys; from index.library import Library\nwith Library.open(sys.argv[1]) as l: l.add(sys.argv[2:])"


def compare(folder: Path, names: Sequence[str], python: str) -> dict[str, Any]:
    """Run the recipes one after the other; figures by name, with our share of each one's time."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="speed-") as place:
        for name in names:
            interpreter = sys.executable if name == "ours" else python
            command = [interpreter, "-P", str(_SCRIPT), name, str(folder), str(Path(place) / name)]
            loaded = os.getloadavg()[0]
            status, said, used = _run(command)
            figures: dict[str, Any] = {"failed": said} if status else json.loads(said)
            found[name] = figures | used | {"load_before": round(loaded, 2)}
            sys.stderr.write(f"{name}: {json.dumps(found[name])}\n")
    mine = found.get("ours", {})
    for name, figures in found.items():
        if name != "ours" and "seconds" in figures and "seconds" in mine:
            figures["our_share_of_its_time"] = round(mine["seconds"] / figures["seconds"], 3)
            figures["our_share_of_its_memory"] = round(mine["peak_mb"] / figures["peak_mb"], 3)
    return found


def machine(folder: Path) -> dict[str, Any]:
    """What the figures were measured on."""
    names = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "files": len(list(folder.glob("*.pdf"))),
        "begun": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def again(folder: Path) -> dict[str, float]:
    """Seconds of `add` in fresh processes: the folder, the same again, and one report more."""
    files = sorted(folder.glob("*.pdf"))
    *most, one = files
    with tempfile.TemporaryDirectory(prefix="speed-") as place:
        full, empty = Path(place) / "full", Path(place) / "empty"
        first = _seconds(full, [str(file) for file in most])
        second = _seconds(full, [str(file) for file in most])
        # several times each, on a copy: the shortest is the one least disturbed
        more, alone = [], []
        for _ in range(3):
            copy = Path(place) / "copy"
            shutil.copytree(full, copy)
            more.append(_seconds(copy, [str(one)]))
            shutil.rmtree(copy)
            alone.append(_seconds(empty, [str(one)]))
            shutil.rmtree(empty)
    return {
        "first": first,
        "second": second,
        "second_share": round(second / first, 4),
        "one_to_empty": min(alone),
        "one_more": min(more),
        "one_more_share": round(min(more) / min(alone), 3),
    }


def _seconds(library: Path, files: Sequence[str]) -> float:
    status, said, used = _run([sys.executable, "-c", _ADD, str(library), *files])
    if status:
        raise SystemExit(f"adding to {library} failed: {said}")
    return float(used["wall_seconds"])


def _run(command: Sequence[str]) -> tuple[int, str, dict[str, float]]:
    """Run a program: its status, the last line it said, its wall and processor time, its peak memory.

    Memory counts the program and all that it started, shared pages once.
    """
    before = os.times()
    begun = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:
        with subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            env={**os.environ, "PYTHONPATH": _ROOT, "HF_HUB_OFFLINE": "1"},
        ) as child:
            peaks = [0.0]
            watching = threading.Thread(target=_watch, args=(child, peaks))
            watching.start()
            said = child.stdout.read() if child.stdout else ""
            child.wait()
            watching.join()
        if child.returncode:
            complaints.seek(0)
            said = complaints.read()
    after = os.times()
    used = {
        "wall_seconds": round(time.perf_counter() - begun, 2),
        "cpu_seconds": round(
            after.children_user
            + after.children_system
            - before.children_user
            - before.children_system,
            2,
        ),
        "peak_mb": round(max(peaks), 1),
    }
    return child.returncode, (said.strip().splitlines() or ["it said nothing"])[-1], used


def _watch(child: subprocess.Popen[str], peaks: list[float]) -> None:
    """Keep the memory of a process and all it has started, shared pages counted once."""
    while child.poll() is None:
        peaks.append(sum(_memory(process) for process in _family(child.pid)))
        time.sleep(0.25)


def _family(process: int) -> list[int]:
    found = [process]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def _memory(process: int) -> float:
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def main() -> None:
    """Measure from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        choices=[name for name in RECIPES if name != "ours"],
    )
    parser.add_argument("--python", default=sys.executable, help="interpreter for the recipes")
    parser.add_argument(
        "--again", action="store_true", help="also a second run and one report more"
    )
    parser.add_argument("--out", type=Path, help="also write the document to this file")
    asked = parser.parse_args()
    document = {"machine": machine(asked.folder)}
    document |= compare(asked.folder, ["ours", *asked.against], asked.python)
    if asked.again:
        document["again"] = again(asked.folder)
    text = json.dumps(document, indent=2) + "\n"
    if asked.out is not None:
        asked.out.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()

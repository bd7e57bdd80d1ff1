"""How fast and in how much memory a folder of reports is taken in, beside the usual recipes.

`python -m evals.speed FOLDER [--against langchain]...` runs each program in a process of its own, one
after the other on the same cores, with the same model weights, and prints one JSON document. A
recipe's libraries are no dependency of this product: `--python` names the interpreter that has
them. It also measures what a second run over the same folder costs, and what one report more does.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
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
            said, used = _run(command)
            found[name] = json.loads(said.strip().splitlines()[-1]) | used
    mine = found.get("ours", {})
    for name, figures in found.items():
        if name != "ours" and mine:
            figures["our_share_of_its_time"] = round(mine["seconds"] / figures["seconds"], 3)
            figures["our_share_of_its_memory"] = round(mine["peak_mb"] / figures["peak_mb"], 3)
    return found


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
    _, used = _run([sys.executable, "-c", _ADD, str(library), *files])
    return float(used["wall_seconds"])


def _run(command: Sequence[str]) -> tuple[str, dict[str, float]]:
    """Run a program; its output, its wall and processor time, and its peak memory with children."""
    before = os.times()
    begun = time.perf_counter()
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": _ROOT, "HF_HUB_OFFLINE": "1"},
    ) as child:
        peaks = [0.0]
        watching = threading.Thread(target=_watch, args=(child, peaks))
        watching.start()
        said = child.stdout.read() if child.stdout else ""
        child.wait()
        watching.join()
    after = os.times()
    if child.returncode:
        raise SystemExit(f"{command[:3]} ended with status {child.returncode}")
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
    return said, used


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
    asked = parser.parse_args()
    document = compare(asked.folder, ["ours", *asked.against], asked.python)
    if asked.again:
        document["again"] = again(asked.folder)
    sys.stdout.write(json.dumps(document, indent=2) + "\n")


if __name__ == "__main__":
    main()

"""What the first answer waits for: a cold `judgements search`, and the web page's first answer.

`python -m evals.cold LIBRARY` runs each in fresh processes, takes the shortest of a few runs, and breaks
the search down into what it does: starting Python, imports, the model, the library, the search itself. The files
are in the system's cache by then; the first run after a restart also waits for the disk.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from evals.mistakes import count, opened, told

QUESTION = "How are care leavers helped to find a home?"

_ROOT = str(Path(__file__).resolve().parents[1])
_CLI = "from ui.cli import main; main()"
_PARTS = """
import sys, time
marks = [("", time.perf_counter())]
def done(name): marks.append((name, time.perf_counter()))
import ui.cli, ui.terminal
done("imports: the command")
import rag.assistant, index.search
done("imports: the assistant")
import numpy, langchain_core.embeddings
done("imports: numpy, langchain_core")
import index.embed, tokenizers, safetensors.numpy
done("imports: tokenizers, safetensors")
assistant = rag.assistant.Assistant.open(sys.argv[1])
done("open the library")
assistant.library.embedder()
done("load the model")
assistant.library.vectors
done("map the vectors")
assistant.search(sys.argv[2])
done("first search")
assistant.search(sys.argv[2])
done("the same again")
import json
print(json.dumps({name: at - before for (_, before), (name, at) in zip(marks, marks[1:])}))
"""


def search(library: Path, runs: int) -> dict[str, Any]:
    """Seconds of the whole command, of Python's own start, and of each part, from the shortest run."""
    asked = [sys.executable, "-c", _CLI, "search", QUESTION, "--library", str(library), "--json"]
    whole = min(_seconds(asked)[0] for _ in range(runs))
    start = min(_seconds([sys.executable, "-c", "pass"])[0] for _ in range(runs))
    parts = min(
        (
            json.loads(_seconds([sys.executable, "-c", _PARTS, str(library), QUESTION])[1])
            for _ in range(runs)
        ),
        key=lambda found: sum(found.values()),
    )
    return {
        "whole": round(whole, 3),
        "parts": {"start Python": round(start, 3)} | {k: round(v, 3) for k, v in parts.items()},
    }


def page(library: Path, runs: int) -> dict[str, float]:
    """Seconds from the command `judgements chat` to the page, and to its first answer."""
    found = [_page(library) for _ in range(runs)]
    return {name: round(min(one[name] for one in found), 3) for name in found[0]}


def _page(library: Path) -> dict[str, float]:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-c", _CLI, "chat", "--port", str(port), "--library", str(library)]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment()
    ) as served:
        try:
            while not _answers(address):
                if served.poll() is not None or time.perf_counter() - begun > 300:
                    raise SystemExit("the chat did not start")
                time.sleep(0.02)
            shown = time.perf_counter() - begun
            _ask(address)
            return {"page": shown, "first answer": time.perf_counter() - begun}
        finally:
            served.terminate()


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=60) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, ConnectionError):
        return False


def _ask(address: str) -> None:
    """Ask by the documented endpoint, and read its stream to the end."""
    body = json.dumps({"data": [QUESTION, [], None, None, None]}).encode()
    asked = urllib.request.Request(
        f"{address}/gradio_api/call/ask", body, {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(asked, timeout=300) as reply:
        event = json.load(reply)["event_id"]
    with urllib.request.urlopen(f"{address}/gradio_api/call/ask/{event}", timeout=300) as stream:
        said = stream.read().decode()
    if "event: complete" not in said:
        raise SystemExit(f"the page's first question failed: {said[-300:]}")


def _seconds(command: list[str]) -> tuple[float, str]:
    begun = time.perf_counter()
    done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=True)
    return time.perf_counter() - begun, (done.stdout.strip().splitlines() or [""])[-1]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": _ROOT, "HF_HUB_OFFLINE": "1"}


@told
def main(arguments: Sequence[str] | None = None) -> int:
    """Measure from the command line; 0 done, 2 not run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("library", type=Path)
    parser.add_argument("--runs", type=count, default=3)
    asked = parser.parse_args(arguments)
    # a library that is missing or empty is said to be, and not measured
    opened(asked.library).close()
    found = {"search": search(asked.library, asked.runs), "chat": page(asked.library, asked.runs)}
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

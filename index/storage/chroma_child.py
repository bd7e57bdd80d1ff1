"""Chroma in a process of its own, so that its crashes stay there.

`run` starts one and waits; `main` is what it does. It ends with its parent: the pipe on its
standard input closes when the parent is gone, however that ended.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from index.errors import VectorsUnavailableError

_PROGRAM = "from index.storage.chroma_child import main; main()"


def run(task: str, folder: Path, vectors: Path, base: Path | None = None) -> list[str]:
    """Do `build` or `check` for the generation in a folder; returns what is wrong with it.

    Raises:
        VectorsUnavailableError: Chroma failed or crashed; the message has its last words.
    """
    order = json.dumps(
        {"task": task, "folder": str(folder), "vectors": str(vectors), "base": base and str(base)}
    )
    with subprocess.Popen(
        [sys.executable, "-P", "-c", _PROGRAM, order],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
    ) as child:
        try:
            # not communicate(): that would close the pipe the child watches
            drain = threading.Thread(target=lambda: last.append(child.stderr.read()))  # type: ignore[union-attr]
            last: list[bytes] = []
            drain.start()
            said = child.stdout.read()  # type: ignore[union-attr]
            child.wait()
            drain.join()
        except BaseException:
            child.kill()
            raise
    try:
        reply = json.loads(said)
    except ValueError:
        reply = {"error": _last_words(child.returncode, last)}
    if "error" in reply:
        raise VectorsUnavailableError(reply["error"])
    return [str(fault) for fault in reply["faults"]]


def main() -> None:
    """Do one task and say on standard output how it went."""
    order = json.loads(sys.argv[1])
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever libraries print is no reply
    threading.Thread(target=_end_with_parent, daemon=True).start()
    import index.storage.chroma as chroma
    from index.vectors import Manifest

    folder, vectors = Path(order["folder"]), Path(order["vectors"])
    try:
        manifest = Manifest.read(folder)
        if order["task"] == "build":
            base = Path(order["base"]) if order["base"] else None
            faults = chroma.build(folder, manifest, vectors, base)
            _make_durable(folder)
        else:
            faults = chroma.check(folder, manifest, vectors)
        reply: dict[str, object] = {"faults": faults}
    except BaseException as error:  # a panic of Chroma's is no Exception
        reply = {"error": str(error) or type(error).__name__}
    out.write(json.dumps(reply))
    out.flush()
    os._exit(0)  # Chroma's threads may outlive it


def _make_durable(folder: Path) -> None:
    for path in [folder, *folder.rglob("*")]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


def _last_words(status: int, said: list[bytes]) -> str:
    text = b"".join(said).decode("utf-8", errors="replace").strip()
    last = text.splitlines()[-1] if text else "it said nothing"
    return f"Chroma's process ended with status {status}: {last}"

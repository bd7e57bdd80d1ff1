"""Chroma in a process of its own, so that its crashes stay there.

`run` starts one and waits; `main` is what it does. It ends with its parent: the pipe on its
standard input closes when the parent is gone, however that ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

from index.errors import VectorsUnavailableError

_PROGRAM = "from index.storage.chroma_child import main; main()"


class Child:
    """A Chroma process that has been started, loads Chroma, and waits for its one order."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))},
        )

    def kill(self) -> None:
        """End it, whatever it is doing; a `run` in another thread then fails."""
        self._process.kill()

    def close(self) -> None:
        """End one that was given no order."""
        self._process.kill()
        self._process.communicate()

    def run(self, task: str, folder: Path, vectors: Path, base: Path | None) -> list[str]:
        """Do the task and end; see `run` of this module."""
        order = {
            "task": task,
            "folder": str(folder),
            "vectors": str(vectors),
            "base": base and str(base),
        }
        with self._process as child:
            assert child.stdin is not None
            assert child.stdout is not None
            assert child.stderr is not None
            complaints, last = child.stderr, list[bytes]()
            try:
                # not communicate(): that would close the pipe the child watches
                drain = threading.Thread(target=lambda: last.append(complaints.read()))
                drain.start()
                with contextlib.suppress(OSError):  # gone already: its last words say why
                    child.stdin.write(json.dumps(order).encode() + b"\n")
                    child.stdin.flush()
                said = child.stdout.read()
                child.wait()
                drain.join()
            except BaseException:
                child.kill()
                raise
            finally:
                with contextlib.suppress(OSError):
                    child.stdin.close()
        try:
            reply = json.loads(said)
        except ValueError:
            reply = {"error": _last_words(child.returncode, last)}
        if "error" in reply:
            raise VectorsUnavailableError(reply["error"])
        return [str(fault) for fault in reply["faults"]]


def run(
    task: str, folder: Path, vectors: Path, base: Path | None = None, child: Child | None = None
) -> list[str]:
    """Do `build` or `check` for the generation in a folder; returns what is wrong with it.

    `child` is a process started before, which has Chroma loaded by now.

    Raises:
        VectorsUnavailableError: Chroma failed or crashed; the message has its last words.
    """
    return (child or Child()).run(task, folder, vectors, base)


def main() -> None:
    """Do one task and say on standard output how it went."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever libraries print is no reply
    import index.storage.chroma as chroma
    from index.vectors import Manifest

    chroma.load()
    line = sys.stdin.buffer.readline()
    if not line:
        return
    order = json.loads(line)
    threading.Thread(target=_end_with_parent, daemon=True).start()
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

"""How long a question takes to its evidence, beside LangChain's recipe of the same class on the same passages.

`python -m evals.latency LIBRARY QUESTIONS.jsonl --python INTERPRETER` asks the whole library each
question, warm, first of this product and then of the recipe (`evals/latency_recipe.py`), one after the
other on the same cores, and prints one JSON document. What the recipe needs is no dependency: `--python` names the
interpreter that has it; where it can't run, the document says what it said.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.cases import read
from evals.mistakes import count, opened, told
from index.errors import CaseError
from index.library import Library
from rag.assistant import Assistant
from rag.select import select
from rag.settings import from_environment

_RECIPE = Path(__file__).with_name("latency_recipe.py")


def compare(library: Path, questions: Sequence[str], python: str) -> dict[str, Any]:
    """Milliseconds (p50, p95) of evidence, of a whole answer, and of the recipe's evidence.

    Raises CaseError where there is no question, LibraryError where there is no library, or an empty one.
    """
    if not questions:
        raise CaseError(
            "No question to ask: give a file with at least one case that has no history."
        )
    with opened(library) as shelf:
        return _compared(shelf, questions, python)


def _compared(shelf: Library, questions: Sequence[str], python: str) -> dict[str, Any]:
    assistant = Assistant(shelf, from_environment())
    found: dict[str, Any] = {
        "questions": len(questions),
        "load_before": round(os.getloadavg()[0], 2),
        "evidence": _figures(_asked(lambda q: select(q, shelf), questions)),
        "answer": _figures(_asked(assistant.ask, questions)),
    }
    with tempfile.TemporaryDirectory(prefix="latency-") as place:
        _lay_out(shelf, questions, Path(place))
        recipe = _recipe(python, Path(place))
    found["recipe"] = recipe
    if "p50_ms" in recipe:
        found["share_p50"] = round(found["evidence"]["p50_ms"] / recipe["p50_ms"], 3)
        found["share_p95"] = round(found["evidence"]["p95_ms"] / recipe["p95_ms"], 3)
    return found


def _asked(ask: Callable[[str], Any], questions: Sequence[str]) -> list[float]:
    ask(questions[0])
    seconds = []
    for question in questions:
        begun = time.perf_counter()
        ask(question)
        seconds.append(time.perf_counter() - begun)
    return seconds


def _figures(seconds: Sequence[float]) -> dict[str, float]:
    return {
        f"p{part}_ms": round(float(np.percentile(seconds, part)) * 1000, 1) for part in (50, 95)
    }


def _lay_out(library: Library, questions: Sequence[str], place: Path) -> None:
    """Write the passages, their vectors and the questions where the recipe reads them."""
    ids = [name for segment in library.vectors.segments.values() for name in segment.ids]
    rows = library.vectors.dense(ids)
    passages = library.store.passages(ids)
    kept = [name for name in ids if name in passages]
    texts = [passages[name].text for name in kept]
    (place / "passages.json").write_text(json.dumps(texts), encoding="utf-8")
    (place / "questions.json").write_text(json.dumps(list(questions)), encoding="utf-8")
    np.save(place / "vectors.npy", np.stack([rows[name] for name in kept]))


def _recipe(python: str, place: Path) -> dict[str, Any]:
    try:
        done = subprocess.run(
            [python, "-P", str(_RECIPE), str(place)],
            capture_output=True,
            text=True,
            env={**os.environ, "HF_HUB_OFFLINE": "1"},
            check=False,
        )
    except OSError as error:
        return {"failed": f"{python} can't be run: {error.strerror}"}
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["it said nothing"])[-1]}
    return _figures(json.loads(done.stdout.strip().splitlines()[-1]))


@told
def main(arguments: Sequence[str] | None = None) -> int:
    """Measure from the command line; 0 done, 2 not run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("library", type=Path)
    parser.add_argument("cases", type=Path)
    parser.add_argument("--python", default=sys.executable, help="interpreter for the recipe")
    parser.add_argument("--questions", type=count, default=60)
    asked = parser.parse_args(arguments)
    questions = [case.question for case in read([asked.cases]) if not case.history]
    found = compare(asked.library, questions[: asked.questions], asked.python)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

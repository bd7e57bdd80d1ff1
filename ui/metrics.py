"""Counters of the page, as Prometheus reads them (text exposition format 0.0.4)."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping

from ui.memory import resident

PREFIX = "judgements_"
BUCKETS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # seconds
HELP: Mapping[str, str] = {
    "questions_total": "Questions asked on the page or through its programs' door, by how they ended.",
    "first_statement_seconds": "Seconds from a question to the first statement shown.",
    "answer_seconds": "Seconds from a question to its whole answer.",
    "uploads_total": "Files uploaded, by what became of them.",
    "feedback_total": "Citations rated by readers, by verdict.",
    "ready": "1 when questions can be answered.",
    "open_pages": "Pages that the server remembers.",
    "memory_bytes": "Resident memory of the server.",
}
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})
_Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counts and times, safe to use from many threads; holds no text of any question."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, _Labels], float] = defaultdict(float)
        self._times: dict[str, list[float]] = defaultdict(lambda: [0.0] * (len(BUCKETS) + 2))

    def count(self, name: str, **labels: str) -> None:
        """Add one to a counter."""
        with self._lock:
            self._counts[(name, tuple(sorted(labels.items())))] += 1

    def observe(self, name: str, seconds: float) -> None:
        """Add one duration to a histogram."""
        with self._lock:
            row = self._times[name]
            for at, limit in enumerate(BUCKETS):
                row[at] += seconds <= limit
            row[-2] += 1
            row[-1] += seconds

    def text(self, *, ready: bool, pages: int = 0) -> str:
        """Every metric in the exposition format; `pages` are open now."""
        with self._lock:
            counts = sorted(self._counts.items())
            times = sorted((name, list(row)) for name, row in self._times.items())
        lines = [*_head("ready", "gauge"), f"{PREFIX}ready {int(ready)}"]
        lines += [*_head("open_pages", "gauge"), f"{PREFIX}open_pages {pages}"]
        memory = resident()
        if memory is not None:
            lines += [*_head("memory_bytes", "gauge"), f"{PREFIX}memory_bytes {memory}"]
        for name in dict.fromkeys(name for (name, _), _ in counts):
            lines += _head(name, "counter")
            lines += [
                f"{PREFIX}{name}{_labels(labels)} {value:g}"
                for (counted, labels), value in counts
                if counted == name
            ]
        for name, row in times:
            lines += _head(name, "histogram")
            for limit, value in zip((*map(str, BUCKETS), "+Inf"), row[:-1], strict=True):
                lines.append(f'{PREFIX}{name}_bucket{{le="{limit}"}} {value:g}')
            lines += [f"{PREFIX}{name}_sum {row[-1]:.6f}", f"{PREFIX}{name}_count {row[-2]:g}"]
        return "\n".join(lines) + "\n"


def _head(name: str, kind: str) -> list[str]:
    return [f"# HELP {PREFIX}{name} {HELP[name]}", f"# TYPE {PREFIX}{name} {kind}"]


def _labels(labels: _Labels) -> str:
    if not labels:
        return ""
    said = ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in labels)
    return "{" + said + "}"

"""Many people at once on the page, as browsers speak to it: python -m tests.load ADDRESS [PEOPLE] [SECONDS].

Each person asks questions one after another over the page's own event stream, follow-ups included,
and checks that every answer belongs to their own question. Prints one JSON line.
"""

from __future__ import annotations

import json
import random
import re
import sys
import threading
import time
import urllib.request
import uuid

QUESTIONS = (
    "What was Essex judged overall?",
    "How good are services for care leavers?",
    "What needs to improve?",
    "What do inspectors say about caseloads?",
    "How are disabled children supported?",
    "What is the council tax in Essex?",
)


class Person:
    """One open page: its session, its questions, what went wrong."""

    def __init__(self, address: str, number: int, wiring: tuple[int, int]) -> None:
        self.address, self.number = address, number
        self.take, self.answer = wiring
        self.session = uuid.uuid4().hex
        self.first: list[float] = []
        self.whole: list[float] = []
        self.errors: list[str] = []
        self.mixed = 0

    def live(self, until: float) -> None:
        """Ask until the time is up, with a pause to read in between."""
        dice = random.Random(self.number)
        while time.monotonic() < until:
            mark = f"{dice.choice(QUESTIONS)} ({self.number}-{len(self.whole)})"
            try:
                self._ask(mark)
            except Exception as error:
                self.errors.append(f"{type(error).__name__}: {error}")
            time.sleep(dice.uniform(1, 5))

    def _ask(self, question: str) -> None:
        self._event(self.take, [question, None], lambda *_: None)
        began = time.monotonic()
        shown = {"first": 0.0}

        def see(text: str) -> None:
            if not shown["first"] and 'class=\\"statement' in text:
                shown["first"] = time.monotonic() - began

        last = self._event(self.answer, [None, None, "all"], see)
        self.whole.append(time.monotonic() - began)
        self.first.append(shown["first"] or self.whole[-1])
        foreign = set(re.findall(r"\((\d+)-\d+\)", last)) - {str(self.number)}
        self.mixed += bool(foreign)
        if f"({self.number}-" not in last:
            self.errors.append("no answer to my question")

    def _event(self, function: int, data: list, see) -> str:
        body = {
            "data": data,
            "fn_index": function,
            "session_hash": self.session,
            "trigger_id": None,
        }
        join = urllib.request.Request(
            f"{self.address}/gradio_api/queue/join?",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        event = json.load(urllib.request.urlopen(join, timeout=120))["event_id"]
        stream = f"{self.address}/gradio_api/queue/data?session_hash={self.session}"
        seen = ""
        with urllib.request.urlopen(stream, timeout=300) as lines:
            for raw in lines:
                line = raw.decode()
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                if message.get("event_id") not in (None, event):
                    continue
                see(line)
                seen += line
                if message["msg"] == "process_completed":
                    if not message["success"]:
                        raise RuntimeError(str(message["output"])[:200])
                    return seen
        raise RuntimeError("the stream ended early")


def wiring(address: str) -> tuple[int, int]:
    """The numbers of the page's own two handlers: the one that takes a question, the one that answers."""
    config = json.load(urllib.request.urlopen(f"{address}/config", timeout=60))
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "question")
    take = next(
        d["id"] for d in config["dependencies"] if [box, "submit"] in map(list, d["targets"])
    )
    answer = next(d["id"] for d in config["dependencies"] if d.get("trigger_after") == take)
    return take, answer


def memory(address: str) -> int:
    """The server's resident memory in MiB, as its own metrics say; 0 where they don't."""
    text = urllib.request.urlopen(f"{address}/metrics", timeout=60).read().decode()
    found = re.search(r"^judgements_memory_bytes (\S+)", text, re.MULTILINE)
    return round(float(found[1]) / 2**20) if found else 0


def main() -> None:
    """Run, and print what was measured."""
    address = sys.argv[1].rstrip("/")
    people, seconds = (int(a) for a in (*sys.argv[2:], *("30", "180")[len(sys.argv) - 2 :]))
    wired = wiring(address)
    before = memory(address)
    until = time.monotonic() + seconds
    crowd = [Person(address, n, wired) for n in range(people)]
    threads = [threading.Thread(target=p.live, args=(until,)) for p in crowd]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first = sorted(t for p in crowd for t in p.first)
    whole = sorted(t for p in crowd for t in p.whole)
    errors = [e for p in crowd for e in p.errors]
    print(  # noqa: T201  # a script's result
        json.dumps(
            {
                "people": people,
                "answers": len(whole),
                "errors": len(errors),
                "some": errors[:3],
                "mixed": sum(p.mixed for p in crowd),
                "first_p50": round(first[len(first) // 2], 2),
                "first_p95": round(first[int(len(first) * 0.95)], 2),
                "whole_p95": round(whole[int(len(whole) * 0.95)], 2),
                "memory_before_mib": before,
                "memory_after_mib": memory(address),
            }
        )
    )


if __name__ == "__main__":
    main()

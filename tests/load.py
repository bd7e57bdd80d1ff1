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
from collections.abc import Callable

QUESTIONS = (
    "What was Essex judged overall?",
    "How good are services for care leavers?",
    "What needs to improve?",
    "What do inspectors say about caseloads?",
    "How are disabled children supported?",
    "What is the council tax in Essex?",
)


class Visit:
    """An open page: its session, and the connection by which the server knows that it is open."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.session = uuid.uuid4().hex
        self._alive = urllib.request.urlopen(
            f"{address}/gradio_api/heartbeat/{self.session}", timeout=300
        )

    def open(self) -> None:
        """Let the server fill the page."""
        self.event(arriving(self.address), [[]])

    def close(self) -> None:
        """Leave, as a browser does whose tab is closed."""
        self._alive.close()

    def event(self, function: int, data: list, see: Callable[[str], None] = lambda _: None) -> str:
        """Run one of the page's handlers; returns everything that it sent, `see` gets it in pieces."""
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


class Person:
    """Somebody with an open page: their questions, and what went wrong."""

    def __init__(self, address: str, number: int, handlers: tuple[int, int, int]) -> None:
        self.visit, self.number = Visit(address), number
        self.take, self.answer, self.suggest = handlers
        self.first: list[float] = []
        self.whole: list[float] = []
        self.errors: list[str] = []
        self.mixed = 0

    def live(self, until: float) -> None:
        """Open the page, ask until the time is up, with a pause to read in between, and leave."""
        self.visit.open()
        dice = random.Random(self.number)
        while time.monotonic() < until:
            mark = f"{dice.choice(QUESTIONS)} ({self.number}-{len(self.whole)})"
            try:
                self._ask(mark)
            except Exception as error:
                self.errors.append(f"{type(error).__name__}: {error}")
            time.sleep(dice.uniform(1, 5))
        self.visit.close()

    def _ask(self, question: str) -> None:
        self.visit.event(self.take, [question, None])
        began = time.monotonic()
        shown = {"first": 0.0}

        def see(text: str) -> None:
            if not shown["first"] and 'class=\\"statement' in text:
                shown["first"] = time.monotonic() - began

        last = self.visit.event(self.answer, [None, None, "all", None], see)
        self.whole.append(time.monotonic() - began)
        self.first.append(shown["first"] or self.whole[-1])
        self.visit.event(self.suggest, [None, "all"])
        foreign = set(re.findall(r"\((\d+)-\d+\)", last)) - {str(self.number)}
        self.mixed += bool(foreign)
        if f"({self.number}-" not in last:
            self.errors.append("no answer to my question")


def arriving(address: str) -> int:
    """The number of the handler that fills a page when it opens."""
    return next(
        d["id"]
        for d in _config(address)["dependencies"]
        if any(t[1] == "load" for t in d["targets"])
    )


def wiring(address: str) -> tuple[int, int, int]:
    """The numbers of the page's handlers that take a question, answer it, and suggest what is next."""
    config = _config(address)
    box = next(c["id"] for c in config["components"] if c["props"].get("elem_id") == "question")
    take = next(
        d["id"] for d in config["dependencies"] if [box, "submit"] in map(list, d["targets"])
    )
    answer = next(d["id"] for d in config["dependencies"] if d.get("trigger_after") == take)
    suggest = next(
        d["id"]
        for d in config["dependencies"]
        if d.get("trigger_after") == answer and d.get("trigger_only_on_success")
    )
    return take, answer, suggest


def _config(address: str) -> dict:
    config: dict = json.load(urllib.request.urlopen(f"{address}/config", timeout=60))
    return config


def memory(address: str) -> int:
    """The server's resident memory in MiB, as its own metrics say; 0 where they don't."""
    text = urllib.request.urlopen(f"{address}/metrics", timeout=60).read().decode()
    found = re.search(r"^judgements_memory_bytes (\S+)", text, re.MULTILINE)
    return round(float(found[1]) / 2**20) if found else 0


def crowd(address: str, people: int, seconds: float) -> list[Person]:
    """That many people for that long; returns them when all have left."""
    handlers = wiring(address)
    until = time.monotonic() + seconds
    persons = [Person(address, n, handlers) for n in range(people)]
    threads = [threading.Thread(target=p.live, args=(until,)) for p in persons]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(20)  # the server notices, and clears up
    return persons


def main() -> None:
    """Run, and print what was measured.

    A first crowd, a third as long, brings the server to its working level: models, caches, threads.
    Memory is compared between its leaving and the leaving of the second.
    """
    address = sys.argv[1].rstrip("/")
    people, seconds = (int(a) for a in (*sys.argv[2:], *("30", "180")[len(sys.argv) - 2 :]))
    fresh = memory(address)
    crowd(address, people, seconds / 3)
    before = memory(address)
    persons = crowd(address, people, seconds)
    first = sorted(t for p in persons for t in p.first)
    whole = sorted(t for p in persons for t in p.whole)
    errors = [e for p in persons for e in p.errors]
    print(  # noqa: T201  # a script's result
        json.dumps(
            {
                "people": people,
                "answers": len(whole),
                "errors": len(errors),
                "some": errors[:3],
                "mixed": sum(p.mixed for p in persons),
                "first_p50": round(first[len(first) // 2], 2),
                "first_p95": round(first[int(len(first) * 0.95)], 2),
                "whole_p95": round(whole[int(len(whole) * 0.95)], 2),
                "memory_fresh_mib": fresh,
                "memory_before_mib": before,
                "memory_after_mib": memory(address),
            }
        )
    )


if __name__ == "__main__":
    main()

"""A served page and a real browser for tests: Debian's Chromium, driven by Playwright."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
NEEDS_CHROMIUM = pytest.mark.skipif(
    not CHROMIUM.exists(), reason="needs chromium (Debian's package, at /usr/bin/chromium)"
)
NEEDS_AXE = pytest.mark.skipif(
    not AXE.exists(), reason="needs axe-core (npm install --prefix tests)"
)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


@contextmanager
def served(folder: Path, mode: str = "plain", **environment: str) -> Iterator[str]:
    """The page over invented reports, in a process of its own; yields its address."""
    import os

    log = folder / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.serve_fake", str(folder), mode],
            cwd=Path(__file__).parent.parent,
            stderr=out,
            stdout=out,
            env={**os.environ, **environment},
        )
    try:
        for _ in range(1800):
            found = re.search(r"http://127\.0\.0\.1:\d+", log.read_text())
            if found and _up(found[0]):
                yield found[0]
                return
            if process.poll() is not None:
                break
            time.sleep(0.1)
        pytest.fail(f"the page did not come up: {log.read_text()}")
    finally:
        process.terminate()
        process.wait(20)


def _up(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser that can reach nothing but this machine."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(
    browser: Any, address: str, *, seen: list[str] | None = None, **context: Any
) -> Iterator[Any]:
    """A page of its own; fails the test where it asked another host or its scripts failed.

    `seen` is given the address of everything that the page asks for.
    """
    own = browser.new_context(**{"viewport": {"width": 1360, "height": 900}, **context})
    page = own.new_page()
    asked: list[str] = [] if seen is None else seen
    broken: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.set_default_timeout(100_000)  # a busy machine is slow, not broken
    try:
        page.goto(address)
        page.wait_for_selector("#question textarea")
        # ready once the library has been listed
        page.wait_for_function("window.judgements !== undefined")
        yield page
        outside = [url for url in asked if not re.match(r"(data:|blob:|http://127\.0\.0\.1:)", url)]
        assert outside == []
        assert broken == []
    finally:
        own.close()


def ask(page: Any, question: str) -> None:
    """Type a question, send it by Enter, and wait for the whole answer."""
    before = page.locator("#chat .status, #chat .failure").count()
    box = page.locator("#question textarea")
    box.fill(question)
    box.press("Enter")
    finished(page, before)


def ask_and_keep(page: Any, question: str) -> None:
    """Ask, and wait until the browser has written the conversation down."""
    kept = "localStorage.getItem('judgements-conversation')"
    before = page.evaluate(kept)
    ask(page, question)
    page.wait_for_function(f"before => {kept} !== before", arg=before)


def finished(page: Any, before: int) -> None:
    """Wait until one more answer than `before` is whole."""
    page.wait_for_function(
        "n => document.querySelectorAll('#chat .status, #chat .failure').length > n", arg=before
    )
    page.wait_for_selector("#question button:has-text('Ask')")


def session_of(page: Any, seen: list[str], within: float = 60.0) -> str:
    """The name by which the server knows a page, once the page has opened its heartbeat."""
    due = time.monotonic() + within
    while not (found := [m[1] for url in seen if (m := re.search(r"heartbeat/(\w+)", url))]):
        assert time.monotonic() < due, "the page has opened no heartbeat"
        page.wait_for_timeout(100)
    return found[-1]


def remembers(address: str, pages: int, within: float = 60.0) -> None:
    """Wait until the server remembers so many pages; fails after `within` seconds."""
    due = time.monotonic() + within
    while (seen := _open_pages(address)) != pages:
        assert time.monotonic() < due, f"the server remembers {seen} pages, not {pages}"
        time.sleep(0.1)


def questions_asked(address: str) -> int:
    """How many questions the server has finished with, however they ended."""
    counts = re.findall(r"^judgements_questions_total\S* (\d+)$", _metrics(address), re.MULTILINE)
    return sum(map(int, counts))


def one_more_asked(address: str, before: int, within: float = 100.0) -> None:
    """Wait until the server has finished with another question than `before`."""
    due = time.monotonic() + within
    while questions_asked(address) <= before:
        assert time.monotonic() < due, "the question was not asked"
        time.sleep(0.1)


def _open_pages(address: str) -> int:
    return int(re.search(r"^judgements_open_pages (\d+)$", _metrics(address), re.MULTILINE)[1])


def _metrics(address: str) -> str:
    with urllib.request.urlopen(f"{address}/metrics", timeout=30) as answer:
        return answer.read().decode("utf-8")


def tab(page: Any, name: str) -> None:
    """Open a tab; on a narrow page the last ones are behind a button."""
    wanted = page.locator(f"button[role=tab]:visible:text-is('{name}')")
    if not wanted.count():
        page.locator(".overflow-menu > button").click()
        wanted = page.locator(f".overflow-dropdown button:text-is('{name}')")
    wanted.first.click()


def open_first_citation(page: Any) -> Any:
    page.locator("#chat a.cite").first.click()
    page.wait_for_selector("dialog.page[open]")
    return page.locator("dialog.page[open]")


def close_by_escape(page: Any) -> None:
    """Put the dialog away; whole once what opened it has the focus again."""
    page.keyboard.press("Escape")
    page.wait_for_function(
        "!document.querySelector('dialog[open]')"
        " && document.activeElement.matches('a.cite, [data-page]')"
    )


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong with the page as it is shown now, by WCAG 2.2 AA and good practice."""
    page.evaluate(AXE.read_text(encoding="utf-8") + ";0")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    result = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
    return [
        f"{v['id']}: {v['help']}: {[n['html'][:120] for n in v['nodes'][:3]]}"
        for v in result["violations"]
    ]

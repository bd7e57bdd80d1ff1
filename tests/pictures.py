"""The pictures in docs/, taken of a chat that is being served: python -m tests.pictures http://127.0.0.1:7860.

The chat must be a fresh one, on the digest that ships.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.browser import ask, chromium, open_first_citation, opened, tab

DOCS = Path(__file__).parents[1] / "docs"
WIDE = {"viewport": {"width": 1280, "height": 860}}
PHONE = {"viewport": {"width": 390, "height": 844}}
ASKED = "What do inspectors say about agency staffing and caseloads?"


def main(address: str) -> None:
    """Take every picture."""
    with chromium() as browser:
        with opened(browser, address, **WIDE) as page:
            ask(page, ASKED)
            take(page, "chat")
            open_first_citation(page)
            take(page, "chat-citation")
        with opened(browser, address, **WIDE) as page:
            ask(page, "How many foster carers does Essex have?")
            take(page, "chat-not-in-reports")
        with opened(browser, address, **WIDE) as page:
            tab(page, "Reports")
            take(page, "chat-reports")
        with opened(browser, address, color_scheme="dark", **WIDE) as page:
            ask(page, ASKED)
            take(page, "chat-dark")
        with opened(browser, address, **PHONE) as page:
            ask(page, ASKED)
            take(page, "chat-phone")


def take(page: Any, name: str) -> None:
    """Save what is seen, once it is at rest."""
    page.wait_for_timeout(1500)
    page.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1])

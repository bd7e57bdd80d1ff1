"""The page for everybody: by keyboard alone, heard, narrow, zoomed, without motion, by the rules of WCAG."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser import (
    NEEDS_AXE,
    NEEDS_CHROMIUM,
    ask,
    close_by_escape,
    finished,
    open_first_citation,
    opened,
    served,
    tab,
    violations,
)

pytestmark = NEEDS_CHROMIUM


def press_until(page: Any, key: str, selector: str) -> None:
    """Press a key until what has the focus matches."""
    for _ in range(60):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    pytest.fail(f"{key} never reaches {selector}")


def test_everything_is_reached_and_done_by_keyboard(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
    page.keyboard.type("What are caseloads like?")
    page.keyboard.press("Enter")
    finished(page, 0)
    press_until(page, "Shift+Tab", "#chat a.cite[href='#c-1-1']")
    assert (
        "on" in page.locator("#c-1-1").get_attribute("class").split()
    )  # pointing marks its passage
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog.page[open]")
    assert page.evaluate("document.activeElement.textContent") == "Close"
    page.keyboard.press("Enter")
    page.wait_for_function("!document.querySelector('dialog.page[open]')")
    assert page.evaluate("document.activeElement.className").startswith("cite")
    press_until(page, "Tab", "#c-1-1 [data-verdict=right]")
    page.keyboard.press("Enter")
    page.wait_for_function("/Noted/.test(document.querySelector('#said').textContent)")
    press_until(page, "Shift+Tab", "#reports-tab-button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#library table")
    press_until(page, "Tab", "#library [data-scope]")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('#question textarea')")


def test_focus_is_visible(page):
    page.locator("#suggestions button").first.focus()
    page.keyboard.press("Tab")
    style = page.evaluate(
        "(() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth; })()"
    )
    assert style == "solid3px"


def test_an_answer_is_announced_once(page):
    page.evaluate(
        """() => { window.heard = []; const live = document.querySelector('#said');
        const hear = n => { const t = n.textContent.trim(); if (t && t !== window.heard.at(-1)) window.heard.push(t); };
        new MutationObserver(all => all.forEach(m => m.type === 'childList' ? m.addedNodes.forEach(hear) : hear(m.target)))
          .observe(live, { childList: true, subtree: true, characterData: true }); }"""
    )
    ask(page, "What are caseloads like?")
    page.wait_for_function("window.heard.some(t => t.startsWith('Answered'))")
    page.wait_for_timeout(500)
    heard = page.evaluate("window.heard")
    assert heard[0] == "Looking for an answer."
    assert re.fullmatch(r"Answered from the reports: \d statements?, \d citations?\.", heard[1])
    assert len(heard) == 2
    assert page.locator('#chat [role="log"]').get_attribute("aria-live") == "off"


@pytest.mark.parametrize("size", [(360, 740), (680, 450)], ids=["a phone", "200% zoom"])
def test_narrow_pages_need_no_sideways_scrolling(browser, address, size):
    width, height = size
    with opened(browser, address, viewport={"width": width, "height": height}) as page:
        ask(page, "What are caseloads like?")
        for name in ("Ask", "Reports", "Compare", "Add reports", "About"):
            tab(page, name)
            page.wait_for_timeout(200)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        tab(page, "Ask")
        box = open_first_citation(page).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.locator("dialog.page [data-close]").is_visible()


@pytest.mark.parametrize(("motion", "moving"), [("reduce", 0), ("no-preference", 1)])
def test_reduced_motion_stops_what_moves_while_an_answer_is_made(browser, tmp_path, motion, moving):
    with (
        served(tmp_path, "slow") as where,
        opened(browser, where, reduced_motion=motion) as page,
    ):
        page.fill("#question textarea", "What are caseloads like?")
        page.keyboard.press("Enter")
        page.wait_for_selector("#chat .dots")
        running = "Array.from(document.querySelector('#chat .dots').getAnimations()).length"
        assert page.evaluate(running) == moving
        finished(page, 0)


@NEEDS_AXE
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_view_breaks_an_accessibility_rule(browser, address, scheme):
    found: dict[str, list[str]] = {}
    with opened(browser, address, color_scheme=scheme, reduced_motion="reduce") as page:
        found["empty"] = violations(page)
        ask(page, "What are caseloads like?")
        found["answer"] = violations(page)
        open_first_citation(page)
        found["original page"] = violations(page)
        close_by_escape(page)
        ask(page, "What is the council tax?")
        found["not in the reports"] = violations(page)
        ask(page, "explode")
        found["failure"] = violations(page)
        for name in ("Reports", "Compare", "Add reports", "About"):
            tab(page, name)
            page.wait_for_timeout(400)
            found[name] = violations(page)
    assert {view: what for view, what in found.items() if what} == {}

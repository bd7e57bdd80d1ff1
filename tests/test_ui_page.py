"""The page in a real browser: ask, read, check, share; by mouse, by keyboard, on a phone."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

import pytest

from index.storage.ledger import Ledger
from tests.browser import (
    NEEDS_CHROMIUM,
    ask,
    ask_and_keep,
    close_by_escape,
    finished,
    one_more_asked,
    open_first_citation,
    opened,
    questions_asked,
    remembers,
    served,
    session_of,
    tab,
)
from tests.paper import write_pdf

pytestmark = NEEDS_CHROMIUM


def test_a_question_gets_statements_with_citations_and_their_passages(page):
    ask(page, "What are caseloads like?")
    answer = page.locator("#chat .answer").last
    assert "14 cases or fewer" in answer.inner_text()
    assert page.locator("#chat a.cite").first.inner_text().endswith("[1]")
    card = page.locator("#c-1-1")
    assert card.locator("mark").inner_text() == "Most workers hold 14 cases or fewer."
    words = card.inner_text()
    assert "Paragraph 2, page 1" in words
    assert "How leaders work" in words
    assert "Checked: word for word" in words
    assert "5 to 16 November 2018" in words
    assert (
        "Older report: the library also holds Northmere 2018" in page.locator("#c-1-3").inner_text()
    )


def test_a_citation_opens_the_original_page_with_the_quote_outlined(page):
    ask(page, "What are caseloads like?")
    dialog = open_first_citation(page)
    picture = dialog.locator("img")
    assert "quote outlined" in picture.get_attribute("alt")
    assert "page 1" in dialog.locator("h2").inner_text()
    red = picture.evaluate(
        """img => { const c = document.createElement('canvas'); c.width = img.naturalWidth; c.height = img.naturalHeight;
        const x = c.getContext('2d'); x.drawImage(img, 0, 0); const d = x.getImageData(0, 0, c.width, c.height).data;
        let n = 0; for (let i = 0; i < d.length; i += 4) if (d[i] > 120 && d[i+1] < 60 && d[i+2] < 60) n++; return n; }"""
    )
    assert red > 500  # the outline is on the picture
    close_by_escape(page)


def test_a_report_without_a_pdf_opens_as_text_with_the_quote_marked(page):
    ask(page, "What are caseloads like?")
    page.locator("#c-1-3 [data-page]").click()
    page.wait_for_selector("dialog.page[open] mark")
    assert (
        page.locator("dialog.page .here mark").inner_text()
        == "Most workers hold 14 cases or fewer."
    )


def test_a_digest_says_where_the_official_report_has_it_and_leads_there(page):
    page.locator("#scope input").click()
    page.get_by_role("option", name="Summerby 2016 (digest)").click()
    ask(page, "What are caseloads like?")
    card = page.locator("#c-1-1")
    assert "Official report, paragraph 2, page 1" in card.inner_text()
    assert (
        card.get_by_role("link").get_attribute("href") == "https://example.org/official.pdf#page=1"
    )


def test_a_follow_up_is_understood_from_the_conversation(page):
    ask(page, "What are caseloads like?")
    ask(page, "And plans?")
    assert (
        "Understood as: And plans? (about Northmere)"
        in page.locator("#chat .answer").last.inner_text()
    )
    assert page.locator("#c-2-1").count() == 1
    page.locator('#chat a.cite[href="#c-1-1"]').click()  # back to the first answer's evidence
    page.wait_for_selector("#c-1-1")


def test_what_the_reports_dont_say_is_said_with_what_came_near(page):
    ask(page, "What is the council tax?")
    assert "The reports don’t say" in page.locator("#chat .status").inner_text()
    evidence = page.locator("#evidence").inner_text()
    assert "What was searched" in evidence
    assert "It says nothing of council tax." in evidence


@pytest.mark.parametrize("question", ["   ", "w" * 2_500])
def test_a_question_that_cant_be_asked_gets_a_clear_message(page, question):
    ask(page, question)
    assert re.search(r"is empty|is the most", page.locator("#chat .failure").inner_text())


def test_a_failure_inside_shows_no_inside(page):
    ask(page, "explode please")
    words = page.locator("#chat").inner_text()
    assert "Something failed while answering" in words
    assert "secret" not in words
    ask(page, "What are caseloads like?")
    assert page.locator("#chat a.cite").count() > 0


def test_example_and_suggested_questions_ask_themselves(page):
    page.locator("#suggestions button").first.click()
    finished(page, 0)
    page.get_by_role("button", name="And disabled children?").click()
    finished(page, 1)
    assert "disabled children" in page.locator("#chat .question").last.inner_text()


def test_again_edit_and_new_act_on_the_conversation(page, address):
    ask(page, "What are caseloads like?")
    before = questions_asked(address)
    page.get_by_role("button", name="Ask again").click()
    one_more_asked(address, before)
    page.wait_for_selector("#question button:has-text('Ask')")
    assert page.locator("#chat .question").count() == 1
    page.get_by_role("button", name="Edit last question").click()
    page.wait_for_function(
        "document.querySelector('#question textarea').value.includes('caseloads')"
    )
    assert page.locator("#chat .question").count() == 0
    ask(page, "What are caseloads like?")
    page.get_by_role("button", name="New conversation").click()
    page.wait_for_function("!document.querySelector('#chat .question')")
    assert not page.get_by_role("button", name="New conversation").is_visible()  # it is new already


def test_the_conversation_is_kept_in_the_browser_and_no_other(browser, address):
    with opened(browser, address) as page:
        ask_and_keep(page, "What are caseloads like?")
        page.reload()
        page.wait_for_selector("#chat .question")
        assert page.locator("#c-1-1 mark").count() == 1
        ask(page, "And plans?")
        assert "Understood as" in page.locator("#chat .answer").last.inner_text()
    with opened(browser, address) as other:
        assert other.locator("#chat .question").count() == 0


@pytest.mark.parametrize(
    ("button", "suffix", "expected"),
    [
        ("Download Markdown", ".md", "[1]"),
        ("Download for printing", ".html", "<!doctype html>"),
        ("Download evidence pack", ".json", '"verdict": "verified"'),
    ],
)
def test_the_conversation_can_be_taken_away(page, button, suffix, expected):
    ask(page, "What are caseloads like?")
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    saved = Path(coming.value.path()).read_text(encoding="utf-8")
    assert coming.value.suggested_filename.endswith(suffix)
    assert expected in saved
    if suffix == ".json":
        assert json.loads(saved)["citations"][0]["paragraph"] == 2


def test_an_answer_is_copied_with_its_citations(browser, address):
    with opened(browser, address, permissions=["clipboard-read", "clipboard-write"]) as page:
        ask(page, "What are caseloads like?")
        page.get_by_role("button", name="Copy with citations").click()
        page.wait_for_function("/Copied/.test(document.querySelector('#said').textContent)")
        copied = page.evaluate("navigator.clipboard.readText()")
    assert "Most workers hold 14 cases or fewer\\. [1]" in copied
    assert "paragraph 2, page 1" in copied


def test_a_view_on_a_citation_reaches_the_ledger(page, folder):
    ask(page, "What are caseloads like?")
    page.locator("#c-1-1").get_by_role("button", name="Wrong").click()
    page.wait_for_function("/Noted/.test(document.querySelector('#said').textContent)")
    entry = Ledger(folder).entries()[-1]
    assert (entry.verdict, entry.paragraph, entry.quote) == (
        "wrong",
        2,
        "Most workers hold 14 cases or fewer.",
    )


def test_the_library_is_shown_as_a_table_a_timeline_and_a_comparison(page):
    tab(page, "Reports")
    page.wait_for_selector("#library table")
    assert "3 reports in the library" in page.locator("#library").inner_text()
    label = page.locator("#timeline svg").get_attribute("aria-label")
    assert "2014: Overall Inadequate" in label
    assert "2018: Overall Good" in label
    page.fill("#wanted input, #wanted textarea", "summerby")
    page.wait_for_function("document.querySelectorAll('#library tbody tr').length === 1")
    tab(page, "Compare")
    rows = page.locator("#comparison tbody tr").all_inner_texts()
    assert any("Overall" in r and "Inadequate" in r and "Good" in r and "Better" in r for r in rows)
    assert "Reviews on time, said in 2014." in page.locator("#comparison").inner_text()


def test_a_report_of_the_table_can_be_asked_alone(page):
    tab(page, "Reports")
    page.get_by_role("button", name="Ask this report Northmere 2014").click()
    page.wait_for_function("document.querySelector('#scope input').value === 'Northmere 2014'")
    ask(page, "What are caseloads like?")
    assert page.locator(".card").count() == 1
    assert "2014" in page.locator("#c-1-1").inner_text()


def test_uploads_end_in_one_outcome_for_each_file(page, tmp_path):
    good = write_pdf(tmp_path / "good.pdf", [["A report about Addford."]])
    bad = tmp_path / "bad.pdf"
    bad.write_text("<html>not a report</html>")
    tab(page, "Add reports")
    assert "At most 20 files at a time, 25 MB each" in page.locator("#add-tab").inner_text()
    page.set_input_files("#files input[type=file]", [str(good), str(bad)])
    page.wait_for_function("document.querySelectorAll('#files .file').length === 2")
    page.get_by_role("button", name="Add to the library").click()
    page.wait_for_selector("#outcome tbody tr")
    rows = page.locator("#outcome tbody tr").all_inner_texts()
    assert "good.pdf" in rows[0]
    assert "Added" in rows[0]
    assert "bad.pdf" in rows[1]
    assert "is not a report" in rows[1]
    tab(page, "Reports")
    page.wait_for_function("/Addford 2021/.test(document.querySelector('#library').innerText)")


def test_a_program_gets_the_citations_that_the_page_shows(page, address):
    from gradio_client import Client

    ask(page, "What are caseloads like?")
    client = Client(address, verbose=False)
    answer = client.predict("What are caseloads like?", api_name="/ask")
    client.close()
    shown = page.locator("#evidence .card > blockquote mark").all_inner_texts()
    assert shown == [citation["quote"] for citation in answer["citations"]]
    places = page.locator("#evidence .card .place strong").all_inner_texts()
    assert [
        f"Paragraph {c['paragraph']}, page {c['pages'][0]}" in p or c["digest"]
        for c, p in zip(answer["citations"], places, strict=True)
    ] == [True] * len(shown)


def test_the_page_is_up_and_says_so_before_the_models_are(browser, tmp_path):
    with served(tmp_path, "gated") as where, opened(browser, where) as page:
        page.wait_for_function(
            "/Getting ready/.test(document.querySelector('.readiness').innerText)"
        )
        page.fill("#question textarea", "What are caseloads like?")
        page.keyboard.press("Enter")
        page.wait_for_function("/Getting ready/.test(document.querySelector('#chat').innerText)")
        (tmp_path / "go").touch()
        finished(page, 0)
        assert page.locator("#chat a.cite").count() > 0
        page.wait_for_function("!document.querySelector('.readiness').innerText.trim()")


def test_a_page_that_the_server_forgot_goes_on_from_its_browser(browser, tmp_path):
    seen: list[str] = []
    with served(tmp_path) as where, opened(browser, where, seen=seen) as page:
        ask_and_keep(page, "What are caseloads like?")
        # the last that is done for a question; what the server drops halfway, the page waits for
        page.get_by_role("button", name="And disabled children?").wait_for()
        session = session_of(page, seen)
        urllib.request.urlopen(f"{where}/gradio_api/heartbeat/{session}", timeout=30).close()
        remembers(where, 0)  # until the server has let go, which drops what is asked meanwhile
        page.locator("#c-1-1 [data-page]").click()
        page.wait_for_selector("dialog.page[open] img")
        close_by_escape(page)
        ask(page, "And plans?")
        assert "Understood as" in page.locator("#chat .answer").last.inner_text()
        assert page.locator("#chat .question").count() == 2


def test_a_question_can_be_stopped(browser, tmp_path):
    with served(tmp_path, "slow") as where, opened(browser, where) as page:
        page.fill("#question textarea", "What are caseloads like?")
        page.keyboard.press("Enter")
        page.wait_for_selector("#chat .working")
        page.locator("#question button:has-text('Stop')").click()
        page.wait_for_function(
            "document.querySelector('#question textarea').value.includes('caseloads')"
        )
        page.wait_for_timeout(4_000)  # longer than the answer would have taken
        assert page.locator("#chat .working").count() == 0
        assert page.locator("#chat .answer").count() == 0


def test_hostile_text_is_shown_as_text_everywhere(browser, tmp_path):
    with served(tmp_path, "hostile") as where, opened(browser, where) as page:
        for question in (
            "<script>window.hacked=1</script> ![q](http://evil.test/q.png) [l](http://evil.test) \u202egnp",
            "caseload <img src=x onerror=window.hacked=1>",
            "care leaver </div><svg/onload=window.hacked=1>",
            "disabled ${window.hacked=1}",
            "W" * 100_000,
            "council tax",
        ):
            ask(page, question)
            assert page.evaluate("window.hacked") is None
            assert page.evaluate("document.documentElement.scrollWidth") <= 1360
        assert page.locator("#evidence img, #chat img").count() == 0
        assert "⟦U+202E⟧" in page.locator("#chat").inner_text()
        assert "<script>" in page.locator("#chat .question").first.inner_text()
        with page.expect_download() as coming:
            page.get_by_role("button", name="Download for printing").click()
        printed = page.context.new_page()
        printed.set_content(Path(coming.value.path()).read_text(encoding="utf-8"))
        assert printed.evaluate("window.hacked") is None
        assert printed.locator("img, script, a, svg").count() == 0
        printed.close()
        page.locator('#chat a.cite[href="#c-2-1"]').click()
        page.wait_for_selector("dialog.page[open]")
        assert "<img src=http://evil.test/i.png" in page.locator("dialog.page").inner_text()
        close_by_escape(page)
        for name in ("Reports", "Compare"):
            tab(page, name)
            page.wait_for_timeout(500)
        assert '<img src=x onerror="window.hacked=1">' in page.locator("#comparison").inner_text()
        bad = tmp_path / "<img src=x onerror=window.hacked=1>.pdf"
        bad.write_text("no")
        tab(page, "Add reports")
        page.set_input_files("#files input[type=file]", [str(bad)])
        page.wait_for_function("document.querySelectorAll('#files .file').length === 1")
        page.get_by_role("button", name="Add to the library").click()
        page.wait_for_selector("#outcome tbody tr")
        outside = "Array.from(document.querySelectorAll('img, script, a')).map(e => e.src || e.href).filter(u => /evil/.test(u))"
        assert page.evaluate(outside) == []
        assert page.evaluate("window.hacked") is None

"""What the page shows, without a browser: every text from outside stays text."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.types import Period
from rag.types import Answer, Cell, Statement, Status, Table
from tests.fake_assistant import FakeAssistant, FakeLibrary, report
from ui import export, render, reports, terminal, text
from ui.session import Exchange, from_document, history, to_document


class Tags(HTMLParser):
    """Collects the tags, attributes and text of some HTML."""

    def __init__(self, markup):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(markup)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture
def assistant():
    return FakeAssistant()


@pytest.fixture
def answered(assistant):
    return assistant.ask("What are caseloads like?")


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_any_text_is_shown_as_text(anything):
    shown = text.escape(anything)
    assert Tags(f"<p>{shown}</p>").tags == [("p", {})]
    assert "\n" not in shown
    assert not set(shown) & set(
        "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff\x00"
    )


def test_turned_and_hidden_characters_are_named():
    assert text.visible("pay \u202e001\u202c\u200b now") == "pay ⟦U+202E⟧001⟦U+202C⟧⟦U+200B⟧ now"


@given(st.text(max_size=120))
def test_markdown_shows_any_text_as_it_is(anything):
    from markdown_it import MarkdownIt

    shown = Tags(MarkdownIt("commonmark").render("x" + text.plain(anything) + "x"))
    assert [tag for tag, _ in shown.tags] == ["p"]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (date(2018, 11, 19), date(2018, 11, 23), "19 to 23 November 2018"),
        (date(2014, 1, 14), date(2014, 2, 5), "14 January to 5 February 2014"),
        (date(2013, 12, 30), date(2014, 1, 3), "30 December 2013 to 3 January 2014"),
        (date(2020, 3, 2), date(2020, 3, 2), "2 March 2020"),
    ],
)
def test_the_days_of_an_inspection_are_said_without_repetition(start, end, said):
    assert text.span(Period(start, end)) == said


@pytest.mark.parametrize(
    ("paragraph", "pages", "digest", "said"),
    [
        (47, (10,), False, "paragraph 47, page 10"),
        (47, (10,), True, "official report, paragraph 47, page 10"),
        (None, (3, 4), False, "unnumbered text, pages 3 to 4"),
        (5, (), False, "paragraph 5"),
    ],
)
def test_a_place_is_said_for_people(paragraph, pages, digest, said):
    assert text.place(paragraph, pages, digest=digest) == said


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "https://a b", "//x", ""]
)
def test_only_web_addresses_become_links(link):
    assert text.safe_link(link) is None
    assert text.safe_link("https://files.example.org/1") == "https://files.example.org/1"


def test_a_message_is_one_line_that_markdown_leaves_alone(answered):
    hostile = replace(
        answered,
        statements=(replace(answered.statements[0], text="a\n\n![x](http://e.test/i)\n\n# b <b>"),),
    )
    shown = render.answer(hostile, 1)
    assert "\n" not in shown
    assert shown.startswith("<div")
    tags = [tag for tag, _ in Tags(shown).tags]
    assert "b" not in tags
    assert "img" not in tags


def test_every_citation_of_a_statement_is_a_link_to_its_card(assistant, answered):
    conversation = (Exchange("earlier", error="x"), Exchange(answered.question, answered))
    message = render.messages(conversation)[-1]["content"]
    panel = render.evidence(conversation, assistant.library)
    links = [a["href"] for tag, a in Tags(message).tags if tag == "a"]
    ids = [a["id"] for tag, a in Tags(panel).tags if tag == "article"]
    assert links == [f"#{name}" for name in ids] == ["#c-2-1", "#c-2-2"]


def test_the_quote_is_marked_inside_its_paragraph(assistant, answered):
    panel = render.evidence((Exchange("q", answered),), assistant.library)
    assert (
        "<mark>Most workers hold 14 cases or fewer.</mark> Two teams hold more, and managers know why."
        in panel
    )


def test_a_long_paragraph_is_shown_around_its_quote_and_whole_behind_a_fold():
    long = "Before it all. " * 80 + "The quote is here. " + "After it all. " * 80
    library = FakeLibrary([report(2018, paragraphs={1: long})])
    start = long.index("The quote")
    answer = FakeAssistant(library).ask("leaders")
    citation = replace(
        answer.citations[0], start=start, end=start + 18, quote=long[start : start + 18]
    )
    panel = render.card(citation, 1, library)
    assert panel.count("<mark>The quote is here.</mark>") == 2
    assert "<details>" in panel


def test_a_citation_of_a_report_that_has_gone_still_shows_its_quote(answered):
    panel = render.evidence((Exchange("q", answered),), FakeLibrary([]))
    assert "<mark>Most workers hold 14 cases or fewer.</mark>" in panel


def test_a_verdict_that_is_not_verified_is_said():
    assert render.verdict("verified")[0] == "✓"
    assert "Not confirmed" in render.verdict("missing")[1]


def test_older_reports_of_a_council_are_marked(assistant):
    old, new = assistant.library.reports()
    assert render.superseded_by(old, (old, new)) == new
    assert render.superseded_by(new, (old, new)) is None


def test_a_digest_and_its_official_report_do_not_supersede_each_other(assistant):
    new = assistant.library.reports()[1]
    assert render.superseded_by(new, (new, replace(new, report_id="d", digest=True))) is None


def test_an_absence_says_what_was_searched_and_why_the_nearest_was_not_enough(assistant):
    silent = assistant.ask("What is the council tax?")
    panel = render.evidence((Exchange("q", silent),), assistant.library)
    assert "What was searched" in panel
    assert "It says nothing of council tax." in panel
    assert "Paragraph 1, page 1" in panel


def test_a_conversation_comes_back_from_the_browser_as_it_was(assistant, answered):
    conversation = (Exchange(answered.question, answered),)
    back = from_document(to_document(conversation), assistant.library)
    assert back[0].answer.citations == answered.citations
    assert back[0].answer.statements == answered.statements
    assert history(back)[0].paragraphs == answered.turn.paragraphs


@pytest.mark.parametrize(
    "tamper",
    [
        lambda d: d[0]["answer"]["citations"][0].update(quote="Nobody holds any cases."),
        lambda d: d[0]["answer"]["citations"][0].update(end=5),
        lambda d: d[0]["answer"]["citations"][0].update(paragraph_id="gone"),
        lambda d: d[0]["answer"].update(status="excellent"),
        lambda d: d[0].pop("answer"),
        lambda d: d.__setitem__(0, "text"),
    ],
)
def test_what_a_browser_changed_is_not_believed(assistant, answered, tamper):
    document = to_document((Exchange(answered.question, answered),))
    tamper(document)
    assert from_document(document, assistant.library) == ()


@pytest.mark.parametrize("document", [None, 3, {"a": 1}, "x", [[]], [None]])
def test_a_browser_that_sends_something_else_gets_an_empty_conversation(assistant, document):
    assert from_document(document, assistant.library) == ()


def test_markdown_carries_each_citation_with_its_place(answered):
    said = export.markdown((Exchange(answered.question, answered), Exchange("x", error="No.")))
    assert "Most workers hold 14 cases or fewer\\. [1]" in said
    assert "inspection of children's services, 2018, paragraph 2, page 1, inspected 5 to 16" in said
    assert "*No answer: No\\.*" in said


def test_the_printed_page_needs_nothing_from_elsewhere(answered):
    shown = Tags(export.printable((Exchange("<script>alert(1)</script>", answered),)))
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in shown.tags}
    assert "<script>alert(1)</script>" in "".join(shown.words)


def test_the_pack_of_one_answer_is_the_answers_own_document(answered):
    import json

    assert json.loads(export.packs((Exchange("q", answered),))) == json.loads(answered.to_json())
    assert len(json.loads(export.packs((Exchange("q", answered),) * 2))) == 2


@pytest.mark.parametrize("status", list(Status))
def test_every_ending_has_a_sign_and_words(status):
    shown = render.answer(Answer("q", "q", status, "Some words."), 1)
    sign, words, _ = render.STATUS[status]
    assert sign in shown
    assert words in shown
    assert render.announcement(Answer("q", "q", status, "x")).startswith(words)


def test_grades_are_worded_and_signed():
    for grade, look in reports.LOOKS.items():
        assert look.sign in reports.tag(grade)
        assert look.word in reports.tag(grade)
    assert "None found" in reports.tag(None)
    assert "Met" in reports.tag("Met")


def _contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_colours_of_grades_in_the_picture_have_contrast():
    for look in reports.LOOKS.values():
        assert _contrast(look.fill, look.ink) >= 4.5  # WCAG 2.2, success criterion 1.4.3


def test_a_timeline_says_in_words_what_it_draws(assistant):
    library = assistant.library
    drawn = reports.timeline(
        "Northmere", library.reports(), reports.by_report(library.judgements())
    )
    label = next(a for tag, a in Tags(drawn).tags if tag == "svg")["aria-label"]
    assert "2014: Overall Inadequate, Leaders Outstanding" in label
    assert label.index("2014") < label.index("2018")
    assert "no report on that council" in reports.timeline("Nowhere", library.reports(), {})


def test_a_comparison_says_better_worse_same_and_not_comparable():
    left, right = report(2014, overall="Inadequate"), report(2018, overall="Good")
    shown = reports.compare(left, right)
    assert "↑ Better" in shown
    assert "= Same" in shown
    assert "↓ Worse" in reports.compare(right, left)
    fewer = replace(right, judgements=right.judgements[1:])
    assert "in one report only" in reports.compare(left, fewer)
    assert "different frameworks" in shown


def test_the_table_shows_those_that_match(assistant):
    library = assistant.library
    judged = reports.by_report(library.judgements())
    assert "1 report of 2" in reports.table(library.reports(), judged, "northmere 2014")
    assert "No report of the library matches" in reports.table(library.reports(), judged, "kent")
    assert "The library is empty" in reports.table((), {})


def test_what_is_not_answered_is_said_below_the_statements_and_kept_by_the_browser(answered):
    partial = replace(
        answered, status=Status.PARTIAL, unanswered=("Not answered: “Who?” <b>No</b>.",)
    )
    shown = render.answer(partial, 1)
    assert "Not answered: “Who?” &lt;b&gt;No&lt;/b&gt;." in shown
    assert shown.index("Not answered") > shown.index('class="statement"')


def test_a_count_over_many_citations_shows_the_ends_of_their_run(answered):
    many = replace(
        answered, statements=(Statement("12 councils were judged good.", tuple(range(1, 13))),)
    )
    shown = render.answer(many, 1)
    assert 'href="#c-1-1"' in shown
    assert 'href="#c-1-12"' in shown
    assert 'href="#c-1-6"' not in shown


def test_a_table_of_grades_links_each_cell_to_its_citation(answered):
    made = Table(("Kent, May 2022", "Devon, January 2020"), (("overall", (Cell("Good", 1), None)),))
    shown = render.answer(replace(answered, table=made), 1)
    assert '<th scope="col">Devon, January 2020</th>' in shown
    assert 'Good <a class="cite" href="#c-1-1">' in shown
    lines = list(terminal.answer(replace(answered, table=made)))
    assert any(line.startswith("overall  Good [1]") for line in lines)

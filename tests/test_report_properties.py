"""What holds for the parser whatever it is given."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.parser.layout import lay_out
from index.report import parse
from index.types import Line, Page, Report, Source

WORDS = [
    "The",
    "well-",
    "kept",
    "boats",
    "of",
    "16-",
    "and",
    "17-year-olds",
    "good",
    "inadequate",
    "requires",
    "improvement",
    "to",
    "be",
    "good",
    "1.",
    "2.",
    "3.",
    "4.",
    "12.",
    "(a)",
    "Contents",
    "3",
    "34",
    "Most",
    "•",
    "◼",
    "\uf06e",
    "-",
    "–",
    "Judgement",
    "Grade",
    "Overall",
    "effectiveness",
    "What",
    "needs",
    "to",
    "improve?",
    "Recommendations",
    "LSCB",
    "is",
    "Local",
    "Safeguarding",
    "Children",
    "Board",
    "Inspection",
    "dates:",
    "8",
    "–",
    "12",
    "July",
    "2013",
    "Lead",
    "inspector:",
    "of",
    "children’s",
    "services",
    "care",
    "leavers",
    "|",
    "Outstanding",
    "|",
    "The",
    "experiences",
    "and",
    "progress",
    "of",
    "children",
    "in",
    "care",
    "{page",
    "4}",
    "crown",
    "copyright",
    "ended.",
]
PHRASES = (
    "Inspection of children’s services",
    "Inspection of services for children in need of help and protection",
    "Review of the effectiveness of the Local Safeguarding Children Board",
    "Inspection dates: 8 to 12 July 2019",
    "Overall effectiveness Good",
    "2.1 Adoption performance Good",
    "| Overall effectiveness | Good | 4 | x |",
    "What the inspection judgements mean",
    "What needs to improve?",
    "Contents",
    "Requires improvement",
    "3. Leadership, management and governance",
)
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join),
    st.sampled_from(PHRASES),
    st.text(max_size=30),
)


@st.composite
def lines(draw: st.DrawFn) -> Line:
    text = draw(texts)
    x0 = draw(st.sampled_from([72.0, 90.0, 100.0, 108.0, 400.0]))
    top = draw(st.floats(0, 841, width=32))
    size = draw(st.sampled_from([0.0, 8.0, 10.0, 12.0, 14.0, 26.0]))
    start = draw(st.integers(0, max(0, len(text) - 1)))
    end = draw(st.integers(start, len(text)))
    marks = ((start, end),) if draw(st.booleans()) and text[start:end].isdecimal() else ()
    return Line(text, x0, top, x0 + 5 * len(text), top + size, size, draw(st.booleans()), marks)


@st.composite
def sources(draw: st.DrawFn) -> Source:
    pages = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        drawn = draw(st.lists(lines(), max_size=14))
        if draw(st.booleans()):  # most pages are set from top to bottom
            drawn = sorted(drawn, key=lambda line: line.top)
        pages.append(Page(number, 595.0, draw(st.sampled_from([0.0, 842.0])), tuple(drawn)))
    declared = draw(
        st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        "title",
                        "authority",
                        "urn",
                        "framework",
                        "inspected",
                        "published",
                        "pages",
                        "digest",
                    ]
                ),
                st.one_of(
                    st.text(max_size=12), st.sampled_from(["true", "2019-11-18 to 2019-11-22"])
                ),
            ),
            max_size=4,
        )
    )
    kind = draw(st.sampled_from(["pdf", "html", "docx", "markdown", "text"]))
    return Source(draw(st.text(max_size=12)), kind, "0" * 64, tuple(pages), tuple(declared))


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalpha())


anything = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check_receipts(report: Report) -> None:
    by_id = {p.id: p for p in report.paragraphs}
    assert len(by_id) == len(report.paragraphs), "ids are unique"
    for judgement in report.judgements:
        assert judgement.paragraph_id is not None
        assert judgement.quote in by_id[judgement.paragraph_id].text
    for improvement in report.improvements:
        assert improvement.paragraph_id is not None
        assert improvement.text in by_id[improvement.paragraph_id].text
        assert improvement.paragraph == by_id[improvement.paragraph_id].number


@anything
@given(sources())
def test_no_input_makes_it_raise_and_every_receipt_holds(source: Source):
    check_receipts(parse(source))


@anything
@given(sources())
def test_pages_are_real_and_in_order(source: Source):
    report = parse(source)
    if report.card.digest:
        return  # a digest's pages are the official report's
    for paragraph in report.paragraphs:
        assert paragraph.text.strip()
        assert 1 <= paragraph.page_start <= paragraph.page_end <= len(source.pages)
    for part in {p.part for p in report.paragraphs}:
        numbers = [p.number for p in report.paragraphs if p.part == part and p.number is not None]
        assert all(a < b for a, b in pairwise(numbers))


@anything
@given(sources())
def test_no_words_are_lost_but_running_heads_and_feet(source: Source):
    report = parse(source)
    if report.card.digest or any("left out" in problem for problem in report.problems):
        return  # of another report in the same file no word is kept, and that is said
    one_sheet = source.format != "pdf" and len(source.pages) < 2
    layout = lay_out(source.pages, one_sheet=one_sheet)
    shown = "\n".join(letters(f"{p.section}\n{p.text}") for p in report.paragraphs)
    everything = letters(shown)
    for row in layout.rows:
        assert letters(row.text) in everything
    kept = sum(len(letters(row.text)) for row in layout.rows)
    furniture = sum(len(letters(text)) for _, text in layout.furniture)
    printed = sum(len(letters(_unmarked(line))) for page in source.pages for line in page.lines)
    assert kept + furniture == printed


def _unmarked(line: Line) -> str:
    text = line.text
    for start, end in reversed(line.marks):
        text = text[:start] + text[end:]
    return text


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_running_text_has_single_spaces(text: str):
    lines_ = tuple(
        Line(piece, 72.0, 100.0 + 14.5 * n, 300.0, 112.0 + 14.5 * n, 12.0)
        for n, piece in enumerate(text.split("\n"))
    )
    report = parse(Source("a.pdf", "pdf", "0" * 64, (Page(1, 595.0, 842.0, lines_),)))
    for paragraph in report.paragraphs:
        assert not re.search(r"  |^ | $", paragraph.text)

"""A quote is true word for word or not at all; a statement is shown by its quotes or it is not."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from index.types import Period
from rag.verify import Cited, check_quote, check_statement, find_quote

TEXT = (
    "Most teenagers in lodgings see their visitor every 9 days, although plans are not always clear. "
    "Of 20 households, 14 were called on within 1-2 weeks. Carers re-sign the ‘house rules’ each spring – "
    "by then 5.5% had left. Support is not effective for boarders; cooks judge the kitchens good. "
    "The wing requires improvement to be good."
)
SPANS = [m.span() for m in re.finditer(r"[\w'’-]+(?:\.\d+)?%?", TEXT)]


@st.composite
def _cuts(draw: st.DrawFn) -> tuple[int, int]:
    first = draw(st.integers(0, len(SPANS) - 1))
    last = draw(st.integers(first, min(first + 25, len(SPANS) - 1)))
    return SPANS[first][0], SPANS[last][1]


@given(_cuts())
def test_any_stretch_of_words_is_found_where_it_stands(cut: tuple[int, int]) -> None:
    start, end = cut
    found = find_quote(TEXT[start:end], TEXT)
    assert found is not None
    assert TEXT[found[0] : found[1]] == TEXT[start:end]


SPACES = st.sampled_from(
    ["\u00a0", "  ", "\n", " \n ", "\t", "\u2009", "\r\n", "\u202f", "\u200b "]
)


@given(_cuts(), st.randoms(use_true_random=False), SPACES)
def test_typography_space_and_line_ends_make_no_difference(
    cut: tuple[int, int], random: object, space: str
) -> None:
    start, end = cut
    quote = TEXT[start:end]
    rng = random
    printed = quote.translate(str.maketrans("‘’–", "''—"))
    printed = "".join(space if c == " " and rng.random() < 0.5 else c for c in printed)  # type: ignore[attr-defined]
    printed = re.sub(r"(?<=[a-z])-(?=[a-z])", "-\n", printed)
    printed = re.sub(
        r"(?<=[a-z]{3})(?=[a-z]{3})",
        lambda _: rng.choice(["", "", "-\n", "\u00ad", "-\n  "]),  # type: ignore[attr-defined]
        printed,
        count=3,
    )
    found = find_quote(printed, TEXT)
    assert found is not None
    assert TEXT[found[0] : found[1]].split()[0] == quote.split()[0]


@given(_cuts(), st.integers(0, 9), st.randoms(use_true_random=False))
def test_a_changed_digit_never_passes(cut: tuple[int, int], digit: int, random: object) -> None:
    quote = TEXT[cut[0] : cut[1]]
    digits = [i for i, c in enumerate(quote) if c.isdigit()]
    assume(digits)
    at = random.choice(digits)  # type: ignore[attr-defined]
    assume(str(digit) != quote[at])
    changed = quote[:at] + str(digit) + quote[at + 1 :]
    assume(changed not in TEXT)
    assert find_quote(changed, TEXT) is None


@given(_cuts(), st.randoms(use_true_random=False))
def test_a_word_less_or_a_word_changed_never_passes(cut: tuple[int, int], random: object) -> None:
    words = TEXT[cut[0] : cut[1]].split(" ")
    assume(len(words) > 2)
    at = random.randrange(1, len(words) - 1)  # type: ignore[attr-defined]
    assert find_quote(" ".join(words[:at] + words[at + 1 :]), TEXT) is None
    assert find_quote(" ".join([*words[:at], words[at] + "s", *words[at + 1 :]]), TEXT) is None


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("adequate", "The kitchens are inadequate."),
        ("5%", "By then 14.5% had left."),
        ("2 weeks", "within 1-2 weeks"),
        ("12 weeks", "within 1-2 weeks"),
        ("12 weeks", "within 1-\n2 weeks"),
        ("resign", "They re-sign the rules."),
        ("re-sign", "They resign every spring."),
        ("15", "between 2014-15"),
        ("1000", "of 1,000 rooms"),
        ("£5", "a fee of £50"),
        ("was late", "The bus wasn’t late."),
        ("boarder", "boarders"),
        ("Boarders", "boarders"),
        ("agency", "multi-agency work"),
        ("rooms … clean", "rooms are warm and clean"),
        ("rooms - clean", "rooms-clean"),
        ("", "anything"),
        ("...", "anything ... else"),
    ],
)
def test_what_only_looks_alike_is_not_found(quote: str, text: str) -> None:
    assert find_quote(quote, text) is None


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("multi-agency", "close multi-\nagency work"),
        ("multiagency", "close multi\u00adagency work"),
        ("improve-\nment", "an improvement"),
        ("short- and long-term", "both short-\nand long-\nterm plans"),
        ("16-\nand 17-year-olds", "all 16- and 17-year-olds"),
        ("ﬁrst ﬂoor", "the first floor"),
        ("the 'den'", "in the ‘den’ upstairs"),
        ("spring - by", "each spring – by then"),
        ("non‑stop", "a non-stop bus"),
        ("cafe\u0301", "the café"),
    ],
)
def test_another_printing_of_the_same_words_is_found(quote: str, text: str) -> None:
    assert find_quote(quote, text) is not None


PARAGRAPHS = {"a": TEXT, "b": "Rooms are warm and clean."}


def test_a_quote_is_verified_at_its_offsets() -> None:
    start = TEXT.index("Of 20")
    verdict = check_quote(TEXT[start : start + 52], "a", start, start + 52, PARAGRAPHS)
    assert verdict.kind == "verified"
    assert (verdict.start, verdict.end) == (start, start + 52)
    assert verdict.reason == ""


def test_a_quote_at_other_offsets_is_told_where_it_stands() -> None:
    verdict = check_quote("Rooms are warm", "b", 3, 17, PARAGRAPHS)
    assert (verdict.kind, verdict.start, verdict.end) == ("misattributed", 0, 14)
    assert "0-14" in verdict.reason


def test_a_quote_of_another_paragraph_is_misattributed_and_told_where_it_stands() -> None:
    verdict = check_quote("Rooms are warm and clean.", "a", 0, 25, PARAGRAPHS)
    assert verdict.kind == "misattributed"
    assert verdict.where == ("b",)


@pytest.mark.parametrize(
    ("quote", "word"),
    [
        ("Rooms are warm and dirty.", "dirty"),
        ("Rooms are clean and warm.", "clean"),
    ],
)
def test_an_invented_quote_is_not_found_and_the_word_is_named(quote: str, word: str) -> None:
    verdict = check_quote(quote, "b", 0, 25, PARAGRAPHS)
    assert verdict.kind == "not_found"
    assert word in verdict.reason


@pytest.mark.parametrize(
    ("quote", "lost"),
    [
        ("effective for boarders", "not"),
        ("improvement to be good", "requires"),
        ("to be good", "requires improvement"),
        ("always clear", "not"),
    ],
)
def test_a_quote_cut_short_of_what_turns_it_is_refused(quote: str, lost: str) -> None:
    start = TEXT.index(quote)
    verdict = check_quote(quote, "a", start, start + len(quote), PARAGRAPHS)
    assert verdict.kind == "not_found"
    assert lost in verdict.reason


def test_an_unknown_paragraph_is_told() -> None:
    verdict = check_quote("Rooms are cold.", "zz", 0, 15, PARAGRAPHS)
    assert verdict.kind == "not_found"
    assert "no paragraph zz" in verdict.reason


@given(st.text(max_size=80), st.text(max_size=80), st.integers(-5, 90), st.integers(-5, 90))
def test_no_text_and_no_offsets_break_the_check(
    quote: str, text: str, start: int, end: int
) -> None:
    verdict = check_quote(quote, "a", start, end, {"a": text})
    if verdict.kind == "verified":
        assert text[start:end].split() or not quote.split()
    check_statement(quote, [_of(text)])


def _of(quote: str, **more: object) -> Cited:
    return Cited(  # type: ignore[arg-type]
        **{
            "quote": quote,
            "authority": "Borsetshire",
            "inspected": Period(date(2019, 3, 4), date(2019, 3, 8)),
            "published": date(2019, 5, 20),
            "lead_inspector": "Ann Example",
            "section": "Lodgings",
            **more,
        }
    )


QUOTE = _of(TEXT)

SHOWN = [
    "Most teenagers in lodgings see their visitor every 9 days.",
    "Most teenagers in lodgings see their visitor every nine days.",
    "The March 2019 report on Borsetshire says: “Of 20 households, 14 were called on within 1-2 weeks.”",
    "In 2019, inspectors found that most teenagers in lodgings see their visitor every 9 days.",
    "According to the report, plans are not always clear.",
    "Plans aren’t always clear.",
    "Plans are not always clear, the 2019 report says.",
    "Yes: most teenagers in lodgings see their visitor every nine days, but plans are not always clear.",
    "Cooks judge the kitchens good.",
    "The wing requires improvement to be good.",
    "The wing requires improvement.",
    "Carers re-sign the 'house rules' each spring.",
    "Support is not effective for boarders. Cooks judge the kitchens good. [1][2]",
]


@pytest.mark.parametrize("text", SHOWN)
def test_a_statement_that_its_quote_shows_is_supported(text: str) -> None:
    verdict = check_statement(text, [QUOTE])
    assert verdict.supported, verdict.failures
    assert verdict.failures == ()


NOT_SHOWN = [
    ("Few teenagers in lodgings see their visitor every 9 days.", "Few"),
    ("Teenagers in lodgings see their visitor every 9 days.", "Most"),
    ("All teenagers in lodgings see their visitor every 9 days.", "All"),
    ("Most teenagers in lodgings see their visitor every 19 days.", "19"),
    ("Most teenagers in lodgings see their visitor every 9 weeks.", "weeks"),
    ("Most teenagers in lodgings do not see their visitor every 9 days.", "not"),
    ("Most visitors in lodgings see their teenager every 9 days.", "visitors"),
    ("Most care leavers see their visitor every 9 days.", "care leavers"),
    ("Plans are always clear.", "not"),
    ("Plans are clear.", "not"),
    ("Plans are never clear.", "never"),
    ("Support is effective for boarders.", "not"),
    ("Support is not effective.", "boarders"),
    ("Cooks judge the kitchens outstanding.", "outstanding"),
    ("The wing is good.", "wing"),
    ("The wing requires improvement to be outstanding.", "outstanding"),
    ("Cooks judge the wing good.", "wing"),
    ("The kitchens require improvement to be good.", "kitchens"),
    ("14 of 20 households had left.", "14"),
    ("Of 14 households, 20 were called on within 1-2 weeks.", "20"),
    ("Of 20 households, 14 were called on within 12 weeks.", "12"),
    ("By then 5% had left.", "5%"),
    ("By then 5.5 had left.", "5.5"),
    ("Carers resign the ‘house rules’ each spring.", "resign"),
    ("In Loamshire, plans are not always clear.", "Loamshire"),
    ("The 2017 report says plans are not always clear.", "2017"),
    ("The May 2019 report on Loamshire says: “plans are not always clear.”", "Loamshire"),
    ("The report says: “plans are always clear”", "plans are always clear"),
    ("The report does not say: “plans are not always clear”", "not"),
    ("Leaders are proud of their lodgings.", "Leaders"),
    ("No.", "yes or no"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "word"), NOT_SHOWN)
def test_a_statement_that_its_quote_does_not_show_fails_and_the_word_is_named(
    text: str, word: str
) -> None:
    verdict = check_statement(text, [QUOTE])
    assert not verdict.supported
    assert word.lower() in " ".join(verdict.failures).lower(), verdict.failures


def test_a_statement_without_citations_is_not_supported() -> None:
    assert check_statement("Plans are clear.", []).failures == ("it cites nothing",)


@pytest.mark.parametrize(
    ("text", "supported"),
    [
        ("Cooks challenge porters.", True),
        ("Porters challenge cooks.", False),
        ("Porters are challenged by cooks.", False),
        ("Cooks are challenged.", False),
        ("Cooks challenge cleaners.", False),
    ],
)
def test_who_did_what_must_agree(text: str, supported: bool) -> None:
    assert check_statement(text, [_of("Cooks challenge porters.")]).supported is supported


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("In the west wing, meals are poor.", "Meals are poor."),
        ("Meals are poor in the west wing.", "Meals are poor."),
        ("If porters agree, meals are warm.", "Meals are warm."),
        ("Porters told us that meals are warm.", "Meals are warm."),
        ("The porters plan to repair the lifts.", "The porters repair the lifts."),
        ("Meals may be late.", "Meals are late."),
        ("No porter or cook was asked.", "A cook was asked."),
        ("Experienced porters carry the heavy trunks.", "Porters carry the heavy trunks."),
        ("Most anxious lodgers sleep badly.", "Most lodgers sleep badly."),
        ("Letters come from the lodgers.", "Letters come to the lodgers."),
        ("Porters and cooks who left were thanked.", "Porters were thanked."),
        ("Meals are warm, and lifts are slow, and poor.", "Meals are warm and poor."),
        (
            "The visits show what a help it is having a cook, and this was also praised by lodgers.",
            "The visits show what a help it is having a cook, and this is also praised by lodgers.",
        ),
        (
            "The visits show the good that it is doing, and this was also seen by inspectors.",
            "The visits show the good that it is doing, and this is also seen by inspectors.",
        ),
        ("Meals are warm, and the lift was slow.", "Meals are warm, and the lift is slow."),
        (
            "Meals are warm, and this was also seen by inspectors.",
            "Meals are warm, and this is also seen by inspectors.",
        ),
        ("Meals are warm, as lodgers say.", "Meals are warm, and this was seen by inspectors."),
    ],
)
def test_what_limits_the_words_can_not_be_left_out(quote: str, text: str) -> None:
    assert not check_statement(text, [_of(quote)]).supported


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("However, meals are warm.", "Meals are warm."),
        ("Although lifts are slow, meals are warm.", "Meals are warm."),
        ("Meals, which porters bring, are warm.", "Meals are warm."),
        ("Meals are warm and lifts are quick.", "Lifts are quick."),
        ("Meals are warm; lifts are not quick.", "Meals are warm."),
        ("There are 150 different keys on the board.", "There are 150 keys on the board."),
        (
            "Not all cooks know how to read the list, and porters do not ask whether they can, or that they have.",
            "Not all cooks know how to read the list, and porters do not ask whether they can, or that they have.",
        ),
    ],
)
def test_what_stands_beside_the_words_may_be_left_out(quote: str, text: str) -> None:
    verdict = check_statement(text, [_of(quote)])
    assert verdict.supported, verdict.failures


def test_each_part_of_a_statement_may_rest_on_its_own_quote() -> None:
    quotes = [_of("Meals are always warm."), _of("The old lifts are very slow.")]
    assert check_statement(
        "Meals are always warm, but the old lifts are very slow.", quotes
    ).supported
    assert not check_statement("The old lifts are always warm.", quotes).supported


KENT = Cited(
    "Overall effectiveness Requires improvement to be good",
    authority="Loamshire",
    inspected=Period(date(2017, 2, 6), date(2017, 3, 3)),
)
GRADES = [
    _of("The impact of leaders on social work practice with children and families Outstanding"),
    _of("The experiences and progress of children in care and care leavers\nGood"),
    _of("Overall effectiveness Good"),
    KENT,
]


@pytest.mark.parametrize(
    ("text", "supported"),
    [
        ("Borsetshire was judged good overall at the inspection of 4 to 8 March 2019.", True),
        ("Borsetshire was judged good overall at the inspection of 4 to 9 March 2019.", False),
        ("Borsetshire was judged outstanding for the impact of leaders in 2019.", True),
        ("Borsetshire was judged outstanding overall.", False),
        ("Borsetshire was judged good overall and outstanding for leadership.", True),
        ("Borsetshire was judged outstanding overall and good for leadership.", False),
        ("Borsetshire was judged good for children in care and care leavers.", True),
        ("Borsetshire was judged good for care leavers.", False),
        ("Borsetshire was judged good for adoption.", False),
        ("Borsetshire was not judged outstanding overall.", False),
        ("Loamshire was judged requires improvement to be good overall in 2017.", True),
        ("Loamshire was judged good overall in 2017.", False),
        ("Loamshire was judged good overall.", False),
        ("Borsetshire was judged good overall in 2017.", False),
        ("Borsetshire was judged good overall; Loamshire requires improvement.", True),
        ("Borsetshire was judged requires improvement overall; Loamshire good.", False),
        ("Borsetshire was inspected from 4 to 8 March 2019 (5 days, first to last).", True),
        ("Borsetshire was inspected from 4 to 8 March 2019 (6 days, first to last).", False),
        ("The report on Borsetshire was published on 20 May 2019.", True),
        ("The report on Borsetshire was published on 21 May 2019.", False),
    ],
)
def test_grades_and_dates_agree_with_the_cited_judgements(text: str, supported: bool) -> None:
    verdict = check_statement(text, GRADES)
    assert verdict.supported is supported, verdict.failures


def test_a_change_of_grade_agrees_with_both_inspections() -> None:
    before = Cited(
        "Overall effectiveness Inadequate",
        "Borsetshire",
        Period(date(2015, 1, 5), date(2015, 1, 9)),
    )
    both = [before, GRADES[2]]
    assert check_statement(
        "Borsetshire improved from inadequate in 2015 to good in 2019.", both
    ).supported
    for wrong in (
        "Borsetshire fell from inadequate in 2015 to good in 2019.",
        "Borsetshire improved from good in 2015 to inadequate in 2019.",
        "Borsetshire improved from inadequate in 2019 to good in 2015.",
        "Borsetshire stayed good in 2015 and in 2019.",
        "Borsetshire was good in 2015 and in 2019.",
        "Borsetshire was judged good.",
    ):
        assert not check_statement(wrong, both).supported, wrong


def test_part_of_a_longer_council_name_is_another_council() -> None:
    quote = _of("Meals are warm.", authority="North Loamshire")
    assert check_statement(
        "The report on North Loamshire says: “Meals are warm.”", [quote]
    ).supported
    assert not check_statement("The report on Loamshire says: “Meals are warm.”", [quote]).supported

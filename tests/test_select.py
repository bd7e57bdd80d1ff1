"""What answers, what does not and why: over invented passages, with the real embedding model."""

from __future__ import annotations

import pytest

from index.library import Library
from rag.select import off_topic, select
from rag.selector.asking import asking, form
from rag.selector.mood import mood, premise, same_amount
from rag.selector.unquoted import no_figure, no_name
from rag.selector.weighing import load

TEXTS = (
    "The bee-keeping club gives young carers a break. Fourteen young carers joined it last year. It meets on Mondays.",
    "Foster carers say that training is lively. A number of new foster carers came forward after the spring fair.",
    "Early help is exceptional. Families are seen promptly and speak highly of the workers who visit them.",
    "Return interviews are often late because the small team that does them lost two workers in May.",
    "Social workers know their children well. Plans are clear and are shared with parents in good time.",
    "The dental van visits each children’s home in the borough twice a year, and most children have had a check.",
    "Families get good help the first time round, which means that re-referral rates are low.",
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory):
    """A library with one report of seven paragraphs."""
    folder = tmp_path_factory.mktemp("select")
    listed = "\n\n".join(f"{n}. {text}" for n, text in enumerate(TEXTS, 1))
    (folder / "ambridge.md").write_text(
        f"# Inspection of Ambridge children\u2019s services\n\nInspection dates: 3 May 2021 to 14 May 2021\n\n## Findings\n\n{listed}\n",
        encoding="utf-8",
    )
    with Library.open(folder / "library") as library:
        assert [outcome.status for outcome in library.add(folder / "ambridge.md")] == ["added"]
        yield library


def test_the_answering_sentence_is_found_at_its_offsets_in_the_paragraph(shelf) -> None:
    found = select("How many young carers joined the bee-keeping club?", shelf)
    by_quote = {item.quote: item for item in found.evidence}
    answering = by_quote["Fourteen young carers joined it last year."]
    text = answering.paragraph.text
    assert text[answering.start : answering.end] == answering.quote
    assert answering.report.authority == "Ambridge"
    assert "young" in answering.matched
    assert found.answered
    assert found.answerable >= load().threshold


def test_evidence_is_one_to_three_sentences_the_surest_first(shelf) -> None:
    for question in ("How is early help?", "Why are return interviews late?", "Are plans clear?"):
        scores = [e.score for e in select(question, shelf).evidence]
        assert 1 <= len(scores) <= 3
        assert scores == sorted(scores, reverse=True)


def test_a_number_that_is_there_is_surer_than_one_that_is_not(shelf) -> None:
    there = select("How many young carers joined the bee-keeping club?", shelf)
    missing = select("How many foster carers came forward after the fair?", shelf)
    assert there.answerable > missing.answerable


def test_an_abbreviation_that_no_passage_prints_is_read_as_what_it_stands_for(shelf) -> None:
    short = select("Why are RHIs late?", shelf)
    written = select("Why are return home interviews late?", shelf)
    assert short.answered
    assert written.answered
    assert [item.quote for item in short.evidence] == [item.quote for item in written.evidence]
    assert not any("rhi" in word.lower() for word in short.missing)


def test_a_reason_that_is_there_is_surer_than_one_that_is_not(shelf) -> None:
    there = select("Why are return interviews late?", shelf)
    missing = select("Why did foster carers stay away from the training?", shelf)
    assert there.answered
    assert there.answerable > missing.answerable
    assert "because" in there.evidence[0].quote


def test_what_is_passed_over_says_why(shelf) -> None:
    found = select("How much does the dental van cost?", shelf)
    reasons = {hit.passage.paragraph: why for hit, why in found.passed_over}
    assert "money" in reasons[6]
    assert not found.answered


def test_words_that_nothing_matches_are_named(shelf) -> None:
    found = select("Is there a zeppelin for foster carers?", shelf)
    assert "zeppelin" in found.missing
    assert "foster" not in found.missing


def test_a_false_premise_is_answered_with_what_contradicts_it(shelf) -> None:
    found = select("Why is early help failing families?", shelf)
    assert found.evidence[0].paragraph.number == 3
    if found.answered:
        assert found.premise == "contradicted"


def test_nothing_found_at_all_is_not_an_answer(shelf) -> None:
    found = select("How is early help?", shelf, reports=[])
    assert not found.answered
    assert found.evidence == ()
    assert found.answerable == 0.0


@pytest.mark.parametrize(
    "question",
    [
        "How are care leavers supported?",
        "Are caseloads too high?",
        "Who led the inspection?",
        "Do foster children learn the violin?",
    ],
)
def test_questions_on_the_subject_are_never_turned_away(shelf, question) -> None:
    assert not off_topic(question, shelf)


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Norway?",
        "Write a song about a tractor",
        "Give me a recipe for scones",
    ],
)
def test_questions_of_other_subjects_are(shelf, question) -> None:
    assert off_topic(question, shelf)


@pytest.mark.parametrize(
    ("question", "wanted", "of"),
    [
        ("How many agency staff left?", "count", "agency staff left"),
        ("What proportion of care leavers are in work?", "percent", "care leavers"),
        ("how much money went into early help", "money", "money went into early"),
        ("Who chairs the board?", "person", ""),
        ("When was the hub set up?", "date", ""),
        ("Why did staff leave?", "reason", ""),
        ("how long do families wait", "duration", ""),
        ("Do children have a say?", "yes_no", ""),
        ("When a child goes missing, who talks to them?", "person", ""),
    ],
)
def test_the_form_of_a_question_says_what_is_wanted(question, wanted, of) -> None:
    assert asking(question).wanted == wanted
    if of:
        assert asking(question).of.split()[0] == of.split()[0]


def test_forms_are_told_apart_for_reporting() -> None:
    assert form("How many left?") == "how many"
    assert form("Did they leave?") == "yes_no"
    assert form("What happened?") == "other"


def test_a_premise_is_read_only_from_why() -> None:
    assert premise("Why is morale so poor?") == -1
    assert premise("Is morale poor?") == 0
    assert mood("Morale is high and staff feel well supported.") == 1
    assert mood("Plans are weak and visits are delayed.") == -1


def test_few_is_not_contradicted_by_low() -> None:
    question = "Why do so few families get referred back?"
    assert premise(question) == -1
    assert mood("Good help means that re-referral rates are low.") == 1
    assert same_amount(question, "Good help means that re-referral rates are low.")
    assert not same_amount(question, "Families come back in great numbers and are helped well.")
    assert not same_amount("Why do families quit?", "Re-referral rates are low.")


def test_what_agrees_on_how_few_is_not_said_to_contradict(shelf) -> None:
    found = select("Why are so few families referred again?", shelf)
    assert found.evidence[0].paragraph.number == 7
    assert found.answered
    assert found.premise is None


@pytest.mark.parametrize(
    "quote",
    [
        "The number of carers is rising steadily.",
        "A team has worked here since March 2022.",
        "New carers have joined.",
    ],
)
def test_a_figure_asked_for_that_no_quote_gives_is_noticed(quote: str) -> None:
    assert no_figure("How many carers are there?", [quote])
    assert no_figure("What share of carers left?", ["Carers speak well of it.", quote])


@pytest.mark.parametrize(
    "quote",
    [
        "There are 14 carers.",
        "Fourteen joined.",
        "A quarter left.",
        "Half of them left.",
        "All stayed.",
        "None left.",
        "Both stayed.",
        "This happened twice.",
        "One left.",
        "Forty-eight stayed.",
        "A very small number left.",
        "Numbers doubled.",
    ],
)
def test_an_amount_however_roughly_told_is_a_figure(quote: str) -> None:
    assert not no_figure("How many carers left?", ["Carers speak well of it.", quote])


@pytest.mark.parametrize(
    "question",
    ["Why did carers leave?", "How much do carers like it?", "How big a difference did it make?"],
)
def test_a_figure_is_missed_only_where_one_is_asked_for(question: str) -> None:
    assert not no_figure(question, ["Carers speak well of it."])


@pytest.mark.parametrize(
    ("question", "quote", "missing"),
    [
        (
            "What is the name of the school?",
            "Boys from a local independent school take part.",
            True,
        ),
        ("What is the name of the school?", "Boys from Hill House School take part.", False),
        (
            "Which agency handles adoption?",
            "The council is part of a regional adoption agency.",
            True,
        ),
        ("Which agency handles adoption?", "The council belongs to ‘Adopt London South’.", False),
        (
            "Which council has it teamed up with?",
            "In May, Ambridge joined another local authority.",
            True,
        ),
        ("Which council has it teamed up with?", "In May, Ambridge joined Borsetshire.", False),
        ("How are families helped?", "They are helped early.", False),
        ("Which councils are good?", "This one is good.", False),
    ],
)
def test_a_name_asked_for_that_no_quote_gives_is_noticed(question, quote, missing) -> None:
    assert no_name(question, [quote], ("Ambridge",)) is missing


def test_by_how_much_asks_for_a_figure() -> None:
    assert no_figure("By how much has it dropped?", ["It has dropped."])


def test_a_passage_is_said_to_mention_what_it_prints_and_nothing_like_it():
    from rag.selector.absence import _prints

    text = "The European team meets in Political Square."
    assert [
        word for word in ("eu", "teams", "team", "london", "political") if _prints(text, word)
    ] == [
        "teams",
        "team",
        "political",
    ]


@pytest.mark.parametrize(
    ("question", "quote", "half"),
    [
        ("Did it close, and why?", "It closed because the roof fell in.", ""),
        ("Did it close, and why?", "It closed.", "why"),
        ("Did it close and when?", "It closed in May 2019.", ""),
        ("Did it close and when?", "It closed because the roof fell in.", "when"),
        ("Why did it close?", "It closed.", ""),
    ],
)
def test_half_of_a_question_is_unmet_where_no_quote_has_its_kind(question, quote, half):
    from rag.selector.unquoted import half_unmet

    assert half_unmet(question, [quote]) == half

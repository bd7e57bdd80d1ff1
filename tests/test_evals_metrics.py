"""Every metric against numbers worked by hand, and against the library's own implementation."""

from __future__ import annotations

import random
from itertools import product
from statistics import fmean

import pytest

from evals.metrics import abstention, answers, retrieval
from evals.metrics.gold import contains, matches
from evals.metrics.statistics import interval, paired_p
from evals.types import Case, Cited, Found, Record, Support


def case(**changes: object) -> Case:
    made = {"id": "c", "question": "q", "expect": "answer", "gold_paragraphs": (3,)} | changes
    return Case(**made)  # type: ignore[arg-type]


def cited(paragraph: int | None, quote: str = "Some words.", **changes: object) -> Cited:
    made = {
        "report_id": "r",
        "paragraph": paragraph,
        "section": "Help",
        "kind": "numbered",
        "pages": (2,),
        "quote": quote,
        "verbatim": True,
        "paragraph_id": f"p{paragraph}",
    } | changes
    return Cited(**made)  # type: ignore[arg-type]


def found(paragraph: int | None, score: float = 1.0, **changes: object) -> Found:
    made = {
        "report_id": "r",
        "paragraph": paragraph,
        "section": "Help",
        "kind": "numbered",
        "pages": (2,),
        "score": score,
        "paragraph_id": f"p{paragraph}",
    } | changes
    return Found(**made)  # type: ignore[arg-type]


def record(status: str = "answered", places: tuple[Cited, ...] = (), **answer: object) -> Record:
    document = {
        "status": status,
        "text": "",
        "citations": [{"n": n, "quote": c.quote} for n, c in enumerate(places, 1)],
        "statements": [],
    } | answer
    return Record("c", document, cited=places, report_id="r")


# retrieval -------------------------------------------------------------------------------------


def test_the_rank_measures_agree_with_hand_worked_numbers():
    # relevant a and c; ranking b a x c: first hit at 2, both by 4
    values = retrieval.measure({"q": {"a": 1, "c": 1}}, {"q": ["b", "a", "x", "c"]})["q"]
    assert values["recall@1"] == 0.0
    assert values["recall@5"] == 1.0
    assert values["hit@1"] == 0.0
    assert values["hit@5"] == 1.0
    assert values["MRR"] == 0.5
    # (1/log2(3) + 1/log2(5)) / (1 + 1/log2(3)) = (0.63093 + 0.43068) / 1.63093
    assert values["nDCG@5"] == pytest.approx(0.650924, abs=1e-5)


def test_the_rank_measures_are_those_of_ir_measures_on_random_rankings():
    import ir_measures

    die = random.Random(4)
    docs = [f"d{n}" for n in range(30)]
    qrels = {f"q{n}": dict.fromkeys(die.sample(docs, die.randint(1, 4)), 1) for n in range(40)}
    run = {q: die.sample(docs, 20) for q in qrels}
    ours = retrieval.measure(qrels, run)
    named = {
        "recall@5": ir_measures.R @ 5,
        "hit@1": ir_measures.Success @ 1,
        "MRR": ir_measures.RR @ 10,
        "nDCG@10": ir_measures.nDCG @ 10,
    }
    theirs = ir_measures.calc_aggregate(
        list(named.values()),
        [ir_measures.Qrel(q, d, g) for q, held in qrels.items() for d, g in held.items()],
        [
            ir_measures.ScoredDoc(q, d, 100.0 - n)
            for q, held in run.items()
            for n, d in enumerate(held)
        ],
    )
    for name, measure in named.items():
        assert fmean(v[name] for v in ours.values()) == pytest.approx(theirs[measure])


def test_an_empty_ranking_scores_nothing_and_a_query_without_gold_is_left_out():
    values = retrieval.measure({"q": {"a": 1}, "none": {}}, {"q": []})
    assert set(values) == {"q"}
    assert set(values["q"].values()) == {0.0}


def test_passages_of_one_paragraph_count_once_at_their_best_rank():
    hits = [found(1), found(1), found(1), found(3)]
    scores = retrieval.score(case(), hits, "r")
    assert scores["MRR"] == 0.5
    assert retrieval.first_right(case(), hits, "r") == 2


def test_an_acceptable_paragraph_counts_for_rank_but_not_for_recall():
    scores = retrieval.score(case(also_acceptable=(8,)), [found(8), found(9)], "r")
    assert scores["MRR"] == 1.0
    assert scores["hit@1"] == 1.0
    assert scores["recall@5"] == 0.0
    assert scores["nDCG@5"] == 0.0


def test_a_gold_number_of_another_report_is_no_hit():
    assert retrieval.score(case(), [found(3, report_id="other")], "r")["recall@10"] == 0.0


def test_only_the_first_ten_paragraphs_count():
    hits = [found(n) for n in range(20, 30)] + [found(3)]
    assert retrieval.score(case(), hits, "r")["MRR"] == 0.0
    assert retrieval.first_right(case(), hits, "r") is None


# gold ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "gold", "pages", "right"),
    [
        (cited(None, kind="table", section="Judgements"), "judgements", (), True),
        (cited(None, kind="narrative", section="Summary"), "judgements", (), False),
        (cited(None, kind="narrative", section=""), "summary", (), True),
        (cited(None, kind="improvement", section="x"), "improvements", (), True),
        (cited(None, kind="list", section="x"), "improvements", (2,), True),
        (cited(None, kind="improvement", section="x"), "improvements", (5,), False),
        (cited(7, section="Judgements"), "judgements", (2,), False),
        (cited(None, kind="narrative", section="Summary"), "line 22", (), False),
    ],
)
def test_a_named_gold_matches_unnumbered_text_by_page_or_by_what_it_is(place, gold, pages, right):
    assert matches(place, case(gold_paragraphs=(gold,), gold_pages=pages), "r", [gold]) is right


def test_gold_given_as_text_matches_a_quote_of_it():
    held = case(gold_paragraphs=("line 2",), gold_text=("The pond is deep and it is cold.",))
    assert matches(cited(None, "The pond is deep"), held, "r", held.gold_paragraphs)
    assert not matches(cited(None, "The pond is dry"), held, "r", held.gold_paragraphs)


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        ("They’re “child\u2011focused”", 'they\'re "child-focused"', True),
        ("Strengthening it", "strengthen", True),
        ("disagreement", "agree", False),
        ("141 days", "14", False),
        ("14 days", "14", True),
        ("anything", "", False),
    ],
)
def test_words_are_found_whatever_the_typography_but_as_whole_words(text, words, there):
    assert contains(text, words) is there


# answers ---------------------------------------------------------------------------------------


def test_citation_precision_and_recall_count_different_paragraphs():
    held = case(gold_paragraphs=(3, 4))
    places = [cited(3), cited(3, "Other words."), cited(9), cited(8)]
    assert answers.citation_precision(held, places, "r") == pytest.approx(1 / 3)
    assert answers.citation_recall(held, places, "r") == 0.5


def test_an_acceptable_paragraph_is_precise_and_stands_in_for_a_single_gold():
    held = case(also_acceptable=(8,))
    assert answers.citation_precision(held, [cited(8)], "r") == 1.0
    assert answers.citation_recall(held, [cited(8)], "r") == 1.0
    assert answers.citation_recall(held, [cited(9)], "r") == 0.0
    assert answers.citation_recall(held, [], "r") == 0.0


def test_the_answer_key_is_found_in_text_and_quotes_and_any_alternative_does():
    held = case(answer_key=(("two hours",), ("14", "fourteen"), ("bus pass",)))
    answer = {
        "status": "answered",
        "text": "Within two hours.",
        "citations": [{"n": 1, "quote": "Fourteen came."}],
    }
    assert answers.key_coverage(held, answer) == pytest.approx(2 / 3)
    assert answers.key_coverage(held, answer | {"status": "not_in_reports"}) == 0.0
    assert answers.key_coverage(case(), answer) is None


def test_a_supporting_sentence_is_shown_by_a_quote_of_its_paragraph_only():
    held = case(support=(Support(3, "The pond is deep", "it is cold."),))
    sentence = "The pond is deep and it is cold."
    assert answers.support_coverage(held, [cited(3, sentence)]) == 1.0
    assert answers.support_coverage(held, [cited(4, sentence)]) == 0.0
    assert answers.support_coverage(held, [cited(3, "Another.")]) == 0.0


def test_right_needs_an_answer_a_right_place_exact_quotes_and_the_whole_key():
    held = case(answer_key=(("words",),))
    assert answers.score(held, record(places=(cited(3),)))["right"] == 1.0
    assert answers.score(held, record(places=(cited(4),)))["right"] == 0.0
    assert answers.score(held, record(places=(cited(3, "Nothing."),)))["right"] == 0.0
    assert answers.score(held, record(places=(cited(3, verbatim=False),)))["right"] == 0.0
    assert answers.score(held, record("not_in_reports"))["right"] == 0.0
    assert answers.score(held, record())["right"] == 0.0


def test_what_cannot_be_answered_is_right_when_it_is_not_answered():
    held = case(expect="say_not_in_report", gold_paragraphs=())
    for status, right, fits in (
        ("not_in_reports", 1.0, 1.0),
        ("out_of_scope", 1.0, 0.0),
        ("ambiguous", 1.0, 0.0),
        ("answered", 0.0, 0.0),
        ("partial", 0.0, 0.0),
        ("error", 0.0, 0.0),
    ):
        scores = answers.score(held, record(status))
        assert (scores["right"], scores["status"]) == (right, fits)
        assert scores["false_refusal"] is None


def test_statements_without_a_citation_and_quotes_that_are_not_exact_are_counted():
    statements = [{"text": "a", "citations": [1]}, {"text": "b", "citations": []}]
    scores = answers.score(
        case(),
        record(places=(cited(3), cited(4, verbatim=False)), statements=statements, text="a b c"),
    )
    assert scores["uncited"] == 0.5
    assert scores["verbatim"] == 0.5
    assert scores["words"] == 3.0
    assert scores["first_citation"] == 1.0


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("How many carers are there?", "how many or much"),
        ("and what percentage is that", "how many or much"),
        ("Is it any good?", "yes or no"),
        ("so do they know who went missing", "yes or no"),
        ("Why's that?", "why"),
        ("when did it start", "when"),
        ("what happens when risk rises", "other"),
        ("who pays", "who"),
        ("tell me about plans", "other"),
    ],
)
def test_the_form_of_a_question_is_told_by_its_words(question, form):
    assert answers.form(question) == form


# abstention ------------------------------------------------------------------------------------


def test_auroc_by_hand_and_by_counting_every_pair():
    assert abstention.auroc([0.9, 0.8, 0.2], [True, False, False]) == 1.0
    assert abstention.auroc([0.1, 0.8, 0.9], [True, False, False]) == 0.0
    assert abstention.auroc([0.5, 0.5], [True, False]) == 0.5
    assert abstention.auroc([0.5, 0.7], [True, True]) is None
    die = random.Random(1)
    scores = [round(die.random(), 1) for _ in range(80)]
    labels = [die.random() < 0.4 for _ in scores]
    pairs = [
        1.0 if a > b else 0.5 if a == b else 0.0
        for (a, x), (b, y) in product(zip(scores, labels, strict=True), repeat=2)
        if x and not y
    ]
    assert abstention.auroc(scores, labels) == pytest.approx(fmean(pairs))


def test_the_risk_coverage_curve_and_its_area_by_hand():
    # four asked, three answered; the surest right, the next wrong, the last right
    curve = abstention.risk_coverage([0.9, 0.8, 0.3], [False, True, False], cases=4)
    assert curve == ((0.25, 0.0), (0.5, 0.5), (0.75, pytest.approx(1 / 3)))
    assert abstention.area(curve) == pytest.approx((0 + 1 / 2 + 1 / 3) / 3)
    assert abstention.area(()) is None


def test_answers_of_the_same_confidence_come_together():
    for wrong in ([True, False], [False, True]):
        assert abstention.risk_coverage([0.5, 0.5], wrong, cases=2) == ((1.0, 0.5),)


def test_calibration_error_by_hand():
    bins = abstention.calibration([0.95, 0.95, 0.15, 1.0], [True, False, False, True])
    # 0.15 alone: off by 0.15; three in the last bin: mean 0.9667, true 2/3, off by 0.3
    assert [n for _, _, n in bins] == [1, 3]
    assert abstention.calibration_error(bins) == pytest.approx((0.15 + 3 * 0.3) / 4)
    assert abstention.calibration_error(()) is None
    with pytest.raises(ValueError, match="between 0 and 1"):
        abstention.calibration([1.2], [True])


# how sure --------------------------------------------------------------------------------------


def test_a_bootstrap_interval_holds_the_mean_and_repeats_for_its_seed():
    values = [1.0] * 30 + [0.0] * 10
    low, high = interval(values, 3)
    assert low < 0.75 < high
    # the normal approximation: 0.75 +- 1.96 * sqrt(0.75 * 0.25 / 40)
    assert (low, high) == (pytest.approx(0.616, abs=0.03), pytest.approx(0.884, abs=0.03))
    assert interval(values, 3) == (low, high)
    assert interval([0.4] * 5) == (pytest.approx(0.4), pytest.approx(0.4))


def test_the_paired_test_is_exact_for_few_differences():
    # three changes of the same sign: only +++ and --- are as extreme, 2 of 8
    assert paired_p([1.0, 1.0, 1.0, 0.0, 0.0]) == 0.25
    assert paired_p([1.0, -1.0]) == 1.0
    assert paired_p([0.0, 0.0]) == 1.0
    assert paired_p([-1.0] * 6) == pytest.approx(2 / 64)


def test_the_paired_test_finds_a_real_change_among_many_and_none_where_there_is_none():
    assert paired_p([1.0] * 30 + [-1.0] * 5, 1) < 0.001
    assert paired_p([1.0, -1.0] * 20, 1) > 0.8

"""The parser on the real reports that may lie beside the repository, against what is known of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.grades import normalise_grade, slug
from index.parser.dates import period_in
from index.types import Report
from rag.facts import answer
from rag.intent import read
from rag.record.receipts import newest_of_each
from rag.scoping.inspections import newest_first
from rag.types import Scope
from tests.real_reports import Reading, known, readings

GRADES = {
    "g_overall": "overall",
    "g_leadership": "leadership",
    "g_help_protection": "help_protection",
    "g_care_and_leavers": "care_and_leavers",
    "g_children_in_care": "in_care",
    "g_care_leavers": "care_leavers",
    "g_adoption": "adoption",
    "g_lscb": "lscb",
    "g_capacity_to_improve": "capacity_to_improve",
}
FRAMEWORKS = {"ILACS": "ILACS", "SIF": "SIF", "LAC": "LAC", "LSCB": "LSCB"}
# Counted otherwise in the list: it misses bullets struck through, took a contents entry for the
# heading, and calls a bulleted list prose. The reports print 6, 12 and 8 items.
ITEMS = {"cornwall-2019-11-05.pdf": 6, "manchester-2017-12-21.pdf": 12, "surrey-2015-08-03.pdf": 8}

pytestmark = pytest.mark.timeout(900)  # half a minute on two idle cores


@pytest.fixture(scope="session")
def real(shared: Path) -> dict[str, Reading]:
    return readings(shared / "reports")


@pytest.fixture(scope="session")
def reports(real: dict[str, Reading]) -> dict[str, Report]:
    return {name: reading.report for name, reading in real.items() if reading.report}


@pytest.fixture(scope="session")
def listed(shared: Path) -> dict[str, dict[str, str]]:
    return known(shared / "reports")


def test_every_file_is_a_report_or_has_its_reason(real, listed):
    fakes = {name for name, row in listed.items() if row["extractable"] == "n"}
    assert {name for name, reading in real.items() if reading.report is None} == fakes
    assert all("web page" in real[name].reason for name in fakes)


def test_paragraphs_are_numbered_without_a_gap_where_the_report_is(reports, listed):
    clean = {name for name, row in listed.items() if row["para_status"] == "clean"}
    wrong = {
        name
        for name in clean
        if [p.number for p in reports[name].paragraphs if p.number is not None]
        != list(range(1, int(listed[name]["n_paragraphs"]) + 1))
    }
    assert len(wrong) <= 0.01 * len(clean), wrong


def test_reports_that_number_nothing_have_no_numbers(reports, listed):
    bare = [name for name, row in listed.items() if row["para_status"] == "unnumbered"]
    assert bare
    assert not any(p.number for name in bare for p in reports[name].paragraphs)


def test_grades_are_the_printed_ones(reports, listed):
    wrong = {
        (name, aspect): (expected, found.get(aspect))
        for name, report in reports.items()
        for column, aspect in GRADES.items()
        for found in [{j.aspect: j.grade for j in report.judgements}]
        if (expected := normalise_grade(listed[name][column])) != found.get(aspect)
    }
    assert wrong == {}


def test_inspection_dates_frameworks_and_councils_are_the_printed_ones(reports, listed):
    for name, report in reports.items():
        row, card = listed[name], report.card
        assert card.inspected == period_in(row["inspection_dates"]), name
        assert card.framework == FRAMEWORKS[row["kind"].split()[0].split("-")[0]], name
        assert card.pages == int(row["pages"]), name
        if not name.startswith("london"):  # the list says corporation, the report City of London
            assert slug(card.authority) == slug(row["authority"].replace("&", "and")), name
        assert (card.lead_inspector or "").startswith(row["lead_inspector"]), name


def test_what_must_improve_is_counted_right(reports, listed):
    wrong = {
        name: (expected, len(report.improvements))
        for name, report in reports.items()
        if len(report.improvements)
        != (expected := ITEMS.get(name, int(listed[name]["improve_items"])))
    }
    assert len(wrong) <= 0.02 * len(reports), wrong


def test_headings_and_tables_agree_so_nothing_is_left_to_report(reports):
    assert {name: report.problems for name, report in reports.items() if report.problems} == {}


def test_every_receipt_holds(reports):
    for report in reports.values():
        texts = {p.id: p.text for p in report.paragraphs}
        assert len(texts) == len(report.paragraphs)
        assert all(j.quote in texts[j.paragraph_id] for j in report.judgements)
        assert all(i.text in texts[i.paragraph_id] for i in report.improvements)


def test_an_independent_reader_finds_the_paragraphs_on_their_pages(real, reports):
    if shutil.which("pdftotext") is None:
        pytest.skip("needs poppler's pdftotext")
    count = sum(p.number is not None for report in reports.values() for p in report.paragraphs)
    unfound = [(name, p.number) for name, r in real.items() for p in r.unfound]
    assert count > 8000
    # What is left are footnote marks that poppler glues to words and that are taken out here.
    assert len(unfound) <= 0.005 * count, unfound


def test_two_conditions_over_all_councils_are_met_by_those_that_the_list_knows(reports, listed):
    by_id = {report.card.report_id: report for report in reports.values()}
    cards = newest_first(report.card for report in by_id.values())
    scope = Scope(
        reports=tuple(card.report_id for card in cards),
        authorities=tuple({card.authority for card in cards}),
    )
    fact = read("Which councils are good overall but require improvement for help and protection?")
    facts = answer(fact, scope, cards, by_id.__getitem__)
    told = {draft.evidence[0].report.authority for draft in facts.drafts[1:]}
    rows = {report.card.report_id: listed[name] for name, report in reports.items()}
    expected = {
        card.authority
        for card in newest_of_each(cards)
        if rows[card.report_id]["g_overall"].startswith("Good")
        and rows[card.report_id]["g_help_protection"].startswith("Requires improvement")
    }
    assert len(expected) > 1
    assert told == expected

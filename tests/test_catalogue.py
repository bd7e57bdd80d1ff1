"""What is known of inspections is looked up, and only what a rule allows is filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from index.councils.authorities import authorities
from index.councils.catalogue import ASPECTS, catalogue, complete, known, official_page, urn_of
from index.types import Period, Report, ReportCard


def report(**facts: object) -> Report:
    card = ReportCard(
        report_id="r",
        sha256="0" * 64,
        name="report.pdf",
        title="Inspection",
        authority="Barnet",
        urn=None,
        framework="ILACS",
        inspected=Period(date(2024, 6, 10), date(2024, 6, 14)),
        published=None,
        lead_inspector=None,
        pages=12,
    )
    return Report(replace(card, **facts), (), (), ())  # type: ignore[arg-type]


def test_the_catalogue_holds_facts_that_make_sense():
    names = {authority.name for authority in authorities()}
    grades = {
        "Outstanding",
        "Good",
        "Requires improvement to be good",
        "Inadequate",
        "Adequate",
        "Not judged",
    }
    assert len(catalogue()) > 100
    for one in catalogue():
        assert one.authority in names
        assert one.urn is None or (one.urn.isdigit() and 5 <= len(one.urn) <= 7)
        assert one.inspected is not None
        assert one.published is not None
        assert one.inspected.start <= one.inspected.end < one.published
        assert {aspect for aspect, _ in one.grades} <= set(ASPECTS)
        assert {grade for _, grade in one.grades} <= grades
    for authority in {one.authority for one in catalogue()}:
        assert urn_of(authority) is not None


def test_an_authority_is_known_by_any_of_its_names_newest_inspection_first():
    assert known("LB Barnet") == known("Barnet")
    days = [one.published for one in known("Essex")]
    assert len(days) > 1
    assert days == sorted(days, key=str, reverse=True)
    assert known("Cheshire") == ()
    assert known("Atlantis") == ()


def test_a_reports_number_date_and_page_are_filled_from_the_catalogue():
    card = complete(report()).card
    assert card.urn == "80487"
    assert card.published == date(2024, 7, 23)
    assert card.link == official_page("80487")


def test_what_the_report_prints_is_never_changed():
    printed = report(urn="12345", published=date(2024, 7, 1), link="https://example.org")
    assert complete(printed) == printed


def test_the_date_in_a_file_name_counts_only_after_the_inspection_and_within_18_months():
    unknown = Period(date(2021, 3, 1), date(2021, 3, 12))
    for name, published in (
        ("barnet-2021-04-20.pdf", date(2021, 4, 20)),
        ("barnet-2021-03-05.pdf", None),
        ("barnet-2023-01-01.pdf", None),
        ("barnet-2021-13-45.pdf", None),
        ("2021-04-20 barnet.pdf", None),
        ("barnet.pdf", None),
    ):
        assert complete(report(inspected=unknown, name=name)).card.published == published, name


def test_the_catalogue_is_believed_before_the_file_name():
    assert complete(report(name="barnet-2024-09-09.pdf")).card.published == date(2024, 7, 23)


def test_nothing_is_filled_for_an_unknown_authority_or_without_inspection_dates():
    stranger = complete(
        report(authority="Fernshire", inspected=None, name="fernshire-2021-04-20.pdf")
    ).card
    assert (stranger.urn, stranger.published, stranger.link) == (None, None, None)

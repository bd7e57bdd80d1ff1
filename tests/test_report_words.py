"""The small vocabularies of the parser: grades, aspects, frameworks, dates, names of councils."""

from __future__ import annotations

from datetime import date

import pytest

from index.grades import aspect_slug, framework_of, grade_at_end, normalise_grade, slug
from index.parser.cover import plain_name
from index.parser.dates import date_in, dates_in, period_in
from index.types import Period


@pytest.mark.parametrize(
    ("printed", "grade"),
    [
        ("Outstanding", "Outstanding"),
        ("good.", "Good"),
        ("Requires improvement", "Requires improvement to be good"),
        ("Requires  Improvement", "Requires improvement to be good"),
        ("require improvement", "Requires improvement to be good"),
        ("requires improvement to be good", "Requires improvement to be good"),
        ("Inadequate", "Inadequate"),
        ("Adequate", "Adequate"),
        ("Not judged", "Not judged"),
        ("good practice", None),
        ("", None),
        ("goodness", None),
    ],
)
def test_a_grade_is_normalised_only_where_nothing_else_is_said(printed: str, grade: str | None):
    assert normalise_grade(printed) == grade


def test_the_longest_grade_at_the_end_wins():
    assert grade_at_end("Progress of children: requires improvement to be good") == (
        "Progress of children:",
        "Requires improvement to be good",
    )
    assert grade_at_end("Leaders are: inadequate.") == ("Leaders are:", "Inadequate")
    assert grade_at_end("They wish us good luck") is None


@pytest.mark.parametrize(
    ("name", "aspect"),
    [
        ("Overall effectiveness", "overall"),
        ("The impact of leaders on social work practice with children and families.", "leadership"),
        ("Leadership, management and governance", "leadership"),
        (
            "The experiences and progress of children who need help and protection",
            "help_protection",
        ),
        ("1. Children who need help and protection", "help_protection"),
        ("The experiences and progress of children in care and care leavers", "care_and_leavers"),
        ("The experiences and progress of children in care", "in_care"),
        ("Children looked after and achieving permanence", "in_care"),
        ("The experiences and progress of care leavers", "care_leavers"),
        ("Adoption performance", "adoption"),
        ("The Local Safeguarding Children Board", "lscb"),
        ("Capacity to improve", "capacity_to_improve"),
    ],
)
def test_aspects_are_known_by_their_printed_names(name: str, aspect: str):
    assert aspect_slug(name) == aspect


@pytest.mark.parametrize(
    ("title", "framework"),
    [
        ("Inspection of Wolds local authority children’s services", "ILACS"),
        ("Inspection of children's social care services", "ILACS"),
        ("Inspection of local authority children’s services", "ILACS"),
        ("Focused visit to Wolds children’s services", "ILACS"),
        ("Re-inspection of services for children in need of help and protection, children", "SIF"),
        ("Reinspection of services for children in need of help and protection", "SIF"),
        ("Inspection of looked after children services", "LAC"),
        ("Review of the effectiveness of the Local Safeguarding Children Board", "LSCB"),
        ("Notes on tides", "other"),
    ],
)
def test_the_title_tells_the_framework(title: str, framework: str):
    assert framework_of(title) == framework


@pytest.mark.parametrize(
    ("printed", "start", "end"),
    [
        ("26 to 30 June 2023", (2023, 6, 26), (2023, 6, 30)),
        ("19 November 2018 to 23 November 2018", (2018, 11, 19), (2018, 11, 23)),
        ("18 February to 1 March 2019", (2019, 2, 18), (2019, 3, 1)),
        ("9–24 November 2017", (2017, 11, 9), (2017, 11, 24)),
        ("22 May 2015 – 18 June 2015", (2015, 5, 22), (2015, 6, 18)),
        ("11 January 2016–4 February 2016", (2016, 1, 11), (2016, 2, 4)),
        ("14 January – 5 February 2014", (2014, 1, 14), (2014, 2, 5)),
        ("12/09/2016 to 06/10/2016", (2016, 9, 12), (2016, 10, 6)),
        ("9 ─ 20 May 2022", (2022, 5, 9), (2022, 5, 20)),
        ("5 to 9 December 2022 and 14 to 15 February 2023", (2022, 12, 5), (2023, 2, 15)),
        ("08 July 2019 to 19 July 2019", (2019, 7, 8), (2019, 7, 19)),
        ("16 December to 10 January 2020", (2019, 12, 16), (2020, 1, 10)),
        ("30 Nov 2020 to 4 Dec 2020", (2020, 11, 30), (2020, 12, 4)),
        ("1st to 5th of March 2021", (2021, 3, 1), (2021, 3, 5)),
        ("Monday 3 June 2024 – Friday 14 June 2024", (2024, 6, 3), (2024, 6, 14)),
        ("2018-11-19 to 2018-11-23", (2018, 11, 19), (2018, 11, 23)),
        ("20 January 2015", (2015, 1, 20), (2015, 1, 20)),
        ("8 – 12 July 2013", (2013, 7, 8), (2013, 7, 12)),
        ("28 February 2022 to 4 March 2022", (2022, 2, 28), (2022, 3, 4)),
        ("12 Sept 2016 to 6 Oct 2016", (2016, 9, 12), (2016, 10, 6)),
    ],
)
def test_every_shape_of_inspection_dates_gives_first_and_last_day(
    printed: str, start: tuple[int, int, int], end: tuple[int, int, int]
):
    assert period_in(printed) == Period(date(*start), date(*end))


@pytest.mark.parametrize(
    "printed", ["", "soon", "31 February 2020", "June 2020", "12", "99/99/9999"]
)
def test_what_is_no_date_stays_missing(printed: str):
    assert period_in(printed) is None
    assert date_in(printed) is None


def test_dates_come_in_their_printed_order():
    assert dates_in("9 May 2018, then 25/11/2016") == [date(2018, 5, 9), date(2016, 11, 25)]


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Essex County Council", "Essex"),
        ("London Borough of Barking and Dagenham", "Barking and Dagenham"),
        ("London Borough of Redbridge Council", "Redbridge"),
        ("Royal Borough of Greenwich", "Greenwich"),
        ("the Royal Borough of Windsor and Maidenhead", "Windsor and Maidenhead"),
        ("City of London", "City of London"),
        ("City of London Corporation", "City of London"),
        ("City of Wolverhampton Council", "Wolverhampton"),
        ("City of York Council", "York"),
        ("City of Bradford Metropolitan District Council", "Bradford"),
        ("Bristol City of", "Bristol"),
        ("Kingston upon Hull City Council", "Kingston upon Hull"),
        ("Cheshire East Unitary Authority", "Cheshire East"),
        ("Tameside metropolitan borough", "Tameside"),
        ("St Helens Metropolitan Borough Council", "St Helens"),
        ("Wakefield District Metropolitan Council", "Wakefield"),
        ("Telford & Wrekin Council", "Telford and Wrekin"),
        ("Bournemouth, Christchurch and Poole Council", "Bournemouth, Christchurch and Poole"),
        ("Council of the Isles of Scilly", "Isles of Scilly"),
        ("Surrey Safeguarding Children Board", "Surrey"),
        ("Borough of Poole", "Poole"),
        ("Medway", "Medway"),
    ],
)
def test_a_council_is_called_as_people_call_it(body: str, name: str):
    assert plain_name(body) == name


def test_a_slug_is_safe_in_an_id():
    assert slug("King’s Lynn & West-Norfolk") == "kings-lynn-west-norfolk"

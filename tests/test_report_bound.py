"""Reports bound in one file: a safeguarding board's review belongs to it, another report does not."""

from __future__ import annotations

import pytest

from index.report import parse
from index.types import Report
from tests.sheets import Sheet, ilacs_cover, source


def texts(report: Report) -> str:
    return " ".join(paragraph.text for paragraph in report.paragraphs)


def findings(number: int, words: str) -> Sheet:
    sheet = Sheet(number)
    sheet.heading("The experiences and progress of children who need help and", "protection: good")
    return sheet.numbered(1, words)


def cover(
    number: int,
    council: str,
    dates: str,
    title: str = "Inspection of children’s social care services",
) -> Sheet:
    sheet = Sheet(number).line(council, size=26.0)
    sheet.heading(title, size=16.0)
    sheet.heading(f"Inspection dates: {dates}", size=12.0)
    sheet.grade(["Overall effectiveness"], ["Inadequate"])
    return sheet


SAME_DAYS = "18 November 2019 to 22 November 2019"


@pytest.mark.parametrize(
    ("council", "dates", "which"),
    [
        ("Fens County Council", SAME_DAYS, "Fens, inspected from 18 November 2019"),
        ("Wolds County Council", "6 to 10 May 2024", "Wolds, inspected from 6 May 2024"),
    ],
    ids=["another council", "another inspection"],
)
def test_another_report_in_the_file_is_left_out_and_its_pages_are_named(council, dates, which):
    report = parse(
        source(
            ilacs_cover(),
            findings(2, "The mill answers every letter."),
            cover(3, council, dates),
            findings(4, "The fen floods in March."),
        )
    )
    assert "The mill answers every letter." in texts(report)
    assert "fen floods" not in texts(report)
    assert {judgement.grade for judgement in report.judgements} == {"Good"}
    assert report.problems == (
        f"Pages 3 to 4 are another report ({which}) and left out. "
        "Save it as a file of its own and add that.",
    )


BOARD = "Review of the effectiveness of the Local Safeguarding Children Board"


def test_the_review_of_the_same_councils_board_belongs_to_the_file_whenever_it_was_made():
    report = parse(
        source(
            ilacs_cover(),
            findings(2, "The mill answers every letter."),
            cover(3, "Wolds County Council", "6 to 10 May 2020", BOARD),
            Sheet(4).heading("Findings").numbered(1, "The board meets each spring."),
        )
    )
    assert "The board meets each spring." in texts(report)
    assert {paragraph.part for paragraph in report.paragraphs} == {1, 2}
    assert report.problems == ()


def test_the_review_of_another_councils_board_is_left_out():
    report = parse(
        source(
            ilacs_cover(),
            findings(2, "The mill answers every letter."),
            cover(3, "Fens County Council", SAME_DAYS, BOARD),
            Sheet(4).heading("Findings").numbered(1, "The board meets each spring."),
        )
    )
    assert "The board meets" not in texts(report)
    assert len(report.problems) == 1

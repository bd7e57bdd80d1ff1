"""The parser on invented reports: everything a report prints, and the oddities of real ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.read import read_source
from index.report import parse
from index.types import Page, Paragraph, Period, Report, Source
from tests.sheets import GAP, NUMBER, Sheet, ilacs_cover, sif_cover, source


def grades(report: Report) -> dict[str, str]:
    return {judgement.aspect: judgement.grade for judgement in report.judgements}


def numbered(report: Report, part: int = 1) -> list[Paragraph]:
    return [p for p in report.paragraphs if p.number is not None and p.part == part]


def numbers(report: Report, part: int = 1) -> list[int | None]:
    return [p.number for p in numbered(report, part)]


def kinds(report: Report, text: str) -> list[str]:
    return [p.kind for p in report.paragraphs if text in p.text]


def body(number: int = 2) -> Sheet:
    sheet = Sheet(number)
    sheet.heading("What needs to improve?")
    sheet.bullet("The speed of replies to letters.")
    sheet.bullet("The share of visits that are", "made on time.")
    sheet.heading("The experiences and progress of children who need help and", "protection: good")
    sheet.numbered(1, "Staff at the mill answer every letter within", "two days.")
    sheet.numbered(2, "The well-", "kept boats carry children to a multi-", "agency team.")
    return sheet


def test_the_front_page_gives_the_facts():
    card = parse(source(ilacs_cover(), body())).card
    assert card.authority == "Wolds"
    assert card.framework == "ILACS"
    assert card.inspected == Period(date(2019, 11, 18), date(2019, 11, 22))
    assert card.published is None
    assert card.lead_inspector == "Ada Marsh"
    assert card.report_id == "wolds-2019-11-18"
    assert card.title == (
        "Wolds County Council: inspection of children’s social care services, November 2019"
    )
    assert card.pages == 2
    assert not card.digest


def test_wrapped_names_and_grades_become_judgements_with_receipts():
    report = parse(
        source(
            ilacs_cover(grades=("Outstanding", "Requires improvement to be good", "Good", "Good")),
            Sheet(2).heading("What needs to improve?").bullet("The boats."),
        )
    )
    assert grades(report) == {
        "leadership": "Outstanding",
        "help_protection": "Requires improvement to be good",
        "care_and_leavers": "Good",
        "overall": "Good",
    }
    paragraphs = {p.id: p for p in report.paragraphs}
    for judgement in report.judgements:
        assert judgement.page == 1
        assert judgement.paragraph_id is not None
        assert judgement.quote in paragraphs[judgement.paragraph_id].text
        assert paragraphs[judgement.paragraph_id].kind == "table"


def test_a_grade_that_wraps_in_its_cell_is_quoted_whole():
    cover = ilacs_cover()
    cover.lines = cover.lines[:-2]
    cover.grade(["Overall effectiveness"], ["Requires improvement", "to be good"])
    report = parse(source(cover, body()))
    overall = next(j for j in report.judgements if j.aspect == "overall")
    assert overall.grade == "Requires improvement to be good"
    assert overall.quote == "Overall effectiveness Requires improvement to be good"
    assert not kinds(report, "to be good")[1:]


def test_a_page_drawn_out_of_order_is_read_from_top_to_bottom():
    sheet = Sheet(3)
    sheet.continued("a long way", "out to sea.")
    head = sheet.lines
    sheet.lines = []
    sheet.numbered(3, "Then they", "return.").numbered(4, "And", "rest.")
    sheet.lines = [*sheet.lines, *head]
    report = parse(source(ilacs_cover(), body(), sheet))
    assert numbered(report)[1].text.endswith("agency team. a long way out to sea.")
    assert numbers(report) == [1, 2, 3, 4]


def test_a_short_line_alone_between_numbered_paragraphs_is_a_heading():
    sheet = (
        body()
        .numbered(3, "The oars", "creak.")
        .paragraph("Quality of rope")
        .numbered(4, "It", "frays.")
    )
    report = parse(source(ilacs_cover(), sheet))
    assert numbered(report)[3].section.endswith("protection: good – Quality of rope")
    assert not numbered(report)[2].section.endswith("rope")


def test_paragraphs_are_joined_without_page_numbers_and_keep_the_hyphens_of_compounds():
    third = Sheet(3).continued("They sail on", "quiet days.").numbered(3, "The mill stands.")
    report = parse(source(ilacs_cover(), body(), third))
    assert [p.text for p in numbered(report)] == [
        "Staff at the mill answer every letter within two days.",
        "The well-kept boats carry children to a multi-agency team. They sail on quiet days.",
        "The mill stands.",
    ]
    assert numbered(report)[1].pages == (2, 3)
    assert numbered(report)[1].id == "wolds-2019-11-18/2"


def test_a_hyphen_before_and_keeps_its_space():
    sheet = body().numbered(3, "The 16-", "and 17-year-olds fish.")
    assert numbered(parse(source(ilacs_cover(), sheet)))[2].text == "The 16- and 17-year-olds fish."


def test_the_section_is_the_heading_above():
    report = parse(source(ilacs_cover(), body()))
    assert {p.section for p in numbered(report)} == {
        "The experiences and progress of children who need help and protection: good"
    }


def test_bullets_to_improve_are_a_list_in_order_and_reachable():
    report = parse(source(ilacs_cover(), body()))
    assert [i.text for i in report.improvements] == [
        "The speed of replies to letters.",
        "The share of visits that are made on time.",
    ]
    assert all(i.paragraph is None and i.page == 2 for i in report.improvements)
    assert {i.paragraph_id for i in report.improvements} == {
        p.id for p in report.paragraphs if p.kind == "improvement"
    }


def test_a_list_below_an_item_to_improve_is_listed_too_and_stays_one_paragraph():
    sheet = Sheet(2).heading("What needs to improve")
    sheet.bullet("Help with moorings, including:")
    sheet.bullet("ropes", x=NUMBER + 30, mark="−").bullet("rings", x=NUMBER + 30, mark="\u0336")
    sheet.bullet("Tides.")
    report = parse(source(ilacs_cover(), sheet))
    assert [i.text for i in report.improvements] == [
        "Help with moorings, including:",
        "ropes",
        "rings",
        "Tides.",
    ]
    assert len({i.paragraph_id for i in report.improvements}) == 2


def test_a_bullet_without_words_is_nothing_to_improve():
    sheet = Sheet(2).heading("What needs to improve").line("\uf06e", gap=20.0).bullet("Tides.")
    assert [i.text for i in parse(source(ilacs_cover(), sheet)).improvements] == ["Tides."]


def test_prose_under_what_needs_to_improve_is_no_list():
    sheet = Sheet(2).heading("What needs to improve")
    sheet.paragraph("Inspectors found nothing of weight that the council must do.")
    report = parse(source(ilacs_cover(), sheet))
    assert report.improvements == ()
    assert kinds(report, "nothing of weight") == ["narrative"]


def test_a_report_without_what_needs_to_improve_has_none():
    sheet = Sheet(2).heading("The impact of leaders on social work practice: good")
    sheet.numbered(1, "Leaders row well.").bullet("steadily", x=NUMBER + 40)
    assert parse(source(ilacs_cover(), sheet)).improvements == ()


def test_a_list_inside_a_numbered_paragraph_stays_in_it():
    sheet = Sheet(2).heading("What needs to improve?").bullet("Tides.").heading("Impact of leaders")
    sheet.numbered(1, "The harbour has:")
    sheet.bullet("a light", x=NUMBER + 40).bullet("a wall", x=NUMBER + 40)
    sheet.numbered(2, "The sea is near.")
    report = parse(source(ilacs_cover(), sheet))
    assert numbered(report)[0].text == "The harbour has:\n• a light\n• a wall"
    assert numbers(report) == [1, 2]


def test_a_wrapped_line_that_begins_with_the_next_number_starts_no_paragraph():
    sheet = Sheet(2).heading("What needs to improve?").bullet("Tides.").heading("Impact of leaders")
    sheet.numbered(1, "The eldest crew member at sea is aged", "2. Many are older on land.")
    sheet.numbered(2, "Their boats", "float.").numbered(3, "Their oars", "do not.")
    report = parse(source(ilacs_cover(), sheet))
    assert [p.text[:9] for p in numbered(report)] == ["The eldes", "Their boa", "Their oar"]


def test_a_wrapped_number_in_narrative_before_paragraph_1_is_none():
    front = Sheet(2).paragraph("Crews are trained from the age of 15 to", "1. May they prosper.")
    sheet = (
        Sheet(3)
        .heading("Recommendations")
        .numbered(1, "Mend", "nets.")
        .numbered(2, "Dry", "sails.")
    )
    report = parse(source(ilacs_cover(), front, sheet))
    assert [p.page_start for p in numbered(report)] == [3, 3]


def test_a_missing_number_is_named_and_not_made_up():
    sheet = Sheet(2).heading("Impact of leaders on the harbour")
    for number in (1, 2, 3, 5, 6):
        sheet.numbered(number, f"Boat {number} is", "afloat.")
    report = parse(source(ilacs_cover(), sheet))
    assert numbers(report) == [1, 2, 3, 5, 6]
    assert report.problems == ("Paragraph 4 is not printed.",)


def test_a_number_without_its_stop_is_a_start_where_numbers_stand():
    sheet = Sheet(2).heading("Impact of leaders on the harbour")
    for number in (1, 2, 3, 4, 5):
        sheet.numbered(number if number != 4 else "4", f"Boat {number} is", "afloat.")
    report = parse(source(ilacs_cover(), sheet))
    assert numbers(report) == [1, 2, 3, 4, 5]
    assert numbered(report)[3].text == "Boat 4 is afloat."


def test_numbered_rows_of_the_judgement_table_are_no_paragraphs_even_over_the_page():
    cover = sif_cover()
    moved = Sheet(2)
    cover.lines = cover.lines[:-4]  # the last two rows of the table move to the next page
    moved.grade(["2.2 Experiences and progress of care leavers"], ["Requires improvement"])
    moved.grade(["3. Leadership, management and governance"], ["Inadequate"], bold=True)
    third = Sheet(3).heading("Recommendations")
    for number in (1, 2, 3, 4):
        third.numbered(number, f"Mend net {number}", "soon.")
    report = parse(source(cover, moved, third))
    assert [p.text for p in numbered(report)][:1] == ["Mend net 1 soon."]
    assert numbers(report) == [1, 2, 3, 4]
    assert grades(report)["leadership"] == "Inadequate"
    assert grades(report)["care_leavers"] == "Requires improvement to be good"


def test_the_overall_grade_of_a_single_inspection_is_its_sentence():
    report = parse(source(sif_cover(), Sheet(2).heading("Executive summary").paragraph("Grim.")))
    overall = report.judgements[0]
    assert (overall.aspect, overall.grade, overall.page) == ("overall", "Inadequate", 1)
    assert overall.quote == "Children’s services in Wolds are inadequate"
    assert grades(report) == {
        "overall": "Inadequate",
        "help_protection": "Inadequate",
        "in_care": "Requires improvement to be good",
        "adoption": "Good",
        "care_leavers": "Requires improvement to be good",
        "leadership": "Inadequate",
    }
    assert report.card.framework == "SIF"
    assert report.card.published == date(2015, 9, 15)
    assert report.card.authority == "Wolds"


@pytest.mark.parametrize(
    ("sentence", "grade"),
    [
        ("The overall judgement is good", "Good"),
        ("The overall judgement is that children’s services are good", "Good"),
        ("The overall judgement is requires improvement.", "Requires improvement to be good"),
        ("Children’s services in Wolds are outstanding", "Outstanding"),
        ("Children’s services in Wolds require improvement", "Requires improvement to be good"),
        (
            "Children's services in the Wolds requires improvement to be good",
            "Requires improvement to be good",
        ),
        ("Children’s services require improvement to be good", "Requires improvement to be good"),
    ],
)
def test_every_wording_of_the_overall_sentence_is_known(sentence: str, grade: str):
    report = parse(source(sif_cover(sentence=sentence), Sheet(2).heading("Executive summary")))
    assert grades(report)["overall"] == grade


def test_the_boards_grade_is_read_from_its_heading():
    last = Sheet(3).heading("The Local Safeguarding Children Board (LSCB)", size=16.0)
    last.heading("The Local Safeguarding Children Board is good").paragraph("It meets.")
    report = parse(
        source(sif_cover(), Sheet(2).heading("Executive summary").paragraph("Grim."), last)
    )
    assert grades(report)["lscb"] == "Good"
    assert next(j for j in report.judgements if j.aspect == "lscb").page == 3


def test_the_boards_grade_is_read_from_a_sentence_on_the_front_page():
    cover = sif_cover()
    cover.paragraph(
        "The effectiveness of the Local Safeguarding Children Board (LSCB) requires", "improvement"
    )
    report = parse(source(cover, Sheet(2).heading("Executive summary").paragraph("Grim.")))
    assert grades(report)["lscb"] == "Requires improvement to be good"


def test_a_review_of_a_board_alone_has_its_grade_and_its_bullets():
    cover = Sheet(1).line("Wolds Safeguarding Children Board", size=26.0)
    cover.heading("Review of the effectiveness of the Local Safeguarding Children", "Board")
    cover.heading("Inspection date: 1 June 2015 – 3 June 2015")
    cover.heading("The Local Safeguarding Children Board requires improvement")
    rest = Sheet(2).heading("Recommendations", size=16.0).bullet("Meet more often.")
    rest.heading("Inspection findings", size=16.0).numbered(1, "The board", "met once.")
    report = parse(source(cover, rest))
    assert report.card.framework == "LSCB"
    assert report.card.authority == "Wolds"
    assert grades(report) == {"lscb": "Requires improvement to be good"}
    assert [i.text for i in report.improvements] == ["Meet more often."]


def test_findings_recorded_on_the_last_page_of_an_inspection_of_2013():
    cover = (
        Sheet(1)
        .line("Inspection of looked after children", size=26.0)
        .line("services", size=26.0, gap=30)
    )
    cover.line("Wolds County Council", size=18.0, gap=40)
    cover.line("Inspection dates:", size=10.0, gap=200, bold=True)
    cover.line("8 – 12 July 2013", 200.0, size=10.0, gap=0)
    cover.line("Reporting inspector Ada Marsh HMI", size=10.0, gap=16, bold=True)
    cover.line("Published:", size=10.0, gap=40, bold=True).line(
        "16 August 2013", 200.0, size=10.0, gap=0
    )
    rest = Sheet(2).heading("Areas for improvement", size=18.0).numbered(1, "The council should:")
    rest.heading("Immediately:").bullet("mend nets").heading("Within three months:").bullet(
        "dry sails"
    )
    rest.heading("Outcomes for the crew", "Grade 4 (inadequate)", size=18.0).numbered(
        2, "They are", "wet."
    )
    last = Sheet(3).heading("Record of main findings", size=18.0)
    last.grade(["Overall effectiveness"], ["Adequate"]).grade(["Capacity to improve"], ["Good"])
    last.grade(["Outcomes for looked after children", "and young people"], ["Inadequate"])
    last.grade(["Leadership and management"], ["Good"])
    report = parse(source(cover, rest, last))
    assert report.card.framework == "LAC"
    assert report.card.authority == "Wolds"
    assert report.card.lead_inspector == "Ada Marsh"
    assert report.card.inspected == Period(date(2013, 7, 8), date(2013, 7, 12))
    assert report.card.published == date(2013, 8, 16)
    assert grades(report) == {
        "overall": "Adequate",
        "capacity_to_improve": "Good",
        "outcomes_for_looked_after_children_and_young_people": "Inadequate",
        "leadership": "Good",
    }
    assert [i.text for i in report.improvements] == [
        "The council should:",
        "mend nets",
        "dry sails",
    ]


def test_two_reports_in_one_file_are_two_parts():
    first = (
        Sheet(2)
        .heading("Recommendations")
        .numbered(1, "Mend", "nets.")
        .numbered(2, "Dry", "sails.")
    )
    cover = Sheet(3).line("Wolds City Council", size=26.0)
    cover.heading("Review of the effectiveness of the Local Safeguarding Children", "Board")
    cover.heading("Inspection date: 6 to 30 July 2015").heading(
        "The Local Safeguarding Children Board is good"
    )
    second = (
        Sheet(4)
        .heading("Inspection findings")
        .numbered(1, "The board", "meets.")
        .numbered(2, "It", "eats.")
    )
    report = parse(source(sif_cover(), first, cover, second))
    assert [p.id for p in numbered(report, 1)] == ["wolds-2015-07-06/1", "wolds-2015-07-06/2"]
    assert [p.id for p in numbered(report, 2)] == ["wolds-2015-07-06/p2/1", "wolds-2015-07-06/p2/2"]
    assert [p.text for p in numbered(report, 2)] == ["The board meets.", "It eats."]
    assert grades(report)["lscb"] == "Good"
    assert len({p.id for p in report.paragraphs}) == len(report.paragraphs)


def test_a_report_of_bullets_only_has_every_bullet_and_its_improvements():
    second = (
        Sheet(2).heading("Summary of key findings").bullet("The nets are torn in many", "places.")
    )
    second.heading("What does the local authority need to improve?").heading(
        "Areas for improvement", size=12.0
    )
    second.bullet("Mend the nets.").bullet("Dry the sails.")
    third = Sheet(3).heading("Information about this local authority area").bullet("It rains.")
    report = parse(source(sif_cover(), second, third))
    assert numbers(report) == []
    assert [i.text for i in report.improvements] == ["Mend the nets.", "Dry the sails."]
    assert kinds(report, "The nets are torn in many places.") == ["list"]
    assert kinds(report, "It rains.") == ["list"]


def test_numbered_recommendations_are_improvements_with_their_numbers_and_the_boards_are_not():
    second = Sheet(2).heading("Recommendations").numbered(1, "Mend", "nets.")
    second.line("Quality of practice", gap=GAP)
    second.numbered(2, "Dry", "sails.").heading("Summary for children and young people").bullet(
        "Hello."
    )
    third = Sheet(3).heading("Inspection findings").numbered(3, "The tide", "turns.")
    last = Sheet(4).heading("The Local Safeguarding Children Board (LSCB)", size=16.0)
    last.heading("Recommendations").numbered(4, "Meet", "often.")
    report = parse(source(sif_cover(), second, third, last))
    assert [(i.paragraph, i.text) for i in report.improvements] == [
        (1, "Mend nets."),
        (2, "Dry sails."),
    ]
    assert numbers(report) == [1, 2, 3, 4]


def test_definitions_and_old_grades_are_no_judgements():
    sheet = body()
    sheet.heading("Other Ofsted inspections").bullet(
        "The last inspection judged the harbour outstanding."
    )
    sheet.paragraph("The overall effectiveness of a nearby school is inadequate.")
    sheet.heading("What the inspection judgements mean")
    sheet.paragraph("An outstanding harbour is one where overall effectiveness is outstanding.")
    report = parse(source(ilacs_cover(), sheet))
    assert set(grades(report).values()) == {"Good"}
    assert kinds(report, "An outstanding harbour") == ["boilerplate"]


def test_a_heading_that_disagrees_with_the_table_is_reported_and_not_resolved():
    sheet = (
        body()
        .heading("The impact of leaders on social work practice: inadequate")
        .numbered(3, "So it", "is.")
    )
    report = parse(source(ilacs_cover(), sheet))
    assert grades(report)["leadership"] == "Good"
    assert report.problems == (
        "The impact of leaders on social work practice with children and families:"
        " page 1 says Good, page 2 says Inadequate",
    )


def test_footnotes_are_told_from_words():
    sheet = body()
    sheet.numbered(3, "The board met in May.", "It ended.")
    sheet.lines[-2] = replace(sheet.lines[-2], text="3. The board7 met in May.", marks=((12, 13),))
    sheet.note("7", "A board is a body of persons", "who meet.")
    after = Sheet(3).numbered(4, "The board slept.")
    report = parse(source(ilacs_cover(), sheet, after))
    assert numbered(report)[2].text == "The board met in May. It ended."
    assert kinds(report, "A board is a body of persons who meet.") == ["footnote"]
    assert numbers(report) == [1, 2, 3, 4]


def test_a_footnote_does_not_cut_a_paragraph_that_goes_on_over_the_page():
    sheet = body().numbered(3, "The board met", "and then it").note("1", "In May.")
    report = parse(source(ilacs_cover(), sheet, Sheet(3).continued("ended.")))
    assert numbered(report)[2].text == "The board met and then it ended."
    assert numbered(report)[2].pages == (2, 3)


def test_running_feet_are_left_out():
    pages = []
    for number in (1, 2, 3, 4):
        sheet = (
            ilacs_cover()
            if number == 1
            else Sheet(number).continued(f"Line {number} goes", "on and")
        )
        sheet.top = 790.0
        sheet.line("Inspection of Wolds children’s services", size=8.0).line(
            f"18 to 22 May {number}", size=8.0
        )
        pages.append(sheet)
    report = parse(source(*pages))
    assert not any("18 to 22 May" in p.text for p in report.paragraphs)


def test_the_imprint_is_known_as_boilerplate():
    last = Sheet(3).line(
        "The Office for Standards in Education, Children’s Services and Skills (Ofsted)", size=10.0
    )
    last.line("Piccadilly Gate", size=10.0, gap=40).line(
        "© Crown copyright 2019", size=10.0, gap=40
    )
    report = parse(source(ilacs_cover(), body(), last))
    assert {p.kind for p in report.paragraphs if p.page_start == 3} == {"boilerplate"}


def test_a_table_of_contents_is_boilerplate_and_gives_no_sections():
    contents = Sheet(2).line("Contents", size=26.0)
    contents.line("Recommendations", gap=30, bold=True).line("3", 515.0, gap=0, bold=True)
    contents.line("1. First steps 4", gap=30, bold=True)
    rest = Sheet(3).heading("Recommendations").numbered(1, "Mend", "nets.")
    report = parse(source(sif_cover(), contents, rest))
    assert [p.kind for p in report.paragraphs if p.page_start == 2] == ["boilerplate"]
    assert [i.text for i in report.improvements] == ["Mend nets."]


def test_another_document_is_read_as_sections_and_paragraphs():
    sheet = Sheet(1, foot=False).heading("Notes on tides", size=20.0).paragraph("Tides are", "wet.")
    sheet.heading("High tides").bullet("They come.").paragraph("Then they go.")
    report = parse(source(sheet, name="My notes (2).pdf"))
    assert report.card.framework == "other"
    assert report.card.report_id == "my-notes-2"
    assert report.card.title == "Notes on tides"
    assert report.judgements == ()
    assert [(p.section, p.text, p.kind) for p in report.paragraphs] == [
        ("Notes on tides", "Tides are wet.", "narrative"),
        ("High tides", "They come.", "list"),
        ("High tides", "Then they go.", "narrative"),
    ]


def test_numbered_paragraphs_right_under_the_title_of_a_short_file_keep_their_numbers():
    text = (
        "# Inspection of Westmere local authority children's services\n\nWestmere Council\n\n"
        "1. A bus runs at night.\n\n2. A house opened in spring.\n"
    )
    report = parse(read_source(text.encode(), "short.md"))
    assert [(p.number, p.text) for p in report.paragraphs if p.kind == "numbered"] == [
        (1, "A bus runs at night."),
        (2, "A house opened in spring."),
    ]


def test_an_empty_document_is_an_empty_report():
    report = parse(Source("empty.pdf", "pdf", "0" * 64, (Page(1, 595.0, 842.0, ()),)))
    assert report.paragraphs == ()
    assert report.card.report_id == "empty"


def test_the_name_in_the_title_is_the_authority_where_no_other_line_names_it():
    sheet = Sheet(1).line("Inspection of North East Wolds local", size=26.0)
    sheet.line("authority children’s services", size=26.0, gap=30)
    sheet.heading("Inspection dates: 10 to 14 June 2024", size=12.0)
    sheet.line("Lead inspectors: Ada Marsh, His Majesty’s Inspector, and Bo Reed,", gap=GAP)
    sheet.line("His Majesty’s Inspector")
    card = parse(source(sheet, body())).card
    assert card.authority == "North East Wolds"
    assert card.lead_inspector == "Ada Marsh and Bo Reed"
    assert (
        card.title
        == "North East Wolds: inspection of local authority children’s services, June 2024"
    )

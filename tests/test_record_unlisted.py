"""What must improve where a report has no list of it, and notes on frameworks that were told of."""

from __future__ import annotations

from dataclasses import replace

from tests.test_compose import card, paragraph, report
from tests.test_record import WEST, WEST_BEFORE, texts, told


def with_narrative(*lines: str):
    own = report("Westshire")
    said = [
        replace(paragraph(text, f"u5{n}", kind="narrative"), section="What needs to improve?")
        for n, text in enumerate(lines)
    ]
    return replace(own, paragraphs=(*own.paragraphs, *said))


def test_what_stands_under_the_heading_is_quoted_where_nothing_is_listed():
    facts = told("What needs to improve?", with_narrative("The mill could answer sooner."))
    assert texts(facts) == ["The mill could answer sooner."]
    assert facts.drafts[0].kind == "quote"


def test_a_report_that_lists_nothing_says_so():
    facts = told("What needs to improve?", report("Westshire"))
    assert facts.drafts == ()
    assert facts.nothing == "The May 2019 report on Westshire lists nothing that needs to improve."


def test_an_excerpt_without_judgements_is_searched_instead():
    assert told("What needs to improve?", replace(report("Westshire"), judgements=())) is None


def test_a_list_of_another_report_is_not_mixed_with_what_has_none():
    listed = report("Eastshire", improvements=("Practice.", "Supervision."))
    facts = told("What needs to improve?", listed, with_narrative("The mill is slow."))
    assert "The mill is slow." not in texts(facts)


def of_framework(own, framework: str):
    return replace(own, card=replace(own.card, framework=framework))


def test_frameworks_are_told_apart_only_where_grades_of_both_are_told():
    notes = replace(
        report("Westshire"),
        card=card("Notes", framework="other", inspected=None, published=None),
        judgements=(),
    )
    alone = told("How is Westshire judged?", WEST, notes)
    assert not any("frameworks" in note for note in alone.notes)
    both = told("How have Westshire's grades changed?", WEST, of_framework(WEST_BEFORE, "SIF"))
    assert any("frameworks (" in note for note in both.notes)

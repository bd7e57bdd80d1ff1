"""Digests: our own words under the official numbers and pages, read from Markdown."""

from __future__ import annotations

from datetime import date

from index.readers.markdown import read_markdown
from index.report import parse
from index.types import Period, Report

DIGEST = """---
title: Wolds, inspection of November 2019 (digest)
authority: Wolds
urn: 12345
framework: ILACS
inspected: 2019-11-18 to 2019-11-22
published: 2020-01-07
lead_inspector: Ada Marsh
pages: 11
digest: true
link: https://example.org/wolds
---

# Inspection of Wolds children's services in November 2019

## Judgements

| Judgement | Grade | Page |
|---|---|---|
| Overall effectiveness | Requires improvement to be good | 1 |
| The experiences and progress of children in care | Good | 1 |

## Summary

Wolds does well. {page 1}

Its crews sail far,
and often. {pages 1-2}

## What needs to improve

- The nets. {page 2}
- The sails. {pages 2–3}

## Help and protection

1. The mill answers. {page 4}

3. The mill sleeps, and the
   harbour too. {pages 4-5}

7. The Office for Standards in Education, Children's Services and Skills came. {page 9}
"""


def digest() -> Report:
    return parse(read_markdown(DIGEST.encode(), "wolds-2019.md", "0" * 64))


def test_the_card_is_what_the_file_declares():
    card = digest().card
    assert card.title == "Wolds, inspection of November 2019 (digest)"
    assert (card.authority, card.urn, card.framework) == ("Wolds", "12345", "ILACS")
    assert card.inspected == Period(date(2019, 11, 18), date(2019, 11, 22))
    assert card.published == date(2020, 1, 7)
    assert card.lead_inspector == "Ada Marsh"
    assert (card.pages, card.digest, card.link) == (11, True, "https://example.org/wolds")
    assert card.report_id == "wolds-2019-11-18-digest"


def test_paragraphs_have_the_official_numbers_and_pages_and_no_anchors():
    report = digest()
    assert [(p.number, p.pages, p.text) for p in report.paragraphs if p.number] == [
        (1, (4,), "The mill answers."),
        (3, (4, 5), "The mill sleeps, and the harbour too."),
        (7, (9,), "The Office for Standards in Education, Children's Services and Skills came."),
    ]
    assert [(p.pages, p.text) for p in report.paragraphs if p.section == "Summary"] == [
        ((1,), "Wolds does well."),
        ((1, 2), "Its crews sail far, and often."),
    ]
    assert not any("{" in p.text for p in report.paragraphs)
    assert report.problems == ()


def test_judgements_come_from_the_table_with_the_official_page():
    report = digest()
    texts = {p.id: p.text for p in report.paragraphs}
    assert [(j.aspect, j.grade, j.page) for j in report.judgements] == [
        ("overall", "Requires improvement to be good", 1),
        ("in_care", "Good", 1),
    ]
    assert all(j.quote in texts[j.paragraph_id or ""] for j in report.judgements)


def test_improvements_are_the_bullets_with_their_pages():
    assert [(i.text, i.page) for i in digest().improvements] == [
        ("The nets.", 2),
        ("The sails.", 2),
    ]


def test_only_the_title_and_the_column_heads_of_a_digest_are_boilerplate():
    unciteable = [p.text for p in digest().paragraphs if p.kind == "boilerplate"]
    assert unciteable == [
        "Inspection of Wolds children's services in November 2019",
        "| Judgement | Grade | Page |",
    ]

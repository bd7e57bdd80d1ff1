"""Councils are found in people's words, and ordinary words are not taken for councils."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.councils.authorities import authorities, find_authority, mentions, nearest
from index.councils.slips import distance


def named(text: str) -> list[tuple[str, ...]]:
    return [mention.names for mention in mentions(text)]


def test_there_are_153_authorities_and_the_abolished_ones():
    kinds = [authority.kind for authority in authorities()]
    assert sum(kind != "abolished" for kind in kinds) == 153
    assert (kinds.count("county"), kinds.count("London borough")) == (21, 33)
    assert (kinds.count("metropolitan district"), kinds.count("unitary")) == (36, 63)
    assert {a.name for a in authorities() if a.until} == {
        "Bournemouth",
        "Poole",
        "Cumbria",
        "Northamptonshire",
    }


@pytest.mark.parametrize("authority", [a.name for a in authorities()])
def test_every_name_is_found_in_a_sentence_in_either_case(authority: str):
    for text in (f"How did {authority} do in 2019?", f"what about {authority.lower()} council"):
        (mention,) = mentions(text)
        assert mention.names[0] == authority
        assert mention.exact
    assert find_authority(authority)[0] == authority


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("essex's social workers", ["Essex"]),
        ("what was essexs grade", ["Essex"]),
        ("Essex County Council’s leaders and Kent CC", ["Essex", "Kent"]),
        ("Compare North Yorkshire with York", ["North Yorkshire", "York"]),
        ("B&NES vs BANES", ["Bath and North East Somerset"] * 2),
        ("Bournemouth Christchurch & Poole", ["Bournemouth, Christchurch and Poole"]),
        ("is BCP better than Dorset", ["Bournemouth, Christchurch and Poole", "Dorset"]),
        ("Cheshire West and Chester, Cheshire East", ["Cheshire West and Chester", "Cheshire East"]),
        ("the Royal Borough of Windsor and Maidenhead (RBWM)", ["Windsor and Maidenhead"] * 2),
        ("City of London Corporation", ["City of London"]),
        ("London Borough of Richmond upon Thames", ["Richmond upon Thames"]),
        ("Hull and Brum", ["Kingston upon Hull", "Birmingham"]),
        ("Stoke on Trent’s edge of care team", ["Stoke-on-Trent"]),
        ("St. Helens or Saint Helens", ["St Helens", "St Helens"]),
        ("Herts, Bucks, Notts, Lancs and South Glos", ["Hertfordshire", "Buckinghamshire", "Nottinghamshire", "Lancashire", "South Gloucestershire"]),
        ("Redcar & Cleveland, Telford", ["Redcar and Cleveland", "Telford and Wrekin"]),
        ("county durham", ["Durham"]),
        ("Nottingham, not Nottinghamshire", ["Nottingham", "Nottinghamshire"]),
    ],
)  # fmt: skip
def test_people_have_their_own_forms(text: str, expected: list[str]):
    assert [names[0] for names in named(text)] == expected
    assert all(len(names) == 1 for names in named(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How was Cumbria judged?", ("Cumbria", "Cumberland", "Westmorland and Furness")),
        (
            "Northants care leavers",
            ("North Northamptonshire", "Northamptonshire", "West Northamptonshire"),
        ),
        ("Bournemouth in 2014", ("Bournemouth", "Bournemouth, Christchurch and Poole")),
        ("Cheshire", ("Cheshire East", "Cheshire West and Chester")),
        ("Sussex social workers", ("East Sussex", "West Sussex")),
    ],
)
def test_a_name_that_several_share_is_ambiguous(text: str, expected: tuple[str, ...]):
    assert named(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Children enjoy reading and maths at school.",
        "How is reading supported at school?",
        "After reading the report, what would you change?",
        "Reading the report, what stands out?",
        "children whose reading is weak",
        "the child's reading age",
        "What about reading skills?",
        "children reached the level expected in reading, writing and mathematics",
        "They tried to bury the bad news.",
        "children went to bath before bed",
        "Is reading better than maths for children in care?",
        "Does reading need support in school?",
        "Bath time routines",
        "He was barking up the wrong tree.",
        "the ship's hull",
        "slough off old habits",
        "a derby match",
        "stoke up trouble",
        "it harrows me; a harrow",
        "The pool of foster carers leads to choice.",
        "Children went missing; a survey leads us there.",
        "Is New York better?",
        "Newcastle-under-Lyme and Bury St Edmunds",
        "Greater Manchester police",
        "Harlow, Burnley, Boston, Stafford and Northampton are not upper-tier councils.",
        "Ofsted judged care leavers' services good.",
        "I wilt; the staff's hints; the works",
    ],
)
def test_ordinary_words_and_other_places_are_not_councils(text: str):
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What did inspectors say about Reading?", ["Reading"]),
        ("Reading was judged what in 2019?", ["Reading"]),
        ("how is reading doing overall", ["Reading"]),
        ("reading's care leavers", ["Reading"]),
        ("social workers in bury", ["Bury"]),
        ("reading borough council", ["Reading"]),
        ("compare slough and bury", ["Slough", "Bury"]),
        ("COMPARE ESSEX AND READING", ["Essex", "Reading"]),
        ("derbyshire or derby?", ["Derbyshire", "Derby"]),
        ("the hull report", ["Kingston upon Hull"]),
        ("reading", ["Reading"]),
        ("Did Barking and Dagenham improve?", ["Barking and Dagenham"]),
    ],
)
def test_names_that_are_words_count_where_a_place_is_meant(text: str, expected: list[str]):
    assert [names[0] for names in named(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How good is Birmingam city council?", "Birmingham"),
        ("Esex care leavers", "Essex"),
        ("Barnsly", "Barnsley"),
        ("Wolverhamton's leaders", "Wolverhampton"),
        ("west sussx", "West Sussex"),
        ("hertforshire", "Hertfordshire"),
        ("Leciester", "Leicester"),
        ("Kensigton and Chelsea", "Kensington and Chelsea"),
        ("Surey", "Surrey"),
    ],
)
def test_a_slip_of_the_pen_is_understood_and_marked(text: str, expected: str):
    (mention,) = mentions(text)
    assert mention.names == (expected,)
    assert not mention.exact


def test_a_mention_says_exactly_where_it_stands():
    text = "Did Essex County Council's plan beat reading borough council's, and Kent CCG's?"
    assert [text[m.start : m.end] for m in mentions(text)] == [
        "Essex County Council",
        "reading borough council",
        "Kent",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("reading", ("Reading",)),
        ("LB Barnet", ("Barnet",)),
        ("City of York Council", ("York",)),
        ("Kingston upon Hull City Council", ("Kingston upon Hull",)),
        ("london corporation", ("City of London",)),
        ("telford & wrekin", ("Telford and Wrekin",)),
        ("Essx", ("Essex",)),
        ("Atlantis", ()),
        ("", ()),
        ("Glasgow", ()),
    ],
)
def test_a_whole_name_is_looked_up(text: str, expected: tuple[str, ...]):
    assert find_authority(text) == expected


def test_the_nearest_names_come_first():
    assert nearest("Essx", 1) == ("Essex",)
    assert nearest("Yorkshire", 3)[0] in ("North Yorkshire", "East Riding of Yorkshire")
    assert len(nearest("anything", 5)) == 5


def test_slips_are_counted():
    assert distance("essex", "essex") == 0
    assert distance("esex", "essex") == 1
    assert distance("lecies", "leices") == 1
    assert distance("", "abc") == 3


@given(st.text(max_size=200))
def test_any_text_gives_mentions_in_order_without_overlap(text: str):
    end = 0
    for mention in mentions(text):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.names
        end = mention.end


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_name_can_be_looked_up(text: str):
    assert isinstance(find_authority(text), tuple)
    assert len(nearest(text)) == 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("does bury have enough social workers", "Bury"),
        ("harrow: what needs to improve", "Harrow"),
        ("is hull good or bad?", "Kingston upon Hull"),
        ("derby care leavers", "Derby"),
        ("how are caseloads at reading", "Reading"),
        ("how good is bath at supporting care leavers", "Bath and North East Somerset"),
    ],
)
def test_a_council_in_small_letters_counts_where_the_sentence_shows_it(text: str, name: str):
    assert [m.names for m in mentions(text)] == [(name,)]

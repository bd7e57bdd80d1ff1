"""Passages are exact stretches of their paragraphs, and short enough for the model."""

from hypothesis import example, given
from hypothesis import strategies as st

from index.finder.sentences import _ITEM
from index.passages import LONGEST, passages, pieces, stretches
from index.types import Paragraph, Report, ReportCard

CARD = ReportCard(
    report_id="borchester-2020",
    sha256="0" * 64,
    name="borchester.pdf",
    title="Borchester",
    authority="Borchester",
    urn=None,
    framework="ILACS",
    inspected=None,
    published=None,
    lead_inspector=None,
    pages=4,
)


def report(*texts, kind="numbered"):
    return Report(
        card=CARD,
        judgements=(),
        improvements=(),
        paragraphs=tuple(
            Paragraph(
                id=f"p{i}",
                number=i,
                section="Care",
                part=1,
                page_start=2,
                page_end=3,
                text=text,
                kind=kind,
            )
            for i, text in enumerate(texts, 1)
        ),
    )


def test_a_short_paragraph_is_one_passage():
    (passage,) = passages(report("Plans are clear. Visits are regular."))
    assert passage.text == "Plans are clear. Visits are regular."
    assert (passage.paragraph, passage.pages, passage.section) == (1, (2, 3), "Care")


def test_a_long_paragraph_is_cut_at_sentence_ends_into_like_stretches():
    text = " ".join(
        f"Sentence {n} says that the visits of week {n} were made on time." for n in range(40)
    )
    cut = passages(report(text))
    assert len(cut) > 1
    assert all(p.text == text[p.start : p.end] for p in cut)
    assert all(p.text.endswith(".") for p in cut)
    sizes = [pieces(p.text) for p in cut]
    assert max(sizes) <= LONGEST
    assert max(sizes) < 1.5 * min(sizes)
    assert len({p.id for p in cut}) == len(cut)


def test_boilerplate_is_never_found():
    assert passages(report("The office inspects services.", kind="boilerplate")) == ()


def test_footnotes_and_tables_are_found():
    assert len(passages(report("A footnote.", kind="footnote"))) == 1
    assert len(passages(report("Overall: good", kind="table"))) == 1


def test_an_empty_paragraph_gives_none():
    assert passages(report(" ")) == ()


@given(st.text(alphabet="ab .A1\n?’\uf06e", max_size=400), st.integers(3, 40))
@example("\na. ", 3)
def test_stretches_keep_every_letter_in_order_and_fit(text, longest):
    spans = stretches(text, longest)
    kept = "".join(text[start:end] for start, end in spans)
    # a list's own numbers and letters are marks, and may be left out
    assert within(letters(_ITEM.sub(" ", text)), letters(kept))
    assert within(letters(kept), letters(text))
    # a single word longer than a stretch can't be cut
    assert all(
        pieces(text[a:b]) <= max(longest, max(map(pieces, text[a:b].split()))) for a, b in spans
    )


def letters(text):
    return [character for character in text if character.isalpha()]


def within(few, many):
    """Whether `few` stand in `many` in this order."""
    rest = iter(many)
    return all(one in rest for one in few)

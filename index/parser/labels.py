"""What kind of text each block is, by the heading it stands under. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.grades import known_aspect
from index.parser.blocks import MAIN, Block

IMPROVE = re.compile(
    r"what\s+(?:does\s+.{2,60}?\s+)?needs?\s+to\s+(?:be\s+)?improved?\b"
    r"|what\s+does\s+.{2,60}\s+need\s+to\s+improve|recommendations?\b"
    r"|areas?\s+for\s+(?:priority\s+(?:action|improvement)|improvement)"
    r"|priority\s+and\s+immediate\s+action",
    re.IGNORECASE,
)
INTRODUCES = re.compile(r"\bshould take the following actions?\s*[.:]?\s*$", re.IGNORECASE)
"""A sentence that introduces the list of improvements, and is none of them."""
_DEFINITIONS = re.compile(
    r"what\s+(?:the\s+)?(?:inspection\s+)?judge?ments\s+(?:and\s+what\s+they\s+)?mean"
    r"|the\s+inspection\s+judge?ments\s+and\s+what\s+they\s+mean",
    re.IGNORECASE,
)
#: The section given to what stands at the end of every report, which prints no heading for it.
IMPRINT = "Contact and licence"
_SUB = " – "
_IMPRINT = re.compile(
    r"the office for standards in education, children.s services and skills"
    r"|if you would like a copy of this (?:document|report) in a different format"
    r"|you may (?:reuse|copy) (?:this information|all or parts of this document)"
    r"|this (?:report|document|publication) is available at|interested in our work\?"
    r"|crown copyright|open government licence|this document may be reproduced"
    r"|further copies of this report|to receive regular email alerts|textphone: \d"
    r"|piccadilly gate|any complaints about the inspection|raising concerns and making",
    re.IGNORECASE,
)


_COLUMN_HEADS = re.compile(
    r"(?:[|\s]*\b(?:judge?ments?|grades?|pages?|aspects?)\b)+[|\s]*", re.IGNORECASE
)


def label(blocks: Sequence[Block], *, digest: bool = False) -> list[Block]:
    """Settle each block's kind by where it stands; returns the improvements, in order.

    Improvements are the bullets, or the numbered paragraphs, of the first stretch under a heading
    that announces them; a later stretch is another body's (the safeguarding board's). A digest has
    no imprint, and may speak of what an imprint says.
    """
    imprint = False
    improvements: list[Block] = []
    opened: Block | None = None
    over = False
    before: Block | None = None
    for block in blocks:
        previous, before = before, block
        if block.front:
            continue
        if block.heading:
            opened = _opens(block, opened, previous)
            over = over or (bool(improvements) and opened is None)
            imprint = False
            continue
        if block.kind == "table" and known_aspect(block.text):
            opened = None  # a chapter begins with its judgement
            over = over or bool(improvements)
        if block.number is not None:
            imprint = False
        elif block.kind != "footnote" and not digest and _IMPRINT.search(block.text):
            imprint = True
        means = block.number is None and _DEFINITIONS.search(block.section)
        if (imprint or means) and block.kind in ("narrative", "list"):
            block.kind = "boilerplate"
            block.section = IMPRINT if imprint else block.section
        elif opened is not None and not over and block.kind in ("list", "numbered"):
            if block.kind == "list":
                block.kind = "improvement"
            if not INTRODUCES.search(block.text):
                improvements.append(block)
    _tables(blocks)
    return improvements


def _tables(blocks: Sequence[Block]) -> None:
    """The rows of a table stand under one heading; its column heads say nothing to cite."""
    for above, block in pairwise(blocks):
        if block.kind == "table" and above.kind == "table" and not block.front:
            block.section = above.section
    for block in blocks:
        if block.kind == "table" and _COLUMN_HEADS.fullmatch(block.text):
            block.kind = "boilerplate"


def _opens(heading: Block, opened: Block | None, before: Block | None) -> Block | None:
    """The heading that announces improvements, if one is in force from `heading` on."""
    text = heading.text
    if IMPROVE.match(text):
        return heading
    if opened is None or known_aspect(text) or MAIN.match(text):
        return None
    smaller = heading.size < opened.size - 0.6 or (opened.bold and not heading.bold)
    timed = re.match(r"(?:immediate|within\b)", text, re.IGNORECASE)
    directly = before is opened and heading.size <= opened.size + 0.6
    return opened if smaller or timed or directly else None


def subheadings(blocks: Sequence[Block]) -> None:
    """Make headings of short unended lines that stand alone between two numbered paragraphs.

    Reports of 2014 and 2015 set such sub-headings like body text.
    """
    running = [block for block in blocks if block.kind != "footnote"]
    for at in range(1, len(running) - 1):
        block = running[at]
        between = running[at - 1].number is not None and running[at + 1].number is not None
        if not between or block.kind != "narrative" or block.heading or block.front:
            continue
        text, section = block.text, block.section
        if len(text) > 80 or not text[:1].isupper() or not re.search(r"\w[’”\"')\]]*$", text):
            continue
        block.heading = True
        chapter = section.split(_SUB)[0]
        for below in running[at + 1 :]:
            if below.heading or below.section != section:
                break
            below.section = f"{chapter}{_SUB}{text}" if chapter else text

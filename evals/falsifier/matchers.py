"""How comparable products decide that a quotation stands in its source, for comparison with ours.

Each takes the quotation and the text it is said to come from, and says whether it would pass.
"""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from importlib.util import find_spec

Matcher = Callable[[str, str], bool]


def by_difflib(words: str, source: str) -> bool:
    """Similar as a whole: `difflib` ratio of at least 0.8 with the sentence it was cut from."""
    return SequenceMatcher(None, words, source, autojunk=False).ratio() >= 0.8


def by_partial_ratio(words: str, source: str) -> bool:
    """Similar to a stretch of the source: rapidfuzz `partial_ratio` of at least 90."""
    from rapidfuzz.fuzz import partial_ratio

    return bool(partial_ratio(words, source) >= 90)


def by_common_stretch(words: str, source: str) -> bool:
    """A stretch in common of at least 35% of the quotation."""
    matcher = SequenceMatcher(None, words, source, autojunk=False)
    return matcher.find_longest_match().size >= 0.35 * len(words)


MATCHERS: dict[str, Matcher] = {
    "difflib ≥ 0.8": by_difflib,
    # rapidfuzz is a development dependency: without it its column is left out
    **({"partial_ratio ≥ 90": by_partial_ratio} if find_spec("rapidfuzz") else {}),
    "common stretch ≥ 35%": by_common_stretch,
}

"""Reports that nobody wrote: small, true to form, each with a word that stands in no other.

For drills and tests, where a library must be filled at once and every report must be found again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from index.embed import Encoding

WORDS = ("quince", "lantern", "osprey", "marzipan", "gantry", "thistle", "ferry", "obelisk")
GRADES = ("Outstanding", "Good", "Requires improvement to be good", "Inadequate")

_TEXT = """# {place}: inspection of children's services

{place} children's services

Inspection dates: {day} March {year} to {last} March {year}

Lead inspector: Wilhelmina Oakapple

| Judgement | Grade |
|---|---|
| The impact of leaders on social work practice with children and families | {one} |
| The experiences and progress of children who need help and protection | {two} |
| Overall effectiveness | {one} |

## What needs to improve

- How soon the {word} letters reach grandparents in {place}.

## The experiences and progress of children who need help and protection

1. In {place} the {word} team answers families on the day they call, and says who will come.

2. Plans written at the {place} harbour office name a person and a date for every promise made.

3. Social workers in {place} see children alone, ask what they think, and write it down in their words.

## The experiences and progress of children in care and care leavers

4. Children in care in {place} live near their schools, and most keep the same worker for two years.

5. Care leavers in {place} have a key to a flat of their own by nineteen where they want one.
"""


def report_text(number: int, *, edition: int = 1) -> str:
    """The Markdown of an invented report; another edition is other bytes for the same inspection."""
    word = WORDS[number % len(WORDS)] + str(number)
    text = _TEXT.format(
        place=f"Saltmere {_spelt(number)}",
        day=4 + number % 9,
        last=8 + number % 9,
        year=2010 + number % 14,
        word=word,
        one=GRADES[number % 4],
        two=GRADES[(number + 1) % 4],
    )
    return (
        text
        if edition == 1
        else f"{text}\n6. Edition {edition} adds that the {word} van has new tyres.\n"
    )


def write_reports(folder: Path, count: int) -> list[Path]:
    """Write invented reports as Markdown files; their names end in their numbers."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / f"saltmere-{number}.md" for number in range(count)]
    for number, file in enumerate(files):
        file.write_text(report_text(number), encoding="utf-8")
    return files


class HashedWords:
    """Vectors from hashed words: deterministic, instant, and near where texts share words."""

    name = "hashed-words"
    dimension = 64

    def __init__(self, fingerprint: str = "hashed-words-1") -> None:
        self.fingerprint = fingerprint

    def embed_documents(self, texts: Sequence[str]) -> list[list[float]]:
        """A unit vector per text."""
        return [[float(x) for x in self._vector(text)] for text in texts]

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of a text."""
        return self.embed_documents([text])[0]

    def encode_passages(
        self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None
    ) -> Encoding:
        """Dense vectors, and one token vector of eight numbers per word."""
        import numpy as np

        from index.embed import Encoding

        dense = np.array([self._vector(text) for text in texts], np.float32)
        tokens = tuple(
            np.array([list(_hash(w)[:8]) for w in text.split()], np.uint8).view(np.int8)
            for text in texts
        )
        if progress:
            progress(len(texts), len(texts))
        return Encoding(dense.reshape(len(texts), self.dimension), tokens)

    def _vector(self, text: str) -> npt.NDArray[np.float32]:
        import numpy as np

        out = np.full(self.dimension, 1e-3, np.float32)
        for word in text.lower().split():
            digest = _hash(word + self.fingerprint)
            for at in range(0, 8, 2):
                out[digest[at] % self.dimension] += 1 if digest[at + 1] % 2 else -1
        return np.asarray(out / np.linalg.norm(out), np.float32)


def _hash(word: str) -> bytes:
    return hashlib.blake2b(word.encode(), digest_size=16).digest()


def _spelt(number: int) -> str:
    """A place name for a number: letters only, so that no digit is read as a date."""
    letters = ("ash", "birch", "cedar", "dogwood", "elm", "fir", "gorse", "hazel", "ivy", "juniper")
    return "".join(letters[int(digit)] for digit in str(number)).capitalize()

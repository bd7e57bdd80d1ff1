"""How many false citations the verifier catches, and how many true ones it wrongly turns away.

    python -m evals.mutations [REPORT...] [--pairs 2000] [--seed 0] [--json OUT]

From true sentences of the reports it makes false ones of every kind, as quotes (against their
paragraph) and as statements (against the true quote), and harmless ones that only look different.
Exits 1 where a goal is missed: 99.5% of every kind caught, every one of grades, numbers, negation
and councils, at most 1% false alarms.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from evals.falsifier.falsify import WORD_CHANGES, splice
from evals.falsifier.matchers import MATCHERS
from evals.falsifier.mutation_figures import Result, Tally, document, table
from evals.falsifier.reprint import PRINTINGS, REWORDINGS
from evals.falsifier.subtle import SUBTLE_CHANGES
from index.finder.sentences import sentences
from index.types import Paragraph, Report, ReportCard
from rag.types import Evidence
from rag.verify import Cited, check_quote, check_statement, cited

_ELSEWHERE = ("Wessex", "Borsetshire", "Loamshire", "Barsetshire")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence of a report and where it stands: a quote that is true."""

    card: ReportCard
    paragraph: Paragraph
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The sentence, exactly as it stands."""
        return self.paragraph.text[self.start : self.end]

    @property
    def cited(self) -> Cited:
        """The quote as a statement cites it."""
        return cited(Evidence(self.card, self.paragraph, self.start, self.end, 1.0))


def pairs_of(reports: Iterable[Report], wanted: int, seed: int) -> tuple[Pair, ...]:
    """True pairs: whole sentences of eight words or more, the same ones for the same seed."""
    every = [
        Pair(report.card, paragraph, start, end)
        for report in reports
        for paragraph in report.paragraphs
        if paragraph.kind in ("numbered", "narrative", "improvement")
        for start, end in sentences(paragraph.text)
        if len(paragraph.text[start:end].split()) >= 8
    ]
    return tuple(Random(seed).sample(every, min(wanted, len(every))))


def measure(pairs: Sequence[Pair], seed: int, *, compare_every: int = 5) -> Result:
    """Falsify every pair in every way that applies; every fifth is given to the other matchers too."""
    caught: dict[tuple[str, str], Tally] = {}
    alarms: dict[tuple[str, str], Tally] = {}
    for number, pair in enumerate(pairs):
        rng = Random(f"{seed}/{number}")
        compare = number % compare_every == 0
        for kind, words, source, check in _false_quotes(pair, pairs, rng):
            _count(caught, ("quote", kind), words, check(), source if compare else None, keep=True)
        for kind, words, check in _false_statements(pair, pairs, rng):
            _count(
                caught,
                ("statement", kind),
                words,
                check(),
                pair.quote if compare else None,
                keep=True,
            )
        for kind, words, check in _harmless(pair, rng):
            level = "quote" if kind in PRINTINGS or kind == "as it stands" else "statement"
            _count(
                alarms, (level, kind), words, check(), pair.quote if compare else None, keep=False
            )
    return Result(len(pairs), dict(sorted(caught.items())), dict(sorted(alarms.items())))


def _count(
    tallies: dict[tuple[str, str], Tally],
    key: tuple[str, str],
    words: str,
    failure: str,
    source: str | None,
    *,
    keep: bool,
) -> None:
    tally = tallies.setdefault(key, Tally())
    tally.made += 1
    tally.turned_away += bool(failure)
    if bool(failure) != keep and len(tally.wrong) < 20:
        tally.wrong.append(f"{words} | {failure}")
    if source is not None:
        for name, matcher in MATCHERS.items():
            counts = tally.others.setdefault(name, [0, 0])
            counts[0] += 1
            counts[1] += not matcher(words, source)


def _quote_failure(pair: Pair, words: str, paragraph: Paragraph | None = None) -> str:
    home = paragraph or pair.paragraph
    # where a made-up quote is said to stand: as long as it is, from where the true one begins
    start = pair.start if paragraph is None else 0
    end = min(start + len(words), len(home.text))
    verdict = check_quote(words, home.id, start, end, {home.id: home.text})
    if verdict.kind != "verified":
        verdict = check_quote(words, home.id, None, None, {home.id: home.text})
    return "" if verdict.kind == "verified" else verdict.reason


def _statement_failure(words: str, quotes: Sequence[Cited]) -> str:
    verdict = check_statement(words, quotes)
    return "" if verdict.supported else "; ".join(verdict.failures)


Check = Callable[[], str]


def _false_quotes(
    pair: Pair, pairs: Sequence[Pair], rng: Random
) -> Iterator[tuple[str, str, str, Check]]:
    """Every falsified quote of a pair, with the text that it is held against."""
    text = pair.paragraph.text
    for kind, change in WORD_CHANGES.items():
        words = change(pair.quote, rng)
        if words and _plain(words) not in _plain(text):
            yield kind, words, pair.quote, lambda w=words: _quote_failure(pair, w)  # type: ignore[misc]
    other = rng.choice(pairs)
    if other.paragraph.id != pair.paragraph.id and _plain(pair.quote) not in _plain(
        other.paragraph.text
    ):
        yield (
            "moved to another paragraph",
            pair.quote,
            other.paragraph.text,
            lambda: _quote_failure(pair, pair.quote, other.paragraph),
        )
    beside = _beside(pair, rng)
    spliced = splice(pair.quote, beside.quote, rng) if beside else None
    if spliced and _plain(spliced) not in _plain(text):
        yield "spliced from two sentences", spliced, text, lambda: _quote_failure(pair, spliced)
    invented = _invented(pairs, rng)
    if invented and _plain(invented) not in _plain(text):
        yield "invented citation", invented, text, lambda: _quote_failure(pair, invented)


def _false_statements(
    pair: Pair, pairs: Sequence[Pair], rng: Random
) -> Iterator[tuple[str, str, Check]]:
    """Every false statement that cites the true quote, bare and under a framing."""
    quote = pair.cited
    for kind, change in {**WORD_CHANGES, **SUBTLE_CHANGES}.items():
        if kind in ("word dropped", "hyphen lost"):
            continue  # a word less may still be true; what must not go is covered by its own kind
        words = change(pair.quote, rng)
        if words and _plain(words) != _plain(pair.quote):
            framed = _frame(words, pair.card, rng)
            yield kind, framed, lambda w=framed: _statement_failure(w, [quote])  # type: ignore[misc]
    if pair.card.authority:
        others = sorted({p.card.authority for p in pairs} - {pair.card.authority}) or list(
            _ELSEWHERE
        )
        council = rng.choice(others)
        words = rng.choice(
            [
                f"The report on {council} says: “{pair.quote}”",
                f"In {council}, {pair.quote[0].lower()}{pair.quote[1:]}",
                f"{pair.quote} This is so in {council}.",
            ]
        )
        if (
            council.lower() not in pair.quote.lower()
            and council.lower() not in pair.card.authority.lower()
        ):
            yield "council", words, lambda: _statement_failure(words, [quote])
    day = pair.card.inspected
    if day:
        year = day.start.year + rng.choice([-3, -2, 2, 3])
        dated = f"The {year} report says: “{pair.quote}”"
        if pair.card.published is None or pair.card.published.year != year:
            yield "date", dated, lambda: _statement_failure(dated, [quote])
    beside = _beside(pair, rng)
    spliced = splice(pair.quote, beside.quote, rng) if beside else None
    if beside and spliced and _plain(spliced) not in _plain(pair.paragraph.text):
        both = [quote, beside.cited]
        yield "spliced from two sentences", spliced, lambda: _statement_failure(spliced, both)
    other = rng.choice(pairs)
    if _plain(other.quote) not in _plain(pair.quote) and _plain(pair.quote) not in _plain(
        other.quote
    ):
        yield "invented citation", other.quote, lambda: _statement_failure(other.quote, [quote])


def _harmless(pair: Pair, rng: Random) -> Iterator[tuple[str, str, Check]]:
    quote = pair.cited
    yield "as it stands", pair.quote, lambda: _quote_failure(pair, pair.quote)
    for kind, change in PRINTINGS.items():
        words = change(pair.quote, rng)
        if words:
            yield kind, words, lambda w=words: _quote_failure(pair, w)  # type: ignore[misc]
            yield f"stated, {kind}", words, lambda w=words: _statement_failure(w, [quote])  # type: ignore[misc]
    for kind, change in REWORDINGS.items():
        words = change(pair.quote, rng)
        if words:
            yield kind, words, lambda w=words: _statement_failure(w, [quote])  # type: ignore[misc]
    framed = _frame(pair.quote, pair.card, rng)
    yield "framed", framed, lambda: _statement_failure(framed, [quote])


def _frame(words: str, card: ReportCard, rng: Random) -> str:
    """The words under one of the framings that answers use."""
    who = card.authority or "The council"
    year = f"{card.inspected.start:%B %Y}" if card.inspected else ""
    lower = (
        words if words[:2].isupper() or not words[1:2].islower() else words[0].lower() + words[1:]
    )
    return rng.choice(
        [
            words,
            f"“{words}”" if "“" not in words and '"' not in words else words,
            f"The {year + ' ' if year else ''}report on {who} says: {words}",
            f"In {year or who}, inspectors found that {lower}",
            f"Yes: {words}",
        ]
    )


def _beside(pair: Pair, rng: Random) -> Pair | None:
    """Another sentence of the same paragraph."""
    others = [
        Pair(pair.card, pair.paragraph, start, end)
        for start, end in sentences(pair.paragraph.text)
        if (start, end) != (pair.start, pair.end) and end - start > 60
    ]
    return rng.choice(others) if others else None


def _invented(pairs: Sequence[Pair], rng: Random) -> str | None:
    """Plausible words that nobody printed: the words of another sentence in another order."""
    words = rng.choice(pairs).quote.split()
    if len(words) < 8:
        return None
    half = len(words) // 2
    return " ".join([*words[half:], *words[:half]])


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure on the given report files, or on the digest that ships."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.mutations", description=__doc__.splitlines()[0] if __doc__ else None
    )
    parser.add_argument(
        "report", nargs="*", type=Path, help="report files or folders; the shipped digest if none"
    )
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", type=Path, help="write the figures and the mistakes here")
    options = parser.parse_args(arguments)
    result = measure(pairs_of(_read(options.report), options.pairs, options.seed), options.seed)
    sys.stdout.write(table(result) + "\n")
    if options.json:
        text = json.dumps(document(result), ensure_ascii=False, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    for missed in result.missed_goals:
        sys.stderr.write(f"Goal missed: {missed}\n")
    return 1 if result.missed_goals else 0


def _read(paths: Sequence[Path]) -> Iterator[Report]:
    from index.errors import ReportFileError
    from index.read import collect, read_report

    shipped = Path(__file__).parent.parent / "index" / "reports" / "essex-2018.md"
    for path in collect(paths or [shipped]):
        try:
            yield read_report(path)
        except ReportFileError as error:
            sys.stderr.write(f"{path}: {error}\n")


if __name__ == "__main__":
    sys.exit(main())

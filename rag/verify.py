"""Every quote and every statement of an answer, proved against the words of the report.

Pure, no input or output, standard library only. A quote is verified where it stands word for word
at its offsets; a statement in other words is supported where its grades, negation, quantities,
figures, services, council and dates, and who did what, agree with the quotes it cites. What can't
be shown is unsupported, and the reason names the word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from index.finder.sentences import sentences
from rag.verifier.agreement import Agreement, agree
from rag.verifier.cited import Cited, cited
from rag.verifier.counting import check_count
from rag.verifier.framing import unframed
from rag.verifier.gradings import check_grading
from rag.verifier.joining import JOINING, unsaid_reasons
from rag.verifier.meaning import Token, tokens
from rag.verifier.wording import find_quote, find_quotes, fold, mend, whole_words

__all__ = [
    "Cited",
    "QuoteVerdict",
    "StatementVerdict",
    "check_quote",
    "check_statement",
    "cited",
    "find_quote",
]


@dataclass(frozen=True, slots=True)
class QuoteVerdict:
    """Whether a quote stands where its citation says.

    `start` and `end` are the verified offsets, or those where the words do stand. `where` names
    the paragraphs that hold the words of a misattributed quote. `reason` is "" when verified.
    """

    kind: Literal["verified", "misattributed", "not_found"]
    start: int | None = None
    end: int | None = None
    where: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StatementVerdict:
    """Whether the cited quotes show a statement, and which words they do not show."""

    supported: bool
    failures: tuple[str, ...] = ()


def check_quote(
    quote: str,
    paragraph_id: str,
    start: int | None,
    end: int | None,
    paragraphs: Mapping[str, str],
) -> QuoteVerdict:
    """Check a quote at its offsets in its paragraph; None for both offsets asks where it stands.

    `paragraphs` maps paragraph ids to texts: those of one report, or of the whole library, so that
    a misattributed quote can be told from an invented one.
    """
    text = paragraphs.get(paragraph_id)
    if text is not None:
        if start is None or end is None:
            places = find_quotes(quote, text)
            if places:
                start, end = next((p for p in places if not cut_off(text, *p)), places[0])
        verdict = _at(quote, text, start, end)
        if verdict is not None:
            return verdict
        places = find_quotes(quote, text)
        if places:
            begin, stop = places[0]
            reason = f"the words stand at {begin}-{stop} of the paragraph, not at {start}-{end}"
            return QuoteVerdict("misattributed", begin, stop, (paragraph_id,), reason)
    where = _elsewhere(quote, paragraph_id, paragraphs)
    missing = "" if text is not None else f"there is no paragraph {paragraph_id}; "
    if where:
        reason = f"{missing}the words stand in {', '.join(where[:3])}, not in {paragraph_id}"
        return QuoteVerdict("misattributed", where=where, reason=reason)
    return QuoteVerdict("not_found", reason=missing + _why_not(quote, text))


def _at(quote: str, text: str, start: int | None, end: int | None) -> QuoteVerdict | None:
    if start is None or end is None or not 0 <= start < end <= len(text):
        return None
    if text[start:end] == quote or find_quote(quote, text[start:end]) == (0, end - start):
        folded, begin, stop = text, start, end
    else:
        return None
    if not any(char.isalnum() for char in quote):
        return QuoteVerdict("not_found", reason="the quote has no words")
    if not whole_words(fold_same_length(folded), begin, stop):
        return QuoteVerdict(
            "not_found", start, end, reason="the quote begins or ends inside a word or figure"
        )
    cut = cut_off(text, start, end)
    if cut:
        return QuoteVerdict(
            "not_found",
            start,
            end,
            reason=f"the quote is cut short of “{cut}”, which turns its meaning",
        )
    return QuoteVerdict("verified", start, end)


def fold_same_length(text: str) -> str:
    """The text with dashes, hyphens and apostrophes folded one for one, so that offsets stay."""
    return text.replace("\u2019", "'").replace("\u2011", "-").replace("\u2010", "-")


_BEFORE = re.compile(
    r"(?:\b(?:not(?:\s+(?:yet|always|all|be|being|been|currently|consistently|sufficiently|fully))?|no|never|neither|nor|without|"
    r"hardly|barely|rarely|seldom|too\s+few|too\s+little|very\s+few|few|no\s+longer|cannot|lack\s+of|"
    r"less\s+than|more\s+than|fewer\s+than|up\s+to|at\s+least|at\s+most|under|over|almost|nearly|"
    r"requir(?:es?|ed|ing)(?:\s+improvement(?:\s+to(?:\s+be)?)?)?|far\s+from|anything\s+but)|n't)\s+$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"\s*(?:per\s?cent|percent|million|billion|thousand)\b", re.IGNORECASE)


def cut_off(text: str, start: int, end: int) -> str:
    """The words just outside a quote whose loss turns its meaning; "" where there are none."""
    before = _BEFORE.search(fold_same_length(text[max(0, start - 40) : start]))
    if before:
        return before.group().strip()
    if text[end - 1 : end].isdigit():
        after = _AFTER.match(text, end)
        if after:
            return after.group().strip()
    return ""


def _elsewhere(quote: str, not_here: str, paragraphs: Mapping[str, str]) -> tuple[str, ...]:
    # the longest plain word of the quote rules most paragraphs out before the careful search
    words = re.findall(r"[A-Za-z0-9]+", re.sub(r"\S*[-\u00ad\ufb00-\ufb04]\s*\S*", " ", quote))
    rare = max(words, key=len, default="")
    return tuple(
        other
        for other, text in paragraphs.items()
        if other != not_here and rare in text and find_quote(quote, text)
    )


def _why_not(quote: str, text: str | None) -> str:
    if text is None:
        return "and no other paragraph has these words"
    held = {token.key for token in tokens(text)}
    strange = next((t.text for t in tokens(quote) if t.kind != "stop" and t.key not in held), None)
    if strange:
        return f"the paragraph does not have “{strange.strip()}”"
    return f"the paragraph does not have these words in this order{_breaks_at(quote, text)}"


def _breaks_at(quote: str, text: str) -> str:
    folded, words = fold(text)[0], fold(quote)[0].split()
    for count in range(1, len(words) + 1):
        if " ".join(words[:count]) not in folded:
            return f": they part at “{words[count - 1]}”"
    return ""


_MARKERS = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_QUOTED = re.compile(
    r"\u201c([^\u201d]+)\u201d|\"([^\"]+)\"|(?<!\w)\u2018([^\u2018]+?)\u2019(?!\w)"
)


def check_statement(text: str, quotes: Sequence[Cited]) -> StatementVerdict:
    """Check each sentence of a statement against the quotes that the statement cites.

    Words in quotation marks must stand in a quote as they are. Framing ("The 2018 report says")
    and what the citation carries of itself (council, month and year) need no quote, and must agree
    with the citation.
    """
    if not quotes:
        return StatementVerdict(False, ("it cites nothing",))
    plain = mend(_MARKERS.sub("", text).strip(), " ".join(quote.quote for quote in quotes))
    if not any(char.isalnum() for char in plain):
        return StatementVerdict(False, ("it says nothing",))
    counted = check_count(plain, quotes)
    if counted is not None:
        return StatementVerdict(not counted, counted)
    failures: list[str] = []
    for start, end in _whole_sentences(plain):
        failures += _check_sentence(plain[start:end], quotes)
    return StatementVerdict(not failures, tuple(dict.fromkeys(failures)))


def _whole_sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a statement; one that holds a quote of several sentences is not cut there."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    whole: list[tuple[int, int]] = []
    for start, end in sentences(text):
        if whole and any(first < start < last for first, last in quoted):
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return whole


def _check_sentence(sentence: str, quotes: Sequence[Cited]) -> list[str]:
    quoted = [next(filter(None, m.groups())) for m in _QUOTED.finditer(sentence)]
    for words in quoted:
        failure = _verbatim(words, quotes)
        if failure:
            return [failure]
    if quoted:
        rest = tokens(_said_plainly(_QUOTED.sub(" : ", sentence), quotes))
        if any(
            unframed(rest, quote) == ((),) for quote in quotes if find_quote(quoted[0], quote.quote)
        ):
            return []
    return _paraphrase(
        tokens(_QUOTED.sub(lambda m: " " + next(filter(None, m.groups())) + " ", sentence)), quotes
    )


_OTHERWISE = re.compile(r"\bsays otherwise(?=:)")
_TO_IMPROVE = re.compile(r"\blists as a point to improve(?=:)")


def _said_plainly(frame: str, quotes: Sequence[Cited]) -> str:
    """The framing of a quote without what it says of the quote's part in the report or the answer.

    "Lists as a point to improve" holds only where every quote stands under such a heading.
    """
    frame = _OTHERWISE.sub("says", frame)
    if all(
        re.search(r"improve|recommend|action", quote.section, re.IGNORECASE) for quote in quotes
    ):
        frame = _TO_IMPROVE.sub("says", frame)
    return frame


def _verbatim(words: str, quotes: Sequence[Cited]) -> str:
    cut = ""
    for quote in quotes:
        for start, end in find_quotes(words, quote.quote):
            cut = cut_off(quote.quote, start, end)
            if not cut:
                return ""
    if cut:
        return f"the words in quotation marks are cut short of “{cut}”"
    return f"the words in quotation marks are not in the cited quotes: “{words[:60]}”"


def _paraphrase(claim: Sequence[Token], quotes: Sequence[Cited]) -> list[str]:
    grading = check_grading(claim, quotes)
    if grading == ():
        return []
    best = _shown(claim, quotes)
    if not best.failures:
        return []
    if grading is not None:
        return list(grading)
    parts = _split(claim)
    if len(parts) > 1:
        shown = [_shown(part, quotes) for part in parts]
        if all(not part.failures for part in shown):
            said = [token for quote in quotes for token in tokens(quote.quote)]
            return unsaid_reasons(claim, said)
    return list(best.failures)


def _shown(claim: Sequence[Token], quotes: Sequence[Cited]) -> Agreement:
    best: Agreement | None = None
    for quote in quotes:
        readings = unframed(claim, quote)
        if readings == ((),):
            # framing alone ("The report on Essex was published on 8 January 2019") holds by the
            # citation itself; a bare yes or no shows nothing
            bare = len(claim) <= 2
            return Agreement(("it says nothing but yes or no",) if bare else ())
        for body, (start, end) in product(readings, sentences(quote.quote)):
            if any(token.kind not in ("glue", "stop") for token in body):
                known = frozenset(i for i in range(len(body)) if quote.named(body, i))
                tried = agree(body, _said(tokens(quote.quote[start:end]), body, quote), known)
                if best is None or tried.cost < best.cost or not tried.failures:
                    best = tried
                if not tried.failures:
                    return tried
    return best or Agreement(("the cited quotes are empty",), 1000)


def _said(said: Sequence[Token], claim: Sequence[Token], quote: Cited) -> Sequence[Token]:
    """The report's tokens; its own council's name weighs nothing where the claim leaves it out."""
    keys = {token.key for token in claim}
    if keys >= set(quote.names):
        return said
    return [
        replace(token, kind="glue") if quote.named(said, i) else token
        for i, token in enumerate(said)
    ]


_JOINS = JOINING - {"or", "therefore"}


def _split(claim: Sequence[Token]) -> list[list[Token]]:
    """The claim's clauses: parted by semicolons, dashes, and a comma before a joining word."""
    parts: list[list[Token]] = [[]]
    for index, token in enumerate(claim):
        following = claim[index + 1].key if index + 1 < len(claim) else ""
        if (
            token.key in (";", ":", "\u2013")
            or (token.key == "," and following in _JOINS)
            or (token.key in _JOINS - {"and", "so"} and parts[-1])
        ):
            parts.append([])
        else:
            parts[-1].append(token)
    long_enough = all(sum(t.kind not in ("glue", "stop") for t in part) >= 3 for part in parts)
    return parts if long_enough else []

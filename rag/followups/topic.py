"""What a question is about, as a phrase that another question can take up.

Noun phrases are what is left between verbs, question words and other small words: no tagger is at
hand, and the vocabulary of people's questions is small enough to list its verbs.
"""

from __future__ import annotations

import re
from functools import cache

from index.councils.catalogue import mentions
from rag.followups.vocabulary import (
    BOTH,
    DETERMINERS,
    GENERIC,
    IRREGULAR,
    JOINERS,
    NAMES,
    NOT_MANNER,
    SMALL,
    VERBS,
)
from rag.record.vocabulary import ANY_GRADE

_WORD = re.compile(r"[^\W_]+(?:['’&/-][^\W_]+)*%?")

_MEASURE = re.compile(
    r"^(?:the )?(?:number|numbers|share|proportion|percentage|rate|state|wrong|amount|level) (?:of|with) ",
    re.I,
)

_HOW = re.compile(rf"(?:{ANY_GRADE}|early|late|\w{{3,}}(?<!e)ed)", re.I)
"""A last word that says how something is, and not what."""
_NOT_ALONE = re.compile(rf"{_HOW.pattern}|waits?|needs?|work|calls?|moves?|changes?", re.I)
"""A word that by itself names no matter."""

_WHO_DOES = re.compile(r"^\W*(?:who (?=\w+(?:s|ed)\b)\w+|what needs\b)", re.I)
"""What somebody does: "who chaired the board" is of the board."""

_FRAME = re.compile(
    r"^(?:In the|The) [^“”\n]{3,90}?\b(?:says?(?: otherwise)?|lists as a point to improve):?\s*“"
)
"""What stands before the words of a report that an answer quotes."""

_GROUPS = (
    r"(?:lone |unaccompanied )(?:asylum[- ]seeking )?(?:children|minors|young people)|(?:young )?asylum[- ]seek(?:ers|ing children)",
    r"disabled (?:children|kids|young people)|children with (?:disabilities|send|special educational needs)",
    r"(?:older |younger |former )?care[- ]leavers?|young people (?:who (?:have|['’]ve) left|leaving) care|care[- ]experienced (?:young )?people",
    r"(?:children|kids|young people|teenagers|those|pupils) (?:who are )?(?:in care|looked after)|looked[- ]after (?:children|kids)|children looked after|cared[- ]for children",
    r"(?:children|kids|young people|those|pupils) (?:who are )?(?:in need(?: of help)?|on (?:child protection|cin|cp) plans|missing(?: from (?:home|care|education|school))?"
    r"|at risk(?: of [\w ]+)?|placed [\w -]+|living [\w -]+|(?:electively )?home[- ]educated|educated at home|privately fostered)",
    r"(?:elective(?:ly)? )?home[- ]educated (?:children|kids)|privately fostered children|unborn (?:babies|children)|young carers",
    r"(?:homeless )?(?:16|17|18|19|20|21)(?:[- ]?(?:and|to|or|&|–|-) ?(?:17|18|19|20|21|25))?(?:[- ]year[- ]olds| yr olds)?(?: care leavers| with nowhere to live)?",
    r"(?:in-house |approved |kinship |prospective )?foster carers?|foster families|special guardians|adopters|adoptive parents|connected carers|birth (?:parents|relatives|families)",
    r"(?:newly qualified |agency |permanent |family )?social workers?|personal advisers?|\bpas\b|independent reviewing officers?|\biros\b|managers|senior leaders|leaders|partners|parents|families|siblings|fathers|mothers|teenagers|adolescents|babies|under[- ]fives|primary age children|(?:other |older |younger )?children|(?:other |older )?young people|kids|boys|girls",
)
_GROUP = [re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.I) for pattern in _GROUPS]


def words(text: str) -> list[str]:
    """The words of a text, in lower case, straight apostrophes."""
    return [found.group().lower().replace("’", "'") for found in _WORD.finditer(text)]


def content(text: str) -> list[str]:
    """The words that carry meaning, in order."""
    return [word for word in words(text) if not _is_small(word)]


def _is_small(word: str) -> bool:
    """Whether a word says nothing of the matter: a small word, or how something is done ("quickly")."""
    return word in SMALL or (word.endswith("ly") and len(word) > 4 and word not in NOT_MANNER)


def group(text: str) -> str | None:
    """The group of people that a text names, as it names it; the most particular wins."""
    for pattern in _GROUP:
        found = pattern.search(text)
        if found:
            return found.group()
    return None


def phrases(text: str) -> list[str]:
    """Noun phrases in order: runs of words between verbs, small words and punctuation."""
    return [text[start:end] for start, end in _spans(text)]


def quotes(answer: str) -> bool:
    """Whether an answer quotes a report: its first words are then no summary of what was said."""
    return bool(_FRAME.match(answer.strip()))


def topic(question: str, answer: str = "") -> str | None:
    """The phrase that names what was talked about: from the question, else from an answer in short words.

    None where neither holds a phrase of two words that carry meaning.
    """
    # a statement with its citations is one of ours, and says more than what it is about
    cited = quotes(answer) or re.search(r"\[\d+\]", answer)
    for text in (question, "" if cited else _clean(answer)):
        found = [
            p
            for p in _joined(_without_councils(_WHO_DOES.sub("who,", _last_question(text))))
            if content(p) and not p[0].isdigit() and not _NOT_ALONE.fullmatch(p)
        ]
        if found:
            best = max(found, key=lambda phrase: (min(weight(phrase), 5), -found.index(phrase)))
            if weight(best) >= 2 or (weight(best) == 1 and len(best) > 3 and text == question):
                phrase = _without_verb(best, _without_councils(text))
                return lower_first(phrase) if content(phrase) else None
    return None


def _without_verb(phrase: str, text: str) -> str:
    """The phrase without what a council does ("does Kent support adopters") or how ("are families helped early")."""
    first, _, rest = phrase.partition(" ")
    # the comma is where the council stood
    done = rf"\b(?:do|does|did|can|could|will|would|should)\s+,\s*{re.escape(phrase)}"
    if first.lower() in BOTH and rest and re.search(done, text, re.I):
        phrase = rest
    before, _, last = phrase.rpartition(" ")
    does = rf"\b(?:do|does|did|can|could|will|would|should)\s+{re.escape(phrase)}"
    if " " not in before and last.lower() in BOTH and re.search(does, text, re.I):
        return before or phrase
    return before if before and _HOW.fullmatch(last) else phrase


def _without_councils(text: str) -> str:
    """The text without the councils that it names: a place is not what was talked of."""
    for mention in reversed(mentions(text)):
        head = re.sub(
            r"(?:^|\s+)(?:in|at|for|of|by|from|within|across|to)\s+(?:the\s+)?$",
            " ",
            text[: mention.start],
        )
        text = head + " , " + re.sub(r"^['’]s?(?!\w)", "", text[mention.end :])
    return text


def covers(phrase: str, question: str) -> bool:
    """Whether a phrase holds most of what a question says: then it can stand for the whole."""
    asked = [
        word
        for word in content(_last_question(question))
        if word not in GENERIC and not _is_verb(word)
    ]
    held = set(content(phrase))
    return (
        bool(asked)
        and sum(word in held for word in asked) * 2 >= len(asked)
        and len(held - GENERIC) >= 1
    )


def clause(answer: str) -> str | None:
    """The first statement of an answer as a clause ("there are too few foster carers"), or None.

    Answers that are no sentence ("Four.", "Adopt Thames Valley.") and long ones have none.
    """
    said = _FRAME.sub("", answer.strip())
    first = re.split(r"(?<=[.!?;:])[”\"]?\s+|\s[–—]\s", said)[0].rstrip('.;:!”"')
    first = re.sub(
        r"^(?:yes|no|not (?:always|quite|fully|entirely|really)|mostly|partly)\b[,:;]?\s*",
        "",
        first,
        flags=re.I,
    )
    tokens = words(first)
    if not 4 <= len(tokens) <= 26 or "?" in first:
        return None
    finite = {
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "can",
        "could",
        "will",
        "would",
        "must",
        "may",
        "should",
    }
    subject_first = tokens[0] not in finite and tokens[0] not in {
        "nobody",
        "none",
        "because",
        "by",
        "through",
        "from",
        "to",
        "after",
        "once",
        "if",
        "when",
        "for",
        "in",
        "on",
        "at",
        "with",
    }
    states = finite & set(tokens[1:10]) or any(
        _is_verb(word) and word not in BOTH and not word.endswith(("ing", "ed"))
        for word in tokens[1:8]
    )
    if not subject_first or not states:
        return None
    return lower_first(first)


def plural(phrase: str) -> bool:
    """Whether a phrase names several things, judged by its head word."""
    head = words(re.split(r"\b(?:of|for|in|to|with|from|at|on|between|by|who|that)\b", phrase)[0])
    last = head[-1] if head else ""
    return (
        last in {"children", "people", "kids", "staff", "men", "women"}
        or (last.endswith("s") and not last.endswith(("ss", "us", "is")))
        or " and " in phrase
    )


def weight(phrase: str) -> int:
    """How many words of a phrase are about something in particular."""
    return sum(not word.isdigit() for word in set(content(phrase)) - GENERIC)


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    run: list[re.Match[str]] = []
    previous_end = 0
    for found in [*_WORD.finditer(text), None]:
        gap = text[previous_end : found.start()] if found else "."
        broken = bool(re.search(r"[.,;:?!()–—\"“”]|\s-", gap))
        if run and (found is None or broken or _breaks(found.group(), run)):
            spans.append((run[0].start(), run[-1].end()))
            run = []
        if found is not None:
            word = found.group().lower().replace("’", "'")
            if (
                not _is_small(word)
                and not (_is_verb(word) and not run and word not in BOTH)
                and not (run and _breaks(word, run))
            ):
                run.append(found)
            previous_end = found.end()
    return [
        (start, end)
        for start, end in spans
        if not all(_is_verb(w) for w in words(text[start:end]))
        or words(text[start:end])[-1] in BOTH
    ]


def _breaks(word: str, run: list[re.Match[str]]) -> bool:
    folded = word.lower().replace("’", "'")
    return _is_small(folded) or (
        bool(run) and _is_verb(folded) and folded not in BOTH and not folded.endswith("ing")
    )


@cache
def _is_verb(word: str) -> bool:
    if word in VERBS or word in IRREGULAR:
        return True
    for suffix, swaps in (
        ("ing", ("", "e")),
        ("ied", ("y",)),
        ("ies", ("y",)),
        ("ed", ("", "e")),
        ("es", ("", "e")),
        ("s", ("",)),
    ):
        if word.endswith(suffix) and any(word[: -len(suffix)] + swap in VERBS for swap in swaps):
            return True
    return False


def _joined(text: str) -> list[str]:
    """Noun phrases with the small words that tie them: "delays in initial health assessments"."""
    spans = _spans(text)
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged:
            between = words(text[merged[-1][1] : start])
            plain = not re.search(r"[.,;:?!()–—\"“”]|\s-", text[merged[-1][1] : start])
            if (
                plain
                and between
                and between[0] in JOINERS - {"and", "by"}
                and all(w in JOINERS | DETERMINERS for w in between)
            ):
                merged[-1] = (merged[-1][0], end)
                continue
        merged.append((start, end))
    return [_MEASURE.sub("", _with_determiner(text, start, end)) for start, end in merged]


def _with_determiner(text: str, start: int, end: int) -> str:
    before = re.search(r"\b(the|a|an|their|our) $", text[:start], re.I)
    return text[before.start(1) if before else start : end].strip()


def _last_question(text: str) -> str:
    """The sentence that asks, where a question comes after a story."""
    parts = [part for part in re.split(r"(?<=[.?!])\s+", text.strip()) if content(part)]
    asking = [part for part in parts if part.endswith("?") and len(content(part)) >= 2]
    return asking[-1] if asking else (parts[0] if parts else text)


def _clean(answer: str) -> str:
    text = re.sub(r"\[\d+\]", "", answer)
    return re.sub(
        r"^(?:yes|no|not (?:always|quite|fully))\b[,:;]?\s*", "", text.strip(), flags=re.I
    )


def lower_first(text: str) -> str:
    """The text as it reads in the middle of a sentence; a name keeps its capital."""
    first, _, rest = text.partition(" ")
    bare = first.rstrip("'s’").lower()
    named = first[1:] != first[1:].lower() or first == "I" or rest[:1].isupper() or bare in NAMES
    return text if named or mentions(first) else text[:1].lower() + text[1:]

"""What a question is about, as a phrase that another question can take up.

Noun phrases are what is left between verbs, question words and other small words: no tagger is at
hand, and the vocabulary of people's questions is small enough to list its verbs.
"""

from __future__ import annotations

import re
from functools import cache

from index.councils.catalogue import mentions


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WORD = re.compile(r"[^\W_]+(?:['’&/-][^\W_]+)*%?")

_SMALL = _words(
    """a an the this that these those some any all both each every no my your our their his her its
    one's i me you he she it we they us him them who whom whose which what when where why how is
    are was were be been being am do does did done doing has have had having can could will would
    shall should may might must isn't aren't wasn't weren't don't doesn't didn't hasn't haven't
    hadn't can't couldn't won't wouldn't shouldn't and or but so if as than then too also not nor
    because while though although since until unless whether in on at by to from for of with
    about into onto over under after before during between through against without within up down
    out off there here now just only really very much more most less least quite still yet ever
    never always often again already soon how's what's who's where's when's that's there's it's
    they're they've they'd i'm i've we've you're s t im ive whats hows yes no ok okay please
    right well like got get gets getting kind sort thing things lot lots bit way anyone anybody
    someone somebody anything something everyone everybody nobody nothing everything enough such
    same other others another else many few several so-called true exactly roughly actually ages
    ago later straight away long far soon old big bad good better worse best worst properly
    enough ok fine decent any"""
)
_NOT_MANNER = _words(
    "family supply assembly bully reply july early elderly weekly monthly daily only"
)
"""Words in -ly that say more than how something is done."""
_DETERMINERS = _words(
    """a an the some any all both each every no my your our their his her its most many more enough
    other such"""
)
_JOINERS = _words("""of for in to with from at on between by and""")
_VERBS = _words(
    """accept act add address agree allow answer appear arrange arrive ask assess attend avoid become begin
    believe blame book bother bring build call care catch cause change check choose claim close
    come commit compare complain complete continue cost count cover create criticise cut damage
    deal decide deliver depend describe develop die drift drop end ensure exist expect explain
    face fail fall feel fill find finish fit fix follow force foster get give go grow handle
    happen head hear help hold hope house identify improve include increase inspect introduce invest join judge
    jump keep kick know land launch lead learn leave let like listen live look lose make manage
    mean meet mend mention miss monitor move need notice offer open own pass pay pick place plan prepare
    prevent promise protect provide publish pull push put qualify quit raise rate reach read
    receive recommend record reduce refer refuse rely remain reply report require respond return
    ring rise run rush say see seem send serve set share show sign sit sort speak spend split
    spot stand start stay stick stop struggle study suffer suggest support tackle take talk teach tell
    tend think tick track train travel treat trust try turn understand use visit vote wait walk
    want warn watch wish work worry write think"""
)
_IRREGULAR = _words(
    """became began brought built came caught chose cost cut dealt did drew fell felt found gave
    given gone went grew grown heard held kept knew known led left lost made meant met paid put
    ran rang rose said sat saw seen sent shown spoke spent stood stuck taken took taught thought
    told tried tries trying understood woke won wrote written broken shut hit dying lying sorting
    sorted put getting cutting letting setting sitting running planning planned stopped stopping
    using used dropped dropping fitted quitting referred referring"""
)
_BOTH = _words(
    """care work help support plan plans visit visits check checks report reports need needs place
    places placement training study move moves foster fostering wait waits record records cost
    costs contact call calls audit lead transfer share rates rate record change changes return
    review reviews"""
)
"""Words that are nouns as often as verbs; they count as nouns next to one."""

_GENERIC = _words(
    """inspectors inspector inspection ofsted council councils borough county city place area year
    years month months week weeks day time date last next new past children kids young people
    child kid near outside inside hours ones wrong problem issue home ups number share proportion percentage state report
    reports town hall early effective happy strong weak timely safe quick high low strengths weaknesses"""
)
"""Words that name nothing in particular when they stand alone."""

_NAMES = _words(
    "ofsted cafcass camhs shield mockingbird january february march april may june july august september october november december"
)

_MEASURE = re.compile(
    r"^(?:the )?(?:number|numbers|share|proportion|percentage|rate|state|wrong|amount|level) (?:of|with) ",
    re.I,
)

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
    return word in _SMALL or (word.endswith("ly") and len(word) > 4 and word not in _NOT_MANNER)


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
            for p in _joined(_without_councils(_last_question(text)))
            if content(p) and not p[0].isdigit()
        ]
        if found:
            best = max(found, key=lambda phrase: (min(weight(phrase), 5), -found.index(phrase)))
            if weight(best) >= 2 or (weight(best) == 1 and len(best) > 3 and text == question):
                return _lower_first(_without_verb(best, _without_councils(text)))
    return None


def _without_verb(phrase: str, text: str) -> str:
    """The phrase without its first word where that is what a council does: "does Kent support adopters"."""
    first, _, rest = phrase.partition(" ")
    # the comma is where the council stood
    done = rf"\b(?:do|does|did|can|could|will|would|should)\s+,\s*{re.escape(phrase)}"
    return rest if first.lower() in _BOTH and rest and re.search(done, text, re.I) else phrase


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
        if word not in _GENERIC and not _is_verb(word)
    ]
    held = set(content(phrase))
    return (
        bool(asked)
        and sum(word in held for word in asked) * 2 >= len(asked)
        and len(held - _GENERIC) >= 1
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
        _is_verb(word) and word not in _BOTH and not word.endswith(("ing", "ed"))
        for word in tokens[1:8]
    )
    if not subject_first or not states:
        return None
    return _lower_first(first)


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
    return len(set(content(phrase)) - _GENERIC)


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
                and not (_is_verb(word) and not run and word not in _BOTH)
                and not (run and _breaks(word, run))
            ):
                run.append(found)
            previous_end = found.end()
    return [
        (start, end)
        for start, end in spans
        if not all(_is_verb(w) for w in words(text[start:end]))
        or words(text[start:end])[-1] in _BOTH
    ]


def _breaks(word: str, run: list[re.Match[str]]) -> bool:
    folded = word.lower().replace("’", "'")
    return _is_small(folded) or (
        bool(run) and _is_verb(folded) and folded not in _BOTH and not folded.endswith("ing")
    )


@cache
def _is_verb(word: str) -> bool:
    if word in _VERBS or word in _IRREGULAR:
        return True
    for suffix, swaps in (
        ("ing", ("", "e")),
        ("ied", ("y",)),
        ("ies", ("y",)),
        ("ed", ("", "e")),
        ("es", ("", "e")),
        ("s", ("",)),
    ):
        if word.endswith(suffix) and any(word[: -len(suffix)] + swap in _VERBS for swap in swaps):
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
                and between[0] in _JOINERS - {"and", "by"}
                and all(w in _JOINERS | _DETERMINERS for w in between)
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


def _lower_first(text: str) -> str:
    """The text as it reads in the middle of a sentence; a name keeps its capital."""
    first, _, rest = text.partition(" ")
    bare = first.rstrip("'s’").lower()
    named = first[1:] != first[1:].lower() or first == "I" or rest[:1].isupper() or bare in _NAMES
    return text if named or mentions(first) else text[:1].lower() + text[1:]

"""Which councils a text speaks of: their names, the names people use, and small slips of the pen.

The names are in `authorities.csv`: the 153 English authorities with children's services, and abolished
ones that older reports are about. A short name that several share stands in several rows there,
and is reported as ambiguous.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from index.councils.slips import distance

# Names that are also words. They count where the sentence shows that a place is meant.
_WORDS = frozenset(
    [
        *("reading", "bury", "bath", "hull", "barking", "stoke", "slough", "derby", "harrow"),
        *("bucks", "staffs", "wilts", "square mile"),
    ]
)
# Those of them that no question on children's services has as a word, but after "the", "a" or "to".
_SELDOM_WORDS = frozenset(["hull", "stoke", "slough", "derby", "harrow", "bucks"])
_SHOWS_SELDOM_WORD = re.compile(
    r"\b(?:the|a|an|to|of a|ship['’]?s|local|won|win|few|big|some|more|many)\s+$", re.IGNORECASE
)
# Other places and things that begin or end with a council's name.
_OTHERS = """
new york, new hampshire, greater manchester, greater london, west yorkshire, south yorkshire, newcastle under lyme,
bury st edmunds, bradford on avon, duke of york, sutton coldfield, sutton in ashfield, sutton trust, stoke mandeville,
stoke newington, chester le street, house of windsor, brent crude, reading recovery, bath spa, york st john
"""
# Words, surnames and smaller places one slip away from a council's name.
_NOT_SLIPS_TEXT = """
barnes barney barnett baronet blackwell boston brant brest brett burnley camber country county darby darren darwin
demon derry devin dorsey easing eating essen evening feeling greenish harlow hatton having helen hilton hovering leads
leinster lends london luzon malton midway morton pool pools pole poles rotterdam sanford seton sexton southward
southport stafford stratford survey surveys surreal sutherland swinton washington weight wright wagon newhall newark
northampton halting harrowing brunt burnt brents bent bents bret lambert dunham dover leaders leader leeks leeway lees
need bedfords bowling bolting cornwell cameron canada dudgeon salmon sunderlands walsham merlin melton
"""
_NOT_SLIPS = frozenset(_NOT_SLIPS_TEXT.split())

_BEFORE = r"(?:(?:the\s+)?(?:(?:london|royal|metropolitan)\s+)*(?:borough|city|county|council)\s+of\s+(?:the\s+)?)?"
_AFTER = (
    r"(?:\s+(?:(?:city|county|borough|district|metropolitan|unitary|royal|council|authority|local|cc|mbc|bc|lbc)\b\s*)*"
    r"\b(?:councils?|authority|corporation|cc|mbc|bc|lbc)\b)?"
)
_SHOWS_PLACE_BEFORE = re.compile(
    r"(?:\b(?:in|at|about|compare|compared\s+(?:to|with)|vs\.?|versus|councils?\s+(?:of|in|like)|borough\s+of|city\s+of)"
    r"(?:\s+(?:the\s+)?(?:town|city|council|county)\s+of)?)\s+$",
    re.IGNORECASE,
)
_SHOWS_PLACE_AFTER = re.compile(
    r"^(?:['’]s\b|\s+(?:(?:city|county|borough|metropolitan)\s+)*(?:councils?|borough|local\s+authority|children['’]?s\s+services"
    r"|social\s+(?:care|work\w*|services)|judged|rated|graded|ofsted|vs\.?|versus|compared|in\s+(?:19|20)\d\d"
    r"|overall|grades?|care\s+leavers?|caseloads?|leadership|adoption|fostering|inadequate|outstanding"
    r"|(?:19|20)\d\d)\b)",
    re.IGNORECASE,
)
_SHOWS_DOER_AFTER = re.compile(r"^\s+(?:was|is|has|had|did|does|needs?|got)\b", re.IGNORECASE)
_OF_PUPILS = re.compile(
    r"\b(?:maths?|schools?|pupils?|children|kids|literacy|writing|attainment|progress|books?|key stage)\b",
    re.I,
)
_ASKS_OF_A_DOER = re.compile(
    r"(?:^|[.?!,]\s*|\b(?:and|so|but|how good|how well|what|why|how)\s+)(?:is|was|does|did|has|can|will|should|must)\s+$",
    re.I,
)
_SHOWS_DOING_AFTER = re.compile(
    r"^\s+(?:(?:still|now|really|ever|currently|also)\s+)*(?:have|need|get|keep|give|make|offer|provide|listen|look|support|help|recruit|use|work|run|do|know|tell|find|put|pay|take|stop|spend|lose|build|open|close|place|hire|plan"
    r"|good|bad|any good|outstanding|inadequate|failing|better|worse|requires?|improving|doing|going|safe|under|on|at)\b",
    re.IGNORECASE,
)
_SHOWS_WORD_BEFORE = re.compile(r"\b(?:of|for|by|the|their|his|her|and)\s+$", re.IGNORECASE)
_SHOWS_WORD_AFTER = re.compile(
    r"^,?\s*(?:(?:and\s+|or\s+)?(?:writing|math\w*|numeracy|spelling|arithmetic)|(?:ages?|levels?|skills?|scores?|books?|tests?|lists?|time|water)\b)",
    re.IGNORECASE,
)
_THE_X_REPORT = re.compile(
    r"^\s+(?:report|inspection|judge?ment|review|result|grade)s?\b", re.IGNORECASE
)
_JOINER = re.compile(
    r"\s*(?:,|&|/|\band\b|\bor\b|\bwith\b|\bto\b|\bthan\b|\bv\b|\bvs\.?|\bversus\b|,\s*and\b)\s*",
    re.I,
)
_IS_JUDGED = re.compile(
    r"^\s+(?:doing|judged|rated|graded|performing|getting\s+on|compar\w+|faring|changed?|improved?|improving)\b|^\s*\?",
    re.IGNORECASE,
)
_OPENS_A_SENTENCE = re.compile(
    r"^\s+(?:the|a|an|this|that|these|those|my|our|your|their|his|her|its|it|them|through|out|up|all|any|some|more|off"
    r"|between|about|from|reports?|or)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Authority:
    """A council with children's services; `until` is the year in which it was abolished."""

    name: str
    kind: str
    until: int | None
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of text that names a council; several `names` mean that it may be any of them.

    `exact` is false where the spelling had to be corrected.
    """

    start: int
    end: int
    names: tuple[str, ...]
    exact: bool


@cache
def authorities() -> tuple[Authority, ...]:
    """Every council known, by name."""
    text = files("index.councils").joinpath("authorities.csv").read_text(encoding="utf-8")
    return tuple(
        Authority(
            row["name"],
            row["kind"],
            int(row["until"]) if row["until"] else None,
            tuple(alias for alias in row["aliases"].split(";") if alias),
        )
        for row in csv.DictReader(text.splitlines())
    )


@lru_cache(maxsize=1024)
def mentions(text: str) -> tuple[Mention, ...]:
    """Every council that `text` names, in order; the longest name wins where names overlap.

    Names that are also words ("Reading", "Bury") count only where the sentence shows that the council
    is meant. A misspelt name is recognised where it is one or two letters away from one council and no word.
    """
    found: list[Mention] = []
    doubtful: list[Mention] = []
    for match in _pattern().finditer(text):
        form = match.group("name")
        if form is None or (len(fold(form)) <= 2 and not form.isupper()):
            continue
        mention = Mention(match.start(), match.end(), _names().get(fold(form), ()), exact=True)
        sure = fold(form) not in _WORDS or _is_place(text, match)
        (found if sure else doubtful).append(mention)
    found += _misspelt(text, found + doubtful)
    found += _joined(text, found, doubtful)
    return tuple(sorted((m for m in found if m.names), key=lambda mention: mention.start))


def find_authority(text: str) -> tuple[str, ...]:
    """The names that `text` as a whole may stand for: one, several where it is ambiguous, none if unknown.

    For text that is known to be a council's name ("reading", "Essex County Council", "LB Barnet").
    """
    core = _core(text)
    if core in _names():
        return _names()[core]
    slip = _slip(core)
    return (slip,) if slip else ()


def nearest(text: str, k: int = 3) -> tuple[str, ...]:
    """The `k` names most like `text`, best first."""
    core = _core(text)
    scored = [
        (
            distance(core, form) / max(len(core), len(form), 1)
            - (0.3 if _part(core, form) else 0.0),
            name,
        )
        for form, names in _names().items()
        for name in names
    ]
    return tuple(dict.fromkeys(name for _, name in sorted(scored)))[: max(k, 0)]


def _joined(text: str, sure: list[Mention], doubtful: list[Mention]) -> Iterator[Mention]:
    """The doubtful names that stand in one list with a sure one ("Essex and reading")."""
    for one in doubtful:
        for other in sure:
            between = text[min(one.end, other.end) : max(one.start, other.start)]
            if _JOINER.fullmatch(between) and not _SHOWS_WORD_AFTER.match(text[one.end :]):
                yield one
                break


def _is_place(text: str, match: re.Match[str]) -> bool:
    """Whether a name that is also a word stands for the place here."""
    form = match.group("name")
    before, after = text[: match.start("name")], text[match.end("name") :]
    if fold(form) in _SELDOM_WORDS and not _SHOWS_SELDOM_WORD.search(before):
        return not _OPENS_A_SENTENCE.match(after) and not re.match(r"s\b", after)
    if match.group() != form or match.group() == text.strip(" .?!"):
        return True  # with "council", "borough of", or alone
    if _SHOWS_WORD_AFTER.match(after):
        return False
    if _SHOWS_PLACE_BEFORE.search(before) or re.match(r"['’]s\b", after):
        return True
    capital = form[0].isupper() and not form.isupper()
    opens = not before.strip() or before.rstrip()[-1:] in '.?!:"“\n'
    if capital and not opens:
        return True
    if capital:
        return not _OPENS_A_SENTENCE.match(after)
    if re.search(r"\bthe\s+$", before, re.IGNORECASE) and _THE_X_REPORT.match(after):
        return True
    if fold(form) == "reading" and _OF_PUPILS.search(before + after):
        return False
    if re.search(
        r"\b(?:how|why|what|when|where)\s+(?:is|was|does|did|do|has|had)\s+$", before, re.I
    ):
        return bool(_IS_JUDGED.match(after))
    if opens and (_SHOWS_DOER_AFTER.match(after) or after.startswith(":")):
        return True
    if _ASKS_OF_A_DOER.search(before) and _SHOWS_DOING_AFTER.match(after):
        return True
    return bool(_SHOWS_PLACE_AFTER.match(after)) and not _SHOWS_WORD_BEFORE.search(before)


def _misspelt(text: str, found: list[Mention]) -> Iterator[Mention]:
    """Stretches of one to five words that are a slip away from one council's name."""
    words = list(re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)*", text))
    taken = [(mention.start, mention.end) for mention in found]
    taken += [match.span() for match in _pattern().finditer(text) if match.group("name") is None]
    at = 0
    while at < len(words):
        for size in range(min(5, len(words) - at), 0, -1):
            start, end = words[at].start(), words[at + size - 1].end()
            possessive = re.search(r"['’]s?$", text[start:end])
            end -= len(possessive.group()) if possessive else 0
            if any(start < stop and begin < end for begin, stop in taken):
                continue
            name = _slip(fold(text[start:end]))
            if name:
                tail = re.compile(_AFTER, re.IGNORECASE).match(text, end)
                yield Mention(start, tail.end() if tail else end, (name,), exact=False)
                at += size - 1
                break
        at += 1


@lru_cache(maxsize=4096)
def _slip(form: str) -> str | None:
    """The one council whose name `form` was meant to be, or None."""
    if len(form) < 4 or form in _NOT_SLIPS:
        return None
    ranked = [(away, name) for away, name in _ranked(form) if away]
    best = {name for away, name in ranked if away == ranked[0][0]}
    return best.pop() if len(best) == 1 else None


def _allowed(name: str) -> int:
    """How many slips a name of this length may have and still be known."""
    return 0 if len(name) < 5 else 1 if len(name) < 9 else 2


def _ranked(form: str) -> list[tuple[int, str]]:
    """(slips, name) of the full names within reach of `form`, best first; the first letter must be right."""
    near = []
    for length in range(len(form) - 2, len(form) + 3):
        for other, name in _by_shape().get((form[0], length), ()):
            if abs(length - len(form)) <= _allowed(other):
                away = distance(form, other)
                if away <= _allowed(other):
                    near.append((away, name))
    return sorted(near)


@cache
def _by_shape() -> dict[tuple[str, int], list[tuple[str, str]]]:
    """(first letter, length) -> (folded, name) of the names that slips are looked for in."""
    shapes: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for authority in authorities():
        form = fold(authority.name)
        if form not in _WORDS:
            shapes.setdefault((form[0], len(form)), []).append((form, authority.name))
    return shapes


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Folded form -> the names it may stand for: councils of that very name before others."""
    forms: dict[str, dict[str, None]] = {}
    for authority in authorities():
        forms.setdefault(fold(authority.name), {}).setdefault(authority.name)
    for authority in authorities():
        for alias in authority.aliases:
            forms.setdefault(fold(alias), {}).setdefault(authority.name)
    return {form: tuple(names) for form, names in forms.items()}


@cache
def _pattern() -> re.Pattern[str]:
    """One pattern for all names, longest first, with what may stand around them."""
    forms = {alias for authority in authorities() for alias in (authority.name, *authority.aliases)}
    alternatives = "|".join(_loose(form) for form in sorted(forms, key=len, reverse=True))
    others = "|".join(_loose(other) for other in sorted(_OTHERS.split(","), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(?:{others})(?!\w)|{_BEFORE}(?P<name>{alternatives})(?:(?=s?(?!\w))){_AFTER})",
        re.IGNORECASE,
    )


def _loose(form: str) -> str:
    """A pattern for a name with the freedoms that writers take."""
    words = re.findall(r"[\w.&'’]+", form)
    parts = [
        "(?:and|&|n)"
        if word.lower() == "and"
        else re.escape(word).replace(r"\.", r"\.?").replace("'", "['’]?")
        for word in words
    ]
    return r"(?:,?[\s\-‐-―]+)".join(parts)


def fold(text: str) -> str:
    """A name as it is compared: lower case, "and" for "&", no punctuation, single spaces."""
    plain = re.sub(r"(?<=\w)&(?=\w)", "&", text.casefold())
    plain = re.sub(r"(?:^|\s)(?:&|n)(?:\s|$)", " and ", plain)
    return " ".join(re.sub(r"['’.]", "", re.sub(r"[\s\-‐-―,]+", " ", plain)).split())


def _core(text: str) -> str:
    """The name in a whole name: "London Borough of Barnet Council" -> "barnet"."""
    form = fold(text)
    if form in _names():
        return form
    trimmed = (
        re.compile(r"\b(?:council|authority|corporation|cc|mbc|bc|lbc)$").sub("", form).strip()
    )
    if trimmed not in _names():
        trimmed = re.sub(
            r"(?:\s+(?:city|county|borough|metropolitan|district|unitary))+$", "", trimmed
        )
    if trimmed not in _names():
        trimmed = re.sub(
            r"^(?:the )?(?:(?:london|royal|metropolitan) )*(?:borough|city|county|council) of (?:the )?",
            "",
            trimmed,
        )
    return re.sub(r"^(?:lb|rb) (?:of )?", "", trimmed)


def _part(core: str, form: str) -> bool:
    """Whether one of two forms holds the other as whole words, or begins as it does."""
    return len(core) > 3 and (
        f" {core} " in f" {form} " or f" {form} " in f" {core} " or form[:5] == core[:5]
    )

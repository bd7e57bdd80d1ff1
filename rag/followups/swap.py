"""The last question with its council, its year or its group of people changed: "and Kent?", "not Devon, Dorset". Pure."""

from __future__ import annotations

import re

from index.councils.authorities import mentions
from rag.followups import topic
from rag.followups.said import LEAD_IN
from rag.followups.standing import AROUND_A_NAME, ASKS
from rag.listing import listed
from rag.scoping.inspections import NOW

_ABOUT = re.compile(
    r"^(?:(?:and )?(?:what|how) about|(?:the )?same (?:question |thing )?(?:for|in|with|about|but)|(?:and )?(?:is (?:it|that) |are they )?"
    r"(?:the same )(?:for|in|with)|and|for|in|but(?: what about)?|or)\s+(?P<rest>.+)$",
    re.I,
)
_SWAP_LEAD = re.compile(r"^(?:(?:for|in|with|about|at|on|of|from|to|the|back in|as for)\s+)+", re.I)
_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/-])")
_NOW = re.compile(
    rf"(?:what about |how about )?(?:is it |are they )?(?:{NOW}|after(?:wards| that)?|since(?: then)?|later(?: on)?)",
    re.I,
)
_YEAR_BESIDE = re.compile(
    r"(?:what about |how about )?(?:in )?the (?:(?:previous|preceding|(?P<next>next|following)) year|year (?:before|(?P<after>after))(?: that)?)",
    re.I,
)
_ABOUT_AGAIN = re.compile(r"^(?:what|how) about ", re.I)
_FOLLOWED = re.compile(r"^Following “([^”]+)”")
BEFORE_THAT = (
    r"before(?: that| then)?|previously|(?:the )?(?:time|one|inspection|report) before(?: that)?"
)
"""The words for the inspection before, where nothing else is said."""
_BEFORE = re.compile(rf"(?:what about |how about )?(?:{BEFORE_THAT})", re.I)
_SAID_BEFORE = re.compile(
    r"what (?:did|does) (?:the|its|their) (?:previous|last|earlier|older|old) (?:report|inspection|one) (?:say|find)(?: (?:about|on) (?:it|that|this|them))?",
    re.I,
)
_BOTH = re.compile(
    r"\b(?:(?:both|each|either|all)(?: of (?:them|these|those|the (?:two|three|councils)))?|the (?:two|three)|them both)"
    r"(?: (?:councils|places|areas|authorities))?(?=\W*$|\s+(?:has|have|had|is|are|was|were|do|does|did|get|got))",
    re.I,
)
_LATEST = re.compile(
    r"(?:what about |how about |in |at )?(?:the |its |their )?(?:latest|newest|most recent|current|last)(?: (?:one|inspection|report))?",
    re.I,
)
_OF_COUNCILS = re.compile(
    r"^(?:which|what|how many) (?:of the )?(?:councils|local authorities|authorities|boroughs) (?P<verb>are|were) (?P<rest>[^?]+)$",
    re.I,
)
_OPPOSITES = (
    ("strengths", "weaknesses"),
    ("positives", "negatives"),
    ("strong", "weak"),
    ("best", "worst"),
)
_BEGINS_A_QUESTION = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must)\b", re.I
)
_CORRECTS = re.compile(r"^(?:no\b[,.]?\s*)?(?:i (?:meant?|said)|sorry|rather)\b[\s,]*", re.I)
_ALSO = re.compile(
    r"^(?:is|was|were|are|did|does|has|have)(?:n['’]t)?\s+(?P<rest>.+?)(?:\s+(?:too|also|as well|either))?$",
    re.I,
)
_COMPARES = re.compile(
    r"^(?:how (?:does|do|did|has|have) (?:that|this|it|they|those|these) compare[sd]?|compared?(?: (?:that|this|it|them|those))?"
    r"|(?:is|was|are|were) (?:that|this|it|they) (?:any )?(?:better|worse|different|the same))"
    r"(?: (?:with|to|against|than|from|as|in|at))+ (?P<rest>.+)$",
    re.I,
)


def named(text: str) -> tuple[str, ...]:
    """The words of a text that name councils, as they are written there."""
    return tuple(dict.fromkeys(text[m.start : m.end] for m in mentions(text)))


def mended(question: str, asked: str) -> str | None:
    """The last question for another council or for now: "not Devon, Dorset", "was Islington?", "and now?"."""
    body = LEAD_IN.sub("", question).strip().rstrip("?!. ")
    if (_NOW.fullmatch(body) or _LATEST.fullmatch(body)) and _YEAR.search(asked):
        return sentence(without_year(innermost(asked)))
    denied = [name for name in named(body) if re.search(rf"\bnot {re.escape(name)}\b", body, re.I)]
    corrects = _CORRECTS.match(body) or denied
    also = _ALSO.match(body)
    if not corrects and not also:
        return None
    rest = also["rest"] if also and not corrects else _CORRECTS.sub("", body)
    for name in denied:
        rest = re.sub(rf"\b(?:not )?{re.escape(name)}\b", "", rest, flags=re.I)
    names = named(rest)
    left = rest
    for name in names:
        left = left.replace(name, "")
    # "was Kent better?" says more than another council
    if not names or set(topic.words(left)) - AROUND_A_NAME:
        return None
    return swap_names(asked, " and ".join(names))


def beside(question: str, asked: str, *, figure: bool) -> str | None:
    """The last question for the year or the inspection before: "and the year before?", "before that?".

    A report prints the `figure` of the year before its own beside it: there both are asked for.
    """
    body = LEAD_IN.sub("", question).strip().rstrip("?!. ")
    found = _YEAR_BESIDE.fullmatch(body)
    if found and figure:
        return sentence(f"{asked.rstrip('?!. ')}, and {_ABOUT_AGAIN.sub('', body)}")
    years = set(_YEAR.findall(asked))
    if found and len(years) == 1:
        step = 1 if found["next"] or found["after"] else -1
        return sentence(_YEAR.sub(str(int(years.pop()) + step), asked))
    if len(named(asked)) != 1:
        return None
    alone = ASKS.match(asked) and not years and not figure
    if _SAID_BEFORE.fullmatch(body) or (alone and _BEFORE.fullmatch(body)):
        plain = re.sub(rf"\s*\b(?:{NOW})\b", "", without_year(asked).rstrip("?!. "))
        return sentence(f"{plain} at the previous inspection")
    return None


def of_both(question: str, asked: str) -> str | None:
    """A question on "both" or "the two" councils that the last one named, with their names."""
    names = named(asked)
    found = _BOTH.search(question)
    if len(names) < 2 or not found or named(question):
        return None
    return sentence(f"{question[: found.start()]}{listed(names)}{question[found.end() :]}")


def compared(question: str, asked: str) -> str | None:
    """The last question asked of another council beside its own: "how does that compare with Kent?"."""
    found = _COMPARES.match(LEAD_IN.sub("", question).strip().rstrip("?!. "))
    own = named(asked)
    fresh = [name for name in named(found["rest"]) if name not in own] if found else []
    if not fresh or not own:
        return None
    left = topic.words(re.sub("|".join(map(re.escape, fresh)), " ", found["rest"] if found else ""))
    if set(left) - AROUND_A_NAME:
        return None
    both = " and ".join([own[0], *map(as_name, fresh)])
    return sentence(re.sub(re.escape(own[0]), both, asked.rstrip("?!. "), count=1))


def swapped(question: str, asked: str) -> str | None:
    """The last question with its council, year or group changed, where that is all that was said."""
    body = LEAD_IN.sub("", question).strip().rstrip("?!. ")
    led = len(body) < len(question.strip().rstrip("?!. "))
    found = _ABOUT.match(body)
    rest = _SWAP_LEAD.sub("", found["rest"] if found else body).strip()
    if not (found or led or len(topic.words(body)) <= 3) or not rest:
        return None
    years = _YEAR.findall(rest)
    names = named(rest)
    left = _YEAR.sub("", rest)
    for name in names:
        left = re.sub(re.escape(name), "", left, flags=re.I)
    left_over = [
        w
        for w in topic.content(left)
        if w
        not in {"council", "report", "inspection", "year", "instead", "county", "city", "borough"}
    ]
    if (
        (years or names)
        and not (names and left_over and len(left_over) > 1)
        and not (years and not names and left_over)
    ):
        return swap_names(asked, rest)
    if years or names:
        return None
    opposite = _opposite(asked, rest)
    if opposite:
        return opposite
    return _swap_group(asked, rest) if found or led else None


def _opposite(asked: str, rest: str) -> str | None:
    """`asked` of the other side: "and the weaknesses?" after the strengths."""
    word = rest.lower().removeprefix("the ").strip()
    pairs = [*_OPPOSITES, *((right, left) for left, right in _OPPOSITES)]
    for old, new in pairs:
        if word == new and re.search(rf"\b{old}\b", asked, re.I):
            return sentence(re.sub(rf"\b{old}\b", new, asked, count=1, flags=re.I))
    return None


def swap_names(asked: str, rest: str) -> str:
    """`asked` with the council and the year of `rest` in place of its own."""
    result = asked.rstrip("?!. ")
    years = _YEAR.findall(rest)
    names = tuple(as_name(name) for name in named(rest)) or (() if years else (as_name(rest),))
    every = _OF_COUNCILS.match(result)
    if names and every:
        verb = (
            {"are": "Is", "were": "Was"}[every["verb"].lower()]
            if len(names) == 1
            else every["verb"].capitalize()
        )
        return sentence(f"{verb} {' and '.join(names)} {every['rest']}")
    if names:
        old = named(result)
        new = " and ".join(names)
        joined = r"\s*(?:,|,? and|,? or)\s+".join(map(re.escape, old))
        if len(old) > 1 and re.search(joined, result):
            result, old = re.sub(joined, new, result, count=1), ()
            names = ()
        for name in old[:1]:
            result = re.sub(
                rf"{re.escape(name)}(?:'s|’s)?(?! and \w)",
                lambda m: new + ("'s" if m.group().endswith("s") and m.group()[-2] in "'’" else ""),
                result,
                count=1,
                flags=re.I,
            )
        if not old and names:
            result = re.sub(r"\s+(?:(?:over|up|down) )?there(?= now\W*$|\W*$)", "", result)
            result = f"{result} in {new}"
        if not years and (old or not names):
            result = without_year(result)
    if years:
        if _YEAR.search(result):
            result = _YEAR.sub(years[-1], result, count=1)
        else:
            result = f"{result} in {years[-1]}"
    return sentence(re.sub(r"\s+([,?])", r"\1", " ".join(result.split())))


def innermost(asked: str) -> str:
    """The question that a follow-up of a follow-up goes on from."""
    found = _FOLLOWED.match(asked)
    if found is None:
        return asked.rstrip()
    newer = asked[found.end() :].lstrip(": ")
    return (newer if len(topic.content(newer)) >= 2 else found[1]).rstrip()


def without_year(text: str) -> str:
    """The text without the years it names: "in 2018"."""
    return _YEAR.sub("", re.sub(r"\s*\b(?:in|for|of) (?:19|20)\d\d\b", "", text))


def _swap_group(asked: str, rest: str) -> str | None:
    """`asked` about another group of people: "and for care leavers?"."""
    new = topic.group(rest)
    if (
        not new
        or (new.isdigit() and rest != new)
        or len(topic.words(rest)) > len(topic.words(new)) + 2
        or ASKS.match(rest)
    ):
        return None
    if _BEGINS_A_QUESTION.match(rest):
        return None
    if len(asked.split()) > 18:  # a story: nothing in it to change neatly
        return None
    old = topic.group(asked)
    body = asked.rstrip("?!. ")
    if old:
        return sentence(
            re.sub(
                rf"(?<!\w){re.escape(old)}(?!\w)",
                rest.removeprefix("the "),
                body,
                count=1,
                flags=re.I,
            )
        )
    # "was the chief executive blamed" can't be asked for a group of people
    return sentence(f"{body} for {rest}") if ASKS.match(body) else None


def as_name(text: str) -> str:
    """A council's name with its capitals."""
    return " ".join(w if not w.islower() else w.capitalize() for w in text.rstrip("?!. ").split())


def sentence(text: str, *, capital: bool = True) -> str:
    """`text` as a question: one mark at its end, a capital at its beginning."""
    text = " ".join(text.split()).rstrip("?!., ") + "?"
    if capital:
        return text[:1].upper() + text[1:]
    kept = text.startswith(("I ", "I'", "I’")) or text[1:2].isupper()  # "FGM"
    return text if kept else text[:1].lower() + text[1:]

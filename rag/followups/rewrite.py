"""A follow-up written out as a question that can be read without the talk before it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.finder import lexicon
from rag.followups import topic
from rag.followups.anchor import asked_of
from rag.followups.figure import counted_otherwise, of_a_figure, of_its_figure
from rag.followups.fill import fill
from rag.followups.matter import matter, newest_matter, place
from rag.followups.people import counts_people
from rag.followups.said import AUX, own_words
from rag.followups.standing import ASKS, BARE, YES
from rag.followups.swap import innermost, named, sentence, swapped
from rag.followups.times import WAS_BETTER
from rag.scoping.inspections import PRESENT, YEAR
from rag.scoping.talk import ANOTHER_TIME
from rag.types import Turn

_OFFER = re.compile(
    r"(?:would you like|do you want|shall i|want)(?: me)? (?:to )?(?:know|hear|see|say|explain|tell you|show you|show|look at|compare)\s+(?P<rest>[^?]+)\?\s*$",
    re.I,
)
_APART = re.compile(
    r"^(?!(?:if|in|at|on|for)\b)"
    r"(?P<matter>[^,:–—?]{3,60}?)\s*[,:–—]\s+(?P<rest>\S.*)$",
    re.I,
)
"""A matter, and what is asked of it."""
_ON_ANOTHER = re.compile(r"^On (?P<matter>[^:]+): (?P<body>.+)$")
_NOUN = re.compile(r"\b(?:that|this|those|these|the) (\w+)")
_REFERS = re.compile(
    r"\b(?:its?|that|this|they|them|their|those|these|there|he|she|his|her)\b", re.I
)
_THEY = re.compile(r"\bthey\b(?!.*\b(?:their|them)\b)", re.I)
_A_CONDITION = 2
"""Words by which a figure counts some of a group."""
_IN_A_PLACE = re.compile(r"\bin [A-Z]")
_SOME = re.compile(r"^(?:any|some|more|other) ", re.I)
_IT = re.compile(r"\b(?:it|that|this)\b", re.I)
_POINTS = re.compile(r"\b(?:its?|that|this|those|these|there)\b", re.I)
"""Words for a thing, and not for people."""


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A follow-up written out. `whole` says that it can be read by itself, without what it leans on."""

    text: str
    whole: bool = False


def rewrite(question: str, last: Turn, people: str = "") -> Rewritten:
    """The same question with what it leaves out, by rule; `people` are those of whom the talk is."""
    asked = newest_matter(asked_of(last))
    body = own_words(question)
    if YES.match(question):
        offer = _OFFER.search(plain(last.answer))
        if offer:
            rest = offer["rest"].strip()
            rest = re.sub(r"^(?:more )?about ", "", rest)
            return Rewritten(sentence(f"What does the report say about {rest}"))
        said = _subject(asked, last.answer) or _quoted(asked)
        return Rewritten(sentence(f"What else does the report say about {said}"))
    turned = counted_otherwise(question, asked) or swapped(question, asked)
    if turned:
        return Rewritten(turned)
    if of_its_figure(question, asked):
        return Rewritten(f"Following {_quoted(asked)} {sentence(body)}")
    if people and counts_people(body):
        return Rewritten(f"On {people}{place(asked)}: {sentence(body, capital=False)}")
    if BARE.match(body):
        return Rewritten(sentence(_bare(body, asked, last.answer)))
    return _about(body, asked) or _leaning(body, asked, last.answer, people)


def _about(body: str, asked: str) -> Rewritten | None:
    """A question on another matter of the same council: "what about caseloads at night?", "and FGM?"."""
    about = re.match(r"^(?:what|how) about (?P<rest>.+)$", body, re.I)
    if about and len(topic.content(about["rest"])) >= 2:
        return Rewritten(sentence(f"What does the report say about {about['rest'].rstrip('?. ')}"))
    new = matter(body)
    if re.fullmatch(r"(?:the )?[A-Z]{2,}s?", new) or lexicon.spelt_out(new) != new:
        return Rewritten(sentence(f"What about {new}{place(asked)}"), whole=True)
    return None


def _leaning(body: str, asked: str, answer: str, people: str) -> Rewritten:
    """A question that leans on what was talked of, with that put in its place or before it."""
    phrase, telling = _talked_of(asked, answer, body)
    given = None if topic.quotes(plain(answer)) else topic.clause(plain(answer))
    since = bool(PRESENT.search(body))
    # what else would be asked of every inspection stays with that of the talk
    stays = bool(ANOTHER_TIME.search(body)) and not since
    at_home = not named(body)  # it names no council itself
    if phrase and telling:
        where = _place(asked, phrase, year=stays) if at_home else ""
        filled = _before(body, asked, phrase) or fill(body, phrase, where, widely=not given)
        if filled:
            return Rewritten(sentence(filled), whole=True)
    if given and (not telling or _IT.search(body)):
        return Rewritten(sentence(f"{body.rstrip('?., ')}, given that {given}"))
    new = matter(body)
    apart = None if ASKS.match(body) or AUX.match(body) else _APART.match(body)
    if apart and topic.topic(apart["matter"]):
        # "fostering, have they enough carers": it says itself what it asks of
        phrase, telling, body = apart["matter"], True, apart["rest"]
    elif not people and not since and at_home and place(asked) and _asks_of_it_itself(body):
        return Rewritten(sentence(f"{body.rstrip('?!., ')}{place(asked)}"), whole=True)
    elif people and not _POINTS.search(body) and topic.topic(body):
        phrase, telling = people, True  # it asks of them, and no more of the matter before
    elif new and place(asked) and not _IN_A_PLACE.search(new):
        phrase = None  # another matter of the same council
    if telling and phrase:
        where = _place(asked, phrase, year=stays) if at_home else ""
        return Rewritten(f"On {phrase}{where}: {sentence(body, capital=False)}")
    if (since or new) and place(asked):
        told = f"what about {new}" if new else body.rstrip("?!., ")
        return Rewritten(sentence(f"{told}{place(asked, year=not since)}"), whole=True)
    return Rewritten(f"Following {_quoted(asked)} {sentence(body)}")


def _asks_of_it_itself(body: str) -> bool:
    """Whether a question says what it asks of, and leaves out only whose it is: "have they got enough carers?"."""
    asked_of = topic.topic(body)
    sure = bool(asked_of) and not str(asked_of).endswith("ing")
    return sure and bool(_THEY.search(body)) and not _POINTS.search(body)


def _talked_of(asked: str, answer: str, body: str) -> tuple[str | None, bool]:
    """The matter that was talked of, and whether it can stand for the whole question.

    What the last question said by itself is newer than what it leant on, but where `body` means that ("that team").
    """
    alone = topic.lower_first(_SOME.sub("", matter(asked.replace(place(asked), ""))))
    if alone:
        return alone, True
    newer = _ON_ANOTHER.match(asked)
    older = newer and set(_NOUN.findall(body.lower())) & set(topic.words(newer["matter"]))
    if newer and not older and not _REFERS.search(newer["body"]) and topic.topic(newer["body"]):
        # it said itself what it asked of: that is what is talked of now
        asked = f"{newer['body'].rstrip('?!. ')}{place(asked)}?"
    phrase = topic.topic(asked, answer)
    if not phrase:
        return None, False
    told = f"{phrase}{place(asked)}"
    left = set(topic.content(asked)) - set(topic.content(told))
    # a figure is of those who were counted, and not of the whole group
    counted = not newer and of_a_figure(asked) and topic.weight(" ".join(left)) >= _A_CONDITION
    return phrase, topic.covers(told, asked) and not counted


def _before(body: str, asked: str, phrase: str) -> str | None:
    """How the matter was at the inspection before the newest, where "was it better before?" asks that."""
    if not WAS_BETTER.fullmatch(body) or YEAR.search(asked):
        return None
    verb = "were" if topic.plural(phrase) else "was"
    return f"how {verb} {phrase}{_place(asked, phrase)} at the previous inspection"


def _subject(asked: str, answer: str) -> str | None:
    """What was talked of, with the council of which it was asked."""
    phrase = topic.topic(asked, answer)
    return f"{phrase}{_place(asked, phrase)}" if phrase else None


def _place(asked: str, phrase: str, *, year: bool = False) -> str:
    """The council of which a matter was asked, and the year where it is wanted."""
    where = place(asked, year=year and not YEAR.search(phrase))
    return "" if where and named(asked)[0].lower() in phrase.lower() else where


def _bare(body: str, asked: str, answer: str) -> str:
    """A bare question word, asked of what the last answer states."""
    body = re.sub(r"\W+$", "", body)
    clause = topic.clause(plain(answer))
    if re.match(r"(?:why|how come|how so)\b", body, re.I):
        if clause:
            return f"Why is it that {clause}"
        subject = _subject(asked, answer)
        return (
            f"On {subject}: why is that" if subject else f"Following {_quoted(asked)}: why is that"
        )
    if body.lower() == "how" and clause:
        return f"How is it that {clause}"
    subject = _subject(asked, answer)
    if subject and topic.quotes(plain(answer)):
        return f"On {subject}: {body}"
    if re.match(r"(?:and )?(?:since|until|till|from|by) when", body, re.I) and clause:
        return (
            f"{body} has it been that {clause}"
            if "since" in body.lower()
            else f"{body} is it that {clause}"
        )
    if clause:
        return f"{body}, given that {clause}"
    return f"On {subject}: {body}" if subject else f"Following {_quoted(asked)}: {body}"


def plain(answer: str) -> str:
    """An answer without its citation marks, links and markdown."""
    text = re.sub(r"\[(\d+(?:,\s*\d+)*)\](?:\([^)]*\))?", "", answer)
    return " ".join(re.sub(r"[*_`#>]+", "", text).split())


def _quoted(asked: str) -> str:
    return f"“{sentence(innermost(asked))}”"

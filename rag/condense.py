"""A question and the talk before it become one question that stands alone.

Without a model, by rule: who or what "it", "they" and "those" are, what "and for care leavers?" or
"what about Kent?" changes in the last question, what a bare "why?" or "how many?" asks of the last
answer. The rewritten question is shown to the user, so every form reads as English; `search` adds
words of the last answer that help to find the place and that nobody needs to read.

Turns that were refused never become the topic: there is nothing in them to go on from. Only the council
that such a turn named stays the subject, so that the next question is not answered for the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from rag.followups import topic
from rag.followups.found import OWN, OWN_ALONE
from rag.followups.refused import asks_back, was_outside, was_refused
from rag.followups.standing import ASKS, BARE, LEAD_IN, YES, stands_alone
from rag.followups.swap import compared, mended, named, of_both, sentence, swap_names, swapped
from rag.scoping.inspections import YEAR
from rag.selector.subject import framed
from rag.types import Turn

_SHORT = 4
"""Words that carry meaning in a question that may leave out what it goes on from."""
_OFFER = re.compile(
    r"(?:would you like|do you want|shall i|want)(?: me)? (?:to )?(?:know|hear|see|say|explain|tell you|show you|show|look at|compare)\s+(?P<rest>[^?]+)\?\s*$",
    re.I,
)
_OBJECT = re.compile(
    r"(?P<before>\b(?:about|with|of|on|from|to|for|behind|into|fix(?:ed|ing)?|sort(?:ed|ing)?(?: out)?|chang(?:e|ed|ing)|improv(?:e|ed|ing)"
    r"|solv(?:e|ed|ing)|address(?:ed|ing)?|tackl(?:e|ed|ing)|check(?:ed|ing)?|monitor(?:ed|ing)?|watch(?:ed|ing)?|caus(?:e|ed|ing)|explain(?:ed|s)?"
    r"|manag(?:e|ed|ing)|fund(?:ed|s|ing)?|run|runs|ran|improve|oversee|oversees|affect(?:ed|s)?|help(?:ed|s)?|support(?:ed|s)?))"
    r" (?P<pointer>it|that|this|them|those|these)(?P<after>(?: (?:out|up|right|since|now|then|yet|at all|properly|well|too|already))*\s*\?*)$",
    re.I,
)
_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "the one council please i mean meant it is in of a yes no sorry that county city borough",
    )
)
_SORT_OUT = re.compile(
    r"\b(sort|put|clear|speed|sorted|sorting) (?:it|that|this|them|those) (out|right|up)\b(?P<after>.*)$",
    re.I,
)
_SUBJECT = re.compile(
    r"^(?P<aux>(?:is|was|has|does|did|will|can|could|should|would|are|were|have|do)(?:n['’]t)?) (?P<pointer>it|that|this)(?= (?!(?:still |really |always )?(?:true|the case|possible|like)\b))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question made to stand alone, and what it brings along from the last answered turn.

    `standalone` is shown to the user. Where the question leans on the last turn, `search` has the
    words of that turn's question too, and `own` is the question as it was typed: passages are found
    by both and read with `own`, which is empty where the question has changed into another, or could be
    understood alone. `share` is what its own words count in finding. `carried` are the reports that
    turn rested on, `evidence_paragraphs` the paragraphs it cited, to be kept among the candidates.
    """

    standalone: str
    carried: tuple[str, ...] = ()
    evidence_paragraphs: tuple[str, ...] = ()
    changed: bool = False
    search: str = ""
    own: str = ""
    share: float = OWN


def condense(
    question: str,
    history: Sequence[Turn | tuple[str, str]],
    *,
    model: Callable[[str], str] | None = None,
) -> Condensed:
    """Make `question` stand alone, given the conversation before it, oldest turn first.

    `model` takes a prompt and returns text; it is asked first where given, and its rewriting is
    kept only if it invents no name or number.
    """
    turns: list[Turn] = []
    for one in history:
        turn = one if isinstance(one, Turn) else Turn(*one)
        # what an earlier follow-up was about stays the subject of those after it
        asked = turn.standalone_question or _condensed(turn.question, turns).standalone
        turns.append(replace(turn, standalone_question=asked))
    return _condensed(question, turns, model)


def _condensed(
    question: str, turns: Sequence[Turn], model: Callable[[str], str] | None = None
) -> Condensed:
    """As `condense`, after turns whose questions stand alone."""
    question = " ".join(question.split())
    last = next((turn for turn in reversed(turns) if not was_refused(turn)), None)
    if turns and asks_back(turns[-1]):
        name = _option(question, turns[-1].answer) or (question if _is_a_name(question) else "")
        if name:
            asked = swap_names(_asked(turns[-1]), name)
            return Condensed(asked, changed=True, search=asked)
    unanswered = _unanswered(turns)
    if unanswered:
        turned = _turned(question, unanswered)
        if turned:
            return Condensed(turned, changed=True, search=turned)
    bare = bool(BARE.match(_own(question)))
    if unanswered and (last is None or bare):
        last = Turn(unanswered, "", reports=turns[-1].reports)
    elif last is not None:
        last = _elsewhere(turns, last)
    if last is None:
        return Condensed(question, search=question)
    asked = _asked(last)
    turned = mended(question, asked) or compared(question, asked) or of_both(question, asked)
    if turned:
        return Condensed(turned, changed=True, search=turned)
    if stands_alone(question):
        leaning = _search(question, last) if _may_go_on(question) else question
        return Condensed(question, last.reports, search=leaning, share=OWN_ALONE)
    rewritten = _by_model(question, last, model) if model else None
    rewritten = rewritten or _rewrite(question, last)
    elsewhere = rewritten == swapped(question, _asked(last))
    leans = rewritten != question and not elsewhere
    return Condensed(
        standalone=rewritten,
        carried=last.reports,
        # another council or year has other paragraphs
        evidence_paragraphs=() if elsewhere else last.paragraphs,
        changed=rewritten != question,
        search=_search(question, last) if leans else rewritten,
        own=_own(question) if leans and not YES.match(question) else "",
    )


def _unanswered(turns: Sequence[Turn]) -> str:
    """The last question where it was on the subject and nothing answered it; "" where something did."""
    if not turns or not was_refused(turns[-1]) or was_outside(turns[-1]) or asks_back(turns[-1]):
        return ""
    return _asked(turns[-1])


def _turned(question: str, asked: str) -> str | None:
    """A question for another council or year, where that is all that is said."""
    turned = mended(question, asked) or compared(question, asked)
    if turned or not (named(question) or YEAR.search(question)):
        return turned
    return swapped(question, asked)


def _option(reply: str, answer: str) -> str:
    """The one council, of those that the answer offered, that a reply such as "the south one" picks; else ""."""
    said = set(topic.words(reply)) - _FILLERS
    offered = [name for name in named(answer) if said and said <= set(topic.words(name))]
    return offered[0] if len(offered) == 1 else ""


def _elsewhere(turns: Sequence[Turn], last: Turn) -> Turn:
    """The last answered turn; the question after it without an answer where that named another council."""
    for turn in reversed(turns):
        if turn is last:
            return last
        names = named(_asked(turn))
        if names and not asks_back(turn) and set(names) - set(named(_asked(last))):
            return Turn(_asked(turn), "")
    return last


def _own(question: str) -> str:
    """The question's own words, without the thanks or the "and" before them."""
    return LEAD_IN.sub("", question).strip() or question


def _may_go_on(question: str) -> bool:
    """Whether a question that could stand alone may leave out what it goes on from: a short one, of no council."""
    short = len(topic.content(question)) <= _SHORT
    return short and not named(question) and not framed(question)


def _rewrite(question: str, last: Turn) -> str:
    """The same question with what it leaves out, by rule."""
    asked = _asked(last)
    body = LEAD_IN.sub("", question).strip()
    if YES.match(question):
        offer = _OFFER.search(_plain(last.answer))
        if offer:
            rest = offer["rest"].strip()
            rest = re.sub(r"^(?:more )?about ", "", rest)
            return sentence(f"What does the report say about {rest}")
        return sentence(
            f"What else does the report say about {_subject(asked, last.answer) or _quoted(asked)}"
        )
    turned = swapped(question, asked)
    if turned:
        return turned
    if BARE.match(body):
        return sentence(_bare(body, asked, last.answer))
    about = re.match(r"^(?:what|how) about (?P<rest>.+)$", body, re.I)
    if about and len(topic.content(about["rest"])) >= 2:
        return sentence(f"What does the report say about {about['rest'].rstrip('?. ')}")
    subject = _subject(asked, last.answer)
    filled = _fill(body, subject) if subject and topic.covers(subject, asked) else None
    if filled:
        return sentence(filled)
    given = None if topic.quotes(_plain(last.answer)) else topic.clause(_plain(last.answer))
    telling = bool(subject) and topic.covers(subject or "", asked)
    if given and (not telling or re.search(r"\b(?:it|that|this)\b", body, re.I)):
        return sentence(f"{body.rstrip('?., ')}, given that {given}")
    if telling:
        return f"On {subject}: {sentence(body, capital=False)}"
    return f"Following “{sentence(_innermost(asked))}” {sentence(body)}"


def _subject(asked: str, answer: str) -> str | None:
    """What was talked of, with the council of which it was asked."""
    subject = topic.topic(asked, answer)
    names = named(asked)
    if not subject or len(names) != 1 or names[0].lower() in subject.lower():
        return subject
    return f"{subject} in {names[0]}"


def _fill(body: str, subject: str) -> str | None:
    """Put the subject in the place of the pronoun that stands for it."""
    found = _SORT_OUT.search(body)
    if found:
        return f"{body[: found.start()]}{found[1]} {found[2]} {subject}{found['after']}"
    found = _OBJECT.search(body)
    if found:
        return f"{body[: found.start()]}{found['before']} {subject}{found['after']}"
    found = _SUBJECT.match(body)
    singular = not topic.plural(subject)
    if found and singular:
        return f"{found['aux']} {subject}{body[found.end() :]}"
    return None


def _bare(body: str, asked: str, answer: str) -> str:
    """A bare question word, asked of what the last answer states."""
    body = re.sub(r"\W+$", "", body)
    clause = topic.clause(_plain(answer))
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
    if subject and topic.quotes(_plain(answer)):
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


def _search(question: str, last: Turn) -> str:
    """The words to search with: what is asked now stands near what was asked before."""
    return f"{_asked(last)} {LEAD_IN.sub('', question)}"


def _by_model(question: str, last: Turn, model: Callable[[str], str]) -> str | None:
    """A model's rewriting, or None where it fails, rambles or adds a name or a number."""
    prompt = (
        "Rewrite the last question so that it can be understood on its own. Use only words and facts from the "
        "conversation. Reply with the question alone.\n\n"
        f"Question: {_asked(last)}\nAnswer: {_plain(last.answer)[:600]}\nLast question: {question}\nRewritten:"
    )
    try:
        reply = model(prompt)
    except Exception:
        return None
    text = " ".join(str(reply).split()).strip('"“” ')
    if not text or len(text) > 300:
        return None
    known = f"{_asked(last)} {last.answer} {question}".casefold()
    fresh = [
        word
        for word in re.findall(r"\d+|(?<=\s)[A-Z][\w’'-]+", text)
        if word.casefold().removesuffix("'s") not in known
    ]
    return None if fresh else sentence(text)


def _asked(turn: Turn) -> str:
    return " ".join((turn.standalone_question or turn.question).split())


def _plain(answer: str) -> str:
    """An answer without its citation marks, links and markdown."""
    text = re.sub(r"\[(\d+(?:,\s*\d+)*)\](?:\([^)]*\))?", "", answer)
    return " ".join(re.sub(r"[*_`#>]+", "", text).split())


def _quoted(asked: str) -> str:
    return f"“{_innermost(asked)}”"


def _innermost(asked: str) -> str:
    """The question that a follow-up of a follow-up goes on from."""
    found = re.match(r"^Following “([^”]+)”", asked)
    return (found[1] if found else asked).rstrip()


def _is_a_name(question: str) -> bool:
    """A reply such as "West Northamptonshire": the council that was asked for, and no question."""
    words = topic.words(question)
    if not words or len(words) > 5 or ASKS.match(question):
        return False
    return bool(named(question)) or (
        len(words) <= 4 and question[:1].isupper() and "?" not in question
    )

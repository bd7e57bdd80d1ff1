"""A question and the talk before it become one question that stands alone.

Without a model, by rule: who or what "it", "they" and "those" are, what "and for care leavers?" or
"what about Kent?" changes in the last question, what a bare "why?" or "how many?" asks of the last
answer. The rewritten question is shown to the user, so every form reads as English; `search` adds
words of the last answer that help to find the place and that nobody needs to read.

Turns that were refused never become the topic: there is nothing in them to go on from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.followups import topic
from rag.followups.standing import ASKS, BARE, LEAD_IN, YES, stands_alone
from rag.types import Status, Turn

REFUSED = frozenset({Status.NOT_IN_REPORTS, Status.OUT_OF_SCOPE, Status.AMBIGUOUS})
ANSWER_WORDS = 30
"""How many words of the last answer join the search: its gist stands at its beginning."""

_REFUSAL = re.compile(
    r"^.{0,90}\b(?:(?:do|does|did)(?:n['’]t| not) (?:say|mention|state|give|tell|contain|cover|answer|name)"
    r"|not (?:in|covered by|answered by|stated in) (?:the|these|any) reports?|no (?:report|passage)s? (?:says?|answers?)"
    r"|(?:found|find) nothing|nothing (?:was |is )?(?:found|said)|(?:could|can)(?:n['’]t|not| not) (?:find|answer|help|say)"
    r"|only answer|outside (?:what|the scope)|out of scope|which (?:council|report) (?:do|did) you mean|unknown council)\b",
    re.I | re.S,
)
_ABOUT = re.compile(
    r"^(?:(?:and )?(?:what|how) about|(?:the )?same (?:question |thing )?(?:for|in|with|about|but)|(?:and )?(?:is (?:it|that) |are they )?"
    r"(?:the same )(?:for|in|with)|and|for|in|but(?: what about)?|or)\s+(?P<rest>.+)$",
    re.I,
)
_SWAP_LEAD = re.compile(r"^(?:(?:for|in|with|about|at|on|of|from|to|the|back in|as for)\s+)+", re.I)
_YEAR = re.compile(r"(?<![\d/.-])(?:19|20)\d\d(?![\d/-])")
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
_SORT_OUT = re.compile(
    r"\b(sort|put|clear|speed|sorted|sorting) (?:it|that|this|them|those) (out|right|up)\b(?P<after>.*)$",
    re.I,
)
_SUBJECT = re.compile(
    r"^(?P<aux>(?:is|was|has|does|did|will|can|could|should|would|are|were|have|do)(?:n['’]t)?) (?P<pointer>it|that|this)(?= (?!true\b|the case\b|possible\b|like\b))",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Condensed:
    """A question made to stand alone, and what it brings along from the last answered turn.

    `standalone` is shown to the user; `search` is what to search with (the same words, and where
    the question leans on the last turn also words of its answer). `carried` are the reports that
    turn rested on, `evidence_paragraphs` the paragraphs it cited, to be kept among the candidates.
    """

    standalone: str
    carried: tuple[str, ...] = ()
    evidence_paragraphs: tuple[str, ...] = ()
    changed: bool = False
    search: str = ""


def condense(
    question: str,
    history: Sequence[Turn | tuple[str, str]],
    *,
    model: Callable[[str], str] | None = None,
    councils: Callable[[str], Sequence[str]] | None = None,
) -> Condensed:
    """Make `question` stand alone, given the conversation before it, oldest turn first.

    `model` takes a prompt and returns text; it is asked first where given, and its rewriting is
    kept only if it invents no name or number. `councils` lists the words of a text that name
    councils, so that "what about Kent?" changes the council and nothing else; None asks the
    catalogue of English councils.
    """
    question = " ".join(question.split())
    turns = [turn if isinstance(turn, Turn) else Turn(*turn) for turn in history]
    last = next((turn for turn in reversed(turns) if not _was_refused(turn)), None)
    named = councils or _named
    if turns and turns[-1].status is Status.AMBIGUOUS and _is_a_name(question, named):
        asked = _swap_names(_asked(turns[-1]), question, named)
        return Condensed(asked, changed=True, search=asked)
    if last is None:
        if turns and turns[-1].status is not Status.OUT_OF_SCOPE:
            swapped = _swapped(question, _asked(turns[-1]), named)
            if swapped:
                return Condensed(swapped, changed=True, search=swapped)
        return Condensed(question, search=question)
    if stands_alone(question):
        return Condensed(question, last.reports, (), False, question)
    rewritten = _by_model(question, last, model) if model else None
    rewritten = rewritten or _rewrite(question, last, named)
    elsewhere = rewritten == _swapped(question, _asked(last), named)
    return Condensed(
        standalone=rewritten,
        carried=last.reports,
        # another council or year has other paragraphs
        evidence_paragraphs=() if elsewhere else last.paragraphs,
        changed=rewritten != question,
        search=rewritten
        if elsewhere
        else _search(question, last)
        if rewritten != question
        else question,
    )


def _named(text: str) -> tuple[str, ...]:
    """The words of a text that name a council."""
    from index.councils.catalogue import mentions

    return tuple(text[mention.start : mention.end] for mention in mentions(text))


def _rewrite(question: str, last: Turn, named: Callable[[str], Sequence[str]]) -> str:
    """The same question with what it leaves out, by rule."""
    asked = _asked(last)
    body = LEAD_IN.sub("", question).strip()
    if YES.match(question):
        offer = _OFFER.search(_plain(last.answer))
        if offer:
            rest = offer["rest"].strip()
            rest = re.sub(r"^(?:more )?about ", "", rest)
            return _sentence(f"What does the report say about {rest}")
        return _sentence(
            f"What else does the report say about {topic.topic(asked, last.answer) or _quoted(asked)}"
        )
    swapped = _swapped(question, asked, named)
    if swapped:
        return swapped
    if BARE.match(body):
        return _sentence(_bare(body, asked, last.answer))
    about = re.match(r"^(?:what|how) about (?P<rest>.+)$", body, re.I)
    if about and len(topic.content(about["rest"])) >= 2:
        return _sentence(f"What does the report say about {about['rest'].rstrip('?. ')}")
    subject = topic.topic(asked, last.answer)
    filled = _fill(body, subject) if subject and topic.covers(subject, asked) else None
    if filled:
        return _sentence(filled)
    given = topic.clause(_plain(last.answer))
    telling = bool(subject) and (
        topic.weight(subject or "") > 1 or topic.covers(subject or "", asked)
    )
    if given and (not telling or re.search(r"\b(?:it|that|this)\b", body, re.I)):
        return _sentence(f"{body.rstrip('?., ')}, given that {given}")
    if telling:
        return f"On {subject}: {_sentence(body, capital=False)}"
    return f"Following “{_sentence(asked)}” {_sentence(body)}"


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
        subject = topic.topic(asked, answer)
        return (
            f"On {subject}: why is that" if subject else f"Following {_quoted(asked)}: why is that"
        )
    subject = topic.topic(asked, answer)
    if re.match(r"(?:and )?(?:since|until|till|from|by) when", body, re.I) and clause:
        return (
            f"{body} has it been that {clause}"
            if "since" in body.lower()
            else f"{body} is it that {clause}"
        )
    if clause:
        return f"{body}, given that {clause}"
    return f"On {subject}: {body}" if subject else f"Following “{asked}”: {body}"


def _swapped(question: str, asked: str, named: Callable[[str], Sequence[str]]) -> str | None:
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
        return _swap_names(asked, rest, named)
    if years or names:
        return None
    return _swap_group(asked, rest) if found or led else None


def _swap_names(asked: str, rest: str, named: Callable[[str], Sequence[str]]) -> str:
    """`asked` with the council and the year of `rest` in place of its own."""
    result = asked.rstrip("?!. ")
    years = _YEAR.findall(rest)
    names = tuple(_as_name(name) for name in named(rest)) or (() if years else (_as_name(rest),))
    if names:
        old = named(result)
        new = " and ".join(names)
        for name in old[:1]:
            result = re.sub(
                rf"{re.escape(name)}(?:'s|’s)?(?! and \w)",
                lambda m: new + ("'s" if m.group().endswith("s") and m.group()[-2] in "'’" else ""),
                result,
                count=1,
                flags=re.I,
            )
        if not old:
            result = f"{result} in {new}"
        if not years and old:
            result = _YEAR.sub("", re.sub(r"\b(?:in|for|of) (?:19|20)\d\d\b", "", result))
    if years:
        if _YEAR.search(result):
            result = _YEAR.sub(years[-1], result, count=1)
        else:
            result = f"{result} in {years[-1]}"
    return _sentence(re.sub(r"\s+([,?])", r"\1", " ".join(result.split())))


def _swap_group(asked: str, rest: str) -> str | None:
    """`asked` about another group of people: "and for care leavers?"."""
    new = topic.group(rest)
    if not new or len(topic.words(rest)) > len(topic.words(new)) + 2 or ASKS.match(rest):
        return None
    if len(asked.split()) > 18:  # a story: nothing in it to change neatly
        return None
    old = topic.group(asked)
    body = asked.rstrip("?!. ")
    if old:
        return _sentence(
            re.sub(
                rf"(?<!\w){re.escape(old)}(?!\w)",
                rest.removeprefix("the "),
                body,
                count=1,
                flags=re.I,
            )
        )
    return _sentence(f"{body} for {rest}")


def _search(question: str, last: Turn) -> str:
    """The words to search with: gold stands near what the last answer rested on."""
    gist = " ".join(_plain(last.answer).split()[:ANSWER_WORDS])
    return f"{_asked(last)} {gist} {LEAD_IN.sub('', question)}"


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
    return None if fresh else _sentence(text)


def _was_refused(turn: Turn) -> bool:
    if turn.status is not None:
        return turn.status in REFUSED
    return not turn.answer.strip() or bool(_REFUSAL.match(turn.answer))


def _asked(turn: Turn) -> str:
    return " ".join((turn.standalone_question or turn.question).split())


def _plain(answer: str) -> str:
    """An answer without its citation marks, links and markdown."""
    text = re.sub(r"\[(\d+(?:,\s*\d+)*)\](?:\([^)]*\))?", "", answer)
    return " ".join(re.sub(r"[*_`#>]+", "", text).split())


def _quoted(asked: str) -> str:
    return f"“{asked.rstrip()}”"


def _is_a_name(question: str, named: Callable[[str], Sequence[str]]) -> bool:
    """A reply such as "West Northamptonshire": the council that was asked for, and no question."""
    words = topic.words(question)
    if not words or len(words) > 5 or ASKS.match(question):
        return False
    return bool(named(question)) or (
        len(words) <= 4 and question[:1].isupper() and "?" not in question
    )


def _as_name(text: str) -> str:
    return " ".join(w if not w.islower() else w.capitalize() for w in text.rstrip("?!. ").split())


def _sentence(text: str, *, capital: bool = True) -> str:
    """`text` as a question: one mark at its end, a capital at its beginning."""
    text = " ".join(text.split()).rstrip("?!., ") + "?"
    if capital:
        return text[:1].upper() + text[1:]
    return text if text.startswith(("I ", "I'", "I’")) else text[:1].lower() + text[1:]

"""Does a question stand alone, or does it lean on what was said before it?"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.councils.authorities import mentions
from rag.followups import topic
from rag.followups.said import AUX, LEAD_IN, TOO

YES = re.compile(
    r"^\W*(?:(?:yes|yeah|yep|yup|sure|ok(?:ay)?|please|do|go on|go ahead|tell me(?: some)? more|more(?: details?)?|carry on|continue"
    r"|keep going|what else|anything else|say more|expand|elaborate|thanks|thank you|i would|that would be (?:good|great))\W*)+"
    r"(?:(?:about|on) (?:it|that|this|them|those)\W*)?$",
    re.I,
)
BARE = re.compile(
    r"^(?:why(?:['’]s| is| was| are)?(?: (?:that|this|it|so|they|not))?|how come|how so|(?:and )?(?:since|until|till|from|by) when|when|where|who(?: by| else| from| for)?|by whom"
    r"|(?:by )?how (?:much|many|long|often|far|old|soon|big|bad|so)(?: (?:of (?:them|those|these)|exactly|roughly|more|is (?:it|that)|are there))?"
    r"|(?:which|what) (?:ones?|two|three|four|five|six|teams?|areas?|schools?|year|month|date|councils?|group|kind|sort)"
    r"|says who|how|in what way|such as|like what|for example|meaning|what does that mean|is that (?:good|bad|normal|a lot|ok|enough|all)"
    r"|what(?: (?:is|was) (?:that|it|this))?)\W*$",
    re.I,
)
_POINTER = re.compile(
    r"\b(?:it|it's|its|that|that's|this|they|they're|they've|them|their|theirs|those|these|he|she|his|her|him|there|one|ones|either|neither|both|others?|same|such|the latter|the former)\b",
    re.I,
)
ASKS = re.compile(r"^(?:what|who|whom|whose|when|where|which|why|how)\b", re.I)

AROUND_A_NAME = frozenset(
    [
        "the",
        "and",
        "or",
        "in",
        "for",
        "of",
        "council",
        "county",
        "city",
        "borough",
        "instead",
        "please",
    ]
)
"""Words that say no more beside a council's name."""


_OF_THAT = re.compile(r"\b(?:of|in|on|for|with|by|to|from|about)\s+that\s+\w+\W*$", re.I)
"""Ends in one of the things talked of: "who is in charge of that team?"."""
_ANY_GOOD = re.compile(
    r"^any(?:thing)?(?: at all)? (?:positives?|negatives?|good|bad|praised?|strengths?|weaknesses|concerns?|problems?)(?: (?:at all|there|though|news))*\W*$",
    re.I,
)
"""What is well or ill of whatever was talked of."""
_BUT_A_CLAUSE = re.compile(
    r"^(?:even (?:at|for|in|on|with|when|by|from|after)\b|(?:even |only |but )?(?:if|unless|once|because|though)\b)(?:(?!,|\b(?:what|who|how|when|where|which|is|are|do|does|did|can|will|would|should)\b).)*$",
    re.I,
)
"""A clause that is no question of its own: "even if I've been in prison?"."""


def stands_alone(question: str) -> bool:
    """Whether a question can be understood without what was said before it."""
    body = LEAD_IN.sub("", question).strip()
    words = topic.words(body)
    if not words or YES.match(question) or BARE.match(body):
        return False
    if (
        re.match(
            r"^(?:what|how) about\b|^compared? (?:with|to)\b|^same\b|^the same\b|^(?:for|in|(?:at|on|with|under|outside)(?! (?:what|which|whom?|how)\b)) \w",
            body,
            re.I,
        )
        and len(words) <= 9
    ):
        return False
    content = topic.content(body)
    if _ANY_GOOD.match(body):
        return False
    if TOO.search(body) and not ASKS.match(body) and not AUX.match(body):
        return False
    lead = LEAD_IN.match(question)
    if lead and re.search(r"\b(?:and|but|so|then)\b", lead[0], re.I) and len(words) <= 14:
        return False
    if _but_a_council(body) or _BUT_A_CLAUSE.match(body):
        return False
    return not _points_back(body, content)


def _but_a_council(body: str) -> bool:
    """Whether a question is no more than a council's name: "bolton?"."""
    names = mentions(body)
    for mention in reversed(names):
        body = body[: mention.start] + body[mention.end :]
    return bool(names) and not set(topic.words(body)) - AROUND_A_NAME


def _points_back(body: str, content: Sequence[str]) -> bool:
    """Whether a pronoun has nothing to refer to inside its own question."""
    for found in _POINTER.finditer(body):
        pointer = found.group().lower().split("'")[0]
        before = body[: found.start()]
        after = body[found.end() :]
        if pointer == "there" and not re.match(r"\s*(?:now|yet)?\W*$", after):
            continue  # "is there", "there are"
        if pointer in {"one", "both", "other", "others", "same", "such"} and (
            topic.phrases(after) or len(content) > 3
        ):
            continue
        if (
            pointer == "that"
            and not _OF_THAT.search(f"{before}that{after}")
            and re.match(r"\s+(?!\W*$|(?:right|out|up)\b)", after)
            and (
                topic.phrases(before)
                or re.match(r"\s+(?:the|a|an|some|all|are|were|have|there|they)\b", after)
            )
        ):
            continue  # a relative clause or a "that" clause
        if pointer in {"it", "that"} and re.match(
            r"\s*(?:['’]s)?\s*(?:true|the case|possible|takes|clear|right that|like)\b",
            after,
            re.I,
        ):
            continue
        nouns = topic.phrases(before)
        # what opens the question is no clause: only words after its first noun part it
        later = before[before.find(nouns[0]) + len(nouns[0]) :] if nouns else ""
        clause = bool(
            re.search(
                r"[,;:.?!–-]\s|\b(?:if|when|because|and|but|who|which|that|while|after|before|once|as|how|where|to)\b",
                later,
                re.I,
            )
        )
        if nouns and (clause or len(content) > 4) and len(content) > 2:
            continue  # "the night team - does it cover ..."
        if pointer in {"they", "them", "their", "theirs", "he", "she", "his", "her", "him"}:
            # "they" may be the council's people: then the rest of the question says what is asked
            if len(content) >= 4 or (nouns and clause):
                continue
            return True
        if (
            pointer in {"this", "these", "those", "that"}
            and topic.phrases(after[:40])
            and len(content) > 5
        ):
            continue
        return True
    return len(content) <= 1 and len(topic.words(body)) >= 2 and bool(ASKS.match(body))

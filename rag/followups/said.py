"""What a turn of a talk asks, without the words around it, and as it is asked most plainly. Pure."""

from __future__ import annotations

import re

from index.councils.authorities import mentions

LEAD_IN = re.compile(
    r"^\s*(?:(?:ok(?:ay)?|oh|right|well|so|and|but|then|also|hmm|sorry|(?:thanks|thank you|ta|thx|cheers)(?: (?:so|very) much)?(?: for (?:that|this|it|the info))?"
    r"|(?:that['’]?s|thats) (?:useful|helpful|great|good to know|interesting)|great|cool|lol|brilliant|perfect|nice)\b[\s,.!-]*)+",
    re.I,
)
_ANOTHER_THING = re.compile(
    r"^\s*(?:(?:ok(?:ay)?|right|so|and)\b[\s,]*)*(?:(?:a )?(?:different|another|new|separate|other) (?:thing|question|topic|subject|matter)|changing (?:the )?subject"
    r"|one (?:more|last|other) (?:thing|question)|(?:on )?(?:a )?different note|quick question)(?: (?:now|though|then))?[\s,:;.–—-]+(?=\S)",
    re.I,
)
_MEANT = re.compile(
    r"^\s*(?:(?:no|sorry|oops|oh|ah|ok(?:ay)?)\b[\s,.]*)*(?:i|what i) mean(?:t)?(?: (?:was|is))?[\s,:]+(?=\S)",
    re.I,
)
_BACK_TO = re.compile(
    r"^\s*(?:(?:ok(?:ay)?|right|so|and|but|now|going|let['’]?s go)\b[\s,]*)*back to ", re.I
)
_LEAD_OUT = re.compile(
    r"[\s,.!]+(?:lol|haha|pls|plz|please|thx|thanks|ta|cheers|tho|btw|by the way)\b(?=\W*$)", re.I
)
BEGUN = r"\W*(?:(?:and|but|so|ok(?:ay)?)\b[\s,]*)*"
"""The words by which a turn of few words may begin, as a pattern."""
TOO = re.compile(r"\b(?:as well|too|also)\W*$", re.I)
AUX = re.compile(
    r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|must|may)(?:n['’]?t)?\b",
    re.I,
)
_FOR_A_REASON = re.compile(
    r"(?:(?:is|was) there |do they (?:give|have|say) |any )?(?:(?:an?|any|the) )?(?:reasons?|explanation|cause)s?(?: given)?(?: (?:for|why|behind) (?:it|that|this|not))?\W*"
    r"|(?:is there |do they say )?anything (?:on|about) why(?: not)?\W*|what(?:['’]?s| is| was) behind (?:it|that|this|them)\W*",
    re.I,
)
_WHAT_TO_DO = re.compile(
    r"(?:do|did|does) (?:they|it|the report|inspectors|ofsted) (?:say|tell (?:them|the council|it)) (?:what to (?:do|change|improve|fix)|to (?:stop|fix|sort|change|improve)(?: (?:it|that|this|them))?(?: out)?)(?: about (?:it|that|this|them))?\W*"
    r"|what (?:still )?(?:needs doing|(?:needs|has|ought) to (?:happen|change|be done|improve))(?: (?:now|next))?\W*"
    r"|what(?:['’]?s| is| are) the recommendations?(?: (?:on|about|for) (?:it|that|this|them))?\W*",
    re.I,
)


def own_words(question: str) -> str:
    """The question's own words, without the thanks or the "and" before them, or what chat puts behind."""
    return _LEAD_OUT.sub("", LEAD_IN.sub("", question)).strip() or question


def in_plain_words(question: str) -> str:
    """A few words for a reason or a remedy as they are asked most plainly: "is there a reason for that", "what needs to happen"."""
    body = LEAD_IN.sub("", question)
    if _FOR_A_REASON.fullmatch(body):
        return "Why?"
    return "What should they do about it?" if _WHAT_TO_DO.fullmatch(body) else question


def without_turning(question: str) -> str:
    """The question without the words by which a talk turns: "different thing, ...", "back to Kent, ..."."""
    rest = _ANOTHER_THING.sub("", question)
    meant = _MEANT.match(rest)
    if meant and rest.find(",", meant.end()) > 0:  # a question of its own, and no name alone
        rest = rest[meant.end() :]
    rest = rest if rest == question else f"{rest[:1].upper()}{rest[1:]}"
    back = _BACK_TO.match(rest)
    found = mentions(rest[back.end() :])[:1] if back else []
    if not back or not found or found[0].start > len("the "):
        return rest
    name = rest[back.end() + found[0].start : back.end() + found[0].end]
    asked = rest[back.end() + found[0].end :].strip(" ,:;.–—-").rstrip("?!. ")
    return (
        f"{asked[:1].upper()}{asked[1:]} in {name.title() if name.islower() else name}?"
        if asked
        else rest
    )

"""The matter in the place of the pronoun that stands for it: "is it enough?". Pure."""

from __future__ import annotations

import re

from rag.followups import topic

_AUX = r"(?:is|was|has|does|did|will|can|could|should|would|are|were|have|do)"
_SORT_OUT = re.compile(
    r"\b(sort|put|clear|speed|sorted|sorting) (?:it|that|this|them|those) (out|right|up)\b(?P<after>.*)$",
    re.I,
)
_OBJECT = re.compile(
    r"(?P<before>\b(?:about|with|of|on|from|to|for|behind|into|fix(?:ed|ing)?|sort(?:ed|ing)?(?: out)?|chang(?:e|ed|ing)|improv(?:e|ed|ing)"
    r"|solv(?:e|ed|ing)|address(?:ed|ing)?|tackl(?:e|ed|ing)|check(?:ed|ing)?|monitor(?:ed|ing)?|watch(?:ed|ing)?|caus(?:e|ed|ing)|explain(?:ed|s)?"
    r"|manag(?:e|ed|ing)|fund(?:ed|s|ing)?|run|runs|ran|improve|oversee|oversees|affect(?:ed|s)?|help(?:ed|s)?|support(?:ed|s)?))"
    r" (?P<pointer>it|that|this|them|those|these)(?P<after>(?: (?:out|up|right|since|now|then|yet|at all|properly|well|too|already))*\s*\?*)$",
    re.I,
)
_ANY_OBJECT = re.compile(
    rf"(?P<before>^(?:who|how many|how often)\b.*\b(?!{_AUX}\b|n['’]t\b)[a-z]{{3,}}) (?P<pointer>it)(?P<after>\s*\?*)$",
    re.I,
)
_SUBJECT = re.compile(
    rf"^(?P<aux>{_AUX}(?:n['’]?t)?) (?P<pointer>it|that|this)(?= (?!(?:still |really |always )?(?:true|the case|possible|like)\b))",
    re.I,
)
_ASKED_OF = re.compile(
    rf"^(?P<aux>(?:how(?: (?:long|often|soon|much|well|quickly))?|when|where|why|what)(?: {_AUX}|['’]?s)) (?P<pointer>it)(?= (?!(?:that|like|in|at|for|then|before|now|about)\b))",
    re.I,
)
_SHORTENED = re.compile(r"^(how|when|where|what)['’]?s$", re.I)


def fill(body: str, phrase: str, where: str, *, widely: bool = True) -> str | None:
    """The question with the matter and its place for its pronoun; None where it has no such pronoun.

    Several people are no "it": "is anyone fixing it?" after social workers is left as it is. `widely` takes
    an "it" anywhere, as in "how long does it take?".
    """
    subject = f"{re.sub(r'^an? ', 'the ', phrase)}{where}"
    several = topic.plural(phrase)
    people = several and topic.group(phrase) == phrase
    wide = widely and not several
    found = _SORT_OUT.search(body)
    if found:
        return f"{body[: found.start()]}{found[1]} {found[2]} {subject}{found['after']}"
    found = _OBJECT.search(body) or (_ANY_OBJECT.search(body) if wide else None)
    if found:
        if people and found["pointer"].lower() in ("it", "that", "this"):
            return None
        return f"{body[: found.start()]}{found['before']} {subject}{found['after']}"
    found = None if several else _SUBJECT.match(body)
    found = found or (_ASKED_OF.match(body) if wide else None)
    if found:
        verb = _SHORTENED.sub(r"\1 is", found["aux"])
        return f"{verb} {subject}{body[found.end() :]}"
    return None

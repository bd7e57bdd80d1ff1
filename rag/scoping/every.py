"""Questions over every council, and councils that are none. Pure."""

from __future__ import annotations

import re

from index.councils.authorities import mentions
from index.finder import lexicon

_GRADED = (
    r"(?:(?:outstanding|good|inadequate|failing|adequate|requires[- ]improvement|english)\s+)*"
)
_COUNCILS = r"(?:councils|local authorities|authorities|boroughs|counties|LAs|LSCBs|safeguarding (?:children )?boards)"
EVERY_COUNCIL = re.compile(
    r"\b(?!what the council\b)(?:which|what|how many|list|any|all|most|fewest|every|other|name|number of|proportion of|percentage of|share of)\s+"
    rf"(?:of the\s+|of all\s+)?(?:all\s+)?(?:other\s+|the\s+)?{_GRADED}"
    r"(?:councils?|local authorit\w+|authorities|boroughs|counties|LAs|LSCBs?|safeguarding (?:children )?boards?)\b"
    rf"|\b(?:which|how many|list|all|number of)\s+(?!(?:neighbou?ring|nearby|surrounding|adjoining|district|parish)\b)(?:[\w'-]+\s+){{1,2}}{_COUNCILS}\b"
    r"|\b(?:which|what|who)\s+(?:is|was|are|were)\s+(?:the\s+)?(?:best|worst|top|most|least|highest|lowest)\b[\w\s-]{0,30}\b(?:councils?|authorit(?:y|ies)|boroughs?)\b"
    r"|\bwhich\s+authority\b|\b(?:best|worst)(?:[- ]\w+)?\s+(?:councils?|authorit(?:y|ies)|boroughs?)\b"
    rf"|^\W*{_GRADED}{_COUNCILS}\b"
    r"|\b(?:which|how many|number of|list|all|most|fewest)\s+(?:of the\s+)?(?:(?:ILACS|SIF)\s+)?(?:reports|inspections)\b"
    r"|\b(?:across|in|for)\s+(?:all|every|the)\s+(?:councils|local authorities|authorities|reports?\s+here|library)\b",
    re.I,
)
A_COUNCIL = re.compile(
    r"\b(?!(?:The|This|That|Does|Did|Is|Was|Has|How|What|Why|Which|Our|My|Your|And|In|For|About|Can|Tell)\b)"
    r"([A-Z][\w’'-]+(?:[ -](?:upon|on|and|of|the|[A-Z][\w’'-]+))*?)"
    r"\s+(?:(?:County|City|Borough|Metropolitan|District)\s+)*Council\b"
)
REGION = (
    r"(?:(?:the )?(?:(?:east|west) )?midlands|(?:the )?home counties|(?:(?:north|south|east|west) )?yorkshire|east anglia|merseyside|greater manchester"
    r"|(?:inner |outer |greater )?london|the (?:north|south)(?:[- ](?:east|west)| of england))"
)
"""A part of the country, which is no council."""
_LOWER_COUNCIL = re.compile(r"\b([a-z]{4,})(?: (?:county|city|borough))? council\b")


def stranger(question: str) -> str:
    """A council that the question names and that is none; "" where it names none."""
    found = A_COUNCIL.search(question)
    if found and not mentions(found.group()):
        return found[1]
    for found in _LOWER_COUNCIL.finditer(question):
        if not lexicon.in_reports(found[1]) and not mentions(found.group()):
            return found[1]
    return ""

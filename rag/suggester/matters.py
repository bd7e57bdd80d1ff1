"""The matters that inspectors write about, as a reader would name them, and the words that show them.

Pure. The wording of a matter fits "What do inspectors say about …?".
"""

from __future__ import annotations

import re

_MATTERS: tuple[tuple[str, str], ...] = (
    ("caseloads", r"caseloads?"),
    ("supervision", r"supervision"),
    ("staff turnover", r"turnover|retention|agency (?:staff|social workers|workers)"),
    ("morale", r"morale"),
    ("audits", r"audit(?:s|ing)?"),
    ("early help", r"early help"),
    ("referrals", r"referrals?|thresholds?"),
    ("the out-of-hours service", r"out[- ]of[- ]hours|emergency duty"),
    ("strategy meetings", r"strategy (?:meetings?|discussions?)"),
    ("child protection conferences", r"child protection (?:case )?conferences?"),
    ("domestic abuse", r"domestic (?:abuse|violence)"),
    ("neglect", r"neglect"),
    ("exploitation", r"(?:sexual|criminal) exploitation|exploit(?:ed|ation)"),
    ("children who go missing", r"missing from (?:home|care)|go(?:es)? missing|missing episodes?"),
    ("children missing education", r"missing (?:from )?education|electively home|home education"),
    ("disabled children", r"disabled children|children with disabilities"),
    ("young carers", r"young carers"),
    ("private fostering", r"private(?:ly)? foster(?:ing|ed)"),
    ("homeless young people", r"homeless(?:ness)?"),
    (
        "unaccompanied asylum-seeking children",
        r"asylum[- ]seek(?:ing|ers?)|separated migrant|unaccompanied",
    ),
    ("allegations against professionals", r"designated officer|allegations against"),
    ("pre-proceedings", r"pre[- ]proceedings|public law outline"),
    ("foster carers", r"foster(?:ing)? carers?"),
    ("adoption", r"adopt(?:ion|ers?|ed)"),
    ("special guardianship", r"special guardian(?:s|ship)?"),
    (
        "placement stability",
        r"placement (?:stability|moves?|breakdowns?)|stab(?:le|ility) placements?",
    ),
    ("life-story work", r"life[- ]story"),
    ("health assessments", r"health assessments?|health needs"),
    ("emotional well-being", r"emotional (?:health|well-?being)|mental health"),
    ("personal education plans", r"personal education plans?|virtual school"),
    ("advocacy", r"advoca(?:cy|tes?)"),
    ("independent reviewing officers", r"independent reviewing|\bIROs?\b"),
    ("corporate parenting", r"corporate parent(?:s|ing)?"),
    ("pathway plans", r"pathway plan(?:s|ning)?"),
    ("personal advisers", r"personal advisers?|\bPAs\b"),
    (
        "accommodation for care leavers",
        r"suitable accommodation|(?:supported|semi-independent) (?:accommodation|living)",
    ),
    ("apprenticeships", r"apprentice(?:s|ships?)"),
)
_PATTERNS = tuple((words, re.compile(rf"\b(?:{shown})\b", re.I)) for words, shown in _MATTERS)


def matters(text: str) -> tuple[str, ...]:
    """The matters that a text speaks of, in the order in which it comes to them."""
    found = ((match.start(), words) for words, shown in _PATTERNS if (match := shown.search(text)))
    return tuple(words for _, words in sorted(found))

"""Does a question ask for the strengths or the weaknesses of a council's services as a whole? Pure."""

from __future__ import annotations

import re

from rag.record.question import FactQuestion
from rag.record.wording import left_over, named_grades

_SAID_OF_IT = (
    "what what's whats is are was were do does did the some main key biggest any there inspectors inspector find found say said think "
    "thought raise raised make made identify identified see saw spot have had has ofsted report it its their they name list give me of about "
    "went anything something with in at on for things thing points point areas area service services council being listed noted"
)
_STRENGTHS = re.compile(
    r"\b(?:strengths?|strong points?|positives?|what(?:['’]?s| is| was| are| were| does| do| did)?\b[^?]{0,60}\b(?:good|well|best)\b(?! enough)"
    r"|\banything (?:at all )?(?:good|positive)\b|\bany(?:thing)? (?:good news|they did well)\b|praised?|highlights)",
    re.I,
)
_STRENGTH_WORDS = "strengths strength strong positives positive good going go goes working work works done doing do well best praise praised highlights"
_WEAKNESSES = re.compile(
    r"\b(?:weak(?:ness(?:es)?|est)?|weak points?|criticisms?|criticis\w+|negatives?|shortcomings?|failings?|problems?|concerns|issues|risks"
    r"|not (?:so |very |that )?(?:good|well)|bad|badly|going wrong|wrong|not working|worst|worried|worries|fall(?:s|ing)? short|fell short)\b"
    r"|n['’]t (?:so |very |that )?(?:good|well)\b",
    re.I,
)
_WEAKNESS_WORDS = (
    "weakness weaknesses weak weakest criticisms criticism criticise criticised criticized criticize negatives negative shortcomings failings failing "
    "problems problem concerns issues risks not isn't wasn't so very that good well bad badly going go wrong working work worst worried worries fall falls "
    "falling fell short done doing"
)


def side(text: str, names: tuple[str, ...]) -> FactQuestion | None:
    """The strengths or the weaknesses of the whole, or both; None where a matter of their own is asked of."""
    if named_grades(re.sub(r"\bgood\b", "", text, flags=re.I)):
        return None
    weak, strong = bool(_WEAKNESSES.search(text)), bool(_STRENGTHS.search(text))
    extra = f"{_SAID_OF_IT} {_WEAKNESS_WORDS if weak else ''} {_STRENGTH_WORDS if strong else ''}"
    if not (weak or strong) or left_over(text, names, aspects=False, extra=extra):
        return None
    if weak and re.search(r"\bstrengths?\b|\bpositives?\b", text, re.I):
        return FactQuestion("both_sides")
    return FactQuestion("weaknesses" if weak else "strengths")

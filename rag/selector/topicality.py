"""Is a question one that an inspection report on children's services could answer?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rag.selector.weighing import Weights

_OWN = re.compile(
    r"\b(?:care[- ]leavers?|foster\w*|adopt\w*|looked[- ]after|in care|leaving care|social work\w*|safeguard\w*|ofsted|child(?:ren)?|kids?|young (?:people|person)|teenagers?|famil(?:y|ies)"
    r"|parents?|early help|caseloads?|placements?|missing|exploit\w*|neglect|abuse\w*|inspect\w*|judge?ments?|leaders?|directors?|dcs|pathway plans?|personal advis\w*|mash|lado|iro|uasc|neet|plo|camhs|send|front door|assessments?"
    r"|referrals?|supervision|virtual school|corporate parent\w*|special guardian\w*|kinship|court|staff|managers?|agency|council|service|services|report|babies|sibling\w*|pupils?|disabled|homeless\w*|hub|panel|audits?|strategy)\b",
    re.I,
)
_AHEAD = re.compile(
    r"\b(?:should (?:i|we|my|you)|would you (?:recommend|advise|say)|do you (?:think|believe|reckon)|what do you think|your (?:opinion|view|advice|favourite)|in your (?:opinion|view)"
    r"|which (?:is|council is) (?:better|best) (?:to|for) (?:live|move)|(?:will|is|are) .{0,50}\b(?:next (?:year|inspection|time)|in (?:five|ten|\d+) years|in the future|by 20[3-9]\d)|predict\w*|forecast|best place to live"
    r"|write (?:me|a|an|us)|compose|translate|tell me a joke|who are you|what are you|are you (?:a|an|human|real))\b",
    re.I,
)
_OTHER = re.compile(
    r"\b(?:bins?|recycling|potholes?|parking|planning permission|council tax (?:band|bill|rate)|weather|rain|recipes?|football (?:score|match|result)|premier league|bitcoin|stock|shares|capital of|president|prime minister|king|queen"
    r"|film|movie|song|lyrics|poem|joke|python|javascript|code|program|calculate|solve|translate|horoscope|holiday|flight|train times?|hotel booking|passport|driving test|mot|visa|tax return|mortgage|dentist near|gp near|care homes? for the elderly"
    r"|nursing homes?|library opening|swimming pool|elections?|brexit|war|planet|dinosaurs?|chemistry|physics)\b",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def extra(question: str, idf: Mapping[str, float]) -> list[float]:
    """What the words themselves say: the subject's own, advice and forecasts, how usual in reports."""
    from rag.selector.features import FUNCTION_WORDS, stem

    own = {found.group().lower() for found in _OWN.finditer(question)}
    words = [found.group() for found in _WORD.finditer(question)]
    content = [w for w in words if w.lower().replace("’", "'") not in FUNCTION_WORDS]
    # a title or an abbreviation may be the report's own ("Full Circle", "HIVE"), so it is no stranger
    plain = [w for w in content if w.islower() or w == words[0]]
    most = max(idf.values(), default=1.0)
    rare = [idf.get(stem(w), most) / most for w in plain]
    return [
        float(bool(own)),
        min(len(own), 4) / 4,
        float(bool(_AHEAD.search(question))),
        float(bool(_OTHER.search(question))),
        min(len(words), 20) / 20,
        sum(stem(w) not in idf for w in plain) / max(1, len(plain)),
        sum(rare) / max(1, len(rare)),
        float(any(w.isupper() and len(w) > 1 for w in words) or len(plain) < len(content)),
    ]


def topicality(question: str, dense: Any, weights: Weights) -> float:
    """The chance, from the question's vector and its words."""
    import numpy as np

    row = np.concatenate(
        [np.asarray(dense, np.float32), np.array(extra(question, weights.idf), np.float32)]
    )
    return float(weights.topic.chance(row[None, :])[0])

"""Words of inspection reports by what they do to the meaning of a sentence, and how they are spelt alike.

Lower case, as printed, before any ending is taken off. Standard library only.
"""

from __future__ import annotations

import re


def words(listed: str) -> frozenset[str]:
    """The words of a list, as a set."""
    return frozenset(listed.split())


NEGATION = words(
    "not no never none neither nor nobody nothing nowhere without lack lacks lacked lacking fail "
    "fails failed failing failure failures unable cannot hardly barely scarcely seldom rarely absent "
    "absence stop stops stopped cease ceased prevent prevents prevented avoid avoids avoided refuse refused "
    "refuses deny denied denies insufficient insufficiently unlike instead except excluding despite"
)
QUANTITY = words(
    "few fewer fewest little less least some several many most more much all every each any both "
    "either majority minority half third thirds quarter quarters double twice once only solely "
    "always usually often sometimes occasionally frequently regularly consistently inconsistently "
    "generally mostly mainly largely partly partially almost nearly entirely fully wholly "
    "completely virtually too enough sufficiently very particularly increasingly single dozen "
    "hundreds thousands proportion number numbers up over under around approximately about "
    "higher lower highest lowest better worse best worst above below increase increases increased "
    "increasing decrease decreased decreases decreasing reduce reduced reduces reducing reduction "
    "rise rises rose risen rising fall falls fell fallen falling drop dropped drops grow grew grown "
    "growing improve improves improved improving improvement improvements deteriorate deteriorated "
    "deteriorating deterioration decline declined declining worsen worsened worsening strengthen "
    "strengthened strengthening weaken weakened minimum maximum significant significantly substantial "
    "substantially considerable considerably relatively"
)
HEDGE = words(
    "may might could should would must will shall can ought planned intend intends "
    "intended intention intends propose proposed proposes aim aims aimed hope hopes hoped want wants wanted "
    "expect expects expected try tries tried trying attempt attempts attempted begin begins began "
    "begun beginning start starts started starting likely unlikely possible possibly potential "
    "potentially perhaps appear appears appeared seem seems seemed alleged allegedly apparently if "
    "unless whether when until provided where suggest suggests suggested believe believes believed think "
    "thinks thought claim claims claimed future"
)
# These hedge only before "to" or "of": "plans to visit", "at risk of harm".
HEDGE_BEFORE = {
    "to": words("plan plans planning need needs needed able ability ready due"),
    "of": words("risk risks possibility likelihood"),
}
TIME = words(
    "previously previous former formerly earlier prior recently recent currently current now today "
    "already yet still longer historically historic past last next new newly long before after since "
    "during january february march april june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter "
    "day days week weeks month months year years hour hours minute minutes daily weekly monthly "
    "annual annually yearly quarterly early late later soon immediately promptly"
)
# Words that carry no claim of their own; they are skipped on both sides.
GLUE = (
    words(
        "a an the this that these those there here it its they them their theirs he him his she her "
        "hers we us our you your i me my who whom whose which what how why is are was were be been being am "
        "has have had having do does did doing done of in on at to for from with by as and or but "
        "so than then also while whilst whereas although though because therefore however through into onto "
        "within across between among such other own same well get gets got "
        "make makes made use uses used using including include includes towards toward regarding about "
        "upon per via overall out off down et al eg ie e.g i.e"
    )
    - QUANTITY
    - NEGATION
)
GLUE_KEPT = frozenset({"well"})  # "well" says how good something is

UNITS = dict(
    zip(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ],
        range(20),
        strict=True,
    )
)
TENS = dict(
    zip(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        range(20, 100, 10),
        strict=True,
    )
)
PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
FRACTION = re.compile(rf"({'|'.join(UNITS)})-({'|'.join(PARTS)})s?")
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}

GRADES = (
    (r"requir(?:es?|ed|ing)\s+improvement(?:\s+to\s+be\s+good)?", "requires improvement"),
    (r"(?:inadequate)", "inadequate"),
    (r"(?:outstanding)", "outstanding"),
    (r"(?:adequate)", "adequate"),
    (r"(?:good)", "good"),
)
SERVICES = (
    (r"children\s+in\s+care\s+and\s+care\s+leavers", "children in care and care leavers"),
    (r"children\s+in\s+care|child\s+in\s+care|(?:looked[\s-]after\s+(?:children|child))|"
     r"(?:children|child)\s+(?:who\s+are\s+)?looked\s+after", "children in care"),
    (r"care[\s-]leavers?|care[\s-]experienced(?:\s+young)?\s+(?:people|adults|person)", "care leavers"),
    (r"(?:need\s+(?:of\s+)?)?help\s+and\s+protection", "help and protection"),
    (r"children\s+in\s+need|child\s+in\s+need", "children in need"),
    (r"child\s+protection", "child protection"),
    (r"early\s+help", "early help"),
    (r"(?:disabled\s+(?:children|child)|(?:children|child)\s+with\s+disabilities|(?:children|child)\s+with\s+a\s+disability)",
     "disabled children"),
    (r"unaccompanied(?:\s+asylum[\s-]seeking)?\s+children", "unaccompanied children"),
    (r"(?:edge|edges)\s+of\s+care", "edge of care"),
    (r"adopti(?:on|ve)|adopters?|adopted", "adoption"),
    (r"foster(?:ing)?(?:\s+carers?|\s+care|\s+families|\s+family)?", "fostering"),
    (r"private(?:ly)?\s+foster\w*", "private fostering"),
    (r"leadership", "leadership"),
    (r"local\s+safeguarding\s+children\s+board|lscb", "safeguarding board"),
    (r"youth\s+offending|youth\s+justice", "youth justice"),
    (r"(?:public\s+law\s+outline|plo|pre-proceedings)", "pre-proceedings"),
)  # fmt: skip
SAME = (
    (r"local\s+authorit(?:y|ies)|councils?|authorit(?:y|ies)", "council"),
    (r"social\s+workers?", "social worker"),
    (r"personal\s+advis[eo]rs?|pas?(?=\W)", "personal adviser"),
    (r"head\s?teachers?", "headteacher"),
)
STEM_AS = {
    "june": "june", "children": "child", "people": "person", "families": "family", "men": "man", "women": "woman",
    "lives": "life", "their": "they", "kept": "keep", "met": "meet", "seen": "see", "saw": "see",
    "known": "know", "knew": "know", "given": "give", "gave": "give", "taken": "take", "took": "take",
    "led": "lead", "held": "hold", "found": "find", "left": "leave", "sent": "send", "built": "build",
    "felt": "feel", "heard": "hear", "written": "write", "wrote": "write", "shown": "show",
    "chosen": "choose", "brought": "bring", "spent": "spend", "understood": "understand",
    "youngsters": "child", "kids": "child", "kid": "child", "staffing": "staffing",
}  # fmt: skip

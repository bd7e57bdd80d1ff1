"""What kind of thing a question wants to be told: a number, a date, a name, a reason, a yes or no.

Pure. A passage can speak of everything in a question and still not hold the thing asked for; what
that thing would look like is read off the question here and looked for in sentences by `spans_of`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from index.parser.dates import MONTHS

Wanted = Literal[
    "count", "money", "percent", "date", "duration", "frequency", "age", "person", "name", "place",
    "reason", "yes_no", "choice", "manner", "other",
]  # fmt: skip
WANTED: tuple[Wanted, ...] = (
    "count", "money", "percent", "date", "duration", "frequency", "age", "person", "name", "place",
    "reason", "yes_no", "choice", "manner", "other",
)  # fmt: skip

_SMALL = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    "|sixteen|seventeen|eighteen|nineteen"
)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_NUMBER = (
    rf"(?:\d[\d,]*(?:\.\d+)?|(?:{_TENS})(?:[- ](?:{_SMALL}))?|(?:{_SMALL})(?!-|\s+(?:another|of\s+the\s+(?:most|best)))"
    r"|(?:a |one |two |three |several )?(?:hundred|thousand|million|dozen)s?)"
)
_FRACTION = r"(?:half|(?:a|one|two|three)[- ](?:third|quarter|fifth)s?|a quarter|a third|quarter)"
_UNIT = r"(?:minute|hour|day|week|month|year|night|working day)s?"
MONTH = rf"(?:{'|'.join(MONTHS)})"

KINDS: dict[str, re.Pattern[str]] = {
    "number": re.compile(rf"(?<![\w.£/]){_NUMBER}(?![\w/]|\s?%|\s*per\s?cent)", re.I),
    "fraction": re.compile(rf"\b{_FRACTION}\b|\b(?:all|none|every|both|no)\b", re.I),
    "percent": re.compile(r"\d+(?:\.\d+)?\s?(?:%|per\s?cent)|\b(?:per\s?cent|percentage points?)\b", re.I),
    "vague": re.compile(
        r"\b(?:a (?:very |relatively |fairly )?(?:small|large|significant|high|low|growing|limited|considerable) (?:number|proportion|minority|majority|percentage)"
        r"|(?:the )?(?:vast |large |small |great )?(?:majority|minority)|(?:too |very )?(?:few|many|most)|some|several|a few|numbers?|increas\w+|rising|reduc\w+|fewer|more|less|high|low(?:er)?|significant(?:ly)?|insufficient|substantial(?:ly)?)\b",
        re.I,
    ),
    "money": re.compile(r"£\s?\d[\d,.]*\s?(?:k|m|bn|million|billion)?|\b\d[\d,.]*\s?(?:pounds|million pounds)\b|\bfree(?: of charge)?\b", re.I),
    "date": re.compile(
        rf"\b(?:{MONTH})\b(?: (?:19|20)\d\d)?|\b(?:19|20)\d\d(?:[-–/]\d\d)?\b|\b(?:spring|summer|autumn|winter)\b(?= (?:of )?(?:19|20)\d\d|\b)|\b(?:in|by|from|over|within) the (?:next|last|past|coming) "
        rf"(?:\w+ )?{_UNIT}|\b(?:last|next|this|previous) (?:year|month|week|{MONTH})|\b(?:recently|shortly|imminent\w*|soon)\b",
        re.I,
    ),
    "duration": re.compile(rf"\b(?:{_NUMBER}|several|a few|many|couple of|first)[- ](?:\w+ )?{_UNIT}\b|\b(?:{_UNIT})(?: (?:to|or) {_UNIT})? (?:later|earlier|or more)\b|\blong[- ]term\b|\bfor (?:months|years|weeks)\b|\bup to\b", re.I),
    "frequency": re.compile(rf"\b(?:daily|weekly|fortnightly|monthly|quarterly|termly|annual(?:ly)?|yearly|half[- ]yearly|bi[- ]?(?:weekly|monthly|annual\w*)|every (?:\w+ )?{_UNIT}|(?:once|twice|{_NUMBER} times) (?:a|an|per|every|each) (?:\w+ )?{_UNIT}|each {_UNIT}|per (?:{_UNIT})|regular(?:ly)?|frequent(?:ly)?|routine(?:ly)?|once|twice)\b", re.I),
    "age": re.compile(rf"\b(?:aged?|ages|age of|over|under|turn(?:s|ed|ing)?|until|reach(?:es|ed|ing)?|birthday|before|after) (?:the age of )?(?:{_NUMBER}|their (?:\w+ )?birthday)|\b\d+(?:st|nd|rd|th) birthday|\b{_NUMBER}[- ]year[- ]olds?|\b\d\d\s?(?:[-–]|to|and)\s?\d\d\b|\bbirthdays?\b", re.I),
    "person": re.compile(
        r"\b(?:director|chief executive|lead member|councillor|chair(?:person|s|ed)?|head(?:teacher|s)?|manager|leader|worker|officer|adviser|advisor|nurse|psychologist|judge|judiciary|cafcass|police"
        r"|carer|therapist|team|partner|partnership|agency|provider|company|organisation|charity|trust|council|authority|board|panel|service|staff|consultant|commissioner|volunteer|mentor|champion|coordinator|advocate|health visitor|professional|parent|young people|dcs|iro|lado|service manager|member)s?\b",
        re.I,
    ),
    "by_whom": re.compile(r"\b(?:by|from|with|between|through|led by|run by|chaired by|provided by|delivered by|commissioned from|supported by) (?:the |a |an |its |their )?(?:[\w’'-]+ ){0,4}?", re.I),
    "place": re.compile(r"\b(?:in|at|to|near|within|across|from|outside) (?:the |a |an |its |their )?(?:[A-Z][\w’'-]+|borough|county|city|town|school|home|hub|centre|office|building|community|hotel|accommodation|custody|libraries|area)s?\b"),
    "reason": re.compile(
        r"\b(?:because(?: of)?|due to|as a (?:result|consequence)|owing to|caused by|attribut\w+|result(?:s|ed|ing)? (?:in|from)|lead(?:s|ing)? to|led to|this means|mean(?:s|t|ing) that|so that|in order to|therefore|thus|consequently|reflect(?:s|ing|ed)"
        r"|contribut\w+|impact(?:s|ed|ing)? on|affect\w*|hamper\w*|hinder\w*|prevent\w*|limit\w*|partly|partially|mainly|primarily|largely|given|since|through|thanks to|following|by \w+ing|as (?:they|there|it|the|some|a|not|many|few)|which (?:has|have|is|means|enables|allows|helps)|enabl\w+|allow\w*|lack of|shortage\w*|insufficient|pressure\w*|stem\w*|driven by|rather than|reason\w*)\b",
        re.I,
    ),
    "name": re.compile(r"(?<=[\w,;:)] )[A-Z][\w’'-]*(?: (?:of |and |the |for |to )?[A-Z0-9][\w’'-]*)*|[‘“][^’”]{2,60}[’”]|(?<!\w)'[^']{2,60}'(?!\w)|\b[A-Z]{2,}[a-z]?\b"),
    "negation": re.compile(r"\b(?:not|no|none|never|nor|neither|without|lacks?|unable|cannot|fail(?:s|ed|ing|ure)?|insufficient|inconsistent\w*|weak\w*|poor\w*|too (?:few|many|long|slow|late)|delay\w*|limited|rarely|absent|absence|inadequate|drift)\b|n['’]t\b", re.I),
    "positive": re.compile(r"\b(?:good|well|strong\w*|effective\w*|excellent|outstanding|exceptional\w*|improv\w+|positive\w*|timely|promptly|swift\w*|robust|stable|stability|highly|high[- ]quality|successful\w*|consistent\w*|appropriate\w*|thorough\w*|comprehensive|valued?|benefit\w*|increas\w+|confident\w*|proud|impressive|praise\w*|commend\w*|compliment\w*|reduc\w+)\b", re.I),
}  # fmt: skip
"""What the kinds of thing look like in a sentence; several may fit the same words."""

FITTING: dict[Wanted, tuple[str, ...]] = {
    "count": ("number", "fraction", "percent"),
    "money": ("money",),
    "percent": ("percent", "fraction", "number"),
    "date": ("date", "age", "duration"),
    "duration": ("duration", "date", "age"),
    "frequency": ("frequency", "duration", "number"),
    "age": ("age", "number"),
    "person": ("person", "name"),
    "name": ("name",),
    "place": ("place", "name"),
    "reason": ("reason",),
    "yes_no": (),
    "choice": (),
    "manner": ("reason",),
    "other": (),
}
"""Which kinds answer what is wanted, the most telling first."""

_ASK: tuple[tuple[Wanted, str], ...] = (
    ("percent", r"\bwhat (?:%|percent\w*|proportion|share|fraction)|\bpercent\w*\b|\bproportion of\b|\bwhat(?:'s| is| was)? the (?:exact |current |latest )?[\w -]{0,30}\brates?\b|\btake-up rate|\b%"),
    ("money", r"\bhow much (?:money|cash|funding|did .{2,60} cost|does .{2,60} cost|will .{2,60} cost|is .{2,60} cost|are .{2,60} (?:paid|worth)|is .{2,60} worth|was .{2,60} worth|did .{2,60} (?:invest|spend|pay)|does .{2,60} (?:pay|spend|cost))\b"
              r"|\bhow (?:many|much) (?:extra |more |million |thousand )?(?:pounds|£)|\b(?:what|how much)(?:'s| is| was| did| does| do| will| are)?\b.{0,50}\b(?:cost|budget|salary|fee|fees|pay|paid|price|rent|allowance|hourly rate|worth|spend|spent)\b|£"),
    ("age", r"\b(?:what|which) age\b|\bhow (?:old|young)\b|\bage (?:do|does|are|is|can)\b|\bages?\?"),
    ("frequency", r"\bhow (?:often|regularly|frequently|many times)\b|\bleast often\b"),
    ("duration", r"\bhow (?:long|soon|quickly|fast|late|many (?:working )?(?:hours|days|weeks|months|years|nights))\b|\b(?:average|longest|typical|maximum) (?:wait|time|delay)|\b(?:wait|waiting) times?\b|\bhow much (?:time|longer)\b|\bwhat hours\b"),
    ("count", r"\bhow (?:many|much|big|large)\b|\b(?:exact |total |average )?number of\b|\bnumbers\?|\bwhat(?:'s| is| was)? the (?:total|average|number|figure|score|ratio|count)\b|\bhow far\b|\bwhat (?:score|number|total)\b|\baverage\b"),
    ("reason", r"\bwhy\b|\bhow come\b|\bwhat(?:'s| is| was| has| have|s)?(?: \w+){0,3} (?:caus\w+|reason|behind|led to|stopp\w+|prevent\w+|held up|holding)\b|\bwhat makes\b|\breasons? (?:for|why)\b"),
    ("date", r"(?:^|[.,;:?–—-]\s*|\b(?:and|but|so|since|until)\s)when(?:'s)?\b(?![^?]*,\s*(?:what|who|how|why|where|is|are|do|does|did|has|have|can|will|would))|\bwhat (?:date|year|month|day|time)\b|\bwhich (?:year|month)\b|\bby what date\b|\bon what date\b|\bsince when\b"),
    ("person", r"(?:^|[.,;:?–—-]\s*|\b(?:and|but|so|by|for|from|with|to|then)\s)who(?:'s|se|m|s)?\b|\bwhich (?:person|councillor|director|manager|judge|company|firm|organisation|charity|agency|provider|partner|council|authority|team|inspector|party|university)\b|\bby whom\b"),
    ("name", r"\bname(?:d|s)?\b|\bcalled\b.{0,12}$|\bwhat is .{2,60} called\b|\bwhich (?:app|software|system|scheme|model|programme|tool|countries|country|schools?|homes?|hotels?|areas?|app|strategy|service|services|subjects?|trades?|teams?)\b|\bwhat (?:scheme|app|model|programme|tool|software|system|policy|subjects?)\b|\bstand for\b"),
    ("place", r"(?:^|[.,;:?–—-]\s*|\b(?:and|but|so)\s)where(?:'s)?\b|\bwhich (?:town|area|part|place|building|city)\b|\bwhat (?:town|area|building|part)\b"),
    ("choice", r"\b(?:better|worse|up|down|more|less|quick|slow|decent|good|enough)(?: \w+){0,3} or (?:\w+ )?(?:better|worse|up|down|more|fewer|less|not|bad|slow|poor)\b|\bor just\b"),
    ("yes_no", r"^(?:so |and |but |ok |then |well )*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|might|any|anything|anyone|isn't|aren't|don't|doesn't|didn't|hasn't|haven't)\b"),
    ("manner", r"\bhow\b|\bin what way\b|\bwhat (?:happens|happened|is done|do they do)\b"),
)  # fmt: skip
_ASK_COMPILED = [(wanted, re.compile(pattern, re.I)) for wanted, pattern in _ASK]
_LATE_YES_NO = re.compile(
    r"(?:[.;,–—-]\s*|\?\s*)(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should)\b[^?]*\?\s*$",
    re.I,
)
_COUNTED = re.compile(
    r"\b(?:how (?:many|much)(?: (?:more|extra|new|other|of (?:the|those|these|its|their|our|them)))*|(?:exact |total |average )?number of|proportion of|share of|percentage of|% of|rate of)\s+(?P<noun>(?:[\w’'&-]+\s*){1,5})",
    re.I,
)
_NOUN_ENDS = re.compile(
    r"\b(?:are|is|was|were|do|does|did|has|have|had|can|could|will|would|should|get|got|go|in|on|at|for|from|with|to|there|they|that|who|each|it|been|being|at|since|last|this|by|left|came|went|per|held|of|because|said|and)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a question wants, and of what: "How many agency staff left?" wants a count of agency staff."""

    wanted: Wanted
    of: str = ""


def asking(question: str) -> Asking:
    """Read a question's form."""
    text = " ".join(question.replace("’", "'").split())
    for wanted, pattern in _ASK_COMPILED:
        if pattern.search(text):
            if wanted == "person" and re.match(
                r"^(?:is|are|do|does|did|has|have|can|was|were|will|would)\b", text, re.I
            ):
                continue
            return Asking(
                wanted,
                _counted(text) if wanted in {"count", "percent", "duration", "money"} else "",
            )
    return Asking("yes_no" if _LATE_YES_NO.search(text) else "other")


def _counted(text: str) -> str:
    found = _COUNTED.search(text)
    if not found:
        return ""
    noun = _NOUN_ENDS.split(found["noun"], maxsplit=1)[0].strip()
    return noun or found["noun"].strip()


def form(question: str) -> str:
    """The form by which figures are reported: how many, who, when, why, yes_no or other."""
    text = question.lower().replace("’", "'")
    if re.search(
        r"\bhow (?:many|much)\b|\bwhat (?:share|proportion|percentage|number|%)|\bnumber of\b", text
    ):
        return "how many"
    for word in ("who", "when", "why"):
        if re.search(rf"\b{word}(?:'s|s|m|se)?\b", text):
            return word
    if "how come" in text:
        return "why"
    if _ASK_COMPILED[-2][1].search(text):
        return "yes_no"
    return "other"


def spans_of(text: str, kind: str) -> Iterator[tuple[int, int]]:
    """Where things of a kind stand in a text, as (start, end)."""
    return ((found.start(), found.end()) for found in KINDS[kind].finditer(text) if found.group())


_DAY_OR_YEAR = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{MONTH}\b(?: (?:19|20)\d\d)?|\b(?:19|20)\d\d(?:[-–/]\d+)?\b",
    re.I,
)


def without_dates(text: str) -> str:
    """A text without its days, months and years, so that what numbers are left count something."""
    return _DAY_OR_YEAR.sub(" ", text)

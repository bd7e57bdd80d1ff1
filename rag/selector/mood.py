"""Does a text speak well or ill of its subject, and what does a "why" take for granted?

Pure. "Why is early help failing families?" takes for granted that something is bad; a report that
calls early help exceptional answers it by saying the opposite.
"""

from __future__ import annotations

import re

from rag.selector.asking import asking

_PREMISE_BAD = re.compile(
    r"\b(?:wors\w*|poor\w*|bad\w*|fail\w*|slow\w*|late|weak\w*|unhappy|critical|complain\w*|quit\w*|leav(?:e|ing)|struggl\w*|lets? down|let down|letting|los(?:e|es|ing|t)"
    r"|can't|cannot|couldn't|aren't|isn't|don't|doesn't|didn't|haven't|hasn't|not|never|no|nobody|unable|refuse\w*|so few|too few|lack\w*|abandon\w*|ignored?|excluded|expelled|kicked"
    r"|unstable|unsafe|unregistered|dissatisf\w*|miserable|fed up|demoralised|dislike|shoddy|inadequate|break down|dropped|disrupt\w*|uprooted|high turnover|so (?:heavily|many|long|hard|quick|relaxed)|(?:too|so) high|low morale|depend\w*|rel(?:y|ies|ying)|waiting|wait|delay\w*|held up|negative|out of touch|disadvantaged?|missing)\b",
    re.I,
)
_PREMISE_GOOD = re.compile(
    r"\b(?:so (?:well|good|happy|quick|effective|stable)|better|improv\w*|success\w*|outstanding|excellent|praise\w*|strong|impress\w*|pleased)\b",
    re.I,
)
_TEXT_BAD = re.compile(
    r"\b(?:poor\w*|weak\w*|inadequate\w*|fail\w*|delay\w*|drift|insufficient\w*|inconsisten\w*|not|too (?:many|few|long|slow|late|often)|lacks?|lacking|limited|deteriorat\w*|declin\w*|worse\w*|slow\w*|struggl\w*|unable|high turnover|instability|unstable|variable|shortage\w*|concern\w*|dissatisf\w*|overdue|ineffective\w*|absence|missed)\b",
    re.I,
)
_TEXT_GOOD = re.compile(
    r"\b(?:good|well|strong\w*|effective\w*|excellent|outstanding|exceptional\w*|improv\w+|positive\w*|timely|promptly|swift\w*|robust|stable|stability|highly|high[- ]quality|high (?:aspirations?|ambitions?|standards?|expectations|priority|morale|profile|visibility|support|satisfaction)|success\w*|happy|appropriate\w*|thorough\w*|comprehensive|valued?|confident\w*|proud|impressive|praise\w*|commend\w*|compliment\w*|low|rare(?:ly)?|no (?:child|children|young|delay)|without delay|feel (?:well|listened|supported)|enjoy\w*|welcom\w*|complimentary|zero)\b",
    re.I,
)

_SO_FEW = re.compile(r"\bso few\b", re.I)
_FEW = re.compile(
    r"\b(?:few(?:er)?|low|lower|rare(?:ly)?|reduc\w+|small|limited|seldom|decreas\w+)\b", re.I
)


def premise(question: str) -> int:
    """What a "why" question takes for granted: -1 that something is bad, 1 that it is good, 0 neither."""
    if asking(question).wanted != "reason":
        return 0
    text = question.replace("’", "'")
    if _PREMISE_BAD.search(text):
        return -1
    return 1 if _PREMISE_GOOD.search(text) else 0


def mood(text: str) -> int:
    """Whether a sentence speaks well (1) or ill (-1) of what it is about; 0 where it does neither or both."""
    bad, good = len(_TEXT_BAD.findall(text)), len(_TEXT_GOOD.findall(text))
    return (good > bad) - (bad > good)


def same_amount(question: str, text: str) -> bool:
    """Whether a question takes for granted that something is few, and a text says the same of it.

    "So few" is bad of foster carers and good of referrals back: a text that tells of low rates agrees
    with it, however well it speaks.
    """
    return bool(_SO_FEW.search(question)) and bool(_FEW.search(text))


def clash(wanted: int, text: str) -> float:
    """1 where a text speaks the opposite of what a question takes for granted, else 0."""
    return float(wanted != 0 and mood(text) == -wanted)

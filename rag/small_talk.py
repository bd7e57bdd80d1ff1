"""Messages that greet, thank or call for help, and ask nothing of the reports. Pure."""

from __future__ import annotations

import re

_SMALL_TALK = re.compile(
    r"(?:(?:(?:hi|hello|hey|hiya)(?: there)?|thanks|thank you|thank you very much|many thanks|cheers|ta|bye|goodbye|help|great"
    r"|good (?:morning|afternoon|evening)|what(?:['’]?s| is) your name|test|testing|are you sure|how are you|who are you|what can you do|ok thanks)[\s!.,?]*){1,3}",
    re.I,
)

_THANKS = re.compile(
    r"(?:(?:ok|great|many|thanks|thank you|thank you very much|cheers|ta|bye|goodbye)[\s!.,]*){1,4}",
    re.I,
)


def thanks(question: str) -> bool:
    """Whether a message does nothing but thank or take leave."""
    return bool(_THANKS.fullmatch(question.strip()))


def small_talk(question: str) -> bool:
    """Whether a message is nothing but a courtesy or a call for help."""
    return bool(_SMALL_TALK.fullmatch(question.strip()))

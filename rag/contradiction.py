"""Whether a quote plainly speaks well of what a question takes for bad.

Pure. Said only where nothing in the quote qualifies it: of the quotes that the selector's sense of
mood alone called a contradiction, one in eight was none, and half of those on questions it had not
been fitted to.
"""

from __future__ import annotations

import re

_WELL = re.compile(
    r"\b(?:good|well|strong\w*|effective\w*|excellent|outstanding|exceptional\w*|positive\w*|timely|promptly|swift\w*"
    r"|robust|stable|stability|high[- ]quality|success\w*|happy|thorough\w*|valued?|confident\w*|proud|impressive"
    r"|praise\w*|manageable|no (?:child|children|young|delay)|without delay|feel (?:well|listened|supported|safe)"
    r"|enjoy\w*|complimentary|do(?:es)? not|did not|are not|is not|never|rarely|few|low|better|settled|comprehensive|safe)\b",
    re.I,
)
_QUALIFIED = re.compile(
    r"\b(?:poor\w*|weak\w*|inadequate\w*|fail\w*|delay(?:ed|s)|drift|insufficient\w*|inconsisten\w*"
    r"|too (?:many|few|long|slow|late|often|high)|lacks?|lacking|limited|deteriorat\w*|declin\w*|worse\w*|slow\w*"
    r"|struggl\w*|unable|turnover|instability|unstable|variable|shortage\w*|concern\w*|overdue|ineffective\w*|absence"
    r"|missed|however|although|though|but|despite|remain\w*|not (?:always|consistently|sufficiently|yet|enough|strong|all)"
    r"|ha(?:s|ve) not|challeng\w*|need(?:s|ed)? to|could|should|pressure\w*|caused|result|results|resulting|because"
    r"|due to|reduc\w*)\b",
    re.I,
)


def speaks_well(quote: str) -> bool:
    """Whether a quote says something good, and nothing that takes it back."""
    return bool(_WELL.search(quote)) and not _QUALIFIED.search(quote)

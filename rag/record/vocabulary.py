"""The words by which people name aspects and grades, and those that a question is only framed with. Pure."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


ASPECTS: tuple[tuple[str, str], ...] = (
    ("care_and_leavers", r"children in care and care leavers"),
    (
        "care_leavers",
        r"(?:young people )?(?:care[- ]leavers?|leaving care|care experienced(?: young)? (?:people|adults))",
    ),
    (
        "help_protection",
        r"(?:children (?:who|that) need )?help (?:and|&) protection|help & protection|child protection|"
        r"(?:helping and )?protecting children(?: from harm)?|helping and protecting(?: children)?|children (?:who|that) need help",
    ),
    (
        "in_care",
        r"(?:children|kids|young people|those) (?:who are )?in care|looked[- ]after children|children looked after"
        r"(?: and achieving permanence)?|in care",
    ),
    (
        "leadership",
        r"(?:the )?impact of leaders(?: on social work practice(?: with children and families)?)?|"
        r"leadership(?:,? management(?:,? and governance)?)?|leaders(?:' impact)?|management and governance|(?:the )?(?:people|those) (?:at the top|in charge)",
    ),
    ("adoption", r"adoption(?: performance)?"),
    ("lscb", r"(?:local )?safeguarding (?:children )?boards?|l\.?s\.?c\.?b\.?(?:'?s)?"),
    ("overall", r"overall(?: effectiveness)?|in general|as a whole|in total"),
)
GRADES: tuple[tuple[str, str], ...] = (
    (
        "Requires improvement to be good",
        r"requir\w* improvement(?: to be good)?|requires-improvement|\bRI\b",
    ),
    ("Outstanding", r"outstanding"),
    ("Inadequate", r"inadequate|failing"),
    ("Good", r"good"),
    ("Adequate", r"adequate"),
)
ANY_GRADE = "|".join(f"(?:{pattern})" for _, pattern in GRADES)
"""A pattern for the name of any grade."""
FALL_BACK = {
    "care_leavers": ("care_leavers", "care_and_leavers"),
    "in_care": ("in_care", "care_and_leavers"),
    "care_and_leavers": ("care_and_leavers", "in_care", "care_leavers"),
}

LIGHT = _words(
    """come comes came coming make makes made called look looks looked looking mark marked marking end ended ending land lands landed put puts turn
    turns turned find finds visited went go goes going stood see sees saw seen leave left let show shows showed say says happen happened
    take takes took taken keep kept hold held walk away out in off up back around one two three four five six several few some others other
    others' another both either neither same similar only just even really actually exactly quite rather about like thing things anything
    everything nothing something strand strands half rest higher lower high low top bottom lowest highest weakest strongest spring summer
    autumn winter early late start beginning re-inspected reinspected re-inspection reinspection grade-wise wise ok okay hello hi thanks
    thank cheers quick quickly brief briefly know need want wanted told asked wonder wondering remind me my mine us bit of a an the please
    so then now still yet again ever never well fine fare fared hit reach reached manage managed score scored award awarded deem deemed
    decide decided settle settled report's"""
)
"""Words that say nothing of a matter beside a grade, rating or judgement that is asked for."""
FRAMING = _words(
    """a an the of for in on at to by with from and or but so is are was were be been being am do does
    did done has have had what whats what's which who whom how when where why give gave given get
    got getting tell me us you i we they it its it's this that these those there their them please
    can could would will just really now then say says said about according report reports reported
    ofsted ofsted's inspector inspectors inspected inspection inspections council councils council's
    county borough city authority authorities authority's local la children's childrens children
    service services social care department judge judged judgement judgements judgment judgments
    grade grades graded grading rate rated rating ratings score scored scores mark marks result
    results outcome outcomes verdict verdicts status level performance good well bad outstanding
    inadequate requires requiring require improvement adequate failing each every all any aspect
    aspects bit bits area areas section sections part parts category categories different most recent latest newest
    last current currently previous previously earlier before since over time changed change changes
    improved better worse history trend progress experiences experience impact support supporting
    help protection still ever again find found think thought full whole one both one's table list
    show overall effectiveness practice work young people families compare compared comparison
    versus vs between than did doing up down against difference differences stack same vs. uk england english year first second place finally out
    as per make made makes into today nowadays become became gone improve improving
    always"""
)

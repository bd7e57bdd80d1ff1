"""The words by which the phrases of a question are told apart: small words, verbs, words of no matter."""

from __future__ import annotations


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_WRITTEN = _words(
    """a an the this that these those some any all both each every no my your our their his her its
    one's i me you he she it we they us him them who whom whose which what when where why how is
    are was were be been being am do does did done doing has have had having can could will would
    shall should may might must isn't aren't wasn't weren't don't doesn't didn't hasn't haven't
    hadn't can't couldn't won't wouldn't shouldn't and or but so if as than then too also not nor
    because while though although since until unless whether in on at by to from for of with
    about into onto over under after before during between through against without within up down
    out off there here now just only really very much more most less least quite still yet ever
    never always often again already soon how's what's who's where's when's that's there's it's
    they're they've they'd i'm i've we've you're s t im ive whats hows yes no ok okay please
    right well like got get gets getting kind sort thing things lot lots bit way anyone anybody
    someone somebody anything something everyone everybody nobody nothing everything enough such
    same other others another else many few several so-called true exactly roughly actually ages
    ago later straight away long far soon old big bad good better worse best worst properly
    enough ok fine decent any lol haha pls plz thx thanks tho"""
)
SMALL = _WRITTEN | {word.replace("'", "") for word in _WRITTEN}
"""Words that say nothing of a matter, with their apostrophes and without."""
NOT_MANNER = _words(
    "family supply assembly bully reply july early elderly weekly monthly daily only"
)
"""Words in -ly that say more than how something is done."""
DETERMINERS = _words(
    """a an the some any all both each every no my your our their his her its most many more enough
    other such"""
)
JOINERS = _words("""of for in to with from at on between by and""")
VERBS = _words(
    """accept act add address agree aim allow answer appear arrange arrive ask assess attend avoid become begin
    believe blame book bother bring build call care catch cause challenge change check choose claim close
    come commit compare complain complete continue cost count cover create criticise cut damage
    deal decide deliver depend describe develop die drift drop end ensure exist expect explain
    face fail fall feel fill find finish fit fix follow force foster get give go grow handle
    hurt happen head hear help hold hope house identify improve include increase inspect introduce invest join judge
    jump keep kick know land launch lead learn leave let like listen live look lose make manage
    mean meet mend mention miss monitor move need notice offer open own pass pay pick place plan prepare
    prevent promise protect provide publish pull push put qualify quit raise rate reach read
    receive recommend record reduce refer refuse rely remain reply report require respond return
    ring rise run rush say see seem send serve set share show sign sit sort speak spend split
    spot stand start stay stick stop struggle study suffer suggest support tackle take talk teach tell
    tend think tick track train travel treat trust try turn understand use visit vote wait walk
    want warn watch wish work worry write think"""
)
IRREGULAR = _words(
    """became began brought built came caught chose cost cut dealt did drew fell felt found gave
    given gone went grew grown heard held kept knew known led left lost made meant met paid put
    ran rang rose said sat saw seen sent shown spoke spent stood stuck taken took taught thought
    told tried tries trying understood woke won wrote written broken shut hit dying lying sorting
    sorted put getting cutting letting setting sitting running planning planned stopped stopping
    using used dropped dropping fitted quitting referred referring"""
)
BOTH = _words(
    """care work help support plan plans visit visits check checks report reports need needs place
    places placement training study move moves foster fostering wait waits record records cost
    costs contact call calls audit lead transfer share rates rate record change changes return
    review reviews housing funding staffing planning nursing houses homes"""
)
"""Words that are nouns as often as verbs; they count as nouns next to one."""

GENERIC = _words(
    """inspectors inspector inspection ofsted council councils borough county city place area year
    years month months week weeks day time date last next new past children kids young people
    child kid children's childrens services near outside inside hours ones wrong problem issue home ups number share proportion percentage state report
    reports town hall previous latest newest early effective happy strong weak timely safe quick high low strengths weaknesses back share inadequate outstanding adequate numbers point situation touch current positive negative two three four five six seven eight nine ten"""
)
"""Words that name nothing in particular when they stand alone."""

NAMES = _words(
    "ofsted cafcass camhs shield mockingbird january february march april may june july august september october november december"
)

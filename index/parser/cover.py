"""What the front page of a report says of it: authority, title, dates, lead inspector. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.grades import framework_of, slug
from index.parser.dates import date_in, period_in
from index.parser.layout import Row, join
from index.types import Framework, Period

_DATES = re.compile(
    r"(?:inspection|review|visit)\s+dates?\s*:?|dates?\s+of\s+(?:inspection|visit|review)\s*:?",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"(?:(?:report|date)\s+)?published(?:\s+on)?\s*:", re.IGNORECASE)
_LEAD = re.compile(r"(?:lead|reporting)\s+inspectors?\s*:?\s*", re.IGNORECASE)
_OFFICE = re.compile(
    r"\b(?:his|her)\s+majesty[’'`]?s\s+inspectors?(?:\s+of\s+schools)?\b|\b(?:senior\s+)?HMIs?\b"
    r"|\b(?:senior\s+)?ofsted\s+inspectors?\b|\bregulatory\s+inspection\s+manager\b"
    r"|\bsocial\s+care\s+(?:regulatory\s+)?inspector\b|\bsenior\b(?=\s*$)",
    re.IGNORECASE,
)
_TITLE = re.compile(
    r"(?:re-?\s?)?inspection\s+of\b|review\s+of\s+the\s+effectiveness|(?:focused|monitoring)\s+visit",
    re.IGNORECASE,
)
_TITLE_AUTHORITY = re.compile(
    r"(?:inspection|(?:focused|monitoring)\s+visit)\s+(?:of|to)\s+(?:the\s+)?(.+?)"
    r"(?:[’']s?)?\s+(?:local\s+authority[’']?s?\s+)?children[’'`]?s\s+(?:social\s+care\s+)?services",
    re.IGNORECASE,
)
_VISIT = re.compile(
    r"(?:visit|inspection)\s+(?:to|of)\s+[^.]{2,120}?\s(?:on|between|from)\s+([^.]{3,60}?\b20\d\d)",
    re.IGNORECASE,
)
_NOT_NAMES = re.compile(
    r"(?:local authority|services for|looked after|children|safeguarding|the)\b", re.IGNORECASE
)

_TITLES_OF_RANK = (
    r"^(?:the\s+)?(?:royal\s+borough|london\s+borough|metropolitan\s+borough|borough|county|council)\s+(?:council\s+)?of\s+(?:the\s+)?",
    r"^the\s+city\s+of\s+(?!london\b)|^city\s+of\s+(?!london\b)|^the\s+(?=city of london)",
    r"\s+(?:local\s+)?safeguarding\s+children(?:[’']s)?\s+(?:board|partnership).*$",
    r",?\s+city\s+of$",
    r"\s+(?:local\s+authority|unitary\s+authority|unitary)$",
    r"\s+(?:county\s+council|city\s+council|county\s+borough|metropolitan\s+district\s+council|district\s+metropolitan\s+council"
    r"|metropolitan\s+borough\s+council|metropolitan\s+borough|metropolitan\s+council|borough\s+council|district\s+council|corporation|council)$",
    r"\s+(?:metropolitan\s+)?(?:borough|district)$",
)
_RANKS = tuple(re.compile(pattern, re.IGNORECASE) for pattern in _TITLES_OF_RANK)


@dataclass(frozen=True, slots=True)
class Cover:
    """The facts of a front page; what is not printed is None or empty."""

    authority: str
    body: str
    framework: Framework
    title: str
    inspected: Period | None
    published: date | None
    lead_inspector: str | None


def read_cover(rows: Sequence[Row], everything: Sequence[Row], file_name: str) -> Cover:
    """Read the rows of the front page; the lead inspector may stand anywhere in `everything`."""
    dates_at = next((n for n, row in enumerate(rows) if _DATES.match(row.text)), len(rows))
    head = rows[:dates_at] if dates_at < len(rows) else rows[:8]
    title = _title(head)
    framework = framework_of(join(row.text for row in head))
    body = _authority_line(head) or _authority_in_title(title)
    authority = plain_name(body) if body else ""
    inspected = period_in(_after(rows, _DATES))
    if framework != "other":
        inspected = inspected or _visited(rows)
        named = _from_file_name(file_name) if inspected else ""
        if not authority or named.casefold().startswith(f"{authority.casefold()} upon "):
            authority = named  # the file may be called by the fuller name: "Newcastle upon Tyne"
    return Cover(
        authority=authority,
        body=body or authority,
        framework=framework,
        title=title,
        inspected=inspected,
        published=date_in(_after(rows, _PUBLISHED)),
        lead_inspector=_lead(rows) or _lead(everything),
    )


def plain_name(body: str) -> str:
    """A council's name as people know it: "Royal Borough of Greenwich" is Greenwich."""
    name = " ".join(body.replace("&", "and").split()).strip(" ,.:-–")
    for _ in range(2):  # "London Borough of Redbridge Council" has a rank at either end
        for rank in _RANKS:
            shorter = rank.sub("", name).strip(" ,")
            name = shorter or name
    return name


def _title(head: Sequence[Row]) -> str:
    """The printed title: from the row that names the inspection to the end of that sentence."""
    at = next((n for n, row in enumerate(head) if _TITLE.match(row.text)), None)
    if at is None:
        return ""
    pieces = [head[at].text]
    for above, row in zip(head[at:], head[at + 1 :], strict=False):
        if (
            abs(row.size - above.size) > 0.6
            or row.bold != above.bold
            or row.text.casefold() == "and"
        ):
            break
        pieces.append(row.text)
    return join(pieces)


def _authority_line(head: Sequence[Row]) -> str:
    """The name set apart above the title, or below it in reports of 2013."""
    at = next((n for n, row in enumerate(head) if _TITLE.match(row.text)), None)
    if at is None:
        return ""
    above = [row for row in head[:at] if re.search(r"[^\W\d_]{2}", row.text)]
    if above:
        largest = max(row.size for row in above)
        return join(row.text for row in above if row.size > largest - 0.6)
    if framework_of(join(row.text for row in head)) != "LAC":
        return ""
    below = [row for row in head[at:] if not _TITLE.match(row.text)]
    named = [
        row.text for row in below if re.search(r"council|borough|city", row.text, re.IGNORECASE)
    ]
    return named[0] if named else ""


def _authority_in_title(title: str) -> str:
    found = _TITLE_AUTHORITY.search(title)
    if not found or _NOT_NAMES.match(found[1]):
        return ""
    return re.sub(r"\s+local\s+authority$", "", found[1], flags=re.IGNORECASE)


def _from_file_name(file_name: str) -> str:
    stem = re.sub(r"\.\w{1,5}$", "", file_name)
    words = re.split(r"[-_ ]+(?=\d|children)", stem)[0].replace("_", " ").replace("-", " ").split()
    small = {"and", "upon", "of", "on", "the", "with", "in"}
    return " ".join(word if word in small else word.capitalize() for word in words)


def _after(rows: Sequence[Row], label: re.Pattern[str]) -> str:
    """The words after a label, from its own row or, where that holds none, from the next."""
    for n, row in enumerate(rows):
        found = label.match(row.text)
        if not found:
            continue
        value = row.text[found.end() :].strip()
        more = rows[n + 1].text if n + 1 < len(rows) else ""
        if not re.search(r"\d", value):
            return f"{value} {more}"
        unfinished = re.search(r"(?:\bto|\band|[-–—,―─]|[A-Za-z])\s*$", value)
        return f"{value} {more}" if unfinished and re.match(r"[\d A-Za-z]{0,12}\d", more) else value
    return ""


def _visited(rows: Sequence[Row]) -> Period | None:
    """The dates of a visit that a letter names in its first sentence."""
    found = _VISIT.search(join(row.text for row in rows[:40]))
    return period_in(found[1]) if found else None


def _lead(rows: Sequence[Row]) -> str | None:
    for n, row in enumerate(rows):
        found = _LEAD.match(row.text)
        if not found or (":" not in found[0] and not found[0].lower().startswith("reporting")):
            continue
        value = row.text[found.end() :].strip()
        following = [r.text for r in rows[n + 1 : n + 3]]
        if not value and following:
            value = following.pop(0)
        if following and (value.endswith(",") or re.search(r"\band$", value)):
            value = f"{value} {following[0]}"
        names = [
            name
            for piece in re.split(r",|\band\b|;|/", _OFFICE.sub(",", value))
            if re.fullmatch(r"[^\d:]{3,60}", name := piece.strip(" .,()")) and " " in name
        ]
        if names:
            return " and ".join(names)
    return None


def report_title(cover: Cover, fallback: str) -> str:
    """What to call the report, from what it prints: body, kind of inspection, month."""
    kind = cover.title
    inside = _authority_in_title(kind)
    if inside:
        kind = re.sub(rf"(?:the\s+)?{re.escape(inside)}[’']?s?\s+", "", kind, count=1)
    if not kind or not cover.body:
        return kind or cover.body or fallback
    day = cover.inspected.start if cover.inspected else cover.published
    when = f", {day:%B %Y}" if day else ""
    return f"{cover.body}: {kind[0].lower()}{kind[1:]}{when}"


def report_id(authority: str, inspected: Period | None, file_name: str, *, digest: bool) -> str:
    """A short stable name: authority and first day of inspection, else the file's stem."""
    if authority and inspected:
        name = f"{slug(authority)}-{inspected.start.isoformat()}"
    else:
        name = slug(re.sub(r"\.\w{1,5}$", "", file_name)) or "report"
    return f"{name}-digest" if digest else name

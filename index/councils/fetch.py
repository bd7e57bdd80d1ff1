"""Official reports, downloaded politely: https only, checked for size and type, resumed where cut off."""

from __future__ import annotations

import re
import time
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from index.councils.authorities import find_authority, nearest
from index.councils.catalogue import official_page, urn_of
from index.councils.download import Rules, download, read_page
from index.errors import FetchError

OFFICIAL = "https://reports.ofsted.gov.uk"
_SEARCH = "/search?q={name}&level_1_types=3&level_2_types%5B0%5D=12&status%5B0%5D=1&rows=100"
_FILE = re.compile(r"/v1/file/\d+$")
_PROVIDER = re.compile(r"/provider/44/(\d+)/?$")
_INSPECTION = re.compile(
    r"children['’]?s\s+services\s+inspection|single\s+inspection\s+of\s+(?:la|local\s+authority)\s+children"
    r"|inspection\s+of\s+(?:local\s+authority\s+)?children['’]?s\s+(?:social\s+care\s+)?services",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(r"\b(\d{1,2}\s+[A-Za-z]+\s+(?:19|20)\d\d)\b")

Notice = Callable[[str], None]
"""Told in words what is being downloaded."""


@dataclass(frozen=True, slots=True)
class Publication:
    """A report as its official page offers it."""

    title: str
    published: date | None
    address: str


def fetch(
    authority: str,
    into: Path,
    *,
    base_url: str | None = None,
    delay: float = 1.0,
    max_megabytes: int = 100,
    notice: Notice | None = None,
) -> tuple[Path, ...]:
    """Download an authority's official inspection reports into the folder `into`, newest first.

    The reports are those that the authority's page at Ofsted offers; files that are there already are
    not downloaded again, and one that was cut off goes on where it stopped. `delay` is the pause
    between requests in seconds. `base_url` stands in for the official site.

    Raises FetchError, with the page to open by hand, where the site can't be reached, the
    authority is not known, or nothing is offered.
    """
    name = _one(authority)
    base = (base_url or OFFICIAL).rstrip("/")
    tell = notice or (lambda _: None)
    rules = Rules(home=base, max_megabytes=max_megabytes)
    page = _page(name, base, rules)
    try:
        offered = _offered(name, page, rules)
        into.mkdir(parents=True, exist_ok=True)
        files = []
        for publication in offered:
            target = into / _file_name(name, publication)
            if not target.exists():
                tell(f"{name}: {publication.title}")
                time.sleep(delay)
                download(publication.address, into, name=target.name, rules=rules, only_pdf=True)
            files.append(target)
    except FetchError as error:
        raise FetchError(f"{error} {_by_hand(name)}") from error
    return tuple(files)


def _offered(name: str, page: str, rules: Rules) -> tuple[Publication, ...]:
    offered = publications(read_page(page, rules), page)
    if not offered:
        raise FetchError(f"{page} offers no inspection of {name}'s children's services.")
    return offered


def publications(markup: str, page: str) -> tuple[Publication, ...]:
    """The inspections of children's services that an authority's official page links to, newest first."""
    from lxml import html

    if not markup.strip():
        return ()
    found: dict[str, Publication] = {}
    for link in html.document_fromstring(markup).iter("a"):
        address = urllib.parse.urljoin(page, link.get("href") or "")
        text = " ".join(link.text_content().split())
        if not _FILE.search(urllib.parse.urlsplit(address).path) or not _INSPECTION.search(text):
            continue
        day = _PUBLISHED.search(text)
        title = text[: day.end()] if day else text
        found.setdefault(
            address, Publication(title[:200], _date(day.group(1)) if day else None, address)
        )
    return tuple(sorted(found.values(), key=lambda one: one.published or date.min, reverse=True))


def _one(authority: str) -> str:
    names = find_authority(authority)
    if len(names) == 1:
        return names[0]
    if names:
        raise FetchError(f"{authority!r} may be {', '.join(names[:-1])} or {names[-1]}. Say which.")
    raise FetchError(
        f"{authority!r} is not an English authority with children's services. Did you mean {', or '.join(nearest(authority))}?"
    )


def _page(name: str, base: str, rules: Rules) -> str:
    """The authority's own page: by its number where that is known, else by asking the site's search."""
    urn = urn_of(name)
    if urn:
        return official_page(urn, base)
    from lxml import html

    search = base + _SEARCH.format(name=urllib.parse.quote_plus(name))
    try:
        markup = read_page(search, rules)
    except FetchError as error:
        raise FetchError(f"{error} {_by_hand(name)}") from error
    for link in html.document_fromstring(markup or "<p>").iter("a"):
        number = _PROVIDER.search(urllib.parse.urlsplit(link.get("href") or "").path)
        if number and name in find_authority(link.text_content()):
            return official_page(number.group(1), base)
    raise FetchError(f"The site's search does not find {name}. {_by_hand(name)}")


def _by_hand(name: str) -> str:
    urn = urn_of(name)
    where = official_page(urn) if urn else OFFICIAL
    return f"You can download {name}'s reports by hand from {where} and add them with: judgements add FILE"


def _file_name(name: str, publication: Publication) -> str:
    """`essex-2019-01-07.pdf`, the form in which reports are passed around."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")
    if publication.published:
        return f"{stem}-{publication.published.isoformat()}.pdf"
    return f"{stem}-{publication.address.rsplit('/', 1)[-1]}.pdf"


def _date(text: str) -> date | None:
    for form in ("%d %B %Y", "%d %b %Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None

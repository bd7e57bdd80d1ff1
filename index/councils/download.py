"""One file over https: size and type checked, redirects kept on the way, resumed where cut off."""

from __future__ import annotations

import http.client
import ipaddress
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import FetchError
from index.readers.sniff import READABLE

AGENT = "essex-judgements/0.1 (reads published inspection reports; one request at a time)"
_TRIES = 3
_CHUNK = 64 * 1024
_TRUSTED = "gov.uk"  # official sites hand over to each other below this name
_PASSING = frozenset([429, 500, 502, 503, 504])


@dataclass(frozen=True, slots=True)
class Rules:
    """Where a download may lead and how much it may bring; times in seconds."""

    home: str
    max_megabytes: int = 100
    timeout: float = 30.0
    patience: float = 30.0


def check_address(url: str) -> None:
    """Raise FetchError unless `url` is https, or http to this very machine."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and _is_loopback(parts.hostname):
        return
    raise FetchError(f"{url} is not an https address, and nothing else is downloaded.")


def download(
    url: str,
    into: Path,
    *,
    name: str | None = None,
    max_megabytes: int = 100,
    rules: Rules | None = None,
    only_pdf: bool = False,
) -> Path:
    """Download `url` into the folder `into` and return the file.

    The file appears under its name only when it is whole; until then it is NAME.part, from which a later
    try goes on if the server still has the same file. Proxies are taken from the environment.

    Raises FetchError for an address that is not https, a redirect that leads elsewhere, an error of
    the server, a file that is too big, and, with `only_pdf`, one that is no PDF.
    """
    check_address(url)
    rules = rules or Rules(home=url, max_megabytes=max_megabytes)
    part = into / ((name or _name(url)) + ".part")
    kind = _tried(url, rules, lambda: _receive(url, part, rules))
    with part.open("rb") as file:
        head = file.read(1024)
    if only_pdf and b"%PDF-" not in head:
        _forget(part)
        raise FetchError(f"{url} answered with something that is not a PDF.")
    target = part.with_suffix("")
    if name is None and target.suffix.lower() not in READABLE:
        target = target.with_name(target.name + _suffix(kind, head))
    part.replace(target)
    _forget(part)
    return target


def read_page(url: str, rules: Rules) -> str:
    """The text of a web page, at most 5 MB of it."""
    check_address(url)

    def read() -> str:
        with _open(url, {}, rules) as response:
            data: bytes = response.read(5 * 1024 * 1024)
            return data.decode(response.headers.get_content_charset() or "utf-8", errors="replace")

    return _tried(url, rules, read)


def _tried(url: str, rules: Rules, once: Callable[[], str]) -> str:
    """Try a few times, longer apart each time, as long as the trouble may pass."""
    host = urllib.parse.urlsplit(url).hostname
    for attempt in range(1, _TRIES + 1):
        wait = min(2.0**attempt / 4, rules.patience)
        try:
            return once()
        except urllib.error.HTTPError as error:
            with error:
                if error.code not in _PASSING or attempt == _TRIES:
                    raise FetchError(
                        f"{host} answered {error.code} ({error.reason}) for {url}."
                    ) from error
                asked = error.headers.get("Retry-After", "")
                wait = min(float(asked), rules.patience) if asked.isdigit() else wait
        except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
            if attempt == _TRIES:
                reason = getattr(error, "reason", error) or type(error).__name__
                raise FetchError(f"{host} can't be reached ({reason}).") from error
        time.sleep(wait)
    raise AssertionError("unreachable")


def _receive(url: str, part: Path, rules: Rules) -> str:
    """Receive what is still missing of `part`; returns the declared content type."""
    most = rules.max_megabytes * 1024 * 1024
    tag = _tag_file(part)
    have = part.stat().st_size if part.exists() and tag.exists() else 0
    # Only the server can say whether the rest still belongs to what is here; If-Range asks it.
    asking = {"Range": f"bytes={have}-", "If-Range": tag.read_text("utf-8")} if have else {}
    try:
        response = _open(url, asking, rules)
    except urllib.error.HTTPError as error:
        if error.code != 416 or not have:
            raise
        error.close()
        _forget(part)
        have = 0
        response = _open(url, {}, rules)
    with response:
        goes_on = (
            response.status == 206 and _begins_at(response.headers.get("Content-Range", "")) == have
        )
        have = have if goes_on else 0
        declared = response.headers.get("Content-Length", "")
        total = have + int(declared) if declared.isdigit() else None
        if total is not None and total > most:
            raise _too_big(url, rules)
        mark = response.headers.get("ETag", "") or response.headers.get("Last-Modified", "")
        if mark and not mark.startswith("W/"):
            tag.write_text(mark, encoding="utf-8")
        else:
            tag.unlink(missing_ok=True)
        with part.open("ab" if goes_on else "wb") as file:
            while block := response.read(_CHUNK):
                have += len(block)
                if have > most:
                    file.close()
                    _forget(part)
                    raise _too_big(url, rules)
                file.write(block)
        if total is not None and have < total:
            raise http.client.IncompleteRead(b"", total - have)
        return str(response.headers.get_content_type())


def _open(url: str, headers: dict[str, str], rules: Rules) -> Any:
    """Open an address by the rules; loopback is never sent through a proxy."""
    handlers: list[Any] = [_Redirects(rules)]
    if _is_loopback(urllib.parse.urlsplit(url).hostname):
        handlers.append(urllib.request.ProxyHandler({}))
    request = urllib.request.Request(url, headers={"User-Agent": AGENT, **headers})
    return urllib.request.build_opener(*handlers).open(request, timeout=rules.timeout)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a redirect only over https, and only to the same site or an official one."""

    def __init__(self, rules: Rules) -> None:
        self._home = urllib.parse.urlsplit(rules.home)

    def redirect_request(
        self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        target = urllib.parse.urlsplit(newurl)
        came_from = urllib.parse.urlsplit(req.full_url)
        same = _related(came_from.hostname, target.hostname) or _related(
            self._home.hostname, target.hostname
        )
        local = _is_loopback(came_from.hostname) and _is_loopback(target.hostname)
        if not (local or (target.scheme == "https" and (same or _official(target.hostname)))):
            raise FetchError(
                f"{req.full_url} leads on to {newurl}, which is not an official https address."
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _related(one: str | None, other: str | None) -> bool:
    """Whether two hosts are the same, or one a subdomain of the other ("www.")."""
    if not one or not other or "." not in one or "." not in other:
        return False
    return one == other or one.endswith("." + other) or other.endswith("." + one)


def _official(host: str | None) -> bool:
    return bool(host) and (host == _TRUSTED or str(host).endswith("." + _TRUSTED))


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _name(url: str) -> str:
    """A plain file name out of an address."""
    last = urllib.parse.unquote(urllib.parse.urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1])
    return re.sub(r"[^\w. ()-]+", "-", last).strip(". -")[-120:] or "report"


def _suffix(kind: str, head: bytes) -> str:
    if b"%PDF-" in head:
        return ".pdf"
    known = {"text/html": ".html", "text/markdown": ".md", "text/plain": ".txt"}
    return known.get(kind, ".docx" if head.startswith(b"PK\x03\x04") else "")


def _begins_at(header: str) -> int:
    found = re.match(r"bytes\s+(\d+)-", header)
    return int(found.group(1)) if found else -1


def _tag_file(part: Path) -> Path:
    return part.with_name(part.name + ".tag")


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _tag_file(part).unlink(missing_ok=True)


def _too_big(url: str, rules: Rules) -> FetchError:
    return FetchError(f"{url} is bigger than {rules.max_megabytes} MB and was not downloaded.")

"""Official reports are downloaded by a real client from a real server on this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from index.councils.download import Rules, check_address, download
from index.councils.fetch import fetch, publications
from index.errors import FetchError
from index.read import read_files
from tests.pdf_files import text_pdf

PDF = text_pdf(["Inspection of Fernshire", "1. Help comes early."] + ["More words."] * 400)
PAGE = """<html><body>
<a href="/v1/file/50000001">Children's services inspection <span>Children's services inspection, pdf - 07 January 2019</span></a>
<a href="/v1/file/50000002">Children's services inspection, pdf - 11 August 2023</a>
<a href="/v1/file/50000003">Area SEND full inspection, pdf - 01 May 2024</a>
<a href="/about">Children's services inspection</a>
</body></html>"""


class Site(ThreadingHTTPServer):
    """The official site in small: it remembers what it was asked and can be told to misbehave."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str, str]] = []
        self.cut_after: int | None = None
        self.failures = 0
        self.tag = '"one"'

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Answers by path."""

    server: Site

    def do_GET(self) -> None:
        self.server.asked.append(
            (self.path, self.headers.get("Range", ""), self.headers.get("User-Agent", ""))
        )
        if self.server.failures:
            self.server.failures -= 1
            self.send_response(503)
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path.startswith("/provider/44/"):
            self._send(PAGE.encode(), "text/html; charset=utf-8")
        elif self.path.startswith("/search"):
            self._send(
                b"<a href='/provider/44/99999'>Wirral</a><a href='/provider/44/1'>Kent</a>",
                "text/html",
            )
        elif self.path.startswith("/v1/file/") or self.path == "/report.pdf":
            self._file()
        elif self.path == "/away":
            self._redirect("http://example.org/report.pdf")
        elif self.path == "/secure-away":
            self._redirect("https://example.org/report.pdf")
        elif self.path == "/here":
            self._redirect("/report.pdf")
        elif self.path == "/round":
            self._redirect("/round")
        elif self.path == "/page.pdf":
            self._send(b"<!DOCTYPE html><p>Not found", "text/html")
        elif self.path == "/big.pdf":
            self.send_response(200)
            self.send_header("Content-Length", str(500 * 1024 * 1024))
            self.end_headers()
        elif self.path == "/big-unsaid.pdf":
            self.send_response(200)
            self.end_headers()
            for _ in range(3):
                self.wfile.write(bytes(1024 * 1024))
        else:
            self.send_error(404)

    def _send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _redirect(self, where: str) -> None:
        self.send_response(302)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _file(self) -> None:
        wanted = self.headers.get("Range")
        begin = 0
        if wanted and self.headers.get("If-Range") == self.server.tag:
            begin = int(wanted.removeprefix("bytes=").rstrip("-"))
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {begin}-{len(PDF) - 1}/{len(PDF)}")
        else:
            self.send_response(200)
        body = PDF[begin:]
        self.send_header("Content-Type", "application/pdf")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", self.server.tag)
        self.end_headers()
        if self.server.cut_after is not None:
            body, self.server.cut_after = body[: self.server.cut_after], None
            self.wfile.write(body)
            self.close_connection = True
        else:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the test reads `asked`."""


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_an_authoritys_inspections_are_downloaded_newest_first_under_telling_names(
    site: Site, tmp_path: Path
):
    told: list[str] = []
    files = fetch(
        "Essex County Council", tmp_path / "in", base_url=site.base, delay=0, notice=told.append
    )
    assert [file.name for file in files] == ["essex-2023-08-11.pdf", "essex-2019-01-07.pdf"]
    assert all(file.read_bytes() == PDF for file in files)
    assert site.paths()[0].startswith("/provider/44/")
    assert site.paths()[1:] == ["/v1/file/50000002", "/v1/file/50000001"]
    assert len(told) == 2
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == sorted(
        file.name for file in files
    )
    assert all("essex-judgements" in agent for _, _, agent in site.asked)


def test_what_is_there_already_is_not_downloaded_again(site: Site, tmp_path: Path):
    fetch("Essex", tmp_path, base_url=site.base, delay=0)
    site.asked.clear()
    assert len(fetch("Essex", tmp_path, base_url=site.base, delay=0)) == 2
    assert len(site.asked) == 1


def test_an_authority_without_a_known_number_is_found_by_the_sites_search(
    site: Site, tmp_path: Path
):
    fetch("Wirral", tmp_path, base_url=site.base, delay=0)
    assert site.paths()[0].startswith("/search?q=Wirral")
    assert site.paths()[1] == "/provider/44/99999"


def test_a_download_that_is_cut_off_goes_on_where_it_stopped(site: Site, tmp_path: Path):
    site.cut_after = 1_000
    file = download(f"{site.base}/report.pdf", tmp_path)
    assert file.read_bytes() == PDF
    assert [asked for _, asked, _ in site.asked] == ["", "bytes=1000-"]
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_rest_of_another_edition_is_not_glued_on(site: Site, tmp_path: Path):
    (tmp_path / "report.pdf.part").write_bytes(b"old beginning")
    (tmp_path / "report.pdf.part.tag").write_text('"zero"')
    assert download(f"{site.base}/report.pdf", tmp_path).read_bytes() == PDF


def test_trouble_that_passes_is_waited_for(site: Site, tmp_path: Path):
    site.failures = 2
    assert download(f"{site.base}/report.pdf", tmp_path).read_bytes() == PDF
    assert len(site.asked) == 3


def test_a_redirect_on_the_same_site_is_followed(site: Site, tmp_path: Path):
    assert download(f"{site.base}/here", tmp_path, name="a.pdf").read_bytes() == PDF


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/away", "leads on to"),
        ("/secure-away", "leads on to"),
        ("/page.pdf", "not a PDF"),
        ("/big.pdf", "bigger than 1 MB"),
        ("/big-unsaid.pdf", "bigger than 1 MB"),
        ("/missing.pdf", "404"),
        ("/round", "30"),
    ],
)
def test_what_is_not_right_is_refused_and_leaves_nothing_behind(
    site: Site, tmp_path: Path, path: str, reason: str
):
    with pytest.raises(FetchError, match=reason):
        download(site.base + path, tmp_path, rules=Rules(site.base, max_megabytes=1), only_pdf=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.pdf",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "https:///a",
        "a.pdf",
    ],
)
def test_only_https_addresses_are_taken(url: str):
    with pytest.raises(FetchError, match="https"):
        check_address(url)


def test_without_a_network_the_message_names_the_page_to_open_by_hand(tmp_path: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(
        FetchError,
        match=r"can't be reached .*https://reports\.ofsted\.gov\.uk/provider/44/\d+ .*judgements add",
    ) as caught:
        fetch("Essex", tmp_path, base_url=nowhere, delay=0)
    assert str(caught.value).count("by hand") == 1


def test_a_proxy_from_the_environment_is_used(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", site.base)  # it knows no CONNECT, and says so
    with pytest.raises(FetchError, match="501"):
        download(
            "https://reports.ofsted.gov.uk/report.pdf",
            tmp_path,
            rules=Rules("https://reports.ofsted.gov.uk"),
        )


@pytest.mark.parametrize(
    ("name", "reason"),
    [("Cheshire", "Say which"), ("Atlantis", "Did you mean"), ("", "Did you mean")],
)
def test_a_name_that_is_not_one_authority_is_refused(tmp_path: Path, name: str, reason: str):
    with pytest.raises(FetchError, match=reason):
        fetch(name, tmp_path, base_url="http://127.0.0.1:9")


def test_an_offered_page_without_inspections_gives_none():
    assert publications("<p>Nothing here</p>", "https://example.org") == ()
    assert publications("", "https://example.org") == ()


def test_an_address_can_be_read_like_a_file(site: Site):
    good, bad = read_files([f"{site.base}/report.pdf", f"{site.base}/missing.pdf"])
    assert good.path == f"{site.base}/report.pdf"
    assert good.report is not None
    assert good.report.card.name == "report.pdf"
    assert bad.error is not None
    assert "404" in bad.error

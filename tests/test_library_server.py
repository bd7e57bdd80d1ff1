"""Vectors on a Chroma server: a real `chroma run` on loopback."""

from __future__ import annotations

import http.server
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from evals.fixtures.invented import HashedWords, write_reports
from index.embed import open_embedder
from index.errors import SettingsError, VectorsUnavailableError
from index.library import Library
from index.search import find


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.embed.open_embedder", lambda _: HashedWords())
    # no exact pass over a few passages: the server is to be asked
    monkeypatch.setattr("index.search.ALL_COMPARED", 0)


@pytest.fixture
def port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def server(folder: Path, port: int) -> Iterator[str]:
    chroma = Path(sys.executable).with_name("chroma")
    with subprocess.Popen(
        [chroma, "run", "--path", folder, "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as running:
        try:
            for _ in range(600):
                with closing(socket.socket()) as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.kill()


def collections(address: str) -> set[str]:
    import chromadb

    host, port = address.removeprefix("http://").split(":")
    client = chromadb.HttpClient(host=host, port=int(port))
    try:
        return {found.name for found in client.list_collections()}
    finally:
        client.close()


def unwell(library: Library) -> list[str]:
    return [f"{check.name}: {check.detail}" for check in library.doctor() if not check.ok]


def test_a_library_on_a_server_is_built_checked_and_searched_there(
    tmp_path: Path, port: int
) -> None:
    files = write_reports(tmp_path / "files", 4)
    with server(tmp_path / "server", port) as address, Library.open(chroma=address) as library:
        assert {o.status for o in library.add(files[:3])} == {"added"}
        assert not (library.vectors.folder / "chroma").exists()
        assert collections(address) == {f"judgements-{library.generation}"}
        assert unwell(library) == []
        vector = library.embedder().embed_query("the lantern1 team answers families")
        everywhere = library.vectors.nearest(vector, 5)
        assert len(everywhere) == 5
        wanted = library.resolve("saltmere-2")
        within = library.vectors.nearest(vector, 5, [wanted])
        assert {name.split(":")[0] for name, _ in within} == {wanted}
        # the next generation takes the place of the last, here and on the server
        library.add(files)
        library.vectors  # noqa: B018
        library.remove(wanted)
        assert f"judgements-{library.generation}" in collections(address)
        assert unwell(library) == []
        with Library.open(library.path, chroma=address) as replica:
            assert len(replica.vectors.nearest(vector, 5)) == 5


def test_keyword_search_answers_while_the_server_is_away_and_vectors_when_it_is_back(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.embed.open_embedder", open_embedder)
    files = write_reports(tmp_path / "files", 3)
    with server(tmp_path / "server", port) as address:
        library = Library.open(chroma=address)
        library.add(files)
        assert not find(library, "lantern1 letters").keyword_only
    finding = find(library, "lantern1 letters")
    assert finding.keyword_only
    assert "lantern1" in finding.found[0].passage.text
    vector = library.embedder().embed_query("letters")
    with pytest.raises(VectorsUnavailableError, match=address):
        library.vectors.nearest(vector, 3)
    assert any(fault.startswith("library Chroma") for fault in unwell(library))
    outcomes = library.add([*files, *write_reports(tmp_path / "files", 4)])
    assert [o.status for o in outcomes] == ["unchanged"] * 3 + ["failed"]
    assert address in (outcomes[3].error or "")
    with server(tmp_path / "server", port):
        assert not find(library, "lantern1 letters").keyword_only
        assert [o.status for o in library.add(write_reports(tmp_path / "files", 4))][3] == "added"
        assert unwell(library) == []
    library.close()


def test_moving_between_folder_and_server_rebuilds_without_embedding(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_reports(tmp_path / "files", 2)
    with Library.open() as library:
        library.add(files)
    embedded: list[str] = []
    encode = HashedWords.encode_passages
    monkeypatch.setattr(
        HashedWords,
        "encode_passages",
        lambda self, texts, progress=None: embedded.extend(texts) or encode(self, texts, progress),
    )
    with server(tmp_path / "server", port) as address:
        with Library.open(chroma=address) as library:
            library.add(files)
            assert collections(address) == {f"judgements-{library.generation}"}
            assert unwell(library) == []
        with Library.open() as library:
            library.add(files)
            assert (library.vectors.folder / "chroma").exists()
            assert collections(address) == set()
    assert embedded == []


def test_the_servers_token_is_sent_and_never_shown(
    tmp_path: Path, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str | None] = []

    class Refusing(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("Authorization"))
            self.send_error(401)

        do_POST = do_GET  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:
            pass

    monkeypatch.setenv("JUDGEMENTS_CHROMA_TOKEN", "hush-hush")
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), Refusing) as listening:
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        with Library.open(chroma=f"http://127.0.0.1:{port}") as library:
            (outcome,) = library.add(write_reports(tmp_path / "files", 1))
        listening.shutdown()
    assert seen
    assert set(seen) == {"Bearer hush-hush"}
    assert outcome.status == "failed"
    assert "hush" not in (outcome.error or "")


def test_an_address_that_is_none_is_named(tmp_path: Path) -> None:
    from index.storage.chroma import Collection
    from index.vectors import Manifest

    manifest = Manifest("1", "", "m", "f", 3, "r", "c", "chroma.example:8000", (), 0)
    with pytest.raises(SettingsError, match="http://host:8000"):
        Collection.open(tmp_path, manifest)

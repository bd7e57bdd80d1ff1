"""The page as a service: health, metrics, headers, login, a proxy's path, and the programs' door."""

from __future__ import annotations

import json
import re
import time
import urllib.error
import urllib.request
from importlib.util import find_spec

import pytest

from tests.browser import served
from tests.load import Visit


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with served(tmp_path_factory.mktemp("served")) as where:
        yield where


def get(url: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
    sent = headers if body is None else {"Content-Type": "application/json", **headers}
    request = urllib.request.Request(url, body, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


def wait_ready(address: str) -> None:
    for _ in range(300):
        if get(f"{address}/readyz")[0] == 200:
            return
        time.sleep(0.1)
    pytest.fail("never ready")


def test_health_and_readiness_are_told_apart(tmp_path):
    with served(tmp_path, "gated") as where:
        assert get(f"{where}/healthz")[0] == 200
        assert get(f"{where}/")[0] == 200
        status, _, body = get(f"{where}/readyz")
        assert (status, json.loads(body)["status"]) == (503, "getting ready")
        (tmp_path / "go").touch()
        wait_ready(where)
        assert json.loads(get(f"{where}/readyz")[2]) == {"status": "ready"}


def test_every_answer_carries_the_security_headers(address):
    for path in ("/", "/config", "/healthz", "/nothing"):
        headers = {k.lower(): v for k, v in get(f"{address}{path}")[1].items()}
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert not re.search(r"https?:|\*", headers["content-security-policy"])


def test_only_the_three_documented_endpoints_are_offered(address):
    offered = json.loads(get(f"{address}/gradio_api/info")[2])
    assert sorted(offered["named_endpoints"]) == ["/ask", "/reports", "/search"]
    assert offered["unnamed_endpoints"] == {}
    ask = offered["named_endpoints"]["/ask"]
    assert [p["parameter_name"] for p in ask["parameters"]] == [
        "question",
        "history",
        "report",
        "authority",
        "year",
    ]


@pytest.fixture(scope="module")
def client(address):
    from gradio_client import Client

    wait_ready(address)
    made = Client(address, verbose=False)
    yield made
    made.close()


def test_a_program_asks_and_gets_the_answers_document(client, address):
    answer = client.predict("What are caseloads like?", api_name="/ask")
    assert answer["status"] == "answered"
    first = answer["citations"][0]
    assert (first["paragraph"], first["pages"], first["verdict"]) == (2, [1], "verified")
    assert 'judgements_questions_total{status="answered"}' in get(f"{address}/metrics")[2]
    follow = client.predict(
        "And plans?", history=[["What are caseloads like?", "Low."]], api_name="/ask"
    )
    assert follow["citations"][0]["paragraph"] == 4


def test_a_program_searches_and_lists(client):
    hits = client.predict("cases managers", k=2, api_name="/search")
    assert len(hits) == 2
    assert hits[0]["score"] >= hits[1]["score"]
    own = client.predict("cases managers", authority="Northmere", year=2018, api_name="/search")
    assert {hit["report_id"] for hit in own} == {"northmere-2018"}
    assert {r["report_id"] for r in client.predict(api_name="/reports")} >= {"northmere-2018"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"question": " "}, "empty"),
        ({"question": "w" * 3000}, "is the most"),
        ({"question": "caseloads", "history": [["only one"]]}, "history"),
    ],
)
def test_a_programs_mistake_gets_a_clear_message(client, arguments, said):
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError, match=said):
        client.predict(api_name="/ask", **arguments)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (["cases", 0], "whole number from 1 to 50, not 0"),
        (["cases", 2.5], "whole number from 1 to 50, not 2.5"),
        (["cases", "many"], "whole number from 1 to 50, not 'many'"),
        (["cases", 51], "whole number from 1 to 50, not 51"),
        ([5, 5], "must be text"),
    ],
)
def test_a_search_for_what_can_be_no_number_of_passages_is_refused_in_words(address, body, said):
    event = json.loads(
        get(
            f"{address}/gradio_api/call/search",
            json.dumps({"data": [*body, None, None, None]}).encode(),
        )[2]
    )["event_id"]
    answer = get(f"{address}/gradio_api/call/search/{event}")[2]
    assert "event: error" in answer
    assert said in answer


def test_one_page_cannot_take_the_whole_queue(tmp_path):
    def joined(where: str, session: str, function: int) -> int:
        data = ["What are caseloads like?", None, None, None, None]
        body = {"data": data, "fn_index": function, "session_hash": session}
        return get(f"{where}/gradio_api/queue/join?", json.dumps(body).encode())[0]

    with served(tmp_path, "slow") as where:
        wait_ready(where)
        handlers = json.loads(get(f"{where}/config")[2])["dependencies"]
        asking = next(h["id"] for h in handlers if h["api_name"] == "ask")
        greedy = [joined(where, "greedy", asking) for _ in range(30)]
        assert greedy[0] == 200
        assert greedy[-1] == 503
        assert joined(where, "modest", asking) == 200


def test_a_page_that_is_closed_is_forgotten(tmp_path):
    with served(tmp_path) as where:
        wait_ready(where)
        pages = r"^judgements_open_pages (\d+)"
        visitor = Visit(where)
        visitor.open()
        assert re.search(pages, get(f"{where}/metrics")[2], re.MULTILINE)[1] == "1"
        visitor.close()
        for _ in range(100):
            if re.search(pages, get(f"{where}/metrics")[2], re.MULTILINE)[1] == "0":
                return
            time.sleep(0.2)
        pytest.fail("the closed page is still remembered")


def test_a_password_keeps_everybody_else_out(tmp_path):
    from gradio_client import Client

    with served(tmp_path, JUDGEMENTS_PASSWORD="open sesame") as where:
        wait_ready(where)
        assert get(f"{where}/config")[0] == 401
        assert get(f"{where}/gradio_api/info")[0] == 401
        assert get(f"{where}/healthz")[0] == 200
        with pytest.raises(Exception, match=r"(?i)log ?in|credential|auth"):
            Client(where, auth=("me", "wrong"), verbose=False)
        inside = Client(where, auth=("me", "open sesame"), verbose=False)
        assert inside.predict("caseloads?", api_name="/ask")["status"] == "answered"
        inside.close()


def test_a_proxys_login_is_required_where_it_is_set(tmp_path):
    with served(tmp_path, JUDGEMENTS_LOGIN_HEADER="X-Forwarded-User") as where:
        assert get(f"{where}/config")[0] == 401
        assert get(f"{where}/config", **{"X-Forwarded-User": "ann"})[0] == 200


def test_the_page_lives_under_a_proxys_path(tmp_path):
    with served(tmp_path, JUDGEMENTS_ROOT_PATH="/judgements") as where:
        config = json.loads(get(f"{where}/config")[2])
        assert config["root"].endswith("/judgements")


def test_uploads_can_be_switched_off(tmp_path):
    with served(tmp_path, JUDGEMENTS_UPLOADS="0") as where:
        assert "Add reports" not in get(f"{where}/config")[2]


def test_files_of_the_machine_are_not_served(address, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    for path in (secret, "/etc/passwd", "/etc/../etc/passwd"):
        assert get(f"{address}/gradio_api/file={path}")[0] in {403, 404}


@pytest.mark.skipif(find_spec("mcp") is None, reason="needs mcp (a package of the dev group)")
def test_an_mcp_client_gets_the_same_citations_as_a_program(tmp_path):
    import asyncio

    from gradio_client import Client
    from mcp import ClientSession
    from mcp.client.streamable_http import streamablehttp_client

    async def asked(where: str) -> tuple[list[str], dict]:
        async with (
            streamablehttp_client(f"{where}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = [tool.name for tool in (await session.list_tools()).tools]
            result = await session.call_tool("ask", {"question": "What are caseloads like?"})
            return tools, json.loads(result.content[0].text)

    with served(tmp_path, JUDGEMENTS_MCP="1") as where:
        wait_ready(where)
        tools, by_mcp = asyncio.run(asked(where))
        inside = Client(where, verbose=False)
        by_client = inside.predict("What are caseloads like?", api_name="/ask")
        inside.close()
    assert sorted(tools) == ["ask", "reports", "search"]
    assert by_mcp["citations"] == by_client["citations"]

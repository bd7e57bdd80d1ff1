"""A provider that keeps silent costs no more than the time that the settings allow an answer.

The whole path: the assistant on the digest that ships, a real model provider's client, and a loopback
server that holds the line for as long as the test runs. That an answer comes at all shows the limit,
since the server never ends by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rag import Assistant, Status
from rag.settings import Settings, from_environment
from rag.types import Answer, StatementReady
from tests.model_server import ModelServer, Reply, model_server

pytest.importorskip("langchain_openai")

QUESTION = "What do inspectors say about agency staffing and caseloads?"


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with model_server() as running:
        yield running


@pytest.fixture
def assistant(
    server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    clean_environment: None,
    tmp_path_factory: pytest.TempPathFactory,
) -> Assistant:
    monkeypatch.setenv("OPENAI_API_KEY", "scripted")
    monkeypatch.setenv("OPENAI_API_BASE", server.address)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    settings = Settings(model="openai:scripted", model_timeout=1.0)
    return Assistant.open(tmp_path_factory.mktemp("library") / "digest", settings=settings)


def _is_composed(answer: Answer) -> None:
    assert answer.status is Status.ANSWERED
    assert 47 in [citation.paragraph for citation in answer.citations]
    assert any("in the reports' own words" in note for note in answer.notes)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(silent=True),
        Reply(drips=True),
        Reply(drips=True, as_tool=True),
        Reply(lambda _: ["A sentence that never"], silent=True),
    ],
    ids=["silence", "a drip of nothing", "a drip inside a tool call", "half a sentence"],
)
def test_silence_of_whatever_kind_ends_in_the_composed_answer(
    server: ModelServer, assistant: Assistant, reply: Reply
) -> None:
    server.script(reply)
    _is_composed(assistant.ask(QUESTION))


def test_a_question_of_two_parts_gets_the_time_of_one(
    server: ModelServer, assistant: Assistant
) -> None:
    server.script(Reply(silent=True))
    answer = assistant.ask(f"{QUESTION[:-1]}, and how are disabled children's plans?")
    assert {11, 47} <= {citation.paragraph for citation in answer.citations}
    assert len(server.requests) == 2


def test_a_stream_shows_the_composed_statements_after_the_silence(
    server: ModelServer, assistant: Assistant
) -> None:
    server.script(Reply(silent=True))
    events = list(assistant.stream(QUESTION))
    last = events[-1]
    assert isinstance(last, Answer)
    ready = tuple(event.statement for event in events if isinstance(event, StatementReady))
    assert ready == last.statements


def test_the_time_allowed_is_a_setting() -> None:
    assert from_environment({"JUDGEMENTS_MODEL_TIMEOUT": "7.5"}).model_timeout == 7.5

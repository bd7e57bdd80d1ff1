"""A loopback server that speaks the OpenAI chat protocol and answers by script."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """How one request is answered; the pieces are made from the passages that the request holds.

    `as_tool` streams the pieces as arguments of a tool call; `breaks` closes the connection without
    an ending; `silent` keeps it open and says nothing after the pieces until the test is over;
    `drips` sends a space a tenth of a second apart instead, as long as anyone listens.
    """

    pieces: Callable[[list[dict[str, Any]]], Sequence[str]] = lambda _: ()
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    as_tool: bool = False
    breaks: bool = False
    silent: bool = False
    drips: bool = False


@dataclass
class ModelServer:
    """The server's address, what it was asked, and what it says next; the last reply repeats."""

    address: str
    replies: list[Reply] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)

    def script(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests.clear()


@contextmanager
def model_server() -> Iterator[ModelServer]:
    over = threading.Event()
    state = ModelServer("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            state.requests.append(body)
            reply = state.replies.pop(0) if len(state.replies) > 1 else state.replies[0]
            if reply.status != 200:
                self._refuse(reply)
                return
            self.send_response(200)
            self.send_header("content-type", "text/event-stream")
            self.send_header("transfer-encoding", "chunked")
            self.end_headers()
            try:
                self._stream(reply, body)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def _refuse(self, reply: Reply) -> None:
            text = json.dumps({"error": {"message": "scripted", "type": "scripted"}}).encode()
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def _stream(self, reply: Reply, body: dict[str, Any]) -> None:
            asked = body["messages"][-1]["content"].split("\n\n")[0]
            for number, piece in enumerate(reply.pieces(json.loads(asked)["passages"])):
                self._event(_delta(piece, number, as_tool=reply.as_tool))
            if reply.silent:
                over.wait()
            while reply.drips and not over.wait(0.1):
                self._event(_delta(" ", 1, as_tool=reply.as_tool))
            if reply.breaks or reply.silent:
                self.close_connection = True
                return
            self._event({}, finish="tool_calls" if reply.as_tool else "stop")
            self._chunk(b"data: [DONE]\n\n")
            self._chunk(b"")

        def _event(self, delta: dict[str, Any], finish: str | None = None) -> None:
            event = {
                "id": "chat-1",
                "object": "chat.completion.chunk",
                "created": 1,
                "model": "scripted",
                "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
            }
            self._chunk(b"data: " + json.dumps(event).encode() + b"\n\n")

        def _chunk(self, data: bytes) -> None:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that hangs up is part of the script."""

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        over.set()
        server.shutdown()
        server.server_close()


def _delta(piece: str, number: int, *, as_tool: bool) -> dict[str, Any]:
    if not as_tool:
        return {"role": "assistant", "content": piece}
    call: dict[str, Any] = {"index": 0, "function": {"arguments": piece}}
    if number == 0:
        call |= {"id": "call-1", "type": "function"}
        call["function"] = {"name": "answer", "arguments": piece}
    return {"role": "assistant", "content": None, "tool_calls": [call]}

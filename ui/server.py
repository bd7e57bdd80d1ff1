"""The web server around the page: login, health, metrics, security headers, logs."""

from __future__ import annotations

import hmac
import json
import logging
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from index.errors import SettingsError
from ui.wiring import Backstage

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from ui.offline import gr

#: Gradio's page compiles templates and carries inline scripts and styles, so those stay allowed;
#: nothing may come from, or be sent to, any other host.
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; media-src 'self' data: blob:; worker-src 'self' blob:; object-src 'none'; "
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=()"),
)


VARIABLES = (
    "JUDGEMENTS_PASSWORD",
    "JUDGEMENTS_LOGIN_HEADER",
    "JUDGEMENTS_ROOT_PATH",
    "JUDGEMENTS_UPLOADS",
    "JUDGEMENTS_MCP",
    "JUDGEMENTS_LOG_QUESTIONS",
)


@dataclass(frozen=True, slots=True)
class Serving:
    """How the page is served.

    password: asked of everybody; None asks nobody. Any user name goes with it.
    login_header: a header in which a reverse proxy names who is logged in; requests without it are
        turned away. Only for a server that nobody reaches but through that proxy.
    root_path: the path under which a reverse proxy serves the page.
    uploads: whether readers may add reports.
    mcp: also serve the endpoints to programs that speak the Model Context Protocol.
    log_questions: write the questions' text into the log.
    """

    password: str | None = None
    login_header: str | None = None
    root_path: str = ""
    uploads: bool = True
    mcp: bool = False
    log_questions: bool = False


def from_environment(environment: Mapping[str, str] | None = None) -> Serving:
    """Read JUDGEMENTS_PASSWORD, _LOGIN_HEADER, _ROOT_PATH, _UPLOADS, _MCP and _LOG_QUESTIONS.

    Raises SettingsError where a value can't be what it should.
    """
    source = os.environ if environment is None else environment
    path = source.get("JUDGEMENTS_ROOT_PATH", "").strip().rstrip("/")
    if path and not path.startswith("/"):
        raise SettingsError(f"JUDGEMENTS_ROOT_PATH is “{path}”; it begins with a slash, like /ask.")
    serving = Serving(
        password=source.get("JUDGEMENTS_PASSWORD") or None,
        login_header=source.get("JUDGEMENTS_LOGIN_HEADER", "").strip() or None,
        root_path=path,
        uploads=_switch(source, "JUDGEMENTS_UPLOADS", default=True),
        mcp=_switch(source, "JUDGEMENTS_MCP", default=False),
        log_questions=_switch(source, "JUDGEMENTS_LOG_QUESTIONS", default=False),
    )
    if serving.password and serving.login_header:
        raise SettingsError(
            "JUDGEMENTS_PASSWORD and JUDGEMENTS_LOGIN_HEADER are both set; unset one of them."
        )
    return serving


def _switch(source: Mapping[str, str], name: str, *, default: bool) -> bool:
    said = source.get(name, "").strip().lower()
    if said in {"", "1", "true", "yes", "on"}:
        return default if said == "" else True
    if said in {"0", "false", "no", "off"}:
        return False
    raise SettingsError(f"{name} is “{said}”; write 1 or 0.")


def assemble(page: gr.Blocks, backstage: Backstage, serving: Serving) -> FastAPI:
    """The page with everything around it, as one ASGI application."""
    from fastapi import FastAPI
    from fastapi.responses import JSONResponse, PlainTextResponse

    from ui.offline import gr
    from ui.theme import appearance

    if serving.mcp:
        _need_mcp()
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def alive() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @app.get("/readyz")
    def ready() -> JSONResponse:
        desk = backstage.desk
        state = "ready" if desk.ready else "failed" if desk.failure else "getting ready"
        return JSONResponse({"status": state}, 200 if desk.ready else 503)

    @app.get("/metrics")
    def metrics() -> PlainTextResponse:
        text = backstage.metrics.text(
            ready=backstage.desk.ready, pages=len(page.state_holder.session_data)
        )
        return PlainTextResponse(text, media_type="text/plain; version=0.0.4")

    def who(request: Request) -> str | None:
        return request.headers.get(serving.login_header or "") or None

    gr.mount_gradio_app(
        app,
        page,
        path="",
        auth=_password_check(serving.password),
        auth_message="Enter any user name, and the password that you were given.",
        auth_dependency=who if serving.login_header else None,
        root_path=serving.root_path or None,
        max_file_size=f"{backstage.limits.megabytes}mb",
        show_error=True,
        ssr_mode=False,
        pwa=False,
        mcp_server=serving.mcp,
        footer_links=[],
        **appearance(),
    )
    if serving.mcp:
        _answer_in_json(page.mcp_server_obj)
    app.add_middleware(SecurityHeaders)
    return app


def _password_check(password: str | None) -> Any:
    if password is None:
        return None

    def check(_name: str, given: str) -> bool:
        return hmac.compare_digest(given.encode(), password.encode())

    return check


def _need_mcp() -> None:
    if find_spec("mcp") is None:
        raise SettingsError('JUDGEMENTS_MCP needs one package more: pip install "mcp>=1.21,<2".')


def _answer_in_json(mcp: Any) -> None:
    """Give MCP clients JSON: Gradio itself would send the text of a Python object."""

    def as_json(data: list[Any], _root_url: str) -> list[Any]:
        return [
            mcp.types.TextContent(type="text", text=json.dumps(item, ensure_ascii=False))
            for item in data
        ]

    mcp.postprocess_output_data = as_json


class SecurityHeaders:
    """Adds the security headers to every HTTP response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = {name for name, _ in HEADERS}
                kept = [(n, v) for n, v in message.get("headers", []) if n.lower() not in named]
                message = {**message, "headers": [*kept, *HEADERS]}
            await send(message)

        await self.app(scope, receive, with_headers)


class JsonLines(logging.Formatter):
    """One JSON object a line; the text of questions only where that was asked for."""

    FIELDS = ("status", "citations", "seconds", "error", "files")

    def __init__(self, *, questions: bool) -> None:
        super().__init__()
        self._fields = (*self.FIELDS, "question") if questions else self.FIELDS

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of JSON."""
        said: dict[str, Any] = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        said |= {name: getattr(record, name) for name in self._fields if hasattr(record, name)}
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def write_logs(*, questions: bool) -> None:
    """Send the page's log to stderr as JSON lines."""
    log = logging.getLogger("judgements")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines(questions=questions))
    log.handlers = [handler]
    log.setLevel(logging.INFO)
    log.propagate = False


def listen(host: str, port: int) -> socket.socket:
    """A socket on that address; port 0 takes any free one.

    Raises:
        SettingsError: the address can't be listened on.
    """
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        bound = socket.socket(family, socket.SOCK_STREAM)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except (OSError, OverflowError) as error:
        raise SettingsError(
            f"Can't listen on {host} port {port}: {getattr(error, 'strerror', None) or error}. "
            "Choose another with --port, or stop what uses it."
        ) from error
    return bound


def run(app: FastAPI, bound: socket.socket) -> None:
    """Serve until interrupted."""
    import uvicorn

    # open event streams would otherwise hold the server for ever when it is asked to stop
    config = uvicorn.Config(app, log_level="warning", access_log=False, timeout_graceful_shutdown=3)
    try:
        uvicorn.Server(config).run(sockets=[bound])
    except KeyboardInterrupt:  # the ordinary way to stop a chat
        pass
    finally:
        bound.close()

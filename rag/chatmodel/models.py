"""Opening a chat model by name, and putting its failures into words. The adapter to LangChain's models."""

from __future__ import annotations

import contextvars
import os
import queue
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from index.errors import ModelError, SettingsError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MAX_TOKENS = 1500
"""Tokens that a model may write for one answer."""

# Providers whose LangChain class takes these settings under these names.
_LIMITED = frozenset(
    {
        *("openai", "azure_openai", "anthropic", "mistralai", "groq", "deepseek", "xai"),
        *("together", "fireworks", "openrouter"),
    }
)
_KEYS = {
    "openai": "OPENAI_API_KEY",
    "azure_openai": "AZURE_OPENAI_API_KEY",
    "anthropic": "ANTHROPIC_API_KEY",
    "google_genai": "GOOGLE_API_KEY",
    "mistralai": "MISTRAL_API_KEY",
    "groq": "GROQ_API_KEY",
    "deepseek": "DEEPSEEK_API_KEY",
    "cohere": "COHERE_API_KEY",
    "xai": "XAI_API_KEY",
    "together": "TOGETHER_API_KEY",
    "fireworks": "FIREWORKS_API_KEY",
    "openrouter": "OPENROUTER_API_KEY",
}


def open_model(name: str, *, timeout: float = 60.0) -> BaseChatModel:
    """The chat model that `provider:name` names, with our limits; nothing is sent yet.

    Raises:
        SettingsError: the name is not of that form, the provider is unknown, its package is not
            installed, or its key is missing. The message says what to do.
    """
    provider, _, model = (part.strip() for part in name.partition(":"))
    if not provider or not model:
        msg = f"“{name}” names no chat model; write it as provider:name, for example openai:gpt-4o."
        raise SettingsError(msg)
    from langchain.chat_models import init_chat_model

    limits: dict[str, Any] = {}
    if provider in _LIMITED:
        # retries are ours to make, within the time that one answer may take
        limits = {"timeout": timeout, "max_retries": 0, "max_tokens": MAX_TOKENS}
    try:
        opened = init_chat_model(model, model_provider=provider, **limits)
    except ImportError as error:
        package = f"langchain-{provider.split('_')[0]}"
        hint = str(error).partition("`pip install ")[2].partition("`")[0] or package
        msg = f"The chat model {name} needs the package {hint}: pip install {hint}"
        raise SettingsError(msg) from error
    except Exception as error:
        raise SettingsError(_not_opened(name, provider, error)) from error
    return opened  # type: ignore[no-any-return]


def _not_opened(name: str, provider: str, error: Exception) -> str:
    key = _KEYS.get(provider)
    if "unsupported provider" in str(error).lower() or "model_provider" in str(error):
        return (
            f"“{provider}” is no provider of chat models that LangChain knows; write provider:name, "
            "for example openai:gpt-4o, anthropic:claude-sonnet-4-5 or ollama:llama3.1."
        )
    if key and not os.environ.get(key):
        return f"The chat model {name} needs a key: set {key}, or unset JUDGEMENTS_MODEL."
    return f"The chat model {name} can't be opened: {_first_line(error)}"


@dataclass(frozen=True, slots=True)
class _Failure:
    words: str
    retryable: bool


_BY_STATUS = {
    400: _Failure("did not accept the request", False),
    401: _Failure("refused the key; check that it is set and valid", False),
    402: _Failure("asks for payment; check the account", False),
    403: _Failure("refused access; check the key and what it may use", False),
    404: _Failure("does not know this model; check its name in JUDGEMENTS_MODEL", False),
    408: _Failure("took too long", True),
    409: _Failure("was busy", True),
    413: _Failure("found the request too long", False),
    429: _Failure("takes no more requests for now, or its quota is used up", True),
    529: _Failure("is overloaded", True),
}


class BusyError(ModelError):
    """The provider asks to wait; `wait` is in seconds, None where it does not say how long."""

    def __init__(self, message: str, wait: float | None) -> None:
        super().__init__(message, retryable=True)
        self.wait = wait


def failure(error: BaseException) -> ModelError:
    """What went wrong at the provider, in words for the reader, and whether trying again may help."""
    if isinstance(error, ModelError):
        return error
    status = _status(error)
    if status is not None:
        known = _BY_STATUS.get(status)
        if known is None and status >= 500:
            known = _Failure("has a failure of its own", True)
        known = known or _Failure("did not accept the request", False)
        words = f"the provider {known.words} (HTTP {status})"
        return BusyError(words, _retry_after(error)) if known.retryable else ModelError(words)
    name = type(error).__name__.lower()
    if "timeout" in name or isinstance(error, TimeoutError):
        return ModelError("the provider did not answer in time", retryable=True)
    if any(word in name for word in ("connect", "protocol", "readerror", "network")) or isinstance(
        error, OSError
    ):
        return ModelError(
            "the provider can't be reached; check the network and its address", retryable=True
        )
    return ModelError(f"it failed: {_first_line(error)}", retryable=False)


def _status(error: BaseException) -> int | None:
    for holder in (error, getattr(error, "response", None)):
        status = getattr(holder, "status_code", None)
        if isinstance(status, int):
            return status
    return None


def _retry_after(error: BaseException) -> float | None:
    """Seconds that the provider asks to wait, where it says so in figures."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        seconds = float(headers.get("retry-after", ""))
    except ValueError:
        return None
    return seconds if 0 <= seconds < float("inf") else None


def _first_line(error: BaseException) -> str:
    line = next(iter(str(error).splitlines()), "").strip()
    return line[:200] or type(error).__name__


def pieces(
    model: Any, messages: Sequence[tuple[str, str]], deadline: float
) -> Iterator[tuple[str, str]]:
    """What a model writes, piece by piece: plain text, and arguments of tool calls.

    The model is read in a thread of its own, so that silence can't outlast the deadline (a time of
    `time.monotonic`). Raises ModelError for every failure of the provider.
    """
    received: queue.Queue[Any] = queue.Queue()
    stop = threading.Event()

    def read() -> None:
        try:
            for chunk in model.stream(list(messages)):
                if stop.is_set():
                    return
                received.put(chunk)
            received.put(None)
        except Exception as error:
            received.put(error)

    # the context carries LangChain's callbacks into the thread, so that traces stay whole
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(read,), daemon=True, name="chat model").start()
    try:
        while True:
            try:
                chunk = received.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                msg = "the provider did not answer in the time allowed"
                raise ModelError(msg) from None
            if chunk is None:
                return
            if isinstance(chunk, Exception):
                raise failure(chunk) from chunk
            arguments = "".join(c.get("args") or "" for c in getattr(chunk, "tool_call_chunks", ()))
            yield str(chunk.text), arguments
    finally:
        stop.set()

"""What every test stands on: its own library folder, no keys, no settings of the machine it runs on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.browser import chromium, opened, served

KEYS = (
    "OPENAI",
    "ANTHROPIC",
    "GOOGLE",
    "MISTRAL",
    "COHERE",
    "GROQ",
    "OLLAMA",
    "AZURE",
    "LANGSMITH",
    "LANGCHAIN",
)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(("JUDGEMENTS_", *(f"{key}_" for key in KEYS))):
            monkeypatch.delenv(name)
    monkeypatch.setenv("JUDGEMENTS_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports that may lie beside the repository."""
    folder = Path(__file__).resolve().parents[2] / "shared"
    if not (folder / "reports").is_dir():
        pytest.skip("needs ../shared")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def address(folder):
    with served(folder) as where:
        yield where


@pytest.fixture(scope="module")
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser, address):
    with opened(browser, address) as shown:
        yield shown

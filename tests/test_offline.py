"""Nothing outside this machine is needed: ask and chat work where only loopback exists."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ALONE = Path(__file__).parent / "alone.py"
COMMAND = str(Path(sys.executable).parent / "judgements")


@pytest.fixture
def environment(tmp_path):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("JUDGEMENTS_")}
    return {**kept, "JUDGEMENTS_LIBRARY": str(tmp_path / "library"), "HOME": str(tmp_path)}


@pytest.fixture(autouse=True)
def namespace():
    probe = subprocess.run([sys.executable, ALONE, "true"])
    if probe.returncode == 125:
        pytest.skip("needs a kernel that allows a network namespace")


def test_the_namespace_really_reaches_nothing():
    program = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=3)"
    done = subprocess.run(
        [sys.executable, ALONE, sys.executable, "-c", program], capture_output=True
    )
    assert done.returncode != 0
    assert b"unreachable" in done.stderr


def test_a_first_question_is_answered_with_the_network_cut(environment):
    done = subprocess.run(
        [sys.executable, ALONE, COMMAND, "ask", "--json", "What was Essex judged overall?"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert "outstanding" in answer["text"]
    assert answer["citations"][0]["verdict"] == "verified"


def test_a_searched_question_is_answered_with_the_network_cut(environment):
    done = subprocess.run(
        [sys.executable, ALONE, COMMAND, "ask", "--json", "Are caseloads low?"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["status"] == "answered"
    assert 47 in [citation["paragraph"] for citation in answer["citations"]]


def test_the_chat_serves_its_page_with_the_network_cut(environment):
    # The page is asked for from inside the namespace: nothing else can reach it.
    program = f"""
import re, subprocess, sys, time, urllib.request
chat = subprocess.Popen([{COMMAND!r}, "chat", "--port", "7861"], stderr=subprocess.DEVNULL)
try:
    for _ in range(240):
        try:
            page = urllib.request.urlopen("http://127.0.0.1:7861/", timeout=5).read().decode()
            break
        except OSError:
            time.sleep(0.25)
    else:
        sys.exit("the page never came up")
    print(len(page), "gradio" in page)
finally:
    chat.terminate()
    chat.wait(20)
"""
    done = subprocess.run(
        [sys.executable, ALONE, sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "True" in done.stdout

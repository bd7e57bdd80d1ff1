"""A report of two paragraphs is answered from as a long one is, and only where it says what is asked."""

import pytest

from rag import Assistant

TEXT = """# Inspection of Westmere local authority children's services

Westmere Council

1. The council pays for a night bus so that apprentices reach their jobs on time.

2. Lantern House, which opened in spring, gives young mothers a place to stay together.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory):
    folder = tmp_path_factory.mktemp("small")
    (folder / "westmere.md").write_text(TEXT, encoding="utf-8")
    made = Assistant.open(folder / "library")
    made.library.add([folder / "westmere.md"])
    return made


@pytest.mark.parametrize(
    ("question", "paragraph"),
    [
        ("How do apprentices get to work?", 1),
        ("Do apprentices get to their jobs on time?", 1),
        ("Where can young mothers stay?", 2),
        ("When did Lantern House open?", 2),
    ],
)
def test_what_a_short_report_says_is_answered(assistant, question, paragraph):
    answer = assistant.ask(question, report="westmere")
    assert answer.status == "answered", answer.text
    assert answer.citations[0].paragraph == paragraph


@pytest.mark.parametrize(
    "question", ["How many apprentices are there?", "Who runs Lantern House?", "Is the bus new?"]
)
def test_what_a_short_report_does_not_say_is_not_answered(assistant, question):
    assert assistant.ask(question, report="westmere").status == "not_in_reports"


def test_a_file_without_council_and_date_is_answered_from_and_cited_by_its_title(tmp_path):
    (tmp_path / "tides.md").write_text(
        "# Notes on tides\n\nThe office sets the tide boards each morning.\n\n"
        "Foster families moor their boats free of charge by the north steps.\n",
        encoding="utf-8",
    )
    assistant = Assistant.open(tmp_path / "library")
    assistant.library.add([tmp_path / "tides.md"])
    answer = assistant.ask("Where can foster families moor their boats?", report="tides")
    assert answer.status == "answered", answer.text
    assert answer.citations[0].report.title == "Notes on tides"
    assert "north steps" in answer.text

"""The parts behind the page: readiness, limits, counters, original pages, the ledger, settings."""

from __future__ import annotations

import json
import logging
import threading
import time
from dataclasses import replace

import pytest

from index.errors import JudgementsError, LibraryError, SettingsError
from index.storage.ledger import Entry, Ledger
from tests.fake_assistant import FakeAssistant, FakeLibrary, report
from tests.paper import write_pdf
from ui import memory, pages, server
from ui.asking import Chosen, chosen, converse, refusal, scope_choices, suggestions
from ui.limits import Limits
from ui.metrics import Metrics
from ui.ready import Desk, NotReadyError
from ui.session import Exchange, to_document
from ui.wiring import Backstage


@pytest.fixture
def desk():
    made = Desk(FakeAssistant)
    made.start()
    made.assistant(30)
    return made


def test_the_desk_loads_once_and_for_everybody():
    made = []
    gate = threading.Event()

    def factory():
        gate.wait(10)
        made.append(FakeAssistant())
        return made[-1]

    desk = Desk(factory)
    for _ in range(3):
        desk.start()
    assert not desk.ready
    with pytest.raises(NotReadyError, match="getting ready"):
        desk.assistant(timeout=0.01)
    gate.set()
    assert desk.assistant(10) is desk.assistant(10) is made[0]
    assert len(made) == 1


def test_a_desk_that_can_t_load_says_why():
    def broken():
        raise LibraryError("The library is unreadable. Move it away.")

    def unforeseen():
        raise ZeroDivisionError("inside")

    for factory, said in ((broken, "Move it away"), (unforeseen, "judgements doctor")):
        desk = Desk(factory)
        with pytest.raises(NotReadyError, match=said):
            desk.assistant(10)
        assert desk.settled
        assert not desk.ready
        assert "inside" not in (desk.failure or "")


def test_a_conversation_grows_by_views_and_the_last_is_done(desk):
    views = list(converse(desk, Metrics(), "What are caseloads like?", (), None))
    assert [v.done for v in views] == [False] * (len(views) - 1) + [True]
    assert "working" in views[0].messages[-1]["content"]
    last = views[-1]
    assert last.conversation[0].answer.citations
    assert last.evidence
    again = list(converse(desk, Metrics(), "And plans?", last.conversation, None))[-1]
    assert len(again.conversation) == 2
    assert again.conversation[0] == last.conversation[0]


def test_the_chosen_reports_are_asked(desk):
    only = list(converse(desk, Metrics(), "caseloads", (), "report:northmere-2014"))[-1]
    assert {c.report.report_id for c in only.conversation[0].answer.citations} == {"northmere-2014"}
    unknown = list(converse(desk, Metrics(), "caseloads", (), "report:gone"))[-1]
    assert unknown.done


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("all", Chosen()),
        (None, Chosen()),
        ("authority:Essex", Chosen(authority="Essex")),
        ("report:essex-2018-11-19", Chosen(report="essex-2018-11-19")),
        ("report:", Chosen()),
    ],
)
def test_a_choice_becomes_a_scope(value, expected):
    assert chosen(value) == expected


def test_choices_offer_everything_then_councils_then_reports(desk):
    names = [name for name, _ in scope_choices(desk.assistant().library.reports())]
    assert names == ["All reports (2)", "Northmere: 2 reports", "Northmere 2018", "Northmere 2014"]


def test_questions_are_refused_in_words():
    assert "empty" in refusal("")
    assert "2,000 is the most" in refusal("w" * 2001)
    assert refusal("w" * 2000) is None


def test_an_error_becomes_a_message_and_is_counted(desk):
    metrics = Metrics()
    view = list(converse(desk, metrics, "explode", (), None))[-1]
    assert "secret" not in view.conversation[0].error
    assert 'questions_total{status="error"} 1' in metrics.text(ready=True)


def test_limits_hold_for_each_person_alone():
    limits = Limits(per_person=1)

    class Request:
        def __init__(self, name):
            self.session_hash = name

    with limits.one_of(Request("a")) as first, limits.one_of(Request("b")) as other:
        assert first is None
        assert other is None
        with limits.one_of(Request("a")) as second:
            assert "being answered already" in second
    with limits.one_of(Request("a")) as later:
        assert later is None


def test_a_page_and_an_address_have_their_share_of_the_queue_and_no_more():
    limits = Limits(queue=10, per_person=1)
    assert limits.crowded(of_page=6, of_address=4) is None
    assert "yours is waiting" in limits.crowded(of_page=7, of_address=4)
    assert "your network" in limits.crowded(of_page=0, of_address=5)


def test_a_conversation_that_the_server_forgot_comes_from_the_browser(desk):
    backstage = Backstage(desk)
    told = list(converse(desk, Metrics(), "What are caseloads like?", (), None))[-1].conversation
    kept = to_document(told)
    assert backstage.told(None, kept)[0].answer.citations == told[0].answer.citations
    assert backstage.told((), kept) == ()
    assert backstage.told(told, []) == told


def test_memory_that_was_freed_is_given_back_once_for_a_whole_crowd():
    held = [bytes(1000) * 60 for _ in range(3000)]  # small pieces: too small to be mapped each
    pieces = held[::2]
    full = memory.resident()
    del held
    del pieces
    assert memory.give_back_soon(0.2)
    assert not memory.give_back_soon(0.2)
    for _ in range(100):
        if memory.resident() < full - 100 * 2**20:
            return
        time.sleep(0.1)
    pytest.fail("the memory was kept")


def test_suggestions_go_on_from_the_last_answer_and_never_fail(desk):
    told = list(converse(desk, Metrics(), "What are caseloads like?", (), None))[-1].conversation
    assert suggestions(desk, told, "all") == desk.assistant().suggest(told[-1].answer)
    assert suggestions(desk, (), "all") == ()
    assert suggestions(desk, (Exchange("q", error="no"),), "all") == ()

    class Broken(FakeAssistant):
        def suggest(self, answer, **options):
            raise RuntimeError("inside")

    broken = Desk(Broken)
    broken.assistant(10)
    assert suggestions(broken, told, "all") == ()


def test_metrics_are_in_the_exposition_format():
    metrics = Metrics()
    metrics.count("questions_total", status='a"b\\c\nd')
    metrics.observe("answer_seconds", 0.3)
    metrics.observe("answer_seconds", 100)
    lines = metrics.text(ready=False).splitlines()
    assert "judgements_ready 0" in lines
    assert r'judgements_questions_total{status="a\"b\\c\nd"} 1' in lines
    assert 'judgements_answer_seconds_bucket{le="0.25"} 0' in lines
    assert 'judgements_answer_seconds_bucket{le="0.5"} 1' in lines
    assert 'judgements_answer_seconds_bucket{le="+Inf"} 2' in lines
    assert "judgements_answer_seconds_count 2" in lines
    assert "judgements_answer_seconds_sum 100.300000" in lines


# -- original pages


def test_a_quote_is_found_over_line_ends_and_other_dashes(tmp_path):
    words = "The first line is here and goes on for long enough to be wrapped by the paper, well-known to all who read it."
    path = write_pdf(tmp_path / "a.pdf", [["Above.", words, "Below."]])
    picture, spot = pages.draw(path, 1, words.replace("well-known", "well‐known"))
    assert picture.startswith(b"\x89PNG")
    assert 0.1 < spot < 0.4
    assert pages.draw(path, 1, "These words stand nowhere on the page.")[1] is None


def test_a_quote_over_a_page_break_is_outlined_on_both_pages(tmp_path):
    path = write_pdf(
        tmp_path / "b.pdf",
        [
            ["Long before. This sentence begins on one page"],
            ["and it ends upon the next one. After."],
        ],
    )
    quote = "This sentence begins on one page and it ends upon the next one."
    assert pages.draw(path, 1, quote)[1] is not None
    assert pages.draw(path, 2, quote)[1] is not None


def test_a_page_that_isn_t_there_or_a_damaged_file_is_an_error(tmp_path):
    path = write_pdf(tmp_path / "c.pdf", [["One."]])
    with pytest.raises(JudgementsError, match="no page 9"):
        pages.draw(path, 9, "One.")
    damaged = tmp_path / "d.pdf"
    damaged.write_bytes(b"%PDF-1.4 nothing")
    with pytest.raises(JudgementsError, match="can't be opened"):
        pages.draw(damaged, 1, "One.")


def test_pages_are_drawn_from_many_threads(tmp_path):
    path = write_pdf(tmp_path / "e.pdf", [[f"Page number {n} says so."] for n in range(8)])
    found: dict[int, float | None] = {}

    def draw(n: int) -> None:
        found[n] = pages.draw(path, n + 1, f"Page number {n} says so.")[1]

    threads = [threading.Thread(target=draw, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found[n] is not None for n in range(8))


def test_a_damaged_original_is_shown_as_text(tmp_path):
    damaged = tmp_path / "f.pdf"
    damaged.write_bytes(b"%PDF-1.4 nothing")
    source = report(2018)
    library = FakeLibrary([source], {source.card.report_id: damaged})
    answer = FakeAssistant(library).ask("caseloads")
    shown = pages.dialog((Exchange("q", answer),), 1, 1, library)
    assert "<img" not in shown
    assert '<p class="here" data-focus>' in shown
    assert "no longer in this conversation" in pages.dialog((), 1, 1, library)


# -- the ledger


@pytest.fixture
def entry():
    return Entry(
        said="2024-05-01T10:00:00+00:00",
        reader="r1",
        verdict="right",
        question="What are caseloads like?",
        statement="Most workers hold few cases.",
        report_id="northmere-2018",
        sha256="a" * 64,
        paragraph_id="p2",
        paragraph=2,
        pages=(1, 2),
        quote="Most workers",
        start=0,
        end=12,
        library="g1",
    )


def test_a_verdict_is_kept_and_a_changed_mind_replaces_it(tmp_path, entry):
    ledger = Ledger(tmp_path)
    assert ledger.entries() == ()
    ledger.record(entry)
    ledger.record(replace(entry, reader="r2"))
    ledger.record(replace(entry, verdict="wrong"))
    assert {(e.reader, e.verdict) for e in ledger.entries()} == {("r1", "wrong"), ("r2", "right")}
    assert ledger.entries()[0].pages == (1, 2)


def test_verdicts_become_evaluation_cases(tmp_path, entry):
    ledger = Ledger(tmp_path)
    ledger.record(entry)
    ledger.record(
        replace(entry, paragraph_id="p3", paragraph=3, verdict="not_enough", start=4, end=9)
    )
    ledger.record(replace(entry, question="Another?", verdict="wrong"))
    first, second = ledger.cases()
    assert (first["gold_paragraphs"], first["disputed_paragraphs"]) == ([2], [3])
    assert first["gold_pages"] == [1, 2]
    assert (second["gold_paragraphs"], second["disputed_paragraphs"]) == ([], [2])
    assert len({c["id"] for c in (first, second)}) == 2
    json.dumps([first, second])


def test_an_unknown_verdict_or_an_unwritable_ledger_is_an_error(tmp_path, entry):
    with pytest.raises(ValueError, match="unknown verdict"):
        Ledger(tmp_path).record(replace(entry, verdict="splendid"))
    (tmp_path / "ledger.sqlite").write_bytes(b"this is no database at all, but long enough to look")
    with pytest.raises(LibraryError, match="can't be read or written"):
        Ledger(tmp_path).record(entry)


def test_a_view_on_a_citation_is_written_with_its_place(tmp_path):
    desk = Desk(lambda: FakeAssistant(FakeLibrary([report(2018)], path=tmp_path)))
    backstage = Backstage(desk)
    conversation = (Exchange("q", desk.assistant(10).ask("What are caseloads like?")),)
    assert "Noted" in backstage.rate(conversation, 1, 1, "not_enough", "me")
    assert Ledger(tmp_path).entries()[0].verdict == "not_enough"
    assert "no longer" in backstage.rate(conversation, 1, 9, "right", "me")
    assert "no longer" in backstage.rate(conversation, 4, 1, "right", "me")
    assert "no longer" in backstage.rate(conversation, 1, 1, "splendid", "me")


@pytest.mark.parametrize("value", ["", "x-1", "1", "1-", "-1", "１-１", None, "1-2-3"])
def test_a_key_that_is_none_points_nowhere(value):
    assert Backstage.key(value) == (0, 0)
    assert Backstage.key("2-3") == (2, 3)


# -- serving


def test_serving_is_read_from_the_environment():
    assert server.from_environment({}) == server.Serving()
    said = {
        "JUDGEMENTS_PASSWORD": "pw",
        "JUDGEMENTS_ROOT_PATH": "/ask/",
        "JUDGEMENTS_UPLOADS": "no",
        "JUDGEMENTS_LOG_QUESTIONS": "1",
    }
    assert server.from_environment(said) == server.Serving(
        password="pw", root_path="/ask", uploads=False, log_questions=True
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("JUDGEMENTS_ROOT_PATH", "ask"),
        ("JUDGEMENTS_UPLOADS", "perhaps"),
        ("JUDGEMENTS_PASSWORD", "both"),
    ],
)
def test_a_setting_that_can_t_work_is_refused_by_name(name, value):
    with pytest.raises(SettingsError, match=name):
        server.from_environment({"JUDGEMENTS_LOGIN_HEADER": "X-User", name: value})


def test_a_taken_port_is_refused_with_what_to_do():
    bound = server.listen("127.0.0.1", 0)
    bound.listen()
    try:
        with pytest.raises(SettingsError, match="--port"):
            server.listen("127.0.0.1", bound.getsockname()[1])
    finally:
        bound.close()


def test_logs_are_json_and_hold_no_question_unless_asked():
    record = logging.LogRecord("judgements.chat", logging.INFO, "", 0, "answered", (), None)
    record.__dict__.update(status="answered", question="my secret question")
    quiet = json.loads(server.JsonLines(questions=False).format(record))
    assert (quiet["event"], quiet["status"]) == ("answered", "answered")
    assert "question" not in quiet
    assert json.loads(server.JsonLines(questions=True).format(record))["question"]


def test_fetching_needs_a_council_that_exists(desk):
    from ui.add_tab import fetching

    backstage = Backstage(desk)
    assert "Name a council" in list(fetching(backstage, "  ", lambda *_, **__: None))[-1]
    said = list(fetching(backstage, "Atlantis <b>", lambda *_, **__: None))[-1]
    assert 'role="alert"' in said
    assert "<b>" not in said


def test_an_upload_over_the_limit_adds_nothing(desk, tmp_path):
    from ui.add_tab import adding

    backstage = Backstage(desk, limits=Limits(files=1))
    before = desk.assistant().library.reports()
    said = list(adding(backstage, [tmp_path / "a.pdf", tmp_path / "b.pdf"], lambda *_, **__: None))
    assert "1 is the most" in said[-1]
    assert desk.assistant().library.reports() == before


def test_an_upload_that_fails_for_all_is_said_for_each(tmp_path):
    from ui.add_tab import adding

    class Broken(FakeLibrary):
        def add(self, paths, *, progress):
            raise LibraryError("Another process is writing. Try again.")

    backstage = Backstage(Desk(lambda: FakeAssistant(Broken([report(2018)]))))
    files = [tmp_path / "a.pdf", tmp_path / "b.pdf"]
    said = list(adding(backstage, files, lambda *_, **__: None))[-1]
    assert said.count("Another process is writing") == 2
    assert "0 of 2 files" in said

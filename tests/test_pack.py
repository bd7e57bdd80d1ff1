"""A saved answer is checked from the original files alone; any change of it or of them is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from index.errors import PackError
from index.finder.sentences import sentences
from index.read import read_source
from index.report import parse
from index.types import Report
from rag.pack import verify_pack
from rag.sealing import sealed
from rag.types import Answer, Citation, Statement, Status

DIGEST = Path(__file__).parent.parent / "index" / "reports" / "essex-2018.md"


def _report(path: Path) -> Report:
    return parse(read_source(path.read_bytes(), path.name))


@pytest.fixture(scope="module")
def digest() -> Report:
    return _report(DIGEST)


def _answer(report: Report, seed: int, quotes: int = 2) -> Answer:
    """An answer as the composer writes it, of sentences chosen by chance."""
    rng = Random(seed)
    paragraphs = [
        p for p in report.paragraphs if p.kind in ("numbered", "narrative", "improvement")
    ]
    citations: list[Citation] = []
    statements: list[Statement] = []
    for n in range(1, quotes + 1):
        paragraph = rng.choice(paragraphs)
        start, end = rng.choice(sentences(paragraph.text))
        quote = paragraph.text[start:end]
        citations.append(
            Citation(
                n, report.card, paragraph.id, paragraph.number, paragraph.section, paragraph.pages,
                quote, start, end, paragraph.part,
            )
        )  # fmt: skip
        words = " ".join(quote.split())
        framing = f"The {report.card.year} report says: " if n == 1 and report.card.year else ""
        statements.append(Statement(f"{framing}“{words}”", (n,)))
    text = "\n".join(f"{s.text} [{s.citations[0]}]" for s in statements)
    return Answer(
        question="What does the report say?",
        standalone_question="What does the report say?",
        status=Status.ANSWERED,
        text=text,
        statements=tuple(statements),
        citations=tuple(citations),
        seconds={"find": 0.1234567},
    )


def _why(verdict: Any) -> str:
    return " | ".join(f"{row.name}: {row.detail}" for row in verdict.rows if not row.ok)


def test_two_hundred_saved_answers_hold(digest: Report, tmp_path: Path) -> None:
    for seed in range(200):
        pack = _answer(digest, seed).save(tmp_path / f"{seed}.json")
        verdict = verify_pack(pack, [DIGEST])
        assert verdict.ok, _why(verdict)


def _change(document: dict[str, Any], change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    changed: dict[str, Any] = json.loads(json.dumps(document))
    change(changed)
    return changed


def _other_letter(text: str, rng: Random) -> str:
    at = rng.choice([i for i, c in enumerate(text) if c.isalnum()])
    return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]


CHANGES: dict[str, Callable[[dict[str, Any], Random], None]] = {
    "quote": lambda c, rng: c.update(quote=_other_letter(c["quote"], rng)),
    "pages": lambda c, rng: c.update(pages=[c["pages"][0] + 1, *c["pages"][1:]]),
    "paragraph": lambda c, rng: c.update(paragraph=(c["paragraph"] or 0) + 1),
    "paragraph_id": lambda c, rng: c.update(paragraph_id=c["paragraph_id"] + "0"),
    "sha256": lambda c, rng: c.update(sha256=_other_letter(c["sha256"], rng)),
    "start": lambda c, rng: c.update(start=c["start"] + 1),
    "end": lambda c, rng: c.update(end=c["end"] - 1),
    "authority": lambda c, rng: c.update(authority="Kent"),
    "inspected": lambda c, rng: c["inspected"].update(end="2018-11-24"),
    "section": lambda c, rng: c.update(section=_other_letter(c["section"], rng)),
    "digest": lambda c, rng: c.update(digest=False),
    "n": lambda c, rng: c.update(n=9),
    "verdict": lambda c, rng: c.update(verdict="not_found"),
}


@pytest.mark.parametrize("field", CHANGES)
def test_a_changed_citation_fails_and_says_why_even_under_a_new_seal(
    field: str, digest: Report, tmp_path: Path
) -> None:
    for seed in range(4):
        rng = Random(seed)
        document = _answer(digest, seed).to_dict()
        changed = _change(document, lambda d, rng=rng: CHANGES[field](d["citations"][0], rng))  # type: ignore[misc]
        pack = tmp_path / "pack.json"
        pack.write_text(json.dumps(changed), encoding="utf-8")
        verdict = verify_pack(pack, [DIGEST])
        assert not verdict.ok
        assert "changed after it was saved" in _why(verdict)
        pack.write_text(json.dumps(sealed(changed)), encoding="utf-8")
        verdict = verify_pack(pack, [DIGEST])
        assert not verdict.ok
        why = _why(verdict)
        assert "citation" in why or "it cites 1" in why


def _holds(pack: Path) -> bool:
    try:
        return verify_pack(pack, [DIGEST]).ok
    except PackError:  # a letter of a field's name: no saved answer any more
        return False


def test_any_change_of_any_letter_breaks_the_seal(digest: Report, tmp_path: Path) -> None:
    text = _answer(digest, 1).to_json()
    rng = Random(0)
    letters = [i for i, c in enumerate(text) if c.isalnum()]
    for at in rng.sample(letters, 60):
        pack = tmp_path / "pack.json"
        pack.write_text(
            text[:at] + ("7" if text[at] != "7" else "8") + text[at + 1 :], encoding="utf-8"
        )
        assert not _holds(pack), text[max(0, at - 30) : at + 30]


def test_layout_and_order_of_fields_are_no_change(digest: Report, tmp_path: Path) -> None:
    document = _answer(digest, 3).to_dict()
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps(dict(reversed(document.items())), indent=7), encoding="utf-8")
    assert verify_pack(pack, [DIGEST]).ok


def test_a_changed_report_fails(digest: Report, tmp_path: Path) -> None:
    pack = _answer(digest, 4).save(tmp_path / "pack.json")
    data = DIGEST.read_bytes()
    changed = tmp_path / DIGEST.name
    changed.write_bytes(data[:-3] + b"?" + data[-2:])
    verdict = verify_pack(pack, [changed])
    assert not verdict.ok
    assert "none of the files given" in _why(verdict)


def test_without_files_the_digest_that_ships_is_found(
    digest: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUDGEMENTS_LIBRARY", str(tmp_path / "none"))
    assert verify_pack(_answer(digest, 5).save(tmp_path / "pack.json")).ok


def test_without_files_the_originals_in_the_library_are_found(tmp_path: Path) -> None:
    made = DIGEST.read_bytes().replace(b"urn: 80468", b"urn: 80469")
    sha256 = hashlib.sha256(made).hexdigest()
    (tmp_path / "originals").mkdir()
    kept = tmp_path / "originals" / sha256
    kept.write_bytes(made)
    report = parse(read_source(made, "other.md"))
    pack = _answer(report, 6).save(tmp_path / "pack.json")
    assert verify_pack(pack, library=tmp_path).ok
    kept.write_bytes(made + b"\n")
    verdict = verify_pack(pack, library=tmp_path)
    assert not verdict.ok
    assert "any more" in _why(verdict)
    kept.unlink()
    assert "not in the library" in _why(verify_pack(pack, library=tmp_path))


def test_a_statement_that_its_citation_does_not_show_fails(digest: Report, tmp_path: Path) -> None:
    document = _answer(digest, 7).to_dict()
    document["statements"][0]["text"] = "Essex was judged inadequate overall."
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps(sealed(document)), encoding="utf-8")
    assert "inadequate" in _why(verify_pack(pack, [DIGEST]))


def test_a_statement_without_citation_fails(digest: Report, tmp_path: Path) -> None:
    document = _answer(digest, 8).to_dict()
    document["statements"][1]["citations"] = []
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps(sealed(document)), encoding="utf-8")
    assert "cites nothing" in _why(verify_pack(pack, [DIGEST]))


def test_a_report_numbered_by_the_library_is_the_same_report(
    digest: Report, tmp_path: Path
) -> None:
    document = _answer(digest, 9).to_dict()
    for citation in document["citations"]:
        old = citation["report_id"]
        citation["report_id"] = f"{old}-2"
        citation["paragraph_id"] = citation["paragraph_id"].replace(old, f"{old}-2", 1)
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps(sealed(document)), encoding="utf-8")
    verdict = verify_pack(pack, [DIGEST])
    assert verdict.ok, _why(verdict)


def test_a_conversation_of_several_answers_is_checked_whole(digest: Report, tmp_path: Path) -> None:
    pack = tmp_path / "pack.json"
    answers = [_answer(digest, seed).to_dict() for seed in (1, 2)]
    pack.write_text(json.dumps(answers), encoding="utf-8")
    assert verify_pack(pack, [DIGEST.parent]).ok
    answers[1]["citations"][0]["pages"] = [99]
    pack.write_text(json.dumps(answers), encoding="utf-8")
    assert "answer 2, citation 1" in _why(verify_pack(pack, [DIGEST]))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", "3", '{"question": 1}', '{"n": 1, "n": 2}', "[[]]", '{"n": NaN}']
)
def test_what_is_no_saved_answer_is_refused_in_words(text: str, tmp_path: Path) -> None:
    pack = tmp_path / "pack.json"
    pack.write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match="answer"):
        verify_pack(pack, [DIGEST])


def test_a_pack_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="can't be read"):
        verify_pack(tmp_path / "none.json", [DIGEST])


@pytest.mark.parametrize(
    "broken",
    [
        {"citations": [3]},
        {"citations": {"1": 2}},
        {"statements": [{"text": 3}]},
        {"statements": "all"},
        {"statements": [{"text": "Yes.", "citations": ["1"]}]},
        {"citations": [{"n": True}]},
    ],
)
def test_a_malformed_answer_fails_without_a_crash(
    broken: dict[str, Any], digest: Report, tmp_path: Path
) -> None:
    pack = tmp_path / "pack.json"
    pack.write_text(json.dumps(sealed(_answer(digest, 1).to_dict() | broken)), encoding="utf-8")
    assert not verify_pack(pack, [DIGEST]).ok


def test_answers_on_official_reports_hold_and_fail_with_any_changed_byte(
    shared: Path, tmp_path: Path
) -> None:
    rng = Random(11)
    for path in rng.sample(sorted((shared / "reports").glob("*-20[12]*.pdf")), 4):
        if not path.read_bytes().startswith(b"%PDF"):
            continue
        pack = _answer(_report(path), 1, quotes=3).save(tmp_path / "pack.json")
        verdict = verify_pack(pack, [path])
        assert verdict.ok, _why(verdict)
        changed = bytearray(path.read_bytes())
        changed[rng.randrange(len(changed))] ^= 1
        copy = tmp_path / path.name
        copy.write_bytes(changed)
        assert not verify_pack(pack, [copy]).ok

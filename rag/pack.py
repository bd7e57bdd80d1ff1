"""Is a saved answer still true? Checked from the original files alone, with no index and no network.

The files are known by their SHA-256 and parsed anew. Every citation must stand in them where it says
(paragraph, pages, offsets, words), every statement must be shown by its citations, the text and the
table must say what the statements and citations say, and the seal must be that of the document. The
parts lie in `rag/packed/`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import PackError
from index.types import Report
from rag.packed.originals import Originals, hashed
from rag.packed.whole import table_fault, text_fault
from rag.sealing import SEAL, seal_of
from rag.types import Evidence
from rag.verifier.cited import cited
from rag.verify import Cited, check_quote, check_statement

if TYPE_CHECKING:
    from index.types import Paragraph


@dataclass(frozen=True, slots=True)
class PackRow:
    """One thing that was checked: a citation, a statement or the seal, and how it fared."""

    name: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True)
class PackVerdict:
    """Whether everything in a pack holds, and each check in order."""

    ok: bool
    rows: tuple[PackRow, ...]


def verify_pack(
    pack: str | Path, files: Sequence[str | Path] = (), *, library: str | Path | None = None
) -> PackVerdict:
    """Check a saved answer, or a list of them, against the original files.

    `files` are the originals (a folder stands for the files in it). Without any, they are looked
    for by their SHA-256 among the originals that the library keeps and the digest that ships.
    An original that is not there leaves its citations unproved, which counts as a failure.

    Raises:
        PackError: the pack can't be read, or is no saved answer.
    """
    answers = read_pack(pack)
    originals = Originals(hashed(files) if files else None, library)
    rows: list[PackRow] = []
    for number, answer in enumerate(answers, start=1):
        prefix = f"answer {number}, " if len(answers) > 1 else ""
        rows += [
            PackRow(prefix + row.name, row.ok, row.detail) for row in _check(answer, originals)
        ]
    return PackVerdict(all(row.ok for row in rows), tuple(rows))


def read_pack(pack: str | Path) -> tuple[dict[str, Any], ...]:
    """The answers of a saved pack as plain values; raises PackError where it holds none."""
    path = Path(pack)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        msg = f"{path} is not UTF-8 text (byte {error.start}). Save the answer again."
        raise PackError(msg) from error
    except OSError as error:
        msg = f"{path} can't be read: {error.strerror}. Check the path."
        raise PackError(msg) from error
    try:
        held = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        msg = f"{path} is not a saved answer: {error}. Save it again with --save or --json."
        raise PackError(msg) from error
    answers = held if isinstance(held, list) else [held]
    for answer in answers:
        if not isinstance(answer, dict) or not {"question", "statements", "citations"} <= set(
            answer
        ):
            msg = f"{path} is not a saved answer: it lacks a question, statements or citations."
            raise PackError(msg)
    if not answers:
        msg = f"{path} holds no answer."
        raise PackError(msg)
    return tuple(answers)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice = next(name for i, (name, _) in enumerate(pairs) if name in dict(pairs[:i]))
        msg = f"the field “{twice}” is there twice"
        raise ValueError(msg)
    return made


def _no_constant(name: str) -> None:
    msg = f"{name} is no number"
    raise ValueError(msg)


def _check(answer: Mapping[str, Any], originals: Originals) -> list[PackRow]:
    rows = [_check_seal(answer)]
    proved: dict[int, Evidence] = {}
    citations = answer["citations"]
    if not isinstance(citations, list):
        return [*rows, PackRow("citations", False, "the citations are not a list")]
    for citation in citations:
        if not isinstance(citation, dict):
            rows.append(PackRow("citation", False, "a citation is not an object"))
            continue
        name = f"citation {citation.get('n')}"
        found = _check_citation(citation, originals)
        if isinstance(found, str):
            rows.append(PackRow(name, False, found))
            continue
        evidence, place = found
        if citation["n"] in proved:
            rows.append(PackRow(name, False, "there are two citations with this number"))
            continue
        proved[citation["n"]] = evidence
        rows.append(PackRow(name, True, place))
    rows += _check_statements(answer, {n: cited(item) for n, item in proved.items()})
    return [*rows, *_check_whole(answer, proved, originals)]


def _check_whole(
    answer: Mapping[str, Any], proved: Mapping[int, Evidence], originals: Originals
) -> list[PackRow]:
    """What is shown as one: the text, the status, and the table where there is one."""
    fault = text_fault(answer)
    said = "it says what the statements say"
    if not answer["statements"]:
        said = "it states nothing of a report; its words were not checked"
    rows = [PackRow("text", not fault, fault or said)]
    if answer.get("table") is not None:
        shown = {
            n: (item, report)
            for n, item in proved.items()
            if isinstance(report := originals.report(item.report.sha256, item.report.name), Report)
        }
        fault = table_fault(answer["table"], shown)
        rows.append(PackRow("table", not fault, fault or "each grade is printed where it cites"))
    return rows


def _check_seal(answer: Mapping[str, Any]) -> PackRow:
    seal = answer.get(SEAL)
    if seal is None:
        return PackRow("seal", False, "the answer has no seal; save it again")
    if seal != seal_of(answer):
        return PackRow("seal", False, "the answer was changed after it was saved")
    return PackRow("seal", True, "the answer is as it was saved")


def _check_citation(
    citation: Mapping[str, Any], originals: Originals
) -> tuple[Evidence, str] | str:
    """The evidence as found in the original, with its place in words; or what is wrong."""
    strange = _malformed(citation)
    if strange:
        return strange
    report = originals.report(citation["sha256"], str(citation.get("file") or ""))
    if isinstance(report, str):
        return report
    wrong = _differs(citation, _of_card(report, citation))
    if wrong:
        return wrong
    paragraph = _paragraph(citation, report)
    if paragraph is None:
        return f"the original has no paragraph {citation['paragraph_id']}"
    wrong = _differs(citation, _of_paragraph(paragraph))
    if wrong:
        return wrong
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    texts = {p.id: p.text for p in report.paragraphs}
    verdict = check_quote(quote, paragraph.id, start, end, texts)
    if verdict.kind != "verified":
        return verdict.reason
    if paragraph.text[start:end] != quote:
        return "the quote is not letter for letter what the original has there"
    where = f"paragraph {paragraph.number}" if paragraph.number else paragraph.section
    pages = ", ".join(map(str, paragraph.pages))
    return Evidence(
        report.card, paragraph, start, end, 1.0
    ), f"{report.card.title}: {where}, page {pages}"


_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "n": int,
    "report_id": str,
    "paragraph_id": str,
    "quote": str,
    "start": int,
    "end": int,
    "sha256": str,
    "pages": list,
}


def _malformed(citation: Mapping[str, Any]) -> str:
    for name, kind in _KINDS.items():
        value = citation.get(name)
        if not isinstance(value, kind) or isinstance(value, bool):
            return f"“{name}” is missing or not of its kind"
    if citation.get("verdict") != "verified":
        return f"it was saved as “{citation.get('verdict')}”, not as verified"
    return ""


def _of_card(report: Report, citation: Mapping[str, Any]) -> dict[str, Any]:
    """What a citation says of its report, as the original has it."""
    card = report.card
    inspected = card.inspected
    report_id = citation["report_id"]
    # a library that holds two reports of one name tells them apart by a number at the end
    numbered = report_id.removeprefix(card.report_id + "-").isdigit()
    same = report_id == card.report_id or (report_id.startswith(card.report_id) and numbered)
    return {
        "report_id": report_id if same else card.report_id,
        "title": card.title,
        "authority": card.authority,
        "inspected": inspected
        and {"start": inspected.start.isoformat(), "end": inspected.end.isoformat()},
        "digest": card.digest,
        # the library may know where a report is published that does not say so itself
        "link": card.link or citation.get("link"),
    }


def _of_paragraph(paragraph: Paragraph) -> dict[str, Any]:
    return {
        "paragraph": paragraph.number,
        "section": paragraph.section,
        "pages": list(paragraph.pages),
        "part": paragraph.part,
    }


def _differs(citation: Mapping[str, Any], original: Mapping[str, Any]) -> str:
    for name, value in original.items():
        if citation.get(name) != value:
            return f"“{name}” is {citation.get(name)!r}; the original has {value!r}"
    return ""


def _paragraph(citation: Mapping[str, Any], report: Report) -> Paragraph | None:
    tail = citation["paragraph_id"].removeprefix(citation["report_id"])
    if tail == citation["paragraph_id"]:
        return None
    wanted = report.card.report_id + tail
    return next((p for p in report.paragraphs if p.id == wanted), None)


def _check_statements(answer: Mapping[str, Any], proved: Mapping[int, Cited]) -> list[PackRow]:
    statements = answer["statements"]
    if not isinstance(statements, list):
        return [PackRow("statements", False, "the statements are not a list")]
    rows: list[PackRow] = []
    for number, statement in enumerate(statements, start=1):
        failure = _check_statement(statement, proved)
        rows.append(
            PackRow(f"statement {number}", not failure, failure or "shown by its citations")
        )
    return rows


def _check_statement(statement: Any, proved: Mapping[int, Cited]) -> str:
    if not isinstance(statement, dict) or not isinstance(statement.get("text"), str):
        return "the statement has no text"
    numbers = statement.get("citations")
    if not isinstance(numbers, list) or not numbers:
        return "it cites nothing"
    unproved = [n for n in numbers if not isinstance(n, int) or n not in proved]
    if unproved:
        return f"it cites {unproved[0]}, which is not proved"
    verdict = check_statement(statement["text"], [proved[n] for n in numbers])
    return "" if verdict.supported else "; ".join(verdict.failures)

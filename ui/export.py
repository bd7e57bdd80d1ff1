"""A conversation to take away: Markdown, a page for printing, evidence packs. Pure."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from rag.types import Answer, Citation
from ui.render import STATUS
from ui.session import Conversation
from ui.text import citation_place, escape, plain, safe_link, span

KINDS = {"markdown": "Markdown", "print": "for printing", "pack": "evidence pack"}


def parcel(conversation: Conversation, kind: str) -> dict[str, str]:
    """What the browser is to copy or save: {"act", "name", "type", "text"}."""
    stamp = f"{datetime.now(UTC):%Y-%m-%d}"
    if kind == "print":
        return _file(f"judgements-{stamp}.html", "text/html;charset=utf-8", printable(conversation))
    if kind == "pack":
        return _file(f"judgements-{stamp}.json", "application/json", packs(conversation))
    text = markdown(conversation)
    if kind == "copy":
        return {"act": "copy", "name": "", "type": "", "text": text}
    return _file(f"judgements-{stamp}.md", "text/markdown;charset=utf-8", text)


def _file(name: str, kind: str, text: str) -> dict[str, str]:
    return {"act": "save", "name": name, "type": kind, "text": text}


def markdown(conversation: Conversation) -> str:
    """The conversation as Markdown, every citation written out beneath its answer."""
    parts = []
    for exchange in conversation:
        parts.append(f"## {plain(exchange.question)}")
        if exchange.answer is None:
            parts.append(f"*No answer: {plain(exchange.error or 'stopped')}*")
            continue
        parts.append(f"*{STATUS[exchange.answer.status][1]}*")
        parts += [
            plain(s.text) + "".join(f" [{n}]" for n in s.citations)
            for s in exchange.answer.statements
        ] or [plain(exchange.answer.text)]
        parts += [_reference(c) for c in exchange.answer.citations]
    return "\n\n".join(parts) + "\n"


def _reference(citation: Citation) -> str:
    link = safe_link(citation.report.link)
    where = f"{plain(citation.report.title)}, {citation_place(citation)}"
    dates = span(citation.report.inspected)
    said = f"[{citation.n}] {where}{f', inspected {dates}' if dates else ''}: “{plain(citation.quote)}”"
    return f"> {said}{f' <{link}>' if link else ''}"


def printable(conversation: Conversation) -> str:
    """The conversation as one HTML page that prints well and needs nothing else."""
    body = "".join(_printed(e.question, e.answer, e.error) for e in conversation)
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Essex Judgements</title>'
        "<style>body{font:12pt/1.5 Georgia,serif;max-width:42em;margin:2em auto;padding:0 1em;color:#111}"
        "h1{font-size:18pt}h2{font-size:14pt;margin-top:1.6em;break-after:avoid}"
        "li{margin:.5em 0;break-inside:avoid;overflow-wrap:anywhere}q{font-style:italic}"
        ".s{color:#444}</style></head><body><main><h1>Essex Judgements</h1>"
        "<p class=s>Answers from inspection reports; every quote stands word for word in its report.</p>"
        f"{body}</main></body></html>"
    )


def _printed(question: str, answer: Answer | None, error: str | None) -> str:
    head = f"<section><h2>{escape(question)}</h2>"
    if answer is None:
        return f"{head}<p>No answer: {escape(error or 'stopped')}</p></section>"
    said = (
        "".join(
            f"<p>{escape(s.text)}{''.join(f' <b>[{n}]</b>' for n in s.citations)}</p>"
            for s in answer.statements
        )
        or f"<p>{escape(answer.text)}</p>"
    )
    cited = "".join(
        f'<li value="{c.n}">{escape(c.report.title)}, {escape(citation_place(c))}: '
        f"<q>{escape(c.quote)}</q></li>"
        for c in answer.citations
    )
    return f"{head}<p class=s>{STATUS[answer.status][1]}</p>{said}<ol>{cited}</ol></section>"


def packs(conversation: Conversation) -> str:
    """The evidence pack: of one answer as `ask --json` prints it, of several a list of those."""
    answers = [e.answer.to_dict() for e in conversation if e.answer is not None]
    return json.dumps(answers[0] if len(answers) == 1 else answers, ensure_ascii=False, indent=2)

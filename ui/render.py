"""An answer as HTML: statements with their numbered citations, and the evidence beside them.

Pure: values in, text out. Every word from outside is escaped by `ui.text.escape`. A chat message is
one line that begins with a block element, because Markdown leaves such a line alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.errors import JudgementsError
from index.types import Paragraph, ReportCard
from rag.types import Answer, Citation, Considered, Scope, Statement, Status, Table
from rag.writing import LONG_RUN
from ui.session import Conversation, Exchange, Reports
from ui.text import (
    citation_place,
    clip,
    count,
    escape,
    pages,
    place,
    safe_link,
    short_name,
    span,
)

#: A paragraph longer than this is shown around its quote, the whole of it behind a fold.
LONG_PARAGRAPH = 900
#: A text from outside that is longer than this is cut where only a glimpse is needed.
GLIMPSE = 600
LONGEST = 20_000
MOST_NAMED = 24  # reports named in the empty panel

STATUS = {
    Status.ANSWERED: ("✓", "Answered from the reports", "answered"),
    Status.PARTIAL: ("◐", "Answered in part", "partial"),
    Status.NOT_IN_REPORTS: ("∅", "The reports don’t say", "silent"),
    Status.OUT_OF_SCOPE: ("↷", "Not a question for inspection reports", "silent"),
    Status.AMBIGUOUS: ("?", "Which one do you mean?", "partial"),
}


def messages(conversation: Conversation) -> list[dict[str, str]]:
    """The conversation as chat messages; citations lead to `#c-EXCHANGE-N`."""
    shown: list[dict[str, str]] = []
    for index, exchange in enumerate(conversation, start=1):
        shown.append({"role": "user", "content": question(exchange.question)})
        if exchange.answer is not None:
            shown.append({"role": "assistant", "content": answer(exchange.answer, index)})
        elif exchange.error is not None:
            shown.append({"role": "assistant", "content": failure(exchange.error)})
    return shown


def question(text: str) -> str:
    """A question as a chat message."""
    return f'<div class="question">{escape(clip(text, LONGEST))}</div>'


def failure(message: str) -> str:
    """What went wrong, as a chat message."""
    return (
        f'<div class="failure"><p><strong>No answer this time.</strong> {escape(message)}</p></div>'
    )


def pending(step: str, ready: Sequence[Statement], index: int) -> str:
    """The answer so far, and what is being done now."""
    working = f'<p class="working"><span class="dots">● ● ●</span> {escape(step)} …</p>'
    return f'<div class="answer">{_statements(ready, index)}{working}</div>'


def answer(given: Answer, index: int) -> str:
    """A whole answer as a chat message."""
    sign, words, kind = STATUS[given.status]
    parts = [f'<p class="status {kind}"><span>{sign}</span> {words}</p>']
    if given.standalone_question.strip() not in {"", given.question.strip()}:
        parts.append(
            f'<p class="understood">Understood as: {escape(clip(given.standalone_question, GLIMPSE))}</p>'
        )
    if given.statements:
        parts.append(_statements(given.statements, index))
        parts.append(_table(given.table, index))
        parts += [f'<p class="note">{escape(clip(u, GLIMPSE))}</p>' for u in given.unanswered]
    else:
        parts.append(f"<p>{escape(clip(given.text, LONGEST))}</p>")
    parts += [f'<p class="note">{escape(clip(n, GLIMPSE))}</p>' for n in given.notes]
    if given.status is not Status.OUT_OF_SCOPE:  # nothing was searched for such a question
        parts.append(_searched(given.scope))
    return f'<div class="answer">{"".join(parts)}</div>'


def _statements(statements: Iterable[Statement], index: int) -> str:
    return "".join(
        f'<p class="statement">{escape(clip(s.text, LONGEST))}{_marks(s.citations, index)}</p>'
        for s in statements
    )


def _table(made: Table | None, index: int) -> str:
    """Grades of several inspections beside each other, each with the mark of its citation."""
    if made is None:
        return ""
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in ("Judged", *made.columns))
    rows = "".join(
        f'<tr><th scope="row">{escape(aspect)}</th>'
        + "".join(
            f"<td>{escape(cell.grade)}{_marks((cell.citation,), index)}</td>"
            if cell
            else "<td>not judged apart</td>"
            for cell in cells
        )
        + "</tr>"
        for aspect, cells in made.rows
    )
    return (
        '<div class="wide" tabindex="0" role="region" aria-label="Grades beside each other">'
        '<table class="plain-table"><caption>Beside each other</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _marks(numbers: Sequence[int], index: int) -> str:
    links = [
        f' <a class="cite" href="#c-{index}-{n}"><span class="sr">citation </span>[{n}]</a>'
        for n in numbers
    ]
    # a count over many councils cites them all: the ends of the run stand for it
    return "".join(links) if len(links) <= LONG_RUN else f"{links[0]}–{links[-1]}"


def _searched(scope: Scope) -> str:
    if not scope.reports:
        return ""
    names = ", ".join(scope.authorities[:4]) + (" and others" if len(scope.authorities) > 4 else "")
    about = f" on {names}" if names else ""
    year = f", {scope.year}" if scope.year else ""
    stated = f" ({scope.stated})" if scope.stated else ""
    said = f"Searched {count(len(scope.reports), 'report')}{about}{year}{stated}."
    return f'<p class="scope">{escape(clip(said, GLIMPSE))}</p>'


def evidence(conversation: Conversation, library: Reports, index: int | None = None) -> str:
    """The panel beside the chat: what answer `index` (from 1, else the last) rests on."""
    at = len(conversation) if index is None else index
    exchange = conversation[at - 1] if 0 < at <= len(conversation) else None
    if exchange is None or exchange.answer is None:
        return empty_evidence(exchange, tuple(library.reports()))
    given = exchange.answer
    head = f'<p class="for">For: {escape(clip(given.question, 200))}</p>'
    if given.citations:
        held = tuple(library.reports())
        cards = "".join(
            f"<li>{card(c, at, library, superseded_by(c.report, held))}</li>"
            for c in given.citations
        )
        body = f'<ol class="cards" role="list">{cards}</ol>'
    else:
        body = _absence(given, library)
    return _panel(head + body)


def empty_evidence(exchange: Exchange | None = None, held: Sequence[ReportCard] = ()) -> str:
    """The panel before there is anything to show: what it is for, and what can be asked."""
    if exchange is not None and exchange.error is not None:
        return _panel("<p>There is no evidence to show, because the question got no answer.</p>")
    return _panel(
        "<p>Each statement of an answer carries numbered citations. The passages that they cite "
        "are shown here, word for word, with the report, paragraph and page.</p>"
        "<p>Name a council or a year in your question, or choose the reports to ask. Where neither "
        "is said, a question is about the council that this page is set up for, and the answer says so.</p>"
        + _held(held)
    )


def _held(cards: Sequence[ReportCard]) -> str:
    if not cards:
        return ""
    head = f"<h3>In the library: {count(len(cards), 'report')}</h3>"
    if len(cards) > MOST_NAMED:
        councils = len({c.authority for c in cards if c.authority})
        years = sorted(c.year for c in cards if c.year)
        since = f", inspected from {years[0]} to {years[-1]}" if years else ""
        return f"{head}<p>They are on {count(councils, 'council')}{since}. The tab “Reports” lists them.</p>"
    ordered = sorted(cards, key=lambda c: (c.authority.casefold(), -(c.year or 0)))
    items = "".join(f"<li>{escape(short_name(c))}</li>" for c in ordered)
    return f'{head}<ul class="held">{items}</ul>'


def _panel(body: str) -> str:
    return (
        '<section class="evidence" aria-labelledby="evidence-title" tabindex="0">'
        f'<h2 id="evidence-title">Evidence</h2>{body}</section>'
    )


def superseded_by(card: ReportCard, held: Iterable[ReportCard]) -> ReportCard | None:
    """The newest report of the same council that is of a later year, if the library has one."""
    later = [
        c
        for c in held
        if c.authority == card.authority and c.year and card.year and c.year > card.year
    ]
    return max(later, key=lambda c: c.year or 0, default=None)


def card(citation: Citation, index: int, library: Reports, newer: ReportCard | None = None) -> str:
    """One cited passage: where it stands, its paragraph with the quote marked, what can be done."""
    key = f"{index}-{citation.n}"
    paragraph = _paragraph(citation, library)
    sign, words = verdict(citation.verdict, digest=citation.report.digest)
    title = escape(clip(citation.report.title, GLIMPSE))
    inspected = span(citation.report.inspected)
    when = f" · inspected {inspected}" if inspected else ""
    old = (
        f'<p class="tag old"><span aria-hidden="true">⚠</span> Older report: the library also holds '
        f"{escape(short_name(newer))}</p>"
        if newer
        else ""
    )
    return (
        f'<article class="card" id="c-{key}" data-key="{key}" tabindex="-1" aria-labelledby="t-{key}">'
        f'<h3 id="t-{key}"><span class="num">[{citation.n}]</span> {title}</h3>'
        f'<p class="place"><strong>{escape(citation_place(citation).capitalize())}</strong>'
        f"{escape(when)}</p>"
        + (
            f'<p class="section">{escape(clip(citation.section, 200))}</p>'
            if citation.section
            else ""
        )
        + f'<p class="verdict"><span aria-hidden="true">{sign}</span> {words}</p>{old}'
        f"{_quoted(paragraph, citation)}{_actions(citation, key)}{_feedback(citation.n, key)}</article>"
    )


def verdict(word: str, *, digest: bool = False) -> tuple[str, str]:
    """A verdict as a sign and in words."""
    if word == "verified":
        return "✓", f"Checked: word for word in the {'digest' if digest else 'report'}"
    return "?", escape(f"Not confirmed: {word}")


def _paragraph(citation: Citation, library: Reports) -> Paragraph | None:
    try:
        return library.paragraph(citation.paragraph_id, citation.report.sha256, citation.quote)[1]
    except JudgementsError:
        return None  # taken out of the library since: the quote itself is still shown


def _quoted(paragraph: Paragraph | None, citation: Citation) -> str:
    text, start, end = citation.quote, 0, len(citation.quote)
    if paragraph is not None and paragraph.text[citation.start : citation.end] == citation.quote:
        text, start, end = paragraph.text, citation.start, citation.end
    if len(text) <= LONG_PARAGRAPH:
        return f'<blockquote class="passage">{marked(text, start, end)}</blockquote>'
    left, right = max(0, start - 200), min(len(text), end + 200)
    near = text[left:right]
    before, after = ("… " if left else ""), (" …" if right < len(text) else "")
    return (
        f'<blockquote class="passage">{before}{marked(near, start - left, end - left)}{after}'
        f"</blockquote><details><summary>Whole paragraph</summary>"
        f"<p>{marked(clip(text, LONGEST), start, end)}</p></details>"
    )


def marked(text: str, start: int, end: int) -> str:
    """The text as HTML with its part from `start` to `end` marked as the quote."""
    return (
        f"{escape(text[:start])}<mark>{escape(clip(text[start:end], LONGEST))}</mark>"
        f"{escape(text[end:])}"
    )


def _actions(citation: Citation, key: str) -> str:
    see = (
        f'<button type="button" class="act" data-page="{key}">See {pages(citation.pages[:1])}'
        f'<span class="sr"> for citation {citation.n}</span></button>'
        if citation.pages and not citation.report.digest
        else f'<button type="button" class="act" data-page="{key}">See it in the text'
        f'<span class="sr"> for citation {citation.n}</span></button>'
    )
    return f'<p class="actions">{see}{official_link(citation.report, citation.pages)}</p>'


def official_link(report: ReportCard, numbers: tuple[int, ...] = ()) -> str:
    """The way to the official report, opened at its page, or nothing where no link is known."""
    link = safe_link(report.link)
    if link is None:
        return ""
    is_file = link.endswith(".pdf") or link.startswith("https://files.")  # not a page about reports
    at = f"#page={numbers[0]}" if numbers and is_file else ""
    return (
        f'<a class="act" href="{escape(link + at)}" target="_blank" rel="noopener noreferrer">'
        'Official report<span class="sr"> (opens in a new tab)</span> ↗</a>'
    )


def _feedback(number: int, key: str) -> str:
    choices = (("right", "Right"), ("wrong", "Wrong"), ("not_enough", "Not enough"))
    buttons = "".join(
        f'<button type="button" class="rate" data-rate="{key}" data-verdict="{value}">{words}</button>'
        for value, words in choices
    )
    return (
        f'<div class="rating" role="group" aria-label="Does citation {number} support the statement?">'
        f"<span>Your view:</span>{buttons}</div>"
    )


def _absence(given: Answer, library: Reports) -> str:
    names = {c.report_id: c for c in library.reports()}
    searched = [names[r] for r in given.scope.reports if r in names]
    parts = []
    if searched:
        items = "".join(f"<li>{escape(clip(c.title, 200))}</li>" for c in searched[:8])
        more = f"<li>and {len(searched) - 8} more</li>" if len(searched) > 8 else ""
        head = (
            "The reports that could be asked"
            if given.status is Status.OUT_OF_SCOPE
            else "What was searched"
        )
        parts.append(f"<h3>{head}</h3><ul>{items}{more}</ul>")
    if given.considered:
        rows = "".join(f"<li>{_considered(c, names)}</li>" for c in given.considered)
        parts.append(
            f'<h3>Nearest passages, and why not</h3><ol class="cards" role="list">{rows}</ol>'
        )
    return "".join(parts) or "<p>No passage came near.</p>"


def _considered(passage: Considered, names: dict[str, ReportCard]) -> str:
    source = names.get(passage.report_id)
    title = short_name(source) if source else passage.report_id
    where = place(passage.paragraph, passage.pages, digest=bool(source and source.digest))
    text = f"<blockquote>{escape(clip(passage.text, GLIMPSE))}</blockquote>" if passage.text else ""
    return (
        f'<article class="card near"><h4>{escape(title)}</h4>'
        f'<p class="place">{escape(where.capitalize())}</p>{text}'
        f'<p class="why"><strong>Why not:</strong> {escape(clip(passage.why_not, GLIMPSE))}</p></article>'
    )


def announcement(given: Answer) -> str:
    """What a screen reader is told once, when the answer is whole."""
    words = STATUS[given.status][1]
    if not given.citations:
        return f"{words}."
    return (
        f"{words}: {count(len(given.statements), 'statement')}, "
        f"{count(len(given.citations), 'citation')}."
    )

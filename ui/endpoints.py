"""What programs may call: three documented endpoints, the same assistant as the page."""

from __future__ import annotations

import json
from typing import Any

from index.errors import JudgementsError
from ui.asking import refusal
from ui.offline import api, gr
from ui.wiring import Backstage

MOST = 50
"""Passages that one search may ask for."""


def build(backstage: Backstage) -> None:
    """Offer `ask`, `search` and `reports` to gradio_client, to HTTP and to MCP."""

    def ask(
        question: str,
        history: list[list[str]] | None = None,
        report: str | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> dict[str, Any]:
        """Answer a question from the inspection reports, with citations that were checked.

        Args:
            question: The question, in plain English.
            history: Earlier [question, answer] pairs, oldest first, for a follow-up question.
            report: Ask this report alone, by its id (see `reports`).
            authority: Ask the reports on this council alone.
            year: Ask the reports of inspections in this year alone.

        Returns:
            The document that `judgements ask --json` prints: status, text, statements, citations.
        """
        _check(question)
        try:
            answer = backstage.desk.assistant().ask(
                question,
                history=[(str(q), str(a)) for q, a in history or []],
                report=report or None,
                authority=authority or None,
                year=year,
            )
        except JudgementsError as error:
            backstage.metrics.count("questions_total", status="error")
            raise gr.Error(str(error), print_exception=False) from error
        except (TypeError, ValueError) as error:
            message = "history is a list of [question, answer] pairs."
            raise gr.Error(message, print_exception=False) from error
        backstage.metrics.count("questions_total", status=answer.status.value)
        document: dict[str, Any] = json.loads(answer.to_json())
        return document

    def search(
        query: str,
        k: int = 5,
        report: str | None = None,
        authority: str | None = None,
        year: int | None = None,
    ) -> list[dict[str, Any]]:
        """Find the passages that retrieval would use for a question, best first.

        A council or year that the query names limits the search as `authority` and `year` do.

        Args:
            query: Words or a question.
            k: How many passages, 1 to 50.
            report: Search this report alone, by its id.
            authority: Search the reports on this council alone.
            year: Search the inspections of this year alone.

        Returns:
            A list of {report_id, authority, paragraph, section, pages, score, text}.
        """
        _check(query)
        try:
            hits = backstage.desk.assistant().search(
                query, _count(k), report or None, authority or None, year
            )
        except JudgementsError as error:
            raise gr.Error(str(error), print_exception=False) from error
        return [
            {
                "report_id": hit.passage.report_id,
                "authority": hit.passage.authority,
                "paragraph": hit.passage.paragraph,
                "section": hit.passage.section,
                "pages": list(hit.passage.pages),
                "score": hit.score,
                "text": hit.passage.text,
            }
            for hit in hits
        ]

    def reports() -> list[dict[str, Any]]:
        """List the reports in the library.

        Returns:
            A list of {report_id, title, authority, year, framework, pages, digest, link}.
        """
        return [
            {
                "report_id": card.report_id,
                "title": card.title,
                "authority": card.authority,
                "year": card.year,
                "framework": card.framework,
                "pages": card.pages,
                "digest": card.digest,
                "link": card.link,
            }
            for card in backstage.desk.assistant().library.reports()
        ]

    api(ask, api_name="ask", concurrency_id="answers")
    api(search, api_name="search", concurrency_id="answers")
    api(reports, api_name="reports")


def _check(question: Any) -> None:
    """Refuse in words what is no question."""
    known = isinstance(question, str)
    problem = refusal(question.strip()) if known else "The question must be text."
    if problem:
        raise gr.Error(problem, print_exception=False)


def _count(k: Any) -> int:
    """How many passages are asked for; JSON of some programs says 5.0 for 5. Refuses in words all but 1 to MOST."""
    wanted = int(k) if isinstance(k, float) and k.is_integer() else k
    if isinstance(wanted, bool) or not isinstance(wanted, int) or not 1 <= wanted <= MOST:
        message = f"k must be a whole number from 1 to {MOST}, not {k!r}."
        raise gr.Error(message, print_exception=False)
    return wanted

"""Two figures that need a judge model: faithfulness and answer relevancy. Never needed for the rest.

The names mean what ragas means by them: faithfulness is the part of an answer's statements that
their quotes support, answer relevancy how far the answer speaks to the question. Any LangChain chat
model judges; one that gives no usable verdict leaves the figure empty, never guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from evals.metrics.answers import ANSWERING
from evals.types import Case, Record

_SUPPORTED = """Quotes from an inspection report:
{quotes}

Statement: {statement}

Do the quotes alone support the statement in full? Reply with JSON only: {{"supported": true}} or {{"supported": false}}."""

_RELEVANT = """Question: {question}
Answer: {answer}

How far does the answer speak to the question, from 0 (not at all) to 1 (fully)? Judge relevance only, not truth.
Reply with JSON only: {{"relevancy": 0.0}}."""

_JSON = re.compile(r"\{.*?\}", re.DOTALL)


class Judge(Protocol):
    """What is asked of a chat model: LangChain's `invoke`."""

    def invoke(self, prompt: str) -> Any:
        """A message whose `content` or `text` is the reply."""
        ...


def judge_answers(
    judge: Judge, cases: Sequence[Case], records: Sequence[Record]
) -> dict[str, Mapping[str, float | None]]:
    """Both figures for every answered case, by case id."""
    return {
        case.id: {
            "faithfulness": _faithfulness(judge, record),
            "answer_relevancy": _relevancy(judge, case, record),
        }
        for case, record in zip(cases, records, strict=True)
        if record.status in ANSWERING
    }


def _faithfulness(judge: Judge, record: Record) -> float | None:
    quotes = {c["n"]: str(c["quote"]) for c in record.answer.get("citations", ())}
    verdicts: list[bool] = []
    for statement in record.answer.get("statements", ()):
        shown = "\n".join(f"- {quotes[n]}" for n in statement["citations"] if n in quotes)
        reply = _reply(
            judge, _SUPPORTED.format(quotes=shown or "- none", statement=statement["text"])
        )
        if isinstance(reply.get("supported"), bool):
            verdicts.append(reply["supported"])
    return sum(verdicts) / len(verdicts) if verdicts else None


def _relevancy(judge: Judge, case: Case, record: Record) -> float | None:
    question = str(record.answer.get("standalone_question") or case.question)
    value = _reply(judge, _RELEVANT.format(question=question, answer=record.text)).get("relevancy")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        return None
    return float(value)


def _reply(judge: Judge, prompt: str) -> dict[str, Any]:
    message = judge.invoke(prompt)
    content = getattr(message, "content", message)
    found = _JSON.search(content if isinstance(content, str) else str(content))
    try:
        reply = json.loads(found.group()) if found else {}
    except ValueError:
        return {}
    return reply if isinstance(reply, dict) else {}

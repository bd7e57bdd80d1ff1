"""Retrieval measured by ir-measures: recall, hit, reciprocal rank and nDCG at k. The library's adapter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evals.metrics.gold import has_place, matches, right
from evals.types import Case, Found

DEPTH = 10
"""How many different paragraphs a ranking is read down to."""

MEASURES = ("recall@1", "recall@5", "recall@10", "hit@1", "hit@5", "MRR", "nDCG@5", "nDCG@10")

Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Sequence[str]]


def measure(
    qrels: Qrels, run: Run, measures: Iterable[str] = MEASURES
) -> dict[str, dict[str, float]]:
    """Each measure for each query: `{query: {measure: value}}`.

    `qrels` holds the relevant documents of a query with their grade (above 0), `run` its ranking, best
    first. A query with no ranking scores 0; queries without a relevant document are left out.
    """
    import ir_measures

    parsed = {name: ir_measures.parse_measure(_theirs(name)) for name in measures}
    back = {str(theirs): name for name, theirs in parsed.items()}
    judged = [
        ir_measures.Qrel(query, doc, grade)
        for query, docs in qrels.items()
        for doc, grade in docs.items()
        if grade > 0
    ]
    scored = [
        # the rank is all that is known here: a falling score keeps it
        ir_measures.ScoredDoc(query, doc, float(len(docs) - place))
        for query, docs in run.items()
        if query in qrels
        for place, doc in enumerate(dict.fromkeys(docs))
    ]
    values = {
        query: dict.fromkeys(parsed, 0.0) for query, docs in qrels.items() if any(docs.values())
    }
    if values and scored:
        for metric in ir_measures.iter_calc(list(parsed.values()), judged, scored):
            values[metric.query_id][back[str(metric.measure)]] = float(metric.value)
    return values


def score(case: Case, hits: Sequence[Found], report_id: str | None) -> dict[str, float]:
    """The measures of one case over the paragraphs of its hits; empty where no place is gold.

    A paragraph cut in several passages counts once, at its best rank. An acceptable paragraph counts
    for hit and reciprocal rank; recall and nDCG look at the gold alone.
    """
    if not (case.answerable and has_place(case) and case.gold_paragraphs):
        return {}
    gold = {f"gold {g}": 1 for g in case.gold_paragraphs}
    ranking = ranked(case, hits, report_id)
    strict = measure({case.id: gold}, {case.id: ranking})[case.id]
    lenient = measure(
        {case.id: dict.fromkeys([*gold, *(f"also {g}" for g in case.also_acceptable)], 1)},
        {case.id: ranking},
        ("hit@1", "hit@5", "MRR"),
    )[case.id]
    return {**strict, **lenient}


def ranked(case: Case, hits: Sequence[Found], report_id: str | None) -> list[str]:
    """The hits as document names, best first: "gold 47", "also 3", or the paragraph's own id."""
    names: list[str] = []
    for hit in hits:
        name = next(
            (
                f"{label} {gold}"
                for label, golds in (("gold", case.gold_paragraphs), ("also", case.also_acceptable))
                for gold in golds
                if matches(hit, case, report_id, [gold])
            ),
            f"{hit.report_id} {hit.paragraph_id or hit.paragraph} {hit.section if hit.paragraph is None else ''}",
        )
        names.append(name)
    return list(dict.fromkeys(names))[:DEPTH]


def first_right(case: Case, hits: Sequence[Found], report_id: str | None) -> int | None:
    """The rank, from 1, of the first paragraph that answers; None where none of the first ten does."""
    seen: list[object] = []
    for hit in hits:
        place = (hit.report_id, hit.paragraph_id or hit.paragraph)
        if place in seen:
            continue
        seen.append(place)
        if len(seen) > DEPTH:
            return None
        if right(hit, case, report_id):
            return len(seen)
    return None


def _theirs(name: str) -> str:
    """Our names as ir-measures writes them: R@5 for recall@5, Success@5 for hit@5, RR@10 for MRR."""
    measure, at, k = name.partition("@")
    theirs = {"recall": "R", "hit": "Success", "MRR": f"RR@{DEPTH}", "nDCG": "nDCG"}[measure]
    return f"{theirs}{at}{k}"

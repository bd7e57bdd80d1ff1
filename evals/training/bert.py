"""The bundled encoder on PyTorch with weights that can be learned, in bfloat16 where that pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from index.finder.minilm import Bert

Weights = Mapping[str, Any]
"""Tensors by the names of the weights file."""


def tensors(bert: Bert) -> dict[str, Any]:
    """The encoder's float weights as tensors."""
    import numpy as np
    import torch

    return {
        name: torch.from_numpy(np.array(value))
        for name, value in bert.weights.items()
        if value.dtype == np.float32 and not name.startswith("pooler")
    }


def in_half(weights: Weights) -> dict[str, Any]:
    """The weights in bfloat16; gradients flow back to the float32 ones."""
    return {name: value.bfloat16() for name, value in weights.items()}


def padded(rows: Sequence[Sequence[int]]) -> tuple[Any, Any]:
    """Token ids as one tensor (n, longest), and which of them are real."""
    import torch

    longest = max(map(len, rows))
    ids = torch.tensor([[*row, *[0] * (longest - len(row))] for row in rows])
    return ids, torch.arange(longest)[None] < torch.tensor([len(row) for row in rows])[:, None]


def forward(bert: Bert, weights: Weights, ids: Any, real: Any, types: Any = None) -> Any:
    """The last layer's states, (n, longest, width)."""
    import torch

    nn, w = torch.nn.functional, weights
    count, longest = ids.shape

    def norm(name: str, x: Any) -> Any:
        scale, shift = w[f"{name}.weight"], w[f"{name}.bias"]
        return nn.layer_norm(x, (bert.width,), scale, shift, bert.epsilon)

    def dense(name: str, x: Any) -> Any:
        return nn.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])

    kinds = torch.zeros_like(ids) if types is None else types
    x = w["embeddings.word_embeddings.weight"][ids]
    x = x + w["embeddings.position_embeddings.weight"][:longest]
    x = norm("embeddings.LayerNorm", x + w["embeddings.token_type_embeddings.weight"][kinds])
    mask = real[:, None, None, :]
    for layer in range(bert.layers):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            dense(f"{at}.attention.self.{part}", x)
            .view(count, longest, bert.heads, -1)
            .transpose(1, 2)
            for part in ("query", "key", "value")
        )
        if x.device.type == "cpu":  # attention's way back is faster in float32 on processors
            query, key, value = query.float(), key.float(), value.float()
        mixed = nn.scaled_dot_product_attention(query, key, value, attn_mask=mask).to(x.dtype)
        mixed = mixed.transpose(1, 2).reshape(count, longest, bert.width)
        x = norm(
            f"{at}.attention.output.LayerNorm", x + dense(f"{at}.attention.output.dense", mixed)
        )
        inner = nn.gelu(dense(f"{at}.intermediate.dense", x))
        x = norm(f"{at}.output.LayerNorm", x + dense(f"{at}.output.dense", inner))
    return x

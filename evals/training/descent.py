"""How finder and reader are learned alike: AdamW in passes, each seeded by itself and kept when it ends."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.errors import CaseError


class Descent:
    """AdamW over groups of learned parts; the rates rise for `warm_up` steps and then fall to nothing.

    `kept` is where the learned parts and the optimiser stand after each pass: a training that was broken
    off goes on from there. `about` tells trainings apart: what was kept of another one is refused.
    """

    def __init__(
        self,
        groups: list[dict[str, Any]],
        *,
        passes: int,
        steps: int,
        warm_up: int,
        seed: int,
        kept: Path | None = None,
        about: str = "",
    ) -> None:
        import torch

        self._torch: Any = torch
        self._optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        self._rates = [group["lr"] for group in groups]
        self._leaves = [part for group in groups for part in group["params"]]
        self._passes, self._steps, self._warm_up, self._seed = passes, steps, warm_up, seed
        self._kept, self._about = kept, about
        self._step = 0

    def passes(self) -> Iterator[tuple[int, random.Random]]:
        """The passes still to come, from 1, each with the chance that it is to draw from.

        Raises CaseError where what was kept is no training, or another.
        """
        for number in range(self._done() + 1, self._passes + 1):
            self._step = (number - 1) * self._steps
            self._torch.manual_seed(1000 * self._seed + number)
            yield number, random.Random(f"{self._seed} {number}")
            self._keep(number)

    def step(self, loss: Any) -> None:
        """Move the learned parts once against the gradient of `loss`, clipped to length 1."""
        done = self._step / (self._passes * self._steps)
        now = min(1.0, (self._step + 1) / self._warm_up) * max(0.0, 1 - done)
        for group, rate in zip(self._optimiser.param_groups, self._rates, strict=True):
            group["lr"] = rate * now
        self._optimiser.zero_grad()
        loss.backward()
        self._torch.nn.utils.clip_grad_norm_(self._leaves, 1.0)
        self._optimiser.step()
        self._step += 1

    def _done(self) -> int:
        """How many passes are done, by what was kept: the learned parts are then as they were."""
        from safetensors import SafetensorError, safe_open

        if self._kept is None or not self._kept.exists():
            return 0
        try:
            with safe_open(self._kept, "pt") as file:
                told = file.metadata() or {}
                held = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (OSError, SafetensorError) as error:
            raise CaseError(
                f"{self._kept} is no training that was broken off ({error})."
            ) from error
        if told.get("about") != self._about:
            raise CaseError(
                f"{self._kept} is kept of a training with another recipe or other questions. Name another file."
            )
        moments: dict[int, dict[str, Any]] = {}
        for name, value in held.items():
            at, what = name.split(" ")
            moments.setdefault(int(at), {})[what] = value
        with self._torch.no_grad():
            for at, leaf in enumerate(self._leaves):
                leaf.copy_(moments[at].pop("leaf"))
        state = self._optimiser.state_dict()
        self._optimiser.load_state_dict(state | {"state": {n: m for n, m in moments.items() if m}})
        return int(told["pass"])

    def _keep(self, number: int) -> None:
        from safetensors.torch import save_file

        if self._kept is None:
            return
        held = {f"{at} leaf": leaf.detach().contiguous() for at, leaf in enumerate(self._leaves)}
        for at, moments in self._optimiser.state_dict()["state"].items():
            held |= {f"{at} {what}": value.contiguous() for what, value in moments.items()}
        part = self._kept.with_name(self._kept.name + ".part")
        save_file(held, part, {"about": self._about, "pass": str(number)})
        part.replace(self._kept)

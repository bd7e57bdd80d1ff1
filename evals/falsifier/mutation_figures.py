"""What became of the falsified and the reprinted: tallies, goals and the table of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from evals.falsifier.matchers import MATCHERS

CAUGHT_GOAL = 0.995
ALARM_GOAL = 0.01
NEVER_MISSED = frozenset({"grade", "number", "negation", "council"})


@dataclass(slots=True)
class Tally:
    """How many of one kind were turned away, and a few of those that went the wrong way."""

    made: int = 0
    turned_away: int = 0
    others: dict[str, list[int]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """The share turned away: of false ones the catch rate, of true ones the false alarms."""
        return self.turned_away / self.made if self.made else 0.0


@dataclass(frozen=True, slots=True)
class Result:
    """The tallies by level ("quote", "statement") and kind: of false ones and of harmless ones."""

    pairs: int
    caught: dict[tuple[str, str], Tally]
    alarms: dict[tuple[str, str], Tally]

    @property
    def missed_goals(self) -> tuple[str, ...]:
        """Each goal that is missed, in words."""
        missed = [
            f"{level}, {kind}: {tally.rate:.2%} caught"
            for (level, kind), tally in self.caught.items()
            if tally.rate < (1.0 if kind in NEVER_MISSED else CAUGHT_GOAL)
        ]
        missed += [
            f"{level}, {kind}: {tally.rate:.2%} false alarms"
            for (level, kind), tally in self.alarms.items()
            if tally.rate > ALARM_GOAL
        ]
        return tuple(missed)


def table(result: Result) -> str:
    """The figures as a Markdown table: kinds by what each way of checking turned away."""
    heads = ["level", "kind", "n", "ours", *MATCHERS]
    lines = [
        f"{result.pairs} true pairs. Share turned away: should be 100% of the false, 0% of the true.",
        "",
        "| " + " | ".join(heads) + " |",
        "|" + "---|" * len(heads),
    ]
    for title, tallies in (("false", result.caught), ("true", result.alarms)):
        for (level, kind), tally in tallies.items():
            cells = [f"{title} {level}", kind, str(tally.made), f"{tally.rate:.2%}"]
            for name in MATCHERS:
                made, away = tally.others.get(name, [0, 0])
                cells.append(f"{away / made:.0%}" if made else "")
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def document(result: Result) -> dict[str, object]:
    """The same figures as plain values, with examples of what went wrong."""

    def rows(tallies: dict[tuple[str, str], Tally]) -> list[dict[str, object]]:
        return [
            {
                "level": level,
                "kind": kind,
                "made": tally.made,
                "turned_away": tally.turned_away,
                "others": {n: {"made": m, "turned_away": a} for n, (m, a) in tally.others.items()},
                "wrong": tally.wrong,
            }
            for (level, kind), tally in tallies.items()
        ]

    return {"pairs": result.pairs, "false": rows(result.caught), "true": rows(result.alarms)}

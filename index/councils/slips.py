"""How many slips of the pen lie between two words."""

from __future__ import annotations


def distance(left: str, right: str) -> int:
    """Letters to insert, drop, change, or swap with their neighbour, to make `left` of `right`.

    The optimal string alignment distance (Boytsov, "Indexing methods for approximate dictionary
    searching", 2011): Damerau's with each stretch edited once.
    """
    before: list[int] = []
    last = list(range(len(right) + 1))
    for i, a in enumerate(left, start=1):
        row = [i]
        for j, b in enumerate(right, start=1):
            best = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == right[j - 2] and left[i - 2] == b:
                best = min(best, before[j - 2] + 1)
            row.append(best)
        before, last = last, row
    return last[-1]

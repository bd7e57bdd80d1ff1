"""Plots as inline SVG: a curve, bars, and points against a diagonal. Nothing but text is made here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_W, _H, _LEFT, _BOTTOM, _TOP, _RIGHT = 420, 260, 46, 40, 14, 12


def curve(
    points: Sequence[tuple[float, float]], *, title: str, x: str, y: str, top: float = 1.0
) -> str:
    """A line through points whose x lies between 0 and 1 and whose y between 0 and `top`."""
    path = " ".join(f"{_x(px):.1f},{_y(py / top):.1f}" for px, py in points)
    dots = "".join(
        f'<circle cx="{_x(px):.1f}" cy="{_y(py / top):.1f}" r="2.5"><title>{escape(x)} {px:.3f}, {escape(y)} {py:.3f}</title></circle>'
        for px, py in points
    )
    body = f'<polyline class="line" points="{path}"/>{dots}' if points else _nothing()
    return _frame(title, x, y, _ticks(top) + body)


def bars(
    counts: Sequence[tuple[str, float]], *, title: str, x: str, y: str, whole: bool = True
) -> str:
    """A bar for each (label, height), in order."""
    highest = max((value for _, value in counts), default=0.0) or 1.0
    width = (_W - _LEFT - _RIGHT) / max(len(counts), 1)
    parts: list[str] = []
    for place, (label, value) in enumerate(counts):
        left = _LEFT + place * width
        height = (value / highest) * (_H - _BOTTOM - _TOP)
        said = f"{value:.0f}" if whole else f"{value:.3f}"
        parts.append(
            f'<rect class="bar" x="{left + width * 0.12:.1f}" y="{_H - _BOTTOM - height:.1f}" width="{width * 0.76:.1f}" height="{height:.1f}">'
            f"<title>{escape(label)}: {said}</title></rect>"
            f'<text class="tick" x="{left + width / 2:.1f}" y="{_H - _BOTTOM + 14}" text-anchor="middle">{escape(label[:14])}</text>'
        )
        if value:
            parts.append(
                f'<text class="tick" x="{left + width / 2:.1f}" y="{_H - _BOTTOM - height - 3:.1f}" text-anchor="middle">{said}</text>'
            )
    return _frame(title, x, y, "".join(parts) if counts else _nothing())


def diagonal(points: Sequence[tuple[float, float, int]], *, title: str, x: str, y: str) -> str:
    """Points (x, y, count) against the diagonal on which both are equal; a dot grows with its count."""
    most = max((n for _, _, n in points), default=1)
    dots = "".join(
        f'<circle cx="{_x(px):.1f}" cy="{_y(py):.1f}" r="{3 + 7 * (n / most) ** 0.5:.1f}"><title>{escape(x)} {px:.2f}, {escape(y)} {py:.2f}, {n} cases</title></circle>'
        for px, py, n in points
    )
    line = f'<line class="guide" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
    return _frame(title, x, y, _ticks(1.0) + line + (dots if points else _nothing()))


def _frame(title: str, x: str, y: str, body: str) -> str:
    middle = (_H - _BOTTOM + _TOP) / 2
    return (
        f'<figure><figcaption>{escape(title)}</figcaption><svg viewBox="0 0 {_W} {_H}" role="img" aria-label="{escape(title)}">'
        f'<line class="axis" x1="{_LEFT}" y1="{_H - _BOTTOM}" x2="{_W - _RIGHT}" y2="{_H - _BOTTOM}"/>'
        f'<line class="axis" x1="{_LEFT}" y1="{_TOP}" x2="{_LEFT}" y2="{_H - _BOTTOM}"/>{body}'
        f'<text class="label" x="{(_W + _LEFT) / 2}" y="{_H - 6}" text-anchor="middle">{escape(x)}</text>'
        f'<text class="label" x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">{escape(y)}</text>'
        "</svg></figure>"
    )


def _ticks(top: float) -> str:
    parts: list[str] = []
    for step in range(5):
        share = step / 4
        parts.append(
            f'<text class="tick" x="{_x(share):.1f}" y="{_H - _BOTTOM + 14}" text-anchor="middle">{share:g}</text>'
            f'<text class="tick" x="{_LEFT - 5}" y="{_y(share) + 3:.1f}" text-anchor="end">{share * top:.2g}</text>'
            f'<line class="grid" x1="{_LEFT}" y1="{_y(share):.1f}" x2="{_W - _RIGHT}" y2="{_y(share):.1f}"/>'
        )
    return "".join(parts)


def _nothing() -> str:
    return f'<text class="label" x="{(_W + _LEFT) / 2}" y="{_H / 2}" text-anchor="middle">nothing to plot</text>'


def _x(share: float) -> float:
    return _LEFT + share * (_W - _LEFT - _RIGHT)


def _y(share: float) -> float:
    return _H - _BOTTOM - share * (_H - _BOTTOM - _TOP)

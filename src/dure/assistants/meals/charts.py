"""Small charts as SVG text, coloured by the page that holds them."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

_WIDTH: Final = 640
_HEIGHT: Final = 220
_LEFT: Final = 8
_FOOT: Final = 26
_TOP: Final = 26
_LABELS: Final = 16
"""Names below a chart; of more, only some are written."""


def bars(title: str, names: Sequence[str], values: Sequence[float]) -> str:
    """Return a bar for each value, its name below; an empty text where there is nothing to draw.

    Raises ValueError if the lengths differ.
    """
    most = max(values, default=0)
    if most <= 0:
        return ""
    step = (_WIDTH - 2 * _LEFT) / len(values)
    parts = []
    for number, (name, value) in enumerate(zip(names, values, strict=True)):
        height = max(0.0, value) / most * (_HEIGHT - _FOOT - _TOP)
        left, top = _LEFT + number * step, _HEIGHT - _FOOT - height
        parts.append(
            f'<rect class=bar x="{left + step * 0.1:.1f}" y="{top:.1f}" '
            f'width="{step * 0.8:.1f}" height="{height:.1f}"/>'
        )
        if len(values) <= _LABELS:
            parts.append(_text(left + step / 2, top - 4, f"{value:,}"))
        if number % _every(len(values)) == 0:
            parts.append(_text(left + step / 2, _HEIGHT - 8, name))
    return _figure(title, parts)


def lines(title: str, names: Sequence[str], series: Mapping[str, Sequence[float | None]]) -> str:
    """Return a line for each series of shares (0 … 1); where one is unknown, the line is broken."""
    if not names or all(value is None for values in series.values() for value in values):
        return ""
    step = (_WIDTH - 2 * _LEFT) / len(names)
    parts = [
        _text(_LEFT + (number + 0.5) * step, _HEIGHT - 8, name)
        for number, name in enumerate(names)
        if number % _every(len(names)) == 0
    ]
    for place, (label, values) in enumerate(series.items()):
        points = [
            (_LEFT + (number + 0.5) * step, _y(value))
            for number, value in enumerate(values)
            if value is not None
        ]
        for run in _runs(values, step):
            parts.append(f'<polyline class="line line{place}" points="{run}"/>')
        parts += [f'<circle class="dot dot{place}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
                  for x, y in points]  # fmt: skip
        parts.append(
            f'<text class="key key{place}" x="{_LEFT + place * 120}" y="18">{escape(label)}</text>'
        )
    return _figure(title, parts)


def _runs(values: Sequence[float | None], step: float) -> list[str]:
    """Return the stretches of a line between unknown values."""
    runs: list[list[str]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{_LEFT + (number + 0.5) * step:.1f},{_y(value):.1f}")
    return [" ".join(run) for run in runs if len(run) > 1]


def _y(share: float) -> float:
    return _HEIGHT - _FOOT - min(1.0, max(0.0, share)) * (_HEIGHT - _FOOT - _TOP)


def _every(count: int) -> int:
    return 1 + (count - 1) // _LABELS


def _text(x: float, y: float, said: str) -> str:
    return f'<text class=name x="{x:.1f}" y="{y:.1f}">{escape(said)}</text>'


def _figure(title: str, parts: Sequence[str]) -> str:
    # The table beside it says the same to whoever cannot see it.
    return (
        f'<figure><svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg></figure>'
    )

"""Draw a smell over time as SVG: readable aloud, and in the dark."""

from html import escape
from typing import Final

import numpy as np

from dure.assistants.perfume.phrases import part
from dure.assistants.perfume.physics import STAGES, Floats, Smell

_WIDTH: Final = 640
_HEIGHT: Final = 300
_LEFT, _TOP, _RIGHT, _BOTTOM = 48, 16, 16, 40
_TICKS: Final = ((1 / 60, "1분"), (0.25, "15분"), (1.0, "1시간"), (6.0, "6시간"), (24.0, "24시간"))
_STYLE: Final = (
    ".a{stroke:currentColor;stroke-opacity:.35;fill:none}text{fill:currentColor;"
    "font:12px system-ui,sans-serif}.l{fill:none;stroke-width:2.5}"
    ".top{stroke:#b45309}.middle{stroke:#be185d;stroke-dasharray:7 3}"
    ".base{stroke:#1d4ed8;stroke-dasharray:2 3}svg{color:#1f2937}"
    "@media(prefers-color-scheme:dark){svg{color:#e5e7eb}.top{stroke:#fbbf24}"
    ".middle{stroke:#f9a8d4}.base{stroke:#93c5fd}}"
)


def draw(smell: Smell, *, title: str) -> str:
    """Return an SVG of the strongest intensity of top, middle and base over 24 hours."""
    lines = "".join(
        f'<path class="l {stage}" d="{_path(smell.times_h, values)}"/>'
        for stage, values in zip(STAGES, smell.by_stage, strict=True)
    )
    legend = "".join(
        f'<path class="l {stage}" d="M{_LEFT + 12 + 130 * n} {_TOP + 8}h28"/>'
        f'<text x="{_LEFT + 46 + 130 * n}" y="{_TOP + 12}">{escape(part("stage_" + stage))}</text>'
        for n, stage in enumerate(STAGES)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-labelledby="t d"><title id="t">{escape(title)}</title>'
        f'<desc id="d">{escape(describe(smell))}</desc><style>{_STYLE}</style>'
        f"{_axes()}{lines}{legend}</svg>"
    )


def describe(smell: Smell) -> str:
    """Return in words what the curve shows."""
    peaks = [
        part(
            "stage_peak",
            stage=part("stage_" + stage),
            strength=round(float(values.max())),
            minutes=round(float(smell.times_h[int(values.argmax())]) * 60),
        )
        for stage, values in zip(STAGES, smell.by_stage, strict=True)
        if values.max() > 0
    ]
    known = part("curve_known", percent=int(smell.known_share * 100))
    return " ".join([*peaks, part("curve_lasts", hours=f"{smell.longevity_h:.1f}"), known])


def _axes() -> str:
    bottom, right = _HEIGHT - _BOTTOM, _WIDTH - _RIGHT
    ticks = "".join(
        f'<path class="a" d="M{_x(hours):.1f} {bottom}v5"/>'
        f'<text x="{_x(hours):.1f}" y="{bottom + 20}" text-anchor="middle">{label}</text>'
        for hours, label in _TICKS
    )
    levels = "".join(
        f'<path class="a" d="M{_LEFT} {_y(level):.1f}H{right}"/>'
        f'<text x="{_LEFT - 8}" y="{_y(level) + 4:.1f}" text-anchor="end">{level}</text>'
        for level in (0, 20, 40, 60)
    )
    return ticks + levels


def _path(times_h: Floats, values: Floats) -> str:
    points = [
        f"{_x(float(t)):.1f} {_y(float(v)):.1f}" for t, v in zip(times_h, values, strict=True)
    ]
    return "M" + "L".join(points)


def _x(hours: float) -> float:
    share = float(np.log(hours * 60) / np.log(24 * 60))
    return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)


def _y(level: float) -> float:
    return _HEIGHT - _BOTTOM - min(level, 70) / 70 * (_HEIGHT - _TOP - _BOTTOM)

"""From what is wished to what a device shall be, within its limits; and whether it is that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, Literal

from dure.assistants.home.book import LiveDevice
from dure.assistants.home.dialects.payload import hex_of, neat, number_of, rgb_of
from dure.assistants.home.things import Range, State, Value
from dure.kernel.data import read_toml

Trouble = Literal["not_supported", "unknown_value", "state_unknown"]

_LIGHTING: Final = ("brightness", "percentage")
"""Attributes that are 0 exactly when the device is off."""
_MOVING: Final[Mapping[str, tuple[str, ...]]] = {
    "open": ("opening",),
    "closed": ("closing",),
    "locked": ("locking",),
    "unlocked": ("unlocking",),
    "docked": ("returning",),
}
_TOLERANCE: Final[Mapping[str, float]] = {"position": 3, "temperature": 0.05, "color_temp": 60,
                                         "track": 0}  # fmt: skip
"""How far a device may round what it was told; others by 1."""
_COLOR_TOLERANCE: Final = 8
_FINEST: Final = 0.01
"""The smallest step of any range."""


@dataclass(frozen=True, kw_only=True)
class Goal:
    """What a device shall be. clamped: attributes that its range cut short."""

    state: State
    clamped: frozenset[str] = field(default_factory=frozenset)


def goal_of(live: LiveDevice, set_: State, change: Mapping[str, float]) -> Goal | Trouble:
    """Return the goal of a wish.

    set_: attribute → value; "on" and "off" are taken for any domain (a lock that is on is
    locked). change: attribute → by how much, from what is known now.
    """
    if not (set_.keys() | change.keys()) <= live.config.settable or not (set_ or change):
        return "not_supported"
    wished = _spoken(live, set_)
    for name, by in change.items():
        now = _now(live, name)
        if now is None:
            return "state_unknown"
        wished[name] = now + by
    kept = {name: _within(live.config.ranges.get(name), name, v) for name, v in wished.items()}
    if any(value is None for value in kept.values()) or _is_foreign(live, kept):
        return "unknown_value"
    found = {name: value for name, value in kept.items() if value is not None}
    clamped = frozenset(k for k, v in found.items() if number_of(wished[k]) not in (None, v))
    return Goal(state=_completed(found, live), clamped=frozenset(_cut(live, clamped, wished)))


def _spoken(live: LiveDevice, set_: State) -> dict[str, Value]:
    words = _tables()["on_off"].get(live.config.domain, {})
    said = set_.get("state")
    return {**set_, "state": words.get(said, said)} if said is not None else dict(set_)


def _now(live: LiveDevice, name: str) -> float | None:
    if name in _LIGHTING and live.state.get("state") == "off":
        return 0.0
    return number_of(live.state.get(name))


def _within(limits: Range | None, name: str, value: Value) -> Value | None:
    if name == "color":
        color = rgb_of(value)
        return None if color is None else hex_of(*color)
    number = number_of(value)
    if limits is None:
        return value if isinstance(value, str) or number is None else neat(number)
    if number is None:
        return None
    step = max(limits.step, _FINEST)
    stepped = limits.low + round((number - limits.low) / step) * step
    return neat(min(limits.high, max(limits.low, stepped)))


def _cut(live: LiveDevice, changed: frozenset[str], wished: State) -> list[str]:
    """Return those that lay outside the range, not merely between two steps."""
    ranges = live.config.ranges
    return [
        name
        for name in changed
        if name in ranges and not ranges[name].low <= float(wished[name]) <= ranges[name].high
    ]


def _is_foreign(live: LiveDevice, wished: Mapping[str, Value | None]) -> bool:
    """Return whether a named value is none of the device's own."""
    modes = live.config.modes
    return any(
        name in modes and value not in (*modes[name], "on", "off") for name, value in wished.items()
    )


def _completed(wished: dict[str, Value], live: LiveDevice) -> State:
    """A light of 40 percent, or of a colour, is on; one of 0 is off."""
    for name in (*_LIGHTING, "color", "color_temp"):
        if name in wished and "state" in live.config.settable:
            if wished[name] == 0:
                return {"state": "off"}
            return {"state": "on", **wished}
    return wished


def is_reached(goal: State, live: LiveDevice, *, exact: bool = False) -> bool:
    """Return whether a device is what it shall be; unless exact, as well as it can be told."""
    tolerances = {} if exact else {name: _TOLERANCE.get(name, 1.0) for name in goal}
    return all(
        _is_same(name, value, live.state.get(name), tolerances.get(name, 0.0))
        for name, value in goal.items()
    )


def _is_same(name: str, wished: Value, now: Value | None, tolerance: float) -> bool:
    if now is None:
        return False
    if name == "color":
        pairs = zip(rgb_of(wished) or (), rgb_of(now) or (), strict=False)
        gaps = [abs(a - b) for a, b in pairs]
        return len(gaps) == 3 and max(gaps) <= _COLOR_TOLERANCE
    if name == "state" and wished == "on":
        # A climate that runs in any mode, a player that plays, is on.
        return now not in ("off", "idle", "standby")
    if name == "state" and wished == "stopped":
        return now not in ("opening", "closing")
    left, right = number_of(wished), number_of(now)
    if left is None or right is None:
        return wished == now
    return abs(left - right) <= tolerance


def is_under_way(goal: State, live: LiveDevice) -> bool:
    """Return whether a device says that it is on its way."""
    now = live.state.get("state")
    if "position" in goal:
        return now in ("opening", "closing")
    return now in _MOVING.get(str(goal.get("state")), ())


def is_guarded(live: LiveDevice, goal: State | None = None) -> bool:
    """Return whether it may be moved only after a yes: locks, gas, gates and garages.

    goal: what it shall be, None for anything. Locking and shutting the gas harm nobody.
    """
    kinds: list[str] = _tables()["guarded"].get(live.config.domain, [])
    if not ("*" in kinds or live.config.device_class in kinds):
        return False
    safe = _tables()["harmless"].get(live.config.domain)
    return goal is None or dict(goal) != {"state": safe}


@cache
def _tables() -> dict[str, Any]:
    return read_toml("dure.assistants.home", "data/devices.toml")

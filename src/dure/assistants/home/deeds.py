"""From a command of a sentence to deeds of devices: which attribute shall become what."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from dure.assistants.home.household import Entity, HouseholdIndex
from dure.assistants.home.meaning import Command
from dure.assistants.home.things import Value
from dure.kernel.data import read_toml

CONTROLS: Final = frozenset((
    "HassTurnOn", "HassTurnOff", "HassLightSet", "HassClimateSetTemperature", "HassSetPosition",
    "HassFanSetSpeed", "HassStopMoving", "HassMediaPause", "HassMediaUnpause", "HassMediaNext",
    "HassMediaPrevious", "HassMediaPlayerMute", "HassMediaPlayerUnmute", "HassSetVolume",
    "HassSetVolumeRelative", "HassVacuumStart", "HassVacuumReturnToBase", "HassVacuumCleanArea",
))  # fmt: skip
"""Intents that change devices."""
_STATES: Final[Mapping[str, str]] = {
    "HassTurnOn": "on", "HassTurnOff": "off", "HassStopMoving": "stopped",
    "HassMediaPause": "paused", "HassMediaUnpause": "playing", "HassVacuumStart": "cleaning",
    "HassVacuumReturnToBase": "docked",
}  # fmt: skip
_SET: Final[Mapping[str, str]] = {
    "brightness": "brightness", "position": "position", "percentage": "percentage",
    "volume_level": "volume", "color": "color",
}  # fmt: skip
_CHANGED: Final[Mapping[str, str]] = {
    "brightness_change": "brightness", "temperature_change": "temperature",
    "percentage_change": "percentage", "volume_step": "volume",
}  # fmt: skip
_STEPS: Final[Mapping[str, tuple[str, float]]] = {
    "HassMediaNext": ("track", 1), "HassMediaPrevious": ("track", -1),
}  # fmt: skip


_KINDS: Final[Mapping[str, str]] = {
    "HassLightSet": "light", "HassClimateSetTemperature": "climate",
    "HassFanSetSpeed": "fan", "HassSetPosition": "cover", "HassMediaPause": "media_player",
    "HassMediaUnpause": "media_player", "HassMediaNext": "media_player",
    "HassMediaPrevious": "media_player", "HassSetVolume": "media_player",
    "HassSetVolumeRelative": "media_player", "HassVacuumStart": "vacuum",
    "HassVacuumReturnToBase": "vacuum",
}  # fmt: skip
"""What an intent is about where the sentence names nothing."""


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What one device shall do. set: attribute → value; change: attribute → by how much."""

    device: str
    set: Mapping[str, Value] = field(default_factory=dict)
    change: Mapping[str, float] = field(default_factory=dict)


def deeds_of(command: Command, index: HouseholdIndex) -> Iterator[Deed]:
    """Yield a deed for each device that a command is about; nothing if it can do none of it."""
    wished, changed = _set(command), _changes(command)
    if not (wished or changed):
        return
    for at in targets_of(command, index):
        device = index.entity(at).id
        if device is not None:
            yield Deed(device=device, set=wished, change=changed)


def targets_of(command: Command, index: HouseholdIndex) -> tuple[int, ...]:
    """Return the devices that a command is about: those named, or those of its kind and room."""
    if command.targets:
        return command.targets
    domain = command.slots.get("domain") or _KINDS.get(command.intent)
    wanted = {name: command.slots[name] for name in ("area", "device_class", "name")
              if name in command.slots}  # fmt: skip
    found = index.by_domain.get(domain, ()) if domain else ()
    return tuple(at for at in found if _fits(index.entity(at), wanted))


def _fits(entity: Entity, wanted: Mapping[str, Any]) -> bool:
    return all(getattr(entity, name) == value for name, value in wanted.items())


def _set(command: Command) -> dict[str, Value]:
    slots, out = command.slots, dict[str, Value]()
    if command.intent in _STATES:
        out["state"] = _STATES[command.intent]
    out |= {_SET[slot]: value for slot, value in slots.items() if slot in _SET}
    if "color" in out:
        out["color"] = f"#{_colors()[str(out['color'])]}"
    if "temperature" in slots:
        is_light = command.intent == "HassLightSet"
        out["color_temp" if is_light else "temperature"] = slots["temperature"]
    return out


def _changes(command: Command) -> dict[str, float]:
    slots = command.slots
    changed = {_CHANGED[slot]: float(by) for slot, by in slots.items() if slot in _CHANGED}
    if command.intent in _STEPS:
        name, by = _STEPS[command.intent]
        changed[name] = by
    return changed


@cache
def _colors() -> Mapping[str, Any]:
    return read_toml("dure.assistants.home", "data/colors.toml")

"""Which devices are meant where a command names none: those that are on, or one asked for."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from dure.assistants.home.deeds import targets_of
from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.meaning import Command, Unclear

_LIGHTS: Final = "HassLightSet"
_ONE_OF: Final = frozenset((
    "HassClimateSetTemperature", "HassFanSetSpeed", "HassSetVolume", "HassSetVolumeRelative",
    "HassMediaPause", "HassMediaUnpause", "HassMediaNext", "HassMediaPrevious", "HassSetPosition",
))  # fmt: skip
"""Intents that are hardly meant for all devices of a kind at once."""
_OFF: Final = frozenset(("off", "idle", "standby", "closed", None))


def narrowed(command: Command, index: HouseholdIndex, *, is_offer: bool = False) -> Command:
    """Return a command with the devices it is about.

    is_offer: it is only proposed, so that all may be named.
    Raises Unclear where several could be meant and nothing tells which.
    """
    found = targets_of(command, index)
    if "name" in command.slots or len(found) < 2:
        return replace(command, targets=found)
    running = tuple(at for at in found if index.entity(at).state not in _OFF)
    if command.intent == _LIGHTS:
        is_scoped = bool(command.slots.keys() & {"area", "domain"})
        if not running and not is_scoped:
            raise _ambiguous(found, index)
        return replace(command, targets=running or found)
    if is_offer and command.intent in _ONE_OF:
        return replace(command, targets=running or found)
    if command.intent in _ONE_OF and "area" not in command.slots:
        if len(running) != 1:
            raise _ambiguous(running or found, index)
        return replace(command, targets=running)
    return replace(command, targets=found)


def _ambiguous(found: Sequence[int], index: HouseholdIndex) -> Unclear:
    names = tuple(dict.fromkeys(index.entity(at).name for at in found))
    return Unclear("ambiguous_target", candidates=names)

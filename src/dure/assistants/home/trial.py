"""How a device is tried out when it is registered: what is set, and what is put back."""

from typing import Final

from dure.assistants.home.book import LiveDevice
from dure.assistants.home.dialects.payload import number_of
from dure.assistants.home.goal import is_guarded
from dure.assistants.home.things import State, Value

_TOGGLED: Final = frozenset(("light", "switch", "fan"))
_NUDGED: Final = {"climate": ("temperature", 1.0), "media_player": ("volume", 1.0),
                  "cover": ("position", 10.0)}  # fmt: skip


def trial_of(live: LiveDevice) -> tuple[State, State]:
    """Return what to set and what to put back; nothing for what is only listened to.

    Locks, gas and garages are never moved for a trial, a vacuum does not set out.
    """
    state, domain = live.state, live.config.domain
    if is_guarded(live):
        return {}, {}
    if domain in _TOGGLED and "state" in live.config.settable:
        is_on = state.get("state") == "on"
        before: Value = "on" if is_on else "off"
        return {"state": "off" if is_on else "on"}, {"state": before}
    name, by = _NUDGED.get(domain, ("", 0.0))
    now, limits = number_of(state.get(name)), live.config.ranges.get(name)
    if now is None or limits is None or name not in live.config.settable:
        return {}, {}
    step = max(by, limits.step)
    there = now + step if now + step <= limits.high else now - step
    return {name: there}, {name: now}


def can_blink(live: LiveDevice) -> bool:
    """Return whether it can be told from its twin by switching it."""
    return live.config.domain in _TOGGLED and bool(trial_of(live)[0])


def needs_consent(live: LiveDevice) -> bool:
    """Return whether somebody could be in its way."""
    return live.config.domain == "cover"

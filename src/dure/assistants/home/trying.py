"""Steps of a registration: get it ready, try a real command, find out why it fails."""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

from dure.assistants.home.answers import heard, say
from dure.assistants.home.goal import is_reached
from dure.assistants.home.kit import Kit, Registration, cancelled, command, commanded
from dure.assistants.home.trial import needs_consent, trial_of
from dure.engine.graph import Ask, Found, Go, Step

_GOOD: Final = ("confirmed", "already", "under_way")
_TRIES: Final = 3
"""How often a device that fails is tried before we give up."""


async def guided_setup(kit: Kit, step: Step) -> Found:
    """See that the device is on, and remember how it stands before it is tried."""
    state: Registration = step.state
    meaning = heard(step.answer or "")
    if meaning == "cancel":
        return cancelled()
    live = kit.book.get(state.device)
    if live is None or live.is_available is False or not kit.book.bus.is_connected:
        is_first = step.answer is None
        return Ask(question=say("switch_on", name=state.label)) if is_first else Go(to="again")
    trial, before = trial_of(live)
    if trial and needs_consent(live):
        if meaning not in ("yes", "no"):
            return Ask(question=say("may_move", name=state.label))
        trial, before = (trial, before) if meaning == "yes" else ({}, {})
    return Go(to="ready", update={"trial": dict(trial), "before": dict(before)})


async def verification(kit: Kit, step: Step) -> Found:
    """Try a real command, or listen to what is never moved for a trial."""
    state: Registration = step.state
    if not state.trial:
        result = await _listened(kit, state.device)
    else:
        result = await _tried(kit, step)
    return Go(to="ok" if result in _GOOD else "trouble", update={"result": result})


async def _listened(kit: Kit, device: str) -> str:
    def look() -> bool | None:
        live = kit.book.get(device)
        return True if live is not None and live.state and live.is_available else None

    found = await kit.book.until(look, within_s=kit.settings.listen_s)
    return "confirmed" if found else "unconfirmed"


async def _tried(kit: Kit, step: Step) -> str:
    """Return what came of a real command; the device is put back as it was."""
    state: Registration = step.state
    confirm = partial(commanded, kit, state.device)
    tried = await step.act("try", partial(command, kit, state.device, state.trial), confirm=confirm)
    if tried["outcome"] == "under_way":
        await kit.book.until(
            lambda: _is_there(kit, state.device, state.trial), within_s=kit.settings.travel_s
        )
    if tried["outcome"] == "unreachable":
        return "unreachable"
    back = await step.act(
        "put_back", partial(command, kit, state.device, state.before), confirm=confirm
    )
    return str(tried["outcome"] if tried["outcome"] not in _GOOD else back["outcome"])


def _is_there(kit: Kit, device: str, goal: Mapping[str, Any]) -> bool | None:
    live = kit.book.get(device)
    return True if live is not None and is_reached(goal, live) else None


async def troubleshoot(kit: Kit, step: Step) -> Found:
    """Tell what failed and ask how to go on; give up after some tries."""
    state: Registration = step.state
    if state.tries + 1 >= _TRIES:
        return Go(to="cancel", update={"outcome": "escalated"})
    meaning = heard(step.answer or "")
    if meaning == "cancel":
        return cancelled()
    if meaning == "other":
        return Go(to="other", update={"device": "", "tries": 0})
    if meaning in ("again", "yes"):
        return Go(to="again", update={"tries": state.tries + 1})
    known = ("unreachable", "refused")
    cause = state.result if state.result in known else "unconfirmed"
    return Ask(question=say(f"trouble_{cause}") + say("trouble_more"))

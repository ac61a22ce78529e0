"""Steps of a registration: is the broker there, which new device is meant, can we speak to it."""

from functools import partial

from dure.assistants.home.answers import chosen, heard, say, shown
from dure.assistants.home.book import LiveDevice
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.kit import Kit, Registration, cancelled, command, commanded, once
from dure.assistants.home.trial import can_blink, trial_of
from dure.engine.graph import Ask, Found, Go, Step


async def pre_check(kit: Kit, step: Step) -> Found:
    """Go on when the broker is reached."""
    if kit.book.bus.is_connected:
        return Go(to="ok")
    if step.answer is None:
        return Ask(question=say("broker_down"))
    return cancelled() if heard(step.answer) == "cancel" else Go(to="again")


async def environment_scan(kit: Kit, step: Step) -> Found:
    """Find the new device that is meant; ask devices to announce themselves if there is none."""
    if not kit.book.bus.is_connected:
        return Go(to="down")
    meaning = heard(step.answer or "")
    if meaning == "cancel":
        return cancelled()
    found = candidates(kit.book)
    if not found and step.answer is not None:
        return Go(to="again")
    if not found:
        await once(kit, step, "birth", kit.book.ask_all)
        settled = kit.settings.scan_s
        found = await kit.book.until(lambda: candidates(kit.book) or None, within_s=settled) or []
    if not found:
        return Ask(question=say("none_found"))
    if len(found) == 1:
        return _taken(found[0].config.id, shown(found[0].config.name))
    # The numbers stay those that were read out, whoever joins meanwhile.
    listed = {live.config.id: shown(live.config.name) for live in found}
    return Go(to="several", update={"listed": listed, "blinked": 0})


async def choosing(kit: Kit, step: Step) -> Found:
    """Ask which of several is meant, until one is."""
    if not kit.book.bus.is_connected:
        return Go(to="down")
    state: Registration = step.state
    meaning = heard(step.answer or "")
    if meaning == "cancel":
        return cancelled()
    if meaning == "again":
        return Go(to="again")
    ids, labels = list(state.listed), list(state.listed.values())
    at = chosen(step.answer or "", labels)
    if meaning == "yes" and state.blinked:
        at = state.blinked - 1
    if at is not None:
        return _taken(ids[at], labels[at])
    if meaning == "blink" or (meaning in ("next", "no") and state.blinked):
        return _blink(kit, ids, state.blinked % len(ids) + 1)
    return Ask(question=_which(step, labels, state.blinked))


def _blink(kit: Kit, ids: list[str], number: int) -> Go:
    """Choose the one to blink, and remember how it stands before it is touched.

    After a crash between on and off its state no longer tells.
    """
    live = kit.book.get(ids[number - 1])
    trial, before = trial_of(live) if live is not None and can_blink(live) else ({}, {})
    remembered = {"trial": dict(trial), "before": dict(before)}
    return Go(to="blink", update={"blinked": number, **remembered})


def _which(step: Step, labels: list[str], blinked: int) -> str:
    list_ = ", ".join(f"{n}. {label}" for n, label in enumerate(labels, start=1))
    if step.answer is None and blinked:
        key = "blinked" if step.state.did_blink else "no_blink"
        return say(key, number=blinked, list=list_)
    key = "which" if step.answer is None else "which_again"
    return say(key, count=len(labels), list=list_)


def _taken(device: str, label: str) -> Go:
    return Go(to="found", update={"device": device, "label": label, "blinked": 0})


def candidates(book: DeviceBook) -> list[LiveDevice]:
    """Return the things that nobody has named, one part of each: the one that can be told most."""
    best: dict[str, LiveDevice] = {}
    taken = {live.config.hardware for live in book.all() if live.registered}
    for live in book.fresh():
        hardware = live.config.hardware
        other = best.get(hardware)
        is_more = other is None or len(live.config.settable) > len(other.config.settable)
        if hardware not in taken and is_more:
            best[hardware] = live
    return [best[hardware] for hardware in sorted(best)]


async def identify(kit: Kit, step: Step) -> Found:
    """Let one of several twins blink, and leave it as it was."""
    state: Registration = step.state
    device = list(state.listed)[state.blinked - 1]
    if not state.trial or kit.book.get(device) is None:
        return Go(update={"did_blink": False})
    for at, wish in enumerate((state.trial, state.before)):
        await step.act(
            f"blink_{at}",
            partial(command, kit, device, wish),
            confirm=partial(commanded, kit, device),
        )
    return Go(update={"did_blink": True})


async def compatibility_check(kit: Kit, step: Step) -> Found:
    """Go on if the device is still there and can be spoken to."""
    live = kit.book.get(step.state.device)
    if live is None:
        return Go(to="gone")
    if not live.config.topics:
        return Go(to="no", update={"outcome": "incompatible"})
    return Go(to="ok")

"""Steps of a registration: what it is called, where it stands, and writing that down."""

from dataclasses import replace
from typing import Final

from dure.assistants.home.answers import (
    NAME_LIMIT,
    area_in,
    area_of,
    heard,
    name_in,
    part_name,
    say,
)
from dure.assistants.home.book import Registered
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.kit import Kit, Registration, cancelled
from dure.engine.graph import Ask, Found, Go, Step
from dure.kernel.events import Json
from dure.korean.normal import squeeze

_NO_NAMES: Final = frozenset(("yes", "no", "again", "next"))
"""Short answers that are neither a name nor a room."""


async def naming(kit: Kit, step: Step) -> Found:
    """Ask for a name until it is one that can be used."""
    if step.answer is None:
        if step.state.name:
            return Ask(question=say("name_clash", name=step.state.name))
        return Ask(question=say("name" if step.state.trial else "name_listened"))
    if heard(step.answer) == "cancel":
        return cancelled()
    name = "" if heard(step.answer) in _NO_NAMES else name_in(step.answer)
    if not name:
        return Ask(question=say("name_empty"))
    if len(name) > NAME_LIMIT:
        return Ask(question=say("name_long", limit=NAME_LIMIT))
    if is_taken(kit.book, name):
        return Ask(question=say("name_clash", name=name))
    area = area_of(name, tuple(kit.areas()))
    return Go(to="placed" if area else "place", update={"name": name, "area": area})


def is_taken(book: DeviceBook, name: str) -> bool:
    """Return whether a device is called so already; spacing and case do not matter."""
    used = (
        squeeze(one)
        for registered in book.registrations().values()
        for one in (registered.name, *registered.aliases)
    )
    return squeeze(name) in used


async def placing(kit: Kit, step: Step) -> Found:
    """Ask for the room, unless the name tells it."""
    areas = kit.areas()
    if step.answer is None:
        return Ask(question=say("area", name=step.state.name, areas=", ".join(areas)))
    if heard(step.answer) == "cancel":
        return cancelled()
    area, is_known = area_in(step.answer, tuple(areas), areas)
    if (not area and not is_known) or heard(step.answer) in _NO_NAMES:
        return Ask(question=say("area", name=step.state.name, areas=", ".join(areas)))
    return Go(to="placed" if is_known else "unknown", update={"area": area})


async def new_area(kit: Kit, step: Step) -> Found:
    """Ask whether an unknown room is to be made."""
    meaning = heard(step.answer or "")
    if meaning == "cancel":
        return cancelled()
    if meaning == "yes":
        return Go(to="placed")
    if meaning in ("no", "again", "next"):
        return Go(to="again", update={"area": ""})
    areas = kit.areas()
    area, is_known = area_in(step.answer or "", tuple(areas), areas)
    if area and is_known:
        return Go(to="placed", update={"area": area})
    return Ask(question=say("area_new", area=step.state.area))


async def completion(kit: Kit, step: Step) -> Found:
    """Write the name down once, and use it from now on."""
    state: Registration = step.state
    named = names_of(kit.book, state)

    async def do(key: str) -> Json:
        await kit.registry.record(key, named)
        return {"recorded": True}

    async def confirm(key: str) -> Json | None:
        return {"recorded": True} if await kit.registry.has(key) else None

    ours = kit.book.registrations().get(state.device)
    if ours is None and is_taken(kit.book, state.name):
        return Go(to="clash")
    await step.act("record", do, confirm=confirm)
    for device, registered in named.items():
        kit.book.register(device, registered)
    return Go(update={"outcome": "registered"})


def names_of(book: DeviceBook, state: Registration) -> dict[str, Registered]:
    """Return id → name of a device and of the other parts of the same thing."""
    main = Registered(name=state.name, area=state.area or None)
    found = {state.device: main}
    live = book.get(state.device)
    others = [one for one in book.all() if live and one.config.hardware == live.config.hardware]
    for one in others:
        if one.config.id == state.device:
            continue
        part = part_name(one.config.device_class or one.config.domain)
        name, count = f"{state.name} {part}", 2
        while any(name == registered.name for registered in found.values()):
            name, count = f"{state.name} {part} {count}", count + 1
        found[one.config.id] = replace(main, name=name)
    return found

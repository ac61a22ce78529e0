"""Give a device another name by talk, or take it off the list; the second after a yes only."""

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from dure.assistants.home.answering import verbs_for
from dure.assistants.home.answers import NAME_LIMIT, name_in
from dure.assistants.home.book import LiveDevice, Registered
from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.living import LivingHome
from dure.assistants.home.telling import line, told
from dure.engine.assistant import Answer, Line, Scene
from dure.kernel.data import read_toml
from dure.korean.normal import squeeze

RENAME: Final = "DEVICE_RENAME"
REMOVE: Final = "DEVICE_REMOVE"
_OBJECT: Final = re.compile(r"(?<=.)(을|를|의|은|는)$")


def read_care(text: str, index: HouseholdIndex) -> tuple[str, Mapping[str, Any]] | None:
    """Return what is to be done with a device's name, None if it is about something else."""
    for intent, pattern in _patterns().items():
        match = pattern.fullmatch(text.strip(" .!?~"))
        name = _known(match["what"], index) if match else None
        if match and (name or intent == RENAME):
            found = {"name": name or _OBJECT.sub("", match["what"].strip())}
            return intent, found | ({"new": match["new"]} if intent == RENAME else {})
    return None


async def rename(scene: Scene, home: LivingHome) -> Answer:
    """Call a device something else, from now on and after a restart."""
    live = _meant(scene.slots["name"], home)
    if live is None:
        return _refused(line("unknown_device", names=scene.slots["name"]), "missing_target")
    new = name_in(scene.slots["new"])
    trouble = _trouble(new, live, home)
    if trouble is not None:
        return _refused(trouble, "unknown_value")
    old = live.name
    before = live.registered or Registered(name=old)
    # What it was called goes on to be understood.
    known = dict.fromkeys((*before.aliases, old))
    aliases = tuple(one for one in known if squeeze(one) != squeeze(new))
    named = replace(before, name=new, aliases=aliases)
    await home.here.registry.record(f"rename:{scene.turn}", {live.config.id: named})
    home.here.book.register(live.config.id, named)
    return _done(line("renamed", old=old, new=new))


async def remove(scene: Scene, home: LivingHome) -> Answer:
    """Ask whether a device is to be taken off the list."""
    live = _meant(scene.slots["name"], home)
    if live is None:
        return _refused(line("unknown_device", names=scene.slots["name"]), "missing_target")
    lines = (line("would_remove", names=live.name), line("say_yes"))
    verbs = verbs_for("would_remove")
    pending = {"confirm": [], "remove": live.config.id, "verbs": verbs}
    return Answer(
        lines=lines, outcome="asked", question="confirm", items=told(lines), pending=pending
    )


async def removed(scene: Scene, home: LivingHome, device: str) -> Answer:
    """Take a device off the list; it can be registered again."""
    live = home.here.book.get(device)
    await home.here.registry.remove(f"remove:{scene.turn}", device)
    home.here.book.register(device, None)
    return _done(line("removed", names=live.name if live else device))


def _known(said: str, index: HouseholdIndex) -> str | None:
    """Return the name of the one device that is called so, None if none or several are."""
    for form in (squeeze(said).lower(), squeeze(_OBJECT.sub("", said.strip())).lower()):
        called = index.forms.get(form)
        names = {index.entity(at).name for at in called.entities} if called else set()
        if len(names) == 1:
            return names.pop()
    return None


def _meant(name: str, home: LivingHome) -> LiveDevice | None:
    found = [live for live in home.here.book.named() if live.name == name]
    return found[0] if len(found) == 1 else None


def _trouble(new: str, live: LiveDevice, home: LivingHome) -> Line | None:
    """Return why a device cannot be called so, None if it can."""
    if not new:
        return line("name_empty")
    if len(new) > NAME_LIMIT:
        return line("name_long", limit=NAME_LIMIT)
    others = [
        one
        for device, registered in home.here.book.registrations().items()
        if device != live.config.id
        for one in (registered.name, *registered.aliases)
    ]
    is_taken = squeeze(new) in map(squeeze, others)
    return line("name_taken", name=new) if is_taken else None


def _done(one: Line) -> Answer:
    return Answer(lines=(one,), items=told((one,)))


def _refused(one: Line, reason: str) -> Answer:
    return Answer(lines=(one,), outcome="refused", reason=reason, items=told((one,)))


CARING: Final = {RENAME: rename, REMOVE: remove}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    table = read_toml("dure.assistants.home", "data/talk.toml")["care"]
    return {intent: re.compile(pattern) for intent, pattern in table.items()}

"""What an earlier clause or turn lends to the next one: 그것도 꺼, 거기 불도, 주방도."""

from dataclasses import dataclass, replace

from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.lexicon import nouns
from dure.assistants.home.meaning import Command, Meaning
from dure.assistants.home.mentions import Mention
from dure.korean.normal import squeeze


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What was said before, in this sentence or in the turn before.

    others: what the turn before was about besides, the last first.
    """

    command: Command
    mention: Mention
    others: tuple[Mention, ...] = ()


def earlier_of(previous: Meaning | None, index: HouseholdIndex) -> Earlier | None:
    """Rebuild what the turn before was about from its commands; the last one counts most."""
    if previous is None or not previous.commands:
        return None
    command, *others = reversed(previous.commands)
    slots = command.slots
    rooms = {index.entity(at).area for at in command.targets if at < len(index.household.entities)}
    room = slots.get("area") or (rooms.pop() if len(rooms) == 1 else None)
    told = {**slots, "area": room} if room else slots
    return Earlier(
        command=replace(command, slots=told),
        mention=_mention_of(command, index),
        others=tuple(_mention_of(other, index) for other in others),
    )


def _mention_of(command: Command, index: HouseholdIndex) -> Mention:
    slots = command.slots
    area, domain, device_class = (slots.get(name) for name in ("area", "domain", "device_class"))
    noun = f"{domain}/{device_class}" if device_class else domain
    named = command.targets if slots.get("name") not in (None, "all") else ()
    return Mention(
        areas=(area,) if area else (),
        entities=named,
        nouns=(noun,) if noun and not named else (),
        lends=tuple(sorted({index.entity(at).domain for at in named})),
    )


def completed(mention: Mention, before: Earlier | None) -> list[Mention]:
    """Return the mention completed by what was said before, where it leaves something open."""
    if before is None or mention.quantifier:
        return []
    last = before.mention
    if mention.entities:
        return _there(mention, before)
    if mention.pointing == "there" and (last.areas or last.entities):
        room = before.command.slots.get("area")
        kinds = mention.nouns or last.nouns or last.lends
        areas = (room,) if room else last.areas
        return [replace(mention, areas=areas, nouns=kinds, pointing=None)]
    if mention.nouns:
        return []
    if mention.areas:
        kinds = last.nouns or last.lends
        return [replace(mention, nouns=kinds, form=last.form)] if kinds else []
    if mention.pointing in (None, "pronoun") and not mention.device:
        return [one for one in (last, *before.others) if not one.is_empty]
    return []


def _there(mention: Mention, before: Earlier) -> list[Mention]:
    """Read 거기 에어컨 as the one of that room, though another is simply called 에어컨."""
    room = before.command.slots.get("area")
    if mention.pointing != "there" or not room or mention.form not in nouns():
        return []
    kinds = (nouns()[mention.form],)
    return [replace(mention, areas=(room,), entities=(), nouns=kinds, pointing=None)]


def room_after(command: Command, mention: Mention, index: HouseholdIndex) -> str | None:
    """Return the room that was said with a command, by itself or in the device's name."""
    areas = {index.entity(at).area for at in command.targets}
    said = {area for area in areas if area and mention.form.startswith(squeeze(area))}
    in_name = said.pop() if len(said) == 1 and "name" in command.slots else None
    return command.slots.get("area") or in_name

"""What an earlier clause or turn lends to the next one: 그것도 꺼, 거기 불도, 주방도."""

from dataclasses import dataclass, replace

from dure.assistants.home.household import HouseholdIndex
from dure.assistants.home.meaning import Command, Meaning
from dure.assistants.home.mentions import Mention
from dure.korean.normal import squeeze


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What was said before, in this sentence or in the turn before."""

    command: Command
    mention: Mention


def earlier_of(previous: Meaning | None, index: HouseholdIndex) -> Earlier | None:
    """Rebuild what the turn before was about from its last command."""
    if previous is None or not previous.commands:
        return None
    command = previous.commands[-1]
    slots = command.slots
    area = slots.get("area")
    rooms = {index.entity(at).area for at in command.targets if at < len(index.household.entities)}
    room = area or (rooms.pop() if len(rooms) == 1 else None)
    domain, device_class = slots.get("domain"), slots.get("device_class")
    noun = f"{domain}/{device_class}" if device_class else domain
    named = command.targets if slots.get("name") not in (None, "all") else ()
    mention = Mention(
        areas=(area,) if area else (),
        entities=named,
        nouns=(noun,) if noun and not named else (),
    )
    told = {**slots, "area": room} if room else slots
    return Earlier(command=replace(command, slots=told), mention=mention)


def completed(mention: Mention, before: Earlier | None) -> list[Mention]:
    """Return the mention completed by what was said before, where it leaves something open."""
    if before is None or mention.entities or mention.quantifier:
        return []
    last = before.mention
    if mention.pointing == "there" and (last.areas or last.entities):
        room = before.command.slots.get("area")
        return [replace(mention, areas=(room,) if room else last.areas, pointing=None)]
    if mention.nouns:
        return []
    if mention.areas:
        return [replace(mention, nouns=last.nouns, form=last.form)] if last.nouns else []
    if mention.pointing in (None, "pronoun") and not mention.device:
        return [last] if not last.is_empty else []
    return []


def room_after(command: Command, mention: Mention, index: HouseholdIndex) -> str | None:
    """Return the room that was said with a command, by itself or in the device's name."""
    areas = {index.entity(at).area for at in command.targets}
    said = {area for area in areas if area and mention.form.startswith(squeeze(area))}
    in_name = said.pop() if len(said) == 1 and "name" in command.slots else None
    return command.slots.get("area") or in_name

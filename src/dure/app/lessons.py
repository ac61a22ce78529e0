"""What happened to people, handed to whoever learns from it: of those only who agreed to that."""

from collections.abc import AsyncIterator
from typing import Final

from dure.app.door import open_door
from dure.app.wire import House
from dure.engine.person import stream_of
from dure.kernel.events import Event, Json

TENANT: Final = "main"
"""Whose people are learned from: those of other tenants of a house are not mixed with them."""
_CONSENT: Final = "improvement"

Told = tuple[str, Event, Json | None]


async def lives(house: House, assistant: str) -> AsyncIterator[Told]:
    """Yield (person, event, unsealed payload or None) of an assistant's people, in log order.

    Who did not agree to the improvement of the service, or was forgotten, is not there.
    """
    # Whether people are asked at all depends on whether they sign in here.
    await open_door(house)
    prefix, agreed = stream_of(assistant, ""), dict[str, bool]()
    after = 0
    while page := await house.log.read_all(after=after):
        after = page[-1].seq
        for event in page:
            if event.tenant != TENANT or not event.stream.startswith(prefix):
                continue
            person = event.stream.removeprefix(prefix)
            if person not in agreed:
                consents = await house.privacy.consents.of(TENANT, person)
                agreed[person] = consents.allow(_CONSENT)
            if agreed[person]:
                yield person, event, house.sealer.open(event)

"""What people called their devices, in the event log: the name and the room stand sealed."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from dure.assistants.home.book import Registered
from dure.kernel.events import NewEvent
from dure.ports.events import Append, EventLog
from dure.trust.seal import Sealer

STREAM: Final = "home:devices"
REGISTERED: Final = "home.device_registered"
REMOVED: Final = "home.device_removed"


class Registry:
    """The registrations of one tenant; later ones win.

    key_id: returns the key to seal with now: yesterday's may have been destroyed.
    """

    def __init__(
        self, log: EventLog, sealer: Sealer, *, tenant: str, key_id: Callable[[], str]
    ) -> None:
        self._log, self._sealer = log, sealer
        self._tenant, self._key_id = tenant, key_id

    async def load(self) -> dict[str, Registered | None]:
        """Return id → name and place of devices; None for one that was removed.

        A device whose name was forgotten with its key has an empty one.
        """
        found: dict[str, Registered | None] = {}
        for event in await self._log.read_stream(self._tenant, STREAM):
            devices = event.open["devices"]
            if event.kind == REMOVED:
                found.update(dict.fromkeys(devices))
                continue
            told = (self._sealer.open(event) or {}).get("devices", {})
            found.update({device: _registered(told.get(device)) for device in devices})
        return found

    async def has(self, key: str) -> bool:
        """Return whether something was recorded under an idempotency key."""
        events = await self._log.read_stream(self._tenant, STREAM)
        return any(event.open.get("key") == key for event in events)

    async def record(self, key: str, devices: Mapping[str, Registered]) -> None:
        """Write down names and places, once for each key."""
        if await self.has(key):
            return
        plain = {
            device: {"name": one.name, "area": one.area, "aliases": list(one.aliases)}
            for device, one in devices.items()
        }
        sealed = self._sealer.seal(
            {"devices": plain}, key_id=self._key_id(), tenant=self._tenant, stream=STREAM
        )
        open_ = {"key": key, "devices": sorted(devices)}
        await self._append(NewEvent(kind=REGISTERED, open=open_, sealed=sealed))

    async def remove(self, key: str, *devices: str) -> None:
        """Write down that devices are no longer registered, once for each key."""
        if not await self.has(key):
            open_ = {"key": key, "devices": sorted(devices)}
            await self._append(NewEvent(kind=REMOVED, open=open_))

    async def _append(self, event: NewEvent) -> None:
        await self._log.append([Append(tenant=self._tenant, stream=STREAM, events=(event,))])


def _registered(plain: Mapping[str, Any] | None) -> Registered:
    if plain is None:
        return Registered(name="")
    return Registered(name=plain["name"], area=plain["area"], aliases=tuple(plain["aliases"]))

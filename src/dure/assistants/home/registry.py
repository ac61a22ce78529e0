"""What people called their devices, in the event log: the name and the room stand sealed."""

from collections.abc import Mapping
from typing import Final

from dure.assistants.home.book import Registered
from dure.kernel.events import NewEvent
from dure.ports.events import Append, EventLog
from dure.trust.seal import Sealer

STREAM: Final = "home:devices"
REGISTERED: Final = "home.device_registered"
REMOVED: Final = "home.device_removed"


class Registry:
    """The registrations of one tenant; later ones win."""

    def __init__(self, log: EventLog, sealer: Sealer, *, tenant: str, key_id: str) -> None:
        self._log, self._sealer = log, sealer
        self._tenant, self._key_id = tenant, key_id

    async def load(self) -> dict[str, Registered]:
        """Return id → name and place of all devices that are registered."""
        found: dict[str, Registered] = {}
        for event in await self._log.read_stream(self._tenant, STREAM):
            if event.kind == REMOVED:
                for device in event.open["devices"]:
                    found.pop(device, None)
            payload = self._sealer.open(event) if event.kind == REGISTERED else None
            for device, plain in (payload or {}).get("devices", {}).items():
                aliases = tuple(plain["aliases"])
                found[device] = Registered(name=plain["name"], area=plain["area"], aliases=aliases)
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
            {"devices": plain}, key_id=self._key_id, tenant=self._tenant, stream=STREAM
        )
        open_ = {"key": key, "devices": sorted(devices)}
        await self._append(NewEvent(kind=REGISTERED, open=open_, sealed=sealed))

    async def remove(self, key: str, device: str) -> None:
        """Write down that a device is no longer registered, once for each key."""
        if not await self.has(key):
            await self._append(NewEvent(kind=REMOVED, open={"key": key, "devices": [device]}))

    async def _append(self, event: NewEvent) -> None:
        await self._log.append([Append(tenant=self._tenant, stream=STREAM, events=(event,))])

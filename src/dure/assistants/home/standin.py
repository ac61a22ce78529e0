"""The simulated flat that stands in where no broker is named; it remembers how it was left."""

import random
from dataclasses import replace
from typing import Final

import orjson

from dure.assistants.home.book import Registered
from dure.assistants.home.devices import DeviceBook
from dure.assistants.home.flat import Flat, default_flat
from dure.assistants.home.simulator import Faults, SimulatedHome
from dure.engine.assistant import Ports
from dure.ports.stores import Store

BUS: Final = "memory://"
_SPACE: Final = "home.flat"
_SEED: Final = 7


class StandIn:
    """The flat, its devices and what they were told."""

    def __init__(self, ports: Ports, book: DeviceBook) -> None:
        self._store, self._book = ports.store, book
        self._flat = _remembered(default_flat(), ports.store)
        # A fixed seed: the flat's sensors drift the same way everywhere.
        self._home = SimulatedHome(
            ports.bus(BUS), self._flat, clock=ports.clock, random=random.Random(_SEED)  # noqa: S311
        )  # fmt: skip
        self._kept = b""

    async def start(self) -> None:
        """Let the devices live; those just bought wait until they are asked."""
        await self._home.start()
        for spare in self._flat.spares:
            await self._home.add(spare, Faults(hides=True))

    async def close(self) -> None:
        """End the devices."""
        await self._home.close()

    def registrations(self) -> dict[str, Registered]:
        """Return what the flat's devices are called to begin with."""
        return self._flat.registrations()

    def is_there(self) -> bool | None:
        """Return True once every device has told its state."""
        found = [self._book.get(device) for device in self._flat.registrations()]
        return True if all(live is not None and live.state for live in found) else None

    def remember(self) -> None:
        """Keep the states of the devices, if they changed.

        Raises Unavailable if they could not be kept.
        """
        states = {}
        for one in (*self._flat.devices, *self._flat.spares):
            live = self._book.get(one.book_id)
            if live is not None:
                states[one.id] = {k: v for k, v in live.state.items() if k in one.state}
        kept = orjson.dumps(states)
        if kept != self._kept:
            self._store.put(_SPACE, "states", kept)
            self._kept = kept


def _remembered(flat: Flat, store: Store) -> Flat:
    kept = store.get(_SPACE, "states")
    states = orjson.loads(kept) if kept else {}
    devices, spares = (
        tuple(replace(one, state={**one.state, **states.get(one.id, {})}) for one in some)
        for some in (flat.devices, flat.spares)
    )
    return replace(flat, devices=devices, spares=spares)

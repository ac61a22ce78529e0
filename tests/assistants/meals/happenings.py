"""Write down what happens to people at meals, as turns do, without taking any."""

from collections.abc import Sequence
from typing import Any

from dure.engine.person import stream_of
from dure.kernel.clock import Clock
from dure.kernel.events import NewEvent
from dure.ports.events import Append, EventLog
from dure.trust.retention import HISTORY, person_of
from dure.trust.seal import Sealer


class Days:
    """Writes events of people into a log."""

    def __init__(self, log: EventLog, sealer: Sealer, clock: Clock, tenant: str = "main") -> None:
        self.log, self.sealer, self.clock, self.tenant = log, sealer, clock, tenant

    async def happen(self, user: str, kind: str, **said: Any) -> None:  # noqa: ANN401 - any JSON
        """Let something happen to somebody now."""
        stream, now = stream_of("meals", user), self.clock.now()
        person = person_of(self.tenant, user)
        key_id = self.sealer.current_key(person, HISTORY, now.date().isoformat())
        plain = {"at": now.isoformat(), **said}
        sealed = self.sealer.seal(plain, key_id=key_id, tenant=self.tenant, stream=stream)
        event = NewEvent(kind=f"meals.{kind}", open={"turn": "t"}, sealed=sealed)
        await self.log.append([Append(tenant=self.tenant, stream=stream, events=(event,))])

    async def show(self, user: str, name: str, /, *shops: str, **more: Any) -> None:  # noqa: ANN401 - any JSON
        """Show somebody a list."""
        items = [
            {"shop": shop, "category": more.get("category", "한식"), "position": place}
            for place, shop in enumerate(shops, start=1)
        ]
        said = {"id": name, "items": items, "ranker": "order", "meal": "lunch", **more}
        await self.happen(user, "shops_shown", **said)

    async def choose(self, user: str, shown: str | None, shop: str, /, **more: Any) -> None:  # noqa: ANN401 - any JSON
        """Let somebody choose from a list, or without one."""
        said = {"id": shown, "shop": shop, "name": shop, "category": "한식", **more}
        await self.happen(user, "shop_chosen", **said)

    async def look(self, user: str, *shops: str, name: str | None = None) -> None:
        """Let somebody ask about shops."""
        for shop in shops:
            await self.happen(user, "shop_viewed", id=name, shop=shop, category="한식")

    async def opened(self, stream: str) -> Sequence[dict[str, Any]]:
        """Return the open parts of a stream of the house."""
        return [event.open for event in await self.log.read_stream("main", stream)]

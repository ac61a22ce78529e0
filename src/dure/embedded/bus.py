"""A broker inside the process: the default where none is configured."""

import asyncio
from collections.abc import Iterable

from dure.errors import Unavailable
from dure.ports.bus import Bus, Message, Qos, Subscription, Will, check_topic, fits


class EmbeddedBus(Bus):
    """One connection; `join` makes another to the same broker.

    Messages are delivered before `publish` returns, to each subscription in order.
    """

    def __init__(
        self,
        url: str = "memory://",
        *,
        will: Will | None = None,
        broker: "_Broker | None" = None,
    ) -> None:
        self._broker, self._will = broker or _Broker(), will
        self._own: list[Subscription] = []
        self._on, self._off = asyncio.Event(), asyncio.Event()
        self._on.set()

    def join(self, *, will: Will | None = None) -> "EmbeddedBus":
        """See Bus."""
        return EmbeddedBus(will=will, broker=self._broker)

    @property
    def is_connected(self) -> bool:
        """See Bus."""
        return self._on.is_set()

    async def wait_for(self, *, connected: bool) -> None:
        """See Bus."""
        await (self._on if connected else self._off).wait()

    async def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, qos: Qos = 0
    ) -> None:
        """See Bus; any quality of service is exactly once here."""
        check_topic(topic)
        if not self.is_connected:
            raise Unavailable(what="bus")
        self._broker.deliver(Message(topic=topic, payload=payload), retain=retain)

    async def subscribe(self, *patterns: str) -> Subscription:
        """See Bus."""
        subscription = Subscription(self._take_up, self._end)
        self._own.append(subscription)
        try:
            for pattern in patterns:
                await subscription.add(pattern)
        except (Unavailable, ValueError):
            await subscription.close()
            raise
        return subscription

    async def close(self) -> None:
        """See Bus."""
        self._will = None
        self.cut()
        for subscription in list(self._own):
            await subscription.close()

    def cut(self) -> None:
        """Lose the connection without a farewell: the last will is spoken."""
        was_connected = self.is_connected
        self._on.clear()
        self._off.set()
        self._broker.leave(self._own)
        if was_connected and self._will is not None:
            will = Message(topic=self._will.topic, payload=self._will.payload)
            self._broker.deliver(will, retain=self._will.retain)

    def mend(self) -> None:
        """Connect again after a cut."""
        self._off.clear()
        self._on.set()
        for subscription in self._own:
            self._broker.enter(subscription, subscription.patterns)

    async def _take_up(self, subscription: Subscription, pattern: str) -> None:
        if not self.is_connected:
            raise Unavailable(what="bus")
        self._broker.enter(subscription, [pattern])

    async def _end(self, subscription: Subscription) -> None:
        self._broker.leave([subscription])
        self._own = [own for own in self._own if own is not subscription]


class _Broker:
    """Who listens, and what is retained."""

    def __init__(self) -> None:
        self._exact: dict[str, list[Subscription]] = {}
        self._wild: dict[str, list[Subscription]] = {}
        self._kept: dict[str, bytes] = {}

    def enter(self, subscription: Subscription, patterns: Iterable[str]) -> None:
        for pattern in patterns:
            listeners = self._table(pattern).setdefault(pattern, [])
            if not any(listener is subscription for listener in listeners):
                listeners.append(subscription)
            self._remind(subscription, pattern)

    def leave(self, subscriptions: Iterable[Subscription]) -> None:
        for subscription in subscriptions:
            for pattern in subscription.patterns:
                table = self._table(pattern)
                left = [s for s in table.get(pattern, ()) if s is not subscription]
                if left:
                    table[pattern] = left
                else:
                    table.pop(pattern, None)

    def deliver(self, message: Message, *, retain: bool) -> None:
        if retain and message.payload:
            self._kept[message.topic] = message.payload
        elif retain:
            self._kept.pop(message.topic, None)
        listeners = {id(s): s for s in self._exact.get(message.topic, ())}
        for pattern, subscriptions in self._wild.items():
            if fits(pattern, message.topic):
                listeners |= {id(s): s for s in subscriptions}
        for subscription in listeners.values():
            subscription.put(message)

    def _table(self, pattern: str) -> dict[str, list[Subscription]]:
        return self._wild if "+" in pattern or "#" in pattern else self._exact

    def _remind(self, subscription: Subscription, pattern: str) -> None:
        """Hand over what is retained, each topic once however many patterns fit."""
        before = subscription.patterns[: subscription.patterns.index(pattern)]
        for topic, payload in self._kept.items():
            is_told = any(fits(other, topic) for other in before)
            if fits(pattern, topic) and not is_told:
                subscription.put(Message(topic=topic, payload=payload, retained=True))

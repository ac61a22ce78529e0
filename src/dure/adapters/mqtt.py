"""A broker reached over MQTT 5 (Mosquitto and the like), by aiomqtt.

Subscription identifiers tell which pattern a copy of a message belongs to, so that patterns
which overlap do not double what arrives.
"""

import asyncio
import logging
import socket
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

import aiomqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from dure.errors import Unavailable
from dure.ports.bus import (
    Bus,
    Message,
    Qos,
    Subscription,
    Will,
    check_topic,
    end,
    fits,
)

_NO_DELAY: Final = ((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),)
_CALLS_LIMIT: Final = 65_535
"""Unanswered calls, which is how many message numbers MQTT has."""
_QUIET: Final = logging.getLogger("dure.adapters.mqtt")


@dataclass(frozen=True, kw_only=True)
class MqttSettings:
    """How patient we are with a broker."""

    answer_s: float = 5.0
    """Seconds until a broker that does not answer counts as away."""
    first_pause_s: float = 0.1
    """Seconds before the first attempt to connect again; doubled each time."""
    longest_pause_s: float = 10.0
    """Seconds between attempts at most."""
    keep_alive_s: int = 20
    """Seconds of silence after which the line is tried."""


class MqttBus(Bus):
    """One connection, made again with growing pauses whenever it is lost."""

    def __init__(
        self,
        url: str,
        *,
        will: Will | None = None,
        client_id: str | None = None,
        settings: MqttSettings | None = None,
    ) -> None:
        """url: mqtt://user:password@host:port. client_id: None lets the library choose one.

        Raises ValueError for another scheme.
        """
        self._url, self._will, self._client_id = _checked(url), will, client_id
        self._settings = settings or MqttSettings()
        self._client: aiomqtt.Client | None = None
        self._on, self._off = asyncio.Event(), asyncio.Event()
        self._off.set()
        self._listening: list[Subscription] = []
        self._patterns: dict[str, int] = {}
        self._numbers = 0
        self._task: asyncio.Task[None] | None = None

    def join(self, *, will: Will | None = None) -> "MqttBus":
        """See Bus."""
        return MqttBus(self._url, will=will, settings=self._settings)

    @property
    def is_connected(self) -> bool:
        """See Bus."""
        return self._on.is_set()

    async def wait_for(self, *, connected: bool) -> None:
        """See Bus."""
        self._start()
        await (self._on if connected else self._off).wait()

    async def publish(
        self, topic: str, payload: bytes, *, retain: bool = False, qos: Qos = 0
    ) -> None:
        """See Bus."""
        check_topic(topic)
        client = await self._reached()
        try:
            await client.publish(topic, payload, qos=qos, retain=retain)
        except aiomqtt.MqttError as error:
            raise Unavailable(what="MQTT") from error

    async def subscribe(self, *patterns: str) -> Subscription:
        """See Bus."""
        await self._reached()
        subscription = Subscription(self._take_up, self._end)
        self._listening.append(subscription)
        try:
            for pattern in patterns:
                await subscription.add(pattern)
        except (Unavailable, ValueError):
            await subscription.close()
            raise
        return subscription

    async def close(self) -> None:
        """See Bus."""
        if self._task is not None:
            await end(self._task)
            self._task = None
        for subscription in list(self._listening):
            self._listening.remove(subscription)
            subscription.put(None)

    async def _reached(self) -> aiomqtt.Client:
        """Return the client; waits for the very first connection only."""
        if self._task is None:
            self._start()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.answer_s):
                    await self._on.wait()
        if self._client is None:
            raise Unavailable(what="MQTT")
        return self._client

    def _start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._stay_connected())

    async def _stay_connected(self) -> None:
        pause_s = self._settings.first_pause_s
        while True:
            try:
                await self._knock()
                async with self._fresh_client() as client:
                    await self._arrived(client)
                    pause_s = self._settings.first_pause_s
                    async for message in client.messages:
                        self._hand_out(message)
            except (aiomqtt.MqttError, OSError):
                pass
            finally:
                self._client = None
                self._on.clear()
                self._off.set()
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, self._settings.longest_pause_s)

    async def _knock(self) -> None:
        """Raise OSError if nobody listens at the address.

        aiomqtt 2.5.1 registers the socket of a failed connection after it was closed, and so
        may disturb the next one that gets the same number.
        """
        parts = urlsplit(self._url)
        async with asyncio.timeout(self._settings.answer_s):
            _, writer = await asyncio.open_connection(parts.hostname, parts.port or 1883)
            writer.close()
            await writer.wait_closed()

    def _fresh_client(self) -> aiomqtt.Client:
        parts, will = urlsplit(self._url), self._will
        client = aiomqtt.Client(
            parts.hostname or "127.0.0.1",
            parts.port or 1883,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            identifier=self._client_id,
            protocol=aiomqtt.ProtocolVersion.V5,
            will=None if will is None else aiomqtt.Will(will.topic, will.payload, 1, will.retain),
            timeout=self._settings.answer_s,
            keepalive=self._settings.keep_alive_s,
            socket_options=_NO_DELAY,
            logger=_QUIET,
        )
        # A home of a thousand devices subscribes to thousands of topics at once.
        client.pending_calls_threshold = _CALLS_LIMIT
        return client

    async def _arrived(self, client: aiomqtt.Client) -> None:
        for pattern, number in list(self._patterns.items()):
            await client.subscribe(pattern, qos=1, properties=_numbered(number))
        self._client = client
        self._off.clear()
        self._on.set()

    def _hand_out(self, message: aiomqtt.Message) -> None:
        topic = str(message.topic)
        heard = Message(topic=topic, payload=_bytes(message.payload), retained=message.retain)
        numbers = set(getattr(message.properties, "SubscriptionIdentifier", ()))
        for subscription in self._listening:
            if self._first_fitting(subscription, topic) in numbers:
                subscription.put(heard)

    def _first_fitting(self, subscription: Subscription, topic: str) -> int | None:
        for pattern in subscription.patterns:
            if fits(pattern, topic):
                return self._patterns.get(pattern)
        return None

    async def _take_up(self, subscription: Subscription, pattern: str) -> None:
        if pattern not in self._patterns:
            self._numbers += 1
            self._patterns[pattern] = self._numbers
        client = await self._reached()
        try:
            properties = _numbered(self._patterns[pattern])
            await client.subscribe(pattern, qos=1, properties=properties)
        except aiomqtt.MqttError as error:
            raise Unavailable(what="MQTT") from error

    async def _end(self, subscription: Subscription) -> None:
        self._listening = [s for s in self._listening if s is not subscription]
        needed = {pattern for s in self._listening for pattern in s.patterns}
        for pattern in [p for p in subscription.patterns if p not in needed]:
            self._patterns.pop(pattern, None)
            if self._client is not None:
                with suppress(aiomqtt.MqttError):
                    await self._client.unsubscribe(pattern)


def _checked(url: str) -> str:
    if urlsplit(url).scheme != "mqtt":
        raise ValueError("an MQTT broker's address begins with mqtt://")
    return url


def _numbered(number: int) -> Properties:
    properties = Properties(PacketTypes.SUBSCRIBE)  # type: ignore[no-untyped-call]
    properties.SubscriptionIdentifier = number
    return properties


def _bytes(payload: Any) -> bytes:  # noqa: ANN401 - what the library hands over
    return payload if isinstance(payload, bytes) else str(payload or "").encode()

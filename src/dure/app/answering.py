"""Ask the servers that settings name whether they answer, in the first words of their protocol.

No password is needed or sent: a server that refuses us has answered.
"""

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from dure.app.checkup import Finding

_TIMEOUT_S: Final = 2.0
_NEEDED: Final = frozenset(("postgres", "postgresql"))


@dataclass(frozen=True, kw_only=True)
class _Greeting:
    """What is said to a server, and how its answer may begin."""

    port: int
    says: bytes
    answers: tuple[bytes, ...]
    tls: bool = False


_HTTP: Final = b"HEAD / HTTP/1.1\r\nHost: dure\r\nConnection: close\r\n\r\n"
_MQTT: Final = b"\x10\x0d\x00\x04MQTT\x05\x02\x00\x0a\x00\x00\x00"
_SSL_REQUEST: Final = b"\x00\x00\x00\x08\x04\xd2\x16\x2f"
_GREETINGS: Final = {
    "postgres": _Greeting(port=5432, says=_SSL_REQUEST, answers=(b"S", b"N")),
    "postgresql": _Greeting(port=5432, says=_SSL_REQUEST, answers=(b"S", b"N")),
    "redis": _Greeting(port=6379, says=b"PING\r\n", answers=(b"+PONG", b"-")),
    "rediss": _Greeting(port=6379, says=b"PING\r\n", answers=(b"+PONG", b"-"), tls=True),
    "mqtt": _Greeting(port=1883, says=_MQTT, answers=(b"\x20",)),
    "mqtts": _Greeting(port=8883, says=_MQTT, answers=(b"\x20",), tls=True),
    "openai": _Greeting(port=80, says=_HTTP, answers=(b"HTTP/",)),
    "http": _Greeting(port=80, says=_HTTP, answers=(b"HTTP/",)),
    "https": _Greeting(port=443, says=_HTTP, answers=(b"HTTP/",), tls=True),
}


async def ask_servers(given: Mapping[str, Any]) -> list[Finding]:
    """Return how each server is that a setting's value names; given: setting → value."""
    named = [(setting, url) for setting, value in given.items() for url in _urls(value)]
    return list(await asyncio.gather(*(_ask(setting, url) for setting, url in sorted(named))))


def _urls(value: object) -> Iterable[SplitResult]:
    if not isinstance(value, str) or "://" not in value:
        return ()
    try:
        url = urlsplit(value)
        is_server = url.scheme in _GREETINGS and bool(url.hostname) and url.port != 0
    except ValueError:
        return ()
    return (url,) if is_server else ()


async def _ask(setting: str, url: SplitResult) -> Finding:
    facts: dict[str, str | int | float] = {"setting": setting, "scheme": url.scheme}
    began = time.perf_counter()
    if await _answers(url):
        facts["took_ms"] = round((time.perf_counter() - began) * 1000, 1)
        return Finding(check="server", state="ok", facts=facts)
    state: Any = "problem" if url.scheme in _NEEDED else "warning"
    return Finding(check="server", state=state, facts=facts)


async def _answers(url: SplitResult) -> bool:
    greeting = _GREETINGS[url.scheme]
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            reader, writer = await asyncio.open_connection(
                url.hostname, url.port or greeting.port, ssl=greeting.tls or None
            )
            try:
                writer.write(greeting.says)
                answer = await reader.read(16)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    return answer.startswith(greeting.answers)

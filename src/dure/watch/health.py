"""Check that what is on disk keeps the laws that can be seen there."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import orjson

from dure.errors import Corrupt
from dure.kernel.events import FIRST_LINK, Event, hash_of, head_of, link_of
from dure.ports.events import EventLog
from dure.ports.keys import KeyStore
from dure.trust.seal import Sealer


@dataclass(kw_only=True)
class LogReport:
    """events: read. sealed, forgotten: parts that open, parts whose key or bytes are gone.

    problems: what is wrong, in the order of the log; none means the log is whole.
    """

    events: int = 0
    sealed: int = 0
    forgotten: int = 0
    problems: list[str] = field(default_factory=list)


async def check_log(log: EventLog, keys: KeyStore, sealer: Sealer) -> LogReport:
    """Walk the whole log: no gaps, the chain holds, sealed parts open unless forgotten."""
    report = LogReport()
    link, lengths = FIRST_LINK, dict[tuple[str, str], int]()
    destroyed = set(keys.destroyed())
    async for event in every_event(log):
        report.events += 1
        if event.seq != report.events:
            report.problems.append(f"seq {event.seq} where {report.events} was due")
        key = (event.tenant, event.stream)
        if event.position != lengths.get(key, 0):
            report.problems.append(f"event {event.seq} leaves a gap in {event.stream}")
        lengths[key] = event.position + 1
        if _link(event, link) != event.link:
            report.problems.append(f"event {event.seq} does not fit the chain")
        link = event.link
        _check_seal(event, sealer, destroyed, report)
    return report


async def every_event(log: EventLog) -> AsyncIterator[Event]:
    """Yield all events that are in the log now, in order."""
    after = 0
    while page := await log.read_all(after=after):
        for event in page:
            after = event.seq
            yield event


def _link(event: Event, before: bytes) -> bytes:
    head = head_of(
        event.seq,
        event.tenant,
        event.stream,
        event.position,
        event.kind,
        round(event.at.timestamp() * 1_000_000),
        event.sealed.key_id if event.sealed else None,
    )
    open_json = orjson.dumps(event.open)
    return link_of(before, head=head, open_json=open_json, sealed_hash=event.sealed_hash)


def _check_seal(event: Event, sealer: Sealer, destroyed: set[str], report: LogReport) -> None:
    if event.sealed is None:
        return
    if event.sealed.data is None or event.sealed.key_id in destroyed:
        report.forgotten += 1
        return
    if hash_of(event.sealed) != event.sealed_hash:
        report.problems.append(f"event {event.seq} holds other sealed bytes than were written")
        return
    try:
        opened = sealer.open(event)
    except Corrupt:
        opened = None
    if opened is None:
        report.problems.append(f"event {event.seq} cannot be unsealed")
    else:
        report.sealed += 1

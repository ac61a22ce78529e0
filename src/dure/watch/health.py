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

    problems: what is wrong, in the order of the log; none means the log is whole. end: link of
    the last event in hexadecimal, "" for an empty log; two whole logs with one end are the same.
    """

    events: int = 0
    sealed: int = 0
    forgotten: int = 0
    problems: list[str] = field(default_factory=list)
    end: str = field(default="", compare=False)


async def check_log(log: EventLog, keys: KeyStore, sealer: Sealer) -> LogReport:
    """Walk the whole log: no gaps, the chain holds, sealed parts open unless forgotten."""
    report = LogReport()
    link, lengths = FIRST_LINK, dict[tuple[str, str], int]()
    living, destroyed = set(keys.ids()), set(keys.destroyed())
    async for seq, event in _each(log):
        report.events += 1
        if seq != report.events:
            report.problems.append(f"seq {seq} where {report.events} was due")
        if event is None:
            report.problems.append(f"event {seq} cannot be read")
            continue
        key = (event.tenant, event.stream)
        if event.position != lengths.get(key, 0):
            report.problems.append(f"event {event.seq} leaves a gap in {event.stream}")
        lengths[key] = event.position + 1
        if _link(event, link) != event.link:
            report.problems.append(f"event {event.seq} does not fit the chain")
        link, report.end = event.link, event.link.hex()
        if event.sealed and event.sealed.key_id in destroyed:
            report.forgotten += 1
        else:
            _check_seal(event, sealer, living, report)
    return report


async def _each(log: EventLog) -> AsyncIterator[tuple[int, Event | None]]:
    """Yield (seq, event), None for one that cannot be read; then one by one past it."""
    after, limit = 0, 1000
    while True:
        try:
            page = await log.read_all(after=after, limit=limit)
        except Corrupt:
            if limit == 1:
                after += 1
                yield after, None
            limit = 1
            continue
        if not page:
            return
        for event in page:
            after = event.seq
            yield event.seq, event


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


def _check_seal(event: Event, sealer: Sealer, living: set[str], report: LogReport) -> None:
    if event.sealed is None:
        return
    lives = event.sealed.key_id in living
    if event.sealed.data is None and lives:
        report.problems.append(f"event {event.seq} lost its sealed bytes, though its key lives")
        return
    if event.sealed.data is None:
        report.forgotten += 1  # Its key was never here: a log without its keys.
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

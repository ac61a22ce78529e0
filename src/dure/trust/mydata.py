"""A person's data: hand it out whole, and forget it for good.

What belongs to a person is told by the keys: everything sealed with one of theirs, wherever it
stands in the log. So what is handed out is exactly what is forgotten, and nothing that is added
later can be left out of either. Only the secrets of signing in are not said, but that they are
there: who has stolen a token for ten minutes must not be handed what signs in for thirty days.

Forgetting is written down before it begins and when it has ended; what a dead process left
half done is finished by `finish`.
"""

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from typing import Final, Literal

from dure.kernel.events import Event, Json, NewEvent
from dure.ports.events import Append, EventLog
from dure.ports.keys import KeyStore
from dure.trust.retention import forget, owned_by, person_of, retention_of
from dure.trust.seal import Sealer

LEDGER_STREAM: Final = "trust:forgetting"
FORGETTING: Final = "trust.forgetting_begun"
FORGOTTEN: Final = "trust.forgetting_ended"
FORMAT: Final = "dure-export"
VERSION: Final = 1
_ROUNDS: Final = 3
"""Looks for keys: an answer that was under way may make one while the others are destroyed."""

Erasure = Literal["erased", "pending in backups"]
ErasureStatus = Callable[[str], Erasure | None]
"""Tells of a person (`person_of`) whether a backup still holds their keys; None: there is none."""

_SIGN_IN: Final = "sign_in"
_AREAS: Final = {
    "session": "conversation",
    "person": "notes",
    "consent": "consents",
    "feedback": "feedback",
    "graph": "tasks",
    "trust": _SIGN_IN,
}


@dataclass(frozen=True, kw_only=True)
class Forgotten:
    """What came of forgetting: how many keys went, and what backups still hold.

    backups: None where nobody can tell; "erased" where there is no backup.
    """

    keys: int
    backups: Erasure | None = None


class MyData:
    """Hands out and forgets what a log holds of a person.

    house: the tenant in whose ledger forgetting is written down. clear: drops all that was
    worked out from sealed parts (folded memory, snapshots); called once the keys are gone.
    """

    def __init__(
        self,
        *,
        log: EventLog,
        keys: KeyStore,
        sealer: Sealer,
        house: str,
        clear: Callable[[], None],
    ) -> None:
        self._log, self._keys, self._sealer = log, keys, sealer
        self._house, self._clear = house, clear
        self._erasure_status: ErasureStatus | None = None

    def ask_backups(self, status: ErasureStatus) -> None:
        """Ask this from now on whether backups still hold what was forgotten."""
        self._erasure_status = status

    async def forget_me(self, tenant: str, user: str) -> Forgotten:
        """Forget a person: every key of theirs, in every retention class."""
        return await self.forget_kept(tenant, user, None)

    async def forget_kept(
        self, tenant: str, user: str, retentions: Collection[str] | None
    ) -> Forgotten:
        """Forget what is kept of a person in some retention classes; None is all of them."""
        person, count = person_of(tenant, user), 0
        for _ in range(_ROUNDS):
            mine = [
                key_id
                for key_id in owned_by(self._keys.ids(), person)
                if retentions is None or retention_of(key_id) in retentions
            ]
            if not mine:
                break
            count += len(mine)
            await self._write(FORGETTING, mine)
            await self._destroy(mine)
        status = self._erasure_status(person) if self._erasure_status else None
        return Forgotten(keys=count, backups=status)

    async def finish(self) -> list[str]:
        """Finish what a dead process left half forgotten and return the keys that it was."""
        open_ones: list[list[str]] = []
        for event in await self._log.read_stream(self._house, LEDGER_STREAM):
            if event.kind == FORGETTING:
                open_ones.append(event.open["key_ids"])
            elif event.open["key_ids"] in open_ones:
                open_ones.remove(event.open["key_ids"])
        for key_ids in open_ones:
            await self._destroy(key_ids)
        return [key_id for key_ids in open_ones for key_id in key_ids]

    async def records(self, tenant: str, user: str) -> AsyncIterator[Json]:
        """Yield all that the log holds of a person and can still be read, in its order.

        One record is {"area", "at", "stream", "kind", "about", "content"}: about is the open
        part, content what was sealed (of a sign-in {name: None}, for what it holds are secrets).
        Holds one page of the log in memory at a time.
        """
        person, after = person_of(tenant, user), 0
        if not owned_by(self._keys.ids(), person):
            return  # Whoever comes for the first time does not have the whole log read.
        while page := await self._log.read_all(after=after):
            for event in page:
                after = event.seq
                record = self._record(event, tenant, person)
                if record is not None:
                    yield record

    def holds(self, tenant: str, user: str) -> bool:
        """Tell whether anything can still be read of a person."""
        return bool(owned_by(self._keys.ids(), person_of(tenant, user)))

    def days_kept(self, tenant: str, user: str, retention: str) -> list[str]:
        """Return the days (ISO) of which something is kept of a person in a class, in order."""
        mine = owned_by(self._keys.ids(), person_of(tenant, user))
        days = {k.rsplit("/", 1)[1].split("+")[0] for k in mine if retention_of(k) == retention}
        return sorted(days)

    def _record(self, event: Event, tenant: str, person: str) -> Json | None:
        if event.tenant != tenant or event.sealed is None:
            return None
        if not owned_by([event.sealed.key_id], person):
            return None
        content = self._sealer.open(event)
        if content is None:
            return None
        area = _AREAS.get(event.stream.partition(":")[0], "other")
        return {
            "area": area,
            "at": event.at.isoformat(),
            "stream": event.stream,
            "kind": event.kind,
            "about": event.open,
            "content": dict.fromkeys(content) if area == _SIGN_IN else content,
        }

    async def _destroy(self, key_ids: list[str]) -> None:
        await forget(key_ids, keys=self._keys, log=self._log, tenant=self._house)
        self._clear()
        await self._write(FORGOTTEN, key_ids)

    async def _write(self, kind: str, key_ids: list[str]) -> None:
        event = NewEvent(kind=kind, open={"key_ids": key_ids})
        await self._log.append([Append(tenant=self._house, stream=LEDGER_STREAM, events=(event,))])

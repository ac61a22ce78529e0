"""What the engine has folded from the log and keeps at hand: sessions and notes on people.

Only events that are new since the last look are read. Everything here can be dropped at any
time; it is read again from the log.
"""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from dure.engine import person, session
from dure.engine.person import Folding, PersonState
from dure.engine.session import Session, SessionSettings
from dure.kernel.events import Json
from dure.ports.events import EventLog
from dure.trust.seal import Sealer

_KEPT: Final = 1000
"""Sessions, and people, that are kept at hand; the rest is folded again when it is asked for."""
_Key = tuple[str, str]
_Value = TypeVar("_Value")


@dataclass(frozen=True, kw_only=True)
class _Noted:
    """The notes and the history of one person as they are folded, and of how many events."""

    state: Json = field(default_factory=dict)
    history: Json | None = None
    length: int = 0


class Memory:
    """Folds streams of one log, each event once."""

    def __init__(self, log: EventLog, sealer: Sealer, settings: SessionSettings) -> None:
        self._log, self._sealer, self._settings = log, sealer, settings
        self._sessions: OrderedDict[_Key, Session] = OrderedDict()
        self._noted: OrderedDict[_Key, _Noted] = OrderedDict()

    async def session(self, tenant: str, session_id: str) -> Session:
        """Return a session folded up to now; an empty one if it never began."""
        key = tenant, session_id
        state = self._sessions.pop(key, Session(id=session_id))
        stream = session.stream_of(session_id)
        for event in await self._log.read_stream(tenant, stream, start=state.length):
            payload = self._sealer.open(event)
            state = session.step(state, event, payload, self._settings)
            state = replace(state, length=event.position + 1)
        if state.length:
            _keep(self._sessions, key, state)
        return state

    def at_hand(self, tenant: str, session_id: str) -> Session | None:
        """Return a session as it was folded last; None if it was dropped since."""
        return self._sessions.get((tenant, session_id))

    async def person(
        self, tenant: str, assistant: str, user: str, *, history: Folding | None = None
    ) -> PersonState:
        """Return what a person told an assistant to remember, and what happened to them.

        history: how the assistant folds the latter; the same one at every call.
        """
        stream = person.stream_of(assistant, user)
        key = tenant, stream
        noted = self._noted.pop(key, None) or _Noted(history=history.empty() if history else None)
        for event in await self._log.read_stream(tenant, stream, start=noted.length):
            payload = self._sealer.open(event)
            happened = noted.history
            if history is not None and happened is not None:
                happened = history.step(happened, event, payload)
            state = person.note(noted.state, event, payload)
            noted = _Noted(state=state, history=happened, length=event.position + 1)
        if noted.length:
            _keep(self._noted, key, noted)
        return PersonState(
            notes=person.notes_of(noted.state), history=noted.history, length=noted.length
        )

    def forget_session(self, tenant: str, session_id: str) -> None:
        """Drop a folded session, so that it is read again from the log."""
        self._sessions.pop((tenant, session_id), None)

    def clear(self) -> None:
        """Drop everything: a key was destroyed, and what it sealed must be gone here too."""
        self._sessions.clear()
        self._noted.clear()


def _keep(kept: OrderedDict[_Key, _Value], key: _Key, value: _Value) -> None:
    kept[key] = value
    if len(kept) > _KEPT:
        kept.popitem(last=False)

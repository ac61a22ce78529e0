"""A conversation as a fold of its events, so that a restart forgets nothing.

A session remembers its last ten turns; after 30 idle minutes, or a goodbye, what was under
way is over, and the next utterance begins afresh in the same stream.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from dure.kernel.events import Event, Json

BEGUN: Final = "session.begun"
HEARD: Final = "turn.heard"
ANSWERED: Final = "turn.answered"
FAILED: Final = "turn.failed"


@dataclass(frozen=True, kw_only=True)
class SessionSettings:
    """How long a conversation is remembered (seed 002, sections 2.1.2 and 9.2)."""

    turns_kept: int = 10
    """Turns that understanding may look back on."""
    idle_minutes: int = 30
    """Minutes of silence after which what was under way is over."""


@dataclass(frozen=True, kw_only=True)
class PastTurn:
    """A turn that was answered. result: its wire form, None if it was forgotten."""

    turn: str
    said: str | None
    intent: str
    result: Json | None


@dataclass(frozen=True, kw_only=True)
class Session:
    """memory: what the assistant keeps in mind. pending: what the next utterance may complete.

    heeded: what the person declared and did not want, or may not have, remembered any longer than
    this conversation; notes in their plain form.
    said: phrase → in how many turns it was said. asked: questions put in a row.
    answered: turn → position of its answer, of all turns.
    open_turn: a turn heard and not yet answered (its worker died), None if there is none.
    length: events in the stream.
    """

    id: str
    user: str | None = None
    assistant: str | None = None
    past: tuple[PastTurn, ...] = ()
    memory: Mapping[str, Any] = field(default_factory=dict)
    pending: Mapping[str, Any] | None = None
    heeded: Json = field(default_factory=dict)
    said: Mapping[str, int] = field(default_factory=dict)
    asked: int = 0
    last_at: datetime | None = None
    answered: Mapping[str, int] = field(default_factory=dict)
    open_turn: str | None = None
    open_text: str | None = None
    length: int = 0

    def awake(self, now: datetime, settings: SessionSettings) -> "Session":
        """Return the session as it is now: what was under way is over after the idle time."""
        idle = timedelta(minutes=settings.idle_minutes)
        if self.last_at is None or now - self.last_at < idle:
            return self
        return replace(self, memory={}, pending=None, asked=0)


def stream_of(session: str) -> str:
    """Return the stream of a session."""
    return f"session:{session}"


def fold_session(
    session: str, events: Iterable[tuple[Event, Json | None]], settings: SessionSettings
) -> Session:
    """Return the session that its events (with what could be unsealed) amount to."""
    state = Session(id=session)
    for event, payload in events:
        state = replace(step(state, event, payload, settings), length=event.position + 1)
    return state


def step(state: Session, event: Event, payload: Json | None, settings: SessionSettings) -> Session:
    """Return the session after one more event."""
    said = event.open
    if event.kind == BEGUN:
        return replace(state, user=said["user"], assistant=said["assistant"])
    if event.kind == HEARD:
        text = payload["text"] if payload else None
        awake = state.awake(event.at, settings)
        return replace(awake, open_turn=said["turn"], open_text=text, last_at=event.at)
    if event.kind == FAILED:
        return replace(state, open_turn=None, open_text=None, last_at=event.at)
    return _answered(state, event, payload or {}, settings)


def _answered(state: Session, event: Event, payload: Json, settings: SessionSettings) -> Session:
    past = PastTurn(
        turn=event.open["turn"],
        said=state.open_text,
        intent=event.open["intent"],
        result=payload.get("result"),
    )
    over = event.open.get("ends_session", False)
    memory = payload.get("memory")
    return replace(
        state,
        past=(*state.past, past)[-settings.turns_kept :],
        memory={} if over else state.memory if memory is None else memory,
        pending=None if over else payload.get("pending"),
        heeded=payload.get("heeded", state.heeded),
        said={
            **state.said,
            **{said: state.said.get(said, 0) + 1 for said in payload.get("said", ())},
        },
        asked=state.asked + 1 if event.open["outcome"] == "asked" else 0,
        last_at=event.at,
        answered={**state.answered, past.turn: event.position},
        open_turn=None,
        open_text=None,
    )

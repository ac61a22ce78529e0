"""What a turn writes down: what was heard before anything is made of it, what was answered before
it is sent.

What people typed is kept masked: understanding has seen it as it was, the log never does.
"""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from dure.engine import person, session
from dure.engine.memory import Memory
from dure.engine.person import NOTED, Happening
from dure.engine.privacy import INTENT
from dure.engine.result import result_of
from dure.engine.session import ANSWERED, BEGUN, FAILED, HEARD, Session
from dure.errors import Conflict, DureError, KeyReused, LateAnswer
from dure.kernel.clock import Clock
from dure.kernel.events import Json, NewEvent
from dure.kernel.turns import TurnRequest, TurnResult
from dure.korean.normal import Normal
from dure.ports.events import Append, EventLog
from dure.trust.mask import mask
from dure.trust.retention import HISTORY, RAW, person_of
from dure.trust.seal import Sealer


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What is written down of an answer. about: in the open; kept: sealed, None if nothing is;
    declared: what the person told to remember, by retention class, sealed in a stream of its own;
    happened: what happened to them, in the same stream; known: its length when that was judged.
    """

    about: Json = field(default_factory=dict)
    kept: Json | None = None
    declared: Mapping[str, Json] = field(default_factory=dict)
    happened: tuple[Happening, ...] = ()
    known: int = 0


@dataclass(frozen=True, kw_only=True)
class Whose:
    """A person with an assistant, and the turn by which something is written down of them."""

    tenant: str
    user: str
    assistant: str
    turn: str


class Record:
    """Writes turns into a log and folds what it wrote."""

    def __init__(self, log: EventLog, sealer: Sealer, clock: Clock, memory: Memory) -> None:
        self._log, self._sealer, self._clock, self._memory = log, sealer, clock, memory

    async def hear(
        self, assistant: str, state: Session, request: TurnRequest, heard: Normal
    ) -> Session:
        """Write down what was heard, unless this turn was heard before its worker died.

        Raises KeyReused if it was heard with other words.
        """
        said = await _said(heard, request)
        if state.open_turn == request.turn:
            _check_same(state.open_text, said)
            return state
        sealed = self._sealer.seal(
            said,
            key_id=self.key_id(request, RAW),
            tenant=request.tenant,
            stream=session.stream_of(state.id),
        )
        events = [NewEvent(kind=HEARD, open={"turn": request.turn}, sealed=sealed)]
        if state.user is None:
            about = {"user": request.user, "assistant": assistant}
            events.insert(0, NewEvent(kind=BEGUN, open=about))
        await self._append(request.tenant, state, tuple(events), ())
        return await self._memory.session(request.tenant, state.id)

    async def answered_before(
        self, request: TurnRequest, heard: Normal, position: int
    ) -> TurnResult:
        """Return what a turn was answered with; position: that of its answer.

        Raises NotFound if that was forgotten meanwhile, KeyReused if it was said otherwise.
        """
        stream = session.stream_of(request.session or "")
        events = await self._log.read_stream(request.tenant, stream)
        was_heard = [e for e in events[:position] if e.kind == HEARD][-1]
        said = self._sealer.open(was_heard)
        if said is not None:
            _check_same(said["text"], await _said(heard, request))
        payload = self._sealer.open(events[position])
        return result_of(payload["result"] if payload else None)

    async def remember(self, request: TurnRequest, state: Session, answered: Answered) -> None:
        """Write down the answer, what the person declared and what happened to them, in one go.

        Of somebody who was forgotten meanwhile nothing of it is kept.
        Raises Conflict if something had to be judged on what is newest, and was not.
        """
        if answered.about["intent"] != INTENT and await self._is_forgotten(request, state):
            answered = replace(answered, kept=None, declared={}, happened=())
        others: tuple[Append, ...] = ()
        if answered.declared or answered.happened:
            whose = Whose(
                tenant=request.tenant,
                user=request.user,
                assistant=state.assistant or "",
                turn=request.turn or "",
            )
            others = (self.of_person(whose, answered),)
        await self._close_turn(request, state, ANSWERED, (answered.about, answered.kept), others)

    async def _is_forgotten(self, request: TurnRequest, state: Session) -> bool:
        """Whether what was heard cannot be read any more."""
        known = self._memory.at_hand(request.tenant, state.id)
        # Whatever is forgotten is dropped from memory first; what came in between makes the
        # append conflict.
        known = known or await self._memory.session(request.tenant, state.id)
        return known.open_text is None

    async def fail(self, request: TurnRequest, state: Session, code: str) -> None:
        """Write down that a turn failed."""
        await self._close_turn(request, state, FAILED, ({"code": code}, None), ())

    async def give_up(self, request: TurnRequest) -> None:
        """Write down that a turn was too late, if it was heard at all."""
        session_id = request.session or ""
        self._memory.forget_session(request.tenant, session_id)
        state = await self._memory.session(request.tenant, session_id)
        if state.open_turn == request.turn:
            # If what was given up lands now after all, there is nothing to write down.
            with suppress(Conflict):
                await self.fail(request, state, LateAnswer.code)

    def key_id(self, of: "TurnRequest | Whose", retention: str) -> str:
        """Return the key of today that seals what a person said or declared."""
        person_id = person_of(of.tenant, of.user)
        today = self._clock.now().date().isoformat()
        return self._sealer.current_key(person_id, retention, today)

    def of_person(self, whose: Whose, left: Answered) -> Append:
        """Return what is to be written into a person's stream."""
        tenant, stream = whose.tenant, person.stream_of(whose.assistant, whose.user)
        rows = [(NOTED, retention, said) for retention, said in left.declared.items()]
        rows += [(happening.kind, HISTORY, happening.said) for happening in left.happened]
        events = []
        for kind, retention, said in rows:
            key_id = self.key_id(whose, retention)
            sealed = self._sealer.seal(dict(said), key_id=key_id, tenant=tenant, stream=stream)
            events.append(NewEvent(kind=kind, open={"turn": whose.turn}, sealed=sealed))
        must_be_newest = any(happening.only_now for happening in left.happened)
        expect = left.known if must_be_newest else None
        return Append(tenant=tenant, stream=stream, events=tuple(events), expect=expect)

    async def _close_turn(
        self,
        request: TurnRequest,
        state: Session,
        kind: str,
        what: tuple[Json, Json | None],
        others: tuple[Append, ...],
    ) -> None:
        about, kept = what
        tenant, stream = request.tenant, session.stream_of(state.id)
        sealed = None
        if kept is not None:
            key_id = self.key_id(request, RAW)
            sealed = self._sealer.seal(kept, key_id=key_id, tenant=tenant, stream=stream)
        event = NewEvent(kind=kind, open={"turn": request.turn, **about}, sealed=sealed)
        await self._append(tenant, state, (event,), others)

    async def _append(
        self, tenant: str, state: Session, events: tuple[NewEvent, ...], others: tuple[Append, ...]
    ) -> None:
        """Append to a session's stream; it is folded when it is asked for again."""
        stream = session.stream_of(state.id)
        own = Append(tenant=tenant, stream=stream, events=events, expect=state.length)
        try:
            await self._log.append([own, *others])
        except DureError:
            self._memory.forget_session(tenant, state.id)
            raise


async def _said(heard: Normal, request: TurnRequest) -> Json:
    said: Json = {"text": mask(heard.original)}
    if request.attachments:
        said["attachments"] = [
            {
                **vars(part),
                "name": mask(part.name),
                "text": await asyncio.to_thread(mask, part.text),
            }
            for part in request.attachments
        ]
    return said


def _check_same(text: str | None, said: Json) -> None:
    if text is not None and text != said["text"]:
        raise KeyReused("the turn was said with other words before")

"""One turn from the first word to the last: hear, understand, decide, act, reply.

What was heard is in the log before anything is made of it, and what was answered before it
is sent. A turn that is sent again is answered with what was answered before; a turn whose
worker died is taken up where it was heard.
"""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakValueDictionary

from dure.engine.advice import Payer
from dure.engine.assistant import Answer, Assistant, Heard, Line, Scene
from dure.engine.memory import Memory
from dure.engine.person import Notes, together
from dure.engine.record import Answered, Record
from dure.engine.reply import say
from dure.engine.result import to_json
from dure.engine.runner import Owner
from dure.engine.scruples import Left, Scruples
from dure.engine.session import Session, SessionSettings
from dure.engine.trace import Trace
from dure.engine.understand import Decision
from dure.engine.widen import Widener, spoken, told_first, undeclared
from dure.engine.wording import Wording
from dure.errors import (
    Conflict,
    DureError,
    InvalidInput,
    LateAnswer,
    NotFound,
    Unavailable,
    UnfoundedFigure,
    UnknownAssistant,
)
from dure.kernel.clock import Clock
from dure.kernel.ids import Ids
from dure.kernel.turns import TurnRequest, TurnResult
from dure.korean.normal import Normal, utterance
from dure.ports.events import EventLog
from dure.ports.telemetry import Telemetry
from dure.trust.consent import ConsentBook
from dure.trust.mask import find_personal
from dure.trust.retention import KEY_DESTROYED, PROFILE
from dure.trust.seal import Sealer
from dure.watch import metrics, traces

_ID_LIMIT: Final = 100
_FOLLOW_AGAIN_S: Final = 1.0
"""Seconds until the log is followed again after it could not be read."""
_MADE: Final = re.compile(r"[0-9A-Fa-f-]{32,36}|[0-9A-HJKMNP-TV-Z]{26}")
"""Ids made by machines (UUID, ULID), whose digits mean nothing."""


@dataclass(frozen=True, kw_only=True)
class TurnSettings:
    """Limits of a turn."""

    deadline_s: float = 10.0
    """Seconds until a turn gives up; the whole of it, storage included."""


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """A turn under way."""

    id: str
    request: TurnRequest
    assistant: Assistant
    session: Session
    heard: Normal
    trace: Trace


class Turns:
    """Takes turns on a log; keeps the sessions it has folded until they are forgotten."""

    def __init__(  # noqa: PLR0913 - the parts of a turn, each by its name
        self,
        *,
        log: EventLog,
        sealer: Sealer,
        clock: Clock,
        assistants: Mapping[str, Assistant],
        settings: TurnSettings,
        session_settings: SessionSettings,
        telemetry: Telemetry,
        consents: ConsentBook | None = None,
        widener: Widener | None = None,
        wording: Wording | None = None,
    ) -> None:
        """widener, wording: None where no language model is connected."""
        self._widener, self._wording = widener or Widener(None), wording or Wording(None)
        self._log, self._sealer, self._clock, self._telemetry = log, sealer, clock, telemetry
        self._ids = Ids(clock)
        self._settings, self._session_settings = settings, session_settings
        self._memory = Memory(log, sealer, session_settings)
        self._record = Record(log, sealer, clock, self._memory)
        self._scruples = Scruples(consents, clock)
        # A lock lives as long as a turn holds or awaits it, and no longer.
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()
        self.assistants = assistants

    async def take(self, assistant: str, request: TurnRequest) -> TurnResult:
        """Answer one utterance.

        Raises UnknownAssistant, EmptyUtterance, TooLong, Unreadable, NotFound for somebody
        else's session, LateAnswer after the deadline, and what storage raises.
        """
        value = self.named(assistant)
        heard = utterance(request.text)
        request = self._with_ids(request)
        with metrics.failures_counted(self._telemetry, assistant=assistant):
            return await self._take_in_order(value, request, heard)

    async def _take_in_order(
        self, value: Assistant, request: TurnRequest, heard: Normal
    ) -> TurnResult:
        """Take a turn when those of its session that came before are over."""
        key = (request.tenant, request.session or "")
        lock = self._locks.setdefault(key, asyncio.Lock())
        deadline = asyncio.get_running_loop().time() + self._settings.deadline_s
        try:
            async with asyncio.timeout_at(deadline):
                await lock.acquire()
        except TimeoutError as error:
            raise LateAnswer from error
        try:
            with traces.turn(self._telemetry, assistant=value.name):
                async with asyncio.timeout_at(deadline):
                    return await self._take_again(value, request, heard)
        except TimeoutError as error:
            await self._record.give_up(request)
            raise LateAnswer from error
        finally:
            lock.release()

    def named(self, assistant: str) -> Assistant:
        """Return an assistant.

        Raises UnknownAssistant.
        """
        value = self.assistants.get(assistant)
        if value is None:
            raise UnknownAssistant(name=assistant[:40], known=", ".join(self.assistants))
        return value

    async def ready(self) -> None:
        """Raise Unavailable, or what the log raises, if no turn could be taken now."""
        if not self.assistants:
            raise Unavailable(what="도우미")
        await self._log.read_all(limit=1)
        # A log that knows that it cannot be written to refuses even nothing.
        await self._log.append(())

    async def session(self, tenant: str, session_id: str, user: str) -> Session:
        """Return a session of a user.

        Raises NotFound if there is none, or it is somebody else's.
        """
        if "\0" in session_id:  # PostgreSQL cannot even be asked for it.
            raise NotFound(what="대화")
        state = await self._memory.session(tenant, session_id)
        if state.user != user:
            raise NotFound(what="대화")
        return state.awake(self._clock.now(), self._session_settings)

    def forget_session(self, tenant: str, session_id: str) -> None:
        """Drop a folded session, so that it is read again from the log."""
        self._memory.forget_session(tenant, session_id)

    def forget_folded(self) -> None:
        """Drop everything folded: a key was destroyed, and what it sealed must be gone here too."""
        self._memory.clear()

    async def watch_keys(self) -> None:
        """Drop what was folded whenever a key was destroyed; runs until it is cancelled."""
        # What was destroyed before is in nobody's memory yet.
        after = await self._log.append(())
        while True:
            with suppress(Unavailable):
                async for event in self._log.subscribe(after=after):
                    after = event.seq
                    if event.kind == KEY_DESTROYED:
                        # Another process may have destroyed it: it goes from here too.
                        self._sealer.drop_known(event.open["key_id"])
                        self._memory.clear()
            await asyncio.sleep(_FOLLOW_AGAIN_S)

    def _with_ids(self, request: TurnRequest) -> TurnRequest:
        for said in (request.session, request.turn, request.user):
            if said is not None and not (0 < len(said) <= _ID_LIMIT and said.isprintable()):
                raise InvalidInput("an id must be 1 to 100 printable letters")
        for said in (request.session, request.turn):
            if said is not None and not _MADE.fullmatch(said) and find_personal(said):
                raise InvalidInput("an id stands in the open: it must be nobody's data")
        session_id = request.session or self._ids.new()
        if request.session is None and request.turn is not None:
            # Sent again, the turn must find the session that its first sending began.
            session_id = _session_named_by(request)
        return replace(request, session=session_id, turn=request.turn or self._ids.new())

    async def _take_again(
        self, assistant: Assistant, request: TurnRequest, heard: Normal
    ) -> TurnResult:
        """Take a turn, once more if an append that was given up earlier came in between."""
        try:
            return await self._take(assistant, request, heard)
        except Conflict:
            self.forget_session(request.tenant, request.session or "")
            return await self._take(assistant, request, heard)

    async def _take(self, assistant: Assistant, request: TurnRequest, heard: Normal) -> TurnResult:
        trace = Trace(self._clock, self._telemetry)
        with trace.stage("hear"):
            state = await self._begin(assistant, request)
            position = state.answered.get(request.turn or "")
            if position is not None:
                return await self._record.answered_before(request, heard, position)
            turn = _Turn(
                id=request.turn or "",
                request=request,
                assistant=assistant,
                session=await self._record.hear(assistant.name, state, request, heard),
                heard=heard,
                trace=trace,
            )
        async with self._failing(turn):
            return await self._answer(turn)

    async def _begin(self, assistant: Assistant, request: TurnRequest) -> Session:
        state = await self._memory.session(request.tenant, request.session or "")
        if state.user is None:
            return state
        if (state.user, state.assistant) != (request.user, assistant.name):
            raise NotFound(what="대화")
        return state.awake(self._clock.now(), self._session_settings)

    @asynccontextmanager
    async def _failing(self, turn: _Turn) -> AsyncIterator[None]:
        """Write down that a turn failed, whatever made it fail."""
        code: str | None = DureError.code
        try:
            yield
            code = None
        except DureError as error:
            code = error.code
            raise
        except asyncio.CancelledError:
            # Given up from outside: the turn stays open and is taken up when it is sent again.
            code = None
            raise
        finally:
            if code:
                await self._record.fail(turn.request, turn.session, code)

    async def _answer(self, turn: _Turn) -> TurnResult:
        request, assistant, state = turn.request, turn.assistant, turn.session
        with turn.trace.stage("understand"):
            payer = Payer(tenant=request.tenant, user=request.user)
            heard = await self._scruples.heard(_heard(turn))
            decision = await self._widener.decide(heard, state, assistant, payer=payer)
        with turn.trace.stage("act"):
            known = await self._memory.notes(request.tenant, assistant.name, request.user)
            notes = together(known, state.heeded)
            answer = decision.answer or await self._act(turn, decision, heard, notes)
            left = await self._scruples.sort(answer, heard, state, assistant)
        with turn.trace.stage("reply"):
            answer, text = _reply(left.answer, assistant, turn.id)
            text = await self._wording.reword(text, answer, payer=payer)
            text = told_first(text, decision, assistant.phrases)
        result = _result(turn, decision, answer, text)
        with turn.trace.stage("remember"):
            answered = _answered(turn, decision, replace(left, answer=answer), result)
            await self._record.remember(turn.request, turn.session, answered)
        metrics.turn_answered(
            self._telemetry,
            assistant=assistant.name,
            intent=decision.intent,
            tier="asked" if answer.outcome == "asked" else "model" if decision.words else "rule",
            outcome=answer.outcome,
            stages_ms=turn.trace.stages_ms,
        )
        return result

    async def _act(self, turn: _Turn, decision: Decision, heard: Heard, notes: Notes) -> Answer:
        scene = Scene(
            # Other words may stand for what was said.
            heard=replace(heard, text=decision.words or heard.text),
            intent=decision.intent,
            slots=decision.slots,
            meaning=decision.meaning,
            session=turn.session,
            notes=notes,
            now=self._clock.now(),
            turn=turn.id,
            owner=lambda: Owner(
                tenant=turn.request.tenant, key_id=self._record.key_id(turn.request, PROFILE)
            ),
        )
        return undeclared(await turn.assistant.skills[decision.intent](scene), decision)


def _heard(turn: _Turn) -> Heard:
    return Heard(
        text=turn.heard.text,
        user=turn.request.user,
        tenant=turn.request.tenant,
        attachments=turn.request.attachments,
        here=turn.request.here,
    )


def _session_named_by(request: TurnRequest) -> str:
    named = f"{request.tenant}\x1f{request.user}\x1f{request.turn}"
    return hashlib.sha256(named.encode()).hexdigest()[:26]


def _reply(answer: Answer, assistant: Assistant, turn: str) -> tuple[Answer, str]:
    """Say the answer; one with a number of unknown origin is withheld."""
    try:
        return answer, say(answer, spoken(assistant.phrases), turn=turn)
    except UnfoundedFigure:
        withheld = Answer(
            lines=(Line(phrase="figures_withheld"),), outcome="refused", reason="unfounded_figure"
        )
        return withheld, say(withheld, spoken(assistant.phrases), turn=turn)


def _answered(turn: _Turn, decision: Decision, left: Left, result: TurnResult) -> Answered:
    answer = left.answer
    kept = {"result": to_json(result), "memory": answer.memory, "pending": answer.pending}
    if left.heeded is not None:
        kept["heeded"] = left.heeded
    return Answered(
        about={
            "intent": decision.intent,
            "outcome": answer.outcome,
            "reason": answer.reason,
            "ends_session": answer.ends_session,
            "stages_ms": turn.trace.stages_ms,
        },
        kept=kept,
        declared=left.declared,
    )


def _result(turn: _Turn, decision: Decision, answer: Answer, text: str) -> TurnResult:
    return TurnResult(
        turn=turn.id,
        session=turn.session.id,
        intent=decision.intent,
        text=text,
        outcome=answer.outcome,
        slots=decision.slots,
        reason=answer.reason,
        question=answer.question,
        items=answer.items,
        figures=answer.figures,
        sources=answer.sources,
        pictures=answer.pictures,
    )

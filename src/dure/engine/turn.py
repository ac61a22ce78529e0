"""One turn from the first word to the last: hear, understand, decide, act, reply.

What was heard is in the log before anything is made of it, and what was answered before it
is sent. A turn that is sent again is answered with what was answered before; a turn whose
worker died is taken up where it was heard.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain
from typing import Final
from weakref import WeakValueDictionary

from dure.engine.advice import Payer
from dure.engine.assistant import Answer, Assistant, Heard, Line, Scene
from dure.engine.memory import Memory
from dure.engine.naming import with_ids
from dure.engine.person import PersonState, together
from dure.engine.phrasebook import KOREAN, speaking
from dure.engine.record import Answered, Record, Whose
from dure.engine.reply import say
from dure.engine.result import to_json
from dure.engine.runner import Owner
from dure.engine.scruples import Left, Scruples
from dure.engine.session import Session, SessionSettings
from dure.engine.tongue import language_of, speaking_in
from dure.engine.trace import Trace
from dure.engine.understand import Decision
from dure.engine.widen import Widener, spoken, told_first, undeclared
from dure.engine.wording import Wording
from dure.errors import (
    Conflict,
    DureError,
    KeyReused,
    LateAnswer,
    NotFound,
    Unavailable,
    UnfoundedFigure,
    UnknownAssistant,
)
from dure.kernel.clock import Clock
from dure.kernel.events import Json
from dure.kernel.ids import Ids
from dure.kernel.turns import TurnRequest, TurnResult
from dure.korean.normal import Normal, utterance
from dure.ports.events import Append, EventLog
from dure.ports.telemetry import Telemetry
from dure.trust.consent import ConsentBook
from dure.trust.retention import KEY_DESTROYED, PROFILE
from dure.trust.seal import Sealer
from dure.watch import metrics, traces

_TRIES: Final = 3
"""Takes of a turn that others came in between of, before the last one."""
_DESTROYED: Final = frozenset((KEY_DESTROYED,))
_FOLLOW_AGAIN_S: Final = 1.0
"""Seconds until the log is followed again after it could not be read."""


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
    language: str


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
        request = with_ids(request, self._ids)
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

    async def by_feedback(
        self, tenant: str, session: Session, parts: Sequence[Json], *, may_remember: bool
    ) -> tuple[Append, ...]:
        """Return what is written down beside an opinion on a turn: what happened to the person.

        parts: of one opinion, at least one, as they are kept. Raises what the log raises.
        """
        assistant = self.assistants.get(session.assistant or "")
        past = next((p for p in session.past if p.turn == parts[0]["turn"]), None)
        if assistant is None or past is None or not may_remember:
            return ()
        user = session.user or ""
        known = await self._memory.person(tenant, assistant.name, user, history=assistant.history)
        said = (assistant.on_feedback(part, past, known.history) for part in parts)
        happened = tuple(chain.from_iterable(said))
        if not happened:
            return ()
        whose = Whose(tenant=tenant, user=user, assistant=assistant.name, turn=past.turn)
        return (self._record.of_person(whose, Answered(happened=happened, known=known.length)),)

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
                async for event in self._log.subscribe(after=after, kinds=_DESTROYED):
                    after = event.seq
                    # Another process may have destroyed it: it goes from here too.
                    self._sealer.drop_known(event.open["key_id"])
                    self._memory.clear()
            await asyncio.sleep(_FOLLOW_AGAIN_S)

    async def _take_again(
        self, assistant: Assistant, request: TurnRequest, heard: Normal
    ) -> TurnResult:
        """Take a turn, again if something came in between: an append that was given up
        earlier, or another turn of the same person where only one may count.
        """
        for _ in range(_TRIES):
            try:
                return await self._take(assistant, request, heard)
            except KeyReused:
                raise
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
            language = language_of(heard.text, state.past) if assistant.tongues else KOREAN
            turn = _Turn(
                id=request.turn or "",
                request=request,
                assistant=speaking_in(assistant, language),
                session=await self._record.hear(assistant.name, state, request, heard),
                heard=heard,
                trace=trace,
                language=language,
            )
        async with self._failing(turn):
            with speaking(language):
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
        except Conflict:
            # Overtaken: the turn is taken again where it was heard.
            code = None
            raise
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
            known = await self._memory.person(
                request.tenant, assistant.name, request.user, history=assistant.history
            )
            here = replace(known, notes=together(known.notes, state.heeded))
            answer = decision.answer or await self._act(turn, decision, heard, here)
            left = await self._scruples.sort(answer, heard, state, assistant)
        with turn.trace.stage("reply"):
            answer, text = _reply(left.answer, assistant, state)
            if turn.language == KOREAN:
                text = await self._wording.reword(text, answer, payer=payer)
            text = told_first(text, decision, assistant.phrases)
        result = _result(turn, decision, answer, text)
        with turn.trace.stage("remember"):
            answered = _answered(turn, decision, replace(left, answer=answer), result)
            answered = replace(answered, happened=left.answer.happened, known=known.length)
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

    async def _act(
        self, turn: _Turn, decision: Decision, heard: Heard, known: PersonState
    ) -> Answer:
        scene = Scene(
            # Other words may stand for what was said.
            heard=replace(heard, text=decision.words or heard.text),
            intent=decision.intent,
            slots=decision.slots,
            meaning=decision.meaning,
            session=turn.session,
            notes=known.notes,
            history=known.history,
            may_remember=partial(self._scruples.may_remember, heard),
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


def _reply(answer: Answer, assistant: Assistant, state: Session) -> tuple[Answer, str]:
    """Say the answer; one with a number of unknown origin is withheld."""
    phrases = spoken(assistant.phrases)
    try:
        return answer, say(answer, phrases, turn=state.id, said=state.said)
    except UnfoundedFigure:
        withheld = Answer(
            lines=(Line(phrase="figures_withheld"),), outcome="refused", reason="unfounded_figure"
        )
        return withheld, say(withheld, phrases, turn=state.id, said=state.said)


def _answered(turn: _Turn, decision: Decision, left: Left, result: TurnResult) -> Answered:
    answer = left.answer
    kept = {
        "result": to_json(result),
        "memory": answer.memory,
        "pending": answer.pending,
        "said": sorted({line.phrase for line in answer.lines}),
    }
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

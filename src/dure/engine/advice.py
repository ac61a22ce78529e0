"""Ask a language model for other words, if one is connected, proven, and within the budget.

No answer is a value, too: a turn goes on without it. A server that was not yet seen to answer,
or failed, is tried beside the conversation, never by a turn that would have to wait for it.
"""

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from dure.engine.breaker import Breaker, BreakerSettings, Missing, Present
from dure.errors import LateAnswer, Unavailable
from dure.kernel.clock import Clock
from dure.ports.cache import Cache
from dure.ports.models import Completion, LanguageModel, Spoken
from dure.ports.telemetry import Telemetry
from dure.trust.budget import TokenBudget
from dure.watch import metrics, traces

Read = TypeVar("Read")
Value = TypeVar("Value", covariant=True)

_FIRST_LOOK_S: Final = 1.0
_TRIAL: Final = (Spoken(voice="user", text="안녕"),)


@dataclass(frozen=True, kw_only=True)
class ModelSettings:
    """Which language model widens what is understood, and how long it is waited for."""

    url: str = ""
    """Where it answers, as `openai://host:port/v1?model=NAME` or https; empty: there is none."""
    key_file: str = ""
    """File with the service's key; empty: it asks for none."""
    timeout_s: float = 3.0
    """Seconds a turn waits for all of an answer; a turn has 10 (turn.deadline_s)."""
    connect_timeout_s: float = 0.2
    """Seconds to reach the server (issue 4: with it down a turn takes less than 0.3 more)."""
    max_tokens: int = 200
    """Tokens of an answer; a sentence of 200 letters in JSON fits."""
    wording: bool = False
    """Whether replies are put into other words; a checker throws away what says anything else."""
    tokens_per_user_day: int = 50_000
    """Tokens per person and day; about 100 sentences that were not understood at first."""
    keep_s: float = 600.0
    """Seconds that other words are kept: what one says oddly others soon say too; 0: not at all."""
    look_every_s: float = 10.0
    """Seconds between looks at whether the server answers."""
    rest_s: float = 30.0
    """Seconds that a server which failed is left alone."""


@dataclass(frozen=True, kw_only=True)
class Payer:
    """Whose budget an answer is charged to."""

    tenant: str
    user: str


@dataclass(frozen=True, kw_only=True)
class Question(Generic[Value]):
    """What a model is asked. schema: what the answer shall look like, as far as servers care.

    read: returns the answer's value, None if it is no use. purpose: understand, word. may_keep:
    whether the answer may be kept for a while in the clear, for whoever asks the same.
    """

    prompt: str
    schema: Mapping[str, Any]
    purpose: str
    read: Callable[[str], Value | None]
    may_keep: bool = False


class Adviser:
    """Guards one language model."""

    def __init__(
        self,
        model: LanguageModel,
        *,
        clock: Clock,
        budget: TokenBudget,
        settings: ModelSettings,
        telemetry: Telemetry,
        cache: Cache | None = None,
    ) -> None:
        """cache: keeps answers that may be kept; None keeps none."""
        self._cache = cache
        self._model, self._budget, self._settings = model, budget, settings
        self._clock, self._telemetry = clock, telemetry
        self._breaker = Breaker(
            "model",
            clock,
            BreakerSettings(
                tries=1, failures=1, rest_s=settings.rest_s, timeout_s=settings.timeout_s
            ),
        )
        metrics.breaker_watched(telemetry, source="model", is_open=lambda: self._breaker.is_open)
        self._is_proven = False
        self._looked = asyncio.Event()
        self._watching: asyncio.Task[None] | None = None

    @property
    def is_proven(self) -> bool:
        """Whether the server was seen to answer since it last failed."""
        return self._is_proven

    async def start(self) -> None:
        """Look at the server now, and again and again until `stop`.

        Waits a moment for the first look, so that a single question has a model, too.
        """
        self._watching = asyncio.create_task(self._watch())
        with suppress(TimeoutError):
            async with asyncio.timeout(_FIRST_LOOK_S):
                await self._looked.wait()

    async def stop(self) -> None:
        """Stop looking and let go of the server."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait([self._watching])
        await self._model.close()
        if self._cache is not None:
            await self._cache.close()

    async def look(self) -> None:
        """Find out whether the server answers: with a word if that is not known, else by asking.

        Only a completion proves it: servers list their models while they load them.
        """
        if self._is_proven:
            self._is_proven = await self._model.ready()
        if not self._is_proven and not self._breaker.is_open:
            found = await self._breaker.call(self._trial)
            self._is_proven = isinstance(found, Present)

    async def ask(self, question: Question[Read], *, payer: Payer) -> Read | None:
        """Return what a whole and readable answer says, None if there is none now."""
        kept_text = await self._kept(question)
        if kept_text is not None:
            return question.read(kept_text)
        if not self._is_proven or self._breaker.is_open:
            self._tell("resting")
            return None
        # A token is hardly less than a letter, even of Hangul; the server's count corrects it.
        at_most = len(question.prompt) + self._settings.max_tokens
        kept = self._budget.set_aside(payer.tenant, payer.user, at_most)
        if kept is None:
            self._tell("over_budget")
            return None
        began = self._clock.elapsed_s()
        with traces.model_call(self._telemetry, purpose=question.purpose):
            found = await self._breaker.call(lambda: self._complete(question))
        seconds = self._clock.elapsed_s() - began
        if isinstance(found, Missing):
            self._is_proven = False
            is_late = found.reason == LateAnswer.code
            # What came too late was worked on all the same; what never came costs nothing.
            self._budget.settle(kept, at_most if is_late else 0)
            self._tell("late" if is_late else "failed", seconds)
            return None
        answer = found.value
        self._budget.settle(kept, _used(answer, at_most))
        value = None if answer.finish == "length" else question.read(answer.text)
        self._tell("invalid" if value is None else "answered", seconds, answer)
        if value is not None:
            await self._keep(question, answer.text)
        return value

    async def _kept(self, question: Question[Any]) -> str | None:
        if self._cache is None or not self._may_keep(question):
            return None
        with suppress(Unavailable):
            data = await self._cache.get(self._name_of(question))
            return None if data is None else data.decode()
        return None

    async def _keep(self, question: Question[Any], text: str) -> None:
        if self._cache is not None and self._may_keep(question):
            with suppress(Unavailable):
                await self._cache.put(
                    self._name_of(question), text.encode(), ttl_s=self._settings.keep_s
                )

    def _may_keep(self, question: Question[Any]) -> bool:
        return question.may_keep and self._settings.keep_s > 0

    def _name_of(self, question: Question[Any]) -> str:
        asked = f"{self._settings.url}\x1f{question.prompt}"
        return f"model:{hashlib.sha256(asked.encode(errors='replace')).hexdigest()}"

    async def _trial(self) -> Completion:
        return await self._model.complete(_TRIAL, max_tokens=1, timeout_s=self._settings.timeout_s)

    async def _complete(self, question: Question[Any]) -> Completion:
        return await self._model.complete(
            [Spoken(voice="user", text=question.prompt)],
            schema=question.schema,
            max_tokens=self._settings.max_tokens,
            timeout_s=self._settings.timeout_s,
        )

    async def _watch(self) -> None:
        while True:
            await self.look()
            self._looked.set()
            await asyncio.sleep(self._settings.look_every_s)

    def _tell(self, outcome: str, seconds: float = 0.0, answer: Completion | None = None) -> None:
        metrics.model_called(
            self._telemetry,
            outcome=outcome,
            seconds=seconds,
            tokens_in=answer.tokens_in if answer else None,
            tokens_out=answer.tokens_out if answer else None,
        )


def _used(answer: Completion, at_most: int) -> int:
    if answer.tokens_in is None or answer.tokens_out is None:
        return at_most
    return answer.tokens_in + answer.tokens_out

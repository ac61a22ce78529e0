"""A language model inside the test, and an adviser that has seen it answer."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from dure.embedded.stores import SqliteStore
from dure.embedded.telemetry import SilentTelemetry
from dure.engine.advice import Adviser, ModelSettings
from dure.errors import Unavailable
from dure.kernel.clock import Clock
from dure.ports.cache import Cache
from dure.ports.models import Completion, Finish, LanguageModel, Spoken
from dure.trust.budget import TokenBudget


class Saying(LanguageModel):
    """Answers each prompt with what a function makes of it; counts what it was asked.

    error: raised instead; finish: why it ended.
    """

    def __init__(self, answer: Callable[[str], str]) -> None:
        self.answer = answer
        self.prompts: list[str] = []
        self.trials = 0
        self.error: Exception | None = None
        self.finish: Finish = "stop"
        self.tokens: int | None = 10
        self.is_ready = True
        self.is_closed = False

    async def complete(
        self,
        messages: Sequence[Spoken],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int,
        timeout_s: float,
    ) -> Completion:
        """See LanguageModel."""
        is_trial = max_tokens == 1
        self.trials += is_trial
        if self.error is not None:
            raise self.error
        prompt = messages[-1].text
        if not is_trial:
            self.prompts.append(prompt)
        text = "네" if is_trial else self.answer(prompt)
        return Completion(
            text=text, tokens_in=self.tokens, tokens_out=self.tokens, finish=self.finish
        )

    async def stream(
        self, messages: Sequence[Spoken], *, max_tokens: int, timeout_s: float
    ) -> AsyncIterator[str]:
        """See LanguageModel."""
        raise Unavailable(what="stream")
        yield ""

    async def ready(self) -> bool:
        """See LanguageModel."""
        return self.is_ready

    async def close(self) -> None:
        """See LanguageModel."""
        self.is_closed = True


def adviser_of(
    model: LanguageModel,
    *,
    folder: Path,
    clock: Clock,
    settings: ModelSettings | None = None,
    cache: Cache | None = None,
) -> Adviser:
    """Return an adviser with a store of its own in a folder; nothing is proven yet."""
    settings = settings or ModelSettings(url="openai://scripted")
    store = SqliteStore(folder / "advice.db")
    return Adviser(
        model,
        clock=clock,
        budget=TokenBudget(store, clock, per_day=settings.tokens_per_user_day),
        settings=settings,
        telemetry=SilentTelemetry(),
        cache=cache,
    )

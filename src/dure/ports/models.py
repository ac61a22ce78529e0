"""A language model somewhere: it puts words into other words, and nothing rests on what it says.

What comes back is text of a stranger. Whoever uses it checks it; servers ignore schemas, cut
answers off and follow instructions that they read.
"""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Voice = Literal["system", "user", "assistant"]
Finish = Literal["stop", "length", "other"]


@dataclass(frozen=True, kw_only=True)
class Spoken:
    """One message of a conversation with a model."""

    voice: Voice
    text: str


@dataclass(frozen=True, kw_only=True)
class Completion:
    """What a model answered. tokens_in, tokens_out: as the server counts, None if it does not.

    finish: "length" if the answer was cut off, "other" if the server gave another reason or none.
    """

    text: str
    tokens_in: int | None
    tokens_out: int | None
    finish: Finish


class LanguageModel(ABC):
    """Completes conversations."""

    @abstractmethod
    async def complete(
        self,
        messages: Sequence[Spoken],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int,
        timeout_s: float,
    ) -> Completion:
        """Return the model's answer, whole or cut off; of several tries, none is repeated.

        schema: the JSON schema that the answer shall keep; a wish, as servers may ignore it.
        timeout_s: seconds for all of it, however slowly it comes.
        Raises Unavailable if there is no answer or it cannot be read, LateAnswer.
        """

    @abstractmethod
    def stream(
        self, messages: Sequence[Spoken], *, max_tokens: int, timeout_s: float
    ) -> AsyncIterator[str]:
        """Yield the model's answer piece by piece; raises as `complete` does."""

    @abstractmethod
    async def ready(self) -> bool:
        """Whether the server answers at all, which costs it nothing; False instead of raising."""

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections."""

"""What the weather is somewhere now, as far as it bears on what people feel like eating."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Falls = Literal["dry", "rain", "snow"]
"""What falls from the sky. Dry is not clear: who only knows that nothing falls knows no more."""


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What was seen at `at`. falls, celsius: None if nobody says.

    Raises ValueError for a time without a zone.
    """

    at: datetime
    falls: Falls | None = None
    celsius: float | None = None

    def __post_init__(self) -> None:
        """See the class."""
        if self.at.tzinfo is None:
            raise ValueError(f"the time must know its zone: {self.at}")


class Weather(ABC):
    """Tells what the weather is at a point on the earth (WGS84 degrees)."""

    @abstractmethod
    async def now(self, lat: float, lon: float) -> Observation:
        """Return the newest observation that holds for a point.

        Raises NotFound for a point it knows nothing of, LateAnswer if it takes too long,
        Unavailable if it fails or says what cannot be an answer. It never makes one up.
        """

    @abstractmethod
    async def close(self) -> None:
        """Let go of connections."""

"""How long each stage of a turn takes."""

from collections.abc import Iterator
from contextlib import contextmanager

from dure.kernel.clock import Clock


class Trace:
    """How long each stage of a turn took, in milliseconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.stages_ms: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a stage."""
        began = self._clock.elapsed_s()
        try:
            yield
        finally:
            self.stages_ms[name] = round((self._clock.elapsed_s() - began) * 1000, 3)

"""How long each stage of a turn takes; each is told to the trace that is under way."""

from collections.abc import Iterator
from contextlib import contextmanager

from dure.kernel.clock import Clock
from dure.ports.telemetry import Telemetry
from dure.watch import traces


class Trace:
    """How long each stage of a turn took, in milliseconds."""

    def __init__(self, clock: Clock, telemetry: Telemetry) -> None:
        self._clock, self._telemetry = clock, telemetry
        self.stages_ms: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a stage."""
        began = self._clock.elapsed_s()
        try:
            with traces.stage(self._telemetry, name):
                yield
        finally:
            self.stages_ms[name] = round((self._clock.elapsed_s() - began) * 1000, 3)

"""When a device last became what it is asked about: a fold of what was written down."""

from datetime import datetime

from dure.assistants.home.recording import STREAM
from dure.kernel.events import Event, Json
from dure.ports.events import EventLog
from dure.trust.seal import Sealer


class History:
    """Folds the events of one home, each once, when it is asked."""

    def __init__(self, log: EventLog, sealer: Sealer, *, tenant: str) -> None:
        self._log, self._sealer, self._tenant = log, sealer, tenant
        self._length = 0
        self._states: dict[str, str] = {}
        self._became: dict[tuple[str, str], datetime] = {}

    async def became(self, device: str, states: frozenset[str]) -> datetime | None:
        """Return when a device last turned into one of some states; None if that is unknown."""
        for event in await self._log.read_stream(self._tenant, STREAM, start=self._length):
            self._take(event, self._sealer.open(event) or {})
            self._length = event.position + 1
        found = [at for s in states if (at := self._became.get((device, s))) is not None]
        return max(found, default=None)

    def _take(self, event: Event, private: Json) -> None:
        if "state" not in private:
            return
        device, state = event.open["device"], str(private["state"])
        before = self._states.get(device)
        # What is told after a restart is no change; of the first state nobody knows since when.
        if before is not None and before != state:
            self._became[device, state] = datetime.fromisoformat(event.open["at"])
        self._states[device] = state

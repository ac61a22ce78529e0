"""Word that stays within this process."""

from collections import defaultdict
from functools import partial

from dure.ports.fanout import Fanout, Hearing


class MemoryFanout(Fanout):
    """See Fanout."""

    def __init__(self) -> None:
        self._hearings: defaultdict[str, list[Hearing]] = defaultdict(list)

    async def publish(self, channel: str, message: bytes) -> None:
        """See Fanout."""
        for hearing in self._hearings.get(channel, ()):
            hearing.put(message)

    async def subscribe(self, channel: str) -> Hearing:
        """See Fanout."""
        hearing = Hearing(partial(self._leave, channel))
        self._hearings[channel].append(hearing)
        return hearing

    async def close(self) -> None:
        """See Fanout."""
        for hearings in list(self._hearings.values()):
            for hearing in list(hearings):
                await hearing.close()

    async def _leave(self, channel: str, hearing: Hearing) -> None:
        if hearing in self._hearings[channel]:
            self._hearings[channel].remove(hearing)

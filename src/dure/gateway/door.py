"""What the gateway serves, and the one way in which a turn is taken whatever it came over."""

from dataclasses import dataclass, field

from dure.engine.turn import Turns
from dure.gateway.gates import Gates
from dure.gateway.kakao_parts import Kakao
from dure.gateway.notices import Notices
from dure.gateway.privacy import PrivacyParts
from dure.gateway.repeats import Repeats
from dure.gateway.sockets import Sockets
from dure.gateway.stream import Streams
from dure.kernel.clock import Clock
from dure.kernel.turns import TurnRequest, TurnResult
from dure.ports.counters import Counters
from dure.ports.fanout import Fanout
from dure.ports.telemetry import Telemetry
from dure.trust.access import Caller
from dure.trust.identity import Identity


@dataclass(frozen=True, kw_only=True)
class Door:
    """The parts behind the routes. notices: None where nobody is told of anything. kakao: None
    where no bot is connected.
    """

    turns: Turns
    gates: Gates
    identity: Identity
    privacy: PrivacyParts
    clock: Clock
    telemetry: Telemetry
    sockets: Sockets
    repeats: Repeats
    counters: Counters
    fanout: Fanout
    notices: Notices | None = None
    kakao: Kakao | None = None
    streams: Streams = field(default_factory=Streams)

    def check(self, caller: Caller, assistant: str) -> None:
        """Let a caller pass to an assistant.

        Raises UnknownAssistant, Unauthenticated, Forbidden.
        """
        self.gates.enter_assistant(caller, self.turns.named(assistant))

    async def take(self, caller: Caller, assistant: str, request: TurnRequest) -> TurnResult:
        """Take a turn and tell the person's other connections that there is an answer.

        Raises what Turns.take raises.
        """
        result = await self.turns.take(assistant, request)
        await self.sockets.tell(caller, assistant, result)
        return result

    async def close(self) -> None:
        """Let go of what is shared with other processes."""
        await self.counters.close()
        await self.fanout.close()
        if self.notices is not None:
            await self.notices.desk.close()
        if self.kakao is not None:
            await self.kakao.callback.close()

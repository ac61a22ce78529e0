"""Which of the processes on one database does what is to be done once."""

from abc import ABC, abstractmethod


class Lead(ABC):
    """Held by at most one process; when it ends, another takes it.

    A process that was cut off may believe for some seconds that it still holds it. So it spares
    work that would be done twice; whatever must not happen twice is kept from it by the log.
    """

    @abstractmethod
    async def holds(self) -> bool:
        """Return whether this process leads now, taking the lead if nobody has it."""

    @abstractmethod
    def close(self) -> None:
        """Let others lead."""

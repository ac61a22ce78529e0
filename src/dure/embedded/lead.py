"""The lead where one process has the data folder to itself."""

from dure.ports.lead import Lead


class OnlyProcess(Lead):
    """Always leads: the folder's lock keeps all others out."""

    async def holds(self) -> bool:
        """See Lead."""
        return True

    def close(self) -> None:
        """See Lead."""

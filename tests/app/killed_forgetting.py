"""A process that is killed while it forgets somebody: `python killed_forgetting.py FOLDER N`.

It dies before the Nth key is destroyed.
"""

import asyncio
import os
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

from dure.app.wire import House, open_house
from dure.embedded.keys import SqliteKeyStore
from dure.kernel.turns import TurnRequest
from dure.ports.keys import KeyStore
from dure.settings import Settings
from dure.trust.mydata import MyData


class KillingKeys(SqliteKeyStore):
    """Keys that kill the process instead of destroying the Nth."""

    def __init__(self, keys: KeyStore, spared: int) -> None:
        self._keys, self._spared = keys, spared

    def ids(self) -> list[str]:
        """See KeyStore."""
        return self._keys.ids()

    def destroy_all(self, key_ids: Iterable[str]) -> None:
        """One by one, so that it can die in between."""
        for key_id in key_ids:
            self.destroy(key_id)

    def destroy(self, key_id: str) -> bool:
        """Die, or destroy a key."""
        if self._spared == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._spared -= 1
        return self._keys.destroy(key_id)


async def talk(house: House) -> None:
    """Leave something under three keys: what was said, a liking, an allergy."""
    for text in ("새우 알레르기 있어", "나는 떡볶이를 제일 좋아해"):
        await house.turns.take("meals", TurnRequest(text=text, user="kim", session="s"))


async def main(folder: Path, spared: int) -> None:
    """Talk, and die while forgetting."""
    house = open_house(Settings({"DURE_DATA_DIR": str(folder)}), only=["meals"])
    await talk(house)
    keys = KillingKeys(house.keys, spared)
    mydata = MyData(log=house.log, keys=keys, sealer=house.sealer, house="main", clear=lambda: None)
    await mydata.forget_me("main", "kim")
    await house.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))

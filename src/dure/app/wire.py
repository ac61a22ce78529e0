"""Put the house together: a data folder, its plugs, the assistants, and the turns they take."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Final

from dure.app.advice import IN_PROCESS, connect
from dure.app.database import open_database, shares_database
from dure.app.lighting import AppPorts, Progress, chosen_names, light, unshown
from dure.app.plugs import load, plug
from dure.app.privacy import Privacy, Vault, open_privacy
from dure.app.watch import watch_disk
from dure.embedded.folder import DataFolder
from dure.embedded.lead import OnlyProcess
from dure.embedded.telemetry import SilentTelemetry
from dure.engine.advice import Adviser, ModelSettings
from dure.engine.assistant import Assistant
from dure.engine.projections import PROJECTIONS
from dure.engine.session import SessionSettings
from dure.engine.turn import Turns, TurnSettings
from dure.engine.widen import Widener
from dure.engine.wording import Wording
from dure.errors import BadSetting
from dure.kernel.clock import Clock, SystemClock
from dure.kernel.ids import system_random
from dure.ports.events import EventLog
from dure.ports.keys import KeyStore
from dure.ports.lead import Lead
from dure.ports.places import Places
from dure.ports.stores import Store
from dure.ports.telemetry import Telemetry
from dure.settings import Settings
from dure.trust.retention import RetentionSettings, expired, forget
from dure.trust.seal import Sealer
from dure.watch import metrics
from dure.watch.counted import CountedLog
from dure.watch.projections import Projection, Projector

TENANT: Final = "main"
_SQLITE: Final = "sqlite://"
_ERASURE: Final = "dure.app.nightly:erasure_status"


@dataclass(frozen=True, kw_only=True)
class House:
    """A running installation. `close` must be awaited."""

    folder: DataFolder
    settings: Settings
    clock: Clock
    log: EventLog
    keys: KeyStore
    places: Places
    store: Store
    sealer: Sealer
    turns: Turns
    privacy: Privacy
    lead: Lead = field(default_factory=OnlyProcess)
    telemetry: Telemetry = field(default_factory=SilentTelemetry)
    adviser: Adviser | None = None

    async def start(self, *, settle_s: float = 0.0) -> None:
        """Let the assistants begin what goes on beside the conversation.

        settle_s: how long to wait at most for what they begin by asking others, where the house
        is opened for one question and there is no later.
        """
        if self.adviser is not None:
            await self.adviser.start()
        for assistant in self.turns.assistants.values():
            await assistant.start()
        if settle_s > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(settle_s):
                    await asyncio.gather(*(a.settle() for a in self.turns.assistants.values()))

    def projections(self) -> tuple[Projection, ...]:
        """Return what is worked out from the log: the engine's, and each assistant's own."""
        own = (a.projections for a in self.turns.assistants.values())
        return (*PROJECTIONS, *chain.from_iterable(own))

    async def close(self) -> None:
        """Finish what is under way and let go of the folder."""
        if self.adviser is not None:
            await self.adviser.stop()
        for assistant in self.turns.assistants.values():
            await assistant.stop()
        await self.log.close()
        self.keys.close()
        self.places.close()
        self.store.close()
        self.lead.close()
        self.folder.close()
        self.telemetry.close()

    async def keep_retention(self) -> list[str]:
        """Forget what is older than its retention class and return the keys destroyed.

        Of several processes on one database one does so.
        """
        if not await self.lead.holds():
            return []
        settings = self.settings.read(RetentionSettings, "retention")
        old = expired(self.keys.ids(), self.clock.now().date(), settings)
        # Destroyed, but the process died before the bytes went: finish it.
        half_done = sorted(set(self.keys.destroyed()) & set(await self.log.sealed_keys()))
        finished = await self.privacy.mydata.finish()
        done = await forget([*old, *half_done], keys=self.keys, log=self.log, tenant=TENANT)
        return [*finished, *done]


def data_dir(settings: Settings) -> Path:
    """Return the data folder's path (DURE_DATA_DIR)."""
    default = Path.home() / ".local" / "share" / "dure"
    return Path(settings.text("data_dir", str(default))).expanduser()


def open_house(
    settings: Settings,
    *,
    only: Sequence[str] = (),
    clock: Clock | None = None,
    telemetry: Telemetry | None = None,
    progress: Progress = unshown,
) -> House:
    """Open the data folder and light the assistants.

    only: names of assistants; empty lights all that are installed. telemetry: closed with the
    house; None tells nobody how it goes. progress: told of long work, such as loading shops.
    Raises FolderInUse, BadFile, UnknownAssistant.
    """
    clock = clock or SystemClock()
    folder = DataFolder(data_dir(settings))
    try:
        return _furnish(folder, settings, only, clock, telemetry or SilentTelemetry(), progress)
    except BaseException:
        folder.close()
        raise


def _furnish(
    folder: DataFolder,
    settings: Settings,
    only: Sequence[str],
    clock: Clock,
    telemetry: Telemetry,
    progress: Progress,
) -> House:
    names = chosen_names(only)
    database = open_database(settings, folder.path, clock)
    log = CountedLog(database.log, telemetry=telemetry, clock=clock)
    vault = Vault(
        log=log,
        keys=database.keys,
        sealer=Sealer(database.keys, system_random),
        clock=clock,
        settings=settings,
    )
    ports = _ports(vault, folder.path, database.store, telemetry, progress)
    assistants = _sharable(light(names, ports), only, settings)

    def clear() -> None:
        house.turns.forget_folded()
        Projector(log=log, store=house.store, sealer=vault.sealer).drop(house.projections())

    privacy = open_privacy(vault, assistants, house=TENANT, clear=clear)
    model = settings.read(ModelSettings, "models")
    shared = settings.text("shared", IN_PROCESS)
    adviser = connect(model, store=database.store, clock=clock, telemetry=telemetry, shared=shared)
    house = House(
        adviser=adviser,
        folder=folder,
        settings=settings,
        clock=clock,
        log=log,
        keys=database.keys,
        places=ports.places,
        store=database.store,
        sealer=vault.sealer,
        turns=_turns(vault, privacy, adviser, telemetry),
        privacy=privacy,
        lead=database.lead,
        telemetry=telemetry,
    )
    _acquaint(house)
    return house


def _sharable(
    assistants: dict[str, Assistant], only: Sequence[str], settings: Settings
) -> dict[str, Assistant]:
    """Return the assistants that may be lit where other processes have the same database.

    Raises BadSetting for one that was asked for by name and may not.
    """
    if not shares_database(settings):
        return assistants
    for name, assistant in assistants.items():
        if assistant.alone and name in only:
            why = (
                f"{name} 도우미는 데이터베이스를 함께 쓰는 서버에서는 켤 수 없어요. 따로 켜 주세요."
            )
            raise BadSetting(file="DURE_DATABASE", why=why)
    return {name: one for name, one in assistants.items() if not one.alone}


def _ports(
    vault: Vault, folder: Path, store: Store, telemetry: Telemetry, progress: Progress
) -> AppPorts:
    return AppPorts(
        folder=folder,
        clock=vault.clock,
        places=plug("places", _SQLITE)(folder / "places.db"),
        log=vault.log,
        store=store,
        sealer=vault.sealer,
        from_settings=vault.settings,
        telemetry=telemetry,
        progress=progress,
    )


def _turns(vault: Vault, privacy: Privacy, adviser: Adviser | None, telemetry: Telemetry) -> Turns:
    settings = vault.settings
    rewords = settings.read(ModelSettings, "models").wording
    return Turns(
        log=vault.log,
        sealer=vault.sealer,
        clock=vault.clock,
        assistants=privacy.assistants,
        consents=privacy.consents,
        settings=settings.read(TurnSettings, "turn"),
        session_settings=settings.read(SessionSettings, "session"),
        telemetry=telemetry,
        widener=Widener(adviser),
        wording=Wording(adviser if rewords else None),
    )


def _acquaint(house: House) -> None:
    """Tell the parts of a house of each other where one is made after the other."""
    watch_disk(house.telemetry, house.folder.path)
    intents = {a.name: a.skills for a in house.turns.assistants.values()}
    metrics.assistants_known(house.telemetry, intents)
    house.privacy.feedback.tell(house.turns.by_feedback)
    # Named by path: what tells of backups is itself put together from a house.
    house.privacy.mydata.ask_backups(lambda person: load(_ERASURE)(house)(person))

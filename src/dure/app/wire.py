"""Put the house together: a data folder, its plugs, the assistants, and the turns they take."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar

from dure.app.advice import connect
from dure.app.database import open_database
from dure.app.plugs import load, plug
from dure.app.privacy import Privacy, Vault, open_privacy
from dure.app.watch import watch_disk
from dure.embedded.folder import DataFolder
from dure.embedded.lead import OnlyProcess
from dure.embedded.telemetry import SilentTelemetry
from dure.engine.advice import Adviser, ModelSettings
from dure.engine.assistant import Assistant, Statement
from dure.engine.graph import Graph
from dure.engine.projections import PROJECTIONS
from dure.engine.runner import Runner
from dure.engine.session import SessionSettings
from dure.engine.turn import Turns, TurnSettings
from dure.engine.widen import Widener
from dure.engine.wording import Wording
from dure.errors import BadFile, UnknownAssistant
from dure.kernel.clock import Clock, SystemClock
from dure.kernel.ids import system_random
from dure.ports.bus import Bus
from dure.ports.events import EventLog
from dure.ports.keys import KeyStore
from dure.ports.lead import Lead
from dure.ports.places import Places
from dure.ports.stores import Store
from dure.ports.tables import Tables
from dure.ports.telemetry import Telemetry
from dure.settings import Settings
from dure.trust.retention import RetentionSettings, expired, forget
from dure.trust.seal import Sealer
from dure.watch import metrics
from dure.watch.counted import CountedLog
from dure.watch.projections import Projection, Projector

GROUP: Final = "dure.assistants"
TENANT: Final = "main"
_SQLITE: Final = "sqlite://"
_MADE: Final = "made://"
_ERASURE: Final = "dure.app.nightly:erasure_status"

Kind = TypeVar("Kind")


@dataclass(frozen=True, kw_only=True)
class AppPorts:
    """What assistants are built from."""

    folder: Path
    clock: Clock
    places: Places
    log: EventLog
    store: Store
    sealer: Sealer
    from_settings: Settings
    telemetry: Telemetry = field(default_factory=SilentTelemetry)
    buses: dict[str, Bus] = field(default_factory=dict)

    def bus(self, url: str) -> Bus:
        """Return a connection to a broker; those of `memory://` meet in this house."""
        made: Bus = plug("bus", url)(url) if url not in self.buses else self.buses[url].join()
        self.buses[url] = made
        return made

    def tables(self, url: str) -> Tables:
        """Return somebody's database, read only; a path without a scheme is a SQLite file."""
        url = url if "://" in url else f"{_SQLITE}/{Path(url).resolve()}"
        made: Tables = plug("tables", url)(Path(url.removeprefix(_SQLITE)))
        return made

    def tables_made(self, name: str, statements: Callable[[], Iterable[Statement]]) -> Tables:
        """Return a database of invented data in the data folder, made once."""
        path = self.folder / f"{name}.db"
        if not path.exists():
            plug("tables", _MADE)(path, statements())
        return self.tables(f"{_SQLITE}{path}")

    def runner(self, graph: Graph) -> Runner:
        """Return what drives the runs of a graph on the log."""
        return Runner(graph, log=self.log, sealer=self.sealer)

    def settings(self, kind: type[Kind], section: str) -> Kind:
        """Return settings of a class."""
        return self.from_settings.read(kind, section)

    def read_file(self, path: str) -> str:
        """Return a text file the operator named: UTF-8, or CP949 as older Korean files are.

        Raises BadFile if it cannot be read.
        """
        return read_text_file(Path(path))

    def read_bytes(self, path: str) -> bytes:
        """Return a file the operator named.

        Raises BadFile if it cannot be read.
        """
        return read_file(Path(path))


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

    async def start(self) -> None:
        """Let the assistants begin what goes on beside the conversation."""
        if self.adviser is not None:
            await self.adviser.start()
        for assistant in self.turns.assistants.values():
            await assistant.start()

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
) -> House:
    """Open the data folder and light the assistants.

    only: names of assistants; empty lights all that are installed. telemetry: closed with the
    house; None tells nobody how it goes.
    Raises FolderInUse, BadFile, UnknownAssistant.
    """
    clock = clock or SystemClock()
    folder = DataFolder(data_dir(settings))
    try:
        return _furnish(folder, settings, only, clock, telemetry or SilentTelemetry())
    except BaseException:
        folder.close()
        raise


def _furnish(
    folder: DataFolder,
    settings: Settings,
    only: Sequence[str],
    clock: Clock,
    telemetry: Telemetry,
) -> House:
    path = folder.path
    names = chosen_names(only)
    database = open_database(settings, path, clock)
    keys, store = database.keys, database.store
    log = CountedLog(database.log, telemetry=telemetry, clock=clock)
    places = plug("places", _SQLITE)(path / "places.db")
    sealer = Sealer(keys, system_random)
    ports = AppPorts(
        folder=path,
        clock=clock,
        places=places,
        log=log,
        store=store,
        sealer=sealer,
        from_settings=settings,
        telemetry=telemetry,
    )
    assistants = light(names, ports)
    watch_disk(telemetry, path)
    metrics.assistants_known(telemetry, {a.name: a.skills for a in assistants.values()})
    own = (a.projections for a in assistants.values())
    sealed = (*PROJECTIONS, *chain.from_iterable(own))

    def clear() -> None:
        turns.forget_folded()
        Projector(log=log, store=store, sealer=sealer).drop(sealed)

    vault = Vault(log=log, keys=keys, sealer=sealer, clock=clock, settings=settings)
    privacy = open_privacy(vault, assistants, house=TENANT, clear=clear)
    model = settings.read(ModelSettings, "models")
    adviser = connect(model, store=store, clock=clock, telemetry=telemetry)
    turns = Turns(
        log=log,
        sealer=sealer,
        clock=clock,
        assistants=privacy.assistants,
        consents=privacy.consents,
        settings=settings.read(TurnSettings, "turn"),
        session_settings=settings.read(SessionSettings, "session"),
        telemetry=telemetry,
        widener=Widener(adviser),
        wording=Wording(adviser if model.wording else None),
    )
    house = House(
        adviser=adviser,
        folder=folder,
        settings=settings,
        clock=clock,
        log=log,
        keys=keys,
        places=places,
        store=store,
        sealer=sealer,
        turns=turns,
        privacy=privacy,
        lead=database.lead,
        telemetry=telemetry,
    )
    # Named by path: what tells of backups is itself put together from a house.
    privacy.mydata.ask_backups(lambda person: load(_ERASURE)(house)(person))
    return house


def chosen_names(only: Sequence[str]) -> list[str]:
    """Return the names to light: those asked for, or all installed, in order.

    Raises UnknownAssistant for a name that is not installed.
    """
    installed = sorted(entry_points(group=GROUP).names)
    for name in only:
        if name not in installed:
            raise UnknownAssistant(name=name[:40], known=", ".join(installed))
    return list(only) or installed


def light(names: Sequence[str], ports: AppPorts) -> dict[str, Assistant]:
    """Return the assistants by name, from their entry points."""
    found = entry_points(group=GROUP)
    return {name: found[name].load()(ports) for name in names}


def read_file(path: Path) -> bytes:
    """Return a file's bytes.

    Raises BadFile if there is none, or it cannot be opened.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadFile(file=path.name, why="파일이 없거나 열 수 없어요.") from error


def read_text_file(path: Path) -> str:
    """Return a text file, UTF-8 or else CP949.

    Raises BadFile if there is none, or it is neither.
    """
    data = read_file(path)
    for encoding in ("utf-8", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(file=path.name, why="UTF-8도 CP949도 아니에요.")

"""Light the assistants: find them, and hand them what they are built from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Final, TypeVar

from dure.app.plugs import plug
from dure.embedded.telemetry import SilentTelemetry
from dure.engine.assistant import Assistant, Statement
from dure.engine.graph import Graph
from dure.engine.runner import Runner
from dure.errors import BadFile, UnknownAssistant
from dure.kernel.clock import Clock
from dure.ports.balance import CardIssuer
from dure.ports.bus import Bus
from dure.ports.events import EventLog
from dure.ports.places import Places
from dure.ports.stores import Store
from dure.ports.tables import Tables
from dure.ports.telemetry import Telemetry
from dure.ports.weather import Weather
from dure.settings import Settings
from dure.trust.seal import Sealer

GROUP: Final = "dure.assistants"
_SQLITE: Final = "sqlite://"
_MADE: Final = "made://"

Kind = TypeVar("Kind")
Progress = Callable[[str, int, int], None]
"""Told what is worked on, how far it is, and how far it will be."""


def unshown(what: str, done: int, whole: int) -> None:
    """Show nobody how far it is."""


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
    progress: Progress = unshown

    def bus(self, url: str) -> Bus:
        """Return a connection to a broker; those of `memory://` meet in this house."""
        made: Bus = plug("bus", url)(url) if url not in self.buses else self.buses[url].join()
        self.buses[url] = made
        return made

    def card_issuer(self, url: str, *, key: str = "") -> CardIssuer:
        """Return who tells the balance of cards."""
        made: CardIssuer = plug("balance", url)(url, self.clock, key=key)
        return made

    def weather(self, url: str, *, key: str = "") -> Weather:
        """Return who tells the weather."""
        made: Weather = plug("weather", url)(url, self.clock, key=key)
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
    """Return a text file, UTF-8 (with a mark at its beginning or without) or else CP949.

    Raises BadFile if there is none, or it is neither.
    """
    data = read_file(path)
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise BadFile(file=path.name, why="UTF-8도 CP949도 아니에요.")

"""Where an installation keeps its events, keys and values: its data folder, or PostgreSQL.

`DURE_DATABASE=postgres://user@host/database?schema=dure` names all three together. Several
processes may then serve one installation; each has a data folder of its own, and all have the
same master key file.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dure.app.plugs import plug
from dure.embedded.keys import read_master
from dure.errors import BadFile
from dure.kernel.clock import Clock
from dure.ports.events import EventLog
from dure.ports.keys import KeyStore
from dure.ports.lead import Lead
from dure.ports.stores import Store
from dure.settings import Settings

_FOLDER: Final = "sqlite://"


@dataclass(frozen=True, kw_only=True)
class Database:
    """The plugs that stand in one database."""

    log: EventLog
    keys: KeyStore
    store: Store
    lead: Lead


def shares_database(settings: Settings) -> bool:
    """Return whether other processes may have the same database open (DURE_DATABASE)."""
    return _url(settings) != _FOLDER


def open_database(settings: Settings, folder: Path, clock: Clock) -> Database:
    """Open what DURE_DATABASE names; the data folder if it is not set.

    Raises BadFile if PostgreSQL is named and DURE_MASTER_KEY_FILE is not; Unavailable.
    """
    url = _url(settings)
    if url == _FOLDER:
        master = read_master(Path(settings.text("master_key_file", str(folder / "master.key"))))
        return Database(
            keys=plug("keys", url)(folder / "keys.db", master),
            log=plug("events", url)(folder / "events.db", clock),
            store=plug("stores", url)(folder / "state.db"),
            lead=plug("lead", url)(),
        )
    keys = plug("keys", url)(url, read_master(_named_master(settings)))
    return Database(
        keys=keys,
        log=plug("events", url)(url, clock),
        store=plug("stores", url)(url),
        lead=plug("lead", url)(url),
    )


def _url(settings: Settings) -> str:
    return settings.text("database", _FOLDER) or _FOLDER


def _named_master(settings: Settings) -> Path:
    named = settings.text("master_key_file")
    if not named:
        why = "PostgreSQL과 함께 쓰려면 모든 서버가 같이 쓰는 마스터 키 파일을 정해 주세요."
        raise BadFile(file="DURE_MASTER_KEY_FILE", why=why)
    return Path(named).expanduser()

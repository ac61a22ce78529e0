"""Where an installation keeps its events, keys and values: its data folder, or PostgreSQL.

`DURE_DATABASE=postgres://user@host/database?schema=dure` names all three together. Several
processes may then serve one installation; each has a data folder of its own, and all have the
same master key file.
"""

from contextlib import ExitStack, closing
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
    return not _url(settings).startswith(_FOLDER)


def open_database(settings: Settings, folder: Path, clock: Clock) -> Database:
    """Open what DURE_DATABASE names; the data folder if it is not set.

    Raises BadFile if PostgreSQL is named and DURE_MASTER_KEY_FILE is not, or a file of SQLite;
    NotFound for another kind of database; Unavailable.
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
    if url.startswith(_FOLDER):
        why = "sqlite://에는 경로를 적지 않아요. 폴더는 DURE_DATA_DIR로 정해 주세요."
        raise BadFile(file="DURE_DATABASE", why=why)
    master = read_master(_named_master(settings))
    with ExitStack() as opened:
        # What was opened is closed again if the next cannot be.
        keys = opened.enter_context(closing(plug("keys", url)(url, master)))
        store = opened.enter_context(closing(plug("stores", url)(url)))
        lead = opened.enter_context(closing(plug("lead", url)(url)))
        log = plug("events", url)(url, clock)
        opened.pop_all()
    return Database(log=log, keys=keys, store=store, lead=lead)


def _url(settings: Settings) -> str:
    url = settings.text("database", _FOLDER) or _FOLDER
    return url.replace("postgresql://", "postgres://", 1)


def _named_master(settings: Settings) -> Path:
    named = settings.text("master_key_file")
    if not named:
        why = "PostgreSQL과 함께 쓰려면 모든 서버가 같이 쓰는 마스터 키 파일을 정해 주세요."
        raise BadFile(file="DURE_MASTER_KEY_FILE", why=why)
    return Path(named).expanduser()

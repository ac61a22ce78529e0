"""Where an installation keeps its events, keys and values: its data folder, or PostgreSQL.

`DURE_DATABASE=postgres://user@host/database?schema=dure` names all three together. Several
processes may then serve one installation; each has a data folder of its own, and all have the
same master key file.
"""

from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from dure.app.plugs import plug
from dure.app.wrapping import OpenKeys, change_master, settle_master
from dure.embedded.folder import DataFolder
from dure.embedded.keys import read_master
from dure.errors import BadSetting
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

    Raises BadSetting if PostgreSQL is named and DURE_MASTER_KEY_FILE is not, or a file of SQLite;
    NotFound for another kind of database; Unavailable.
    """
    url = _url(settings)
    if url != _FOLDER and url.startswith(_FOLDER):
        why = "sqlite://에는 경로를 적지 않아요. 폴더는 DURE_DATA_DIR로 정해 주세요."
        raise BadSetting(file="DURE_DATABASE", why=why)
    file, make_keys = master_file(settings, folder), keys_of(settings, folder)
    if url == _FOLDER:
        settle_master(file, make_keys, folder)
        return Database(
            keys=make_keys(read_master(file)),
            log=plug("events", url)(folder / "events.db", clock),
            store=plug("stores", url)(folder / "state.db"),
            lead=plug("lead", url)(),
        )
    with ExitStack() as opened:
        # What was opened is closed again if the next cannot be.
        store = opened.enter_context(closing(plug("stores", url)(url)))
        settle_master(file, make_keys, store)
        keys = opened.enter_context(closing(make_keys(read_master(file))))
        lead = opened.enter_context(closing(plug("lead", url)(url)))
        log = plug("events", url)(url, clock)
        opened.pop_all()
    return Database(log=log, keys=keys, store=store, lead=lead)


def rotate_master(settings: Settings, folder: Path) -> int:
    """Wrap all keys with a fresh master key and return how many they were.

    Of several processes that share a database none may be serving.
    Raises FolderInUse while a process has the data folder.
    """
    file, make_keys = master_file(settings, folder), keys_of(settings, folder)
    with closing(DataFolder(folder)):
        if not shares_database(settings):
            return change_master(file, make_keys, folder)
        with closing(plug("stores", _url(settings))(_url(settings))) as store:
            return change_master(file, make_keys, store)


def keys_of(settings: Settings, folder: Path) -> OpenKeys:
    """Return what opens the key store with a master key."""
    url = _url(settings)
    return partial(plug("keys", url), folder / "keys.db" if url == _FOLDER else url)


def master_file(settings: Settings, folder: Path) -> Path:
    """Return where the master key stands (DURE_MASTER_KEY_FILE; else in the data folder).

    Raises BadSetting if it is not named and several processes share the database.
    """
    named = settings.text("master_key_file")
    if named:
        return Path(named).expanduser()
    if shares_database(settings):
        why = "PostgreSQL과 함께 쓰려면 모든 서버가 같이 쓰는 마스터 열쇠 파일을 정해 주세요."
        raise BadSetting(file="DURE_MASTER_KEY_FILE", why=why)
    return folder / "master.key"


def _url(settings: Settings) -> str:
    url = settings.text("database", _FOLDER) or _FOLDER
    return url.replace("postgresql://", "postgres://", 1)

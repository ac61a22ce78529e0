"""Make backups of a data folder, beside a running server or without one.

A backup reads what the server writes through connections of its own: the log shows readers
only what is synced, in short reads that hold up nothing; keys and store are read in moments
for which the server's writers wait. So the server needs no part in it.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from dure.app.kept import Kept, TargetState, backup_lock, read_kept, write_kept
from dure.app.plugs import plug
from dure.app.wire import data_dir
from dure.embedded.keys import read_master
from dure.errors import (
    BadFile,
    ForeignBackup,
    NotFound,
    WrongRecoveryKey,
)
from dure.kernel.clock import Clock, SystemClock
from dure.kernel.ids import Ids, system_random
from dure.ports.blobs import Blobs
from dure.settings import Settings
from dure.trust.recovery import backup_keys, new_recovery_key, written_down
from dure.watch.backup import BackupSettings, BackupWriter, Source, Told
from dure.watch.manifest import Manifest

_SQLITE: Final = "sqlite://"


@dataclass(frozen=True, kw_only=True)
class _Wish:
    """What a backup is made of and where it goes."""

    folder: Path
    master: bytes
    place: str
    settings: BackupSettings
    clock: Clock


async def create_backup(
    settings: Settings,
    *,
    to: str = "",
    told: Told = lambda _: None,
    show: Callable[[str], None] | None = None,
) -> dict[str, Any]:
    """Write the next generation of a backup and return what it holds.

    to: folder; empty takes `backup.to`. show: is shown the recovery key, at the first backup
    only, before anything is written; where it is None the key stands in what is returned.
    Raises NotFound if there is nothing to back up, BadFile, BackupBusy, ForeignBackup, and
    what BackupWriter.create raises.
    """
    wish = _wish(settings, to)
    with backup_lock(wish.folder):
        kept, shown = read_kept(wish.folder, wish.master), ""
        if kept is None:
            key = new_recovery_key(system_random)
            shown = written_down(key)
            installation = Ids(wish.clock).new()
            kept = Kept(installation=installation, keys=backup_keys(key), targets={})
            if show:
                show(shown)
        if show or not shown:
            # Who only gets the key at the end must not be left with a backup without it.
            write_kept(wish.folder, wish.master, _begun(kept, wish))
        manifest = await _write(wish, kept, told)
        state = TargetState(generation=manifest.generation, until=manifest.until)
        write_kept(wish.folder, wish.master, kept.with_target(wish.place, state))
    report = about(manifest)
    return report if show or not shown else {**report, "recovery_key": shown}


def _wish(settings: Settings, to: str) -> _Wish:
    folder, own = data_dir(settings), settings.read(BackupSettings, "backup")
    if not (folder / "keys.db").exists():
        raise NotFound(what="백업할 기록")
    place = default_place(settings, to)
    if place.is_relative_to(folder.resolve()):
        raise BadFile(file=place.name, why="데이터 폴더 안에는 백업을 둘 수 없어요.")
    master = read_master(master_file(settings))
    return _Wish(folder=folder, master=master, place=str(place), settings=own, clock=SystemClock())


def default_place(settings: Settings, named: str = "") -> Path:
    """Return the folder of the backup: the one named, or that of the settings.

    Raises BadFile if there is neither.
    """
    place = named or settings.read(BackupSettings, "backup").to
    if not place:
        raise BadFile(file="backup.to", why="백업을 둘 폴더를 정해 주세요.")
    return Path(place).expanduser().resolve()


def master_file(settings: Settings) -> Path:
    """Return where the master key stands (DURE_MASTER_KEY_FILE)."""
    return Path(settings.text("master_key_file", str(data_dir(settings) / "master.key")))


def _begun(kept: Kept, wish: _Wish) -> Kept:
    """Return what to keep before the first key is written: keys may stand there from now on."""
    until = wish.clock.now() + wish.settings.key_life()
    generation = kept.owner(wish.place).generation
    return kept.with_target(wish.place, TargetState(generation=generation, until=until))


async def _write(wish: _Wish, kept: Kept, told: Told) -> Manifest:
    target: Blobs = plug("blobs", "file://")(Path(wish.place))
    writer = BackupWriter(
        target,
        kept.owner(wish.place),
        clock=wish.clock,
        random=system_random,
        settings=wish.settings,
    )
    async with _source(wish) as source:
        try:
            return await writer.create(source, told=told)
        except WrongRecoveryKey as error:
            raise ForeignBackup(folder=wish.place) from error


@asynccontextmanager
async def _source(wish: _Wish) -> AsyncIterator[Source]:
    log = plug("events", _SQLITE)(wish.folder / "events.db", wish.clock)
    keys = plug("keys", _SQLITE)(wish.folder / "keys.db", wish.master)
    store = plug("stores", _SQLITE)(wish.folder / "state.db")
    try:
        yield Source(log=log, keys=keys, store=store)
    finally:
        await log.close()
        keys.close()
        store.close()


def about(manifest: Manifest) -> dict[str, Any]:
    """Return what to tell of a generation."""
    return {
        "generation": manifest.generation,
        "at": manifest.at.isoformat(),
        "events": manifest.events,
        "end": manifest.end.hex(),
        "segments": len(manifest.segments),
        "keys_until": manifest.until.isoformat(),
    }

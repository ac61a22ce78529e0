"""Make backups of a data folder, beside a running server or without one.

A backup reads what the server writes through connections of its own: the log shows readers
only what is synced, in short reads that hold up nothing; keys and store are read in moments
for which the server's writers wait. So the server needs no part in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dure.app.database import Database, master_file, open_database, shares_database
from dure.app.kept import Kept, Place, TargetState, patient_lock, read_kept, write_kept
from dure.app.plugs import plug
from dure.app.wire import data_dir
from dure.embedded.keys import read_master
from dure.errors import (
    BadFile,
    BadSetting,
    ForeignBackup,
    NotFound,
    WrongRecoveryKey,
)
from dure.kernel.clock import Clock, SystemClock
from dure.kernel.ids import Ids, system_random
from dure.settings import Settings
from dure.trust.recovery import backup_keys, new_recovery_key, written_down
from dure.watch.backup import BackupSettings, BackupWriter, Source, Told
from dure.watch.manifest import Manifest


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
    folder, clock = data_dir(settings), SystemClock()
    shared = shares_database(settings)
    if not shared and not (folder / "keys.db").exists():
        raise NotFound(what="백업할 기록")
    place = str(_checked(default_place(settings, to), folder))
    async with patient_lock(folder):
        database = open_database(settings, folder, clock)
        try:
            work = _Work(
                settings=settings, database=database, at=database.store if shared else folder,
                clock=clock, place=place,
            )  # fmt: skip
            return await work.create(told, show)
        finally:
            await close_database(database)


@dataclass(frozen=True, kw_only=True)
class _Work:
    """One backup. at: where the installation keeps what it knows of its backups."""

    settings: Settings
    database: Database
    at: Place
    clock: Clock
    place: str

    async def create(self, told: Told, show: Callable[[str], None] | None) -> dict[str, Any]:
        master, shown = read_master(master_file(self.settings, data_dir(self.settings))), ""
        kept = read_kept(self.at, master)
        if kept is None:
            key = new_recovery_key(system_random)
            shown = written_down(key)
            kept = Kept(installation=Ids(self.clock).new(), keys=backup_keys(key), targets={})
            if show:
                show(shown)
        if show or not shown:
            # Who only gets the key at the end must not be left with a backup without it.
            write_kept(self.at, master, self._begun(kept))
        manifest = await self._written(kept, told)
        state = TargetState(generation=manifest.generation, until=manifest.until)
        write_kept(self.at, master, kept.with_target(self.place, state))
        report = about(manifest)
        return report if show or not shown else {**report, "recovery_key": shown}

    def _begun(self, kept: Kept) -> Kept:
        """Return what to keep before the first key is written: from now on keys may be there."""
        until = self.clock.now() + self._own().key_life()
        generation = kept.owner(self.place).generation
        return kept.with_target(self.place, TargetState(generation=generation, until=until))

    async def _written(self, kept: Kept, told: Told) -> Manifest:
        writer = BackupWriter(
            plug("blobs", "file://")(Path(self.place)),
            kept.owner(self.place),
            clock=self.clock,
            random=system_random,
            settings=self._own(),
        )
        database = self.database
        source = Source(log=database.log, keys=database.keys, store=database.store)
        try:
            return await writer.create(source, told=told)
        except WrongRecoveryKey as error:
            raise ForeignBackup(folder=self.place) from error

    def _own(self) -> BackupSettings:
        return self.settings.read(BackupSettings, "backup")


async def close_database(database: Database) -> None:
    """Let go of the plugs of a database."""
    await database.log.close()
    database.keys.close()
    database.store.close()
    database.lead.close()


def _checked(place: Path, folder: Path) -> Path:
    if place.is_relative_to(folder.resolve()):
        raise BadFile(file=place.name, why="데이터 폴더 안에는 백업을 둘 수 없어요.")
    return place


def default_place(settings: Settings, named: str = "") -> Path:
    """Return the folder of the backup: the one named, or that of the settings.

    Raises BadFile if there is neither.
    """
    place = named or settings.read(BackupSettings, "backup").to
    if not place:
        raise BadSetting(file="backup.to", why="백업을 둘 폴더를 정해 주세요.")
    return Path(place).expanduser().resolve()


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

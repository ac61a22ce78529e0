"""A small installation with a backup, for tests."""

from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from dure.embedded.blobs import FolderBlobs
from dure.kernel.clock import StillClock
from dure.kernel.events import NewEvent
from dure.ports.blobs import Blobs
from dure.ports.events import Append, EventLog
from dure.ports.keys import KeyStore
from dure.ports.stores import Store
from dure.trust.recovery import BackupKeys, backup_keys
from dure.trust.retention import PROFILE, forget, owned_by
from dure.trust.seal import Sealer
from dure.watch.backup import BackupSettings, BackupWriter, Installation, Source
from dure.watch.manifest import Manifest
from dure.watch.restore import BackupReader

KEY: Final = Random(7).randbytes(32)
SMALL: Final = BackupSettings(segment_events=4)


@dataclass
class SmallHouse:
    """Where something happens, and the folder with its backup."""

    log: EventLog
    keys: KeyStore
    store: Store
    sealer: Sealer
    clock: StillClock
    folder: Path
    name: str = "house-1"
    generation: int = 0
    key: bytes = KEY
    random: Random = field(default_factory=lambda: Random(5))

    @property
    def target(self) -> Blobs:
        """Where the backup goes."""
        return FolderBlobs(self.folder)

    @property
    def backup_keys(self) -> BackupKeys:
        """What it keeps of its recovery key."""
        return backup_keys(self.key)

    async def say(self, text: str, *, person: str = "main/kim", times: int = 1) -> None:
        """Let a person say something so many times, sealed."""
        for _ in range(times):
            key_id = self.sealer.current_key(person, PROFILE, "2026-11-21")
            sealed = self.sealer.seal(
                {"said": text}, key_id=key_id, tenant="main", stream=f"s:{person}"
            )
            event = NewEvent(kind="turn.heard", open={"글": 1.5, "none": None}, sealed=sealed)
            await self.log.append([Append(tenant="main", stream=f"s:{person}", events=(event,))])

    async def forget(self, person: str) -> None:
        """Forget a person as the house does."""
        ids = owned_by(self.keys.ids(), person)
        await forget(ids, keys=self.keys, log=self.log, tenant="main")

    def writer(self, target: Blobs | None = None) -> BackupWriter:
        """Return what writes its backup."""
        owner = Installation(
            installation=self.name, keys=self.backup_keys, generation=self.generation
        )
        return BackupWriter(
            target or self.target,
            owner,
            clock=self.clock,
            random=self.random.randbytes,
            settings=SMALL,
        )

    async def back_up(self, target: Blobs | None = None) -> Manifest:
        """Write the next generation."""
        source = Source(log=self.log, keys=self.keys, store=self.store)
        manifest = await self.writer(target).create(source)
        self.generation = manifest.generation
        return manifest

    def read(self, key: bytes = KEY, *, accept_older: bool = False) -> BackupReader:
        """Read the backup as a restore does."""
        return BackupReader(
            self.target,
            key,
            now=self.clock.now(),
            random=self.random.randbytes,
            accept_older=accept_older,
        )

    def files(self) -> dict[str, bytes]:
        """Return the files of the backup by their names."""
        found = sorted(path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix(): path.read_bytes() for path in found}

    def put_back(self, files: dict[str, bytes]) -> None:
        """Let the backup hold these files and no others."""
        for name in self.files():
            (self.folder / name).unlink()
        for name, data in files.items():
            (self.folder / name).write_bytes(data)

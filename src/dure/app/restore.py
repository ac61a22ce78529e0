"""Restore a backup into an empty folder, and prove in other processes that it can be done."""

import errno
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from dure.app.backup import about
from dure.app.kept import Kept, TargetState, write_kept
from dure.app.plugs import plug
from dure.embedded import refill
from dure.embedded.keys import read_master
from dure.errors import BadFile, DureError, FolderNotEmpty, Relayed, StorageFull, Unavailable
from dure.kernel.clock import Clock, SystemClock
from dure.kernel.events import FIRST_LINK
from dure.kernel.ids import system_random
from dure.ports.blobs import Blobs
from dure.trust.recovery import written_down
from dure.watch.manifest import VERIFIED, seal_list
from dure.watch.restore import BackupReader
from dure.watch.segments import Row

_SQLITE: Final = "sqlite://"
_STAGING: Final = ".restoring"
"""Ends the name of a folder that is not whole yet; one that a kill left is begun anew."""

Told = Callable[[int, int], None]
"""Told how many events are restored, of how many."""


@dataclass(frozen=True, kw_only=True)
class RestoreWish:
    """backup: folder of the backup. key: the recovery key. to: the folder to restore into."""

    backup: Path
    key: bytes
    to: Path
    accept_older: bool = False


async def restore_backup(
    wish: RestoreWish, *, told: Told = lambda done, of: None, clock: Clock | None = None
) -> dict[str, Any]:
    """Restore into an empty folder, which is there wholly or not at all; return what it holds.

    Raises FolderNotEmpty, BadFile, and what BackupReader and its parts raise.
    """
    clock = clock or SystemClock()
    to = wish.to.expanduser().absolute()
    _check_free(to)
    reader = BackupReader(
        _target(wish.backup),
        wish.key,
        now=clock.now(),
        random=system_random,
        accept_older=wish.accept_older,
    )
    staging = to.with_name(to.name + _STAGING)
    with _staged(staging):
        counts = await _fill(staging, reader, clock, told)
        _keep(staging, reader, wish.backup)
        refill.finish(staging)
        staging.replace(to)
        refill.sync(to.parent)
    return {**about(reader.manifest), **counts, "keys_expired": reader.keys_expired}


@contextmanager
def _staged(staging: Path) -> Iterator[None]:
    """Make a folder, anew if a kill left one, and take it away if it does not become whole."""
    try:
        if staging.exists():
            shutil.rmtree(staging)
        staging.mkdir(parents=True, mode=0o700)
        yield
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        if error.errno == errno.ENOSPC:
            raise StorageFull("no room to restore") from error
        raise BadFile(file=staging.name, why="그 자리에 쓸 수 없어요.") from error
    except DureError:
        shutil.rmtree(staging, ignore_errors=True)
        raise


def _check_free(to: Path) -> None:
    """Raises FolderNotEmpty, or BadFile for what a folder cannot be moved to."""
    if to.is_mount():
        raise BadFile(file=to.name, why="그 안에 새 폴더를 만들어 정해 주세요.")
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise FolderNotEmpty(folder=str(to))


def _target(folder: Path) -> Blobs:
    blobs: Blobs = plug("blobs", "file://")(folder.expanduser().absolute(), make=False)
    return blobs


async def _fill(staging: Path, reader: BackupReader, clock: Clock, told: Told) -> dict[str, int]:
    master = read_master(staging / "master.key")
    # The plugs make the files; what they keep is written past them, in one go.
    await plug("events", _SQLITE)(staging / "events.db", clock).close()
    plug("keys", _SQLITE)(staging / "keys.db", master).close()
    plug("stores", _SQLITE)(staging / "state.db").close()
    refill.fill_events(staging / "events.db", _told_of(reader, told))
    house = reader.house()
    living = {**reader.personal(), **house.keys}
    # Last, because keys that have expired are only known once all events were seen.
    refill.fill_keys(staging / "keys.db", master, living, sorted(reader.destroyed - set(living)))
    refill.fill_store(staging / "state.db", house.store)
    return {"keys": len(living), "destroyed": len(reader.destroyed)}


def _told_of(reader: BackupReader, told: Told) -> Iterator[list[Row]]:
    of = reader.manifest.events
    for rows in reader.segments():
        yield rows
        told(rows[-1][0], of)


def _keep(staging: Path, reader: BackupReader, backup: Path) -> None:
    """Let the restored installation go on with the same backup and the same recovery key."""
    manifest = reader.manifest
    newest = max(manifest.generation, reader.ledger.generation)
    state = TargetState(generation=newest, until=manifest.until)
    place = str(backup.expanduser().resolve())
    kept = Kept(installation=manifest.installation, keys=reader.keys, targets={place: state})
    write_kept(staging, read_master(staging / "master.key"), kept)


# --- the proof ---------------------------------------------------------------------------


def verify_backup(backup: Path, key: bytes, *, clock: Clock | None = None) -> dict[str, Any]:
    """Restore in another process with the printed key alone, check there, and mark it verified.

    Returns what was checked, with "verified" true or false.
    Raises what a restore raises, by the process that met it.
    """
    clock = clock or SystemClock()
    with tempfile.TemporaryDirectory(prefix="dure-verify-") as name:
        data = Path(name) / "data"
        words = ("backup", "restore", str(backup.absolute()), "--to", str(data))
        restored = _run(data, words, said=written_down(key))
        fsck = _run(data, ("fsck",))
        replayed = _run(data, ("replay", "--verify"))
    report = {
        "generation": restored["generation"],
        "events": restored["events"],
        "end": restored["end"],
        "problems": len(fsck["problems"]),
        "replayed": all(replayed.values()),
    }
    # An empty log has no last event to have a link.
    same = (fsck["events"], fsck["end"] or FIRST_LINK.hex()) == (report["events"], report["end"])
    report["verified"] = bool(same and not fsck["problems"] and report["replayed"])
    if report["verified"]:
        _mark(backup, key, report, clock.now())
    return report


def _run(data: Path, words: tuple[str, ...], *, said: str = "") -> dict[str, Any]:
    """Run the command line on a folder with nothing but its path, and return its answer."""
    run = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "dure", *words, "--json"],
        env={"DURE_DATA_DIR": str(data), "OMP_NUM_THREADS": "1"},
        input=said.encode(),
        capture_output=True,
        check=False,
    )
    try:
        answer: dict[str, Any] = orjson.loads(run.stdout)
    except orjson.JSONDecodeError as error:
        raise Unavailable("the verifying process died", what="백업 확인") from error
    if "error" in answer:
        raise Relayed(answer["error"]["code"], answer["error"]["detail"])
    return answer


def _mark(backup: Path, key: bytes, report: dict[str, Any], at: datetime) -> None:
    target = _target(backup)
    reader = BackupReader(target, key, now=at, random=system_random, accept_older=True)
    plain = {"at": at, "generation": report["generation"], "events": report["events"]}
    target.put(VERIFIED, seal_list(plain, name=VERIFIED, keys=reader.keys, random=system_random))

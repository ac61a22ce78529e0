"""What a running server does by itself: its assistants' jobs, its backups, and the erasures that
are carried to them.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE
from collections.abc import Callable, Coroutine, Iterable, Iterator
from dataclasses import replace
from datetime import time, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson

from dure.app.database import master_file, shares_database
from dure.app.kept import Kept, backup_lock, is_written_now, read_kept
from dure.app.plugs import plug
from dure.app.wire import House
from dure.embedded.keys import read_master
from dure.errors import DureError, NoRecoveryKey, Relayed, Unavailable
from dure.kernel.clock import Clock
from dure.kernel.ids import system_random
from dure.ports.blobs import Blobs
from dure.ports.jobs import Daily, Job, Jobs
from dure.trust.retention import owned_by
from dure.watch import metrics, traces
from dure.watch.backup import BackupSettings
from dure.watch.erasure import ERASED, PENDING, expire_keys, is_held
from dure.watch.ledger import Ledger
from dure.watch.schedule import planned

_CARRY_S: Final = 30.0
"""Seconds between two looks for destroyed keys: they reach the backups as soon as that."""
_AGAIN_S: Final = 30.0
"""Seconds until the book of jobs, which could not be read, is looked at again."""
_CLEANUP_AT: Final = time(3)
"""Every night what is older than its retention class is forgotten (seed 002, 7.1)."""
_EXPIRE_EVERY: Final = timedelta(days=1)


def erasure_status(house: House) -> Callable[[str], str]:
    """Return what tells of a person, as in key ids, "erased" or "pending in backups".

    Pending while a backup of keys that is still of use holds one of the person's destroyed
    keys, or may hold it: its place cannot be reached, or it is being written.
    """

    def status(person: str) -> str:
        destroyed, kept = owned_by(house.keys.destroyed(), person), kept_of(house)
        if kept is None or not destroyed:
            return ERASED
        if is_written_now(house.folder.path):
            return PENDING  # It may have read the keys before they were destroyed.
        now = house.clock.now()
        places = [place for place, state in kept.targets.items() if state.until > now]
        held = any(_may_hold(place, destroyed, kept, house.clock) for place in places)
        return PENDING if held else ERASED

    return status


def kept_of(house: House) -> Kept | None:
    """Return what an installation keeps of its backups; None before the first."""
    shared = shares_database(house.settings)
    place = house.store if shared else house.folder.path
    return read_kept(place, read_master(master_file(house.settings, house.folder.path)))


def _may_hold(place: str, destroyed: Iterable[str], kept: Kept, clock: Clock) -> bool:
    try:
        return is_held(destroyed, _reached(place), keys=kept.keys, now=clock.now())
    except DureError:
        return True


def _reached(place: str) -> Blobs:
    blobs: Blobs = plug("blobs", "file://")(Path(place), make=False)
    return blobs


async def carry_erasures(house: House) -> int:
    """Write destroyed keys into the ledger of every backup; delete keys that expire in a day.

    Returns how many places could not be reached.
    Raises BackupBusy while a backup is written.
    """
    kept = kept_of(house)
    if kept is None:
        return 0
    destroyed = house.keys.destroyed()
    return await asyncio.to_thread(_carry, house.folder.path, kept, destroyed, house.clock)


def _carry(folder: Path, kept: Kept, destroyed: list[str], clock: Clock) -> int:
    missed = 0
    with backup_lock(folder):
        for place in kept.targets:
            try:
                target = _reached(place)
                Ledger(target, kept.keys, system_random).erase(destroyed, clock.now())
                expire_keys(target, keys=kept.keys, now=clock.now() + _EXPIRE_EVERY)
            except DureError:
                missed += 1
    return missed


def keep_jobs(house: House, more: Iterable[Job] = ()) -> Coroutine[Any, Any, None]:
    """Return what does the jobs of the house and carries erasures to the backups, until cancelled.

    more: jobs beside those of the assistants, of the backup and of retention.
    Raises BadFile at once if the time of the backup is none.
    """
    settings = house.settings.read(BackupSettings, "backup")
    jobs: Jobs = plug("jobs", "sqlite://")(house.store, house.clock, may_run=house.lead.holds)
    backup, expire = partial(make_nightly, house), partial(carry_erasures, house)
    own = (job for assistant in house.turns.assistants.values() for job in assistant.jobs)
    # Before the backup, so that it takes along nothing that is to be forgotten.
    cleanup = Job(name="cleanup", when=Daily(_CLEANUP_AT), work=house.keep_retention)
    plans = (cleanup, *planned(settings, backup=backup, expire=expire), *own, *more)
    metrics.jobs_known(house.telemetry, [job.name for job in plans])
    for job in plans:
        jobs.plan(replace(job, work=partial(_told_of, house, job)))
    return _keep(house, jobs)


async def _told_of(house: House, job: Job) -> None:
    """Do a job and tell how it went."""
    began, code = house.clock.elapsed_s(), None
    try:
        with traces.job(house.telemetry, job.name), _walled(house, job.name):
            await job.work()
    except DureError as error:
        code = error.code
        raise
    finally:
        metrics.job_ended(
            house.telemetry,
            job=job.name,
            at=house.clock.now(),
            seconds=house.clock.elapsed_s() - began,
            code=code,
        )


@contextlib.contextmanager
def _walled(house: House, work: str) -> Iterator[None]:
    """Tell of what nobody foresaw, and raise it as Unavailable."""
    try:
        yield
    except DureError:
        raise
    except Exception as error:
        # The outermost wall of all that goes on by itself: a slip in one assistant's job would
        # else end retention, backups and erasures for as long as the server runs.
        house.telemetry.mishap("jobs.broke", error, job=work)
        raise Unavailable(f"{work} broke", what="맡은 일") from error


async def _keep(house: House, jobs: Jobs) -> None:
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_run_forever(house, jobs))
        tasks.create_task(_carry_forever(house))


async def _run_forever(house: House, jobs: Jobs) -> None:
    while True:
        # Where the book of jobs is away, it is asked again.
        with contextlib.suppress(DureError), _walled(house, "jobs"):
            await jobs.run()
        await asyncio.sleep(_AGAIN_S)


async def _carry_forever(house: House) -> None:
    carried: list[str] = []
    while True:
        # A place that is away, or a backup being written: the next look makes up for it.
        with contextlib.suppress(DureError), _walled(house, "erasures"):
            destroyed = house.keys.destroyed()
            leads = await house.lead.holds()
            if leads and destroyed != carried and not await carry_erasures(house):
                carried = destroyed
        await asyncio.sleep(_CARRY_S)


async def make_nightly(house: House) -> None:
    """Make the backup in a process of its own: packing must not hold up anybody's turn.

    Raises NoRecoveryKey if nobody wrote one down yet, Relayed with what the process said.
    """
    if kept_of(house) is None:
        raise NoRecoveryKey
    words = (sys.executable, "-m", "dure", "backup", "create", "--json")
    process = await asyncio.create_subprocess_exec(
        *words, env=house.settings.environment(), stdout=PIPE, stderr=PIPE
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise _told(said)


def _told(said: bytes) -> DureError:
    try:
        error = orjson.loads(said)["error"]
        return Relayed(error["code"], error["detail"])
    except (orjson.JSONDecodeError, KeyError):
        return Unavailable("the backup process died", what="백업")

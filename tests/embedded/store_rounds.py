"""One round for the files of keys and of state: change things, the power goes, look.

A change that was under way is there or is not, nothing in between; one that was answered is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

import apsw
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from tests.embedded.disk import FaultyDisk, put_down

from dure.embedded.keys import SqliteKeyStore
from dure.embedded.stores import SqliteStore
from dure.errors import DureError, Forbidden

MASTER: Final = b"m" * 32
_DEEDS: Final = 400
_NAMES: Final = tuple(f"name-{n}" for n in range(12))


@dataclass(kw_only=True)
class Kept:
    """What is known of each name. values: those that may be there; None: that it is gone.

    answered: changes that were answered. destroyed: keys of which this was said.
    problems: none means that the promise was kept.
    """

    values: dict[str, set[bytes | None]] = field(default_factory=dict)
    answered: int = 0
    destroyed: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)


@contextmanager
def failing_disk(chance: Random) -> Iterator[FaultyDisk]:
    """Put every file on a disk that loses its power at some moment, and may fail before."""
    disk = FaultyDisk(f"stores-{id(chance)}")
    apsw.set_default_vfs(disk.name)
    if chance.random() < 0.3:
        deed = chance.choice(("sync", "write"))
        disk.fail(deed, "", apsw.IOError, times=1, after=chance.randint(5, 30))
    try:
        yield disk
    finally:
        apsw.set_default_vfs(disk.home)
        disk.unregister()


def weakened(db: apsw.Connection, weakness: str) -> None:
    """Let a file be synced less than the house does."""
    if weakness:
        db.execute(f"PRAGMA synchronous={weakness}")


def store_round(seed: int, *, weakness: str = "") -> Kept:
    """Put and delete values until the power goes, and return what was found then."""
    chance, kept = Random(seed), Kept()
    with TemporaryDirectory() as name, failing_disk(chance) as disk:
        store = SqliteStore(Path(name) / "state.db")
        weakened(store._db, weakness)
        disk.lose_power(chance, deeds=chance.randint(0, _DEEDS))
        while disk.left is None:
            key = chance.choice(_NAMES)
            if chance.random() < 0.2:
                _tried(kept, key, None, partial(store.delete, "s", key))
            else:
                value = chance.randbytes(chance.choice((20, 700, 6000)))
                _tried(kept, key, value, partial(store.put, "s", key, value))
        store.close()
        with _looking(kept, Path(name) / "left", disk) as folder:
            again = SqliteStore(folder / "state.db")
            _compare(kept, lambda key: again.get("s", key))
            again.put("s", "next", b"next")
            again.close()
    return kept


def key_round(seed: int, *, weakness: str = "") -> Kept:
    """Make and destroy keys until the power goes, and return what was found then."""
    chance, kept = Random(seed), Kept()
    made: dict[str, bytes] = {}
    with TemporaryDirectory() as name, failing_disk(chance) as disk:
        keys = SqliteKeyStore(Path(name) / "keys.db", MASTER)
        weakened(keys._db, weakness)
        disk.lose_power(chance, deeds=chance.randint(0, _DEEDS))
        while disk.left is None:
            key = f"key-{len(made)}"
            if made and chance.random() < 0.3:
                key = chance.choice(sorted(made))
                if _tried(kept, key, None, partial(keys.destroy, key)) is True:
                    kept.destroyed.add(key)
            else:
                made[key] = chance.randbytes(32)
                _tried(kept, key, made[key], partial(keys.get_or_make, key, made[key]))
        keys.close()
        with _looking(kept, Path(name) / "left", disk) as folder:
            again = SqliteKeyStore(folder / "keys.db", MASTER)
            _compare(kept, again.get)
            _look_for_destroyed(kept, again, made, folder)
            again.get_or_make("next", b"n" * 32)
            again.close()
    return kept


@contextmanager
def _looking(kept: Kept, folder: Path, disk: FaultyDisk) -> Iterator[Path]:
    """Put what the cut left into a folder on the ordinary disk; what cannot be used is wrong."""
    assert disk.left is not None
    put_down(folder, disk.left)
    apsw.set_default_vfs(disk.home)
    try:
        yield folder
    except DureError as error:
        kept.problems.append(f"file cannot be used: {error.__cause__}")


def _tried(kept: Kept, name: str, value: bytes | None, change: Callable[[], object]) -> object:
    """Change a name; if nobody said whether it worked, the old and the new are possible."""
    before = kept.values.get(name, {None})
    try:
        answer = change()
    except DureError:
        kept.values[name] = {*before, value}
        return None
    kept.answered += 1
    kept.values[name] = {value}
    return answer


def _compare(kept: Kept, get: Callable[[str], bytes | None]) -> None:
    for name, values in kept.values.items():
        if get(name) not in values:
            kept.problems.append(f"{name} is not what was kept")


def _look_for_destroyed(
    kept: Kept, keys: SqliteKeyStore, made: dict[str, bytes], folder: Path
) -> None:
    files = [path.read_bytes() for path in folder.iterdir()]
    for name in kept.destroyed:
        wrapped = aes_key_wrap(MASTER, made[name])
        if any(wrapped[:16] in file or wrapped[-16:] in file for file in files):
            kept.problems.append(f"{name} was destroyed and its bytes stand in the files")
        try:
            keys.get_or_make(name, b"x" * 32)
        except Forbidden:
            continue
        kept.problems.append(f"{name} was destroyed and can be made again")

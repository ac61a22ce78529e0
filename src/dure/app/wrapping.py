"""Change the master key, which wraps all others, and finish a change that a dead process left.

The next master key stands beside the old one until everything is wrapped with it; whichever of
the two opens the key store when the house is opened is the one that counts.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from dure.app.kept import Place, read_kept, write_kept
from dure.embedded.keys import read_master
from dure.errors import BadFile, Corrupt
from dure.ports.keys import KeyStore

_NEXT: Final = ".next"

OpenKeys = Callable[[bytes], KeyStore]


def change_master(file: Path, open_keys: OpenKeys, place: Place) -> int:
    """Wrap everything with a fresh master key and return how many keys there were.

    Nobody else may have the house open. Raises what the plugs raise; what was begun then is
    finished or undone by `settle_master`.
    """
    settle_master(file, open_keys, place)
    fresh = read_master(_next(file))
    keys = open_keys(read_master(file))
    try:
        count = keys.rewrap(fresh)
    finally:
        keys.close()
    settle_master(file, open_keys, place)
    return count


def settle_master(file: Path, open_keys: OpenKeys, place: Place) -> None:
    """Let one master key be left: the one with which the key store opens.

    place: where it stands what backups are sealed with, which is wrapped too.
    """
    following = _next(file)
    if not following.exists():
        return
    old, fresh = read_master(file), read_master(following)
    if not _fits(fresh, open_keys):
        following.unlink()
        return
    _carry_kept(place, old, fresh)
    following.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # Which of the two names is left must survive a power cut.
    finally:
        os.close(folder)


def _next(file: Path) -> Path:
    return file.with_name(file.name + _NEXT)


def _fits(master: bytes, open_keys: OpenKeys) -> bool:
    try:
        keys = open_keys(master)
    except BadFile:
        return False
    try:
        living = keys.ids()
        return not living or keys.get(living[0]) is not None
    except Corrupt:
        return False
    finally:
        keys.close()


def _carry_kept(place: Place, old: bytes, fresh: bytes) -> None:
    try:
        read_kept(place, fresh)
    except Corrupt:
        kept = read_kept(place, old)
        if kept is not None:
            write_kept(place, fresh, kept)

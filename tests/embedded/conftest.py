"""A disk that can be broken, and a SQLite that syncs less than it should."""

from collections.abc import Iterator

import apsw
import pytest
from tests.embedded.disk import FaultyDisk


@pytest.fixture
def disk() -> Iterator[FaultyDisk]:
    """A disk in good order, so far."""
    made = FaultyDisk("faulty")
    yield made
    made.unregister()


@pytest.fixture
def only_disk(disk: FaultyDisk) -> Iterator[FaultyDisk]:
    """The disk that every file is on while the test runs."""
    apsw.set_default_vfs(disk.name)
    yield disk
    apsw.set_default_vfs(disk.home)


@pytest.fixture
def lax_sqlite() -> Iterator[None]:
    """A SQLite that was built not to sync unless told to; some are built to sync less."""

    def hook(db: apsw.Connection) -> None:
        db.execute("PRAGMA synchronous=OFF")

    apsw.connection_hooks.append(hook)
    yield
    apsw.connection_hooks.remove(hook)

"""A schema of our own on the server that runs here, and a server of our own."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.adapters import postgresql
from tests.adapters.postgresql import Postgres


@pytest.fixture
def url() -> Iterator[str]:
    """The address of an empty schema."""
    with postgresql.own_schema() as made:
        yield made


@pytest.fixture(scope="session")
def cluster() -> Iterator[Postgres]:
    """A server of our own, not started."""
    if postgresql.program("initdb") is None:
        pytest.skip("PostgreSQL is not installed")
    # Not in pytest's own folder: the server's user may not look into that.
    with tempfile.TemporaryDirectory(prefix="dure-postgres-") as folder:
        yield Postgres(Path(folder))


@pytest.fixture
def server(cluster: Postgres) -> Iterator[Postgres]:
    """A server of our own that runs; it may be stopped, killed and held up."""
    cluster.start()
    yield cluster
    cluster.let_go()
    cluster.stop()

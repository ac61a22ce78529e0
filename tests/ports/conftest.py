"""Servers that run here and may be used by the contract tests."""

from collections.abc import Iterator

import pytest
from tests.adapters import postgresql, redises


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a schema of our own, one for all contract tests."""
    with postgresql.own_schema() as url:
        yield url


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The address of a Redis; others may use it too."""
    server = redises.found()
    if server is None:
        pytest.skip("no Redis at DURE_TEST_REDIS or on the standard port")
    return server

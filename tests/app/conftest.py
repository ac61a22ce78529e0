"""Servers that run here and may be used by tests of the whole house."""

from collections.abc import Iterator

import pytest
from tests.adapters import postgresql


@pytest.fixture
def postgres_url() -> Iterator[str]:
    """The address of an empty schema."""
    server = postgresql.found()
    if server is None:
        pytest.skip("no PostgreSQL at DURE_TEST_POSTGRES or on the standard port")
    url = postgresql.with_fresh_schema(server)
    yield url
    postgresql.drop_schema(url)

"""The tables are made once, and on no server that may lose what it acknowledged."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.adapters import postgresql
from tests.adapters.postgresql import Postgres

from dure.adapters.postgres.connection import Link
from dure.adapters.postgres.schema import prepare
from dure.adapters.postgres.stores import PostgresStore
from dure.errors import BadFile


def test_many_who_begin_at_once_make_the_tables_once(url: str) -> None:
    def opened(_: int) -> None:
        PostgresStore(url).close()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(opened, range(8)))

    assert postgresql.ask(url, "SELECT schema_version FROM version") == [(1,)]
    assert postgresql.ask(url, "SELECT count(*) FROM head") == [(1,)]


def test_tables_of_a_newer_dure_are_left_alone(url: str) -> None:
    PostgresStore(url).close()
    postgresql.ask(url, "UPDATE version SET schema_version = 99")

    with pytest.raises(BadFile):
        PostgresStore(url)


@pytest.mark.parametrize("setting", ["fsync=off", "full_page_writes=off"])
def test_a_server_that_may_lose_what_it_acknowledged_is_refused(
    cluster: Postgres, setting: str
) -> None:
    cluster.start(setting)
    link = Link(postgresql.with_fresh_schema(cluster.url), what="저장소")

    with pytest.raises(BadFile) as refused:
        link.call(prepare(link))

    assert "fsync" in str(refused.value.facts["why"])
    link.close()
    cluster.stop()


def test_commits_wait_for_the_disk_whatever_the_server_is_set_to(cluster: Postgres) -> None:
    cluster.start("synchronous_commit=off")
    link = Link(postgresql.with_fresh_schema(cluster.url), what="저장소")

    [row] = link.call(link.fetch("SELECT current_setting('synchronous_commit')"))

    assert row[0] == "on"
    link.close()
    cluster.stop()

"""A store in PostgreSQL: what was deleted leaves the table's file."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.adapters import postgresql
from tests.adapters.postgresql import Postgres

from dure.adapters.postgres.stores import PostgresStore
from dure.errors import Unavailable


def test_a_deleted_value_leaves_the_tables_file(url: str) -> None:
    store = PostgresStore(url)
    store.put("space", "a", b"secret words")
    store.put("space", "b", b"other words")
    whole = "SELECT pg_read_binary_file(pg_relation_filepath('store'))"

    store.delete("space", "a")

    postgresql.ask(url, "CHECKPOINT")
    left = bytes(postgresql.ask(url, whole)[0][0])
    assert b"secret words" not in left
    assert b"other words" in left
    store.close()


def test_a_value_put_by_one_process_is_read_by_another(url: str) -> None:
    here, there = PostgresStore(url), PostgresStore(url)

    here.put("space", "a", b"1")

    assert there.get("space", "a") == b"1"
    here.close()
    there.close()


def test_of_many_processes_that_put_a_new_value_at_once_one_does(url: str) -> None:
    stores = [PostgresStore(url) for _ in range(6)]

    with ThreadPoolExecutor(6) as threads:
        kept = list(threads.map(lambda one: one.put_new("space", "a", b"x"), stores))

    assert kept.count(True) == 1
    for store in stores:
        store.close()


def test_a_store_goes_on_when_the_server_is_back(server: Postgres) -> None:
    store = PostgresStore(postgresql.with_fresh_schema(server.url))
    store.put("space", "a", b"1")
    server.stop()
    with pytest.raises(Unavailable):
        store.get("space", "a")

    server.start()

    assert until_it_answers(store) == b"1"
    store.close()


def until_it_answers(store: PostgresStore) -> bytes | None:
    for _ in range(10_000):
        try:
            return store.get("space", "a")
        except Unavailable:
            continue
    raise AssertionError("it did not come back")

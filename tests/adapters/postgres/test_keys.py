"""Keys in PostgreSQL: the server never sees one, and a destroyed one leaves its file."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.adapters import postgresql
from tests.adapters.postgresql import Postgres

from dure.adapters.postgres.keys import PostgresKeyStore
from dure.errors import BadFile, Unavailable
from dure.ports.keys import wrapped

MASTER, KEY = b"m" * 32, b"k" * 32


def table_bytes(url: str) -> bytes:
    """Return the file of the table of keys as it stands on the server's disk."""
    postgresql.ask(url, "CHECKPOINT")
    return bytes(
        postgresql.ask(url, "SELECT pg_read_binary_file(pg_relation_filepath('keys'))")[0][0]
    )


def test_the_server_sees_a_key_wrapped_only(url: str) -> None:
    keys = PostgresKeyStore(url, MASTER)

    keys.get_or_make("k", KEY)

    assert postgresql.ask(url, "SELECT wrapped FROM keys") == [(wrapped(MASTER, KEY),)]
    keys.close()


async def test_a_destroyed_key_leaves_the_tables_file_whoever_still_reads(url: str) -> None:
    reader = await postgresql.connect(url)
    reading = reader.transaction(isolation="repeatable_read")
    await reading.start()
    await reader.fetch("SELECT 1")
    keys = PostgresKeyStore(url, MASTER)
    keys.get_or_make("gone", KEY)
    keys.get_or_make("kept", b"o" * 32)
    stood = wrapped(MASTER, KEY) in table_bytes(url)

    keys.destroy("gone")

    left = table_bytes(url)
    assert stood
    assert wrapped(MASTER, KEY) not in left
    assert wrapped(MASTER, b"o" * 32) in left
    keys.close()
    await reader.close()


def test_many_keys_are_destroyed_as_one(url: str) -> None:
    keys = PostgresKeyStore(url, MASTER)
    for name in "abc":
        keys.get_or_make(name, KEY)

    keys.destroy_all(["a", "c", "never was"])

    assert (keys.ids(), keys.destroyed()) == (["b"], ["a", "c"])
    assert keys.get("a") is None
    keys.close()


def test_another_master_key_is_refused_at_once(url: str) -> None:
    keys = PostgresKeyStore(url, MASTER)
    keys.get_or_make("k", KEY)
    keys.close()

    with pytest.raises(BadFile) as refused:
        PostgresKeyStore(url, b"x" * 32)

    assert refused.value.facts["file"] == "DURE_MASTER_KEY_FILE"


def test_of_many_who_make_a_key_at_once_all_get_the_same(url: str) -> None:
    stores = [PostgresKeyStore(url, MASTER) for _ in range(6)]

    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(lambda at: stores[at].get_or_make("k", bytes([at]) * 32), range(6)))

    assert len(set(made)) == 1
    for keys in stores:
        keys.close()


def test_a_key_at_hand_is_read_while_the_server_is_away(server: Postgres) -> None:
    keys = PostgresKeyStore(postgresql.with_fresh_schema(server.url), MASTER)
    keys.get_or_make("k", KEY)
    server.stop()

    assert keys.get("k") == KEY
    with pytest.raises(Unavailable):
        keys.get("other")

    server.start()
    keys.close()

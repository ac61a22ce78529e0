"""Addresses, and calls while the server is there, away, or does not answer."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from tests.adapters import postgresql
from tests.adapters.postgresql import Postgres

from dure.adapters.postgres.connection import Link, address_of
from dure.errors import BadFile, StorageFull, Unavailable


@pytest.fixture
def link(url: str) -> Iterator[Link]:
    made = Link(url, what="저장소")
    yield made
    made.close()


def test_an_address_names_its_schema_apart() -> None:
    address = address_of("postgres://u:p%40ss@host:5433/db?schema=mine&sslmode=require")

    assert address.schema == "mine"
    assert address.dsn == "postgres://u:p%40ss@host:5433/db?sslmode=require"


def test_an_address_without_a_schema_means_dure() -> None:
    assert address_of("postgres://host/db").schema == "dure"


@pytest.mark.parametrize("schema", ['x"; DROP TABLE y', "Upper", "9a", "a" * 64, "가"])
def test_a_schema_that_is_no_plain_name_is_refused(schema: str) -> None:
    with pytest.raises(BadFile):
        address_of(f"postgres://host/db?schema={schema}")


def test_what_a_statement_touched_is_counted(link: Link) -> None:
    assert link.call(link.execute("SELECT 1")) == 1
    assert link.call(link.fetch("SELECT $1::int AS n", 7))[0]["n"] == 7


def test_a_statement_that_the_server_refuses_is_unavailable_and_the_link_goes_on(
    link: Link,
) -> None:
    with pytest.raises(Unavailable):
        link.call(link.execute("SELECT no_such_function()"))

    assert link.call(link.fetch("SELECT 1"))[0][0] == 1


def test_a_full_disk_is_said_to_be_full(link: Link) -> None:
    full = "DO $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$"

    with pytest.raises(StorageFull):
        link.call(link.execute(full))


def test_a_database_that_is_not_there_is_told_clearly(url: str) -> None:
    link = Link(url.replace("/test?", f"/no_{postgresql.schema_of(url)}?"), what="저장소")

    with pytest.raises(BadFile):
        link.call(link.fetch("SELECT 1"))

    link.close()


def test_nobody_listening_is_unavailable_at_once() -> None:
    link = Link("postgres://postgres@127.0.0.1:9/x", what="저장소")

    began = time.monotonic()
    for _ in range(2):
        with pytest.raises(Unavailable):
            link.call(link.fetch("SELECT 1"))

    assert time.monotonic() - began < 2
    link.close()


def test_a_server_whose_connections_are_all_busy_is_not_taken_for_away(link: Link) -> None:
    asleep = [asyncio.run_coroutine_threadsafe(link.fetch("SELECT pg_sleep(1.6)"), link.loop)
              for _ in range(3)]  # fmt: skip

    outcomes = [one.exception(10) for one in asleep]

    assert [outcome is None for outcome in outcomes] == [True, True, False]
    assert "busy" in str(outcomes[2])
    assert link.call(link.fetch("SELECT 1"))[0][0] == 1


def test_a_closed_link_is_unavailable(link: Link) -> None:
    link.close()

    with pytest.raises(Unavailable):
        link.call(link.fetch("SELECT 1"))


def test_a_connection_that_the_server_ended_is_made_again(url: str, link: Link) -> None:
    pid = link.call(link.fetch("SELECT pg_backend_pid()"))[0][0]
    postgresql.ask(url, "SELECT pg_terminate_backend($1)", pid)

    until = time.monotonic() + 5
    while True:
        try:
            again = link.call(link.fetch("SELECT pg_backend_pid()"))[0][0]
        except Unavailable:
            assert time.monotonic() < until
            continue
        break

    assert again != pid


def test_whoever_waits_for_a_server_that_is_held_up_is_answered_within_five_seconds(
    server: Postgres,
) -> None:
    link = Link(server.url, what="저장소")
    link.call(link.fetch("SELECT 1"))
    server.hold()

    began = time.monotonic()
    with pytest.raises(Unavailable):
        link.call(link.fetch("SELECT 1"))
    first_s = time.monotonic() - began
    with pytest.raises(Unavailable):
        link.call(link.fetch("SELECT 1"))

    assert first_s < 5
    assert time.monotonic() - began - first_s < 0.5
    server.let_go()
    link.close()

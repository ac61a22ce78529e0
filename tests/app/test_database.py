"""One setting names where events, keys and values stand."""

from pathlib import Path

import pytest

from dure.adapters.postgres.events import PostgresEventLog
from dure.adapters.postgres.keys import PostgresKeyStore
from dure.adapters.postgres.stores import PostgresStore
from dure.app.database import open_database, shares_database
from dure.embedded.events import SqliteEventLog
from dure.errors import BadFile, NotFound, Unavailable
from dure.kernel.clock import StillClock
from dure.settings import Settings

NOWHERE = "postgres://postgres@127.0.0.1:9/x"


async def test_without_a_setting_everything_stands_in_the_folder(
    tmp_path: Path, clock: StillClock
) -> None:
    database = open_database(Settings({}), tmp_path, clock)

    assert isinstance(database.log, SqliteEventLog)
    assert await database.lead.holds()
    assert not shares_database(Settings({}))
    await database.log.close()
    database.keys.close()
    database.store.close()


def test_postgresql_without_a_master_key_file_is_refused(tmp_path: Path, clock: StillClock) -> None:
    settings = Settings({"DURE_DATABASE": NOWHERE})

    with pytest.raises(BadFile) as refused:
        open_database(settings, tmp_path, clock)

    assert refused.value.facts["file"] == "DURE_MASTER_KEY_FILE"
    assert shares_database(settings)


def test_a_file_of_sqlite_is_not_named_there(tmp_path: Path, clock: StillClock) -> None:
    settings = Settings({"DURE_DATABASE": "sqlite:///elsewhere.db"})

    with pytest.raises(BadFile):
        open_database(settings, tmp_path, clock)

    assert not shares_database(settings)


def test_postgresql_that_is_away_is_unavailable(tmp_path: Path, clock: StillClock) -> None:
    given = {"DURE_DATABASE": NOWHERE, "DURE_MASTER_KEY_FILE": str(tmp_path / "key")}

    with pytest.raises(Unavailable):
        open_database(Settings(given), tmp_path, clock)


def test_a_database_of_another_kind_is_not_found(tmp_path: Path, clock: StillClock) -> None:
    given = {"DURE_DATABASE": "oracle://x", "DURE_MASTER_KEY_FILE": str(tmp_path / "key")}

    with pytest.raises(NotFound):
        open_database(Settings(given), tmp_path, clock)


async def test_postgresql_holds_all_three(
    tmp_path: Path, clock: StillClock, postgres_url: str
) -> None:
    url = postgres_url.replace("postgres://", "postgresql://")
    given = {"DURE_DATABASE": url, "DURE_MASTER_KEY_FILE": str(tmp_path / "key")}

    database = open_database(Settings(given), tmp_path, clock)

    assert isinstance(database.log, PostgresEventLog)
    assert isinstance(database.keys, PostgresKeyStore)
    assert isinstance(database.store, PostgresStore)
    await database.log.close()
    database.keys.close()
    database.store.close()
    database.lead.close()

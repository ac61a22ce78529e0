"""A backup of a data folder, made beside the process that has it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from dure.app.backup import create_backup, default_place
from dure.app.database import master_file
from dure.app.nightly import kept_of
from dure.app.restore import RestoreWish, restore_backup
from dure.app.wire import House, open_house
from dure.errors import BadFile, DureError, ForeignBackup, NotFound
from dure.kernel.turns import TurnRequest
from dure.settings import Settings
from dure.trust.recovery import read_typed


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings({"DURE_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    """A house with one assistant, which has the folder."""
    made = open_house(settings, only=["perfume"])
    yield made
    await made.close()


async def test_a_backup_is_made_beside_who_has_the_folder(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    await house.turns.take("perfume", TurnRequest(text="안녕", user="kim", session="s"))
    newest = (await house.log.read_all())[-1]

    made = await create_backup(settings, to=str(tmp_path / "b"))

    assert (made["generation"], made["events"], made["end"]) == (1, newest.seq, newest.link.hex())
    await house.turns.take("perfume", TurnRequest(text="안녕", user="kim", session="s"))


async def test_the_recovery_key_is_shown_once(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    shown: list[str] = []

    first = await create_backup(settings, to=str(tmp_path / "b"), show=shown.append)
    second = await create_backup(settings, to=str(tmp_path / "b"), show=shown.append)

    assert len(shown) == 1
    assert "recovery_key" not in {**first, **second}
    everything = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert shown[0].encode() not in everything
    assert shown[0].replace("-", "").encode() not in everything


async def test_who_gets_the_key_at_the_end_is_not_left_without_it(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "b").write_text("no folder")

    with pytest.raises(DureError):
        await create_backup(settings, to=str(tmp_path / "b"))
    made = await create_backup(settings, to=str(tmp_path / "c"))

    assert "recovery_key" in made


async def test_somebody_else_s_backup_is_left_alone(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    other = Settings({"DURE_DATA_DIR": str(tmp_path / "other")})
    there = open_house(other, only=["perfume"])
    await there.close()
    await create_backup(other, to=str(tmp_path / "b"))
    before = (tmp_path / "b" / "manifest").read_bytes()

    with pytest.raises(ForeignBackup):
        await create_backup(settings, to=str(tmp_path / "b"))

    assert (tmp_path / "b" / "manifest").read_bytes() == before


async def test_a_folder_with_nothing_in_it_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await create_backup(settings, to=str(tmp_path / "b"))

    assert not (tmp_path / "data").exists()


async def test_a_backup_inside_what_it_backs_up_is_refused(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(BadFile):
        await create_backup(settings, to=str(tmp_path / "data" / "backup"))


def test_the_place_is_the_one_named_or_set(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        default_place(settings)
    assert default_place(settings, str(tmp_path)) == tmp_path
    there = settings.with_value("backup", "to", str(tmp_path / "b"))
    assert default_place(there) == tmp_path / "b"


def test_the_master_key_stands_where_it_was_set(settings: Settings, tmp_path: Path) -> None:
    assert master_file(settings, tmp_path) == tmp_path / "master.key"
    assert master_file(Settings({"DURE_MASTER_KEY_FILE": "/k"}), tmp_path) == Path("/k")


async def test_a_house_on_postgresql_is_restored_into_a_folder(
    postgres_url: str, tmp_path: Path
) -> None:
    settings = Settings(
        {
            "DURE_DATA_DIR": str(tmp_path / "data"),
            "DURE_DATABASE": postgres_url,
            "DURE_MASTER_KEY_FILE": str(tmp_path / "master.key"),
        }
    )
    house = open_house(settings, only=["perfume"])
    await house.turns.take("perfume", TurnRequest(text="안녕", user="kim", session="s"))
    events = await house.log.read_all()

    made = await create_backup(settings, to=str(tmp_path / "b"))
    again = await create_backup(settings, to=str(tmp_path / "b"))
    kept = kept_of(house)
    await house.close()
    key = read_typed(made["recovery_key"])
    await restore_backup(RestoreWish(backup=tmp_path / "b", key=key, to=tmp_path / "new"))

    assert (made["generation"], again["generation"], len(events)) == (1, 2, made["events"])
    assert kept is not None
    assert not (tmp_path / "data" / "backup.json").exists()
    restored = open_house(Settings({"DURE_DATA_DIR": str(tmp_path / "new")}), only=["perfume"])
    assert await restored.log.read_all() == events
    state = await restored.turns.session("main", "s", "kim")
    await restored.close()
    assert [past.said for past in state.past] == ["안녕"]

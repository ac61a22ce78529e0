"""The house is put together from a folder, plugs and whatever assistants are installed."""

import asyncio
import importlib
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from tests.app.bird import install_bird
from tests.conftest import furnish

from dure.app.lighting import chosen_names, read_file, read_text_file
from dure.app.wire import data_dir, open_house
from dure.errors import BadFile, DureError, FolderInUse, UnknownAssistant
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

ROOT: Final = Path(__file__).parents[2]
OURS: Final = {"erp", "home", "meals"}


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """A folder in which the fifth assistant is installed."""
    return install_bird(tmp_path / "packages")


@pytest.fixture
def bird(packages: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of the fifth assistant, importable in this process."""
    monkeypatch.syspath_prepend(packages)
    importlib.invalidate_caches()
    monkeypatch.delitem(sys.modules, "bird", raising=False)
    return "bird"


def settings_of(folder: Path, **given: str) -> Settings:
    return Settings({"DURE_DATA_DIR": str(folder), **given})


# --- a fifth assistant ---------------------------------------------------------------


async def test_an_assistant_that_is_installed_is_lit(bird: str, tmp_path: Path) -> None:
    house = open_house(settings_of(tmp_path / "data"), only=[bird])

    result = await house.turns.take(bird, TurnRequest(text="노래해"))
    await house.close()

    assert (result.text, result.intent) == ("짹짹 1번", "SING")


async def test_an_assistant_that_is_installed_stands_among_all(bird: str) -> None:
    assert {"bird", *OURS} <= set(chosen_names(()))


async def test_an_assistant_is_handed_its_settings(bird: str, tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data", DURE_BIRD_SONG="뻐꾹")
    house = open_house(settings, only=[bird])

    result = await house.turns.take(bird, TurnRequest(text="노래해"))
    await house.close()

    assert result.text == "뻐꾹 1번"
    assert settings.origins["bird.song"] == ("뻐꾹", "DURE_BIRD_SONG")


def test_ask_finds_an_assistant_that_is_installed(packages: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "DURE_DATA_DIR": str(tmp_path / "data"),
        "PYTHONPATH": str(packages),
    }

    words = [sys.executable, "-m", "dure", "ask", "bird", "노래해", "--json"]
    run = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["text"] == "짹짹 1번"


# --- the folder ----------------------------------------------------------------------


async def test_a_house_goes_on_where_it_stopped(bird: str, tmp_path: Path) -> None:
    said = []
    for _ in range(2):
        house = open_house(settings_of(tmp_path / "data"), only=[bird])
        said.append(await house.turns.take(bird, TurnRequest(text="노래해", session="s")))
        await house.close()

    assert [result.text for result in said] == ["짹짹 1번", "짹짹 2번"]


async def test_one_process_has_the_folder(bird: str, tmp_path: Path) -> None:
    house = open_house(settings_of(tmp_path / "data"), only=[bird])

    with pytest.raises(FolderInUse):
        open_house(settings_of(tmp_path / "data"), only=[bird])

    await house.close()


async def test_a_folder_is_free_after_a_failed_opening(bird: str, tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "data")
    with pytest.raises(UnknownAssistant):
        open_house(settings, only=["nope"])

    house = open_house(settings, only=[bird])
    await house.close()

    assert list(house.turns.assistants) == [bird]


async def test_a_folder_is_private(bird: str, tmp_path: Path) -> None:
    house = open_house(settings_of(tmp_path / "data"), only=[bird])
    await house.close()

    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data" / "master.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("path", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path, path: str) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DureError):
        open_house(settings_of(tmp_path / path))


def test_an_unknown_assistant_names_those_that_are_known() -> None:
    with pytest.raises(UnknownAssistant) as caught:
        chosen_names(["nope" * 50])

    assert caught.value.facts["known"] == ", ".join(chosen_names(()))
    assert len(str(caught.value.facts["name"])) == 40


def test_names_are_lit_in_the_order_they_were_asked_for(bird: str) -> None:
    assert chosen_names(["meals", "bird"]) == ["meals", "bird"]


async def test_the_master_key_may_stand_elsewhere(bird: str, tmp_path: Path) -> None:
    key = tmp_path / "elsewhere.key"
    settings = settings_of(tmp_path / "data", DURE_MASTER_KEY_FILE=str(key))

    await open_house(settings, only=[bird]).close()

    assert (len(key.read_bytes()), (tmp_path / "data" / "master.key").exists()) == (32, False)


def test_a_master_key_of_another_length_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "master.key").write_bytes(b"short")

    with pytest.raises(BadFile):
        open_house(settings_of(tmp_path / "data"))


def test_the_data_folder_is_in_the_home_folder_by_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))

    assert data_dir(Settings({})) == tmp_path / ".local" / "share" / "dure"
    assert data_dir(settings_of(Path("~/dure"))) == tmp_path / "dure"


async def test_settings_reach_the_turns(bird: str, tmp_path: Path, clock: StillClock) -> None:
    settings = settings_of(tmp_path / "data", DURE_SESSION_IDLE_MINUTES="1")
    house = open_house(settings, only=[bird], clock=clock)
    asked = TurnRequest(text="노래해", session="s")
    await house.turns.take(bird, asked)
    clock.move(timedelta(minutes=1).total_seconds())

    result = await house.turns.take(bird, asked)
    await house.close()

    assert result.text == "짹짹 1번"


def test_a_setting_that_does_not_fit_leaves_the_folder_free(bird: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with pytest.raises(BadFile):
        open_house(settings_of(folder, DURE_TURN_DEADLINE_S="soon"), only=[bird])

    asyncio.run(open_house(settings_of(folder), only=[bird]).close())

    assert folder.is_dir()


# --- retention -----------------------------------------------------------------------


async def test_what_was_said_is_forgotten_after_a_week(
    bird: str, tmp_path: Path, clock: StillClock
) -> None:
    house = open_house(settings_of(tmp_path / "data"), only=[bird], clock=clock)
    await house.turns.take(bird, TurnRequest(text="노래해", session="s"))
    clock.move(timedelta(days=7).total_seconds())
    kept = await house.keep_retention()
    clock.move(timedelta(days=1).total_seconds())

    forgotten = await house.keep_retention()
    house.turns.forget_session("main", "s")
    past = (await house.turns.session("main", "s", "local")).past
    await house.close()

    assert (kept, forgotten) == ([], ["main/local/raw/2026-11-21"])
    assert [(turn.said, turn.result) for turn in past] == [(None, None)]


async def test_the_days_may_be_set(bird: str, tmp_path: Path, clock: StillClock) -> None:
    settings = settings_of(tmp_path / "data", DURE_RETENTION_RAW_DAYS="0")
    house = open_house(settings, only=[bird], clock=clock)
    await house.turns.take(bird, TurnRequest(text="노래해"))
    clock.move(timedelta(days=1).total_seconds())

    forgotten = await house.keep_retention()
    await house.close()

    assert forgotten == ["main/local/raw/2026-11-21"]


# --- files ---------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_text_file_is_read_in_both_korean_encodings(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "shops.csv"
    file.write_text("가게,값\n국밥집,8000\n", encoding=encoding)

    assert read_text_file(file) == "가게,값\n국밥집,8000\n"


@pytest.mark.parametrize("content", [b"\xff\xfe\xff\xff", b"\x80\x81\xfe\xff"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "shops.csv"
    file.write_bytes(content)

    with pytest.raises(BadFile):
        read_text_file(file)


@pytest.mark.parametrize("name", ["none.csv", "."])
def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadFile):
        read_text_file(tmp_path / name)


def test_an_assistant_may_read_a_file_that_the_operator_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("국밥", encoding="utf-8")
    assert read_text_file(tmp_path / "a.txt") == "국밥"
    assert read_file(tmp_path / "a.txt") == "국밥".encode()


def test_a_mark_at_the_beginning_is_no_part_of_a_text_file(tmp_path: Path) -> None:
    file = tmp_path / "coupons.jsonl"
    file.write_text('{"id": "fall"}\n', encoding="utf-8-sig")

    assert read_text_file(file) == '{"id": "fall"}\n'


# --- apart ---------------------------------------------------------------------------


async def test_a_catalogue_that_cannot_be_read_leaves_the_folder_free(
    bird: str, tmp_path: Path
) -> None:
    folder = tmp_path / "data"
    with pytest.raises(BadFile):
        open_house(settings_of(folder, DURE_MEALS_CATALOGUE=str(tmp_path / "none.csv")))

    await open_house(settings_of(folder), only=[bird]).close()

    assert (folder / "events.db").exists()


async def test_home_is_not_lit_where_others_share_the_database(
    postgres_url: str, tmp_path: Path, stocked: Path, clock: StillClock
) -> None:
    settings = Settings(
        {
            "DURE_DATA_DIR": str(furnish(tmp_path / "data", stocked)),
            "DURE_DATABASE": postgres_url,
            "DURE_MASTER_KEY_FILE": str(tmp_path / "master.key"),
        }
    )
    house = open_house(settings, clock=clock)
    lit = set(house.turns.assistants)
    await house.close()

    assert lit == {"erp", "meals", "perfume"}
    with pytest.raises(BadFile):
        open_house(settings, only=["home"], clock=clock)

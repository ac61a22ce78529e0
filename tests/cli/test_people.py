"""`dure people` and `dure keys`: looking after those who may sign in, with a server or without."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from dure.cli.main import app
from dure.cli.operator import Operation, operate
from dure.cli.people import invite_path
from dure.embedded.folder import DataFolder
from dure.errors import FolderInUse, Relayed
from dure.gateway.server import listen_operator
from dure.settings import Settings


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of its own."""
    monkeypatch.setenv("DURE_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("DURE_CONFIG", raising=False)
    return tmp_path / "data"


def dure(*words: str) -> Any:  # noqa: ANN401 - any JSON
    done = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def operated(folder: Path, operation: Operation) -> Any:  # noqa: ANN401 - any JSON
    return asyncio.run(operate(Settings({"DURE_DATA_DIR": str(folder)}), operation))


def test_people_are_invited_changed_and_removed(folder: Path) -> None:
    made = dure("people", "add", "kim", "--role", "admin")
    dure("people", "add", "lee")
    dure("people", "change", "lee", "--role", "premium")
    dure("people", "add", "park")
    dure("people", "remove", "park")

    assert len(made["invite"]) > 40
    assert [(one["user"], one["role"]) for one in dure("people", "list")["people"]] == [
        ("kim", "admin"),
        ("lee", "premium"),
    ]


def test_an_invitation_is_shown_as_what_is_put_behind_the_address(folder: Path) -> None:
    shown = CliRunner().invoke(app, ["people", "add", "kim"]).stdout

    assert "/#invite=" in shown
    assert "&user=kim" in shown
    assert invite_path("abc") == "/#invite=abc"


def test_somebody_who_is_there_is_told_apart_from_somebody_new(folder: Path) -> None:
    new = CliRunner().invoke(app, ["people", "add", "kim"]).stdout
    known = CliRunner().invoke(app, ["people", "add", "kim", "--role", "premium"]).stdout

    assert "이미 있는 사람" not in new
    assert "kim: 이미 있는 사람이에요. 역할은 premium" in known
    assert [dure("people", "add", name)["was_there"] for name in ("kim", "lee")] == [True, False]


def test_the_last_administrator_is_not_made_a_member_by_an_invitation(folder: Path) -> None:
    dure("people", "add", "kim", "--role", "admin")

    refused = CliRunner().invoke(app, ["people", "add", "kim"]).exception

    assert isinstance(refused, Relayed)
    assert dure("people", "list")["people"][0]["role"] == "admin"


def test_what_was_done_is_said_and_for_whom(folder: Path) -> None:
    dure("people", "add", "kim")

    said = [
        CliRunner().invoke(app, words.split()).stdout.strip()
        for words in (
            "people change kim --role premium", "keys revoke kim", "keys rotate",
            "keys rotate --wrapping", "people remove kim",
        )
    ]  # fmt: skip

    assert said[:2] == ["kim: 역할을 바꿨어요 (premium).", "kim: 모든 로그인을 끝냈어요."]
    assert said[2].startswith("이제 새 열쇠로 서명해요.")
    assert said[3].startswith("마스터 열쇠를 바꾸고,")
    assert said[4].endswith("dure privacy forget --user kim")


def test_a_role_that_is_none_is_told_which_there_are(folder: Path) -> None:
    done = CliRunner().invoke(app, ["people", "add", "kim", "--role", "chief"])

    assert done.exit_code == 2
    assert all(role in done.output for role in ("member", "premium", "admin"))
    assert dure("people", "list")["people"] == []


def test_nobody_yet_is_said_so(folder: Path) -> None:
    assert "아직 아무도 없어요" in CliRunner().invoke(app, ["people", "list"]).stdout


def test_signing_keys_are_rotated_and_sign_ins_ended(folder: Path) -> None:
    dure("people", "add", "kim")

    assert dure("keys", "rotate")["kid"] != dure("keys", "rotate")["kid"]
    assert dure("keys", "revoke", "kim")["user"] == "kim"


def test_what_is_refused_is_said_in_korean(folder: Path) -> None:
    with pytest.raises(Relayed) as caught:
        operated(folder, Operation(method="DELETE", path="/v1/people/x"))

    assert caught.value.code == "not_found"


def test_a_socket_that_was_left_behind_is_no_server(folder: Path) -> None:
    folder.mkdir()
    listen_operator(folder).close()

    assert operated(folder, Operation(method="GET", path="/v1/people")) == []


def test_the_master_key_is_changed_and_everything_still_opens(folder: Path) -> None:
    dure("ask", "meals", "나 땅콩 알레르기 있어")
    dure("backup", "create", "--to", str(folder.parent / "backup"))
    before = (folder / "master.key").read_bytes()
    wrapped = dure("keys", "rotate", "--wrapping")["wrapped"]

    assert wrapped > 0
    assert (folder / "master.key").read_bytes() != before
    assert dure("fsck")["problems"] == []
    assert dure("backup", "create", "--to", str(folder.parent / "backup"))["generation"] == 2


def test_the_master_key_of_a_house_in_use_is_left_alone(folder: Path) -> None:
    held = DataFolder(folder)
    try:
        done = CliRunner().invoke(app, ["keys", "rotate", "--wrapping"])
    finally:
        held.close()

    assert isinstance(done.exception, FolderInUse)

"""What an operator gave is read; what nothing reads is said before anything is done."""

import os
from pathlib import Path

import pytest

from dure.cli.given import given_settings, named_assistants
from dure.errors import BadSetting, UnknownAssistant
from dure.settings import Settings


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is given."""
    for name in os.environ:
        if name.startswith("DURE_"):
            monkeypatch.delenv(name)


def test_an_unknown_variable_is_told_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DURE_MEALS_CATALOGE", "my-secret-shops.csv")

    given_settings()

    said = capsys.readouterr()
    assert said.out == ""
    assert "DURE_MEALS_CATALOGUE" in said.err
    assert "my-secret-shops" not in said.err


def test_an_unknown_name_in_the_file_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "dure.toml"
    file.write_text('[meals]\ncatalog = "shops.csv"\n', encoding="utf-8")
    monkeypatch.setenv("DURE_CONFIG", str(file))

    with pytest.raises(BadSetting) as caught:
        given_settings()

    assert caught.value.facts["file"] == "dure.toml"
    assert "[meals] catalogue" in str(caught.value.facts["why"])


def test_an_assistant_that_is_not_there_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DURE_ASSISTANTS", "meals, hom")

    with pytest.raises(UnknownAssistant):
        given_settings()


def test_what_is_given_by_hand_goes_before_the_settings() -> None:
    settings = Settings({"DURE_ASSISTANTS": "meals,erp"})

    assert named_assistants(settings) == ["meals", "erp"]
    assert named_assistants(settings, "home, ") == ["home"]

"""The environment goes before the file, the file before the defaults, and each is named."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from dure.errors import BadFile
from dure.settings import Settings, from_environment


@dataclass(frozen=True, kw_only=True)
class RouteSettings:
    """Some values of some room."""

    limit_s: float = 1.5
    tries: int = 3
    place: str = "서울"
    is_open: bool = False


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "dure.toml"
    made.write_text(
        'data_dir = "/srv/dure"\n[route]\ntries = 5\nplace = "부산"\n', encoding="utf-8"
    )
    return made


def test_nothing_given_is_the_defaults() -> None:
    assert Settings({}).read(RouteSettings, "route") == RouteSettings()


def test_a_file_goes_before_the_defaults(file: Path) -> None:
    read = Settings({}, file).read(RouteSettings, "route")

    assert read == RouteSettings(tries=5, place="부산")


def test_the_environment_goes_before_the_file(file: Path) -> None:
    read = Settings({"DURE_ROUTE_TRIES": "7"}, file).read(RouteSettings, "route")

    assert read == RouteSettings(tries=7, place="부산")


def test_a_value_given_by_hand_goes_before_all(file: Path) -> None:
    settings = Settings({"DURE_ROUTE_TRIES": "7"}, file).with_value("route", "tries", "9")

    assert settings.read(RouteSettings, "route").tries == 9


def test_a_value_given_by_hand_changes_the_new_settings_only(file: Path) -> None:
    settings = Settings({}, file)
    settings.with_value("route", "tries", "9")

    assert settings.read(RouteSettings, "route").tries == 5


def test_text_is_read_as_what_the_field_is() -> None:
    given = {"DURE_ROUTE_LIMIT_S": "0.5", "DURE_ROUTE_IS_OPEN": "true"}

    assert Settings(given).read(RouteSettings, "route") == RouteSettings(limit_s=0.5, is_open=True)


def test_it_is_known_where_each_value_came_from(file: Path) -> None:
    settings = Settings({"DURE_ROUTE_LIMIT_S": "0.5"}, file)

    settings.read(RouteSettings, "route")

    assert settings.origins == {
        "route.limit_s": ("0.5", "DURE_ROUTE_LIMIT_S"),
        "route.tries": (5, str(file)),
        "route.place": ("부산", str(file)),
        "route.is_open": (False, "default"),
    }


@pytest.mark.parametrize("value", ["soon", "", "1,5"])
def test_a_value_that_does_not_fit_is_named(value: str) -> None:
    with pytest.raises(BadFile) as caught:
        Settings({"DURE_ROUTE_LIMIT_S": value}).read(RouteSettings, "route")

    assert caught.value.facts["file"] == "DURE_ROUTE_LIMIT_S"
    assert "route.limit_s" in str(caught.value.facts["why"])


def test_a_value_in_a_file_that_does_not_fit_names_the_file(file: Path) -> None:
    file.write_text('[route]\ntries = "many"\n', encoding="utf-8")

    with pytest.raises(BadFile) as caught:
        Settings({}, file).read(RouteSettings, "route")

    assert caught.value.facts["file"] == str(file)


def test_a_section_that_is_no_table_is_refused(file: Path) -> None:
    file.write_text("route = 3\n", encoding="utf-8")

    with pytest.raises(BadFile):
        Settings({}, file).read(RouteSettings, "route")


@pytest.mark.parametrize("content", [b"[route", b"\xb1\xb9\xb9\xe4", b"a = 1\na = 2\n"])
def test_a_file_that_is_no_toml_is_refused(file: Path, content: bytes) -> None:
    file.write_bytes(content)

    with pytest.raises(BadFile):
        Settings({}, file)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile):
        Settings({}, tmp_path / "none.toml")


def test_a_value_outside_all_sections_is_text(file: Path) -> None:
    assert Settings({}, file).text("data_dir") == "/srv/dure"
    assert Settings({"DURE_DATA_DIR": "/data"}, file).text("data_dir") == "/data"
    assert Settings({}).text("data_dir", "/home") == "/home"


def test_it_is_known_where_a_text_came_from(file: Path) -> None:
    settings = Settings({}, file)

    settings.text("data_dir")
    settings.text("assistants")

    assert settings.origins == {
        "data_dir": ("/srv/dure", str(file)),
        "assistants": ("", "default"),
    }


def test_a_mark_before_the_first_letter_of_the_file_does_no_harm(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())

    assert Settings({}, file).read(RouteSettings, "route").place == "부산"


def test_the_environment_of_the_process_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DURE_CONFIG", raising=False)
    monkeypatch.setenv("DURE_ROUTE_PLACE", "제주")

    assert from_environment().read(RouteSettings, "route").place == "제주"


def test_the_environment_names_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DURE_CONFIG", str(file))

    assert from_environment().read(RouteSettings, "route").place == "부산"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("database", "postgres://u:p%40ss@h/d?schema=s", "postgres://u:…@h/d?schema=s"),
        ("shared", "redis://:secret@h:6379/0", "redis://:…@h:6379/0"),
        ("shared", "redis://h:6379/0", "redis://h:6379/0"),
        ("scrape_token", "abc", "…"),
        ("scrape_token", "", ""),
        ("weather_key", "abc", "…"),
        ("api_secret", "abc", "…"),
        ("certificate_key", "/etc/dure/tls.key", "/etc/dure/tls.key"),
        ("master_key_file", "/etc/dure/master.key", "/etc/dure/master.key"),
    ],
)
def test_what_is_secret_is_not_shown(name: str, value: str, shown: str) -> None:
    settings = Settings({f"DURE_{name.upper()}": value})

    assert settings.text(name) == value
    assert settings.origins[name][0] == shown

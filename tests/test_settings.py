"""The environment goes before the file, the file before the defaults, and each is named."""

from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from dure.app.document import sections
from dure.errors import BadFile, BadSetting
from dure.settings import Settings, from_environment, ranges_of


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


NUMBERS = {
    (section, field.name): getattr(kind(), field.name)
    for section, kind in sections().items()
    for field in fields(kind)
    if type(getattr(kind(), field.name)) in (int, float)
}


def refused(section: str, name: str, value: str) -> str:
    """Return what is said of a value that is refused."""
    variable = f"DURE_{section}_{name}".upper()
    with pytest.raises(BadSetting) as caught:
        Settings({variable: value}).read(sections()[section], section)
    assert caught.value.facts["file"] == variable
    return str(caught.value.facts["why"])


def test_every_number_that_can_be_set_has_a_range() -> None:
    assert [where for where in NUMBERS if where[1] not in ranges_of(where[0])] == []


@pytest.mark.parametrize("section", sections())
def test_the_defaults_lie_within_the_ranges(section: str) -> None:
    kind = sections()[section]
    plain = {f"DURE_{section}_{f.name}".upper(): getattr(kind(), f.name) for f in fields(kind)}
    given = {name: str(value) for name, value in plain.items() if value is not None}

    assert Settings(given).read(kind, section) == kind()
    names = {part for name in ranges_of(section) for part in name.split("+")}
    assert names <= {field.name for field in fields(kind)}


@pytest.mark.parametrize(("section", "name"), NUMBERS)
def test_no_number_may_be_absurd(section: str, name: str) -> None:
    assert "적" in refused(section, name, "-9999")


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_number_without_an_end_is_refused(value: str) -> None:
    assert "0.1" in refused("turn", "deadline_s", value)


@pytest.mark.parametrize(
    ("section", "name", "value", "said"),
    [
        ("meals_search", "most", "0", "1부터 200까지"),
        ("limits", "guest_per_minute", "0", "1 이상"),
        ("meals_order", "near", "0.9", "더하면 1이어야"),
        ("notices", "every_minutes", "7", "하루를 나머지 없이"),
        ("notices", "quiet_from", "21", "21:00처럼"),
        ("notices", "quiet_until", "25:00", "21:00처럼"),
        ("backup", "at", "3:30", "21:00처럼"),
        ("kakao", "skill_token", "띄어쓰기 없는 한글 토큰은 안 돼요", "16자 이상"),
        ("kakao", "skill_token", "short", "16자 이상"),
        ("meals_money", "stale_s", "5,000", "단위와 쉼표 없이"),
        ("retention", "raw_days", "7일", "(예: 7)"),
        ("meals_order", "variety", "많이", "(예: 0.7)"),
        ("gates", "guests", "아니요", "true나 false"),
        ("telemetry", "level", "loud", "warning"),
    ],
)
def test_what_does_not_fit_is_told_how_to_write_it(
    section: str, name: str, value: str, said: str
) -> None:
    assert said in refused(section, name, value)


def test_a_secret_that_is_refused_is_not_repeated() -> None:
    assert "hunter2" not in refused("kakao", "skill_token", "hunter2")


def test_weights_that_are_changed_together_may_sum_to_one() -> None:
    given = {"DURE_MEALS_ORDER_NEAR": "0.25", "DURE_MEALS_ORDER_PRICE": "0.3"}

    Settings(given).read(sections()["meals_order"], "meals_order")


def test_what_is_given_is_known_by_name(file: Path) -> None:
    settings = Settings({"DURE_X": "1", "PATH": "/bin", "DURE_A_B": "2"}, file)

    assert settings.variables() == ["DURE_A_B", "DURE_X"]
    assert settings.entries() == [("", "data_dir"), ("route", "tries"), ("route", "place")]

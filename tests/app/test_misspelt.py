"""A setting that nothing reads is told by its name, with the nearest right one."""

from pathlib import Path

import pytest

from dure.app.misspelt import misspelt
from dure.settings import Settings


def told(given: dict[str, str], file: Path | None = None) -> list[tuple[str, str, str]]:
    found = misspelt(Settings(given, file))
    return [(f.state, str(f.facts["name"]), str(f.facts["nearest"])) for f in found]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("DURE_MEALS_CUPONS", "DURE_MEALS_COUPONS"),
        ("DURE_MEAL_ISSUER", "DURE_MEALS_ISSUER"),
        ("DURE_DATADIR", "DURE_DATA_DIR"),
        ("DURE_TURN_DEADLINE", "DURE_TURN_DEADLINE_S"),
        ("DURE_BACKUPS_TO", "DURE_BACKUP_TO"),
        ("DURE_KAKAO_SKILLTOKEN", "DURE_KAKAO_SKILL_TOKEN"),
        ("DURE_MEALS_MUNICIPALTY", "DURE_MEALS_MUNICIPALITY"),
        ("DURE_ASSISTANT", "DURE_ASSISTANTS"),
    ],
)
def test_a_misspelt_variable_is_a_warning_with_the_nearest_name(wrong: str, right: str) -> None:
    assert told({wrong: "1"}) == [("warning", wrong, right)]


def test_a_variable_like_no_other_is_told_too() -> None:
    assert told({"DURE_OTHER_PROGRAM": "1"}) == [("warning", "DURE_OTHER_PROGRAM", "")]


def test_what_is_read_is_not_told() -> None:
    given = (
        "DURE_DATA_DIR", "DURE_CONFIG", "DURE_SHARED", "DURE_MEALS_CATALOGUE",
        "DURE_MEALS_SEARCH_MOST", "DURE_MEALS_CARD_RULES_BELIEVED_DAYS", "DURE_TEST_REDIS",
        "DURE_BENCH_DIR", "DUREN", "PATH",
    )  # fmt: skip

    assert told(dict.fromkeys(given, "1")) == []


@pytest.mark.parametrize(
    ("content", "name", "near"),
    [
        ("[meal]\nissuer = 'x'\n", "[meal]", "[meals]"),
        ("[meals]\nfre = 'x'\n", "[meals] fre", "[meals] free"),
        ("datadir = 'x'\n", "datadir", "data_dir"),
        ("[notices]\nquiet = '21:00'\n", "[notices] quiet", ""),
        ("[weather]\nkey = 'x'\n", "[weather]", ""),
    ],
)
def test_a_misspelt_name_in_the_file_is_a_problem(
    tmp_path: Path, content: str, name: str, near: str
) -> None:
    file = tmp_path / "dure.toml"
    file.write_text(content, encoding="utf-8")

    [(state, wrong, nearest)] = told({}, file)

    assert (state, wrong) == ("problem", name)
    assert near in ("", nearest)


def test_no_value_is_shown() -> None:
    [finding] = misspelt(Settings({"DURE_MEALS_ISSUER_TOKN": "hunter2"}))

    assert "DURE_MEALS_ISSUER_TOKEN" in finding.says
    assert "hunter2" not in str(finding.as_json())

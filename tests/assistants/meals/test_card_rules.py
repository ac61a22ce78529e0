from datetime import date
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.card_rules import (
    CardRule,
    CardRuleSettings,
    read_rules,
    rule_on,
    shipped_rules,
)
from dure.errors import BadFile

TODAY = date(2026, 11, 21)
SETTINGS = CardRuleSettings()
ROW = """
[[rule]]
place = "가나시"
since = 2026-01-01
kind = "official"
publisher = "가나시청"
source = "https://example.org"
seen = 2026-02-01
"""


def read(*lines: str) -> tuple[CardRule, ...]:
    return read_rules(ROW + "\n".join(lines), "rules.toml")


def test_every_row_that_ships_names_its_source_and_its_days() -> None:
    rules = shipped_rules()

    assert len({rule.place for rule in rules}) >= 5
    for rule in rules:
        assert urlsplit(rule.source or "").scheme in ("http", "https")
        assert rule.since is not None
        assert rule.seen is not None
        assert date(2005, 1, 1) < rule.since <= rule.seen


def test_a_published_rule_is_found_with_its_amounts() -> None:
    rule = rule_on("서울특별시 도봉구", TODAY, shipped_rules(), SETTINGS)

    assert (rule.rate_won, rule.per_day_won) == (9_500, 28_500)
    assert not rule.is_old
    assert {"hours", "uses_per_day", "carry_over", "allowed"} <= set(rule.unknown)


def test_what_is_granted_for_a_meal_is_no_cap_of_a_payment() -> None:
    for rule in shipped_rules():
        assert rule.per_meal_won is None

    granted = read("rate_won = 9500")[0]
    assert (granted.rate_won, granted.per_meal_won) == (9_500, None)


def test_a_place_without_a_row_is_unknown_and_not_zero() -> None:
    rule = rule_on("부산광역시 해운대구", TODAY, shipped_rules(), SETTINGS)

    assert rule == CardRule()
    assert rule.per_meal_won is None
    assert {"per_meal_won", "per_day_won", "hours"} <= set(rule.unknown)


def test_a_town_takes_the_rule_of_its_province() -> None:
    rule = rule_on("경기도 수원시 영통구", TODAY, shipped_rules(), SETTINGS)

    assert (rule.place, rule.merchant_model) == ("경기도", "network")
    assert "주점" in (rule.refused or ())


def test_amounts_of_long_ago_are_unknown_again() -> None:
    then = rule_on("서울특별시 광진구", date(2011, 1, 5), shipped_rules(), SETTINGS)
    now = rule_on("서울특별시 광진구", TODAY, shipped_rules(), SETTINGS)

    assert (then.per_day_won, then.uses_per_day, then.is_old) == (7_000, 1, False)
    assert (now.per_day_won, now.uses_per_day, now.is_old) == (None, None, True)
    assert now.source == then.source


def test_nothing_is_known_before_the_first_row() -> None:
    assert rule_on("광주광역시", date(2022, 6, 30), shipped_rules(), SETTINGS) == CardRule()


def test_the_newest_row_that_has_begun_holds() -> None:
    later = ROW.replace("2026-01-01", "2026-07-01") + "per_meal_won = 10000"
    rules = read_rules(ROW + "per_meal_won = 9500\n" + later, "rules.toml")

    assert rule_on("가나시", date(2026, 6, 30), rules, SETTINGS).per_meal_won == 9_500
    assert rule_on("가나시", date(2026, 7, 1), rules, SETTINGS).per_meal_won == 10_000


def test_no_limit_is_not_the_same_as_an_unknown_one() -> None:
    assert read('per_day_won = "none"')[0].per_day_won == "none"
    assert read()[0].per_day_won is None


def test_whether_a_card_can_be_used_on_some_days_is_known_only_where_a_row_says_it() -> None:
    told = read("weekends = true\nholidays = false")[0]

    assert (told.weekends, told.holidays, told.vacation) == (True, False, None)
    assert "vacation" in told.unknown
    assert {"weekends", "holidays"}.isdisjoint(told.unknown)


def test_hours_are_minutes_of_the_day() -> None:
    assert read('hours = ["06:00", "22:00"]')[0].hours == (360, 1320)
    assert read('hours = ["00:00", "24:00"]')[0].hours == (0, 1440)


@pytest.mark.parametrize(
    "line",
    [
        "per_meal_won = 0",
        "per_meal_won = -1",
        "per_meal_won = 9500.0",
        "per_meal_won = true",
        'per_meal_won = "9500"',
        "uses_per_day = 0",
        "rate_won = 0",
        'rate_won = "none"',
        'uses_per_day = "none"',
        'hours = ["22:00", "06:00"]',
        'hours = ["6:00", "22:00"]',
        'hours = ["06:00", "26:00"]',
        'hours = ["a", "b"]',
        'hours = "06:00"',
        'merchant_model = "all"',
        "allowed = []",
        'refused = [""]',
        "refused = [1]",
        'carry_over = "no"',
        'weekends = "no"',
        "card = 3",
        "is_old = true",
        "limit = 3",
    ],
)
def test_a_row_that_cannot_be_meant_is_refused_by_its_number(line: str) -> None:
    with pytest.raises(BadFile) as caught:
        read(line)

    assert "1번째" in str(caught.value.facts["why"])


@pytest.mark.parametrize(
    "text",
    [
        "rule",
        "rule = 3",
        "rule = [3]",
        ROW + ROW,
        ROW.replace("since", "until"),
        ROW.replace("https://example.org", ""),
        ROW.replace("2026-01-01", '"2026-01-01"'),
        ROW.replace("2026-01-01", "2026-01-01T00:00:00"),
    ],
)
def test_a_table_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(BadFile):
        read_rules(text, "rules.toml")


@given(st.text(alphabet="서울특별시 도봉구경기\t", max_size=20), st.dates())
def test_no_place_and_no_day_makes_a_zero(place: str, day: date) -> None:
    rule = rule_on(place, day, shipped_rules(), SETTINGS)

    assert rule.per_meal_won != 0
    assert rule.per_day_won != 0

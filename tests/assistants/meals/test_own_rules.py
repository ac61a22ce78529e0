"""An operator's rules go before those that ship; a row that is none is told by its field."""

from datetime import date

import pytest

from dure.assistants.meals.card_rules import CardRuleSettings, rule_on, shipped_rules
from dure.assistants.meals.convenience import store_rules
from dure.assistants.meals.own_rules import read_own_rules, with_own
from dure.errors import BadFile

TODAY = date(2026, 11, 21)
ROW = """
[[rule]]
place = "경기도 성남시"
since = 2026-03-01
kind = "official"
publisher = "성남시청"
source = "성남시 공고 2026-123호"
seen = 2026-11-20
per_meal_won = 12000
"""
STORE = ROW.replace("rule", "store").replace("per_meal_won = 12000\n", "")


def test_what_an_operator_says_of_stores_goes_before_what_ships() -> None:
    text = STORE + "allowed = ['meal', 'milk']\nrefused = ['snack']\n"
    own = read_own_rules(text, "rules.toml").items

    here = store_rules("경기도 성남시", TODAY, own=own)
    elsewhere = store_rules("경기도 화성시", TODAY, own=own)

    assert (here.items["milk"], here.items["snack"]) == ("allowed", "forbidden")
    assert here.items["alcohol"] == "forbidden"
    assert "성남시 공고 2026-123호" in str(here.sources)
    assert elsewhere == store_rules("경기도 화성시", TODAY)


def test_the_rules_of_an_operator_go_before_those_that_ship() -> None:
    rules = with_own(
        read_own_rules(ROW + ROW.replace("경기도 성남시", "경기도"), "rules.toml").rules
    )

    def most(place: str) -> object:
        return rule_on(place, TODAY, rules, CardRuleSettings()).per_meal_won

    assert (most("경기도 성남시"), most("경기도 수원시")) == (12_000, 12_000)
    assert [rule.card for rule in rules if rule.place == "경기도"] == [None]


def test_what_ships_of_other_places_stays() -> None:
    rules = with_own(read_own_rules(ROW, "rules.toml").rules)

    assert set(shipped_rules()) < set(rules)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ROW + 'hours = "06:00~22:00"', '1번째 행: hours 값은 ["06:00", "22:00"]'),
        (
            ROW + ROW.replace("12000", '"9,500원"').replace("2026-03", "2026-04"),
            "2번째 행: per_meal",
        ),
        (ROW + "weekends = 1", "weekends 값은 true나 false"),
        (ROW + 'allowed = "식당"', "allowed 값은"),
        (ROW + "uses_per_day = 0", "uses_per_day 값은 3"),
        (ROW + "limit_won = 3", "모르는 항목이에요: limit_won"),
        (ROW.replace("official", "rumour"), "official, press, quoted"),
        (ROW.replace("2026-11-20", '"2026-11-20"'), "seen 값은"),
        (ROW.replace('source = "성남시 공고 2026-123호"\n', ""), "source 항목이 없어요"),
        (ROW.replace("경기도 성남시", "성남"), "온 이름"),
        (ROW.replace("경기도 성남시", "경기도 없는시"), "온 이름"),
        (ROW + ROW, "또 있어요"),
        ("[rules]\na = 1\n", "rules"),
        ("", "행이 있어야"),
        (STORE + 'refused = ["candy"]', "아는 물건은 alcohol"),
        (STORE + 'allowed = ["meal", "alcohol"]', "법으로 못 사는 물건"),
        (STORE + 'chain = "구멍가게"', "chain 값은 CU"),
        (STORE + "with_meal = { kinds = ['snack'] }", "with_meal 값은"),
        (STORE + "with_meal = {kinds = ['snack'], meal_won = 0, most_won = 1}", "0보다 큰"),
        (STORE + "per_meal_won = 3", "모르는 항목이에요: per_meal_won"),
        (STORE.replace("경기도 성남시", ""), "place 항목이 없어요"),
        (STORE.replace("경기도 성남시", "서현동"), "온 이름"),
        (STORE.replace("2026-03-01", "'2026년 3월'"), "since와 seen"),
        (STORE.replace("official", "law"), "kind 값은"),
        ("[[rule", "TOML"),
    ],
)
def test_a_table_that_is_none_is_told_with_what_is_wrong(text: str, says: str) -> None:
    with pytest.raises(BadFile) as caught:
        read_own_rules(text, "/etc/dure/rules.toml")

    assert caught.value.facts["file"] == "rules.toml"
    assert says in str(caught.value.facts["why"])

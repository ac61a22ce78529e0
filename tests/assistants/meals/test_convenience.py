"""What the card buys in a convenience store: as a source says, and unknown where none does."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.assistants.meals.eater import open_inn

from dure.assistants.meals.candidates import Rules, judge
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.convenience import (
    StoreRules,
    chain_of,
    item_rule,
    kind_of_item,
    may_offer_item,
    store_rules,
    told_items,
)
from dure.assistants.meals.fence import Fence
from dure.assistants.meals.kitchen import item_of
from dure.assistants.meals.phrases import part
from dure.assistants.meals.wish import Wish
from dure.kernel.clock import SEOUL, StillClock
from dure.kernel.data import read_table
from dure.kernel.turns import Place, TurnRequest

TODAY = date(2026, 11, 21)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
SEOUL_RULES = store_rules("서울특별시 강남구", TODAY)
CU_RULES = store_rules("서울특별시 강남구", TODAY, chain="CU")
STORE = Shop(
    id="s", name="한마음편의점", category="편의점", source="t", lat=37.5, lon=127.0, card="Y",
    dishes=(
        Dish(name="편의점 도시락", price=5000),
        Dish(name="에너지음료", price=2000),
        Dish(name="수제 디저트", price=3000),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("참치마요 삼각김밥", "meal"), ("신라면", "meal"), ("편의점 도시락", "meal"),
        ("초코우유", "milk"), ("바나나", "fruit"), ("새우과자", "snack"), ("콜라", "soda"),
        ("캔커피", "coffee"), ("핫식스", "high_caffeine"), ("소주", "alcohol"), ("담배", "tobacco"),
        ("휴지", "household"), ("생수", "drink"), ("알 수 없는 것", None),
    ],
)  # fmt: skip
def test_an_item_is_of_the_kind_that_its_name_says(name: str, kind: str | None) -> None:
    assert kind_of_item(name) == kind


def test_of_the_dishes_of_stores_that_ship_only_a_snack_is_left_out() -> None:
    rows = read_table("dure.assistants.meals", "data/dishes.tsv")
    names = [row["dish"] for row in rows if row["shop_category"] == "편의점"]

    assert names
    # A snack that a shop sells as food; the rest makes a meal, or nobody says.
    assert [name for name in names if item_rule(name, SEOUL_RULES) == "forbidden"] == ["초코파이"]


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("바나나우유 카드 돼?", ["item_milk"]),
        ("바나나 우유 카드로 살 수 있어?", ["item_milk"]),
        ("초코우유는?", ["item_milk"]),
        ("사과주스 사도 돼?", ["item_drink"]),
        ("우유랑 과자 돼?", ["item_milk", "item_snack"]),
        ("바나나랑 우유 돼?", ["item_milk", "item_fruit"]),
    ],
)
def test_one_word_is_one_item(said: str, kinds: list[str]) -> None:
    told = told_items(StoreRules(items={}), said)

    assert [one.facts["items"] for one in told] == [part(kind) for kind in kinds]


def test_what_seoul_said_holds_in_its_districts_and_nowhere_else() -> None:
    assert item_rule("김밥", SEOUL_RULES) == "allowed"
    assert item_rule("과자", SEOUL_RULES) == "forbidden"
    assert item_rule("과자", CU_RULES) == "with_meal"
    assert item_rule("핫식스", CU_RULES) == "forbidden"
    assert item_rule("과자", store_rules("부산광역시", TODAY)) == "unknown"
    assert item_rule("김밥", store_rules("부산광역시", TODAY)) == "unknown"


def test_what_no_source_names_is_unknown_everywhere() -> None:
    for rules in (SEOUL_RULES, CU_RULES, store_rules("", TODAY)):
        assert item_rule("우유", rules) == "unknown"
        assert item_rule("무엇인지 모를 것", rules) == "unknown"


def test_a_rule_holds_from_its_day_on_and_a_permission_grows_old() -> None:
    before = store_rules("서울특별시", date(2024, 6, 23), chain="CU")
    long_after = store_rules("서울특별시", date(2029, 1, 1), chain="CU")

    assert item_rule("과자", before) == "forbidden"
    assert item_rule("김밥", long_after) == "unknown"
    assert item_rule("핫식스", long_after) == "forbidden"
    assert item_rule("김밥", store_rules("경기도 화성시", TODAY)) == "unknown"


@given(st.text(max_size=30), st.sampled_from(["", "서울특별시", "경기도 화성시", "부산광역시"]))
def test_drink_and_tobacco_are_never_allowed_anywhere(place: str, known: str) -> None:
    for where in (place, known):
        rules = store_rules(where, TODAY)
        assert item_rule("소주", rules) == "forbidden"
        assert item_rule("담배", rules) == "forbidden"


def test_every_row_says_who_says_so_and_every_kind_has_a_word() -> None:
    assert all("http" in source for source in CU_RULES.sources)
    assert len(CU_RULES.sources) == 3
    assert told_items(CU_RULES)
    assert told_items(store_rules("경기도 화성시", date(2012, 1, 1)))


def rules(**fence: object) -> Rules:
    return Rules(
        wish=Wish(),
        at=NOON,
        here=Place(lat=37.5, lon=127.0),
        fence=replace(Fence(), **fence),  # type: ignore[arg-type]
    )


def test_what_is_forbidden_is_not_offered_and_what_is_unknown_is() -> None:
    found = judge(STORE, 10, rules(items=SEOUL_RULES))
    free = judge(STORE, 10, rules())

    assert found is not None
    assert free is not None
    assert {dish.name for dish in found.dishes} == {"편의점 도시락", "수제 디저트"}
    assert "에너지음료" not in {dish.name for dish in found.dishes}


def test_an_item_that_the_card_does_not_buy_is_there_for_ones_own_money() -> None:
    shop = replace(
        STORE, dishes=(Dish(name="새우과자 도시락", price=3000), Dish(name="과자 도시락"))
    )
    meals_refused = replace(SEOUL_RULES, items={"meal": "forbidden"})
    there = [judge(shop, 10, rules(items=meals_refused, own_won=won)) for won in (None, 2999, 3000)]

    assert there[:2] == [None, None]
    assert there[2] is not None
    assert [dish.name for dish in there[2].dishes] == ["새우과자 도시락"]


def test_no_money_opens_what_a_store_may_sell_to_adults_only() -> None:
    shop = replace(STORE, dishes=(Dish(name="맥주", price=2500),))
    wish = replace(rules(items=SEOUL_RULES, own_won=9000), wish=Wish(slots={"food": ["맥주"]}))

    assert judge(shop, 10, wish) is None


def test_an_item_says_whether_it_is_known_to_be_bought() -> None:
    there = rules(items=SEOUL_RULES)
    found = judge(replace(STORE, dishes=STORE.dishes[:1]), 10, there)
    elsewhere = rules(items=store_rules("", TODAY))

    assert found is not None
    assert item_of(found, there)["bought_with_card"] == "allowed"
    assert item_of(found, elsewhere)["bought_with_card"] == "unknown"
    assert item_of(found, rules())["bought_with_card"] is None


def test_a_store_that_has_nothing_but_what_is_forbidden_is_not_there() -> None:
    store = replace(STORE, dishes=(Dish(name="새우과자", price=1500),))

    assert not may_offer_item(store.dishes[0], store, SEOUL_RULES)
    assert may_offer_item(store.dishes[0], replace(store, category="분식"), SEOUL_RULES)
    assert may_offer_item(store.dishes[0], store, None)
    assert judge(store, 10, rules(items=SEOUL_RULES)) is None


@pytest.mark.parametrize(
    ("name", "chain"), [("CU 강남점", "CU"), ("씨유에서", "CU"), ("GS25", ""), ("한마음편의점", "")]
)
def test_a_chain_is_told_by_the_name(name: str, chain: str) -> None:
    assert chain_of(name) == chain


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("편의점에서 뭐 살 수 있어?", ("도시락", "담배", "술")),
        ("급식카드로 편의점에서 과자 살 수 있어?", ("과자",)),
        ("급식카드로 CU 편의점에서 아이스크림 살 수 있어?", ("4,000", "3,000")),
        ("씨유에서 급식카드로 과자 살 수 있어?", ("4,000", "3,000")),
        ("세븐일레븐에서 급식카드로 담배 살 수 있어?", ("담배",)),
        ("편의점에서 콜라 사도 돼?", ("탄산음료", "물어")),
    ],
)
async def test_what_a_store_sells_for_the_card_is_told_when_asked(
    tmp_path: Path, stocked: Path, clock: StillClock, said: str, held: tuple[str, ...]
) -> None:
    house = open_inn(tmp_path / "inn", stocked, clock, municipality="서울특별시 강남구")
    result = await house.turns.take("meals", TurnRequest(text=said))
    await house.close()

    assert result.intent == "CARD_USE_INQUIRY"
    assert [word for word in held if word not in result.text] == []
    assert result.outcome == "answered"
    assert result.sources

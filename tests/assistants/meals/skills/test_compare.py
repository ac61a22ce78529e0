"""A place that is picked is judged by what is known then, not by what was known of the list."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.assistants.meals.paying import SPACE, Paying, serving

from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.past import CHOICE_UNDONE, SHOP_CHOSEN
from dure.assistants.meals.stock import load

LUNCH = "만원으로 점심 추천해줘"
SHRIMP = Dish(name="새우볶음밥", price=7000, popular=5)
PORK = Dish(name="제육볶음", price=7000, popular=4, allergens=("돼지고기",))
RICE = Dish(name="백반", price=7000)
COUPON = (
    '{"id": "ours", "kind": "amount", "value": 500, "starts": "2026-11-01", "ends": "2026-12-31"}'
)

Opened = Callable[..., Paying]


@pytest.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Opened]:
    made: list[Paying] = []

    def build(*shops: Shop, **settings: Any) -> Paying:  # noqa: ANN401 - settings by name
        made.append(Paying(tmp_path, {}, shops, **settings))
        return made[0]

    yield build
    for one in made:
        await one.close()


async def chosen(paying: Paying) -> list[str]:
    return [
        str((said or {})["shop"]) for kind, said in await paying.happened() if kind == SHOP_CHOSEN
    ]


async def test_an_allergy_said_after_the_list_bars_a_dish_of_it(opened: Opened) -> None:
    paying = opened(serving("새우집", SHRIMP, rating=5.0), serving("고깃집", PORK))
    shown = await paying.says(LUNCH)
    number = [item["name"] for item in shown.items].index("새우집") + 1

    told = await paying.says("나 새우 알레르기 있어", f"{number}번으로 할게")

    assert (told.intent, told.outcome, told.reason) == (
        "SELECT_RECOMMENDATION", "refused", "not_for_you",
    )  # fmt: skip
    assert "말씀해 주신 새우 때문에 새우볶음밥은 고르지 않았어요" in told.text
    assert f"목록의 {3 - number}번 고깃집은 어떠세요?" in told.text
    assert await chosen(paying) == []


async def test_the_other_place_is_taken_by_a_yes(opened: Opened) -> None:
    paying = opened(serving("새우집", SHRIMP, rating=5.0), serving("고깃집", PORK))

    told = await paying.says(LUNCH, "나 새우 알레르기 있어", "새우집으로 할게", "응")

    assert (told.intent, told.items[0]["name"]) == ("SELECT_RECOMMENDATION", "고깃집")


async def test_where_nothing_of_the_list_fits_another_place_is_offered(opened: Opened) -> None:
    paying = opened(serving("새우집", SHRIMP))

    told = await paying.says(LUNCH, "나 새우 알레르기 있어", "1번으로 할게")

    assert told.outcome == "refused"
    assert told.text.endswith("다른 곳을 찾아 드릴까요?")


async def test_a_diet_is_named_as_it_is_called(opened: Opened) -> None:
    paying = opened(serving("고깃집", PORK))

    told = await paying.says(LUNCH, "나 채식해", "1번으로 할게")

    assert "말씀해 주신 채식 때문에" in told.text


async def test_what_nobody_knows_of_the_dish_is_to_be_asked(opened: Opened) -> None:
    paying = opened(serving("밥집", RICE))

    told = await paying.says(LUNCH, "나 땅콩 알레르기 있어", "1번으로 할게")

    assert told.outcome == "answered"
    assert "땅콩 때문에 백반을 드셔도 되는지는 확인되지 않았어요" in told.text
    assert await chosen(paying) == ["밥집"]


@pytest.mark.parametrize(
    ("card", "category", "outcome", "said"),
    [
        ("Y", "한식", "answered", "결제는 가게에서 하시면 돼요."),
        ("P", "한식", "answered", "행복식당은 주문 전에 결제되는지 물어봐 주세요."),
        ("U", "한식", "answered", "행복식당에서 결제가 되는지는 확인되지 않았어요."),
        ("N", "한식", "refused", "행복식당에서는 결제가 안 돼요."),
        ("Y", "호프", "refused", "술을 주로 파는 곳은 찾아 드리지 않아요."),
    ],
)
async def test_whether_one_can_pay_there_is_asked_at_a_pick_too(
    opened: Opened, card: str, category: str, outcome: str, said: str
) -> None:
    paying = opened(serving("행복식당", RICE, card=card, category=category), serving("밥집", RICE))

    told = await paying.says(LUNCH, "행복식당으로 할게")

    assert (told.intent, told.outcome) == ("SELECT_RECOMMENDATION", outcome)
    assert said in told.text
    assert await chosen(paying) == (["행복식당"] if outcome == "answered" else [])


async def test_a_coupon_of_ones_own_is_the_price_that_is_chosen(opened: Opened) -> None:
    paying = opened(serving("밥집", RICE))

    shown = await paying.says("3천원 쿠폰 있는데 점심 추천해줘")
    told = await paying.says("1번으로 할게")
    again = await paying.says("1번으로 할게")

    assert (shown.items[0]["price_won"], shown.items[0]["pays_won"]) == (7000, 4000)
    for answer in (told, again):
        assert "백반 7,000원" in answer.text
        assert "쿠폰을 쓰면 4,000원만 내시면 돼요." in answer.text
    assert len(await chosen(paying)) == 1


async def test_what_a_coupon_pays_all_of_is_not_said_to_cost_0_won(opened: Opened) -> None:
    paying = opened(serving("밥집", RICE))

    shown = await paying.says("7천원 쿠폰 있는데 점심 추천해줘")
    told = await paying.says("1번으로 할게")

    assert shown.items[0]["pays_won"] == 0
    for answer in (shown, told):
        assert "돈" in answer.text
        assert re.search(r"(?<![\d,])0원", answer.text) is None


async def test_no_coupon_of_ours_is_used_up_for_one_of_their_own(
    opened: Opened, tmp_path: Path
) -> None:
    (tmp_path / "coupons.jsonl").write_text(COUPON, encoding="utf-8")
    paying = opened(serving("밥집", RICE), meals_coupons=str(tmp_path / "coupons.jsonl"))

    told = await paying.says("3천원 쿠폰 있는데 점심 추천해줘", "1번으로 할게")
    later = await paying.says(LUNCH, session="later")

    assert "쿠폰을 쓰면 4,000원만" in told.text
    assert later.items[0]["coupons"] == [{"id": "ours", "off_won": 500}]


async def test_a_pick_that_is_told_again_tells_the_same_prices(
    opened: Opened, tmp_path: Path
) -> None:
    (tmp_path / "coupons.jsonl").write_text(COUPON, encoding="utf-8")
    paying = opened(serving("밥집", RICE), meals_coupons=str(tmp_path / "coupons.jsonl"))

    told = [await paying.says(LUNCH, "1번으로 할게"), await paying.says("1번으로 할게")]

    assert told[0].text == told[1].text
    assert "백반 7,000원" in told[0].text
    assert "쿠폰을 쓰면 6,500원만" in told[0].text


async def test_no_minutes_are_told_to_a_place_that_nobody_can_find(opened: Opened) -> None:
    near, lost = serving("밥집", RICE, rating=4.0), serving("국밥집", RICE, rating=5.0)
    paying = opened(near, lost)
    await paying.says(LUNCH)
    load(paying.places, SPACE, [near, replace(lost, lat=None, lon=None)], version="moved")

    told = await paying.says("1번이랑 2번 비교해줘")

    assert told.intent == "COMPARISON"
    assert "국밥집: 백반 7,000원, 거리 확인 안 됨, 평점 5.0점" in told.text
    assert "밥집: 백반 7,000원, 걸어서 약 1분, 평점 4.0점" in told.text
    assert "0분" not in told.text


@pytest.mark.parametrize("text", ["취소할래", "아까 고른 거 취소해줘", "1번 취소", "밥집 취소할게"])
async def test_a_choice_that_is_taken_back_does_not_count(opened: Opened, text: str) -> None:
    paying = opened(serving("밥집", RICE))
    await paying.says(LUNCH, "1번으로 할게")

    told = await paying.says(text)

    assert (told.intent, told.outcome) == ("SELECT_RECOMMENDATION", "answered")
    assert told.text == "밥집을 고르신 것은 취소했어요."
    assert [kind for kind, _ in await paying.happened()][-1] == CHOICE_UNDONE
    again = await paying.says("취소할래")
    assert again.text == "오늘 고르신 곳이 없어서 취소할 것이 없어요."


async def test_a_coupon_comes_back_with_the_choice_that_is_taken_back(
    opened: Opened, tmp_path: Path
) -> None:
    (tmp_path / "coupons.jsonl").write_text(COUPON, encoding="utf-8")
    paying = opened(serving("밥집", RICE), meals_coupons=str(tmp_path / "coupons.jsonl"))
    await paying.says(LUNCH, "1번으로 할게")

    told = await paying.says("그거 취소")

    assert told.text.endswith("그때 쓰기로 한 쿠폰은 다시 쓸 수 있어요.")
    assert "6,500원" in (await paying.says("1번으로 할게")).text


async def test_the_way_is_told_and_nothing_is_chosen(opened: Opened) -> None:
    paying = opened(serving("밥집", RICE))

    told = await paying.says(LUNCH, "1번 어케가")

    assert told.intent == "LOCATION_INQUIRY"
    assert await chosen(paying) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("제육볶음으로 할게", "고깃집"),
        ("볶음밥으로 ㄱㄱ", "새우집"),
        ("젤 싼 걸로 할래", "싼집"),
        ("제일 가까운 데로 할게", "싼집"),
    ],
)
async def test_a_place_is_picked_by_what_it_alone_has(
    opened: Opened, text: str, place: str
) -> None:
    near = serving("싼집", Dish(name="백반", price=4000), lat=37.5572, lon=126.9245)
    far = {"lat": 37.5590, "lon": 126.9270}
    paying = opened(near, serving("새우집", SHRIMP, **far), serving("고깃집", PORK, **far))

    told = await paying.says(LUNCH, text)

    assert (told.intent, told.outcome) == ("SELECT_RECOMMENDATION", "answered")
    assert await chosen(paying) == [place]


async def test_of_two_equally_cheap_places_it_is_asked_which(opened: Opened) -> None:
    paying = opened(serving("새우집", SHRIMP), serving("고깃집", PORK))

    told = await paying.says(LUNCH, "제일 싼 데로 할게")

    assert told.outcome == "asked"
    assert await chosen(paying) == []


async def test_another_one_after_a_refusal_is_not_the_same_again(opened: Opened) -> None:
    paying = opened(serving("새우집", SHRIMP, rating=5.0), serving("고깃집", PORK))

    told = await paying.says(LUNCH, "새우집으로 할게", "나 새우 알레르기 있어", "그럼 딴거")

    assert told.intent == "MODIFY_REQUEST"
    assert "새우집" not in [item.get("name") for item in told.items]

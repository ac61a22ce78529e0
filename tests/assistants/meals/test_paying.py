"""Money and cards in real turns: what is offered, what is said, and what is left unsaid."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.assistants.meals.paying import EMPTY, NOON, RICH, TOWN, Paying, holding, shop

from dure.assistants.meals.card_rules import CardRule
from dure.assistants.meals.offers import OWN
from dure.assistants.meals.past import MONEY_SPENT, SHOP_CHOSEN
from dure.assistants.meals.phrases import phrases
from dure.embedded.balance import Temper
from dure.kernel.turns import TurnResult
from dure.ports.balance import CardBalance

CARDS = {
    "kim": {"card": "a"},
    "lee": {"card": "b", "place": "도봉구"},
    "park": {"card": "c"},
    "choi": {"card": "d", "place": "성남시"},
}


@pytest.fixture
async def paying(tmp_path: Path) -> AsyncIterator[Paying]:
    made = Paying(tmp_path, CARDS, (*TOWN, shop("달콤", 4_000, category="카페")))
    made.issuer.put("a", holding(7_000))
    made.issuer.put("b", RICH)
    made.issuer.put("c", EMPTY)
    await made.wallet.round()
    yield made
    await made.close()


def offered(answer: TurnResult) -> dict[str, int | None]:
    """Return shop → what its dish costs, of what is offered."""
    return {i["name"]: i["price_won"] for i in answer.items if i.get("kind") == "shop"}


# What is offered


async def test_nothing_is_offered_above_what_can_be_paid(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘")

    assert set(offered(answer)) == {"싼밥", "중간밥"}


async def test_a_list_says_nothing_of_the_card(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘")

    for word in ("카드", "잔액", "한도", "남은", "7,000"):
        assert word not in answer.text


async def test_a_larger_budget_does_not_open_what_cannot_be_paid(paying: Paying) -> None:
    assert set(offered(await paying.says("만 오천원으로 점심"))) == {"싼밥", "중간밥"}


async def test_who_has_no_card_is_offered_all(paying: Paying) -> None:
    assert len(offered(await paying.says("점심 추천해줘", user="nobody"))) == 3


async def test_a_price_that_nobody_knows_is_not_known_to_be_too_high(tmp_path: Path) -> None:
    paying = Paying(tmp_path, CARDS, (shop("모름", None), shop("비싼밥", 12_000)))
    paying.issuer.put("a", holding(7_000))
    await paying.wallet.round()
    answer = await paying.says("점심 추천해줘")

    assert set(offered(answer)) == {"모름"}
    await paying.close()


async def test_a_figure_that_is_too_old_hides_no_meal(paying: Paying) -> None:
    paying.issuer.temper = Temper(failing=1.0)
    paying.clock.move(6 * 3_600 + 1)
    await paying.wallet.round()

    assert len(offered(await paying.says("저녁 추천해줘"))) == 3


@pytest.mark.parametrize(
    ("text", "shops"),
    [
        ("내 돈 6천원 보태서 먹을 데", {"싼밥", "중간밥"}),
        ("내 돈 만 2천원 보태서 먹을 데", {"싼밥", "중간밥", "비싼밥"}),
        ("엄마가 사준대 밥집 추천해줘", {"싼밥", "중간밥", "비싼밥"}),
        ("현금으로 계산할 거야 밥집 추천해줘", {"싼밥", "중간밥", "비싼밥"}),
    ],
)
async def test_other_money_is_heeded(paying: Paying, text: str, shops: set[str]) -> None:
    assert set(offered(await paying.says(text))) == shops


async def test_other_money_is_remembered_while_the_wish_lasts(paying: Paying) -> None:
    answer = await paying.says("내 돈 만 2천원 보태서 먹을 데", "가까운 순으로 다시 보여줘")

    assert answer.intent == "MODIFY_REQUEST"
    assert "비싼밥" in offered(answer)


async def test_kinds_that_the_rule_refuses_are_not_offered(paying: Paying) -> None:
    assert "달콤" in offered(await paying.says("카페 추천해줘", user="nobody"))
    assert "달콤" not in offered(await paying.says("카페 추천해줘", user="choi"))


async def test_ones_own_money_opens_a_refused_kind_only_where_it_pays_all(paying: Paying) -> None:
    little = await paying.says("현금 천원 있는데 카페 추천해줘", user="choi")
    enough = await paying.says("현금 4천원 있는데 카페 추천해줘", user="choi", session="t")

    assert "달콤" not in offered(little)
    assert "달콤" in offered(enough)


@pytest.mark.parametrize("text", ["친구가 사준 빵 말고 다른 거 추천해줘", "한턱 냈어 밥집 추천"])
async def test_a_treat_of_the_past_lifts_no_rule(paying: Paying, text: str) -> None:
    assert "비싼밥" not in offered(await paying.says(text))


async def test_a_coupon_opens_no_hours_of_the_card(tmp_path: Path) -> None:
    paying = Paying(tmp_path, {"kim": {"card": "a", "place": "도봉구"}})
    rule = replace(paying.wallet.rule_of("서울특별시 도봉구", NOON), hours=(360, 660))
    paying.wallet.rule_of = lambda *_: rule  # type: ignore[method-assign]
    shut = await paying.says("3천원 쿠폰 있는데 점심 추천해줘")
    own = await paying.says("현금 7천원 있는데 점심 추천해줘", session="t")

    assert (shut.reason, offered(shut)) == ("card_hours", {})
    assert set(offered(own)) == {"싼밥", "중간밥"}
    await paying.close()


async def test_with_what_is_left_becomes_a_budget_and_is_said(paying: Paying) -> None:
    answer = await paying.says("잔액으로 점심 먹을 데")

    assert set(offered(answer)) == {"싼밥", "중간밥"}
    assert "7,000원" in answer.text


async def test_within_the_limit_of_a_meal(paying: Paying) -> None:
    assert "9,500원" in (await paying.says("한도 안에서 저녁 추천해줘", user="lee")).text


async def test_a_balance_that_nobody_sees_is_said_to_be_unseen(paying: Paying) -> None:
    answer = await paying.says("잔액으로 점심 먹을 데", user="nobody")
    prices = [price for price in offered(answer).values() if price is not None]

    assert prices == sorted(prices)
    assert "금액" in answer.text


async def test_a_balance_of_hours_ago_is_told_with_its_time(paying: Paying) -> None:
    paying.issuer.temper = Temper(failing=1.0)
    paying.clock.move(3 * 3_600)
    await paying.wallet.round()
    asked = await paying.says("잔액으로 먹을 수 있는 거")
    unasked = await paying.says("밥집 추천해줘", session="t")

    assert "7,000원" in asked.text
    assert "낮 12시" in asked.text
    assert "12시" not in unasked.text


async def test_nothing_left_hours_ago_is_told_with_its_time(paying: Paying) -> None:
    paying.issuer.put("a", holding(1_000))
    paying.clock.move(300)
    await paying.wallet.round()
    paying.issuer.temper = Temper(failing=1.0)
    paying.clock.move(3 * 3_600)
    little = await paying.says("밥집 추천해줘")
    nothing = await paying.says("밥집 추천해줘", user="park")

    for answer in (little, nothing):
        assert answer.reason == "nothing_payable"
        assert "12시 5분" in answer.text


async def test_what_was_seen_just_now_is_not_old_for_a_meal_of_tomorrow(paying: Paying) -> None:
    tomorrow = NOON.replace(day=22)

    assert not paying.wallet.purse("main", "kim", tomorrow).money.is_stale


async def test_less_than_is_granted_is_what_was_searched_within(paying: Paying) -> None:
    rule = CardRule(place="가나시", rate_won=9_000)
    paying.wallet.rule_of = lambda *_: rule  # type: ignore[method-assign]
    paying.issuer.put("a", CardBalance(as_of=NOON, per_day_won=5_000))
    paying.clock.move(300)
    await paying.wallet.round()
    answer = await paying.says("한도 안에서 저녁 추천해줘")

    assert set(offered(answer)) == {"싼밥"}
    assert "5,000원" in answer.text
    assert "9,000원" not in answer.text


# Where nothing can be paid


async def test_an_empty_card_gets_people_before_any_list(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘", user="park")

    assert offered(answer) == {}
    assert answer.reason == "nothing_payable"
    assert "129" in answer.text


@pytest.mark.parametrize("text", ["현금 5천원으로 점심", "용돈 5천원 있는데 점심 추천해줘"])
async def test_an_empty_card_and_cash_is_a_list(paying: Paying, text: str) -> None:
    assert set(offered(await paying.says(text, user="park"))) == {"싼밥"}


async def test_too_little_for_anything_nearby_is_said_kindly(paying: Paying) -> None:
    paying.issuer.put("a", holding(1_000))
    paying.clock.move(300)
    await paying.wallet.round()
    answer = await paying.says("점심 추천해줘")

    assert offered(answer) == {}
    assert answer.reason == "nothing_payable"
    assert "3,000원" in answer.text
    assert "지역아동센터" in answer.text
    assert "카드" not in answer.text


async def test_a_day_that_is_used_up_is_no_empty_card(paying: Paying) -> None:
    paying.issuer.put("a", holding(40_000, per_day_won=9_500, spent_today_won=9_500))
    paying.clock.move(300)
    await paying.wallet.round()

    assert (await paying.says("저녁 추천해줘")).reason == "nothing_payable"
    assert set(offered(await paying.says("내일 점심 추천해줘"))) == {"싼밥", "중간밥"}


# What is told when it is asked


def money(answer: TurnResult) -> dict[str, Any]:
    return dict(next(item for item in answer.items if item.get("kind") == "money"))


async def test_the_balance_is_told_with_what_can_be_paid_and_why(paying: Paying) -> None:
    answer = await paying.says("잔액 얼마야", user="lee")

    assert (money(answer)["balance_won"], money(answer)["available_won"]) == (50_000, 9_500)
    assert money(answer)["bound_by"] == "per_meal"
    assert "50,000원" in answer.text
    assert "9,500원" in answer.text


async def test_what_is_left_of_today_is_told(paying: Paying) -> None:
    assert "19,000원" in (await paying.says("오늘 얼마 더 쓸 수 있어", user="lee")).text
    assert "19,000원" in (await paying.says("남은 한도 얼마야", user="lee")).text


async def test_what_was_spent_this_month_is_told(paying: Paying) -> None:
    assert "100,000원" in (await paying.says("이번 달에 얼마 썼어", user="lee")).text
    unknown = await paying.says("이번 달에 얼마 썼어")
    assert "원이에요" not in unknown.text


async def test_an_old_balance_is_told_with_its_time(paying: Paying) -> None:
    paying.issuer.temper = Temper(stale_s=7_200)
    paying.issuer.put("a", holding(6_000))
    paying.clock.move(7_500)
    await paying.wallet.round()
    answer = await paying.says("잔액 얼마야")

    assert money(answer)["is_stale"]
    assert "12시 5분" in answer.text


async def test_unknown_terms_are_named(paying: Paying) -> None:
    paying.issuer.put("a", replace(holding(7_000), per_day_won=None))
    paying.clock.move(300)
    await paying.wallet.round()
    answer = await paying.says("잔액 얼마야")

    assert money(answer)["available_won"] is None
    assert money(answer)["unknown"] == ["per_day"]
    assert "오늘 남은 한도" in answer.text


@pytest.mark.parametrize(("name", "said"), [("day", "하루"), ("month", "한 달")])
async def test_a_whole_limit_that_binds_is_named_and_what_was_spent_is_unknown(
    paying: Paying, name: str, said: str
) -> None:
    limits = {f"per_{name}_won": 5_000, "per_meal_won": 9_000}
    paying.issuer.put("a", holding(20_000, **limits))
    paying.clock.move(300)
    await paying.wallet.round()
    answer = await paying.says("잔액 얼마야")

    assert (money(answer)["at_most_won"], money(answer)["bound_by"]) == (5_000, f"per_{name}")
    assert f"{said} 한도가 5,000원" in answer.text or f"{said}에 쓸 수 있는 돈" in answer.text
    assert "한 끼 한도" not in answer.text


@pytest.mark.parametrize(("user", "reason"), [("nobody", "no_card"), ("choi", "unknown_card")])
async def test_what_is_not_connected_is_said(paying: Paying, user: str, reason: str) -> None:
    answer = await paying.says("잔액 얼마야", user=user)

    assert answer.reason == reason
    assert "0원" not in answer.text


@pytest.mark.parametrize(
    ("user", "reason"),
    [("kim", "no_card_rules"), ("choi", "unknown_card"), ("nobody", "no_card")],
)
async def test_why_it_is_not_known_when_money_comes_is_the_true_reason(
    paying: Paying, user: str, reason: str
) -> None:
    paying.write({"kim": {"card": "a"}, "choi": {"card": "d"}})
    await paying.wallet.round()

    assert (await paying.says("돈 언제 충전돼?", user=user)).reason == reason


async def test_own_records_say_why_no_issuers_figure_is_there(paying: Paying) -> None:
    await paying.says("오늘 5천원 썼어", user="nobody")
    answer = await paying.says("이번 달에 얼마 썼어", user="nobody")

    assert "5,000원" in answer.text
    assert answer.reason == "no_card"


async def test_a_month_that_is_used_up_is_not_told_as_a_day(paying: Paying) -> None:
    paying.issuer.put("a", holding(40_000, per_month_won=9_500, spent_month_won=9_500))
    paying.clock.move(300)
    await paying.wallet.round()

    assert (await paying.says("저녁 추천해줘")).reason == "nothing_payable"
    assert not any("오늘은" in way for way in phrases()["balance_usable_none"])
    assert not any("오늘은" in way for way in phrases()["means_none"])


async def test_nobody_sees_the_card_of_another(paying: Paying) -> None:
    await paying.says("잔액 얼마야", user="lee")
    answer = await paying.says("잔액 얼마야")

    assert "50,000" not in answer.text


# The rules of a place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("도봉구 카드인데 한 끼 한도 얼마야", ["9,500원", "2024년 12월", "도봉구"]),
        ("도봉구 카드인데 하루 한도 얼마야", ["28,500원", "2024년 12월"]),
        ("도봉구 카드인데 하루에 몇 번 쓸 수 있어", ["하루 사용 횟수", "도봉구"]),
        ("성남시 카드인데 카페에서 써도 돼?", ["카페", "2020년 8월", "경기도"]),
        ("성남시 카드인데 빵집에서 써도 돼?", ["빵집", "2020년 8월"]),
        ("광진구 카드인데 남은 돈 다음 달로 넘어가?", ["다음 달", "2010년 12월"]),
        ("부산 해운대구 카드인데 하루에 몇 번 써?", ["부산광역시 해운대구"]),
        ("하루에 몇 번 쓸 수 있어", ["성남시 카드인데"]),
    ],
)
async def test_a_rule_is_told_with_its_date_and_what_is_unknown(
    paying: Paying, text: str, said: list[str]
) -> None:
    answer = await paying.says(text, user="nobody")

    assert answer.reason != "unfounded_figure"
    for word in said:
        assert word in answer.text


@pytest.mark.parametrize(
    ("text", "field", "unknown", "yes", "no"),
    [
        ("주말에도 쓸 수 있어?", "weekends", "주말에 쓸 수 있는지", ("주말", "일요일"), "못해요"),
        ("공휴일에도 쓸 수 있어?", "holidays", "공휴일에 쓸 수 있는지", ("공휴일",), "못해요"),
        ("방학에도 쓸 수 있어?", "vacation", "방학에 쓸 수 있는지", ("방학",), "못해요"),
    ],
)
async def test_days_are_not_answered_with_the_hours_of_a_day(
    paying: Paying, text: str, field: str, unknown: str, yes: tuple[str, ...], no: str
) -> None:
    plain = CardRule(place="가나시", hours=(360, 1320))
    told = {}
    for known in (None, True, False):
        rule = replace(plain, **{field: known})  # type: ignore[arg-type]
        paying.wallet.rule_of = lambda *_, rule=rule: rule  # type: ignore[method-assign]
        told[known] = (await paying.says(text, user="lee", session=f"{known}")).text

    assert unknown in told[None]
    assert "22:00" not in told[None]
    assert any(word in told[True] for word in yes)
    assert "22:00" in told[True]
    assert any(word in told[False] for word in ("안 돼요", "쓸 수 없어요", no))
    assert "22:00" not in told[False]


async def test_on_a_day_on_which_the_card_is_not_taken_no_place_is_offered(paying: Paying) -> None:
    rule = CardRule(place="가나시", weekends=False)
    paying.wallet.rule_of = lambda *_: rule  # type: ignore[method-assign]
    saturday = await paying.says("점심 추천해줘")
    monday = await paying.says("월요일 점심 추천해줘", session="t")

    assert (saturday.reason, offered(saturday)) == ("card_hours", {})
    assert "그날" in saturday.text
    assert offered(monday)


async def test_a_place_that_was_said_holds_for_the_conversation(paying: Paying) -> None:
    answer = await paying.says(
        "도봉구 카드인데 하루 한도 얼마야", "그럼 한 끼 한도는 얼마야?", user="nobody"
    )

    assert "9,500원" in answer.text


async def test_the_operators_table_knows_the_place(paying: Paying) -> None:
    assert "28,500원" in (await paying.says("하루 한도 얼마야", user="lee")).text


async def test_a_limit_of_ones_own_card_is_not_told_as_another_towns(paying: Paying) -> None:
    answer = await paying.says("광진구 카드는 한 끼에 얼마까지 돼요?", user="lee")

    assert "9,500" not in answer.text
    assert "issuer" not in answer.sources
    assert answer.items[0]["place"] == "서울특별시 광진구"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("한 끼 한도 얼마야", ["8,000원"]),
        ("하루 한도 얼마야", ["16,000원"]),
        ("한도 얼마야", ["8,000원", "16,000원"]),
    ],
)
@pytest.mark.parametrize("place", ["", "부산 해운대구"])
async def test_what_the_issuer_says_is_told_where_no_rule_is_known(
    paying: Paying, text: str, said: list[str], place: str
) -> None:
    paying.write({"kim": {"card": "a", "place": place}})
    paying.issuer.put("a", holding(50_000, per_meal_won=8_000, per_day_won=16_000))
    paying.clock.move(300)
    await paying.wallet.round()
    answer = await paying.says(text)

    for word in said:
        assert word in answer.text
    assert answer.sources == ("issuer",)
    assert answer.reason is None


async def test_what_only_a_rule_could_say_is_unknown_where_there_is_none(paying: Paying) -> None:
    answer = await paying.says("하루에 몇 번 쓸 수 있어")

    assert answer.reason == "no_card_rules"
    assert answer.sources == ()


async def test_a_limit_of_the_issuer_is_not_put_into_the_mouth_of_the_town(
    paying: Paying,
) -> None:
    answer = await paying.says("한 끼 한도 얼마야", user="lee")

    assert "9,500원" in answer.text
    assert "2024년" not in answer.text
    assert answer.sources == ("issuer",)


async def test_the_default_place_of_the_settings_is_overruled_by_what_is_said(
    tmp_path: Path,
) -> None:
    paying = Paying(tmp_path, {}, meals_municipality="도봉구")
    default = await paying.says("하루 한도 얼마야", user="nobody")
    said = await paying.says("광진구 카드인데 하루 한도 얼마야", user="nobody")

    assert "28,500원" in default.text
    assert "28,500원" not in said.text
    await paying.close()


# Why a payment failed


async def test_a_payment_that_is_too_large_is_explained(paying: Paying) -> None:
    answer = await paying.says("방금 비싼밥에서 12000원 결제가 안 됐어", user="lee")

    assert answer.intent == "CARD_PROBLEM"
    assert "9,500원" in answer.text
    assert answer.items[0]["price_won"] == 12_000


async def test_yesterday_is_not_explained_by_what_is_left_today(paying: Paying) -> None:
    answer = await paying.says("어제 저녁에 비싼밥에서 12000원 결제가 안 됐어")

    assert answer.items[0]["at"] == "2026-11-20T18:00:00+09:00"
    assert "어제 12,000원" in answer.text
    assert "7,000원" in answer.text
    assert "모자랐어요" not in answer.text.replace("모자랐을", "")


async def test_the_place_chosen_last_is_the_one_that_is_meant(paying: Paying) -> None:
    answer = await paying.says("점심 추천해줘", "1번으로 할게", "왜 결제가 안 됐지?")

    assert answer.items[0]["name"] in {"싼밥", "중간밥"}
    assert answer.items[0]["price_won"] in (3_000, 6_000)


async def test_where_nothing_is_known_nothing_is_made_up(tmp_path: Path) -> None:
    paying = Paying(tmp_path, {}, meals_issuer="")
    answer = await paying.says("왜 결제가 안 됐지?")

    assert answer.reason == "nothing_known"
    await paying.close()


# Coupons


@pytest.fixture
async def with_coupons(tmp_path: Path) -> AsyncIterator[Paying]:
    file = tmp_path / "coupons.jsonl"
    file.write_text(
        '{"id": "once", "kind": "amount", "value": 2000, "target": "shop", "of": "중간밥",'
        ' "starts": "2026-11-01", "ends": "2026-11-30"}',
        encoding="utf-8",
    )
    made = Paying(tmp_path, {}, meals_coupons=str(file))
    yield made
    await made.close()


def coupons(answer: TurnResult) -> dict[str, list[str]]:
    return {i["name"]: [c["id"] for c in i["coupons"]] for i in answer.items}


async def test_a_coupon_that_is_used_up_is_not_offered_again(with_coupons: Paying) -> None:
    before = await with_coupons.says("점심 추천해줘")
    assert coupons(before)["중간밥"] == ["once"]
    place = [item["name"] for item in before.items].index("중간밥") + 1

    await with_coupons.says(f"{place}번으로 할게")
    assert SHOP_CHOSEN in [kind for kind, _ in await with_coupons.happened()]
    after = await with_coupons.says("점심 추천해줘", session="t")
    assert coupons(after)["중간밥"] == []
    told = await with_coupons.says("쿠폰 몇 장 있어", session="u")
    assert "1장" not in told.text
    other = await with_coupons.says("점심 추천해줘", user="lee")
    assert coupons(other)["중간밥"] == ["once"]


@pytest.mark.parametrize(
    ("won", "pays"), [(5_000, {"싼밥": 0, "중간밥": 1_000, "비싼밥": 7_000}), (50_000, None)]
)
async def test_ones_own_coupon_is_counted_in(
    with_coupons: Paying, won: int, pays: dict[str, int] | None
) -> None:
    answer = await with_coupons.says(f"{won}원 쿠폰 있는데 뭐 먹을까")
    found = {item["name"]: item["pays_won"] for item in answer.items}

    # A coupon that is larger than the meal makes it free; nothing comes back.
    assert found == (pays or dict.fromkeys(found, 0))
    assert any(used == [OWN] for used in coupons(answer).values())
    assert "조건" in answer.text


async def test_ones_own_coupon_holds_for_this_wish_only(with_coupons: Paying) -> None:
    answer = await with_coupons.says("5천원 쿠폰 있는데 뭐 먹을까", "점심 추천해줘")

    assert all(OWN not in used for used in coupons(answer).values())


async def test_places_that_take_coupons_are_looked_for(with_coupons: Paying) -> None:
    answer = await with_coupons.says("할인 쿠폰 되는 한식집")

    assert list(coupons(answer)) == ["중간밥"]


def test_noon_is_a_saturday() -> None:
    assert NOON.weekday() == 5


# What is told as spent beside an issuer


async def test_what_is_told_as_spent_is_taken_down_beside_an_issuer_too(paying: Paying) -> None:
    told = await paying.says("어제는 만원 썼어", user="lee")

    assert "10,000원" in told.text
    assert "잔액" not in told.text
    assert MONEY_SPENT in [kind for kind, _ in await paying.happened("lee")]


async def test_of_a_week_the_issuers_month_is_not_told(paying: Paying) -> None:
    told = await paying.says("어제 4천원 썼어", "이번주 얼마썼냐", user="lee")

    assert "4,000원" in told.text
    assert "100,000" not in told.text


async def test_of_a_month_the_issuer_is_asked(paying: Paying) -> None:
    for text in ("이번 달 얼마 썼어", "얼마 썼어?", "나 돈 너무 많이 써?"):
        assert "100,000원" in (await paying.says(text, user="lee")).text


async def test_what_was_spent_and_what_is_left_is_a_question_of_the_card(paying: Paying) -> None:
    told = await paying.says("오늘 6천원 썼는데 얼마 남았어", user="lee")

    assert "50,000원" in told.text


# An amount, and an item


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "만이천원짜리 먹어도돼?",
            "한 번에 낼 수 있는 돈은 지금 9,500원까지라, 12,000원에는 2,500원이",
        ),
        ("9천원 써도 되나요", "네, 9,000원은 지금 카드로 낼 수 있어요."),
        ("9500원 결제해도 돼?", "네, 9,500원은 지금 카드로 낼 수 있어요."),
        ("9501원 결제해도 돼?", "1원이 모자라요."),
    ],
)
async def test_an_amount_is_compared_with_what_can_be_paid(
    paying: Paying, text: str, said: str
) -> None:
    told = await paying.says(text, user="lee")

    assert told.intent == "CARD_USE_INQUIRY"
    assert said in told.text


async def test_with_an_empty_card_no_amount_can_be_paid(paying: Paying) -> None:
    told = await paying.says("5천원짜리 먹어도 돼?", user="park")

    assert told.text == "지금은 카드로 낼 수 있는 돈이 없어서 5,000원을 낼 수 없어요."


async def test_of_what_is_not_known_no_amount_is_promised(paying: Paying) -> None:
    told = await paying.says("만원 써도 돼?", user="nobody")

    assert "10,000" not in told.text


async def test_that_a_month_has_no_limit_is_said(paying: Paying) -> None:
    told = await paying.says("한달에 얼마쓸수있는거야", user="lee")

    assert "한 달에 쓸 수 있는 금액에는 따로 한도가 없어요." in told.text


@pytest.mark.parametrize("text", ["맥주는 ㅋㅋ", "담배는?", "술은 되냐", "막걸리 마셔도 돼?"])
async def test_what_minors_are_not_sold_is_never_bought(paying: Paying, text: str) -> None:
    for before in ((), ("점심 추천해줘", "1번으로 할게")):
        told = await paying.says(*before, text, user="nobody")

        assert told.intent == "CARD_USE_INQUIRY"
        assert told.text.endswith("급식카드로 살 수 없어요.")


@pytest.mark.parametrize("text", ["핫식스 돼?", "아이스크림 살수잇어?", "우유는 됨?"])
async def test_an_item_is_told_by_the_rule_of_stores(paying: Paying, text: str) -> None:
    told = await paying.says("편의점에서 뭐 살 수 있어", text, user="nobody")

    assert told.intent == "CARD_USE_INQUIRY"
    assert [item["kind"] for item in told.items] == ["store_items"]


async def test_after_a_refusal_at_a_store_the_items_are_looked_at(paying: Paying) -> None:
    told = await paying.says("아까 편의점에서 결제 안됨", "핫식스랑 삼각김밥 샀는데", user="lee")

    assert told.intent == "CARD_PROBLEM"
    assert "고카페인 음료" in told.text
    assert "식사류" in told.text


@pytest.mark.parametrize("text", ["점심 추천해줘", "삼각김밥 먹고 싶어"])
async def test_after_a_refusal_a_wish_stays_a_wish(paying: Paying, text: str) -> None:
    told = await paying.says("아까 편의점에서 결제 안됨", text, user="lee")

    assert told.intent in ("FOOD_REQUEST", "BUDGET_INQUIRY")

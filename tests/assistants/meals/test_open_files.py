"""Coupons and free meals out of the settings, and what is told of them when the house opens."""

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from tests.assistants.meals.paying import NOON

from dure.app.wire import House, open_house
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.settings import Settings

SHOPS = (
    "관리번호,상호,도로명주소,위도,경도,차림표\n"
    "가-7,두레분식,서울 마포구 양화로 1,37.5563,126.9236,김밥: 6000원\n"
)
MAP = """
source = "우리 동네"
card = "Y"
[columns]
id = "관리번호"
name = "상호"
address = "도로명주소"
lat = "위도"
lon = "경도"
menus = "차림표"
"""
COUPON = {
    "id": "fall", "kind": "amount", "value": 1000, "target": "shop", "of": "가-7",
    "starts": "2026-11-01", "ends": "2026-11-30",
}  # fmt: skip
Opening = Callable[..., tuple[House, list[str]]]


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    """Opens a house whose shops have ids of their own; with what it told of its files."""

    def opened(**files: str) -> tuple[House, list[str]]:
        settings = {"DURE_DATA_DIR": str(tmp_path / "data")}
        for name, text in {"catalogue": SHOPS, "columns": MAP, **files}.items():
            end = {"columns": "toml", "catalogue": "csv", "free": "csv"}.get(name, "jsonl")
            (tmp_path / f"{name}.{end}").write_text(text, encoding="utf-8")
            settings[f"DURE_MEALS_{name.upper()}"] = str(tmp_path / f"{name}.{end}")
        told = list[str]()
        house = open_house(
            Settings(settings),
            only=["meals"],
            clock=StillClock(NOON),
            progress=lambda what, _, whole: told.append(what) if whole < 0 else None,
        )
        return house, told

    return opened


async def test_a_coupon_for_a_shop_of_the_operators_own_id_is_given(opening: Opening) -> None:
    house, told = opening(coupons=orjson.dumps(COUPON).decode())
    asked = TurnRequest(text="홍대입구역 근처 점심 추천해줘", session="s", user="kim")

    answer = await house.turns.take("meals", asked)

    assert told == []
    assert [item["pays_won"] for item in answer.items] == [5000]
    await house.close()


async def test_coupons_of_a_shop_that_nobody_knows_are_named(opening: Opening) -> None:
    house, told = opening(coupons=orjson.dumps({**COUPON, "of": "가-8"}).decode())

    assert told == ["가게 목록에 없는 가게의 쿠폰 1개: fall"]
    await house.close()


async def test_something_sold_out_is_told_by_the_operators_own_id(opening: Opening) -> None:
    house, _ = opening()
    orders = house.turns.assistants["meals"].orders

    said = await orders["sold_out"]({"shop": "가-7", "dish": "김밥"})

    assert said["dish"] == "김밥"
    await house.close()


async def test_rows_of_free_meals_that_are_left_out_are_told(opening: Opening) -> None:
    house, told = opening(free="시설명,위도,경도\n나눔밥집,37.5563,126.9236\n가온밥집,,\n")

    assert told == ["free.csv: 무료 급식소 1곳, 뺀 줄 1개(위도·경도 없음 1: 3번째 줄)"]
    await house.close()


async def test_card_lines_of_names_that_nobody_signs_in_with_are_told(opening: Opening) -> None:
    house, told = opening(cards='{"user": "홍길동", "card": "card-1"}')

    assert [line.partition(":")[0] for line in told] == ["카드 파일 1번째 줄 1개"]
    await house.close()

"""Of places written as an address the last one is meant; of others, what was said."""

import pytest

from dure.assistants.meals.slots import read_slots


def places(text: str) -> list[str]:
    return [str(said.value) for said in read_slots(text).said if said.slot == "location"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("수원시 영통구 매탄동에서 국밥", ["매탄동"]),
        ("경기도 성남시 정자동 근처 분식", ["정자동"]),
        ("성남 수내역에서 점심 먹자", ["수내역"]),
        ("성남시 야탑역 쪽에 밥집", ["야탑역"]),
        ("마포구 서교동에서 점심", ["서교동"]),
        ("고양시 일산서구 주엽역 근처 떡볶이", ["주엽역"]),
        ("안양시 동안구 평촌동쪽 김밥집 찾아줘", ["평촌동"]),
        ("용인시 처인구 역북동에서 먹을 데", ["역북동"]),
    ],
)
def test_the_innermost_place_of_an_address_is_meant(text: str, meant: list[str]) -> None:
    assert places(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("마포구에서 점심", ["마포구"]),
        ("분당구에서 점심", ["분당구"]),
        ("강남구에서 점심, 홍대역 근처 말고", ["강남구"]),
        ("서현동 근처 밥집", ["서현동"]),
        ("부산에서 친구랑 이동 중에 밥", ["부산"]),
    ],
)
def test_a_place_alone_stays_what_it_is(text: str, meant: list[str]) -> None:
    assert places(text)[:1] == meant

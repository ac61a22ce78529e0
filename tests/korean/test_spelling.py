import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.kernel.data import read_table, split_list
from dure.korean.numbers import say_number
from dure.korean.spelling import respell

MEALS = "dure.assistants.meals"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("사천언 있는데", "사천원 있는데"),
        ("육처넌으로 저녁", "육천원으로 저녁"),
        ("마넌밖에 없다", "만원밖에 없다"),
        ("8쳔원 이하", "8천원 이하"),
        ("국수집 잇나", "국수집 있나"),
        ("돈업는데", "돈없는데"),
        ("각가운 데루", "가까운 데로"),
        ("맘터 가튼데", "맘터 같은데"),
        ("마니 먹는 집", "많이 먹는 집"),
        ("안매운거루", "안매운거로"),
        ("않매운 걸루", "안매운 걸로"),
        ("맛잇는 데", "맛있는 데"),
        ("머먹지", "뭐먹지"),
        ("이거 카드로 되요?", "이거 카드로 돼요?"),
        ("내일 갈께", "내일 갈게"),
        ("저녘에 칭구랑", "저녁에 친구랑"),
    ],
)
def test_what_is_spelt_by_ear_is_read_as_it_is_meant(typed: str, meant: str) -> None:
    assert respell(typed) == meant


@pytest.mark.parametrize(
    "right",
    [
        "맵지 않은 거",
        "되도록 싸게",
        "만언니랑",
        "천언니네 가게",
        "나는 오천, 넌 만원",
        "영업 나쁘지 않아",
        "사업어때",
        "마니산 근처",
        "맛이 어때",
        "맛이어때",
        "데루카레 어디야",
        "머리 아파",
        "시작되나요",
        "이어 잇다",
        "마이쮸",
        "만이천원",
        "이천만원",
        "카드 되나",
    ],
)
def test_what_is_spelt_right_stays(right: str) -> None:
    assert respell(right) == right


@given(
    st.text(
        st.sampled_from("삼천만언넌원잇있업없되돼가까갓튼마니많않안데루걸루께 ?요는나어"),
        max_size=16,
    )
)
def test_twice_does_no_more_than_once(text: str) -> None:
    once = respell(text)

    assert respell(once) == once


@given(st.integers(100, 1_000_000))
def test_an_amount_that_is_said_right_stays(won: int) -> None:
    assert respell(f"{say_number(won)}원으로") == f"{say_number(won)}원으로"
    assert respell(f"{won}원으로") == f"{won}원으로"


@pytest.mark.parametrize("table", ["foods.tsv", "dishes.tsv", "brands.tsv", "gazetteer.tsv"])
def test_names_of_foods_chains_and_places_stay(table: str) -> None:
    rows = read_table(MEALS, f"data/{table}")
    names = {name for row in rows for cell in row.values() for name in split_list(cell)}

    assert [name for name in names if respell(name) != name] == []


def test_names_of_shops_stay() -> None:
    rows = read_table(MEALS, "data/shop_names.tsv")
    names = {f"{one['prefix']} {other['suffix']}" for one in rows for other in rows}
    names |= {f"{one['prefix']}{one['suffix']}" for one in rows}

    assert [name for name in names if respell(name) != name] == []

import pytest

from dure.assistants.meals.menu_text import read_menu


def prices(menus: str) -> list[tuple[str, int | None]]:
    return [(dish.name, dish.price) for dish, _ in read_menu(menus) if dish]


@pytest.mark.parametrize(
    ("said", "won"),
    [
        ("4500", 4500), ("4,500원", 4500), ("₩4,500", 4500), ("￦ 4,500", 4500), ("4천원", 4000),
        ("4천 5백원", 4500), ("1만원", 10_000), ("1만 2천원", 12_000), ("12만원", None),
        ("8백원", 800), ("3백원", None),
        ("천원", 1000), ("만원", 10_000), ("5천", 5000), ("원", None),
    ],
)  # fmt: skip
def test_a_price_is_read_as_it_is_written(said: str, won: int | None) -> None:
    assert prices(f"우동: {said}") == [("우동", won)]


@pytest.mark.parametrize(
    "said",
    [
        "-7000원",
        "0원",
        "3.000원",
        "4500원(곱빼기 5500)",
        "4,500~6,000원",
        "소 5000 대 7000",
        "천원 5",
    ],
)
def test_a_price_that_cannot_be_read_is_unknown_and_counted(said: str) -> None:
    ((dish, noticed),) = read_menu(f"우동: {said}")

    assert dish is not None
    assert (dish.price, noticed) == (None, "unread_price")


@pytest.mark.parametrize(
    "said",
    [
        "",
        "시가",
        "그때그때 달라요",
        "2가지 소스가 나와요",
        "부채살 200g과 100% 채소",
        "Best",
        "1500ml",
    ],
)
def test_a_text_that_tells_of_no_money_is_no_unread_price(said: str) -> None:
    ((dish, noticed),) = read_menu(f"우동: {said}")

    assert dish is not None
    assert (dish.name, dish.price, noticed) == ("우동", None, "")


@pytest.mark.parametrize(
    ("menus", "dishes"),
    [
        ("우동 4000, 만두 3000", [("우동", 4000), ("만두", 3000)]),
        ("우동 4,000원, 만두 3,000원", [("우동", 4000), ("만두", 3000)]),
        ("우동 4,000,만두 3,000", [("우동", 4000), ("만두", 3000)]),
        ("비빔밥 7500원; 만두: 3000", [("비빔밥", 7500), ("만두", 3000)]),
    ],
)
def test_names_with_prices_are_read_without_colons(
    menus: str, dishes: list[tuple[str, int]]
) -> None:
    assert prices(menus) == dishes
    assert {noticed for _, noticed in read_menu(menus)} == {""}


@pytest.mark.parametrize(
    ("menus", "dishes"),
    [
        ("순댓국 9천원", [("순댓국", 9000)]),
        ("칼국수8천원", [("칼국수", 8000)]),
        ("수제비 팔천원", [("수제비", 8000)]),
        ("쫄면(5500)", [("쫄면", 5500)]),
        ("쫄면 [5,500원]", [("쫄면", 5500)]),
        ("쫄면/5500", [("쫄면", 5500)]),
        ("쫄면-5500", [("쫄면", 5500)]),
        ("쫄면 - 5500", [("쫄면", 5500)]),
        ("쫄면 ..... 5,500", [("쫄면", 5500)]),
        ("₩5,500 쫄면", [("쫄면", 5500)]),
        ("• 쫄면 5,500 KRW", [("쫄면", 5500)]),
        ("쫄면 5,500 국수 4,000", [("쫄면", 5500), ("국수", 4000)]),
        ("쫄면 : 5,500원 / 국수 : 4,000원", [("쫄면", 5500), ("국수", 4000)]),
        ("쫄면 5,500 국수: 4,000", [("쫄면", 5500), ("국수", 4000)]),
        ("쫄면,5500,국수,4000", [("쫄면", 5500), ("국수", 4000)]),
        ("쫄면: 5500원\n국수: 4000원", [("쫄면", 5500), ("국수", 4000)]),
        ("5,500원 쫄면, 4,000원 국수", [("쫄면", 5500), ("국수", 4000)]),
        ("국수(소) 4000, 국수(대) 5000", [("국수(소)", 4000), ("국수(대)", 5000)]),
        ("정식(국, 찬) 8000", [("정식(국, 찬)", 8000)]),
        ("60계치킨 19000", [("60계치킨", 19_000)]),
        ("콜라 500 ml 2000", [("콜라 500 ml", 2000)]),
        ("1990년 전통 국밥 9000", [("1990년 전통 국밥", 9000)]),
        ("감자전(치즈 추가시 4,000원): 15000", [("감자전(치즈 추가시 4,000원)", 15_000)]),
        ("100%과일주스: 5000", [("100%과일주스", 5000)]),
    ],
)
def test_dishes_of_a_cell_are_told_apart_by_their_prices(
    menus: str, dishes: list[tuple[str, int]]
) -> None:
    assert prices(menus) == dishes


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("쫄면 5500, 국수", "쫄면, 국수"),
        ("쫄면, 국수 5500", "쫄면, 국수"),
        ("커피 2024", "커피"),
        ("커피 4.5", "커피"),
        ("쫄면 5000~6000", "쫄면"),
        ("쫄면 -5000", "쫄면"),
        ("쫄면 약 5000원", "쫄면 약"),
        ("쫄면 소 5000 대 7000", "쫄면 소 대"),
        ("커피 핫 3000 아이스 3500", "커피 핫 아이스"),
        ("쫄면 5000원부터", "쫄면 부터"),
        ("쫄면 곱빼기 +1000원", "쫄면 곱빼기"),
        ("5500 쫄면", "쫄면"),
        ("쫄면 예약 02-000-4500", "쫄면 예약 02-000"),
        ("쫄면5000원국수4000원", "쫄면 국수"),
    ],
)
def test_where_prices_fit_in_two_ways_none_is_taken_and_none_stays_in_the_name(
    entry: str, name: str
) -> None:
    ((dish, noticed),) = read_menu(entry)

    assert dish is not None
    assert (dish.name, dish.price, noticed) == (name, None, "unread_price")


def test_a_price_without_a_name_is_no_dish_and_counted() -> None:
    assert list(read_menu("4000원")) == [(None, "unread_price")]


@pytest.mark.parametrize("text", ["." * 50_000, " " * 50_000 + "x", "1" * 50_000, "(" * 50_000])
def test_a_text_that_means_harm_is_read_at_once(text: str) -> None:
    assert [dish for dish, _ in read_menu(f"{text} 4000") if dish] == []


@pytest.mark.parametrize("entry", ["제육볶음", "2인 세트", "우동, 만두"])
def test_an_entry_without_a_price_is_a_dish(entry: str) -> None:
    ((dish, noticed),) = read_menu(entry)

    assert dish is not None
    assert (dish.name, noticed) == (entry, "")


def test_a_menu_has_three_hundred_dishes_at_most() -> None:
    assert len(list(read_menu(";".join(["우동 4000, 만두 3000"] * 200)))) == 300

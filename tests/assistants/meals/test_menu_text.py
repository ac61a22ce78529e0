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


@pytest.mark.parametrize("entry", ["우동 4000, 만두", "커피 2024", "우동4천원"])
def test_an_entry_whose_prices_are_not_certain_is_a_dish_and_counted(entry: str) -> None:
    ((dish, noticed),) = read_menu(entry)

    assert dish is not None
    assert (dish.name, dish.price, noticed) == (entry, None, "unread_price")


@pytest.mark.parametrize("entry", ["제육볶음", "2인 세트", "우동, 만두"])
def test_an_entry_without_a_price_is_a_dish(entry: str) -> None:
    ((dish, noticed),) = read_menu(entry)

    assert dish is not None
    assert (dish.name, noticed) == (entry, "")


def test_a_menu_has_three_hundred_dishes_at_most() -> None:
    assert len(list(read_menu(";".join(["우동 4000, 만두 3000"] * 200)))) == 300

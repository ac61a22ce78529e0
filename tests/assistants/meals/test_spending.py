"""What was spent is taken down where it is said as a fact about one day of one's own."""

from datetime import date
from typing import Final

import pytest
from tests.assistants.meals.lives import said_of

from dure.assistants.meals.past_days import Days
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.spending import (
    Undated,
    day_of,
    is_payment,
    period,
    read_payment,
    read_period,
    read_spent,
)
from dure.engine.session import Session
from dure.korean.normal import normalise

TODAY: Final = date(2026, 11, 20)
SPENT: Final = [row[1:] for row in said_of("spent")]
"""Written before the patterns, by the same hand: 15 of 15 were right at the first look, and 12 of
12 written after them."""
ASKED: Final = [row[1:] for row in said_of("spending")]
"""The same: 7 of 7."""


@pytest.mark.parametrize(("text", "expect"), SPENT)
def test_what_was_spent_is_read_with_its_day(text: str, expect: str) -> None:
    paid = read_payment(normalise(text).text, TODAY)

    assert (f"{paid.won},{(paid.day - TODAY).days}" if paid else "-") == expect


@pytest.mark.parametrize(("text", "expect"), ASKED)
def test_the_days_that_are_asked_about_are_read(text: str, expect: str) -> None:
    asked = read_period(normalise(text).text, TODAY)

    assert asked is not None
    assert asked.name == expect
    assert read_meal(text, Session(id="s")).intent == "BALANCE_CHECK"


@pytest.mark.parametrize("text", ["오늘 5천원 썼어", "어제 만 이천원 썼어요", "삼천오백원 냈어"])
def test_who_tells_what_they_spent_and_nothing_else_speaks_of_their_money(text: str) -> None:
    assert is_payment(text)
    assert read_meal(text, Session(id="s")).intent == "BALANCE_CHECK"


def test_a_payment_beside_a_wish_leaves_the_wish_what_it_is() -> None:
    text = "방금 점심에 6500원 썼는데 저녁 뭐 먹지"

    assert not is_payment(text)
    assert read_meal(text, Session(id="s")).intent == "FOOD_REQUEST"


@pytest.mark.parametrize("text", ["오늘 9천만원 썼어", "내일 5천원 썼어", "오늘 0원 썼어"])
def test_what_cannot_be_is_not_taken_down(text: str) -> None:
    assert read_payment(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("월요일에 7천원 썼어", date(2026, 11, 16)),
        ("7천원 썼어 월요일에", date(2026, 11, 16)),
        ("11월 3일에 7천원 썼어", date(2026, 11, 3)),
        ("3일에 7천원 썼어", date(2026, 11, 3)),
        ("25일에 7천원 썼어", date(2026, 10, 25)),
        ("3일 전에 7천원 썼어", date(2026, 11, 17)),
        ("이틀 전에 7천원 썼어", date(2026, 11, 18)),
        ("어젯밤에 7천원 썼어", date(2026, 11, 19)),
        ("지난주 수요일에 7천원 썼어요", date(2026, 11, 11)),
        ("이번 주 화요일에 7천원 썼어", date(2026, 11, 17)),
        ("어제 5천원 오늘 7천원 썼어", TODAY),
        ("아까 7천원 썼어", TODAY),
    ],
)
def test_the_day_that_is_named_is_the_day(text: str, day: date) -> None:
    said = normalise(text).text

    paid = read_payment(said, TODAY)

    assert paid is not None
    assert (paid.won, paid.day) == (7000, day)


@pytest.mark.parametrize(
    "when",
    ["지난주에", "2월 30일에", "내일", "주말에", "이번 주 토요일에", "다음 주 월요일에", "평일에",
     "저번에", "며칠 전에", "일주일 전에", "요즘", "11월 25일에", "11/3에", "그날"],
)  # fmt: skip
def test_a_day_that_is_not_clear_is_not_guessed(when: str) -> None:
    said = normalise(f"{when} 7천원 썼어").text

    spent = read_spent(said, TODAY)

    assert isinstance(spent, Undated)
    assert spent.won == 7000
    assert read_payment(said, TODAY) is None


@pytest.mark.parametrize(
    "text", ["이번 주에 5만원 썼어", "내일 5천원 쓸 거야", "지난주에 얼마 썼어"]
)
def test_what_is_no_day_s_spending_has_no_day_to_ask_for(text: str) -> None:
    assert read_spent(normalise(text).text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("수요일", date(2026, 11, 11)),
        ("11월 10일", date(2026, 11, 10)),
        ("아 어제", date(2026, 11, 19)),
        ("지난주", None),
        ("내일", None),
    ],
)
def test_of_a_week_that_was_named_its_own_weekday_is_meant(text: str, day: date | None) -> None:
    last_week = Days(date(2026, 11, 9), date(2026, 11, 15))

    assert day_of(text, TODAY, last_week) == day


def test_stretches_of_days_hold_in_the_first_days_of_a_year() -> None:
    new_year = date(2027, 1, 1)

    before = period("last_month", new_year)

    assert (before.since, before.until) == (date(2026, 12, 1), date(2026, 12, 31))
    assert period("month", new_year).since == new_year
    assert period("last_week", new_year).until == date(2026, 12, 27)


@pytest.mark.parametrize("text", ["나 요즘 많이 써?", "내가 최근에 돈 너무 많이 썼나"])
def test_it_is_heard_after_a_list_as_well(text: str) -> None:
    session = Session(id="s", memory={"shown": [{"id": "a", "name": "가나식당"}]})

    assert read_meal(text, session).intent == "BALANCE_CHECK"


def test_much_of_an_ingredient_is_not_spending() -> None:
    session = Session(id="s", memory={"shown": [{"id": "a", "name": "가나식당"}]})

    assert read_meal("1번은 고추를 많이 써?", session).intent != "BALANCE_CHECK"


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("오늘 점심에 6500원씀", 6500),
        ("7천원썻어", 7000),
        ("어제 저녁 9000원 나감", 9000),
        ("방금 4500원 긁음ㅠ", 4500),
        ("아침에 3천원 결제함", 3000),
        ("저녁 8천원 냄", 8000),
        ("분식집에서 5500원 나옴", 5500),
        ("오늘 만원 썻음", 10000),
    ],
)
def test_spending_told_in_short_forms_is_taken_down(text: str, won: int) -> None:
    paid = read_payment(text, TODAY)

    assert paid is not None
    assert paid.won == won


@pytest.mark.parametrize(
    "text",
    [
        "오늘 6500원 씀?",
        "보통 5천원 씀",
        "5천원 냄비우동",
        "하루에 만원 씀",
        "친구가 6천원 씀",
        "7천원 먹음직한 데",
    ],
)
def test_what_is_asked_usual_or_another_word_is_not_taken_down(text: str) -> None:
    assert read_payment(text, TODAY) is None
    assert not is_payment(text) or text.startswith("친구")

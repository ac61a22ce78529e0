"""However a number is written, it is the same number with the same unit."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.engine.spoken_numbers import numbers_said
from dure.korean.numbers import say_number


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("5천원으로 점심", {("5000", "원"): 1}),
        ("오천 원으로 점심", {("5000", "원"): 1}),
        ("５,０００원 점심", {("5000", "원"): 1}),
        ("이십사도로", {("24", "도"): 1}),
        ("영하 5도", {("-5", "도"): 1}),
        ("1.5도 올려", {("1.5", "도"): 1}),
        ("세 시 반", {("3", "시"): 1, ("반", "half"): 1}),
        ("3시 반", {("3", "시"): 1, ("반", "half"): 1}),
        ("두 명이서", {("2", "명"): 1}),
        ("둘 다 꺼", {("2", ""): 1}),
        ("다섯 군데", {("5", "곳"): 1}),
        ("첫 번째", {("1", "번"): 1}),
        ("30% 할인", {("30", "%"): 1}),
        ("삼십 퍼센트 할인", {("30", "%"): 1}),
        ("두시간 뒤", {("2", "시간"): 1}),
        ("피자 두 판", {("2", "판"): 1}),
        ("세 꾸러미", {("3", "noun"): 1}),
        ("삼 꾸러미", {("3", "noun"): 1}),
        ("오5천원", {("5000", "원"): 1}),
        ("오륙천원", {("5000", "원"): 1, ("6000", "원"): 1}),
    ],
)
def test_a_number_is_found_with_its_unit(text: str, said: dict[tuple[str, str], int]) -> None:
    assert numbers_said(text) == Counter(said)


@pytest.mark.parametrize(
    "text",
    ["이번 달 조명", "이사 사이 구이", "거실만 켜 줘", "오늘 만나", "한도가 얼마야", "네 알겠어요"],
)
def test_an_ordinary_word_holds_no_number(text: str) -> None:
    assert not numbers_said(text)


@given(number=st.integers(10, 10**9))
def test_a_number_in_hangul_is_the_one_in_digits(number: int) -> None:
    assert numbers_said(f"{say_number(number)}원") == numbers_said(f"{number:,}원")


@given(one=st.integers(0, 10**6), other=st.integers(0, 10**6))
def test_two_numbers_are_two(one: int, other: int) -> None:
    is_same = numbers_said(f"{one}원") == numbers_said(f"{other}원")

    assert is_same == (one == other)

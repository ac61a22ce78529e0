from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dure.korean.numbers import Number, find_numbers, read_count, read_number, say_number

TENS = ("", "열", "스물", "서른", "마흔", "쉰", "예순", "일흔", "여든", "아흔")
ONES = ("", "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉")


def found(text: str) -> list[tuple[str, int, int]]:
    """What stands in the text as a number, and the bounds it means."""
    return [(text[n.start : n.end], n.low, n.high) for n in find_numbers(text)]


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**15))
def test_a_number_said_in_hangul_is_read_back(number: int) -> None:
    assert read_number(say_number(number)) == number


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 10**15))
def test_a_number_written_in_digits_is_read_back(number: int) -> None:
    assert read_number(str(number)) == number
    assert read_number(f"{number:,}") == number


@settings(deadline=None)
@given(st.lists(st.integers(1, 10**8 - 1), min_size=1, max_size=5))
def test_numbers_in_a_text_are_found_from_left_to_right(numbers: list[int]) -> None:
    text = " 그리고 ".join(map(say_number, numbers))

    assert [number.low for number in find_numbers(text)] == numbers


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "영"),
        (1, "일"),
        (10, "십"),
        (11, "십일"),
        (110, "백십"),
        (1_005, "천오"),
        (10_000, "만"),
        (15_000, "만오천"),
        (20_000, "이만"),
        (1_000_000, "백만"),
        (100_000_000, "일억"),
        (100_010_000, "일억일만"),
        (10**12, "일조"),
        (9_876_543_210, "구십팔억칠천육백오십사만삼천이백십"),
        (10**16 - 1, "구천구백구십구조구천구백구십구억구천구백구십구만구천구백구십구"),
    ],
)
def test_a_number_is_said_as_people_say_it(number: int, said: str) -> None:
    assert say_number(number) == said


@pytest.mark.parametrize("number", [-1, 10**16])
def test_a_number_beyond_the_words_is_refused(number: int) -> None:
    with pytest.raises(ValueError, match=f"cannot say {number}"):
        say_number(number)


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("5천", 5_000),
        ("오천", 5_000),
        ("5,000", 5_000),
        ("1만5천", 15_000),
        ("만 오천", 15_000),
        ("1.5만", 15_000),
        ("2.5천", 2_500),
        ("1만500", 10_500),
        ("3천500", 3_500),
        ("공", 0),
        ("영", 0),
        ("육", 6),
        ("이십륙", 26),
        ("백만", 1_000_000),
        ("만", 10_000),
        ("1억 2천만", 120_000_000),
        ("5.0", 5),
        ("하나", 1),
        ("스물다섯", 25),
        ("열 둘", 12),
    ],
)
def test_a_number_is_read_however_it_is_written(said: str, number: int) -> None:
    assert read_number(said) == number


@pytest.mark.parametrize(
    "said",
    [
        "1.5",
        "치킨",
        "5천원",
        "백천",
        "십십",
        "만억",
        "만만",
        "일이",
        "이일천",
        "오륙천",
        "한두",
        "일이삼천",
        "일이백천",
        "스물스물",
        "열원",
    ],
)
def test_what_is_not_one_whole_number_is_read_as_none(said: str) -> None:
    assert read_number(said) is None


@pytest.mark.parametrize("said", ["", " "])
def test_nothing_said_is_no_number(said: str) -> None:
    assert read_number(said) is None


@settings(deadline=None)
@given(st.integers(1, 99))
def test_a_native_number_is_read(number: int) -> None:
    assert read_number(TENS[number // 10] + ONES[number % 10]) == number


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        ("한", 1, 1),
        ("두", 2, 2),
        ("세", 3, 3),
        ("석", 3, 3),
        ("네", 4, 4),
        ("넉", 4, 4),
        ("스무", 20, 20),
        ("열두", 12, 12),
        ("아흔아홉", 99, 99),
        ("한두", 1, 2),
        ("두세", 2, 3),
        ("두셋", 2, 3),
        ("서너", 3, 4),
        ("너댓", 4, 5),
        ("네다섯", 4, 5),
        ("대여섯", 5, 6),
        ("예닐곱", 6, 7),
        ("일고여덟", 7, 8),
    ],
)
def test_a_native_counting_word_has_bounds(said: str, low: int, high: int) -> None:
    assert read_count(said) == (low, high)


@pytest.mark.parametrize("said", ["", "삼", "3", "열치킨", "한한", "스물 하나"])
def test_what_is_no_native_counting_word_has_none(said: str) -> None:
    assert read_count(said) is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("5천원에서 만원", [("5천", 5_000, 5_000), ("만", 10_000, 10_000)]),
        ("만 오천원", [("만 오천", 15_000, 15_000)]),
        ("오륙천원", [("오륙천", 5_000, 6_000)]),
        ("이삼만 원", [("이삼만", 20_000, 30_000)]),
        ("3000, 4000", [("3000", 3_000, 3_000), ("4000", 4_000, 4_000)]),
        ("1.5만원", [("1.5만", 15_000, 15_000)]),
        ("4.5점", [("4", 4, 4)]),
        ("5천 치킨", [("5천", 5_000, 5_000)]),
        ("백천", [("백", 100, 100)]),
        ("치킨", []),
        ("", []),
    ],
)
def test_what_could_be_a_number_is_found(text: str, numbers: list[tuple[str, int, int]]) -> None:
    assert found(text) == numbers


@pytest.mark.parametrize(
    ("text", "step"),
    [("5천", 1000), ("만", 10_000), ("만오천", 1000), ("5000", 1), ("오륙백", 100), ("만오", 1)],
)
def test_a_number_knows_its_smallest_magnitude(text: str, step: int) -> None:
    assert [number.step for number in find_numbers(text)] == [step]


@pytest.mark.parametrize("text", ["영일천", "공일천", "오륙", "육오천", "삼오천"])
def test_only_neighbours_before_a_magnitude_are_a_range(text: str) -> None:
    assert all(number.low == number.high for number in find_numbers(text))


@settings(deadline=None, max_examples=200)
@given(st.text("영일이오육륙십백천만억0123456789,. 원치", max_size=15))
def test_found_numbers_do_not_overlap_and_are_what_stands_there(text: str) -> None:
    numbers: list[Number] = list(find_numbers(text))

    assert all(a.end <= b.start for a, b in pairwise(numbers))
    for number in numbers:
        said = text[number.start : number.end]
        assert said == said.strip(" ,")
        assert number.low <= number.high
        assert number.low != number.high or read_number(said) == number.low

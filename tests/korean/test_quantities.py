from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dure.korean.numbers import say_number
from dure.korean.quantities import (
    LAST,
    Amount,
    find_counts,
    find_distances,
    find_minutes,
    find_money,
    find_ordinals,
    find_percents,
)

MAGNITUDES = ((10_000, "만"), (1_000, "천"), (100, "백"))


def plain(won: int) -> str:
    return f"{won}원"


def with_commas(won: int) -> str:
    return f"{won:,}원"


def in_hangul(won: int) -> str:
    return f"{say_number(won)}원"


def mixed(won: int) -> str:
    """Write 15300 as 1만5천3백원."""
    return " ".join(_parts(won)).replace(" ", "") + "원"


def mixed_apart(won: int) -> str:
    """Write 15300 as 1만 5천 3백원."""
    return " ".join(_parts(won)) + "원"


def spoken_apart(won: int) -> str:
    """Write 15300 as 만 오천 삼백원."""
    man, rest = divmod(won, 10_000)
    words = [say_number(man * 10_000)] if man else []
    words += [say_number(rest // size % 10 * size) for size in (1_000, 100) if rest // size % 10]
    return " ".join(words) + "원"


def with_point(won: int) -> str:
    """Write 15300 as 1.53만원."""
    return f"{(Decimal(won) / 10_000).normalize():f}만원"


def won_apart(won: int) -> str:
    """Write 15300 as 만오천삼백 원."""
    return f"{say_number(won)} 원"


def _parts(won: int) -> list[str]:
    parts = []
    for size, name in MAGNITUDES:
        count, won = divmod(won, size)
        if count:
            parts.append(f"{count}{name}")
    return parts


def bounds(amounts: list[Amount]) -> list[tuple[int, int]]:
    return [(amount.low, amount.high) for amount in amounts]


def said(text: str, amounts: list[Amount]) -> list[tuple[str, int, int]]:
    return [(text[a.start : a.end], a.low, a.high) for a in amounts]


@pytest.mark.parametrize("write", [plain, with_commas])
@settings(deadline=None)
@given(won=st.integers(100, 1_000_000))
def test_an_amount_in_digits_is_read_back(write: Callable[[int], str], won: int) -> None:
    text = write(won)

    assert find_money(text) == [Amount(start=0, end=len(text), low=won, high=won)]


@pytest.mark.parametrize(
    "write", [in_hangul, mixed, mixed_apart, spoken_apart, with_point, won_apart]
)
@settings(deadline=None)
@given(hundreds=st.integers(1, 10_000))
def test_an_amount_is_read_back_however_it_is_written(
    write: Callable[[int], str], hundreds: int
) -> None:
    won = hundreds * 100
    text = write(won)

    assert find_money(text) == [Amount(start=0, end=len(text), low=won, high=won)]


@pytest.mark.parametrize(
    "write", [plain, with_commas, in_hangul, mixed, mixed_apart, spoken_apart, with_point]
)
@settings(deadline=None)
@given(hundreds=st.integers(1, 10_000))
def test_an_amount_is_found_inside_a_sentence(write: Callable[[int], str], hundreds: int) -> None:
    won = hundreds * 100
    text = f"점심은 {write(won)} 이하로 먹자"

    assert said(text, find_money(text)) == [(write(won), won, won)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5천원~만원", 5_000, 10_000),
        ("5천~6천원", 5_000, 6_000),
        ("5천원에서 만원", 5_000, 10_000),
        ("5000원부터 8000원", 5_000, 8_000),
        ("만원이나 2만원", 10_000, 20_000),
        ("만원 내지 이만원", 10_000, 20_000),
        ("만원 - 5천원", 5_000, 10_000),
        ("3~4천원", 3_000, 4_000),
        ("3에서 4천원", 3_000, 4_000),
        ("일~이만원", 10_000, 20_000),
        ("오륙천원", 5_000, 6_000),
        ("1만~2만~3만원", 10_000, 30_000),
    ],
)
def test_a_range_of_money_is_one_amount(text: str, low: int, high: int) -> None:
    assert bounds(find_money(text)) == [(low, high)]


@pytest.mark.parametrize(
    ("text", "low"), [("7~4천원", 4_000), ("0~4천원", 4_000), ("치킨~4천원", 4_000)]
)
def test_what_is_no_low_end_is_left_out(text: str, low: int) -> None:
    assert bounds(find_money(text)) == [(low, low)]


def test_a_range_spans_from_its_first_to_its_last_word() -> None:
    text = "저녁은 3~4천원 정도"

    assert said(text, find_money(text)) == [("3~4천원", 3_000, 4_000)]


def test_two_amounts_that_are_no_range_are_two() -> None:
    assert bounds(find_money("만원 말고 5천원짜리")) == [(10_000, 10_000), (5_000, 5_000)]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5천원대", 5_000, 5_999),
        ("5000원대로", 5_000, 5_999),
        ("만원대에서", 10_000, 19_999),
        ("만 오천원대", 15_000, 15_999),
        ("12,000원대", 12_000, 12_999),
        ("100000원대", 100_000, 109_999),
        ("오륙천원 대", 5_000, 6_999),
    ],
)
def test_a_band_reaches_to_the_next_step(text: str, low: int, high: int) -> None:
    [amount] = find_money(text)

    assert (amount.low, amount.high, amount.band) == (low, high, True)


@pytest.mark.parametrize("particle", ["도", "만", "부터", "정도", "쯤", "가", "까지", "는", "로"])
def test_a_band_is_one_before_any_particle(particle: str) -> None:
    (amount,) = find_money(f"5천원대{particle} 점심")

    assert (amount.low, amount.high) == (5000, 5999)


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("만오천 2명이서", 15_000),
        ("예산 2만 4명", 20_000),
        ("5천 백반", 5_000),
        ("3천 만두", 3_000),
    ],
)
def test_an_amount_does_not_swallow_the_number_of_something_else(text: str, won: int) -> None:
    (amount,) = find_money(text)

    assert (amount.low, amount.high) == (won, won)


@pytest.mark.parametrize("word", ["이랑", "하고", "과", "와 "])
def test_two_amounts_with_a_between_are_one_range(word: str) -> None:
    (amount,) = find_money(f"5천원{word}만원 사이 점심")

    assert (amount.low, amount.high) == (5000, 10_000)


def test_two_amounts_without_a_between_are_two() -> None:
    assert [a.low for a in find_money("5천원이랑 만원 있어")] == [5000, 10_000]


@pytest.mark.parametrize("text", ["5천원 대신 만원으로", "5천원 대학교 앞", "만원 대충"])
def test_a_word_that_begins_like_a_band_is_none(text: str) -> None:
    amount = find_money(text)[0]

    assert not amount.band
    assert amount.low == amount.high


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("6000", 6_000),
        ("6,000", 6_000),
        ("6000으로", 6_000),
        ("점심 6000 이하", 6_000),
        ("5천", 5_000),
        ("5천으로", 5_000),
        ("5천짜리", 5_000),
        ("만오천까지", 15_000),
        ("2만 정도", 20_000),
        ("5천 먹자", 5_000),
        ("5천은 있어", 5_000),
        ("999990", 999_990),
    ],
)
def test_money_without_its_unit_is_bare(text: str, won: int) -> None:
    [amount] = find_money(text)

    assert (amount.low, amount.high, amount.bare) == (won, won, True)


@pytest.mark.parametrize("text", ["5천 이하", "만오천 이상", "2만 이내로"])
def test_money_without_its_unit_is_found_before_a_word_that_begins_like_a_number(text: str) -> None:
    assert len(find_money(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "1995",
        "0100",
        "990",
        "1000000",
        "010-5000",
        "12:3000",
        "a5000",
        "5000a",
        "2000-01",
        "5000명",
        "5천명",
        "3000 칼로리",
        "2000년",
        "치킨5천",
        "만 있어",
        "오백",
        "이 치킨",
        "5천번",
        "삼천리",
        "4.5점",
        "",
    ],
)
def test_a_number_that_is_no_money_is_not_taken_for_it(text: str) -> None:
    assert find_money(text) == []


@pytest.mark.parametrize(
    ("text", "won"),
    [
        ("5천₩", 5_000),
        ("5000won", 5_000),
        ("5000 KRW", 5_000),
        ("5천냥", 5_000),
        ("₩500", 500),
        ("₩ 5,000", 5_000),
    ],
)
def test_the_unit_of_money_has_many_names(text: str, won: int) -> None:
    assert bounds(find_money(text)) == [(won, won)]


def test_an_amount_with_a_sign_before_it_is_not_bare() -> None:
    assert [amount.bare for amount in find_money("₩5000")] == [False]


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("500m", 500),
        ("500 M", 500),
        ("1.5km", 1_500),
        ("2킬로미터", 2_000),
        ("일 킬로", 1_000),
        ("두 키로", 2_000),
        ("오백미터", 500),
        ("천이백 미터", 1_200),
        ("집에서 300미터 안", 300),
    ],
)
def test_a_distance_is_given_in_metres(text: str, metres: int) -> None:
    assert bounds(find_distances(text)) == [(metres, metres)]


def test_a_distance_spans_its_number_and_its_unit() -> None:
    text = "집에서 300 미터 안"

    assert said(text, find_distances(text)) == [("300 미터", 300, 300)]


@pytest.mark.parametrize("text", ["5mm", "0m", "이삼km", "미터", "5말", "kml"])
def test_what_is_no_distance_is_not_taken_for_one(text: str) -> None:
    assert find_distances(text) == []


@settings(deadline=None, max_examples=200)
@given(st.integers(1, 10_000))
@example(201)
def test_a_distance_to_the_last_ten_metres_is_read_back(tens: int) -> None:
    assert bounds(find_distances(f"{tens / 100:.2f}km")) == [(tens * 10, tens * 10)]


def test_a_distance_with_a_separator_is_read_whole() -> None:
    assert bounds(find_distances("1,500m")) == [(1_500, 1_500)]


@pytest.mark.parametrize("text", ["500킬로칼로리", "2킬로그램"])
def test_kilo_before_another_unit_is_no_distance(text: str) -> None:
    assert find_distances(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10분", 10, 10),
        ("오 분", 5, 5),
        ("걸어서 십오분", 15, 15),
        ("두세 분", 2, 3),
        ("120분", 120, 120),
    ],
)
def test_minutes_are_read(text: str, low: int, high: int) -> None:
    assert bounds(find_minutes(text)) == [(low, high)]


@pytest.mark.parametrize(
    ("text", "low", "high"), [("이삼십 분", 20, 30), ("오륙십 분", 50, 60), ("백이십 분", 120, 120)]
)
def test_minutes_of_several_words_are_read_whole(text: str, low: int, high: int) -> None:
    assert bounds(find_minutes(text)) == [(low, high)]


@pytest.mark.parametrize("text", ["분식", "일이 분", "치킨"])
def test_what_tells_no_minutes_is_left(text: str) -> None:
    assert find_minutes(text) == []


@pytest.mark.parametrize(
    ("text", "percent"),
    [("50%", 50.0), ("1.5 퍼센트", 1.5), ("십 프로", 10.0), ("백프로", 100.0), ("0%", 0.0)],
)
def test_a_percentage_is_read(text: str, percent: float) -> None:
    assert find_percents(f"딱 {text}") == [(2, 2 + len(text), percent)]


@pytest.mark.parametrize("text", ["십 프로그램", "이일 퍼센트", "퍼센트"])
def test_what_is_no_percentage_is_left(text: str) -> None:
    assert find_percents(text) == []


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3명", 3, 3),
        ("세 사람", 3, 3),
        ("두세 명이서", 2, 3),
        ("오 명", 5, 5),
        ("열두명", 12, 12),
        ("100명", 100, 100),
        ("0명", 0, 0),
    ],
)
def test_a_count_of_a_unit_is_read(text: str, low: int, high: int) -> None:
    assert bounds(find_counts(text, "명|사람")) == [(low, high)]


@pytest.mark.parametrize("text", ["3개", "친구세명", "사람", "일이 명"])
def test_what_counts_another_thing_is_left(text: str) -> None:
    assert find_counts(text, "명|사람") == []


@pytest.mark.parametrize(
    ("text", "low", "high"), [("이삼십 명", 20, 30), ("백 명", 100, 100), ("1,000명", 1_000, 1_000)]
)
def test_a_count_beyond_tens_is_read_whole(text: str, low: int, high: int) -> None:
    assert bounds(find_counts(text, "명|사람")) == [(low, high)]


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [
        ("첫 번째", 1),
        ("두 번째", 2),
        ("세번째", 3),
        ("네 번쨰", 4),
        ("열 번째", 10),
        ("2번", 2),
        ("12번", 12),
        ("2번째", 2),
        ("삼번", 3),
        ("2등", 2),
        ("맨 위", 1),
        ("제일 앞에", 1),
        ("맨 처음", 1),
        ("첫째", 1),
        ("첫빠따", 1),
        ("첫 집", 1),
        ("처음 거", 1),
        ("가운데 거", 2),
        ("중간에 있는", 2),
        ("마지막 집", LAST),
        ("마지막거", LAST),
    ],
)
def test_an_ordinal_is_read(text: str, ordinal: int) -> None:
    assert find_ordinals(f"아, {text}") == [(3, 3 + len(text), ordinal)]


@pytest.mark.parametrize("text", ["0번", "2번 출구", "2번길", "십 번", "치킨", "마지막"])
def test_what_is_no_ordinal_is_left(text: str) -> None:
    assert find_ordinals(text) == []


def test_ordinals_come_from_left_to_right() -> None:
    assert [n for _, _, n in find_ordinals("1번이랑 세 번째 말고 마지막 거")] == [1, 3, LAST]


@pytest.mark.parametrize("text", ["이번 주 토요일", "이번에는 매운 거", "이번 달"])
def test_this_time_is_not_the_second(text: str) -> None:
    assert find_ordinals(text) == []


def test_an_ordinal_does_not_reach_into_the_space_behind_it() -> None:
    assert find_ordinals("2번 주세요") == [(0, 2, 2)]

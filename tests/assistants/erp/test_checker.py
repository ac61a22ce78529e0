"""A wording may say what was found, in any writing, and nothing else."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.erp.checker import check_wording, claims
from dure.engine.assistant import Answer, Line
from dure.kernel.turns import Figure
from dure.korean.numbers import say_number

WAYS = st.sampled_from(("digits", "plain", "mixed", "hangul"))
AMOUNTS = st.integers(1000, 10**12)


def of(value: float, unit: str = "원", **more: object) -> Answer:
    figure = Figure(value=value, unit=unit, measure="수주액", source="x", period="2026년 10월")
    return Answer(lines=(), figures=(figure,), **more)  # type: ignore[arg-type]


def written(value: int, way: str) -> str:
    if way == "digits":
        return f"{value:,}"
    if way == "plain":
        return str(value)
    if way == "hangul":
        return say_number(value)
    parts = []
    for name, size in (("조", 10**12), ("억", 10**8), ("만", 10**4), ("", 1)):
        section = value // size % 10**4
        if section:
            parts.append(f"{section:,}{name}")
    return " ".join(parts)


@given(AMOUNTS, WAYS)
def test_a_truthful_amount_passes_in_any_writing(value: int, way: str) -> None:
    text = f"2026년 10월 수주액은 {written(value, way)}원이에요."

    assert check_wording(text, of(value)) == ()


@given(AMOUNTS, WAYS, st.integers(-(10**6), 10**6).filter(bool))
def test_a_mutated_amount_is_blocked_in_any_writing(value: int, way: str, off: int) -> None:
    said = max(1, value + off)
    if said == value:
        return
    text = f"2026년 10월 수주액은 {written(said, way)}원이에요."

    assert check_wording(text, of(value)) != ()


@given(st.integers(1, 12).filter(lambda month: month != 10))
def test_another_month_is_blocked(month: int) -> None:
    assert check_wording(f"2026년 {month}월 수주액은 5,000원이에요.", of(5000)) != ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1억 4,951만 원", 149510000, "원"),
        ("약 1억 5천만 원", 149510000, "원"),
        ("3천 건", 3000, "건"),
        ("42.5 %", 42.5, "%"),
        ("42.5퍼센트", 42.5, "%"),
        ("모두 셋이에요", 3, "건"),
        ("세 곳", 3, "곳"),
        ("열두 건", 12, "건"),
        ("십이 건", 12, "건"),
        ("1.5억 원", 150000000, "원"),
        ("-3,000원", -3000, "원"),
        ("1억4951만3천2백원", 149513200, "원"),
    ],
)
def test_the_ways_koreans_write_numbers_are_read(text: str, value: float, unit: str) -> None:
    assert check_wording(text, of(value, unit)) == ()


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1억 5천만 원", 149510000, "원"),
        ("4 건", 3, "건"),
        ("네 곳", 3, "곳"),
        ("3원", 3, "건"),
        ("43.5 %", 42.5, "%"),
        ("10건", 12, "건"),
        ("283,543,92원", 283543920, "원"),
        ("3,000원", -3000, "원"),
        ("약 2억 원", 149510000, "원"),
        ("2027년 10월에 12건", 12, "건"),
    ],
)
def test_what_was_not_found_may_not_be_said(text: str, value: float, unit: str) -> None:
    assert check_wording(text, of(value, unit)) != ()


def test_an_amount_belongs_to_the_name_beside_it() -> None:
    items = (
        {"name": "가나", "value": 5000, "unit": "원"},
        {"name": "다라", "value": 7000, "unit": "원"},
    )
    answer = Answer(lines=(), items=items)

    assert check_wording("1. 가나 5,000원\n2. 다라 7천 원", answer) == ()
    assert check_wording("1. 가나 7,000원\n2. 다라 5,000원", answer) != ()


def test_digits_of_a_name_are_no_figure() -> None:
    answer = Answer(lines=(), items=({"name": "27인치 모니터", "value": 3, "unit": "개"},))

    assert check_wording("27인치 모니터는 3개예요", answer) == ()


def test_a_fall_is_not_called_a_rise() -> None:
    answer = of(-3000)
    fell = Answer(lines=(Line(phrase="difference_less"),), figures=answer.figures)

    assert check_wording("-3,000원, 줄었어요", fell) == ()
    assert check_wording("-3,000원, 늘었어요", fell) == ("늘었",)


def test_a_claim_knows_its_smallest_unit() -> None:
    (claim,) = claims("1억 4,951만")

    assert (claim.value, claim.step) == (Decimal(149510000), Decimal(10000))

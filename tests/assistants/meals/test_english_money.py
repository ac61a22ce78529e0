"""Amounts of won in English, and what they are for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.english_money import read_won


def money(text: str) -> dict[str, object]:
    return {said.slot: said.value for said in read_won(text.lower())}


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("lunch for 5000 won", {"budget_max": 5000}), ("₩7,000", {"budget_max": 7000}),
        ("5k", {"budget_max": 5000}), ("5.5k please", {"budget_max": 5500}),
        ("with five thousand won", {"budget_max": 5000}),
        ("ten thousand five hundred won", {"budget_max": 10_500}),
        ("under 6000", {"budget_max": 5999}), ("less than ₩6,000", {"budget_max": 5999}),
        ("up to 8000 won", {"budget_max": 8000}), ("8000 won max", {"budget_max": 8000}),
        ("at least 5000 won", {"budget_min": 5000}), ("around 7000 won", {"budget_about": 7000}),
        ("between 5000 and 8000 won", {"budget_min": 5000, "budget_max": 8000}),
        ("5-6k", {"budget_min": 5000, "budget_max": 6000}),
        ("5 to 8 thousand won", {"budget_min": 5000, "budget_max": 8000}),
        ("7000 won each", {"budget_max": 7000, "per_person": True}),
        ("i spent 5000 won today", {"": 5000}), ("1000 won off", {"coupon_amount": 1000}),
        ("my balance is 3000 won", {"balance_stated": 3000}),
        ("$10", {"currency": "foreign"}), ("ten bucks", {"currency": "foreign"}),
        ("i have no money", {"balance_stated": 0}),
        ("for 4 people at 6pm", {}), ("number 2", {}), ("within 500m", {}), ("in 2026", {}),
        ("60 minutes", {}),
    ],
)  # fmt: skip
def test_an_amount_is_read_with_what_it_is_for(text: str, slots: dict[str, object]) -> None:
    assert money(text) == slots


@given(st.integers(100, 1_000_000))
def test_every_amount_is_read_back_in_each_spelling(won: int) -> None:
    spellings = [f"{won} won", f"{won:,} won", f"₩{won:,}", f"{won} krw", f"{won:,}won"]
    if won % 100 == 0 and won >= 1000:
        spellings.append(f"{won / 1000:g}k")

    assert [money(f"lunch for {said}") for said in spellings] == [{"budget_max": won}] * len(
        spellings
    )

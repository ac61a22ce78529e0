"""A kind of eater is told from enough choices, and not before."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.personality import PastChoice, Personality, habits_of


def meals(told: Sequence[str]) -> list[PastChoice]:
    """Return choices from "shop category" and a + where a coupon was used."""
    out = []
    for meal in told:
        shop, category = meal.rstrip("+").split()
        out.append(PastChoice(shop=shop, category=category, has_coupon=meal.endswith("+")))
    return out


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (["a 분식", "b 한식", "c 중식", "d 치킨", "e 일식", "f 분식"], "EXPLORER"),
        (["a 분식", "a 분식", "a 분식", "b 한식", "a 분식", "c 한식"], "LOYALIST"),
        (["a 분식+", "b 분식+", "c 분식", "d 한식+", "e 한식", "f 분식+"], "DEAL_SEEKER"),
        (["a 분식", "b 분식", "c 분식", "d 한식", "e 한식", "f 분식"], "BALANCED"),
    ],
)
def test_the_kinds_are_those_of_the_brief(told: list[str], kind: Personality) -> None:
    assert habits_of(meals(told), kinds=12).personality == kind


def test_a_long_life_near_a_few_shops_is_no_sign_of_loyalty() -> None:
    kinds = ("분식", "한식", "중식", "치킨", "일식")
    told = [f"{number % 20} {kinds[number % 5]}" for number in range(100)]

    assert habits_of(meals(told), kinds=12).personality == "EXPLORER"


def test_with_too_few_choices_nothing_is_told() -> None:
    habits = habits_of(meals(["a 분식"] * 5), kinds=12)

    assert (habits.personality, habits.entropy, habits.repeat_share) == (None, None, None)
    assert habits.coupon_share is None


def test_unknown_categories_say_nothing_of_variety() -> None:
    chosen = [PastChoice(shop=str(number), category="", has_coupon=False) for number in range(8)]

    habits = habits_of(chosen, kinds=12)

    assert habits.entropy is None
    assert habits.personality == "BALANCED"


@given(
    st.lists(
        st.builds(
            PastChoice,
            shop=st.sampled_from("abcd"),
            category=st.sampled_from(("", "분식", "한식", "중식")),
            has_coupon=st.booleans(),
        ),
        min_size=6,
        max_size=40,
    )
)
def test_shares_are_shares_in_whatever_order(chosen: list[PastChoice]) -> None:
    habits = habits_of(chosen, kinds=12)

    for share in (habits.repeat_share, habits.coupon_share):
        assert share is not None
        assert 0 <= share <= 1
    assert habits.entropy is None or 0 <= habits.entropy <= 1
    turned = habits_of(chosen[-12:][::-1], kinds=12)
    assert turned.personality == habits.personality

"""Check digits: known good numbers hold, and no single wrong digit does."""

from collections.abc import Callable

import pytest

from dure.trust.mask_digits import (
    business_number_holds,
    card_number_holds,
    is_birthday,
    person_number_holds,
)

GOOD: list[tuple[Callable[[str], bool], str]] = [
    (card_number_holds, "4111111111111111"),
    (card_number_holds, "378282246310005"),
    (business_number_holds, "6260181592"),
    (person_number_holds, "8803151154723"),
    (person_number_holds, "8803155539333"),
]


@pytest.mark.parametrize(("holds", "number"), GOOD)
def test_a_good_number_holds(holds: Callable[[str], bool], number: str) -> None:
    assert holds(number)


@pytest.mark.parametrize(("holds", "number"), GOOD)
def test_a_wrong_last_digit_does_not_hold(holds: Callable[[str], bool], number: str) -> None:
    wrong = [number[:-1] + last for last in "0123456789" if last != number[-1]]

    assert not any(holds(one) for one in wrong)


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [("880229", True), ("881301", False), ("880431", False), ("880100", False), ("001231", True)],
)
def test_a_birthday_is_a_day_of_a_month(digits: str, is_one: bool) -> None:
    assert is_birthday(digits) is is_one

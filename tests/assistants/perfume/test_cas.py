import pytest

from dure.assistants.perfume.cas import find_cas, is_cas


@pytest.mark.parametrize("number", ["91-64-5", "8007-75-8", "25265-71-8", "64-17-5"])
def test_a_true_number_is_one(number: str) -> None:
    assert is_cas(number)


@pytest.mark.parametrize("number", ["91-64-6", "91645", "", "91-64-5 ", "9-64-5", "91-64-55"])
def test_a_wrong_digit_or_form_is_none(number: str) -> None:
    assert not is_cas(number)


def test_numbers_are_found_in_prose_once_and_in_order() -> None:
    text = "Prohibition:\n8016-84-0 (mixed)\nRestriction: 91770-75-1, 8016-84-0"

    assert find_cas(text) == ("8016-84-0", "91770-75-1")

"""Shapes of telephone numbers."""

import pytest

from dure.trust.mask_phones import END, find_phone, phone_shapes

SHAPES = phone_shapes(END)


@pytest.mark.parametrize(
    "number",
    [
        "010-1234-5678",
        "01012345678",
        "(02) 345-6789",
        "051)612-3344",
        "+82 10 1234 5678",
        "+82-2-345-6789",
        "070-8812-3456",
        "0504-1234-5678",
        "011-234-5678",
        "+1 415-555-2671",
        "010.1234.5678",
    ],
)
def test_a_number_of_somebody_is_known_by_its_shape(number: str) -> None:
    assert find_phone(number, 0, SHAPES, is_hinted=False) == len(number)


@pytest.mark.parametrize(
    "number",
    [
        "1588-1234",
        "16001234",
        "1899-9999",
        "080-123-4567",
        "119",
        "0102345678",
        "010-1234-56789",
        "010-123",
        "060-700-1234",
    ],
)
def test_a_service_number_or_a_part_is_none(number: str) -> None:
    assert find_phone(number, 0, SHAPES, is_hinted=False) is None


@pytest.mark.parametrize("number", ["0212345678", "0112345678", "10-1234-5678"])
def test_a_doubtful_shape_needs_a_word_about_telephones(number: str) -> None:
    assert find_phone(number, 0, SHAPES, is_hinted=False) is None
    assert find_phone(number, 0, SHAPES, is_hinted=True) == len(number)

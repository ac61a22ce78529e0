"""Numbers, texts and colours from the wire are taken only if they are such."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.home.dialects.payload import (
    NUMBER_LIMIT,
    TEXT_LIMIT,
    hex_of,
    kelvin_of,
    neat,
    number_of,
    rgb_of,
    text_of,
)


@pytest.mark.parametrize("plain", [None, True, "", "x", "nan", "inf", "1e99", [], {}, "1_0x"])
def test_what_is_no_number_is_none(plain: object) -> None:
    assert number_of(plain) is None


@given(st.floats(-NUMBER_LIMIT, NUMBER_LIMIT))
def test_a_number_is_read_from_its_text_and_kept_neat(number: float) -> None:
    assert number_of(str(number)) == number
    assert abs(neat(number) - number) <= 0.0005 + abs(number) * 1e-15


@given(st.integers(0, 255), st.integers(0, 255), st.integers(0, 255))
def test_a_colour_is_written_and_read(red: int, green: int, blue: int) -> None:
    assert rgb_of(hex_of(red, green, blue)) == (red, green, blue)


@pytest.mark.parametrize("color", ["", "plaid", "#12", "#gggggg", None, 5])
def test_what_is_no_colour_is_none(color: object) -> None:
    assert rgb_of(color) is None


def test_a_colour_has_a_name() -> None:
    assert rgb_of("Red") == (255, 0, 0)
    assert hex_of(256, 0, 0) is None


@given(st.integers(153, 500))
def test_warmth_is_turned_and_turned_back(mired: int) -> None:
    kelvin = kelvin_of(mired)

    assert kelvin is not None
    assert kelvin_of(kelvin) == mired


def test_texts_are_short_and_no_truths() -> None:
    assert text_of("가" * 999) == "가" * TEXT_LIMIT
    assert text_of(True) == text_of(None) == text_of([]) == ""
    assert kelvin_of(1e-300) is None

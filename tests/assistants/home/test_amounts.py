import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.home.amounts import find_amounts
from dure.korean.numbers import say_number


def first(text: str) -> list[tuple[str, str, str]]:
    _, _, words = next(iter(find_amounts(text)))
    return [(word.kind, word.value, word.mood) for word in words]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("50%로", [("percent", "50", "to")]),
        ("오십퍼센트", [("percent", "50", "")]),
        ("22.5도로", [("degrees", "22.5", "to")]),
        ("두시간", [("hours", "2", "")]),
        ("한시간반", [("hours", "1", ""), ("minutes", "30", "")]),
        ("이단으로", [("steps", "2", "to")]),
        ("3000k", [("kelvin", "3000", "")]),
        ("오십로", [("number", "50", "to")]),
    ],
)
def test_an_amount_is_read_with_its_unit(said: str, read: list[tuple[str, str, str]]) -> None:
    assert first(said) == read


@pytest.mark.parametrize("said", ["도어락", "분홍색", "오도", "초록"])
def test_a_unit_inside_a_word_is_none(said: str) -> None:
    assert all(
        end - start < len(said) or words[0].kind == "degrees"
        for start, end, words in find_amounts(said)
    )


@given(st.integers(1, 999))
def test_a_number_said_in_hangul_is_the_same_as_in_digits(number: int) -> None:
    assert first(f"{say_number(number)}퍼센트") == first(f"{number}퍼센트")

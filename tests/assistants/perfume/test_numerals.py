from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.perfume.numerals import read_exact


@pytest.mark.parametrize(
    ("written", "exact"),
    [("0,40", "2/5"), ("0.0015", "3/2000"), (0.1, "1/10"),
     (20, "20"), (" 3,5 ", "7/2"), ("1e-3", "1/1000")],
)  # fmt: skip
def test_a_number_is_read_as_it_was_written(written: object, exact: str) -> None:
    assert read_exact(written) == Fraction(exact)


@pytest.mark.parametrize(
    "written", ["1,234.5", "NaN", "inf", "", "3%", None, True, float("nan"), [1], "1" * 60]
)
def test_what_is_no_number_is_none(written: object) -> None:
    assert read_exact(written) is None


@given(st.floats(min_value=0, max_value=100))
def test_a_float_counts_as_the_decimal_it_stands_for(number: float) -> None:
    read = read_exact(number)

    assert read is not None
    assert float(read) == pytest.approx(number, rel=1e-11, abs=0)


def test_noise_of_binary_sums_is_no_amount() -> None:
    assert read_exact(0.1 + 0.2) == Fraction(3, 10)

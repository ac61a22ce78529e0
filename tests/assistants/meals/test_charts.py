"""Charts are well-formed, and draw nothing where nothing is known."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dure.assistants.meals.charts import bars, lines

shares = st.lists(st.none() | st.floats(0, 1), min_size=1, max_size=40)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(st.lists(st.integers(0, 10**6), max_size=40))
def test_there_is_a_bar_for_each_value(values: list[int]) -> None:
    picture = bars("<제목>", [str(number) for number in range(len(values))], values)

    assert (picture == "") == (not any(values))
    assert picture.count("<rect") == (len(values) if picture else 0)
    assert picture == "" or picture.count("<") == picture.count(">")


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(shares)
def test_a_line_is_broken_where_nothing_is_known(values: list[float | None]) -> None:
    picture = lines("비율", [str(n) for n in range(len(values))], {"클릭률": values})

    known = [value for value in values if value is not None]
    assert picture.count("<circle") == len(known)
    assert (picture == "") == (not known)

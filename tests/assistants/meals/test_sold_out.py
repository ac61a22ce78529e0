from datetime import datetime, timedelta
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.candidates import ALL_OF_IT
from dure.assistants.meals.sold_out import SoldOut
from dure.kernel.clock import SEOUL

NOW: Final = datetime(2026, 11, 21, 12, 30, tzinfo=SEOUL)
LATER: Final = NOW + timedelta(hours=2)


def test_what_is_marked_is_out_until_its_time() -> None:
    out = SoldOut()

    out.mark("a", "김밥", LATER)

    assert out.at(NOW, NOW) == {"a": frozenset({"김밥"})}
    assert out.at(LATER, NOW) == {}


def test_a_whole_shop_can_be_out() -> None:
    out = SoldOut()

    out.mark("a", None, LATER)

    assert out.at(NOW, NOW) == {"a": frozenset({ALL_OF_IT})}


def test_what_is_cleared_is_there_again() -> None:
    out = SoldOut()
    out.mark("a", "김밥", LATER)
    out.mark("a", "라면", LATER)

    out.clear("a", "김밥")
    out.clear("b", None)

    assert out.at(NOW, NOW) == {"a": frozenset({"라면"})}


def test_the_last_word_decides_until_when() -> None:
    out = SoldOut()
    out.mark("a", "김밥", LATER)

    out.mark("a", "김밥", NOW + timedelta(minutes=1))

    assert out.at(NOW + timedelta(minutes=2), NOW) == {}


def test_who_asks_for_a_later_meal_is_told_by_that_time_and_nothing_is_forgotten() -> None:
    out = SoldOut()
    out.mark("a", "김밥", LATER)

    tomorrow = out.at(NOW + timedelta(days=1), NOW)

    assert (tomorrow, out.at(NOW, NOW)) == ({}, {"a": frozenset({"김밥"})})


marks = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(("김밥", None)), st.integers(0, 9))
)


@given(marks, st.integers(0, 9))
def test_marking_twice_is_like_once(
    marked: list[tuple[str, str | None, int]], minutes: int
) -> None:
    once, twice = SoldOut(), SoldOut()
    for shop, dish, until in marked:
        once.mark(shop, dish, NOW + timedelta(minutes=until))
        twice.mark(shop, dish, NOW + timedelta(minutes=until))
        twice.mark(shop, dish, NOW + timedelta(minutes=until))

    at = NOW + timedelta(minutes=minutes)

    assert once.at(at, NOW) == twice.at(at, NOW)


def test_what_is_over_takes_no_room() -> None:
    out = SoldOut()
    for number in range(100):
        out.mark(str(number), "김밥", LATER)

    assert out.at(LATER, LATER) == {}
    assert vars(out)["_until"] == {}

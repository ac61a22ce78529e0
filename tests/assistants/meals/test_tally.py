"""Numbers of a period lie where they must, and what is unknown is None, never 0."""

from datetime import datetime
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.assistants.meals import lives

from dure.assistants.meals.tally import (
    FEW_SAID,
    OTHER,
    Tally,
    count_of,
    evenness,
    gini,
    mean,
    share,
)
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event

NOON: Final = datetime(2026, 11, 21, 12, 30, tzinfo=SEOUL)
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=80)


def event(kind: str, number: int = 0) -> Event:
    return lives.event(f"meals.{kind}", NOON, number=number)


def show(tally: Tally, user: str, name: str, *shops: str, **more: Any) -> None:  # noqa: ANN401 - any JSON
    items = [{"shop": shop, "category": more.get("category", "한식")} for shop in shops]
    tally.happened(("main", user), event("shops_shown"), {"id": name, "items": items, **more})


def choose(tally: Tally, user: str, name: str | None, shop: str, **more: Any) -> None:  # noqa: ANN401 - any JSON
    said = {"id": name, "shop": shop, "category": "한식", **more}
    tally.happened(("main", user), event("shop_chosen", len(shop)), said)


def look(tally: Tally, user: str, name: str | None, shop: str) -> None:
    tally.happened(("main", user), event("shop_viewed"), {"id": name, "shop": shop})


def test_of_nothing_nothing_is_known() -> None:
    told = Tally().numbers()

    assert (told["ctr"], told["cvr"], told["decided_s"], told["notices"]) == (None,) * 4
    assert set(told["diversity"].values()) == {None}
    assert set(told["personalisation"].values()) == {None}
    assert told["quality"] == {"known": 0, "mean": None, "with_list": None, "without_list": None}


def test_shows_and_choices_are_counted_apart() -> None:
    tally = Tally()
    for name in ("r1", "r2", "r3", "r4"):
        show(tally, "kim", name, "a", "b", "c")
    look(tally, "kim", "r1", "a")
    choose(tally, "kim", "r2", "b", decided_s=30)
    choose(tally, "kim", "r2", "c", decided_s=50)

    told = tally.numbers()

    assert (told["lists"], told["shown"], told["views"], told["choices"]) == (4, 12, 1, 1)
    assert (told["ctr"], told["cvr"], told["decided_s"]) == (0.5, 0.25, 50.0)


def test_two_people_with_one_name_of_a_list_are_two() -> None:
    tally = Tally()
    for user in ("kim", "lee"):
        show(tally, user, "r", "a")
        show(tally, user, "r", "a")

    assert tally.numbers()["lists"] == 2


def test_a_turn_without_a_list_counts_and_its_quality_is_known_only_if_told() -> None:
    tally = Tally()
    for name, outcome in (("t1", "answered"), ("t2", "refused"), ("t3", "failed"), ("t4", "asked")):
        tally.turn(("main", "kim"), name, outcome)
    show(tally, "kim", "t1", "a")
    choose(tally, "kim", "t1", "a")
    tally.rating(("main", "kim"), "t2", 0.5)

    told = tally.numbers()

    assert told["turns"]["all"] == 4
    assert (told["turns"]["with_list"], told["turns"]["without_list"]) == (1, 3)
    assert told["quality"] == {
        "known": 3,
        "mean": 0.5,
        "with_list": 1.0,
        "without_list": 0.25,
    }


def test_a_word_of_the_person_outweighs_the_deed() -> None:
    tally = Tally()
    tally.turn(("main", "kim"), "t", "answered")
    show(tally, "kim", "t", "a")
    choose(tally, "kim", "t", "a")
    tally.rating(("main", "kim"), "t", 0.0)

    assert tally.numbers()["quality"]["mean"] == 0.0


def test_few_people_are_only_said_to_be_few() -> None:
    tally = Tally()
    for number in range(4):
        show(tally, f"child {number}", "r", "a")

    told = tally.numbers()

    assert told["people"] == FEW_SAID
    assert (told["categories"], told["hours"]) == (None, None)


def test_a_kind_that_few_people_saw_is_not_named() -> None:
    tally = Tally()
    for number in range(6):
        show(tally, f"child {number}", "r", "a")
    show(tally, "child 0", "rare", "z", category="채식")

    told = tally.numbers()

    assert told["people"] == 6
    assert {row["name"] for row in told["categories"]} == {"한식", OTHER}
    assert told["hours"][12] == 7


def test_a_list_differs_where_everybody_would_have_got_another() -> None:
    tally = Tally()
    show(tally, "kim", "r1", "a", "b", generic=["a", "b"])
    show(tally, "kim", "r2", "a", "b", generic=["a", "c"])
    show(tally, "kim", "r3", "a", "b")

    told = tally.numbers()["personalisation"]

    assert told == {"differing": round(1 / 3, 4), "overlap": round((1 + 0.5 + 1) / 3, 4)}


def test_notices_are_counted_by_what_became_of_them() -> None:
    tally = Tally()
    for kind in ("notice_made", "notice_made", "notice_delivered", "notice_opened"):
        tally.happened(("main", "kim"), event(kind), {})

    told = tally.numbers()["notices"]

    assert told == {"made": 2, "delivered": 1, "opened": 1, "clicked": 0}


@quick
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("show", "look", "choose")),
            st.sampled_from(("kim", "lee")),
            st.sampled_from(("r1", "r2", "r3")),
            st.sampled_from("abc"),
        ),
        max_size=40,
    )
)
def test_rates_lie_between_0_and_1_whatever_happened(told: list[tuple[str, str, str, str]]) -> None:
    tally = Tally()
    for what, user, name, shop in told:
        if what == "show":
            show(tally, user, name, "a", "b", "c")
        else:
            (look if what == "look" else choose)(tally, user, name, shop)

    numbers = tally.numbers()

    rates = [numbers["ctr"], numbers["cvr"], *numbers["personalisation"].values()]
    assert all(rate is None or 0 <= rate <= 1 for rate in rates)
    assert numbers["lists"] == 0 or numbers["cvr"] <= numbers["ctr"]
    assert numbers["choices"] <= len(told)


@quick
@given(st.lists(st.integers(0, 1000), max_size=30))
def test_evenness_and_inequality_lie_between_0_and_1(counts: list[int]) -> None:
    named = {str(number): count for number, count in enumerate(counts)}

    assert evenness(named) is None or 0 <= evenness(named) <= 1  # type: ignore[operator]
    assert gini(counts) is None or 0 <= gini(counts) <= 1  # type: ignore[operator]
    assert gini(counts) == gini(sorted(counts))


@pytest.mark.parametrize(
    ("counts", "even", "unequal"),
    [
        ({"a": 5, "b": 5}, 1.0, 0.0),
        ({"a": 9, "b": 0}, 0.0, 0.5),
        ({"a": 3}, None, 0.0),
        ({}, None, None),
    ],
)
def test_all_alike_is_even_and_one_alone_is_not(
    counts: dict[str, int], even: float | None, unequal: float | None
) -> None:
    assert (evenness(counts), gini(counts.values())) == (even, unequal)


def test_of_nobody_there_is_no_share() -> None:
    assert (share(0, 0), mean([]), count_of(0), count_of(4), count_of(5)) == (
        None, None, 0, FEW_SAID, 5,
    )  # fmt: skip


def test_a_choice_that_is_taken_back_is_none() -> None:
    tally = Tally()
    show(tally, "kim", "r1", "a", "b")
    choose(tally, "kim", "r1", "a", decided_s=30)
    tally.happened(("main", "kim"), event("choice_undone"), {"id": "r1", "shop": "a"})

    told = tally.numbers()

    assert (told["choices"], told["cvr"], told["decided_s"]) == (0, 0.0, None)

"""Lists and choices are folded the same way whenever they are read, and stay small."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.assistants.meals import lives

from dure.assistants.meals import visits
from dure.assistants.meals.visits import lists_of, step, used_coupons, visits_of
from dure.kernel.events import Event, Json

START: Final = datetime(2026, 11, 21, 3, tzinfo=UTC)
SHOPS: Final = ("a", "b", "c")


def event(kind: str, number: int) -> Event:
    return lives.event(kind, START + timedelta(minutes=number), number=number)


def shown(number: int, name: str) -> tuple[Event, Json]:
    items = [{"shop": shop, "position": place} for place, shop in enumerate(SHOPS, start=1)]
    return event("meals.shops_shown", number), {"id": name, "items": items}


def chosen(number: int, name: str | None, shop: str, **more: Any) -> tuple[Event, Json]:  # noqa: ANN401 - any JSON
    return event("meals.shop_chosen", number), {"id": name, "shop": shop, "name": shop, **more}


def folded(*happened: tuple[Event, Json | None]) -> Json:
    state: Json = {}
    for one, said in happened:
        state = step(state, one, said)
    return state


def test_the_same_recommendation_is_chosen_from_once() -> None:
    state = folded(shown(0, "r"), chosen(1, "r", "a"), chosen(2, "r", "a"), chosen(3, "r", "b"))

    assert [(one.id, one.shop) for one in visits_of(state)] == [("r", "b")]


def test_coupons_go_with_the_choice_that_used_them() -> None:
    paid = {"coupons": ["c"], "price_won": 5000, "pays_won": 4000}
    state = folded(chosen(0, "r", "a", **paid), chosen(1, "q", "b", **paid))
    assert used_coupons(state) == {"c": 2}
    assert used_coupons(state, but_for="r") == {"c": 1}

    state = step(state, *chosen(2, "r", "b"))

    assert used_coupons(state) == used_coupons(state, but_for="r") == {"c": 1}


def test_a_choice_counts_its_coupons_once() -> None:
    choice = chosen(0, "r", "a", coupons=["c"])

    assert used_coupons(folded(choice, choice)) == {"c": 1}
    assert used_coupons(folded(chosen(0, "r", "a", coupons=None))) == {}
    assert used_coupons(None) == {}


def test_what_was_forgotten_and_what_is_unknown_adds_nothing() -> None:
    state = folded((event("meals.shop_chosen", 0), None), (event("person.noted", 1), {}))

    assert state == {}
    assert (visits_of(None), lists_of({})) == ((), ())


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.booleans(), st.sampled_from(("r1", "r2", "r3")), st.sampled_from(SHOPS)),
        max_size=30,
    )
)
def test_each_list_has_at_most_one_choice_the_last_one(told: list[tuple[bool, str, str]]) -> None:
    happened = [
        shown(n, name) if is_list else chosen(n, name, shop)
        for n, (is_list, name, shop) in enumerate(told)
    ]

    was = {one.id: one.shop for one in visits_of(folded(*happened))}

    assert was == {name: shop for is_list, name, shop in told if not is_list}


def test_the_state_stays_small_and_survives_being_kept() -> None:
    state: Json = {}
    for number in range(500):
        state = step(state, *shown(number, f"r{number}"))
        state = step(state, *chosen(number, f"r{number}", "a", coupons=["c"], price_won=1))

    assert len(lists_of(state)) == visits.LISTS
    assert len(visits_of(state)) == visits.VISITS
    assert used_coupons(state) == {"c": visits.REDEEMED}
    assert orjson.loads(orjson.dumps(state)) == state


def undone(number: int, name: str | None, shop: str, of: int) -> tuple[Event, Json]:
    said = {"id": name, "shop": shop, "of": event("", of).at.isoformat()}
    return event("meals.choice_undone", number), said


def test_a_choice_that_is_taken_back_is_gone_with_its_coupons() -> None:
    paid = {"coupons": ["c"], "price_won": 5000, "pays_won": 4000}
    state = folded(shown(0, "r"), chosen(1, "r", "a", **paid), undone(2, "r", "a", 1))

    assert visits_of(state) == ()
    assert used_coupons(state) == {}
    assert visits_of(step(state, *chosen(3, "r", "a", **paid)))[0].pays_won == 4000


def test_only_the_choice_that_is_meant_is_taken_back() -> None:
    state = folded(chosen(1, None, "a"), chosen(2, None, "a"), undone(3, None, "a", 1))

    assert [one.at for one in visits_of(state)] == [event("", 2).at]
    assert visits_of(step(state, *undone(4, "other", "a", 2))) == visits_of(state)

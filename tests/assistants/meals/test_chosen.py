"""A pick is judged on all that happened so far: what was chosen, and which coupons were used."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.assistants.meals.lives import event

from dure.assistants.meals import visits
from dure.assistants.meals.catalogue import Dish, Shop
from dure.assistants.meals.chosen import Pick, Picked, choose_now, listed_in
from dure.assistants.meals.coupons import Coupon
from dure.assistants.meals.offers import Offers, offers_of
from dure.engine.person import Happening
from dure.kernel.clock import SEOUL
from dure.kernel.events import Json

NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
RICE: Final = Dish(name="백반", price=7000)
YEAR: Final[dict[str, Any]] = {"starts": date(2026, 1, 1), "ends": date(2026, 12, 31)}
COUPONS: Final = offers_of(
    [
        Coupon(id="one", kind="amount", value=1000, **YEAR),
        Coupon(id="two", kind="amount", value=500, uses=2, **YEAR),
    ]
)


def shop(name: str) -> Shop:
    return Shop(id=name, name=name, category="한식", source="시험", dishes=(RICE,), card="Y")


class Person:
    """Somebody whose history grows."""

    def __init__(self) -> None:
        self.state: Json = {}
        self.count = 0
        self.now = NOON

    def show(
        self, name: str, *shops: str, pays_won: int = 6000, coupons: Sequence[str] = ("one",)
    ) -> None:
        about = {"dish": "백반", "price_won": 7000, "pays_won": pays_won, "coupons": [*coupons]}
        items = [{"shop": one, **about} for one in shops]
        self._append("meals.shops_shown", {"id": name, "items": items})

    def pick(self, name: str, shop_id: str, offers: Offers = COUPONS) -> Picked:
        shown = listed_in(self.state, shop_id, now=self.now, list_id=name)
        pick = Pick(shop=shop(shop_id), turn="t", now=self.now, shown=shown)
        choice = choose_now(pick, self.state, offers)
        for happening in choice.happened:
            self.tell(happening)
        return choice

    def tell(self, happening: Happening) -> None:
        assert happening.only_now
        self._append(happening.kind, happening.said)

    def _append(self, kind: str, said: Any) -> None:  # noqa: ANN401 - any JSON
        happened = event(kind, self.now, number=self.count)
        self.state = visits.step(self.state, happened, said)
        self.count += 1

    def used(self, coupon: str) -> int:
        return visits.used_coupons(self.state)[coupon]


def test_a_place_is_picked_from_the_list_before_the_person() -> None:
    person = Person()
    person.show("old", "a")
    person.show("new", "a", "b")

    assert [listed_in(person.state, "a", now=NOON, list_id=name)[0].id  # type: ignore[index]
            for name in ("old", "new", None)] == ["old", "new", "new"]  # fmt: skip


def test_a_list_of_yesterday_is_not_chosen_from_by_name_alone() -> None:
    person = Person()
    person.show("old", "a")
    later = NOON + timedelta(days=1)

    assert listed_in(person.state, "a", now=later) is None
    assert listed_in(person.state, "a", now=later, list_id="old") is not None


def test_a_place_without_any_list_is_chosen_once_a_meal() -> None:
    person = Person()

    told = [bool(person.pick("", "a").happened) for _ in range(2)]
    person.now += timedelta(hours=5)

    assert [*told, bool(person.pick("", "a").happened)] == [True, False, True]


def test_a_price_that_changed_is_the_price_now() -> None:
    person = Person()
    person.show("r", "a", pays_won=7000)
    dearer = replace(shop("a"), dishes=(Dish(name="백반", price=8000),))
    shown = listed_in(person.state, "a", now=NOON, list_id="r")

    choice = choose_now(Pick(shop=dearer, turn="t", now=NOON, shown=shown), person.state, Offers())

    assert (choice.price_won, choice.pays_won) == (8000, 8000)


def test_a_coupon_of_ones_own_takes_off_what_it_did_and_redeems_nothing_of_ours() -> None:
    person = Person()
    person.show("r", "a", pays_won=4000, coupons=["own"])

    first, again = person.pick("r", "a"), person.pick("r", "a")

    assert (first.price_won, first.pays_won) == (again.price_won, again.pays_won) == (7000, 4000)
    assert person.used("one") == person.used("two") == person.used("own") == 0


def test_a_choice_that_is_told_again_keeps_both_its_prices() -> None:
    person = Person()
    person.show("r", "a")

    first, again = person.pick("r", "a"), person.pick("r", "a")

    assert (first.price_won, first.pays_won) == (again.price_won, again.pays_won) == (7000, 6000)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(("r1", "r2", "r3", "r4")), st.sampled_from("abc")), max_size=25
    )
)
def test_no_coupon_is_used_more_often_than_it_may_be(clicks: list[tuple[str, str]]) -> None:
    person = Person()
    for name in ("r1", "r2", "r3", "r4"):
        person.show(name, "a", "b", "c")

    for name, place in clicks:
        person.pick(name, place)
        again = person.pick(name, place)
        assert again.happened == ()

    assert person.used("one") <= 1
    assert person.used("two") <= 2
    chosen = [one.id for one in visits.visits_of(person.state)]
    assert len(chosen) == len(set(chosen)) == len({name for name, _ in clicks})

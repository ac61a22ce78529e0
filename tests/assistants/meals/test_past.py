"""What happened is folded exactly, once, and into a state that does not grow without end."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import Any, Final

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.meals.lives import (
    NOON,
    Happened,
    chosen,
    days,
    event,
    folded,
    liking,
    question,
    rated,
    shown,
    spent,
    viewed,
)

from dure.assistants.meals import past, profile, visits
from dure.engine.person import NOTED

SHOPS: Final = tuple(f"shop-{number}" for number in range(6))
CATEGORIES: Final = ("분식", "한식", "치킨", "중식")
FIELDS: Final = (
    *(
        "id",
        "at",
        "for",
        "shop",
        "name",
        "category",
        "value",
        "won",
        "from",
        "pays_won",
        "price_won",
    ),
    *("items", "company", "reasons", "coupons", "question", "decided_s", "meal", "weather", "dish"),
    *("add", "remove", "put", "liked", "usual_budget_won", "position", "turn"),
)
TIMES: Final = st.sampled_from(("0001-01-01T00:00+09:00", "9999-12-31T23:59+00:00", "2026-13-01"))
ODD: Final[st.SearchStrategy[Any]] = st.one_of(
    st.none(), st.integers(-5, 5), st.text(max_size=3), st.just({}), st.just([])
)


@st.composite
def happenings(draw: st.DrawFn) -> Happened:
    """Draw anything that can happen; few names, so that they meet."""
    at = NOON - days(draw(st.floats(0, 90)))
    shop = draw(st.sampled_from(SHOPS))
    category = CATEGORIES[SHOPS.index(shop) % len(CATEGORIES)]
    name = draw(st.one_of(st.none(), st.sampled_from(("r1", "r2", "r3"))))
    choice = chosen(
        shop,
        category,
        id=name,
        at=at,
        pays_won=draw(st.one_of(st.none(), st.integers(0, 20_000))),
        company=draw(st.lists(st.sampled_from(("friend", "parent")), max_size=1)),
        weather=draw(st.sampled_from((None, "rain", "clear"))),
        coupons=draw(st.sampled_from(([], ["c1"]))),
    )
    value = draw(st.one_of(st.none(), st.floats(-1, 1)))
    return draw(
        st.sampled_from(
            (
                choice,
                rated(value, shop, category, id=name, at=at),
                viewed(shop, category, at),
                shown(*SHOPS[:3], id=name, at=at),
                spent(draw(st.integers(0, 20_000)), at=at),
                question(draw(st.sampled_from(profile.QUESTIONS))),
                liking(draw(st.sampled_from(("떡볶이", "돈까스")))),
            )
        )
    )


LIVES: Final = st.lists(happenings(), max_size=40)


def close(state: Any) -> Any:  # noqa: ANN401 - any part of a state
    """Return a state without the last digits of its sums, nor when entries were touched."""
    if isinstance(state, dict):
        gone = ("events", "touched")
        return {k: close(v) for k, v in sorted(state.items()) if k not in gone}
    if isinstance(state, list):
        return [close(part) for part in state]
    return round(state, 6) + 0.0 if isinstance(state, float) else state


@given(LIVES)
@settings(max_examples=60, deadline=None)
def test_a_replay_gives_the_same_state_to_the_last_bit(life: list[Happened]) -> None:
    once = folded(life)

    assert orjson.dumps(folded(life)) == orjson.dumps(once)


@given(LIVES, st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_a_state_that_was_put_away_as_text_goes_on_as_if_it_never_was(
    life: list[Happened], cut: int
) -> None:
    kept = orjson.loads(orjson.dumps(folded(life[:cut])))

    assert orjson.dumps(folded(life[cut:], kept)) == orjson.dumps(folded(life))


@given(LIVES, st.sampled_from(SHOPS))
@settings(max_examples=60, deadline=None)
def test_a_second_click_on_the_same_place_of_a_list_is_no_news(
    life: list[Happened], shop: str
) -> None:
    click = chosen(shop, id="mine")
    once = profile.profile_of(folded([*life, click]), NOON)

    twice = profile.profile_of(folded([*life, click, click]), NOON)

    assert (twice.chosen, twice.recent, twice.spent) == (once.chosen, once.recent, once.spent)
    assert twice.liked == once.liked
    assert dict(twice.shops) == dict(once.shops)


def tables(life: Sequence[Happened]) -> Any:  # noqa: ANN401 - parts of a state
    """Return what a life counted, by table."""
    state = folded(life)
    names = ("chosen", "rated", "categories", "company", "liked", "choices")
    entries = {name: entry[1:] for name, entry in state.get("shops", {}).items() if any(entry[1:])}
    return close({**{name: state.get(name) for name in names}, "shops": entries})


def test_another_place_of_the_same_list_takes_the_first_ones_place() -> None:
    first = chosen("shop-2", "한식", id="mine", company=["friend"], pays_won=7000)
    second = chosen("shop-3", "치킨", id="mine", company=["friend"])

    changed = tables([chosen(), first, second])

    straight = tables([chosen(), second])
    assert changed["liked"].pop("한식")[0] == 0.0
    assert changed == straight


@given(st.floats(-1, 1), st.floats(-1, 1))
@settings(max_examples=40, deadline=None)
def test_of_two_ratings_of_a_meal_the_latest_counts(before: float, after: float) -> None:
    corrected = tables([rated(before, id="mine"), rated(after, id="mine")])

    assert corrected == tables([rated(after, id="mine")])


def test_without_a_list_a_shop_is_rated_once_a_day() -> None:
    life = [rated(-0.8), rated(-0.8), rated(0.4, at=NOON + days(1))]

    past_ = profile.profile_of(folded(life), NOON).shops["shop-1"]

    assert past_.rating is not None
    assert round(past_.rating, 3) == -0.2


def test_a_rating_that_is_none_counts_nothing() -> None:
    assert profile.profile_of(folded([rated(None)]), NOON).interactions == 0


def test_a_long_life_does_not_make_a_large_state() -> None:
    rng = Random(7)
    state, sizes = profile.EMPTY(), []
    for number in range(30_000):
        at, shop = NOON + days(number / 20), f"shop-{rng.randrange(50_000)}"
        what = rng.choice(
            (
                chosen(shop, f"종류-{rng.randrange(1000)}", id=f"r{number}", at=at),
                rated(0.4, shop, f"종류-{rng.randrange(1000)}", id=f"r{number}", at=at),
                viewed(shop, f"종류-{rng.randrange(1000)}", at),
                shown(shop, id=f"r{number}", at=at),
                spent(5000, at=at),
                liking(f"음식-{rng.randrange(1000)}"),
                chosen(shop, company=[f"누구-{number}"], meal=f"m{number}", weather=f"w{number}"),
            )
        )
        state = profile.step(state, event(what[0]), what[1])
        if number % 5_000 == 4_999:
            sizes.append(len(orjson.dumps(state)))

    assert max(sizes) < 100_000


def test_what_was_forgotten_or_is_not_known_adds_nothing() -> None:
    state = folded([chosen()])
    before = orjson.dumps(state)

    state = profile.step(state, event("meals.shop_chosen"), None)
    state = profile.step(state, event("meals.balance_low_told"), {"at": NOON.isoformat()})

    assert orjson.dumps(state) == before


@given(
    st.sampled_from(
        (
            *(past.SHOP_CHOSEN, past.MEAL_RATED, past.SHOPS_SHOWN, past.SHOP_VIEWED),
            *(past.MONEY_SPENT, past.QUESTION_ASKED, past.QUESTION_ANSWERED, NOTED),
        )
    ),
    st.dictionaries(
        st.sampled_from(FIELDS),
        st.one_of(
            *(st.none(), st.booleans(), st.integers(-5, 5), st.text(max_size=5), TIMES),
            *(st.lists(ODD, max_size=2), st.dictionaries(st.sampled_from(FIELDS), ODD)),
        ),
    ),
)
@settings(max_examples=200, deadline=None)
def test_an_event_that_makes_no_sense_breaks_nothing(kind: str, said: dict[str, Any]) -> None:
    before = folded([chosen(), shown("shop-1", id="r1")])

    state = visits.HISTORY.step(before, event(kind), {"shop": "shop-2", "id": "r1", **said})

    kept = orjson.loads(orjson.dumps(state))
    profile.profile_of(kept, NOON)
    assert len(visits.lists_of(kept)) + len(visits.visits_of(kept)) <= 3
    assert visits.used_coupons(kept).total() <= 2  # Of one choice, as many as a list may hold.


@pytest.mark.parametrize("items", [None, 3, "ab", {"a": 1}, [1, "a", None, {"shop": 2}, {"id": 1}]])
def test_a_list_of_what_is_no_place_shows_none(items: Any) -> None:  # noqa: ANN401 - any JSON
    state = visits.HISTORY.step({}, event(past.SHOPS_SHOWN), {"id": "r", "items": items})

    assert profile.profile_of(state, NOON).shops == {}
    assert [one.items for one in visits.lists_of(state)] == [()]


def test_a_day_whose_only_price_was_taken_back_is_unknown_and_not_nothing() -> None:
    changed = [chosen("shop-1", id="mine", pays_won=7000),
               chosen("shop-2", id="mine", pays_won=None, price_won=None)]  # fmt: skip

    assert profile.profile_of(folded(changed), NOON).spent == ()
    assert profile.profile_of(folded([*changed, spent(4000)]), NOON).spent[0][1] == 4000


@given(st.lists(st.sampled_from((None, 0, 7000)), min_size=1, max_size=6))
def test_a_day_is_known_where_one_of_its_choices_is(prices: list[int | None]) -> None:
    first = [chosen(f"a{n}", id=f"r{n}", pays_won=7000) for n in range(len(prices))]
    then = [
        chosen(f"b{n}", id=f"r{n}", pays_won=won, price_won=won) for n, won in enumerate(prices)
    ]

    by_day = profile.profile_of(folded([*first, *then]), NOON).spent

    known = [won for won in prices if won is not None]
    assert by_day == (((NOON.date(), sum(known)),) if known else ())


def test_days_are_those_of_seoul() -> None:
    late = NOON.replace(hour=23, minute=59, second=59)
    life = [spent(1000, at=late), spent(2000, at=late + days(1 / 24))]

    by_day = profile.profile_of(folded(life), NOON + days(2)).spent

    assert by_day == ((late.date(), 1000), (late.date() + days(1), 2000))


def test_everybodys_state_is_that_of_their_own_stream() -> None:
    states: dict[str, Any] = {}
    life = [chosen("shop-1"), chosen("shop-2")]

    for user in ("mina", "jun"):
        for kind, said in life[: 1 + (user == "mina")]:
            stream = replace(event(kind), stream=f"person:meals:{user}")
            states = past.step_of_all(states, stream, said)
    other = replace(event("meals.shop_chosen"), stream="person:erp:mina")
    states = past.step_of_all(states, other, life[0][1])

    assert states["main/person:meals:mina"] == folded(life)
    assert states["main/person:meals:jun"] == folded(life[:1])
    assert len(states) == 2

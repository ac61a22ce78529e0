"""Popularity stays between 0 and 1, fades without traffic, and is the same whenever folded."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.assistants.meals import lives

from dure.assistants.meals.popularity import WINDOW, popular_at, step, window_of, window_scores
from dure.kernel.clock import SEOUL
from dure.kernel.events import Event, Json

NOON: Final = datetime(2026, 11, 21, 12, 0, tzinfo=SEOUL)
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=80)
counts = st.tuples(
    st.integers(0, 500), st.integers(0, 500), st.integers(-3, 500), st.floats(-50, 50),
    st.integers(0, 50),
).map(list)  # fmt: skip
windows = st.lists(
    st.tuples(st.integers(0, 40), st.dictionaries(st.sampled_from("abcde"), counts, min_size=1)),
    max_size=12,
)


def closed(number: int, window: datetime, shops: Json) -> Event:
    told = {"window": window.isoformat(), "shops": shops, "cursor": number}
    made = lives.event("meals.window_closed", window + WINDOW, number=number, open=told)
    return replace(made, stream="meals:popularity")


def events_of(told: list[tuple[int, Json]]) -> list[Event]:
    return [closed(n, NOON + gap * WINDOW, shops) for n, (gap, shops) in enumerate(told)]


def folded(events: list[Event]) -> Json:
    state: Json = {}
    for event in events:
        state = step(state, event, None)
    return state


@quick
@given(windows)
def test_popularity_stays_between_0_and_1(told: list[tuple[int, Json]]) -> None:
    state = folded(events_of(told))

    later = popular_at(state, NOON + 40 * WINDOW)

    assert all(0 <= score <= 1 for score in (*state.get("scores", {}).values(), *later.values()))


@quick
@given(windows)
def test_a_replay_gives_the_same_bytes_and_a_window_counts_once(
    told: list[tuple[int, Json]],
) -> None:
    events = events_of(told)
    once = orjson.dumps(folded(events))
    kept = folded(events[: len(events) // 2])
    resumed = orjson.loads(orjson.dumps(kept))

    for event in events[len(events) // 2 :]:
        resumed = step(step(resumed, event, None), event, None)

    assert orjson.dumps(folded(events)) == once == orjson.dumps(resumed)


@quick
@given(st.dictionaries(st.sampled_from("abcde"), counts, min_size=1))
def test_the_order_within_a_window_does_not_matter(shops: Json) -> None:
    mixed = dict(sorted(shops.items(), reverse=True))

    assert folded([closed(0, NOON, shops)]) == folded([closed(0, NOON, mixed)])


@quick
@given(counts)
def test_what_nobody_looks_at_fades_and_is_gone(told: list[float]) -> None:
    state = folded([closed(0, NOON, {"a": told})])

    scores = [popular_at(state, NOON + n * WINDOW).get("a", 0.0) for n in range(30)]

    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == 0.0


def test_more_looks_and_choices_are_more_popular() -> None:
    scores = window_scores({"a": [10, 9, 5, 0, 0], "b": [10, 3, 0, 0, 0]}, shown=20, chosen=5)

    assert scores["a"] > scores["b"] > 0


def test_an_unrated_shop_is_neither_good_nor_bad() -> None:
    told = {"good": [5, 0, 0, 3.0, 3], "unrated": [5, 0, 0, 0.0, 0], "bad": [5, 0, 0, -3.0, 3]}

    scores = window_scores(told, shown=15, chosen=0)

    assert scores["good"] > scores["unrated"] > scores["bad"]


@pytest.mark.parametrize(
    ("at", "window"), [((12, 0), (12, 0)), ((12, 4), (12, 0)), ((23, 59), (23, 55))]
)
def test_a_window_begins_at_full_five_minutes(at: tuple[int, int], window: tuple[int, int]) -> None:
    moment = NOON.replace(hour=at[0], minute=at[1]) + timedelta(seconds=59)

    assert window_of(moment) == NOON.replace(hour=window[0], minute=window[1])

"""A goal stays within the range and is the same when it is taken again."""

from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.home.book import LiveDevice
from dure.assistants.home.goal import Goal, goal_of, is_guarded, is_reached, is_under_way
from dure.assistants.home.things import DeviceConfig, Range, State


def live(domain: str, state: State, **more: object) -> LiveDevice:
    about: dict[str, object] = {"settable": frozenset(("state", "temperature", "brightness")),
                                "ranges": {"temperature": Range(low=16, high=30, step=0.5),
                                           "brightness": Range(low=0, high=100)}}  # fmt: skip
    config = DeviceConfig(id="i", dialect="d", domain=domain, name="n", hardware="h",
                          announced="a", topics=(), **{**about, **more})  # type: ignore[arg-type]  # fmt: skip
    return LiveDevice(config=config, state=state)


@given(st.floats(-1e6, 1e6), st.floats(-1e3, 1e3))
def test_a_goal_is_within_the_range_and_on_a_step(now: float, by: float) -> None:
    device = live("climate", {"temperature": now})

    goal = goal_of(device, {}, {"temperature": by})

    assert isinstance(goal, Goal)
    temperature = float(goal.state["temperature"])
    assert 16 <= temperature <= 30
    assert temperature * 2 == int(temperature * 2)
    assert goal_of(device, goal.state, {}) == Goal(state=goal.state)


@given(st.floats(20, 25), st.integers(-3, 3))
def test_a_relative_change_is_never_read_as_an_absolute_one(now: float, by: int) -> None:
    goal = goal_of(live("climate", {"temperature": now}), {}, {"temperature": by})

    assert isinstance(goal, Goal)
    assert abs(float(goal.state["temperature"]) - (now + by)) <= 0.25 + 1e-9


def test_zero_brightness_is_off_and_any_other_is_on() -> None:
    lamp = live("light", {"state": "on", "brightness": 30})

    assert goal_of(lamp, {"brightness": 0}, {}) == Goal(state={"state": "off"})
    assert goal_of(lamp, {}, {"brightness": -90}) == Goal(
        state={"state": "off"}, clamped=frozenset(("brightness",))
    )
    assert goal_of(lamp, {"brightness": 1}, {}) == Goal(state={"state": "on", "brightness": 1})


def test_on_and_off_are_said_in_the_words_of_the_domain() -> None:
    for domain, on, off in (("lock", "locked", "unlocked"), ("cover", "open", "closed"),
                            ("vacuum", "cleaning", "docked"), ("light", "on", "off")):  # fmt: skip
        assert goal_of(live(domain, {}), {"state": "on"}, {}) == Goal(state={"state": on})
        assert goal_of(live(domain, {}), {"state": "off"}, {}) == Goal(state={"state": off})


def test_a_device_that_rounds_has_reached_its_goal_but_not_exactly() -> None:
    lamp = live("light", {"brightness": 39, "color": "#fe0102"})

    assert is_reached({"brightness": 40, "color": "#ff0000"}, lamp)
    assert not is_reached({"brightness": 40}, lamp, exact=True)
    assert not is_reached({"brightness": 42}, lamp)
    assert not is_reached({"state": "on"}, lamp)


def test_a_moving_device_is_under_way_to_where_it_moves() -> None:
    opening = live("cover", {"state": "opening"})

    assert is_under_way({"state": "open"}, opening)
    assert not is_under_way({"state": "closed"}, opening)
    assert is_under_way({"position": 3}, opening)


def test_locks_gas_and_garages_are_guarded() -> None:
    assert is_guarded(live("lock", {}))
    assert is_guarded(live("valve", {}))
    assert is_guarded(live("cover", {}, device_class="garage"))
    assert not is_guarded(live("cover", {}, device_class="curtain"))
    assert not is_guarded(live("switch", {}))

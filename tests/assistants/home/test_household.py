from hypothesis import given
from hypothesis import strategies as st
from tests.assistants.home.commands_flat import READY

from dure.assistants.home.household import Entity, Household, index


def test_names_areas_and_aliases_are_found_without_spaces() -> None:
    assert READY.forms["거실조명"].entities == (0,)
    assert READY.forms["텔레비전"].entities == (8,)
    assert READY.forms["안방"].areas == ("침실",)


def test_two_devices_may_bear_one_name() -> None:
    assert READY.forms["스탠드"].entities == (12, 13)


def test_a_name_is_also_found_without_its_room() -> None:
    assert READY.forms["무드등"].entities == (1,)


def test_a_kind_of_device_is_no_short_name() -> None:
    assert "조명" not in READY.forms
    assert READY.forms["거실조명"].part == len("거실")


def test_a_long_name_is_near_through_one_slip_and_a_short_one_is_not() -> None:
    assert READY.similar("로봇청소가") == ["로봇청소기"]
    assert READY.similar("교실") == []


@given(st.text(alphabet="가나다라마바사", min_size=3, max_size=6))
def test_every_name_is_near_itself(name: str) -> None:
    ready = index(Household(entities=(Entity(name=name, domain="light"),)))

    assert ready.similar(name) == [name]

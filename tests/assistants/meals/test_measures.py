"""Hours that are said are read as those that are meant."""

import pytest

from dure.assistants.meals.measures import read_times


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("10시 넘어서 먹을 데", "22:00"),
        ("9시 지나서 갈건데", "21:00"),
        ("열시 이후에 먹을거", "22:00"),
        ("아침 9시 넘어서 갈게", "09:00"),
        ("10시에 먹을 데", "10:00"),
        ("9시 넘어서 여는 데", "09:00"),
    ],
)
def test_after_an_hour_the_evening_is_meant(text: str, hour: str) -> None:
    assert [said.value for said in read_times(text)] == [hour]

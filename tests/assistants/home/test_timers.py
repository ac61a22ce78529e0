import pytest
from tests.assistants.home.commands_flat import read

from dure.assistants.home.lexicon import Word
from dure.assistants.home.timers import duration_s


@pytest.mark.parametrize(
    ("said", "intent", "slots"),
    [
        ("5분 타이머", "HassStartTimer", {"minutes": 5}),
        ("한 시간짜리 타이머 취소해", "HassCancelTimer", {"start_hours": 1}),
        ("라면 타이머 3분", "HassStartTimer", {"minutes": 3, "name": "라면"}),
        ("타이머 전부 취소", "HassCancelAllTimers", {}),
        ("10분 타이머에 5분 추가해줘", "HassIncreaseTimer", {"start_minutes": 10, "minutes": 5}),
        ("주방 타이머 얼마나 남았어?", "HassTimerStatus", {"area": "주방"}),
        ("3분 뒤에 알려줘", "HassStartTimer", {"minutes": 3}),
    ],
)
def test_timers_are_read(said: str, intent: str, slots: dict[str, object]) -> None:
    assert read(said) == [(intent, slots)]


def test_hours_minutes_and_seconds_add_up() -> None:
    words = [Word(kind="hours", value="1.5"), Word(kind="minutes", value="2")]

    assert duration_s(words) == 5520

import pytest
from tests.assistants.home.commands_flat import read, refused


@pytest.mark.parametrize(
    ("said", "slot", "value"),
    [
        ("거실 에어컨 온도 2도 올려", "temperature_change", 2),
        ("거실 에어컨 24도로 올려", "temperature", 24),
        ("거실 에어컨 시원하게 해줘", "temperature_change", -1),
        ("거실 불 10퍼센트 더 밝게", "brightness_change", 10),
        ("거실 불 밝기 30%로 낮춰", "brightness", 30),
        ("거실 불 조금 어둡게", "brightness_change", -10),
        ("거실 불 최대 밝기", "brightness", 100),
        ("거실 커튼 30퍼센트만 닫아", "position", 70),
        ("거실 커튼 반만 열어", "position", 50),
        ("선풍기 이단으로", "percentage", 50),
        ("선풍기 더 세게", "percentage_change", 25),
        ("티비 볼륨 조금 올려", "volume_step", 5),
        ("침실 무드등 촛불색으로", "temperature", 1900),
    ],
)
def test_a_value_is_read_as_it_was_said(said: str, slot: str, value: int) -> None:
    assert read(said)[0][1][slot] == value


@pytest.mark.parametrize("degrees", range(1, 11))
@pytest.mark.parametrize(
    ("verb", "sign"), [("올려줘", 1), ("낮춰줘", -1), ("내려", -1), ("높여", 1)]
)
def test_what_is_relative_never_sets(degrees: int, verb: str, sign: int) -> None:
    assert read(f"거실 온도 {degrees}도 {verb}") == [
        ("HassClimateSetTemperature", {"area": "거실", "temperature_change": sign * degrees})
    ]


@pytest.mark.parametrize("said", ["거실 불 150%로", "거실 에어컨 90도로", "선풍기 9단으로"])
def test_a_value_that_nothing_takes_is_refused(said: str) -> None:
    assert refused(said) == "unknown_value"

import pytest

from dure.assistants.home.household import Entity, Household, index
from dure.assistants.home.mentions import Mention
from dure.assistants.home.sensing import by_contact, sensors_of
from dure.assistants.home.targets import Around
from dure.assistants.home.understand import understand

HOME = index(
    Household(
        entities=(
            Entity(name="휴대폰", domain="binary_sensor", device_class="battery"),
            Entity(name="휴대폰", domain="binary_sensor", device_class="connectivity"),
            Entity(name="뒷문", domain="binary_sensor", device_class="door"),
            Entity(name="연기 감지기", domain="binary_sensor", area="주방", device_class="smoke"),
        ),
        areas=("주방",),
    )
)


@pytest.mark.parametrize(
    ("said", "device_class", "state"),
    [
        ("휴대폰 배터리 부족이야?", "battery", "on"),
        ("휴대폰 연결됐어?", "connectivity", "on"),
        ("휴대폰 연결 끊겼어?", "connectivity", "off"),
        ("뒷문 열려 있어?", "door", "on"),
        ("주방에 연기 감지됐어?", "smoke", "on"),
    ],
)
def test_the_word_of_state_tells_which_sensor_is_meant(
    said: str, device_class: str, state: str
) -> None:
    command = understand(said, HOME).commands[0]

    assert command.intent == "HassGetState"
    assert (command.slots["device_class"], command.slots["state"]) == (device_class, state)


def test_a_door_without_a_motor_is_known_by_its_contact() -> None:
    reached = by_contact(Mention(nouns=("cover/door",)), "open", Around(index=HOME))

    assert reached is not None
    assert reached.entities == (2,)


def test_sensors_come_in_the_order_of_the_classes() -> None:
    assert sensors_of(Around(index=HOME), range(4), ["smoke", "door"]) == (3, 2)

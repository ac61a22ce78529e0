import pytest
from tests.assistants.home.commands_flat import READY, means, read

from dure.assistants.home.household import Entity, Household, index
from dure.assistants.home.meaning import Unclear
from dure.assistants.home.mentions import Mention
from dure.assistants.home.targets import Around, reach
from dure.assistants.home.understand import understand

AROUND = Around(index=READY)


def test_a_kind_reaches_all_of_its_room() -> None:
    reached = reach(Mention(areas=("거실",), nouns=("light",), form="불"), ("light",), AROUND)

    assert reached is not None
    assert reached.tied == {"area": "거실", "domain": "light"}
    assert reached.entities == (0, 12)


def test_what_no_frame_acts_on_is_not_reached() -> None:
    assert reach(Mention(nouns=("lock",), form="도어락"), ("light",), AROUND) is None


def test_two_of_one_name_are_asked_about() -> None:
    with pytest.raises(Unclear) as unclear:
        reach(Mention(entities=(12, 13), form="스탠드"), ("light",), AROUND)

    assert unclear.value.refusal.candidates == ("거실 스탠드", "침실 스탠드")


def test_the_speakers_room_decides_between_two() -> None:
    assert read("스탠드 켜줘", speaker_area="침실") == [("HassTurnOn", {"name": "스탠드"})]
    assert means("스탠드 켜줘", speaker_area="침실").commands[0].targets == (13,)


def test_a_room_named_with_the_device_decides_and_is_told() -> None:
    assert read("침실 스탠드 켜줘") == [("HassTurnOn", {"name": "스탠드", "area": "침실"})]


def test_some_of_a_kind_are_asked_about_and_all_of_them_are_targets() -> None:
    fans = (
        Entity(name="욕실 환풍기", domain="fan", area="욕실"),
        Entity(name="주방 환풍기", domain="fan", area="주방"),
        Entity(name="공기청정기", domain="fan", area="거실"),
    )
    home = index(Household(entities=fans))

    assert understand("환풍기 켜", home).refusal is not None
    assert understand("환풍기 모두 켜", home).commands[0].targets == (0, 1)
    assert understand("환풍기 켜져 있어?", home).commands[0].targets == (0, 1)

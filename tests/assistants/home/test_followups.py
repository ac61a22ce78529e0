from tests.assistants.home.commands_flat import READY, means

from dure.assistants.home.followups import Earlier, completed, earlier_of, room_after
from dure.assistants.home.meaning import Command, Meaning
from dure.assistants.home.mentions import Mention


def test_nothing_said_lends_nothing() -> None:
    assert earlier_of(None, READY) is None
    assert earlier_of(Meaning(), READY) is None


def test_the_turn_before_lends_its_device_and_its_room() -> None:
    earlier = earlier_of(means("침실 에어컨 켜줘"), READY)

    assert earlier is not None
    assert earlier.mention.entities == (3,)
    assert earlier.command.slots["area"] == "침실"


def test_a_room_alone_takes_the_kind_from_before() -> None:
    earlier = Earlier(
        command=Command(intent="HassTurnOff"), mention=Mention(areas=("거실",), nouns=("light",))
    )

    assert [m.nouns for m in completed(Mention(areas=("침실",)), earlier)] == [("light",)]
    assert completed(Mention(entities=(1,)), earlier) == []


def test_only_a_room_that_was_named_goes_on() -> None:
    named = Command(intent="HassTurnOff", slots={"name": "거실 커튼"}, targets=(4,))

    assert room_after(named, Mention(form="거실커튼"), READY) == "거실"
    assert room_after(named, Mention(form="커튼"), READY) is None
    assert (
        room_after(Command(intent="HassTurnOff", slots={"area": "침실"}), Mention(), READY)
        == "침실"
    )

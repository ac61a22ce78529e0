from tests.assistants.home.commands_flat import READY

from dure.assistants.home.clauses import Clause
from dure.assistants.home.mentions import Mention, mentions
from dure.assistants.home.spans import tag
from dure.assistants.home.speech import hear


def found(text: str) -> list[Mention]:
    return mentions(Clause(spans=tag(hear(text), READY)), frozenset())


def test_a_room_and_a_kind_are_told_apart() -> None:
    mention = found("침실 불 켜줘")[0]

    assert (mention.areas, mention.nouns) == (("침실",), ("light",))


def test_things_joined_with_and_are_several() -> None:
    assert [m.areas for m in found("거실이랑 침실 불 꺼줘")] == [("거실",), ("침실",)]
    assert [m.nouns for m in found("거실이랑 침실 불 꺼줘")] == [("light",), ("light",)]


def test_all_lights_of_a_room_are_no_lamp_called_so() -> None:
    assert found("거실 조명 꺼")[0].entities == (0,)
    assert found("모든 거실 조명 꺼")[0].nouns == ("light",)


def test_nothing_named_is_one_empty_mention() -> None:
    assert [m.is_empty for m in found("꺼줘")] == [True]

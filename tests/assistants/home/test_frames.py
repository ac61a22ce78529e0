from tests.assistants.home.commands_flat import READY

from dure.assistants.home.clauses import Clause
from dure.assistants.home.frames import fitting, frames
from dure.assistants.home.legal import rules
from dure.assistants.home.spans import tag
from dure.assistants.home.speech import hear
from dure.assistants.home.values import READINGS


def intents(text: str) -> list[str]:
    return [fit.frame.intent for fit in fitting(Clause(spans=tag(hear(text), READY)))]


def test_a_frame_must_explain_every_piece() -> None:
    assert intents("거실 불 50%로 밝게")[0] == "HassLightSet"
    assert intents("거실 불 날씨 켜줘") == []


def test_more_needs_go_first() -> None:
    sizes = [len(frame.needs) for frame in frames()]

    assert sizes == sorted(sizes, reverse=True)


def test_every_frame_has_a_rule_and_a_reading() -> None:
    assert {frame.intent for frame in frames()} <= set(rules())
    assert {frame.slots for frame in frames()} - {""} <= set(READINGS)

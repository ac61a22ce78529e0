import pytest
from tests.assistants.home.commands_flat import means, refused

from dure.assistants.home.household import Entity
from dure.assistants.home.legal import is_guarded, is_legal, needs_confirmation, rules
from dure.assistants.home.meaning import Command

LOCK = Entity(name="현관 도어락", domain="lock")
GAS = Entity(name="가스밸브", domain="switch")


def test_slots_must_stand_together() -> None:
    assert is_legal(Command(intent="HassLightSet", slots={"area": "거실", "brightness": 50}))
    assert not is_legal(Command(intent="HassLightSet", slots={"area": "거실"}))
    assert not is_legal(Command(intent="HassTurnOn", slots={"name": "티비", "temperature": 3}))
    assert not is_legal(Command(intent="HassExplode"))


def test_no_rule_asks_for_what_it_forbids() -> None:
    assert all(rule.required for rule in rules().values())


def test_what_opens_a_home_is_confirmed_and_what_closes_it_is_not() -> None:
    assert needs_confirmation("HassTurnOff", kind="lock", entities=[LOCK])
    assert not needs_confirmation("HassTurnOn", kind="lock", entities=[LOCK])
    assert needs_confirmation("HassTurnOn", kind="switch", entities=[GAS])
    assert not needs_confirmation("HassTurnOff", kind="switch", entities=[GAS])
    assert not is_guarded("HassGetState", kind="lock", entities=[LOCK])


@pytest.mark.parametrize(
    "said", ["현관 도어락 열어줘", "현관문 열어줘", "차고문 열어", "가스밸브 열어", "다 꺼줘"]
)
def test_a_dangerous_command_waits_for_a_yes(said: str) -> None:
    assert [command.needs_confirmation for command in means(said).commands] == [True]


@pytest.mark.parametrize(
    "said",
    [
        "현관 도어럭 열어줘",
        "현관 도어랄 열어",
        "가스밸부 열어",
        "차고무 열어줘",
        "도어랏 잠금 해제해",
    ],
)
def test_a_slip_never_opens_anything(said: str) -> None:
    assert means(said).commands == ()
    assert refused(said) in ("did_you_mean", "missing_target", "unknown_words")


def test_a_cover_called_garage_is_guarded_without_a_class() -> None:
    shutter = Entity(name="차고 셔터", domain="cover")

    assert needs_confirmation("HassTurnOn", kind="cover", entities=[shutter])

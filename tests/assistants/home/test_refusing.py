import pytest
from tests.assistants.home.commands_flat import READY

from dure.assistants.home.clauses import Clause
from dure.assistants.home.meaning import Unclear
from dure.assistants.home.refusing import not_understood, refuse_moods, refuse_unknown
from dure.assistants.home.spans import tag
from dure.assistants.home.speech import hear


def clause(text: str) -> Clause:
    return Clause(spans=tag(hear(text), READY), asks=text.endswith("?"))


@pytest.mark.parametrize(
    ("said", "reason"),
    [("불 켜지 마", "negated"), ("불 켜면", "conditional"), ("매일 불 켜줘", "not_supported")],
)
def test_a_mood_that_forbids_acting_is_refused(said: str, reason: str) -> None:
    with pytest.raises(Unclear) as unclear:
        refuse_moods(clause(said))

    assert unclear.value.refusal.reason == reason


def test_a_plain_command_is_not_refused() -> None:
    refuse_moods(clause("불 켜줘"))
    refuse_unknown(tag(hear("불 켜줘"), READY), hear("불 켜줘"))


def test_an_unknown_word_is_named() -> None:
    heard = hear("거실 뻐꾸기 켜줘")

    with pytest.raises(Unclear) as unclear:
        refuse_unknown(tag(heard, READY), heard)

    assert unclear.value.refusal.said == "뻐꾸기"


def test_a_deed_without_a_thing_misses_its_target() -> None:
    assert not_understood(clause("켜줘")).refusal.reason == "missing_target"
    assert not_understood(clause("고마워")).refusal.reason == "not_a_command"

import pytest
from tests.assistants.home.commands_flat import READY

from dure.assistants.home.clauses import acts_of, features_of, is_target, split
from dure.assistants.home.spans import tag
from dure.assistants.home.speech import hear


def clauses(text: str) -> list[str]:
    heard = hear(text)
    found = split(tag(heard, READY), asks=heard.asks, breaks=heard.breaks)
    return ["".join(span.form for span in clause.told) for clause in found]


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("거실 불 끄고 에어컨 24도로", ["거실불끄고", "에어컨24도로"]),
        ("거실 불 켜줘 그리고 선풍기 꺼줘", ["거실불켜줘", "선풍기꺼줘"]),
        ("켜줘 거실 불", ["켜줘거실불"]),
        ("거실 불하고 티비 꺼줘", ["거실불티비꺼줘"]),
        ("에어컨 24도로 하고 불 꺼", ["에어컨24도로", "불꺼"]),
    ],
)
def test_a_sentence_is_split_where_one_deed_ends(said: str, parts: list[str]) -> None:
    assert clauses(said) == parts


def test_a_piece_tells_its_features() -> None:
    noun, act = tag(hear("불 켜줘"), READY)

    assert "noun:light" in features_of(noun)
    assert is_target(noun)
    assert not is_target(act)
    assert [word.mood for word in acts_of(act)] == ["ask"]

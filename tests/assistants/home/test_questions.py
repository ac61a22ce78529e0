import pytest
from tests.assistants.home.commands_flat import means, read

from dure.assistants.home.questions import offer_for


@pytest.mark.parametrize(
    ("said", "slots"),
    [
        ("거실 불 켜져 있어?", {"area": "거실", "domain": "light", "state": "on"}),
        ("거실 조명 켜져 있니", {"name": "거실 조명", "state": "on"}),
        ("도어락 잠겼어?", {"domain": "lock", "state": "locked"}),
        (
            "커튼이 다 닫혀있나요?",
            {"domain": "cover", "device_class": "curtain", "state": "closed"},
        ),
        ("티비 껐어?", {"name": "티비", "state": "off"}),
        ("현관 모션 센서 상태는", {"name": "현관 모션 센서"}),
    ],
)
def test_a_question_is_about_the_state(said: str, slots: dict[str, str]) -> None:
    assert read(said) == [("HassGetState", slots)]


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("어떤 불이 켜져 있어?", "which"),
        ("켜진 조명이 몇 개야?", "how_many"),
        ("모든 불이 꺼져 있어?", "all"),
        ("거실 조명 켜져 있어?", "one"),
    ],
)
def test_a_question_tells_what_it_wants(said: str, query: str) -> None:
    assert means(said).commands[0].query == query


@pytest.mark.parametrize(
    "said",
    [
        "불 켜져 있어?",
        "차고문 열려있어?",
        "도어락 열렸어?",
        "가스밸브 잠겼어?",
        "에어컨 켰어?",
        "온도는?",
    ],
)
def test_a_question_never_acts(said: str) -> None:
    assert all(intent.startswith(("HassGet", "HassClimateGet")) for intent, _ in read(said))


def test_a_remark_has_an_offer() -> None:
    assert offer_for("dark") is not None
    assert offer_for("glad") is None

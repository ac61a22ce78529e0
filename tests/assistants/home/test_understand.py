from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.assistants.home.commands_flat import READY, means, read, refused

from dure.assistants.home.legal import is_legal
from dure.assistants.home.understand import understand

LIGHTS = {"area": "거실", "domain": "light"}
ENDINGS = (
    "켜",
    "켜줘",
    "켜주세요",
    "켜 줄래",
    "켜봐",
    "켜줄 수 있어?",
    "켜주시겠어요?",
    "켜라",
    "켜십시오",
    "켜줘요",
)
OUTSIDE = (
    "점심 뭐 먹을까",
    "지난달 매출 알려줘",
    "사랑해",
    "불고기 먹자",
    "주가 50% 올랐어?",
    "",
    "???",
)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    "shape", ["거실 불 {}", "거실불{}", "{} 거실 불", "음 거실에 불 좀 {}", "거실의 불을 {}"]
)
def test_politeness_order_and_fillers_do_not_matter(shape: str, ending: str) -> None:
    assert read(shape.format(ending)) == [("HassTurnOn", LIGHTS)]


def test_several_commands_keep_their_order() -> None:
    assert read("거실 불 끄고 침실 에어컨 24도로") == [
        ("HassTurnOff", LIGHTS),
        ("HassClimateSetTemperature", {"name": "침실 에어컨", "temperature": 24}),
    ]


def test_a_follow_up_takes_what_it_leaves_out_from_before() -> None:
    assert read("그것도 꺼", after="티비 볼륨 30으로") == [("HassTurnOff", {"name": "티비"})]
    assert read("거기 불도 꺼", after="침실 에어컨 켜줘") == [
        ("HassTurnOff", {"area": "침실", "domain": "light"})
    ]
    assert read("침실도", after="거실 불 꺼줘") == [
        ("HassTurnOff", {"area": "침실", "domain": "light"})
    ]


def test_a_delay_is_told_in_seconds() -> None:
    assert read("5분 뒤에 티비 꺼줘") == [("HassTurnOff", {"name": "티비", "delay_s": 300})]
    assert read("티비 10분 동안 켜줘") == [("HassTurnOn", {"name": "티비", "duration_s": 600})]


def test_a_remark_is_offered_and_not_acted_on() -> None:
    meaning = means("거실이 너무 어두워")

    assert meaning.offer
    assert [(c.intent, dict(c.slots)) for c in meaning.commands] == [("HassTurnOn", LIGHTS)]


def test_being_cold_is_answered_with_how_warm_it_is() -> None:
    question = means("거실 추워").question

    assert question is not None
    assert (question.intent, dict(question.slots)) == (
        "HassClimateGetTemperature",
        {"area": "거실"},
    )


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("거실 불 끄지 마", "negated"),
        ("불 켜지 말아줘", "negated"),
        ("비 오면 커튼 닫아", "unknown_words"),
        ("불 켜면 티비 꺼", "conditional"),
        ("7시에 거실 불 켜줘", "not_supported"),
        ("거실 빼고 다 꺼", "not_supported"),
        ("에어컨 켜줘", "ambiguous_target"),
        ("스탠드 켜줘", "ambiguous_target"),
        ("켜줘", "missing_target"),
        ("다락방 불 켜줘", "unknown_words"),
        ("거실 불 켜?", "unclear"),
        *((said, "not_a_command") for said in OUTSIDE),
    ],
)
def test_what_is_not_meant_so_is_refused_with_a_reason(said: str, reason: str) -> None:
    meaning = means(said)

    assert meaning.commands == ()
    assert refused(said) == reason or reason == "not_a_command"


def test_what_is_excluded_is_left_alone() -> None:
    assert read("거실 말고 침실 불 꺼줘") == [("HassTurnOff", {"area": "침실", "domain": "light"})]


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="거실침방불조명티비커튼문도어락가스켜꺼줘열어닫아잠가마고 도50%분뒤에?",
        max_size=40,
    )
)
def test_any_text_gives_legal_commands_or_a_refusal(text: str) -> None:
    meaning = understand(text, READY)

    assert (meaning.refusal is None) == bool(meaning.commands)
    assert all(is_legal(command) for command in meaning.commands)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["켜", "끄", "열", "닫", "올리", "내리"]),
    st.sampled_from(["불", "티비", "커튼", "차고문", "도어락", "에어컨"]),
)
def test_a_negated_command_never_acts(stem: str, thing: str) -> None:
    for ending in ("지 마", "지마세요", "지 말아줘", "지 말라고"):
        assert understand(f"{thing} {stem}{ending}", READY).commands == ()


def test_the_package_reads_no_heavy_library() -> None:
    source = Path(__file__).parents[3] / "src" / "dure" / "assistants" / "home"

    assert not [
        f.name for f in source.glob("*.py") if "import numpy" in f.read_text(encoding="utf-8")
    ]


def test_a_refusal_names_the_word_that_is_not_known() -> None:
    refusal = means("다락방 불 켜줘").refusal

    assert refusal is not None
    assert refusal.said == "다락방"

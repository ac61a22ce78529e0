"""Sentences about one's own data are heard, and nothing that only looks like them."""

import json
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import SHARED

from dure.engine.privacy import (
    is_child,
    is_no,
    is_plain_no,
    is_yes,
    notice,
    purposes_in,
    read_wish,
    tells_only_age,
)

SENTENCES: Final = Path(__file__).parents[1] / "fixtures" / "privacy"
"""blind.txt was written before the patterns, the others each after a version of them."""
FILES: Final = ("blind.txt", "dev.txt", "late.txt", "last.txt")
NEEDED: Final = {"wished": 150, "not wished": 250}


def sentences(file: str) -> Iterator[tuple[str | None, str]]:
    """Yield (action, sentence); None where nothing is wished of one's data."""
    action = ""
    for line in (SENTENCES / file).read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            action = line[2:]
        elif line:
            yield None if action == "none" else action, line


def heard(text: str) -> str | None:
    wish = read_wish(text)
    return wish.action if wish else None


@pytest.mark.parametrize("file", FILES)
def test_every_sentence_is_heard_as_it_is_meant(file: str) -> None:
    rows = list(sentences(file))

    assert [(said, heard(said)) for action, said in rows if heard(said) != action] == []


def test_there_are_enough_sentences_of_both_kinds() -> None:
    actions = [action for file in FILES for action, _ in sentences(file)]

    assert len([a for a in actions if a is not None]) >= NEEDED["wished"]
    assert len([a for a in actions if a is None]) >= NEEDED["not wished"]


@pytest.mark.parametrize(
    "file", ["commands_dev.jsonl", "meals_dev.jsonl", "erp/questions_dev.jsonl"]
)
def test_no_sentence_of_the_shared_files_is_taken_for_such_a_wish(file: str) -> None:
    path = SHARED / file
    if not path.is_file():
        pytest.skip(f"{file} is not here")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    said = {text for row in rows for text in texts_in(row) if len(text) <= 500}

    assert len(said) > 30
    assert [text for text in said if read_wish(text)] == []


def texts_in(value: Any) -> Iterator[str]:  # noqa: ANN401 - walks plain JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)


@pytest.mark.parametrize(
    ("text", "purposes"),
    [
        ("동의 철회할래", ()),
        ("건강 정보 동의 철회할게", ("health",)),
        ("알러지 동의 취소할래", ("health",)),
        ("위치 동의 철회해줘", ("location",)),
        ("학습에 내 의견 쓰는 거 동의 철회", ("improvement",)),
        ("동의한 거 전부 취소해줘", ("health", "location", "improvement")),
        ("이용약관에 동의합니다", ("terms",)),
    ],
)
def test_the_purpose_of_a_consent_is_heard(text: str, purposes: tuple[str, ...]) -> None:
    wish = read_wish(text)

    assert wish is not None
    assert wish.purposes == purposes


def test_all_purposes_may_be_named_in_an_answer() -> None:
    assert purposes_in("다 거둘게") == ("health", "location", "improvement")
    assert purposes_in("김밥") == ()


@pytest.mark.parametrize(
    "text", ["네", "응 지워줘", "네네", "ㅇㅇ", "그래 삭제해", "네, 지워 주세요."]
)
def test_a_plain_yes_is_a_yes(text: str) -> None:
    assert (is_yes(text), is_no(text)) == (True, False)


@pytest.mark.parametrize("text", ["아니", "지우지 마", "아니요 괜찮아요", "응 아니 하지마", "취소"])
def test_a_no_is_a_no(text: str) -> None:
    assert (is_yes(text), is_no(text)) == (False, True)


@pytest.mark.parametrize("text", ["응?", "네 근데 김밥은", "점심 추천해줘", "왜?", "네" * 21])
def test_what_is_no_plain_yes_is_none(text: str) -> None:
    assert not is_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "나 12살이야",
        "저 열두 살인데요 점심 추천해 주세요",
        "난 13살",
        "저 만 13세입니다",
        "나 초등학생이야",
        "저는 초등학교 3학년이에요",
        "나는 2015년생이야",
        "나는 2012년생이야",
    ],
)
def test_a_child_is_told_by_what_it_says_of_itself(text: str) -> None:
    assert is_child(text, year=2026) is True


@pytest.mark.parametrize(
    "text",
    [
        "ㅎㅇ 나 초딩5학년",
        "안냥하세요 저 초3이에요",
        "초딩이에요",
        "초등학교 2학년임ㅋㅋ",
        "초6임ㅎ",
        "난 중1임ㅋㅋ",
        "중1이에요",
        "11살이에여",
        "나 열두살ㅠ",
        "열한 살이야😊",
        "하이 저는 9살이에요!",
        "안녕하세요 저는 초등학교 6학년입니당",
    ],
)
def test_an_age_that_is_all_that_is_said_is_ones_own(text: str) -> None:
    assert is_child(text, year=2026) is True
    assert tells_only_age(text)


@pytest.mark.parametrize(
    "text",
    [
        "12살 동생이랑 먹을 거",
        "나 초딩 입맛이야",
        "초딩",
        "초딩이냐",
        "초등학교 앞 분식집",
        "초등학교 4학년 동생이 먹을 거",
        "10살 조카",
        "3학년이야",
        "나 12살?",
        "12세트",
        "초코 2개",
        "중1동에 있어",
    ],
)
def test_what_only_looks_like_an_age_of_ones_own_is_none(text: str) -> None:
    assert is_child(text, year=2026) is None
    assert not tells_only_age(text)


@pytest.mark.parametrize("text", ["나 초5인데 떡볶이 먹고 싶어", "나 12살이고 배고파"])
def test_an_age_with_a_wish_is_not_only_an_age(text: str) -> None:
    assert is_child(text, year=2026) is True
    assert not tells_only_age(text)


@pytest.mark.parametrize("text", ["I'm 11", "hi, I am 9 years old!", "i’m only twelve", "im 10 yo"])
def test_an_age_in_english_may_be_all_that_is_said(text: str) -> None:
    assert is_child(text, year=2026) is True
    assert tells_only_age(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm 10 minutes away",
        "12",
        "I'm hungry",
        "my brother is 9",
        "I'm 11 and hungry",
        "I'm 5km off",
    ],
)
def test_what_is_no_age_in_english_is_not_only_an_age(text: str) -> None:
    assert not tells_only_age(text)


@pytest.mark.parametrize("text", ["안뇽", "ㅎㅇ", ",ㅜ!", "지금", "나12살", "초등학교4학년"])
def test_no_age_takes_long_to_hear(text: str) -> None:
    began = perf_counter()

    is_child(text * 300, year=2026)

    assert perf_counter() - began < 0.2


@pytest.mark.parametrize(
    "text",
    ["나 25살이야", "나 14살이야", "제가 2000년생인데요", "25살임ㅋ", "15살이에요", "나 열네 살"],
)
def test_who_is_14_or_older_is_no_child(text: str) -> None:
    assert is_child(text, year=2026) is False


@pytest.mark.parametrize(
    "text",
    [
        "나 12살 딸 있어",
        "나 10살 조카랑 먹을 거",
        "나 3살 연하 만나",
        "나 8살 때 먹던 떡볶이",
        "나 초등학생이랑 같이 가",
        "우리 애가 12살이야",
        "12살이 먹을 만한 거",
        "나는 2015년에 왔어",
        "난 30세트 주문할래",
    ],
)
def test_an_age_that_is_somebody_elses_is_none(text: str) -> None:
    assert is_child(text, year=2026) is None


@pytest.mark.parametrize(
    "text",
    [
        "I'm 12 years old",
        "I\u2019m 12 years old",
        "I\u2019m 12, find me lunch",
        "I am twelve years old",
        "Hi! I\u2019m ten years old, find me lunch",
        "I'm only eleven",
        "I am thirteen.",
        "12 years old",
        "twelve years old and hungry",
        "I'm a 10-year-old girl",
        "I'm nine and a half",
        "I just turned 12",
    ],
)
def test_a_child_is_told_in_english_however_it_is_typed(text: str) -> None:
    assert is_child(text, year=2026) is True


@pytest.mark.parametrize("text", ["I am fourteen years old", "I\u2019m 25 years old", "I'm 14"])
def test_who_is_14_or_older_is_no_child_in_english(text: str) -> None:
    assert is_child(text, year=2026) is False


@pytest.mark.parametrize(
    "text",
    [
        "I'm 12 minutes away",
        "I'm ten and a half minutes away",
        "I'm six feet tall",
        "I'm 12 years older than him",
        "I'm sixty years old",
        "my son is 12 years old",
        "12 years old son wants pizza",
        "12 years old whisky",
        "12 years ago I ate there",
        "12",
        "twelve, please",
    ],
)
def test_a_number_in_english_that_is_no_age_of_ones_own_is_none(text: str) -> None:
    assert is_child(text, year=2026) is None


def test_everybody_is_told_that_a_machine_answers() -> None:
    assert "AI" in notice()


words = st.sampled_from(
    [
        "내",
        "정보",
        "나",
        "에 대해",
        "다",
        "전부",
        "를",
        "지워",
        "보여",
        "동의",
        "저장된",
        "정말",
        "네",
        "살",
    ]
)


@given(st.lists(words, max_size=100).map("".join))
def test_no_sentence_takes_long_to_hear(text: str) -> None:
    began = perf_counter()

    read_wish(text)
    is_yes(text)
    is_no(text)
    is_child(text, year=2026)

    assert perf_counter() - began < 0.2


@pytest.mark.parametrize(
    "text",
    ["아니", "아니요", "괜찮아요", "싫어", "나중에요", "기억하지 마", "안 해도 돼", "아니 됐어요"],
)
def test_a_plain_no_is_one(text: str) -> None:
    assert is_plain_no(text)


@pytest.mark.parametrize(
    "text",
    [
        "매운 건 싫고 5천원으로 점심 찾아줘",
        "다음에 갈 곳 말고 지금 열린 데 찾아줘",
        "취소표 있는 식당 알려줘",
        "괜찮은 데 있어?",
        "네",
    ],
)
def test_a_wish_that_holds_a_no_is_no_plain_one(text: str) -> None:
    assert not is_plain_no(text)


@pytest.mark.parametrize("text", ["위치 추적 하지 마", "GPS는 보지 마", "알림 보내지 마"])
def test_a_wish_of_its_own_is_no_answer(text: str) -> None:
    assert not is_no(text)
    assert is_no("아니 지우지 마")

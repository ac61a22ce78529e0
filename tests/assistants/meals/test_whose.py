"""Whose allergy it is: in doubt the speaker's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.meals.whose import is_not_mine, is_of_others, said_of_others, with_more


@pytest.mark.parametrize(
    "text",
    [
        "내 친구가 게 알레르기야",
        "여동생은 두유 못 마셔",
        "같이 가는 애가 땅콩 알러지 있음",
        "사촌 동생 우유 알레르기 있어서 조심해야 돼",
        "애들이 매운 거 못 먹는대",
        "짝꿍 한 명이 복숭아 먹으면 두드러기 나",
        "누나는복숭아알레르기",
        "형이 비건이야",
    ],
)
def test_what_somebody_else_cannot_eat_is_theirs(text: str) -> None:
    assert is_of_others(text)


@pytest.mark.parametrize(
    "text",
    [
        "나 게 알레르기 있어",
        "게 알레르기",
        "친구랑 먹을 건데 게 알레르기 있어",
        "친구도 나도 땅콩 못 먹어",
        "형이랑 저 둘 다 우유 못 마셔요",
        "엄마가 땅콩 먹지 말랬어",
        "할머니가 나 새우 먹으면 큰일 난대",
        "엄마가 새우 알레르기 있대",
        "우리 아이가 밀 알레르기예요",
        "동생이랑 갈 건데 매운 거 못 먹어요",
    ],
)
def test_in_doubt_it_is_the_speakers_own(text: str) -> None:
    assert not is_of_others(text)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("게 못 먹는 건 친구지 나는 아니야", True),
        ("내가 아니고 누나가 우유 못 먹어", True),
        ("친구가 못 먹는 거고 저는 괜찮아요", True),
        ("그 알레르기 내 거 아니야", True),
        ("나는 게 못 먹어", False),
        ("난 아무거나 먹을래", False),
    ],
)
def test_it_is_heard_that_it_is_not_ones_own(text: str, holds: bool) -> None:
    assert is_not_mine(text) is holds


def test_what_is_said_of_others_adds_up() -> None:
    told = said_of_others({"allergen": ["새우"], "food": ["분식"], "taste": ["spicy"]})

    assert told == {"allergen": ["새우"]}
    assert with_more({"allergen": ["게"]}, told) == {"allergen": ["게", "새우"]}


@given(st.text(max_size=60))
def test_any_text_is_judged(text: str) -> None:
    assert is_of_others(text) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "한명이 새우 알레르기래",
        "한 명은 우유 못먹어",
        "한사람이 계란 먹으면 두드러기 난대",
        "두명은 소고기를 못 먹는대",
        "우리 중에 한명은 땅콩 알러지야",
        "일행이 생선 못먹음",
        "한 애는 메밀 못 먹어",
        "한 사람은 게 알레르기 있음",
    ],
)
def test_one_of_a_company_is_somebody_else(text: str) -> None:
    assert is_of_others(text)


@pytest.mark.parametrize(
    "text",
    [
        "한 명이 먹을 건데 땅콩 알레르기 있어",
        "한명이고 새우 못 먹어",
        "한명은 나인데 나 우유 못먹어",
        "두 명이 갈 건데 게 알레르기 있어",
    ],
)
def test_who_eats_alone_speaks_of_themselves(text: str) -> None:
    assert not is_of_others(text)


@pytest.mark.parametrize(
    "text",
    [
        "학생이 땅콩 알레르기가 있어요",
        "우리 반 아이가 우유 알레르기예요",
        "제자가 새우를 못 먹어요",
    ],
)
def test_what_a_pupil_cannot_eat_is_theirs(text: str) -> None:
    assert is_of_others(text)


@pytest.mark.parametrize("text", ["저는 학생이고 땅콩 알레르기 있어요", "학생인데 새우 못 먹어요"])
def test_a_pupil_who_speaks_tells_of_themselves(text: str) -> None:
    assert not is_of_others(text)


@pytest.mark.parametrize(
    ("text", "is_theirs"),
    [
        ("my little brother is allergic to eggs, where can we eat", True),
        ("can my sister eat this? she is allergic to peanuts", True),
        ("my friend can't eat pork", True),
        ("I am allergic to eggs", False),
        ("my friend and i are both allergic to milk", False),
        ("my mom says i am allergic to eggs", False),
    ],
)
def test_in_english_too_it_is_told_whose_it_is(text: str, is_theirs: bool) -> None:
    assert is_of_others(text) == is_theirs

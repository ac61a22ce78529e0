"""Short answers of a person are understood, whatever stands around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dure.assistants.home.answers import NAME_LIMIT, area_in, area_of, chosen, heard, name_in, shown

AREAS = ("거실", "안방", "아이방")


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("취소", "cancel"), ("잠깐, 취소", "cancel"), ("잠깐취소해줘", "cancel"),
        ("그만할래요", "cancel"), ("음... 나중에 할게요", "cancel"), ("다시", "again"),
        ("다시 찾아줘!", "again"), ("한 번 더", "again"), ("다른 기기로", "other"),
        ("깜빡여 봐", "blink"), ("응 맞아", "yes"), ("네, 좋아요", "yes"), ("아니요", "no"),
        ("아니", "no"), ("다음 거", "next"), ("거실 스탠드", ""), ("취소등", ""), ("네모 등", ""),
        ("", ""), ("아이방", ""), ("그만두기 조명", ""),
    ],
)  # fmt: skip
def test_a_short_answer_means_one_thing(answer: str, meaning: str) -> None:
    assert heard(answer) == meaning


@pytest.mark.parametrize(
    ("answer", "at"),
    [("1", 0), ("2번", 1), ("두 번째", 1), ("이번", 1), ("3번", None), ("0", None), ("lamp b", 1),
     ("lamp", None), ("음 1번이요", 0)],
)  # fmt: skip
def test_one_of_several_is_chosen_by_number_or_name(answer: str, at: int | None) -> None:
    assert chosen(answer, ["Lamp A", "Lamp B"]) == at


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("거실 스탠드", "거실 스탠드"), ("거실 스탠드라고 불러줘", "거실 스탠드"),
        ("취침등으로 해줘", "취침등"), ("무드등이요.", "무드등"), ("거실 #1/등+ 😀", "거실 1 등"),
        ("/#+ 😀", ""), ("형광등이라고 해", "형광등"), ("침대 옆 등", "침대 옆 등"),
        ("TV 뒤 조명", "TV 뒤 조명"),
    ],
)  # fmt: skip
def test_a_name_is_taken_out_of_its_sentence(answer: str, name: str) -> None:
    assert name_in(answer) == name


@given(st.text(max_size=60))
def test_no_answer_raises_and_no_name_holds_signs_of_topics(text: str) -> None:
    name = name_in(text)

    heard(text)
    chosen(text, ["a"])
    area_in(text, AREAS, {})
    assert not set(name) & set("/#+\\<>{}\n\t\0")
    assert len(shown(text)) <= NAME_LIMIT


@pytest.mark.parametrize(
    ("answer", "found"),
    [("거실", ("거실", True)), ("거실에 있어", ("거실", True)), ("침실이요", ("안방", True)),
     ("아이 방", ("아이방", True)), ("다락방", ("다락방", False)), ("몰라", ("", True))],
)  # fmt: skip
def test_a_room_is_known_by_its_name_and_its_aliases(answer: str, found: tuple[str, bool]) -> None:
    assert area_in(answer, AREAS, {"안방": ("침실",)}) == found


@pytest.mark.parametrize(("name", "area"), [("거실 등", "거실"), ("거실", ""), ("무드등", "")])
def test_a_name_may_begin_with_its_room(name: str, area: str) -> None:
    assert area_of(name, AREAS) == area

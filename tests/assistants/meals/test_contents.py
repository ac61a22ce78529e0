"""What counts as an allergy that is said, and as one that is gone; what a question leaves alone."""

import csv
from pathlib import Path
from typing import Final

import pytest

from dure.assistants.meals.contents_known import plain_name
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.slots import read_slots
from dure.engine.session import Session

_HEARD: Final = ("allergen", "allergen_remove", "exclude_food", "diet")


def _rows(name: str) -> list[dict[str, str]]:
    path = Path(__file__).parent / "data" / name
    return list(csv.DictReader(path.open(encoding="utf-8"), delimiter="\t"))


def heard(text: str) -> str:
    """Return what is heard of what somebody cannot eat, as the rows write it."""
    slots = read_meal(text, Session(id="s")).slots
    said = [
        f"{slot}={','.join(map(plain_name, slots[slot]))}" for slot in _HEARD if slots.get(slot)
    ]
    return " ".join(said) or "-"


def _plain(wanted: str) -> str:
    slot, _, words = wanted.partition("=")
    return f"{slot}={','.join(map(plain_name, words.split(',')))}" if words else wanted


@pytest.mark.parametrize("row", _rows("allergy_said.tsv"), ids=lambda row: row["text"])
def test_an_allergy_is_heard_and_only_one_that_is_gone_is_forgotten(row: dict[str, str]) -> None:
    assert heard(row["text"]) == _plain(row["heard"])


@pytest.mark.parametrize("row", _rows("refusing_words.tsv"), ids=lambda row: row["text"])
def test_what_is_turned_down_is_read_alike_for_foods_and_tastes(row: dict[str, str]) -> None:
    said = read_slots(row["text"]).said
    tastes = {one.value for one in said if one.slot == "taste"}
    refused = [one.value for one in said if one.slot == "exclude_food"]

    taste = "not_spicy" if "not_spicy" in tastes else "".join(tastes)
    assert (taste, "".join(refused)) == (row["taste"], row["refused"])


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("근데 우유 마시면 속이 더부룩한데", "우유"),
        ("난 밀가루먹으면 배아픈듯", "밀가루"),
        ("계란 먹으면 머리가 아파요", "계란"),
        ("땅콩 먹으면 속이 울렁거려", "땅콩"),
        ("메밀 먹으면 속쓰려", "메밀"),
        ("새우먹으면 배가 자꾸 아픔", "새우"),
        ("치즈 먹으면 속이 부글부글해", "치즈"),
        ("우유는 마시면 배 아픈데요", "우유"),
    ],
)
def test_what_one_feels_unwell_after_is_an_allergen(text: str, word: str) -> None:
    assert [(s.slot, s.value) for s in read_slots(text).said if s.slot == "allergen"] == [
        ("allergen", word)
    ]


@pytest.mark.parametrize(
    "text", ["배 아픈데 죽 먹고싶어", "우유 먹으면 배 아픈가요?", "속이 더부룩한데 뭐 먹지"]
)
def test_feeling_unwell_alone_is_no_allergy(text: str) -> None:
    assert not [s for s in read_slots(text).said if s.slot == "allergen"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("돼지고기 국물도 안돼요", "diet=no_pork"),
        ("돼지기름도 안 돼요", "diet=no_pork"),
        ("돼지기름 쓴 것도 안돼요", "diet=no_pork"),
        ("소고기 국물은 안 돼요", "allergen=쇠고기"),
        ("멸치육수도 안 되는데", "exclude_food=멸치"),
        ("닭고기도 안되는데요", "allergen=닭고기"),
        ("우유도 안돼요", "allergen=우유"),
        ("우유는 안돼?", "-"),
        ("카드로 우유 안돼요", "-"),
    ],
)
def test_what_is_not_allowed_is_no_wish(text: str, wanted: str) -> None:
    said = [one for one in read_slots(text).said if one.slot in _HEARD]
    heard_of = {f"{one.slot}={plain_name(one.value)}" for one in said}

    assert heard_of == ({_plain(wanted)} if wanted != "-" else set())
    assert all(one.value != "soup" for one in read_slots(text).said)


def test_who_asks_why_something_is_not_allowed_asks_of_the_card() -> None:
    assert heard("왜 음료수는 안돼") == "-"

"""What is picked, given up, asked the way to, or told as spent, in sentences of our own."""

from pathlib import Path

import pytest
from tests.assistants.meals.picked import SHOWN

from dure.assistants.meals.pick_words import is_superlative, single_of, takes_back
from dure.assistants.meals.reading import read_meal
from dure.assistants.meals.slots import read_slots
from dure.engine.session import Session

ROWS = [
    tuple(row.split("\t"))
    for row in (Path(__file__).parent / "data/picked_words.tsv").read_text("utf-8").splitlines()[1:]
]
NAMES = [str(entry["name"]) for entry in SHOWN]


@pytest.mark.parametrize(("rule", "before", "text", "expect"), ROWS)
def test_what_is_said_of_the_places_shown_is_understood(
    rule: str, before: str, text: str, expect: str
) -> None:
    memory = {"shown": SHOWN} if before == "list" else {}

    intent = read_meal(text, Session(id="s", memory=memory)).intent

    assert (intent != expect[1:]) if expect.startswith("!") else (intent == expect), rule


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("밀알마을로 할래", "밀알마을 베이커리"),
        ("굴뚝새빵집으로 갈게", "굴뚝새 빵집"),
        ("굴뚝새", "굴뚝새 빵집"),
        ("길모퉁이 어디야", "길모퉁이 수제버거"),
        ("길모퉁이 지나서 국수", None),
        ("연남동으로 갈게", None),
        ("수제버거 먹고 싶어", None),
        ("빵집", None),
    ],
)
def test_a_word_that_one_name_alone_has_is_that_name(text: str, name: str | None) -> None:
    reading = read_slots(text, NAMES)

    assert next((said.value for said in reading.said if said.slot == "shop"), None) == name


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("수제버거로 할게", "c"),
        ("버거로 ㄱㄱ", "c"),
        ("김밥집으로 할래", "d"),
        ("젤 싼 데로 할게", "b"),
        ("빵집으로 할래", None),
        ("국수로 할래", None),
        ("그걸로 할게", None),
    ],
)
def test_a_food_a_kind_or_a_price_means_one_place_or_none(text: str, place: str | None) -> None:
    reading = read_slots(text, NAMES)

    one = single_of(reading, SHOWN)

    assert (one["id"] if one else None) == place
    assert is_superlative(reading) == ("젤" in text)


def test_the_cheapest_is_none_where_a_price_is_unknown() -> None:
    unknown = {"id": "e", "name": "모름", "dish": None, "price_won": None}

    assert single_of(read_slots("제일 싼 걸로 할게", NAMES), (*SHOWN, unknown)) is None


@pytest.mark.parametrize("text", ["취소하지 마", "취소돼?", "취소 안 할래", "1번 취소하고 2번으로"])
def test_who_asks_or_goes_on_takes_nothing_back(text: str) -> None:
    assert not takes_back(read_slots(text))
